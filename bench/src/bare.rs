//! Axum with nothing around it: what answering costs before anything is done for it.

use axum::Router;
use axum::body::Bytes;
use axum::http::{StatusCode, header};
use axum::routing::{get, post};
use std::path::Path;
use tokio::net::TcpListener;

/// What a refusal of Berth's looks like.
const TAKEN: &str = r#"{"type":"taken","title":"Someone else has taken this place.","status":409}"#;

/// Answers `POST /bookings` like one who has just been told that it is taken, and `GET /page` with
/// the contents of a file.
///
/// # Panics
/// When it cannot listen or read the file.
pub async fn serve(page: Option<&Path>) {
    let page: Bytes =
        page.map(|path| std::fs::read(path).expect("a page")).unwrap_or_default().into();
    let taken = async |_: Bytes| {
        (StatusCode::CONFLICT, [(header::CONTENT_TYPE, "application/problem+json")], TAKEN)
    };
    let send = async move || ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page);
    let routes = Router::new().route("/bookings", post(taken)).route("/page", get(send));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    println!("bare listens on http://{}", listener.local_addr().expect("it is bound"));
    axum::serve(listener, routes).await.expect("it serves");
}
