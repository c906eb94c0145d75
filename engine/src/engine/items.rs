//! From what a guest asks for to what is claimed and locked.

use super::Engine;
use crate::catalogue::Catalogue;
use crate::ledger::{Choice, Limits, Wait, Wanted};
use crate::lock::LockKey;
use crate::request::{ItemRequest, Request};
use booking::{CellRange, Cells, Closed, Item, Offer, Refusal, StaySlot, Wish};

/// What a request comes to by the offers' rules.
pub(super) struct Plan {
    pub(super) wanted: Vec<Wanted>,
    pub(super) keys: Vec<LockKey>,
    pub(super) limits: Limits,
    /// Whether an owner wants to be asked.
    pub(super) approval: bool,
}

impl Plan {
    fn firsts(wanted: &[Wanted]) -> impl Iterator<Item = &Item> {
        wanted.iter().filter_map(|wanted| wanted.choices.first()).map(|choice| &choice.item)
    }
}

impl Engine {
    /// `booked` is what the booking has already: an item that stays as it is was allowed when it was
    /// booked, and is not asked about again.
    pub(super) fn plan(
        &self,
        catalogue: &Catalogue,
        asked: &[ItemRequest],
        booked: &[Item],
    ) -> Result<Plan, Refusal> {
        if asked.is_empty() {
            return Err(Refusal::field("items", "Please choose at least one."));
        }
        if asked.len() > Request::ITEMS_MAX {
            return Err(Refusal::field("items", "Please choose at most 20 at once."));
        }
        let several = asked.len() > 1;
        let mut wanted = Vec::with_capacity(asked.len());
        for (index, asked) in asked.iter().enumerate() {
            if let Some(item) = booked.iter().find(|item| is_as_booked(item, asked)) {
                let choices = vec![Choice { item: item.clone(), seats: None }];
                wanted.push(Wanted { choices, day: item.cells });
                continue;
            }
            let found = self.wanted(catalogue, asked).map_err(|refusal| match refusal {
                Refusal::Invalid { mut errors } => {
                    for error in &mut errors {
                        error.field = format!("items.{index}.{}", error.field);
                    }
                    Refusal::Invalid { errors }
                }
                refusal if several => refusal.of_item(index),
                refusal => refusal,
            });
            wanted.push(found?);
        }
        let all = wanted.iter().flat_map(|wanted| &wanted.choices).map(|choice| &choice.item);
        let keys = keys(catalogue, all);
        let (limits, approval) = self.limits(catalogue, Plan::firsts(&wanted))?;
        Ok(Plan { wanted, keys, limits, approval })
    }

    /// The limits of the offers of some items, and whether an owner wants to be asked.
    pub(super) fn limits<'i>(
        &self,
        catalogue: &Catalogue,
        items: impl Iterator<Item = &'i Item>,
    ) -> Result<(Limits, bool), Refusal> {
        let items = items
            .map(|item| Ok((item, catalogue.offer(&item.offer)?)))
            .collect::<Result<Vec<_>, Refusal>>()?;
        let approval = items.iter().any(|(_, offer)| offer.rules.approval);
        Ok((Limits::new(&catalogue.venue.zone, items.into_iter()), approval))
    }

    fn wanted(&self, catalogue: &Catalogue, asked: &ItemRequest) -> Result<Wanted, Refusal> {
        let offer = catalogue.offer(&asked.offer)?;
        let items = offer.items(catalogue.scene(self.now()), &asked.wish, asked.quantity)?;
        let first = items.first().ok_or(Refusal::Unknown)?;
        let day = day(catalogue, first);
        let choice = |item| Choice { item, seats: None };
        Ok(Wanted { choices: items.into_iter().map(choice).collect(), day })
    }

    /// How to wait for what is asked for.
    ///
    /// # Errors
    /// [`Refusal::Closed`] where there is no waiting list.
    pub(super) fn waiting(
        &self,
        catalogue: &Catalogue,
        asked: &[ItemRequest],
    ) -> Result<Wait, Refusal> {
        let mut keep_minutes = u32::MAX;
        for asked in asked {
            let Offer { rules, .. } = catalogue.offer(&asked.offer)?;
            if !rules.waitlist {
                return Err(Refusal::Closed { reason: Closed::NoWaitlist });
            }
            keep_minutes = keep_minutes.min(rules.wait_offer_minutes);
        }
        Ok(Wait { keep_minutes })
    }
}

fn is_as_booked(item: &Item, asked: &ItemRequest) -> bool {
    let slot = match &asked.wish {
        Wish::Slot(slot) => Some(slot.clone()),
        Wish::Nights { from, to } => StaySlot { from: *from, to: *to }.id(),
    };
    item.offer == asked.offer
        && item.quantity == asked.quantity
        && slot.as_ref() == Some(&item.slot)
}

/// The cells of the date on which an item starts.
fn day(catalogue: &Catalogue, item: &Item) -> CellRange {
    let zone = &catalogue.venue.zone;
    let date = zone.date(item.start);
    let found = catalogue.resources.iter().find(|resource| resource.id == item.resource);
    match (found.map(|resource| resource.cells), zone.span(date, date)) {
        (Some(Cells::Ticks { minutes }), Some((start, end))) => {
            CellRange::of_ticks(start, end, minutes)
        }
        _ => item.cells,
    }
}

/// The locks that serialize whoever wants one of these items: every resource on every date, at the
/// venue, that its cells touch.
pub(super) fn keys<'i>(
    catalogue: &Catalogue,
    items: impl Iterator<Item = &'i Item>,
) -> Vec<LockKey> {
    let mut keys: Vec<LockKey> = items.flat_map(|item| catalogue.lock_keys(item)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}
