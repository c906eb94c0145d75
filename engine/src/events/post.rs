//! One request to a webhook.

use super::address::WebhookUrl;
use super::message::signature;
use crate::ledger::Receiver;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use percent_encoding::percent_decode_str;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

/// How long an unused connection is kept.
const IDLE: Duration = Duration::from_secs(30);
/// Unused connections kept to one receiver: as many as are sent to at a time.
const CONNECTIONS: usize = super::webhook::AT_A_TIME;
/// What is read of an answer's body, in bytes, so that its connection can be used again.
const ANSWER: usize = 16 * 1024;
/// How long that may take.
const REST: Duration = Duration::from_secs(1);

/// Why an event was not delivered, in words that are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    Status(u16),
    NoConnection,
    NoAnswerInTime,
    BrokenOff,
    /// The stored URL or event cannot be sent.
    Unusable,
}

impl Failure {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Status(_) => "the receiver's answer was no 2xx",
            Self::NoConnection => "no connection, or no trust in its certificate",
            Self::NoAnswerInTime => "no answer in time",
            Self::BrokenOff => "the connection broke off",
            Self::Unusable => "the stored URL or event cannot be sent",
        }
    }
}

/// The way to one webhook.
pub(super) struct Post {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    uri: Uri,
    authorization: Option<HeaderValue>,
    secret: String,
    answer: Duration,
}

impl Post {
    /// None when the stored URL is not one.
    pub(super) fn new(receiver: &Receiver, answer: Duration) -> Option<Self> {
        let url: WebhookUrl = receiver.url.parse().ok()?;
        let mut url = url.url().clone();
        let authorization = authorization(&url);
        url.set_username("").ok()?;
        url.set_password(None).ok()?;
        let mut connector = HttpConnector::new();
        connector.enforce_http(false);
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(answer));
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(Arc::new(rustls::crypto::ring::default_provider()))
            .ok()?
            .https_or_http()
            .enable_http1()
            .wrap_connector(connector);
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(CONNECTIONS)
            .build(connector);
        Some(Self {
            client,
            uri: url.as_str().parse().ok()?,
            authorization,
            secret: receiver.secret.clone(),
            answer,
        })
    }

    /// Sends an event; any 2xx answer means that it arrived. Redirects are not followed: the owner
    /// named the one address that guests' data may go to.
    pub(super) async fn send(&self, event: i64, now: i64, body: String) -> Result<(), Failure> {
        let timestamp = now.div_euclid(1000);
        let mut request = Request::post(self.uri.clone())
            .header(CONTENT_TYPE, "application/json")
            .header(USER_AGENT, concat!("Berth/", env!("CARGO_PKG_VERSION")))
            .header("Berth-Event-Id", event)
            .header("Berth-Timestamp", timestamp)
            .header("Berth-Signature", signature(&self.secret, timestamp, body.as_bytes()));
        if let Some(authorization) = &self.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
        let request = request.body(Full::from(body)).map_err(|_| Failure::Unusable)?;
        let response = match timeout(self.answer, self.client.request(request)).await {
            Err(_) => return Err(Failure::NoAnswerInTime),
            Ok(Err(error)) if error.is_connect() => return Err(Failure::NoConnection),
            Ok(Err(_)) => return Err(Failure::BrokenOff),
            Ok(Ok(response)) => response,
        };
        let status = response.status();
        let mut body = response.into_body();
        let rest = async {
            let mut read = 0;
            while let Some(Ok(frame)) = body.frame().await {
                read += frame.data_ref().map_or(0, Bytes::len);
                if read > ANSWER {
                    break;
                }
            }
        };
        // What the receiver says beside its status does not matter.
        let _ = timeout(REST, rest).await;
        if status.is_success() { Ok(()) } else { Err(Failure::Status(status.as_u16())) }
    }
}

/// Credentials of a URL as RFC 7617 has them.
fn authorization(url: &url::Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let mut pair: Vec<u8> = percent_decode_str(url.username()).collect();
    pair.push(b':');
    pair.extend(percent_decode_str(url.password().unwrap_or_default()));
    let mut value = HeaderValue::from_str(&format!("Basic {}", STANDARD.encode(pair))).ok()?;
    value.set_sensitive(true);
    Some(value)
}
