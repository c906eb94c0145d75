//! Taking places: a hold, or a booking at once.

use super::claims::claim;
use super::error::{Stop, is_reference_conflict};
use super::operation::{Operation, Tx};
use super::row::hash;
use crate::lock::Lease;
use crate::receipt::{Idempotency, Receipt};
use booking::{Guest, Item, Reference, Refusal, Secret, State};
use futures::future::BoxFuture;

/// Claims all items or none.
pub(crate) struct Reserve {
    pub(crate) reference: Reference,
    pub(crate) secret: Secret,
    /// `Held`, or `Confirmed` with a guest.
    pub(crate) state: State,
    pub(crate) guest: Option<Guest>,
    pub(crate) items: Vec<Item>,
    pub(crate) idempotency: Option<Idempotency>,
    /// What the lock knows of our right to write; none when there is no lock to be had.
    pub(crate) lease: Option<Lease>,
}

impl Operation for Reserve {
    type Output = Receipt;

    fn apply<'t>(self, tx: &'t mut Tx<'_>) -> BoxFuture<'t, Result<Receipt, Stop>> {
        Box::pin(async move {
            if self.lease.as_ref().is_some_and(Lease::is_lost) {
                return Err(Refusal::Busy { retry_after_seconds: 1 }.into());
            }
            if let Some(repeat) = self.repeated(tx).await? {
                return Ok(repeat);
            }
            let id: i64 = sqlx::query_scalar("SELECT coalesce(max(id), 0) + 1 FROM booking")
                .fetch_one(&mut *tx.connection)
                .await?;
            let expires_at = match self.state {
                State::Held { expires_at } => Some(expires_at),
                _ => None,
            };
            for item in &self.items {
                claim(tx, id, item, expires_at).await?;
            }
            self.insert_booking(tx, id).await?;
            for (position, item) in (0i64..).zip(&self.items) {
                insert_item(tx, id, position, item).await?;
            }
            let receipt = Receipt {
                reference: self.reference,
                secret: self.secret,
                state: self.state,
                items: self.items,
            };
            if let Some(idempotency) = &self.idempotency {
                remember(tx, idempotency, &receipt).await?;
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

    async fn insert_booking(&self, tx: &mut Tx<'_>, id: i64) -> Result<(), Stop> {
        let expires_at = match self.state {
            State::Held { expires_at } => Some(expires_at.0),
            _ => None,
        };
        let guest = self.guest.as_ref();
        let inserted = sqlx::query(
            "INSERT INTO booking (id, reference, secret_hash, state, expires_at, guest_name,
               guest_email, guest_phone, guest_note, created_at, updated_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10)",
        )
        .bind(id)
        .bind(self.reference.compact())
        .bind(&hash(&self.secret)[..])
        .bind(self.state.name().as_str())
        .bind(expires_at)
        .bind(guest.map(Guest::name))
        .bind(guest.map(Guest::email))
        .bind(guest.and_then(Guest::phone))
        .bind(guest.and_then(Guest::note))
        .bind(tx.now.0)
        .execute(&mut *tx.connection)
        .await;
        match inserted {
            Ok(_) => Ok(()),
            // One draw in 10¹¹ for each booking there is; the client's repeat draws another.
            Err(error) if is_reference_conflict(&error) => {
                Err(Refusal::Busy { retry_after_seconds: 1 }.into())
            }
            Err(error) => Err(error.into()),
        }
    }
}

async fn insert_item(tx: &mut Tx<'_>, id: i64, position: i64, item: &Item) -> Result<(), Stop> {
    sqlx::query(
        "INSERT INTO item (booking, position, offer, slot, starts_at, ends_at, quantity, resource,
           first_cell, end_cell)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(id)
    .bind(position)
    .bind(item.offer.as_str())
    .bind(item.slot.as_str())
    .bind(item.start.0)
    .bind(item.end.0)
    .bind(i64::from(item.quantity))
    .bind(item.resource.as_str())
    .bind(item.cells.first.0)
    .bind(item.cells.end.0)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}

async fn remember(
    tx: &mut Tx<'_>,
    idempotency: &Idempotency,
    receipt: &Receipt,
) -> Result<(), Stop> {
    let answer =
        serde_json::to_string(receipt).map_err(|_| Stop::Inconsistent("idempotency.answer"))?;
    sqlx::query(
        "INSERT INTO idempotency (key, fingerprint, answer, created_at) VALUES (?, ?, ?, ?)",
    )
    .bind(&idempotency.key)
    .bind(&idempotency.fingerprint[..])
    .bind(answer)
    .bind(tx.now.0)
    .execute(&mut *tx.connection)
    .await?;
    Ok(())
}
