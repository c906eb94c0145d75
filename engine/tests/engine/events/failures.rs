use super::*;
use engine::Replay;
use std::sync::atomic::{AtomicUsize, Ordering};

fn is_of(booking: &str) -> impl Fn(&serde_json::Value) -> Reply + Send + Sync + use<> {
    let booking = booking.to_owned();
    move |json| {
        if json["booking"]["reference"] == *booking {
            Reply::Status(500)
        } else {
            Reply::Status(200)
        }
    }
}

#[tokio::test]
async fn one_that_fails_holds_back_only_its_own_booking() {
    let (desk, receiver) = (desk().await, Receiver::with(|_| Reply::Status(503)).await);
    let id = add(&desk, &receiver, false).await;
    let first = book(&desk, "0900", "ana").await;
    eventually("a first attempt", || receiver.all().len() == 1).await;
    receiver.answer(is_of(&first));
    cancel(&desk, &first).await;
    let second = book(&desk, "0900", "ben").await;
    cancel(&desk, &second).await;
    eventually("the other's", || receiver.accepted() == [3, 4]).await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(receiver.all().len(), 3, "it waits, and so does what comes after it");
    assert_eq!(desk.engine.sinks().await.unwrap()[0].waiting, 2);
    receiver.answer(|_| Reply::Status(200));
    desk.clock.advance_seconds(60);
    drained(&desk, id).await;
    assert_eq!(receiver.of(&first), ["booking.confirmed", "booking.cancelled"]);
    assert_eq!(receiver.all().len(), 5);
}

#[tokio::test]
async fn one_that_hangs_does_not_stop_others() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let first = book(&desk, "0900", "ana").await;
    let hanging = first.clone();
    receiver.answer(move |json| {
        if json["booking"]["reference"] == *hanging { Reply::Never } else { Reply::Status(200) }
    });
    add(&desk, &receiver, true).await;
    eventually("a first attempt", || receiver.all().len() == 1).await;
    for time in ["0900", "1000", "1100", "1200"] {
        book(&desk, time, "ben").await;
    }
    eventually("the others", || receiver.accepted().len() == 4).await;
    let waiting = async {
        while desk.engine.sinks().await.unwrap()[0].cursor < 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LIMIT, waiting).await.expect("it is put off after the time for an answer");
    assert_eq!(desk.engine.sinks().await.unwrap()[0].waiting, 1);
}

#[tokio::test]
async fn two_failures_of_different_kinds_lose_nothing() {
    let (desk, mut receiver) = (desk().await, Receiver::with(|_| Reply::Status(500)).await);
    let id = add(&desk, &receiver, false).await;
    let reference = book(&desk, "0900", "ana").await;
    eventually("a refusal", || receiver.all().len() == 1).await;
    receiver.stop().await;
    let before = desk.engine.sinks().await.unwrap();
    desk.clock.advance_seconds(60);
    tokio::time::sleep(QUIET).await;
    assert_eq!(before[0].waiting, 1);
    receiver.restart().await;
    receiver.answer(|_| Reply::Status(200));
    desk.clock.advance_seconds(120);
    drained(&desk, id).await;
    assert_eq!(receiver.of(&reference), ["booking.confirmed"]);
}

#[tokio::test]
async fn after_a_bound_it_is_dead_the_next_goes_on_and_it_can_be_replayed() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    receiver.answer(|json| Reply::Status(if json["id"] == 1 { 400 } else { 200 }));
    let id = add(&desk, &receiver, false).await;
    let reference = book(&desk, "0900", "ana").await;
    eventually("the first attempt", || receiver.all().len() == 1).await;
    cancel(&desk, &reference).await;
    for attempt in 2..=3 {
        tokio::time::sleep(QUIET).await;
        assert_eq!(receiver.all().len(), attempt - 1, "not before its time");
        desk.clock.advance_seconds(600);
        eventually("another attempt", || receiver.all().len() >= attempt).await;
    }
    drained(&desk, id).await;
    assert_eq!(receiver.of(&reference), ["booking.cancelled"]);
    assert_eq!(desk.engine.sinks().await.unwrap()[0].dead, 1);
    desk.clock.advance_seconds(100_000);
    tokio::time::sleep(QUIET).await;
    assert_eq!(receiver.all().len(), 4, "dead is dead");

    receiver.answer(|_| Reply::Status(204));
    assert_eq!(desk.engine.replay(id, Replay::Dead).await, Ok(1));
    drained(&desk, id).await;
    let last = receiver.all().pop().unwrap();
    assert_eq!((last.id, last.event.as_str()), (1, "booking.confirmed"));
    assert_eq!(desk.engine.sinks().await.unwrap()[0].dead, 0);
    assert_eq!(desk.engine.replay(id, Replay::Dead).await, Ok(0));
}

#[tokio::test]
async fn a_part_of_the_journal_can_be_replayed() {
    let (desk, receiver) = (desk().await, Receiver::start().await);
    let id = add(&desk, &receiver, false).await;
    for time in ["0900", "1000", "1100"] {
        book(&desk, time, "ana").await;
        drained(&desk, id).await;
    }
    assert_eq!(desk.engine.replay(id, Replay::From(2)).await, Ok(2));
    drained(&desk, id).await;
    assert_eq!(receiver.accepted().len(), 5);
    assert_eq!(receiver.accepted()[..3], [1, 2, 3]);
    assert_eq!(desk.engine.replay(id, Replay::From(99)).await, Ok(0), "nothing is left out");
    book(&desk, "1200", "ana").await;
    drained(&desk, id).await;
    assert_eq!(receiver.accepted()[5..], [4]);
    let unknown = "77".parse().unwrap();
    let refused = desk.engine.replay(unknown, Replay::Dead).await;
    assert_eq!(refused, Err(booking::Refusal::Unknown));
}

#[tokio::test]
async fn a_redirect_is_a_failure() {
    let (desk, elsewhere) = (desk().await, Receiver::start().await);
    let port = elsewhere.port;
    let receiver = Receiver::with(move |_| Reply::Redirect(port)).await;
    add(&desk, &receiver, false).await;
    book(&desk, "0900", "ana").await;
    eventually("an attempt", || receiver.all().len() == 1).await;
    tokio::time::sleep(QUIET).await;
    assert_eq!(elsewhere.all().len(), 0);
    assert_eq!(desk.engine.sinks().await.unwrap()[0].waiting, 1);
}

#[tokio::test]
async fn an_answer_without_end_is_not_read_to_its_end() {
    let endless = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", endless.local_addr().unwrap());
    let sent = std::sync::Arc::new(AtomicUsize::new(0));
    let count = std::sync::Arc::clone(&sent);
    let _serving = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = endless.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await.unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(&[b'x'; 1024]).await.is_ok() {
            count.fetch_add(1024, Ordering::SeqCst);
        }
    });
    let desk = desk().await;
    let (id, _) = desk.engine.add_webhook(url.parse().unwrap(), None, false).await.unwrap();
    book(&desk, "0900", "ana").await;
    drained(&desk, id).await;
    let sink = desk.engine.sinks().await.unwrap();
    assert_eq!((sink[0].cursor, sink[0].dead), (1, 0));
    let after = sent.load(Ordering::SeqCst);
    tokio::time::sleep(QUIET).await;
    assert_eq!(sent.load(Ordering::SeqCst), after, "the connection was closed");
}
