//! The journal: every change, in order, each row chained to the one before by its hash. It is the
//! audit log and the outbox in one. Nothing in it names a guest.

use super::error::Stop;
use super::operation::Tx;
use super::row;
use booking::{Booking, Item, OfferId, Reference, ResourceId, State, StateName, UnixMillis, total};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Who made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    Guest,
    Owner,
    /// What runs by itself: the end of a hold, the waiting list.
    Job,
}

impl Actor {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Owner => "owner",
            Self::Job => "job",
        }
    }
}

/// What happened to a booking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum What {
    Held,
    Waiting,
    /// A place came free for one that waited, and is held for it.
    Offered,
    Pending,
    Confirmed,
    Declined,
    Rescheduled,
    Cancelled,
    Expired,
    Completed,
    NoShow,
    Paid,
}

impl What {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Held => "booking.held",
            Self::Waiting => "booking.waiting",
            Self::Offered => "booking.offered",
            Self::Pending => "booking.pending",
            Self::Confirmed => "booking.confirmed",
            Self::Declined => "booking.declined",
            Self::Rescheduled => "booking.rescheduled",
            Self::Cancelled => "booking.cancelled",
            Self::Expired => "booking.expired",
            Self::Completed => "booking.completed",
            Self::NoShow => "booking.no-show",
            Self::Paid => "booking.paid",
        }
    }

    /// What it is called that a booking has come into a state.
    pub(crate) const fn of(state: &State) -> Self {
        match state.name() {
            StateName::Held => Self::Held,
            StateName::Waiting => Self::Waiting,
            StateName::Pending => Self::Pending,
            StateName::Confirmed => Self::Confirmed,
            StateName::Declined => Self::Declined,
            StateName::Cancelled => Self::Cancelled,
            StateName::Completed => Self::Completed,
            StateName::NoShow => Self::NoShow,
            StateName::Expired => Self::Expired,
        }
    }
}

/// The body of a booking's event. Instants are RFC 3339 in UTC.
#[derive(Serialize)]
struct BookingBody<'a> {
    reference: &'a Reference,
    state: StateName,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    paid_at: Option<String>,
    items: Vec<ItemBody<'a>>,
    /// In the minor unit of `currency`.
    total: Option<u64>,
    currency: &'a str,
    /// What was booked before it was rescheduled.
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Vec<ItemBody<'a>>>,
}

#[derive(Serialize)]
struct ItemBody<'a> {
    offer: &'a str,
    kind: &'a str,
    slot: &'a str,
    start: String,
    end: String,
    quantity: u32,
    resource: &'a str,
    amount: Option<u64>,
}

impl<'a> ItemBody<'a> {
    fn new(item: &'a Item) -> Self {
        Self {
            offer: item.offer.as_str(),
            kind: item.kind.as_str(),
            slot: item.slot.as_str(),
            start: utc(item.start),
            end: utc(item.end),
            quantity: item.quantity,
            resource: item.resource.as_str(),
            amount: item.amount,
        }
    }
}

#[derive(Serialize)]
struct CapacityBody<'a> {
    resource: &'a ResourceId,
    before: i64,
    after: i64,
}

#[derive(Serialize)]
struct WaitingRoomBody<'a> {
    offer: &'a OfferId,
    before: bool,
    after: bool,
}

fn utc(instant: UnixMillis) -> String {
    jiff::Timestamp::from_millisecond(instant.0).map_or_else(|_| String::new(), |t| t.to_string())
}

/// A booking as it was last stored.
pub(super) struct Version<'a> {
    pub(super) id: i64,
    pub(super) revision: i64,
    pub(super) currency: &'a str,
}

/// Stores a changed booking with its event.
pub(super) async fn save(
    tx: &mut Tx<'_>,
    actor: Actor,
    what: What,
    id: i64,
    booking: &Booking,
    before: Option<&[Item]>,
) -> Result<(), Stop> {
    let (revision, currency) = row::update(tx, id, booking).await?;
    let version = Version { id, revision, currency: &currency };
    record(tx, actor, what, &version, booking, before).await
}

/// Adds the event of a booking that was stored as `version` says.
pub(super) async fn record(
    tx: &mut Tx<'_>,
    actor: Actor,
    what: What,
    version: &Version<'_>,
    booking: &Booking,
    before: Option<&[Item]>,
) -> Result<(), Stop> {
    let body = BookingBody {
        reference: &booking.reference,
        state: booking.state.name(),
        expires_at: match booking.state {
            State::Held { expires_at } => Some(utc(expires_at)),
            _ => None,
        },
        paid_at: booking.paid_at.map(utc),
        items: booking.items.iter().map(ItemBody::new).collect(),
        total: total(&booking.items),
        currency: version.currency,
        before: before.map(|items| items.iter().map(ItemBody::new).collect()),
    };
    let of = Some((version.id, version.revision));
    append(tx, actor, what.name(), of, &body).await
}

/// Adds the event of a resource whose capacity was changed.
pub(super) async fn record_capacity(
    tx: &mut Tx<'_>,
    resource: &ResourceId,
    before: i64,
    after: i64,
) -> Result<(), Stop> {
    let body = CapacityBody { resource, before, after };
    append(tx, Actor::Owner, "resource.capacity", None, &body).await
}

/// Adds the event of an offer whose waiting room was opened or closed.
pub(super) async fn record_waiting_room(
    tx: &mut Tx<'_>,
    offer: &OfferId,
    before: bool,
    after: bool,
) -> Result<(), Stop> {
    let body = WaitingRoomBody { offer, before, after };
    append(tx, Actor::Owner, "offer.waiting_room", None, &body).await
}

async fn append(
    tx: &mut Tx<'_>,
    actor: Actor,
    name: &'static str,
    of: Option<(i64, i64)>,
    body: &impl Serialize,
) -> Result<(), Stop> {
    let body = serde_json::to_string(body).map_err(|_| Stop::Inconsistent("event.body"))?;
    let (last, previous) = match tx.memo.ends.event {
        Some(end) => end,
        None => end(tx).await?,
    };
    let event = Chained {
        id: last + 1,
        at: tx.now.0,
        actor: actor.as_str(),
        name,
        booking: of.map(|(booking, _)| booking),
        revision: of.map(|(_, revision)| revision),
        body: &body,
    };
    let hash = event.hash(&previous);
    tx.memo.ends.event = Some((event.id, hash));
    tx.later
        .add(
            "INSERT INTO event (id, at, actor, name, booking, revision, body, previous, hash)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(event.id)
        .bind(event.at)
        .bind(event.actor)
        .bind(name)
        .bind(event.booking)
        .bind(event.revision)
        .bind(body.clone())
        .bind(previous.to_vec())
        .bind(hash.to_vec());
    Ok(())
}

/// Number and hash of the last event.
async fn end(tx: &mut Tx<'_>) -> Result<(i64, [u8; 32]), Stop> {
    let last: Option<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT id, hash FROM event ORDER BY id DESC LIMIT 1")
            .fetch_optional(&mut *tx.connection)
            .await?;
    match last {
        Some((id, hash)) => {
            let hash = hash.try_into().map_err(|_| Stop::Inconsistent("event.hash"))?;
            Ok((id, hash))
        }
        None => Ok((0, FIRST)),
    }
}

/// What the first event has for a previous hash.
pub(super) const FIRST: [u8; 32] = [0; 32];

/// What the hash of an event is made from, besides the one before.
pub(super) struct Chained<'a> {
    pub(super) id: i64,
    pub(super) at: i64,
    pub(super) actor: &'a str,
    pub(super) name: &'a str,
    pub(super) booking: Option<i64>,
    pub(super) revision: Option<i64>,
    pub(super) body: &'a str,
}

impl Chained<'_> {
    /// SHA-256 over the hash before and all columns: numbers as 8 bytes, big-endian, with -1 for
    /// none; texts after their length in bytes, so that no two rows read the same.
    pub(super) fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(previous);
        for number in [self.id, self.at, self.booking.unwrap_or(-1), self.revision.unwrap_or(-1)] {
            hash.update(number.to_be_bytes());
        }
        for text in [self.actor, self.name, self.body] {
            hash.update((text.len() as u64).to_be_bytes());
            hash.update(text.as_bytes());
        }
        hash.finalize().into()
    }
}
