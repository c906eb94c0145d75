use super::{Answer, Api, Server, soon};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::mpsc;

/// Connections open at once: many more buyers than these stand in line at the server's door.
const LANES: usize = 64;

/// More buyers than a machine has connections for: they come over a bounded number of these, each as
/// soon as one is free.
pub struct Crowd(Vec<Api>);

impl Crowd {
    /// Spread evenly over the servers.
    pub fn before(servers: &[&Server]) -> Self {
        Self(servers.iter().cycle().take(LANES).map(|server| server.api()).collect())
    }

    /// Buyers 0 to `count` ask in this order. Answers come with their buyer's number in the order of
    /// arrival, and the channel ends after the last.
    pub fn ask<F>(
        &self,
        count: usize,
        question: impl Fn(usize, Api) -> F + Clone + Send + 'static,
    ) -> mpsc::Receiver<(usize, Answer)>
    where
        F: Future<Output = reqwest::Result<Answer>> + Send + 'static,
    {
        let next = Arc::new(AtomicUsize::new(0));
        let (answers, received) = mpsc::channel(count);
        for api in &self.0 {
            let (api, next, answers) = (api.clone(), Arc::clone(&next), answers.clone());
            let question = question.clone();
            tokio::spawn(async move {
                loop {
                    let buyer = next.fetch_add(1, Ordering::SeqCst);
                    if buyer >= count {
                        return;
                    }
                    let answer = question(buyer, api.clone()).await.expect("an answer");
                    answers.send((buyer, answer)).await.expect("the test still listens");
                }
            });
        }
        received
    }

    /// All answers, once all have been answered.
    pub async fn all<F>(
        &self,
        count: usize,
        question: impl Fn(usize, Api) -> F + Clone + Send + 'static,
    ) -> Vec<(usize, Answer)>
    where
        F: Future<Output = reqwest::Result<Answer>> + Send + 'static,
    {
        let mut receiving = self.ask(count, question);
        let mut answers = Vec::with_capacity(count);
        while let Some(answer) = soon("an answer", receiving.recv()).await {
            answers.push(answer);
        }
        assert_eq!(answers.len(), count, "every buyer is answered");
        answers
    }
}
