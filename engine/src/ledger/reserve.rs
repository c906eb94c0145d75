//! Taking places: a hold, a booking at once, or a place in line.

use super::error::Stop;
use super::journal::{self, Actor, Version, What};
use super::limits::Limits;
use super::operation::{Operation, Tx};
use super::row::{self, hash};
use super::wanted::{Wanted, claim_all};
use super::{claims, waitlist};
use crate::lock::Lease;
use crate::receipt::{Idempotency, Receipt};
use booking::{Booking, Guest, Item, Reference, Secret, State, UnixMillis, total};
use futures::future::BoxFuture;

/// Claims all items or none.
pub(crate) struct Reserve {
    pub(crate) reference: Reference,
    pub(crate) secret: Secret,
    /// `Held`; `Pending` or `Confirmed` with a guest.
    pub(crate) state: State,
    pub(crate) guest: Option<Guest>,
    pub(crate) wanted: Vec<Wanted>,
    pub(crate) limits: Limits,
    /// What to do when not all can be had.
    pub(crate) wait: Option<Wait>,
    pub(crate) currency: String,
    pub(crate) idempotency: Option<Idempotency>,
    /// What the lock knows of our right to write; none when there is no lock to be had.
    pub(crate) lease: Option<Lease>,
}

/// Stand in line for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wait {
    /// How long what comes free is kept, in minutes.
    pub(crate) keep_minutes: u32,
}

impl Operation for Reserve {
    type Output = Receipt;

    fn lease(&self) -> Option<&Lease> {
        self.lease.as_ref()
    }

    fn apply<'t>(mut self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Receipt, Stop>> {
        Box::pin(async move {
            if let Some(repeat) = self.repeated(tx).await? {
                return Ok(repeat);
            }
            let id = tx.next_booking().await?;
            let several = self.wanted.len() > 1;
            self.limits.check(tx, id, self.guest.as_ref(), several).await?;
            let items = self.take(tx, id).await?;
            let booking = Booking {
                reference: self.reference.clone(),
                state: self.state.clone(),
                guest: self.guest.take(),
                items,
                paid_at: None,
                position: None,
            };
            self.insert(tx, id, &booking);
            let mut position = None;
            if let (State::Waiting, Some(wait)) = (&booking.state, self.wait) {
                tx.flush().await?;
                waitlist::join(tx, id, &self.wanted, wait.keep_minutes).await?;
                position = waitlist::position(tx.connection, id, tx.now).await?;
            }
            let version = Version { id, revision: 1, currency: &self.currency };
            let what = What::of(&booking.state);
            journal::record(tx, Actor::Guest, what, &version, &booking, None).await?;
            let receipt = Receipt {
                reference: self.reference,
                secret: self.secret,
                state: booking.state,
                items: booking.items,
                position,
            };
            if let Some(idempotency) = &self.idempotency {
                remember(tx, idempotency, &receipt)?;
            }
            Ok(receipt)
        })
    }
}

impl Reserve {
    async fn repeated(&self, tx: &mut Tx<'_>) -> Result<Option<Receipt>, Stop> {
        match &self.idempotency {
            Some(idempotency) => super::read::repeated(tx.connection, idempotency).await,
            None => Ok(None),
        }
    }

    /// Claims the items. Where they cannot be had and the guest would rather wait, the state becomes
    /// `Waiting`; where they can, a guest who meant to wait is given time to confirm.
    async fn take(&mut self, tx: &mut Tx<'_>, id: i64) -> Result<Vec<Item>, Stop> {
        let first = |wanted: &Wanted| wanted.choices.first().map(|choice| choice.item.clone());
        let firsts: Vec<Item> = self.wanted.iter().filter_map(first).collect();
        if let Some(wait) = self.wait {
            let keep_ms = i64::from(wait.keep_minutes.max(1)) * 60_000;
            self.state = State::Held { expires_at: UnixMillis(tx.now.0.saturating_add(keep_ms)) };
        }
        let expires_at = match self.state {
            State::Held { expires_at } => Some(expires_at),
            _ => None,
        };
        match claim_all(tx, id, &self.wanted, expires_at).await {
            Err(Stop::Refused(refusal)) if refusal.is_occupied() && self.wait.is_some() => {
                claims::undo(tx, id, &firsts).await?;
                self.state = State::Waiting;
                Ok(firsts)
            }
            claimed => claimed,
        }
    }

    fn insert(&self, tx: &mut Tx<'_>, id: i64, booking: &Booking) {
        let expires_at = match booking.state {
            State::Held { expires_at } => Some(expires_at.0),
            _ => None,
        };
        let guest = booking.guest.as_ref();
        let text = |text: &str| text.to_owned();
        tx.later
            .add(
                "INSERT INTO booking (id, reference, secret_hash, state, expires_at, guest_name,
                   guest_email, guest_phone, guest_note, total, currency, revision, created_at,
                   updated_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, ?, ?)",
            )
            .bind(id)
            .bind(booking.reference.compact())
            .bind(hash(&self.secret).to_vec())
            .bind(booking.state.name().as_str())
            .bind(expires_at)
            .bind(guest.map(Guest::name).map(text))
            .bind(guest.map(Guest::email).map(text))
            .bind(guest.and_then(Guest::phone).map(text))
            .bind(guest.and_then(Guest::note).map(text))
            .bind(row::amount(total(&booking.items)))
            .bind(self.currency.clone())
            .bind(tx.now.0)
            .bind(tx.now.0);
        row::insert_items(&mut tx.later, id, &booking.items);
    }
}

fn remember(tx: &mut Tx<'_>, idempotency: &Idempotency, receipt: &Receipt) -> Result<(), Stop> {
    let answer =
        serde_json::to_string(receipt).map_err(|_| Stop::Inconsistent("idempotency.answer"))?;
    tx.later
        .add("INSERT INTO idempotency (key, fingerprint, answer, created_at) VALUES (?, ?, ?, ?)")
        .bind(idempotency.key.clone())
        .bind(idempotency.fingerprint.to_vec())
        .bind(answer)
        .bind(tx.now.0);
    Ok(())
}
