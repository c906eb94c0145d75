//! Elapsed time, to bound steps and to say how long they took.

use std::fmt::{self, Display};
use std::time::{Duration, Instant};

/// Time since it was started.
#[derive(Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    #[expect(clippy::disallowed_methods, reason = "a build step has no clock to inject")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    pub fn has_passed(self, limit: Duration) -> bool {
        self.0.elapsed() >= limit
    }
}

impl Display for Stopwatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let elapsed = self.0.elapsed();
        match elapsed.as_secs() {
            seconds @ 0..60 => write!(f, "{seconds}.{} s", elapsed.subsec_millis() / 100),
            seconds => write!(f, "{} min {:02} s", seconds / 60, seconds % 60),
        }
    }
}
