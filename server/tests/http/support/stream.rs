use super::{Api, soon};
use reqwest::{Method, Response};
use serde_json::Value;

/// Server-sent events, as they come.
pub struct Stream {
    response: Response,
    unread: String,
}

#[derive(Debug, Clone)]
pub struct Event {
    pub kind: String,
    pub id: i64,
    pub data: Value,
}

impl Event {
    /// The slot, if the event tells of it.
    pub fn slot(&self, slot: &str) -> Option<&Value> {
        let slots = self.data["slots"].as_array().expect("a list");
        slots.iter().find(|found| found["slot"] == slot)
    }
}

impl Stream {
    /// `query` with its question mark, or nothing.
    pub async fn open(api: &Api, query: &str, last_event_id: Option<&str>) -> Self {
        let path = format!("/api/v1/offers/haircut/live{query}");
        let mut request = api.request(Method::GET, &path).header("accept", "text/event-stream");
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        let response = soon("the stream's head", request.send()).await.expect("an answer");
        assert_eq!(response.status(), 200);
        let kind = response.headers().get("content-type").expect("a type");
        assert_eq!(kind, "text/event-stream");
        Self { response, unread: String::new() }
    }

    /// `None` when the stream has ended.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.unread.split_once("\n\n") {
                let event = parse(block);
                self.unread = rest.to_owned();
                match event {
                    Some(event) => return Some(event),
                    None => continue,
                }
            }
            let chunk = soon("an event", self.response.chunk()).await;
            // An end in the middle of the body, as after SIGKILL, is an end as well.
            let chunk = chunk.ok().flatten()?;
            let text = std::str::from_utf8(&chunk).expect("events are ASCII here");
            self.unread.push_str(text);
        }
    }

    /// The next event that tells of the slot.
    pub async fn told_of(&mut self, slot: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.slot(slot).is_some() {
                return event;
            }
        }
    }
}

/// A block without data is a comment: a heartbeat.
fn parse(block: &str) -> Option<Event> {
    let field = |name: &str| {
        let mut lines = block.lines();
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim_start))
    };
    let data = field("data").filter(|data| !data.is_empty())?;
    Some(Event {
        kind: field("event")?.to_owned(),
        id: field("id")?.parse().expect("ids are numbers"),
        data: serde_json::from_str(data).expect("data is JSON"),
    })
}
