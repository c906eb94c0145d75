//! What processes tell each other through Redis. All of it may be lost on the way.

use super::link::RedisLink;
use crate::live::Hint;
use ::redis::RedisResult;
use futures::StreamExt;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Channel on which a waiter learns that a key was handed over to it: `{lock} {token} {fence}`.
pub(crate) const GRANTED: &str = "berth:granted";
/// Channel on which it is said that the ledger moved on.
pub(super) const CHANGED: &str = "berth:changed";

/// Pause before another try to subscribe.
const RESUBSCRIBE: Duration = Duration::from_millis(500);

/// Passes messages on to those who wait for them.
pub(crate) struct News<F> {
    pub(crate) link: RedisLink,
    pub(crate) changed: Arc<Hint>,
    /// Called with what is said on [`GRANTED`].
    pub(crate) granted: F,
}

impl<F: Fn(&str)> News<F> {
    pub(crate) async fn listen(self, stop: CancellationToken) {
        let listening = async {
            loop {
                // A subscription notices nothing of a Redis that hangs, so it is made anew after.
                tokio::select! {
                    _ = self.pass_on() => tokio::time::sleep(RESUBSCRIBE).await,
                    () = self.link.recovered() => {}
                }
            }
        };
        stop.run_until_cancelled(listening).await;
    }

    async fn pass_on(&self) -> RedisResult<()> {
        let mut subscription = self.link.address().subscribe().await?;
        subscription.subscribe(&[GRANTED, CHANGED]).await?;
        // What was said before the subscription stood is not heard: look once.
        self.changed.give();
        let mut messages = subscription.on_message();
        while let Some(message) = messages.next().await {
            if message.get_channel_name() == GRANTED {
                (self.granted)(&message.get_payload::<String>()?);
            } else {
                self.changed.give();
            }
        }
        Ok(())
    }
}
