//! Rows as stored, and their checked way into the domain.

use super::error::Stop;
use booking::{
    Booking, Cell, CellRange, Guest, GuestInput, Item, OfferId, Reference, ResourceId, Secret,
    SlotId, State, StateName, UnixMillis,
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
    guest_name: Option<String>,
    guest_email: Option<String>,
    guest_phone: Option<String>,
    guest_note: Option<String>,
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    offer: String,
    slot: String,
    starts_at: i64,
    ends_at: i64,
    quantity: i64,
    resource: String,
    first_cell: i64,
    end_cell: i64,
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
) -> Result<Option<Stored>, Stop> {
    let presented = hash(secret);
    let row: Option<BookingRow> = sqlx::query_as("SELECT * FROM booking WHERE reference = ?")
        .bind(reference.compact())
        .fetch_optional(&mut *connection)
        .await?;
    let stored = row.as_ref().map_or(&[0; 32][..], |row| &row.secret_hash);
    let right = bool::from(stored.ct_eq(&presented));
    match row {
        Some(row) if right => Ok(Some(row.with_items(connection).await?)),
        _ => Ok(None),
    }
}

pub(super) async fn load(connection: &mut SqliteConnection, id: i64) -> Result<Stored, Stop> {
    let row: BookingRow = sqlx::query_as("SELECT * FROM booking WHERE id = ?")
        .bind(id)
        .fetch_one(&mut *connection)
        .await?;
    row.with_items(connection).await
}

impl BookingRow {
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
            slot: SlotId::parse(&self.slot).map_err(|_| Stop::Inconsistent("item.slot"))?,
            start: UnixMillis(self.starts_at),
            end: UnixMillis(self.ends_at),
            quantity: u32::try_from(self.quantity)
                .map_err(|_| Stop::Inconsistent("item.quantity"))?,
            resource: ResourceId::parse(&self.resource)
                .map_err(|_| Stop::Inconsistent("item.resource"))?,
            cells: CellRange { first: Cell(self.first_cell), end: Cell(self.end_cell) },
        })
    }
}
