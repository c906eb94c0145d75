//! One reading for all who ask at the same time.

use super::error::{Stop, UNAVAILABLE};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::oneshot;

/// Answers each question by a reading that begins after it was asked. While one is under way those who
/// come wait for the next together.
pub(super) struct Shared<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    reading: bool,
    waiting: Vec<oneshot::Sender<Option<T>>>,
}

impl<T> Default for Shared<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(State { reading: false, waiting: Vec::new() })))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: Copy + Send + 'static> Shared<T> {
    pub(super) async fn ask<R>(&self, read: impl Fn() -> R + Send + 'static) -> Result<T, Stop>
    where
        R: Future<Output = Result<T, Stop>> + Send + 'static,
    {
        let (sender, answer) = oneshot::channel();
        let begins = {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.waiting.push(sender);
            !std::mem::replace(&mut state.reading, true)
        };
        if begins {
            // A task of its own: whoever asked first may go away, and the others still wait.
            tokio::spawn(self.clone().serve(read));
        }
        answer.await.ok().flatten().ok_or(Stop::Refused(UNAVAILABLE))
    }

    async fn serve<R>(self, read: impl Fn() -> R + Send)
    where
        R: Future<Output = Result<T, Stop>> + Send,
    {
        loop {
            // Whoever is ready to ask does so first, and has the same answer.
            tokio::task::yield_now().await;
            let waiting = {
                let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if state.waiting.is_empty() {
                    state.reading = false;
                    return;
                }
                std::mem::take(&mut state.waiting)
            };
            // What went wrong is logged where it is read.
            let answer = read().await.map_err(Stop::refusal).ok();
            for asker in waiting {
                let _ = asker.send(answer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;
    use std::sync::atomic::{AtomicI64, Ordering};

    #[tokio::test(flavor = "multi_thread")]
    async fn each_has_an_answer_from_after_its_question_and_few_readings_do() {
        let (shared, now) = (Shared::default(), Arc::new(AtomicI64::new(0)));
        let readings = Arc::new(AtomicI64::new(0));
        let asking = (0..500).map(|_| {
            let (shared, now) = (shared.clone(), Arc::clone(&now));
            let readings = Arc::clone(&readings);
            tokio::spawn(async move {
                let asked = now.fetch_add(1, Ordering::SeqCst) + 1;
                let clock = Arc::clone(&now);
                let answer = shared.ask(move || {
                    readings.fetch_add(1, Ordering::SeqCst);
                    let read = clock.load(Ordering::SeqCst);
                    async move {
                        tokio::task::yield_now().await;
                        Ok(read)
                    }
                });
                assert!(answer.await.unwrap() >= asked);
            })
        });
        for asker in join_all(asking).await {
            asker.unwrap();
        }
        assert!(readings.load(Ordering::SeqCst) <= 500);
    }

    #[tokio::test]
    async fn those_who_come_meanwhile_share_the_next_reading() {
        let (shared, readings) = (Shared::default(), Arc::new(AtomicI64::new(0)));
        let gate = Arc::new(tokio::sync::Semaphore::new(0));
        let ask = || {
            let (shared, gate) = (shared.clone(), Arc::clone(&gate));
            let readings = Arc::clone(&readings);
            tokio::spawn(async move {
                let read = move || {
                    let (gate, readings) = (Arc::clone(&gate), Arc::clone(&readings));
                    async move {
                        let number = readings.fetch_add(1, Ordering::SeqCst);
                        let _ = gate.acquire().await.map(tokio::sync::SemaphorePermit::forget);
                        Ok(number)
                    }
                };
                shared.ask(read).await.unwrap()
            })
        };
        let first = ask();
        while readings.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        let others: Vec<_> = (0..100).map(|_| ask()).collect();
        while shared.0.lock().unwrap().waiting.len() < 100 {
            tokio::task::yield_now().await;
        }
        gate.add_permits(2);
        assert_eq!(first.await.unwrap(), 0);
        for other in others {
            assert_eq!(other.await.unwrap(), 1);
        }
    }
}
