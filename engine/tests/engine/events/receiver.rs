//! A receiver of webhooks, written from the documentation alone: it reads raw HTTP and computes the
//! signature by RFC 2104 itself.

use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One request as it came, its signature verified.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub id: i64,
    pub booking: String,
    pub event: String,
    pub json: Value,
    /// Whether it was answered with 200.
    pub accepted: bool,
    pub authorization: Option<String>,
    pub signed_at: i64,
}

/// What a request is answered with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    Status(u16),
    Redirect(u16),
    Never,
}

type Policy = Arc<dyn Fn(&Value) -> Reply + Send + Sync>;

pub struct Receiver {
    pub port: u16,
    pub secret: String,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    policy: Arc<Mutex<Policy>>,
    task: Option<JoinHandle<()>>,
}

impl Receiver {
    pub async fn start() -> Self {
        Self::with(|_| Reply::Status(200)).await
    }

    pub async fn with(policy: impl Fn(&Value) -> Reply + Send + Sync + 'static) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let mut receiver = Self {
            port: free.local_addr().unwrap().port(),
            secret: "a secret both have agreed upon".to_owned(),
            arrivals: Arc::default(),
            policy: Arc::new(Mutex::new(Arc::new(policy))),
            task: None,
        };
        receiver.listen(free);
        receiver
    }

    fn listen(&mut self, listener: TcpListener) {
        let (secret, arrivals) = (self.secret.clone(), Arc::clone(&self.arrivals));
        let policy = Arc::clone(&self.policy);
        self.task = Some(tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (secret, arrivals) = (secret.clone(), Arc::clone(&arrivals));
                connections.spawn(serve(stream, secret, arrivals, Arc::clone(&policy)));
            }
        }));
    }

    /// From now on connections are refused; those that stand are cut.
    pub async fn stop(&mut self) {
        let task = self.task.take().unwrap();
        task.abort();
        let _ = task.await;
    }

    pub async fn restart(&mut self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        self.listen(listener);
    }

    pub fn answer(&self, policy: impl Fn(&Value) -> Reply + Send + Sync + 'static) {
        *self.policy.lock().unwrap() = Arc::new(policy);
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/in", self.port)
    }

    /// Everything that came, answered with 200 or not.
    pub fn all(&self) -> Vec<Arrival> {
        self.arrivals.lock().unwrap().clone()
    }

    /// Ids in the order in which they were accepted.
    pub fn accepted(&self) -> Vec<i64> {
        self.all().iter().filter(|arrival| arrival.accepted).map(|arrival| arrival.id).collect()
    }

    /// Each booking's events in the order in which they were accepted.
    pub fn of(&self, booking: &str) -> Vec<String> {
        let all = self.all();
        let its = all.iter().filter(|arrival| arrival.accepted && arrival.booking == booking);
        its.map(|arrival| arrival.event.clone()).collect()
    }
}

async fn serve(
    stream: TcpStream,
    secret: String,
    arrivals: Arc<Mutex<Vec<Arrival>>>,
    policy: Arc<Mutex<Policy>>,
) {
    let mut stream = BufReader::new(stream);
    while let Some((head, body)) = read(&mut stream).await {
        let field = |name: &str| {
            let mut lines = head.iter().filter_map(|line| line.split_once(": "));
            lines.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
        };
        assert_eq!(head[0], "POST /in HTTP/1.1");
        assert_eq!(field("content-type").unwrap(), "application/json");
        let timestamp = field("berth-timestamp").unwrap();
        let signed = [timestamp.as_bytes(), b".", &body].concat();
        let expected = format!("v1={}", hmac_sha256(secret.as_bytes(), &signed));
        assert_eq!(field("berth-signature").unwrap(), expected);
        let json: Value = serde_json::from_slice(&body).unwrap();
        let id = json["id"].as_i64().unwrap();
        assert_eq!(field("berth-event-id").unwrap(), id.to_string());
        let current = Arc::clone(&policy.lock().unwrap());
        let reply = current(&json);
        arrivals.lock().unwrap().push(Arrival {
            id,
            booking: json["booking"]["reference"].as_str().unwrap().to_owned(),
            event: json["event"].as_str().unwrap().to_owned(),
            json,
            accepted: reply == Reply::Status(200),
            authorization: field("authorization"),
            signed_at: timestamp.parse().unwrap(),
        });
        let answer = match reply {
            Reply::Status(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 2\r\n\r\nok"),
            Reply::Redirect(port) => format!(
                "HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:{port}/in\r\ncontent-length: 0\r\n\r\n"
            ),
            Reply::Never => std::future::pending().await,
        };
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> Option<(Vec<String>, Vec<u8>)> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => head.push(line.to_owned()),
        }
    }
    let length = head.iter().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse::<usize>().unwrap())
    });
    let mut body = vec![0; length.unwrap()];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, body))
}

/// RFC 2104: H(K ⊕ opad, H(K ⊕ ipad, text)).
fn hmac_sha256(key: &[u8], text: &[u8]) -> String {
    let mut block = [0; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let pad = |byte: u8| block.map(|key| key ^ byte);
    let inner = Sha256::digest([&pad(0x36)[..], text].concat());
    let outer = Sha256::digest([&pad(0x5c)[..], &inner[..]].concat());
    outer.iter().map(|byte| format!("{byte:02x}")).collect()
}
