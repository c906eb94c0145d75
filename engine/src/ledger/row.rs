//! Rows as stored, and their checked way into the domain.

use super::error::Stop;
use super::operation::Tx;
use super::script::Script;
use super::waitlist;
use booking::{
    Booking, Cell, CellRange, Guest, GuestInput, Item, KindName, OfferId, Reference, ResourceId,
    Secret, SlotId, State, StateName, UnixMillis, total,
};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use subtle::ConstantTimeEq;

/// A booking as found, with what only the ledger may see.
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) booking: Booking,
}

#[derive(sqlx::FromRow)]
struct BookingRow {
    id: i64,
    reference: String,
    secret_hash: Vec<u8>,
    state: String,
    expires_at: Option<i64>,
    paid_at: Option<i64>,
    guest_name: Option<String>,
    guest_email: Option<String>,
    guest_phone: Option<String>,
    guest_note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    offer: String,
    kind: String,
    slot: String,
    starts_at: i64,
    ends_at: i64,
    quantity: i64,
    resource: String,
    first_cell: i64,
    end_cell: i64,
    amount: Option<i64>,
}

/// SHA-256 suffices: a secret has 160 random bits, so there is nothing to guess from its hash.
pub(super) fn hash(secret: &Secret) -> [u8; 32] {
    Sha256::digest(secret.expose().as_bytes()).into()
}

/// The booking a guest names, if they have its secret. An unknown reference and a wrong secret
/// cannot be told apart, and the comparison takes the same time whatever the secret.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    reference: &Reference,
    secret: &Secret,
    now: UnixMillis,
) -> Result<Option<Stored>, Stop> {
    let presented = hash(secret);
    let row: Option<BookingRow> = sqlx::query_as("SELECT * FROM booking WHERE reference = ?")
        .bind(reference.compact())
        .fetch_optional(&mut *connection)
        .await?;
    let stored = row.as_ref().map_or(&[0; 32][..], |row| &row.secret_hash);
    let right = bool::from(stored.ct_eq(&presented));
    match row {
        Some(row) if right => row.in_line(connection, now).await.map(Some),
        _ => Ok(None),
    }
}

/// The booking of that reference, whoever asks: for the owner.
pub(super) async fn find_any(
    connection: &mut SqliteConnection,
    reference: &Reference,
    now: UnixMillis,
) -> Result<Option<Stored>, Stop> {
    let row: Option<BookingRow> = sqlx::query_as("SELECT * FROM booking WHERE reference = ?")
        .bind(reference.compact())
        .fetch_optional(&mut *connection)
        .await?;
    match row {
        Some(row) => row.in_line(connection, now).await.map(Some),
        None => Ok(None),
    }
}

/// A booking by its number, without its place in line.
pub(super) async fn load(connection: &mut SqliteConnection, id: i64) -> Result<Stored, Stop> {
    let row: BookingRow = sqlx::query_as("SELECT * FROM booking WHERE id = ?")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    row.with_items(connection).await
}

/// Stores a booking as it is now. Answers the number of this revision and the currency.
pub(super) async fn update(
    tx: &mut Tx<'_>,
    id: i64,
    booking: &Booking,
) -> Result<(i64, String), Stop> {
    let expires_at = match booking.state {
        State::Held { expires_at } => Some(expires_at.0),
        _ => None,
    };
    let guest = booking.guest.as_ref();
    Ok(sqlx::query_as(
        "UPDATE booking SET state = ?, expires_at = ?, guest_name = ?, guest_email = ?,
           guest_phone = ?, guest_note = ?, paid_at = ?, total = ?, updated_at = ?,
           revision = revision + 1
         WHERE id = ? RETURNING revision, currency",
    )
    .bind(booking.state.name().as_str())
    .bind(expires_at)
    .bind(guest.map(Guest::name))
    .bind(guest.map(Guest::email))
    .bind(guest.and_then(Guest::phone))
    .bind(guest.and_then(Guest::note))
    .bind(booking.paid_at.map(|at| at.0))
    .bind(amount(total(&booking.items)))
    .bind(tx.now.0)
    .bind(id)
    .fetch_one(&mut *tx.connection)
    .await?)
}

pub(super) async fn replace_items(
    tx: &mut Tx<'_>,
    booking: i64,
    items: &[Item],
) -> Result<(), Stop> {
    tx.later.add("DELETE FROM item WHERE booking = ?").bind(booking);
    insert_items(&mut tx.later, booking, items);
    // Whoever waits is found by what their bookings have.
    tx.flush().await
}

pub(super) fn insert_items(script: &mut Script, booking: i64, items: &[Item]) {
    for (position, item) in (0i64..).zip(items) {
        script.add(
            "INSERT INTO item (booking, position, offer, kind, slot, starts_at, ends_at, quantity,
               resource, first_cell, end_cell, amount)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(booking)
        .bind(position)
        .bind(item.offer.as_str().to_owned())
        .bind(item.kind.as_str())
        .bind(item.slot.as_str().to_owned())
        .bind(item.start.0)
        .bind(item.end.0)
        .bind(i64::from(item.quantity))
        .bind(item.resource.as_str().to_owned())
        .bind(item.cells.first.0)
        .bind(item.cells.end.0)
        .bind(amount(item.amount));
    }
}

/// Amounts beyond what a column holds are brought to its end.
pub(super) fn amount(amount: Option<u64>) -> Option<i64> {
    amount.map(|amount| i64::try_from(amount).unwrap_or(i64::MAX))
}

impl BookingRow {
    /// With the place in line, if it waits.
    async fn in_line(
        self,
        connection: &mut SqliteConnection,
        now: UnixMillis,
    ) -> Result<Stored, Stop> {
        let mut stored = self.with_items(connection).await?;
        if stored.booking.state_at(now) == State::Waiting {
            stored.booking.position = waitlist::position(connection, stored.id, now).await?;
        }
        Ok(stored)
    }

    async fn with_items(self, connection: &mut SqliteConnection) -> Result<Stored, Stop> {
        let items: Vec<ItemRow> =
            sqlx::query_as("SELECT * FROM item WHERE booking = ? ORDER BY position")
                .bind(self.id)
                .fetch_all(&mut *connection)
                .await?;
        let state = self.state()?;
        let guest = self.guest()?;
        Ok(Stored {
            id: self.id,
            booking: Booking {
                reference: Reference::parse(&self.reference)
                    .ok_or(Stop::Inconsistent("booking.reference"))?,
                state,
                guest,
                items: items.into_iter().map(ItemRow::into_item).collect::<Result<_, _>>()?,
                paid_at: self.paid_at.map(UnixMillis),
                position: None,
            },
        })
    }

    fn state(&self) -> Result<State, Stop> {
        let name = StateName::parse(&self.state).ok_or(Stop::Inconsistent("booking.state"))?;
        Ok(match name {
            StateName::Held => State::Held {
                expires_at: self
                    .expires_at
                    .map(UnixMillis)
                    .ok_or(Stop::Inconsistent("booking.expires_at"))?,
            },
            StateName::Waiting => State::Waiting,
            StateName::Pending => State::Pending,
            StateName::Confirmed => State::Confirmed,
            StateName::Declined => State::Declined,
            StateName::Cancelled => State::Cancelled,
            StateName::Completed => State::Completed,
            StateName::NoShow => State::NoShow,
            StateName::Expired => State::Expired,
        })
    }

    fn guest(&self) -> Result<Option<Guest>, Stop> {
        let (Some(name), Some(email)) = (&self.guest_name, &self.guest_email) else {
            return Ok(None);
        };
        let input = GuestInput {
            name: name.clone(),
            email: email.clone(),
            phone: self.guest_phone.clone(),
            note: self.guest_note.clone(),
        };
        Guest::parse(&input).map(Some).map_err(|_| Stop::Inconsistent("booking.guest"))
    }
}

impl ItemRow {
    fn into_item(self) -> Result<Item, Stop> {
        Ok(Item {
            offer: OfferId::parse(&self.offer).map_err(|_| Stop::Inconsistent("item.offer"))?,
            kind: KindName::parse(&self.kind).ok_or(Stop::Inconsistent("item.kind"))?,
            slot: SlotId::parse(&self.slot).map_err(|_| Stop::Inconsistent("item.slot"))?,
            start: UnixMillis(self.starts_at),
            end: UnixMillis(self.ends_at),
            quantity: u32::try_from(self.quantity)
                .map_err(|_| Stop::Inconsistent("item.quantity"))?,
            resource: ResourceId::parse(&self.resource)
                .map_err(|_| Stop::Inconsistent("item.resource"))?,
            cells: CellRange { first: Cell(self.first_cell), end: Cell(self.end_cell) },
            amount: self.amount.and_then(|amount| u64::try_from(amount).ok()),
        })
    }
}
