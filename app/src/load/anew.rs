//! Holding anew what a guest had chosen, after their hold has ended.

use booking::{Closed, Guest, OfferId, Refusal, Secret};
use engine::{Engine, Idempotency, ItemRequest, Receipt, Request};
use sha2::{Digest, Sha256};

/// A new hold of what was still to be had.
pub(super) struct Anew {
    pub(super) receipt: Receipt,
    /// The offers of what was not.
    pub(super) without: Vec<OfferId>,
}

/// Holds all that is to be had of `asked`, the item at `needed` in any case. Doing so again, as by a
/// second press of the button, leads to the same hold: `secret` is the ended booking's.
///
/// # Errors
/// Why the needed item, or anything at all, cannot be had.
pub(super) async fn hold_anew(
    engine: &Engine,
    secret: &Secret,
    asked: Vec<ItemRequest>,
    needed: Option<usize>,
    guest: Option<Guest>,
) -> Result<Anew, Refusal> {
    let mut left: Vec<(usize, ItemRequest)> = asked.into_iter().enumerate().collect();
    let mut without = Vec::new();
    loop {
        let items: Vec<ItemRequest> = left.iter().map(|(_, item)| item.clone()).collect();
        let refusal = match hold(engine, secret, Request { items, guest: guest.clone() }).await {
            Ok(receipt) => return Ok(Anew { receipt, without }),
            Err(refusal) => refusal,
        };
        let at = match refusal.item().0 {
            Some(index) => index,
            None if left.len() == 1 => 0,
            None => return Err(refusal),
        };
        let is_needed = left.get(at).is_none_or(|(index, _)| Some(*index) == needed);
        if is_needed || left.len() == 1 || !is_about_place(&refusal) {
            return Err(refusal.item().1.clone());
        }
        without.push(left.remove(at).1.offer);
    }
}

/// Whether another time might do: limits on the guest are about all of it.
fn is_about_place(refusal: &Refusal) -> bool {
    match refusal.item().1 {
        Refusal::Closed { reason: Closed::GuestPerDay { .. } | Closed::GuestOpen { .. } } => false,
        Refusal::Closed { .. } | Refusal::Unknown => true,
        refusal => refusal.is_occupied(),
    }
}

async fn hold(engine: &Engine, secret: &Secret, request: Request) -> Result<Receipt, Refusal> {
    let receipt = engine.hold(request.clone(), Some(idempotency(secret, &request.items))).await?;
    // The same was held before and given up or lost since: then this is no repetition.
    let found = engine.find(&receipt.reference, &receipt.secret).await?;
    if found.state.is_open() { Ok(receipt) } else { engine.hold(request, None).await }
}

/// The key is as hard to guess as the secret, and says nothing of it.
fn idempotency(secret: &Secret, items: &[ItemRequest]) -> Idempotency {
    let said = format!("anew {} {items:?}", secret.expose());
    let fingerprint: [u8; 32] = Sha256::digest(said).into();
    let hex: String = fingerprint.iter().map(|byte| format!("{byte:02x}")).collect();
    Idempotency { key: format!("anew-{hex}"), fingerprint }
}
