use std::time::Duration;
use tokio::time::Instant;

/// Times of the same work, in no order.
#[derive(Debug, Default, Clone)]
pub struct Times(Vec<Duration>);

impl Times {
    pub async fn time<T>(&mut self, work: impl Future<Output = T>) -> T {
        let begun = Instant::now();
        let done = work.await;
        self.0.push(begun.elapsed());
        done
    }

    pub fn push(&mut self, time: Duration) {
        self.0.push(time);
    }

    pub fn extend(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// # Panics
    /// When nothing was timed.
    pub fn median(&self) -> Duration {
        self.quantile(0.5)
    }

    /// The time that a share of them does not exceed; the longest for 1.
    ///
    /// # Panics
    /// When nothing was timed.
    pub fn quantile(&self, share: f64) -> Duration {
        let mut times = self.0.clone();
        times.sort_unstable();
        let last = times.len().checked_sub(1).expect("something was timed");
        times[((times.len() as f64 * share) as usize).min(last)]
    }
}

/// The one in the middle.
///
/// # Panics
/// When there is none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

#[cfg(test)]
mod tests {
    use super::Times;
    use std::time::Duration;

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let mut times = Times::default();
        (1..=100).rev().for_each(|ms| times.push(Duration::from_millis(ms)));
        assert_eq!(times.quantile(0.99), Duration::from_millis(100));
        assert_eq!(times.quantile(0.0), Duration::from_millis(1));
        assert_eq!(times.median(), Duration::from_millis(51));
        assert_eq!(times.quantile(1.0), Duration::from_millis(100));
    }
}
