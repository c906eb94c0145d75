use std::time::Duration;
use tokio::time::Instant;

/// Times of the same work, in no order.
#[derive(Debug, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    pub async fn time<T>(&mut self, work: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = work.await;
        self.0.push(begun.elapsed());
        done
    }

    /// # Panics
    /// When nothing was timed.
    pub fn median(&self) -> Duration {
        let mut times = self.0.clone();
        times.sort_unstable();
        times[times.len() / 2]
    }
}
