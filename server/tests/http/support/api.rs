use super::wait::LIMIT;
use super::{Answer, Calendar, basket};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use reqwest::{Client, Method, RequestBuilder, redirect};
use serde_json::{Value, json};

/// A client of one server, with connections of its own.
#[derive(Clone)]
pub struct Api {
    client: Client,
    pub base: String,
}

/// Someone who books.
pub fn guest() -> Value {
    json!({ "name": "Ada Lovelace", "email": "ada@example.com" })
}

impl Api {
    pub fn new(base: &str) -> Self {
        let client =
            Client::builder().no_proxy().redirect(redirect::Policy::none()).timeout(LIMIT).build();
        Self { client: client.expect("a client"), base: base.to_owned() }
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.base))
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::to(self.request(Method::GET, path)).await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).json(body);
        Answer::to(request).await.expect("an answer")
    }

    /// A POST with a body of any kind.
    pub async fn send(&self, path: &str, body: impl Into<reqwest::Body>) -> Answer {
        let request = self.request(Method::POST, path).body(body);
        Answer::to(request).await.expect("an answer")
    }

    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.request(Method::POST, path).form(fields);
        Answer::to(request).await.expect("an answer")
    }

    /// POST to `/api/v1/bookings`. An error is a server that went away.
    pub async fn try_make(&self, body: &Value) -> reqwest::Result<Answer> {
        Answer::to(self.request(Method::POST, "/api/v1/bookings").json(body)).await
    }

    pub async fn make(&self, body: &Value) -> Answer {
        self.try_make(body).await.expect("an answer")
    }

    /// An error is a server that went away.
    pub async fn try_book(&self, slot: &str) -> reqwest::Result<Answer> {
        self.try_make(&basket::book(&[json!({ "offer": "haircut", "slot": slot })])).await
    }

    pub async fn try_hold(&self, slot: &str) -> reqwest::Result<Answer> {
        self.try_make(&basket::hold(&[json!({ "offer": "haircut", "slot": slot })])).await
    }

    pub async fn book(&self, slot: &str) -> Answer {
        self.try_book(slot).await.expect("an answer")
    }

    pub async fn hold(&self, slot: &str) -> Answer {
        self.try_hold(slot).await.expect("an answer")
    }

    pub async fn find(&self, reference: &str, secret: &str) -> Answer {
        let path = format!("/api/v1/bookings/{reference}");
        let request = self.request(Method::GET, &path).bearer_auth(secret);
        Answer::to(request).await.expect("an answer")
    }

    /// `confirm` or `cancel`.
    pub async fn try_change(&self, booking: &Answer, action: &str) -> reqwest::Result<Answer> {
        let path = format!("/api/v1/bookings/{}/{action}", booking.reference());
        let request = self.request(Method::POST, &path).bearer_auth(booking.secret());
        Answer::to(request.json(&json!({ "guest": guest() }))).await
    }

    pub async fn confirm(&self, booking: &Answer) -> Answer {
        self.try_change(booking, "confirm").await.expect("an answer")
    }

    pub async fn cancel(&self, booking: &Answer) -> Answer {
        self.try_change(booking, "cancel").await.expect("an answer")
    }

    /// Exchanges what is booked for other items.
    pub async fn reschedule(&self, booking: &Answer, items: &[Value]) -> Answer {
        let path = format!("/api/v1/bookings/{}/reschedule", booking.reference());
        let request = self.request(Method::POST, &path).bearer_auth(booking.secret());
        Answer::to(request.json(&json!({ "items": items }))).await.expect("an answer")
    }

    /// The booking as it is now.
    pub async fn see(&self, booking: &Answer) -> Answer {
        self.find(&booking.reference(), &booking.secret()).await.expect(200)
    }

    /// The date at the demo's venue by the server's own clock.
    pub async fn today(&self) -> Date {
        let answer = self.get("/healthz").await.expect(200);
        let now = jiff::fmt::rfc2822::parse(answer.header("date")).expect("a Date header");
        let zone = TimeZone::get("Europe/Berlin").expect("the demo's zone");
        zone.to_datetime(now.timestamp()).date()
    }

    /// The free slots of weekdays far enough ahead that no rule about time touches them.
    pub async fn calendar(&self) -> Calendar {
        let today = self.today().await;
        let (from, to) = (today.saturating_add(2.days()), today.saturating_add(55.days()));
        let path = format!("/api/v1/offers/haircut/slots?from={from}&to={to}");
        Calendar::read(&self.get(&path).await.expect(200).json())
    }

    /// The haircut's slots of one date as listed, occupied ones too.
    pub async fn slots(&self, date: &str) -> Vec<Value> {
        self.slots_of("haircut", date, date).await
    }

    /// The slots of an offer as listed, occupied ones too.
    pub async fn slots_of(&self, offer: &str, from: &str, to: &str) -> Vec<Value> {
        let path = format!("/api/v1/offers/{offer}/slots?from={from}&to={to}&all=true");
        let answer = self.get(&path).await.expect(200).json();
        answer["slots"].as_array().expect("a list").clone()
    }

    /// What an offer has from tomorrow on, as far as one answer tells.
    pub async fn ahead(&self, offer: &str) -> Vec<Value> {
        let today = self.today().await;
        let (from, to) = (today.saturating_add(1.days()), today.saturating_add(60.days()));
        self.slots_of(offer, &from.to_string(), &to.to_string()).await
    }

    /// The date so many days from today.
    pub async fn day(&self, days: i64) -> String {
        self.today().await.saturating_add(days.days()).to_string()
    }

    /// What is left of one slot of a date.
    pub async fn left(&self, date: &str, slot: &str) -> u64 {
        let slots = self.slots(date).await;
        let found = slots.iter().find(|found| found["slot"] == slot);
        found.and_then(|found| found["left"].as_u64()).expect("a slot of that date")
    }
}
