//! Has a worker for each sink.

use super::worker::{Tools, Worker};
use crate::ledger::{AddStream, SinkId};
use crate::random::draw;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

pub(crate) struct Dispatcher {
    tools: Tools,
    owner: Arc<str>,
    workers: HashMap<SinkId, JoinHandle<()>>,
}

impl Dispatcher {
    pub(crate) fn new(tools: Tools) -> Self {
        let owner = super::address::hex(&draw::<16>(&*tools.random)).into();
        Self { tools, owner, workers: HashMap::new() }
    }

    /// Looks for sinks until `stop`, then waits for the workers to end.
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            self.look(&stop).await;
            stop.run_until_cancelled(sleep(self.tools.patience.look)).await;
        }
        for worker in self.workers.into_values() {
            // A panic was logged by the hook.
            let _ = worker.await;
        }
    }

    async fn look(&mut self, stop: &CancellationToken) {
        let Ok(sinks) = self.tools.reader.sinks().await.map_err(|stop| stop.refusal()) else {
            return;
        };
        let has_stream = sinks.iter().any(|(_, is_redis)| *is_redis);
        if self.tools.link.is_some() && !has_stream {
            // If it fails, the next look is another try.
            let _ = self.tools.writer.write(AddStream).await;
        }
        self.workers.retain(|_, worker| !worker.is_finished());
        for (sink, is_redis) in sinks {
            if is_redis && self.tools.link.is_none() {
                continue;
            }
            self.workers.entry(sink).or_insert_with(|| {
                let owner = Arc::clone(&self.owner);
                let worker = Worker::new(self.tools.clone(), sink, owner, stop.clone());
                tokio::spawn(worker.run())
            });
        }
    }
}
