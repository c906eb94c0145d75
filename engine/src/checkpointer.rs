//! Copies the write-ahead log into the ledger's file, beside the writer and not in its commits: a commit
//! that did it as well would take many times as long as the others.

use crate::ledger::Reader;
use std::path::PathBuf;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Time between two looks at the log.
const LOOK: Duration = Duration::from_secs(1);
/// The log is left alone up to this size, in bytes: SQLite's own default of 1,000 pages.
const LEAVE: u64 = 4 * 1024 * 1024;

pub(crate) struct Checkpointer {
    pub(crate) reader: Reader,
    pub(crate) wal: PathBuf,
}

impl Checkpointer {
    pub(crate) async fn run(self, stop: CancellationToken) {
        let copying = async {
            loop {
                tokio::time::sleep(LOOK).await;
                let size = tokio::fs::metadata(&self.wal).await.map_or(0, |wal| wal.len());
                if size > LEAVE {
                    // What cannot be copied now is copied later; what goes wrong has been logged.
                    let _ = self.reader.checkpoint().await.map_err(|stop| stop.refusal());
                }
            }
        };
        stop.run_until_cancelled(copying).await;
    }
}
