use booking::{OfferId, Refusal, Slot};
use engine::Engine;
use jiff::civil::Date;

/// The slots of some dates, and the sequence of the ledger they are of.
pub(super) struct Found {
    pub(super) seq: u64,
    pub(super) slots: Vec<Slot>,
}

impl Found {
    /// Those that last so many minutes; of the usual length where none is given.
    pub(super) async fn of(
        engine: &Engine,
        offer: &OfferId,
        (from, to): (Date, Date),
        minutes: Option<u32>,
    ) -> Result<Self, Refusal> {
        let (seq, slots) = match minutes {
            Some(minutes) => engine.slots_lasting(offer, from, to, minutes).await?,
            None => {
                let found = engine.slots(offer, from, to).await?;
                (found.seq, found.iter().cloned().collect())
            }
        };
        Ok(Self { seq: u64::try_from(seq).unwrap_or(0), slots })
    }
}
