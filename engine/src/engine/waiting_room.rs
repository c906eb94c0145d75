//! The line in front of an offer.

use super::Engine;
use crate::catalogue::Catalogue;
use crate::ledger::{Admit, BeginPass, JoinLine, KeepKey, SetWaitingRoom};
use crate::random::draw;
use crate::request::ItemRequest;
use crate::waiting_room::{AdmissionRate, Key, Line, PlaceToken, Standing, estimate};
use booking::{Item, OfferId, Refusal, Wish};
use std::sync::{Arc, PoisonError};

impl Engine {
    /// The same engine for a visitor who shows these passes. What there is a line for, only they may
    /// hold, book or wait for, as long as they last.
    #[must_use]
    pub fn with_passes(&self, passes: Vec<String>) -> Self {
        Self { shared: Arc::clone(&self.shared), passes: passes.into() }
    }

    /// Whether this visitor may book the offer as far as lines go: there is none, or they have a pass.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn is_admitted(&self, offer: &OfferId) -> Result<bool, Refusal> {
        Ok(!self.offers().offer(offer)?.rules.waiting_room || self.has_pass(offer).await?)
    }

    /// Puts a waiting room in front of an offer, or takes it away. Other processes know within a
    /// second or two.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer.
    pub async fn set_waiting_room(&self, offer: &OfferId, is_on: bool) -> Result<(), Refusal> {
        let offer = offer.clone();
        self.shared.writer.write(SetWaitingRoom { offer, is_on }).await?;
        self.learn_waiting_rooms().await
    }

    /// Gives a place in line, or the one that `place` proves.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer, or where there is no line.
    pub async fn join_line(
        &self,
        offer: &OfferId,
        place: Option<&str>,
    ) -> Result<Standing, Refusal> {
        if let Some(standing) = self.standing(offer, place).await? {
            return Ok(standing);
        }
        let key = self.key().await?;
        let given = self.shared.writer.write(JoinLine(offer.clone())).await?;
        let place = key.place(offer, given);
        let standing = self.standing(offer, Some(&place)).await?;
        let standing = standing.ok_or(Refusal::Busy { retry_after_seconds: 1 })?;
        Ok(Standing { is_new: true, ..standing })
    }

    /// Where a place has come to. It is none when it is not signed here, of another offer or too old,
    /// or when its pass has ended. The first time after it is let in begins its pass.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer, or where there is no line.
    pub async fn standing(
        &self,
        offer: &OfferId,
        place: Option<&str>,
    ) -> Result<Option<Standing>, Refusal> {
        self.has_line(offer)?;
        let Some(text) = place else { return Ok(None) };
        let key = self.key().await?;
        let Some(PlaceToken { number, .. }) = key.read_place(offer, text, self.now()) else {
            return Ok(None);
        };
        let reader = &self.shared.reader;
        let line = reader.line(offer).await.map_err(|stop| stop.refusal())?;
        // Given out by a ledger that was since put back to an older state.
        if number > line.issued {
            return Ok(None);
        }
        let standing = Standing {
            place: text.to_owned(),
            is_new: false,
            position: 0,
            estimate_seconds: 0,
            pass: None,
        };
        if number > line.admitted {
            let position = number - line.admitted;
            return Ok(Some(Standing {
                position: position.unsigned_abs(),
                estimate_seconds: estimate(position, line.rate),
                ..standing
            }));
        }
        let begun = reader.pass_end(offer, number).await.map_err(|stop| stop.refusal())?;
        let until = match begun {
            Some(until) => Some(until),
            None => self.shared.writer.write(BeginPass { offer: offer.clone(), number }).await?,
        };
        let until = until.filter(|until| self.now() < *until);
        Ok(until.map(|until| Standing { pass: Some(key.pass(offer, number, until)), ..standing }))
    }

    /// The line as it is for whoever has no place.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for the offer, or where there is no line.
    pub async fn line(&self, offer: &OfferId) -> Result<Line, Refusal> {
        self.has_line(offer)?;
        let line = self.shared.reader.line(offer).await.map_err(|stop| stop.refusal())?;
        Ok(Line {
            waiting: line.waiting().unsigned_abs(),
            estimate_seconds: estimate(line.waiting() + 1, line.rate),
        })
    }

    /// Lets in as many of a line as the time since the last has room for at this rate, which works in
    /// the background on its own.
    ///
    /// # Errors
    /// When the ledger cannot be written.
    pub async fn admit(&self, offer: &OfferId, rate: AdmissionRate) -> Result<(), Refusal> {
        self.shared.writer.write(Admit { offer: offer.clone(), rate }).await
    }

    /// Takes over which offers have a line by now.
    pub(crate) async fn learn_waiting_rooms(&self) -> Result<(), Refusal> {
        let found = self.shared.reader.waiting_rooms().await.map_err(|stop| stop.refusal())?;
        let is_on = |id: &OfferId| found.iter().any(|found| found == id.as_str());
        let mut current = self.shared.catalogue.write().unwrap_or_else(PoisonError::into_inner);
        if current.offers.iter().any(|offer| offer.rules.waiting_room != is_on(&offer.id)) {
            // Nothing that is kept of the slots depends on it.
            for offer in &mut Arc::make_mut(&mut current).offers {
                offer.rules.waiting_room = is_on(&offer.id);
            }
        }
        Ok(())
    }

    /// Refuses what there is a line for and no pass is shown for, unless it is booked already.
    pub(super) async fn check_passes(
        &self,
        catalogue: &Catalogue,
        asked: &[ItemRequest],
        booked: &[Item],
    ) -> Result<(), Refusal> {
        for (index, ItemRequest { offer, wish, quantity }) in asked.iter().enumerate() {
            let has_line = catalogue.offer(offer).is_ok_and(|offer| offer.rules.waiting_room);
            let is_as_booked = booked.iter().any(|item| {
                item.offer == *offer
                    && item.quantity == *quantity
                    && *wish == Wish::Slot(item.slot.clone())
            });
            if !has_line || is_as_booked || self.has_pass(offer).await? {
                continue;
            }
            let line = self.shared.reader.line(offer).await.map_err(|stop| stop.refusal())?;
            let retry_after_seconds = estimate(line.waiting() + 1, line.rate);
            let refusal = Refusal::NotAdmitted { retry_after_seconds };
            return Err(if asked.len() > 1 { refusal.of_item(index) } else { refusal });
        }
        Ok(())
    }

    async fn has_pass(&self, offer: &OfferId) -> Result<bool, Refusal> {
        if self.passes.is_empty() {
            return Ok(false);
        }
        let key = self.key().await?;
        Ok(self.passes.iter().any(|pass| key.is_pass(offer, pass, self.now())))
    }

    fn has_line(&self, offer: &OfferId) -> Result<(), Refusal> {
        let has_line = self.offers().offer(offer)?.rules.waiting_room;
        has_line.then_some(()).ok_or(Refusal::Unknown)
    }

    /// That of the ledger, made when it is first needed.
    async fn key(&self) -> Result<&Key, Refusal> {
        let shared = &self.shared;
        let made = async {
            let kept = shared.reader.signing_key().await.map_err(|stop| stop.refusal())?;
            let bytes = match kept {
                Some(bytes) => bytes,
                None => shared.writer.write(KeepKey(draw(&*shared.config.random))).await?,
            };
            Ok(Key::new(bytes))
        };
        shared.key.get_or_try_init(|| made).await
    }
}
