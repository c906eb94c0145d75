//! One fault after the other, each in the middle of a rush and lifted while it goes on.

use crate::proxy::{Line, Proxy};
use crate::redis::Redis;
use crate::shop::Shop;
use crate::venue::{MONDAY, ask, class};
use jiff::ToSpan;
use std::process::Command;
use std::time::Duration;

/// Answers after which a fault begins, and after which it ends: a rush has 480.
const BEGIN: usize = 30;
const END: usize = 240;

/// A rush on two processes, with something happening in it.
async fn weather(shop: &Shop, begin: impl AsyncFnOnce(), end: impl AsyncFnOnce()) {
    let faults = async {
        shop.answers(BEGIN).await;
        begin().await;
        shop.answers(END).await;
        end().await;
    };
    let (told, ()) = tokio::join!(shop.rush(), faults);
    shop.recovers().await;
    shop.sell_out(told).await;
}

async fn signal(redis: &Redis, name: &str) {
    let id = redis.process.id().to_string();
    assert!(Command::new("kill").args(["-s", name, &id]).status().unwrap().success());
}

/// Both processes have the same Redis.
async fn with_redis(fault: impl AsyncFnOnce(&mut Redis), cure: impl AsyncFnOnce(&mut Redis)) {
    let redis = tokio::sync::Mutex::new(Redis::start());
    let url = redis.lock().await.url();
    let shop = Shop::open([&url, &url]).await;
    let begin = async || fault(&mut *redis.lock().await).await;
    weather(&shop, begin, async || cure(&mut *redis.lock().await).await).await;
    // It is used again, and not merely reached.
    let date = MONDAY.saturating_add(20.days());
    shop.engines[1].book(ask(&[class(date, 1)]), None).await.unwrap();
    let fence = format!("fence:{{lock:studio:{date}}}");
    assert_eq!(redis.lock().await.get::<i64>(&["EXISTS", &fence]).await, 1);
}

/// The first process has a bad line to Redis, or both have.
async fn with_line(line: Line, both: bool) {
    let redis = Redis::start();
    let proxy = Proxy::to(redis.port).await;
    let other = if both { proxy.url() } else { redis.url() };
    let shop = Shop::open([&proxy.url(), &other]).await;
    weather(&shop, async || proxy.set(line), async || proxy.set(Line::Good)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_stops_and_goes_on() {
    with_redis(
        async |redis| signal(redis, "STOP").await,
        async |redis| signal(redis, "CONT").await,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_is_killed_and_comes_back_empty() {
    with_redis(async |redis| redis.kill(), async |redis| redis.restart()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn redis_restarts_empty_at_once() {
    with_redis(async |redis| redis.restart(), async |redis| redis.restart()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_flushed_again_and_again() {
    let flush = async |redis: &mut Redis| {
        for _ in 0..50 {
            redis.ask(&["FLUSHALL"]).await;
        }
    };
    with_redis(flush, flush).await;
}

/// As when the clock of the machine Redis is on jumps ahead: whoever has a lock has it no more, and
/// does not know.
#[tokio::test(flavor = "multi_thread")]
async fn every_lock_ends_before_its_time() {
    let end_all = "for _, key in ipairs(redis.call('KEYS', 'l*:*')) do
                     redis.call('PEXPIRE', key, 0)
                   end";
    let jump = async |redis: &mut Redis| {
        for _ in 0..50 {
            redis.ask(&["EVAL", end_all, "0"]).await;
        }
    };
    with_redis(jump, jump).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_scripts_are_flushed() {
    let flush = async |redis: &mut Redis| {
        for _ in 0..50 {
            redis.ask(&["SCRIPT", "FLUSH"]).await;
        }
    };
    with_redis(flush, flush).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_are_paused() {
    let pause = async |redis: &mut Redis| drop(redis.ask(&["CLIENT", "PAUSE", "1500"]).await);
    with_redis(pause, async |_| {}).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_connection_is_cut_by_the_server() {
    let cut = async |redis: &mut Redis| {
        for _ in 0..20 {
            redis.ask(&["CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"]).await;
        }
    };
    with_redis(cut, cut).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replica_that_never_heard_of_the_locks_is_promoted() {
    let (master, replica) = (Redis::start(), Redis::start());
    let proxy = Proxy::to(master.port).await;
    let shop = Shop::open([&proxy.url(), &proxy.url()]).await;
    let promote = async || proxy.lead_to(replica.port);
    weather(&shop, promote, async || proxy.lead_to(master.port)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_sees_the_old_master_and_the_other_the_new() {
    let (master, replica) = (Redis::start(), Redis::start());
    let proxy = Proxy::to(master.port).await;
    let shop = Shop::open([&proxy.url(), &master.url()]).await;
    let promote = async || proxy.lead_to(replica.port);
    weather(&shop, promote, async || proxy.lead_to(master.port)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_is_slow() {
    with_line(Line::Slow(Duration::from_millis(40)), true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_line_is_too_slow() {
    with_line(Line::Slow(Duration::from_millis(400)), false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_lost_on_a_line_that_is_half_open() {
    with_line(Line::NoAnswers, true).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_process_alone_is_cut_off() {
    with_line(Line::Cut, false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_three_nodes_one_goes_after_the_other() {
    let nodes = tokio::sync::Mutex::new([Redis::start(), Redis::start(), Redis::start()]);
    let urls: Vec<String> = nodes.lock().await.iter().map(Redis::url).collect();
    let url = urls.join(",");
    let shop = Shop::open([&url, &url]).await;
    let one = async || nodes.lock().await[0].kill();
    let two = async || {
        let mut nodes = nodes.lock().await;
        nodes[1].kill();
        shop.answers(END + 60).await;
        nodes[0].restart();
        nodes[1].restart();
    };
    weather(&shop, one, two).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_four_nodes_each_process_reaches_another_half() {
    let nodes: Vec<Redis> = (0..4).map(|_| Redis::start()).collect();
    let mut proxies = Vec::new();
    for node in &nodes {
        proxies.push([Proxy::to(node.port).await, Proxy::to(node.port).await]);
    }
    let urls = [0, 1].map(|process| {
        let urls: Vec<String> = proxies.iter().map(|pair| pair[process].url()).collect();
        urls.join(",")
    });
    let shop = Shop::open([&urls[0], &urls[1]]).await;
    let split = |line: Line| {
        for (node, pair) in proxies.iter().enumerate() {
            pair[usize::from(node < 2)].set(line);
        }
    };
    weather(&shop, async || split(Line::Cut), async || split(Line::Good)).await;
}
