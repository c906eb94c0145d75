//! How a server ends when it is told to.

use crate::support::{Folder, Redis, Server, Stream, eventually, soon};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn a_stream_ends_with_its_server() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let mut server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = Stream::open(&api, "", None).await;
        stream.next().await.expect("a snapshot");
        streams.push(stream);
    }
    server.terminate().await;
    for stream in &mut streams {
        assert!(stream.next().await.is_none(), "the stream ends");
    }
    let status = server.ended().await;
    assert!(status.success(), "{status}: {}", server.log());
    assert!(!server.log().contains("did not end in time"), "streams end first");
    assert_eq!(folder.list().iter().filter(|name| name.starts_with("b.db")).count(), 1);
}

#[tokio::test]
async fn an_idle_server_ends_with_what_was_booked_in_one_file() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let api = server.api();
    let nine = api.calendar().await.day().slot("ana", "09:00").to_owned();
    let booked = api.book(&nine).await.expect(201);
    // The client's connection is still open and idle.
    server.terminate().await;
    let status = server.ended().await;
    assert!(status.success(), "{status}: {}", server.log());
    let copy = folder.file("copy.db");
    std::fs::copy(folder.ledger(), &copy).expect("a copy");
    let server = Server::on(&copy).start().await;
    server.api().find(&booked.reference(), &booked.secret()).await.expect(200);
}

#[tokio::test]
async fn a_redis_that_hangs_does_not_hold_up_the_end() {
    let (folder, redis) = (Folder::new(), Redis::start().await);
    let mut server = Server::on(&folder.ledger()).redis(&redis).start().await;
    let api = server.api();
    let slots = api.calendar().await.day().apart();
    let mut stream = Stream::open(&api, "", None).await;
    stream.next().await.expect("a snapshot");
    redis.pause().await;
    let booked = api.book(&slots[0]).await.expect(201);
    server.terminate().await;
    let status = server.ended().await;
    assert!(status.success(), "{status}: {}", server.log());
    let server = Server::on(&folder.ledger()).start().await;
    server.api().find(&booked.reference(), &booked.secret()).await.expect(200);
}

#[tokio::test]
async fn a_client_that_never_finishes_its_request_does_not_hold_up_the_end() {
    let folder = Folder::new();
    let mut server = Server::on(&folder.ledger()).start().await;
    let host = server.url.strip_prefix("http://").unwrap().to_owned();
    let mut slow = TcpStream::connect(&host).await.expect("a connection");
    let half = format!(
        "POST /api/v1/bookings HTTP/1.1\r\nhost: {host}\r\ncontent-length: 500\r\nexpect: 100-continue\r\n\r\n"
    );
    slow.write_all(half.as_bytes()).await.expect("sent");
    // The server asks for the rest: it has begun to work on the request.
    let mut answer = [0; 25];
    soon("100 Continue", slow.read_exact(&mut answer)).await.expect("an answer");
    assert!(answer.starts_with(b"HTTP/1.1 100"));
    server.terminate().await;
    let log = || server.log();
    eventually("the signal to arrive", async || log().contains("stopping").then_some(())).await;
    let status = server.ended().await;
    assert!(status.success(), "{status}: {}", server.log());
}
