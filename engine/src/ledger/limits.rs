//! Limits on how much may be booked, counted where nothing can come in between.

use super::error::Stop;
use super::operation::Tx;
use booking::{Closed, Guest, Item, Offer, OfferId, UnixMillis, Zone};

/// The limits of the offers of some items, with what they are counted over.
#[derive(Debug, Clone)]
pub(crate) struct Limits(Vec<Limit>);

#[derive(Debug, Clone)]
struct Limit {
    item: usize,
    offer: OfferId,
    /// The venue's date on which the item starts.
    day: (UnixMillis, UnixMillis),
    per_day: Option<u32>,
    guest_per_day: Option<u32>,
    guest_open: Option<u32>,
}

impl Limits {
    pub(crate) fn new<'a>(zone: &Zone, items: impl Iterator<Item = (&'a Item, &'a Offer)>) -> Self {
        let limit = |(index, (item, offer)): (usize, (&Item, &Offer))| {
            let date = zone.date(item.start);
            let rules = &offer.rules;
            let limit = Limit {
                item: index,
                offer: offer.id.clone(),
                day: zone.span(date, date).unwrap_or((item.start, item.end)),
                per_day: rules.bookings_per_day,
                guest_per_day: rules.guest_bookings_per_day,
                guest_open: rules.guest_open_bookings,
            };
            (limit.per_day, limit.guest_per_day, limit.guest_open)
                .ne(&(None, None, None))
                .then_some(limit)
        };
        Self(items.enumerate().filter_map(limit).collect())
    }

    /// Whether a booking may be made beside those there are. `guest` is not known of every hold.
    ///
    /// # Errors
    /// [`booking::Refusal::Closed`] with the limit.
    pub(super) async fn check(
        &self,
        tx: &mut Tx<'_>,
        booking: i64,
        guest: Option<&Guest>,
        several: bool,
    ) -> Result<(), Stop> {
        for limit in &self.0 {
            if let Err(reason) = limit.check(tx, booking, guest.map(Guest::email)).await? {
                let refusal = booking::Refusal::Closed { reason };
                return Err(if several { refusal.of_item(limit.item) } else { refusal }.into());
            }
        }
        Ok(())
    }
}

impl Limit {
    async fn check(
        &self,
        tx: &mut Tx<'_>,
        booking: i64,
        email: Option<&str>,
    ) -> Result<Result<(), Closed>, Stop> {
        let full = |max: Option<u32>, count: i64| max.filter(|max| count >= i64::from(*max));
        if self.per_day.is_some() {
            let count = self.on_day(tx, booking, None).await?;
            if let Some(max) = full(self.per_day, count) {
                return Ok(Err(Closed::BookingsPerDay { max }));
            }
        }
        let Some(email) = email else {
            return Ok(Ok(()));
        };
        if self.guest_per_day.is_some() {
            let count = self.on_day(tx, booking, Some(email)).await?;
            if let Some(max) = full(self.guest_per_day, count) {
                return Ok(Err(Closed::GuestPerDay { max }));
            }
        }
        if self.guest_open.is_some() {
            let count = self.open(tx, booking, email).await?;
            if let Some(max) = full(self.guest_open, count) {
                return Ok(Err(Closed::GuestOpen { max }));
            }
        }
        Ok(Ok(()))
    }

    /// Other live bookings of the offer that start on the day.
    async fn on_day(
        &self,
        tx: &mut Tx<'_>,
        booking: i64,
        email: Option<&str>,
    ) -> Result<i64, Stop> {
        Ok(sqlx::query_scalar(
            "SELECT count(DISTINCT booking.id) FROM item JOIN booking ON booking.id = item.booking
             WHERE item.offer = ?1 AND item.starts_at >= ?2 AND item.starts_at < ?3
               AND booking.id <> ?4
               AND booking.state IN ('held', 'pending', 'confirmed', 'completed', 'no-show')
               AND (booking.expires_at IS NULL OR booking.expires_at > ?5)
               AND (?6 IS NULL OR booking.guest_email = ?6)",
        )
        .bind(self.offer.as_str())
        .bind(self.day.0.0)
        .bind(self.day.1.0)
        .bind(booking)
        .bind(tx.now.0)
        .bind(email)
        .fetch_one(&mut *tx.connection)
        .await?)
    }

    /// Other live bookings of the address that are not over.
    async fn open(&self, tx: &mut Tx<'_>, booking: i64, email: &str) -> Result<i64, Stop> {
        Ok(sqlx::query_scalar(
            "SELECT count(DISTINCT booking.id) FROM booking JOIN item ON item.booking = booking.id
             WHERE booking.guest_email = ?1 AND booking.state IN ('held', 'pending', 'confirmed')
               AND item.offer = ?2 AND item.ends_at > ?3 AND booking.id <> ?4
               AND (booking.expires_at IS NULL OR booking.expires_at > ?3)",
        )
        .bind(email)
        .bind(self.offer.as_str())
        .bind(tx.now.0)
        .bind(booking)
        .fetch_one(&mut *tx.connection)
        .await?)
    }
}
