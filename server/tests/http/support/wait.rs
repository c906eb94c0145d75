//! Every wait has an end. It is far beyond what a slow machine needs: reaching it is a failure.

use std::time::Duration;

pub const LIMIT: Duration = Duration::from_secs(60);
/// Between two looks at something that cannot be awaited.
const LOOK: Duration = Duration::from_millis(20);

pub async fn soon<T>(what: &str, work: impl Future<Output = T>) -> T {
    match tokio::time::timeout(LIMIT, work).await {
        Ok(done) => done,
        Err(_) => panic!("{what}: nothing within {} s", LIMIT.as_secs()),
    }
}

/// Looks again until there is something to see.
pub async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    soon(what, async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(LOOK).await;
        }
    })
    .await
}
