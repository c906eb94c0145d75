//! The log: what happened, never to whom. No name, address, note, secret or query reaches it;
//! requests are logged by the pattern of their route.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// Writes the log to standard error; `RUST_LOG` chooses what, `info` by default.
pub fn start(json: bool) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start, as in tests, leaves the first in place.
    let _ = if json { log.json().try_init() } else { log.with_target(false).try_init() };
}
