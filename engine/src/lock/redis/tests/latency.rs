use super::redis::Redis;
use super::{key, lock};
use crate::lock::redis::nodes::valid_until;
use crate::lock::{Lock, TTL};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep};

/// How late answers are: well below what a command may take, and well above what telling the time
/// costs.
const LATE: Duration = Duration::from_millis(60);

/// A way to Redis on which requests pass at once and answers, when told so, late.
struct Way {
    url: String,
    /// When the latest request came by.
    asked: Arc<Mutex<Instant>>,
    is_slow: Arc<AtomicBool>,
}

async fn way(to: String) -> Way {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("redis://{}/0", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Instant::now()));
    let is_slow = Arc::new(AtomicBool::new(false));
    let way = Way { url, asked: Arc::clone(&asked), is_slow: Arc::clone(&is_slow) };
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (mut from_client, mut to_client) = client.into_split();
            let server = TcpStream::connect(&to).await.unwrap();
            let (mut from_server, mut to_server) = server.into_split();
            let (asked, is_slow) = (Arc::clone(&asked), Arc::clone(&is_slow));
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while let Ok(count @ 1..) = from_client.read(&mut bytes).await {
                    *asked.lock().unwrap() = Instant::now();
                    to_server.write_all(&bytes[..count]).await.unwrap();
                }
            });
            tokio::spawn(async move {
                let mut bytes = [0; 4096];
                while let Ok(count @ 1..) = from_server.read(&mut bytes).await {
                    if is_slow.load(Ordering::SeqCst) {
                        sleep(LATE).await;
                    }
                    if to_client.write_all(&bytes[..count]).await.is_err() {
                        return;
                    }
                }
            });
        }
    });
    way
}

/// The time to live runs from when Redis got to know of it, which nobody else can tell; it is surely
/// no earlier than the request was sent.
#[tokio::test]
async fn a_grant_is_valid_from_before_the_request_and_not_from_the_answer() {
    let redis = Redis::start();
    let to = redis.url().trim_start_matches("redis://").trim_end_matches("/0").to_owned();
    let way = way(to).await;
    let lock = lock(&way.url, 1);
    // The first makes the connection and teaches the script, which are several requests.
    let grant = lock.acquire(&[key()], Instant::now() + TTL).await.unwrap();
    grant.release().await;
    way.is_slow.store(true, Ordering::SeqCst);
    let grant = lock.acquire(&[key()], Instant::now() + TTL).await.unwrap();
    let (now, left) = (Instant::now(), grant.lease().remaining().unwrap());
    let asked = *way.asked.lock().unwrap();
    assert!(now - asked >= LATE);
    assert!(now + left <= valid_until(asked, TTL), "{left:?} are left");
}
