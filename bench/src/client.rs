//! One opened connection, and many of them at once.

use crate::round::Times;
use bytes::Bytes;
use http::{Method, Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::Instant;

/// A connection kept open between requests.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
}

impl Client {
    /// # Panics
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("it listens");
        stream.set_nodelay(true).expect("a TCP option");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("HTTP/1.1");
        // It ends in an error when its server is killed, which is how servers end here.
        tokio::spawn(async move { connection.await.unwrap_or_default() });
        Self { sender, host: address.to_string() }
    }

    /// Sends and returns when the headers have come.
    ///
    /// # Panics
    /// When the server hangs up.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        coding: &str,
        body: Bytes,
    ) -> Response<Incoming> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host)
            .header(header::ACCEPT_ENCODING, coding)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(body))
            .expect("a request");
        self.sender.ready().await.expect("the connection is open");
        self.sender.send_request(request).await.expect("an answer")
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_coded(path, "identity").await
    }

    /// In a content coding.
    pub async fn get_coded(&mut self, path: &str, coding: &str) -> Answer {
        whole(self.send(Method::GET, path, coding, Bytes::new()).await).await
    }

    pub async fn post(&mut self, path: &str, body: Bytes) -> Answer {
        whole(self.send(Method::POST, path, "identity", body).await).await
    }
}

async fn whole(response: Response<Incoming>) -> Answer {
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a whole answer").to_bytes();
    Answer { status, body }
}

/// Connections opened at a time: more might not fit a server's queue, and those left out would try
/// again only after seconds.
const WAVE: usize = 256;

/// Opens that many connections. Each has been answered once, so that the server has taken it up.
pub async fn connect_all(address: SocketAddr, count: usize) -> Vec<Client> {
    let mut clients = Vec::with_capacity(count);
    while clients.len() < count {
        let mut opening = JoinSet::new();
        for _ in 0..WAVE.min(count - clients.len()) {
            opening.spawn(async move {
                let mut client = Client::connect(address).await;
                client.get("/healthz").await;
                client
            });
        }
        clients.extend(opening.join_all().await);
    }
    clients
}

/// Requests that were sent at once.
pub struct Burst {
    /// From before the first was sent until the last was answered.
    pub took: Duration,
    /// From before the first was sent, for each.
    pub each: Times,
    pub statuses: Vec<u16>,
}

/// Sends the same POST on all connections at once. They are closed afterwards.
pub async fn burst(clients: Vec<Client>, path: &'static str, body: Bytes) -> Burst {
    let begun = Instant::now();
    let mut asking = JoinSet::new();
    for mut client in clients {
        let body = body.clone();
        asking.spawn(async move {
            let answer = client.post(path, body).await;
            (begun.elapsed(), answer.status, client)
        });
    }
    let answers = asking.join_all().await;
    let took = begun.elapsed();
    let mut each = Times::default();
    answers.iter().for_each(|(time, ..)| each.push(*time));
    Burst { took, each, statuses: answers.iter().map(|(_, status, _)| *status).collect() }
}
