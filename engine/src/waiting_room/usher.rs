//! Lets people in, and learns which offers have a line.

use super::AdmissionRate;
use crate::engine::Engine;
use std::time::Duration;
use tokio::time::{Instant, interval};
use tokio_util::sync::CancellationToken;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(1);

/// What moves the lines of a ledger on, while anyone is in them. Several processes do it at once and
/// let in no more than one: the ledger knows up to when admission is used up.
pub(crate) struct Usher {
    engine: Engine,
    /// How long a write takes at the moment, the queue in front of the writer included: mostly what
    /// the last few took.
    write: Option<Duration>,
}

impl Usher {
    pub(crate) const fn new(engine: Engine) -> Self {
        Self { engine, write: None }
    }

    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let ushering = async {
            let mut looks = interval(LOOK);
            loop {
                looks.tick().await;
                // A ledger that fails is logged where it does; the next look is soon.
                let _ = self.look().await;
            }
        };
        stop.run_until_cancelled(ushering).await;
    }

    async fn look(&mut self) -> Result<(), booking::Refusal> {
        self.engine.learn_waiting_rooms().await?;
        let catalogue = self.engine.offers();
        let mut lines = Vec::new();
        for offer in catalogue.offers.iter().filter(|offer| offer.rules.waiting_room) {
            if self.engine.line(&offer.id).await?.waiting > 0 {
                lines.push(&offer.id);
            }
        }
        // Lines share the writer.
        let share = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        for offer in lines {
            let rate = self.write.map_or(AdmissionRate::LEAST, |write| {
                AdmissionRate::sustained(write.saturating_mul(share))
            });
            let began = Instant::now();
            let admitted = self.engine.admit(offer, rate).await;
            let took = began.elapsed();
            self.write = Some(self.write.map_or(took, |before| (before * 3 + took) / 4));
            admitted?;
        }
        Ok(())
    }
}
