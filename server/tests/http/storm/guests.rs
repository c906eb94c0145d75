use super::dice::Dice;
use super::doors::Doors;
use super::menu::Menu;
use crate::support::{Answer, Api, guest};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// Pause before another try at the other door.
const PAUSE: Duration = Duration::from_millis(30);

/// How often an operation ended how.
#[derive(Default)]
pub struct Tally(BTreeMap<(&'static str, String), usize>);

impl Tally {
    fn count(&mut self, what: &'static str, answer: &Answer) {
        let end = if answer.status < 300 { "done".to_owned() } else { answer.word() };
        *self.0.entry((what, end)).or_default() += 1;
    }

    pub fn add(&mut self, other: &Self) {
        for (key, count) in &other.0 {
            *self.0.entry(key.clone()).or_default() += count;
        }
    }

    pub fn succeeded(&self) -> usize {
        let writes = self.0.iter().filter(|((what, end), _)| *what != "look" && end == "done");
        writes.map(|(_, count)| count).sum()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.iter().map(|((what, end), count)| format!("{what} {end} {count}"));
        f.write_str(&all.collect::<Vec<_>>().join(", "))
    }
}

/// A booking as a guest was last told of it.
pub struct Known {
    made: Answer,
    state: String,
    items: Value,
}

impl Known {
    fn told(&mut self, answer: &Answer) {
        self.state = answer.text("/state");
        self.items = answer.json()["items"].clone();
    }

    /// What it may be by now without the guest's doing: holds end, and who waits may get a place.
    fn may_be(&self, state: &str) -> bool {
        match self.state.as_str() {
            "held" => ["held", "expired"].contains(&state),
            "waiting" => ["waiting", "held", "expired"].contains(&state),
            other => other == state,
        }
    }
}

/// Somebody who wants one thing after another and does not always keep it.
pub struct Guest {
    doors: Arc<Doors>,
    menu: Arc<Menu>,
    dice: Dice,
    number: usize,
    door: usize,
    api: Api,
    known: Vec<Known>,
    tally: Tally,
}

impl Guest {
    pub fn new(doors: Arc<Doors>, menu: Arc<Menu>, dice: Dice, number: usize) -> Self {
        let api = doors.api(number);
        Self {
            doors,
            menu,
            dice,
            number,
            door: number,
            api,
            known: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Does things until nothing is left to do for anybody.
    pub async fn stay(mut self, left: Arc<AtomicUsize>) -> (Tally, Vec<Known>) {
        let take = |left: usize| left.checked_sub(1);
        while let Ok(n) = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take) {
            self.act(n).await;
        }
        (self.tally, self.known)
    }

    async fn act(&mut self, n: usize) {
        match self.dice.below(100) {
            0..=24 => self.make("book", json!({ "guest": guest() }), n).await,
            25..=41 => self.make("hold", json!({ "hold": true }), n).await,
            42..=46 => self.make("wait", json!({ "guest": guest(), "wait": true }), n).await,
            47..=60 => self.change("confirm", "held", n).await,
            61..=79 => self.change("cancel", "", n).await,
            80..=94 => self.change("reschedule", "", n).await,
            _ => self.look().await,
        }
    }

    /// Asks until there is an answer: under its key, a request can be sent again and again.
    async fn make(&mut self, what: &'static str, mut body: Value, n: usize) {
        body["items"] = self.menu.order(&mut self.dice).into();
        let key = format!("storm-{}-{n}", self.number);
        let answer = loop {
            let request = self.api.request(Method::POST, "/api/v1/bookings");
            match self.send(request.header("idempotency-key", &key).json(&body)).await {
                Some(answer) => break answer,
                None => continue,
            }
        };
        self.tally.count(what, &answer);
        if answer.status == 201 {
            let (state, items) = (answer.text("/state"), answer.json()["items"].clone());
            self.known.push(Known { made: answer, state, items });
        } else {
            is_fair(what, &answer);
        }
    }

    /// Changes one of their bookings in the given state, or makes one if there is none. When the
    /// answer is lost, what became of it is looked up.
    async fn change(&mut self, what: &'static str, state: &str, n: usize) {
        let Some(index) = self.choose(state) else {
            return self.make("hold", json!({ "hold": true }), n).await;
        };
        let body = match what {
            "reschedule" => json!({ "items": self.menu.order(&mut self.dice) }),
            _ => json!({ "guest": guest() }),
        };
        let (reference, secret) = (self.known[index].made.reference(), self.secret(index));
        let path = format!("/api/v1/bookings/{reference}/{what}");
        let request = self.api.request(Method::POST, &path).bearer_auth(secret).json(&body);
        match self.send(request).await {
            Some(answer) => {
                self.tally.count(what, &answer);
                if answer.status == 200 {
                    self.known[index].told(&answer);
                } else {
                    is_fair(what, &answer);
                }
            }
            None => self.settle(index).await,
        }
    }

    /// One of the last few they made: what is long over is of little interest.
    fn choose(&mut self, state: &str) -> Option<usize> {
        let recent = self.known.len().saturating_sub(12);
        let open = ["held", "waiting", "confirmed"];
        let fits = |known: &Known| match state {
            "" => open.contains(&known.state.as_str()),
            state => known.state == state,
        };
        let fitting: Vec<usize> =
            (recent..self.known.len()).filter(|index| fits(&self.known[*index])).collect();
        (!fitting.is_empty()).then(|| *self.dice.pick(&fitting))
    }

    async fn settle(&mut self, index: usize) {
        let (reference, secret) = (self.known[index].made.reference(), self.secret(index));
        let path = format!("/api/v1/bookings/{reference}");
        loop {
            let request = self.api.request(Method::GET, &path).bearer_auth(&secret);
            match self.send(request).await {
                Some(answer) if answer.status == 503 => sleep(PAUSE).await,
                Some(answer) => return self.known[index].told(&answer.expect(200)),
                None => {}
            }
        }
    }

    fn secret(&self, index: usize) -> String {
        self.known[index].made.secret()
    }

    async fn look(&mut self) {
        let offer = *self.dice.pick(&["haircut", "yoga", "concert", "room", "vinyl"]);
        let today = self.menu.today();
        let path = format!("/api/v1/offers/{offer}/slots?from={today}&to={today}&all=true");
        let request = self.api.request(Method::GET, &path);
        if let Some(answer) = self.send(request).await {
            self.tally.count("look", &answer);
        }
    }

    /// `None` when the server went away; the next try is at the other door.
    async fn send(&mut self, request: RequestBuilder) -> Option<Answer> {
        if let Ok(answer) = Answer::to(request).await {
            return Some(answer);
        }
        sleep(PAUSE).await;
        self.door += 1;
        self.api = self.doors.api(self.door);
        None
    }
}

/// An answer that can come of places being few, of time, or of a server that is in trouble.
#[track_caller]
fn is_fair(what: &str, answer: &Answer) {
    let fair = match answer.status {
        409 => ["taken", "held"].contains(&answer.word().as_str()),
        // Two items of one order may ask for the same place.
        422 => answer.word() == "invalid" && answer.body.contains("overlap"),
        410 | 429 | 503 => true,
        _ => false,
    };
    assert!(fair, "{what}: {} {}", answer.status, answer.body);
}

/// Asks for every booking that somebody knows of: it is as they were told.
pub async fn check(doors: &Doors, known: &[Known]) {
    let api = doors.api(0);
    for known in known {
        let found = api.find(&known.made.reference(), &known.made.secret()).await.expect(200);
        let state = found.text("/state");
        assert!(known.may_be(&state), "told {}, but found {state}: {}", known.state, found.body);
        // Who waits for anyone is told who it is when there is a place.
        if known.state != "waiting" {
            assert_eq!(found.json()["items"], known.items, "{}", found.body);
        }
    }
}
