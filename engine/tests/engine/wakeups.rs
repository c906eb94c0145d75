//! Who is next in line is told so, and does not find out by asking again.

use crate::redis::Redis;
use crate::support::{Desk, ask, slot};
use futures::{Stream, StreamExt};
use std::time::Duration;
use tokio::time::timeout;

const KEY: &str = "lock:ana:2026-11-23";
/// A hand-over may come in the very moment in which the waiter asks again; not in each of so many.
const ROUNDS: usize = 30;
/// Far beyond the two seconds after which a booking gives up.
const LIMIT: Duration = Duration::from_secs(30);

/// Arguments of a command as MONITOR shows it, the database and the client apart.
fn words(line: &str) -> Vec<&str> {
    line.split('"').skip(1).step_by(2).collect()
}

/// Reads on until two have left the key. True when somebody to whom it was handed went on without
/// asking for it once more.
async fn is_woken(commands: &mut (impl Stream<Item = String> + Unpin)) -> bool {
    let (mut handed, mut woken, mut left) = (None, false, 0);
    while left < 2 {
        let line = commands.next().await.unwrap();
        let words = words(&line);
        if line.contains(" lua] ") {
            // Handed over and not taken: without NX.
            if let ["SET", KEY, token, "PX", _] = words[..] {
                handed = Some(token.to_owned());
            }
            continue;
        }
        let by_next = handed.as_deref().is_some_and(|token| words.contains(&token));
        if by_next {
            // Asking takes three keys and four arguments, leaving and extending fewer.
            woken |= words.len() < 10;
            handed = None;
        }
        left += usize::from(words.contains(&"berth:granted"));
    }
    woken
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_over_wakes_whoever_is_next() {
    let redis = Redis::start();
    let one = Desk::with(|config| config.redis_url = Some(redis.url())).await;
    let two = one.second().await;
    let subscribers = ["PUBSUB", "NUMSUB", "berth:granted"];
    let both = ::redis::Value::Array(vec![
        ::redis::Value::BulkString(b"berth:granted".to_vec()),
        ::redis::Value::Int(2),
    ]);
    while redis.ask(&subscribers).await != both {
        tokio::task::yield_now().await;
    }
    let client = ::redis::Client::open(redis.url()).unwrap();
    let mut monitor = client.get_async_monitor().await.unwrap();
    let mut commands = Box::pin(monitor.on_message::<String>());
    for _ in 0..ROUNDS {
        let book = |engine: &engine::Engine, clock| {
            let engine = engine.clone();
            tokio::spawn(async move { engine.book(ask(&[slot(clock, "ana")]), None).await })
        };
        let made = [book(&one.engine, "0900"), book(&two.engine, "1200")];
        let woken = timeout(LIMIT, is_woken(&mut commands)).await.expect("both leave the key");
        for made in made {
            let made = made.await.unwrap().unwrap();
            one.engine.cancel(&made.reference, &made.secret).await.unwrap();
        }
        if woken {
            return;
        }
    }
    panic!("in {ROUNDS} rounds nobody was woken");
}
