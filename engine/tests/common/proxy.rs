//! A bad line to a server: slow, deaf in one direction, or cut.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    Good,
    /// Every answer comes later by so much.
    Slow(Duration),
    /// What is asked arrives, and no answer comes back: a half-open connection.
    NoAnswers,
    /// Nobody hears anything, and new connections end at once.
    Cut,
}

/// How the line is, and how often it was cut by moving its other end.
#[derive(Clone, Copy)]
struct State {
    line: Line,
    moved: u32,
}

pub struct Proxy {
    port: u16,
    line: Arc<watch::Sender<State>>,
    target: Arc<AtomicU16>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub async fn to(port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = listener.local_addr().unwrap().port();
        let line = Arc::new(watch::Sender::new(State { line: Line::Good, moved: 0 }));
        let target = Arc::new(AtomicU16::new(port));
        let (state, leads_to) = (Arc::clone(&line), Arc::clone(&target));
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let port = leads_to.load(Ordering::SeqCst);
                tokio::spawn(pass(client, port, state.subscribe()));
            }
        });
        Self { port: own, line, target, accepting }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    /// From now on it leads to another server, as an address does after a failover. What stands is
    /// cut.
    pub fn lead_to(&self, port: u16) {
        self.target.store(port, Ordering::SeqCst);
        self.line.send_modify(|state| state.moved += 1);
    }

    /// What is under way is concerned as well.
    pub fn set(&self, line: Line) {
        self.line.send_modify(|state| state.line = line);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
        self.set(Line::Cut);
    }
}

async fn pass(client: TcpStream, port: u16, mut line: watch::Receiver<State>) {
    let State { line: now, moved } = *line.borrow();
    if now == Line::Cut {
        return;
    }
    let Ok(server) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let ((from_client, to_client), (from_server, to_server)) =
        (client.into_split(), server.into_split());
    let answers = line.clone();
    tokio::select! {
        () = forward(from_client, to_server, None) => {}
        () = forward(from_server, to_client, Some(answers)) => {}
        _ = line.wait_for(|state| state.line == Line::Cut || state.moved != moved) => {}
    }
}

async fn forward(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    line: Option<watch::Receiver<State>>,
) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes).await {
        let state = line.as_ref().map_or(Line::Good, |line| line.borrow().line);
        match state {
            Line::Slow(delay) => tokio::time::sleep(delay).await,
            // The answer is lost, and so is the connection for good.
            Line::NoAnswers => std::future::pending().await,
            Line::Good | Line::Cut => {}
        }
        if count == 0 || to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}
