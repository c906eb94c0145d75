use super::{Answer, Api, Server, soon};
use std::sync::Arc;
use tokio::sync::{Barrier, mpsc};
use tokio::task::JoinSet;

/// Clients that want the same thing at the same time, each with an open connection of its own.
pub struct Contenders(Vec<Api>);

impl Contenders {
    /// Spread evenly over the servers.
    pub async fn connect(servers: &[&Server], count: usize) -> Self {
        let mut connecting = JoinSet::new();
        for (i, server) in servers.iter().cycle().take(count).enumerate() {
            let api = server.api();
            connecting.spawn(async move {
                api.get("/healthz").await.expect(200);
                (i, api)
            });
        }
        let mut clients = soon("connections", connecting.join_all()).await;
        clients.sort_by_key(|(i, _)| *i);
        Self(clients.into_iter().map(|(_, api)| api).collect())
    }

    /// All ask at once. Answers come in the order of arrival, and the channel ends after the last.
    pub fn ask<F>(&self, mut question: impl FnMut(usize, Api) -> F) -> mpsc::Receiver<Answer>
    where
        F: Future<Output = reqwest::Result<Answer>> + Send + 'static,
    {
        let start = Arc::new(Barrier::new(self.0.len()));
        let (answers, received) = mpsc::channel(self.0.len());
        for (i, api) in self.0.iter().enumerate() {
            let (start, answers) = (Arc::clone(&start), answers.clone());
            let question = question(i, api.clone());
            tokio::spawn(async move {
                start.wait().await;
                let answer = question.await.expect("an answer");
                answers.send(answer).await.expect("the test still listens");
            });
        }
        received
    }

    pub fn book(&self, slot: &str) -> mpsc::Receiver<Answer> {
        let slot = slot.to_owned();
        self.ask(move |_, api| {
            let slot = slot.clone();
            async move { api.try_book(&slot).await }
        })
    }

    /// All book one slot; exactly one has it, and the others are told so. Returns the winner's
    /// answer.
    pub async fn race(&self, slot: &str) -> Answer {
        self.one_winner(self.book(slot), Vec::new()).await
    }

    /// `early` are answers that have been received already.
    pub async fn one_winner(
        &self,
        mut receiving: mpsc::Receiver<Answer>,
        early: Vec<Answer>,
    ) -> Answer {
        let mut answers = early;
        while let Some(answer) = soon("an answer", receiving.recv()).await {
            answers.push(answer);
        }
        assert_eq!(answers.len(), self.0.len(), "every contender is answered");
        let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(|a| a.status == 201);
        for answer in &lost {
            let fair = answer.status == 409 && ["taken", "held"].contains(&answer.word().as_str());
            assert!(fair, "a contender got {}: {}", answer.status, answer.body);
        }
        assert_eq!(won.len(), 1, "exactly one contender has the place");
        won.into_iter().next().expect("one")
    }
}
