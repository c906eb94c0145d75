//! The races as they happen: server-sent events, each a panel drawn anew.

use super::lane::{Lane, Running};
use super::pages::{admit, compared};
use crate::state::AppState;
use app::load::Track;
use app::model::{LabInput, LabPanel, LabSetup};
use app::pages::lab_panel;
use axum::extract::{Form, State};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use engine::Strategy;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

/// Between two drawings of a race: 25 in a second look like movement.
const FRAME: Duration = Duration::from_millis(40);
/// Drawings on their way to a watcher who reads slowly; then they come later.
const FRAMES: usize = 8;
/// How long a watcher may leave them unread before the races go on without them.
const UNREAD: Duration = Duration::from_secs(5);
/// Events read at once. One drawing shows them all.
const EVENTS: usize = 256;

pub(super) async fn run(State(state): State<AppState>, Form(input): Form<LabInput>) -> Response {
    let (setup, lane) = match admit(&state, &input).await {
        Ok(admitted) => admitted,
        Err(refused) => return refused,
    };
    let (frames, received) = mpsc::channel(FRAMES);
    tokio::spawn(race_all(lane, setup, frames));
    Sse::new(ReceiverStream::new(received).map(Ok::<_, Infallible>)).into_response()
}

async fn race_all(lane: Lane, setup: LabSetup, frames: mpsc::Sender<Event>) {
    let mut tracks = Strategy::ALL.map(|strategy| Track::new(strategy, setup.places));
    if !send_all(&frames, &tracks).await {
        return;
    }
    let mut last_us = 0;
    for (strategy, track) in Strategy::ALL.into_iter().zip(&mut tracks) {
        let mut running = lane.start(strategy, setup);
        let watched = watch(&mut running, last_us, &frames).await;
        // Whoever leaves does not end a race, and the lane is free only after it.
        let ran = running.finish().await;
        if !(watched && ran && send(&frames, &running.track.panel(last_us)).await) {
            return;
        }
        last_us = last_us.max(running.track.now_us());
        *track = running.track;
    }
    if send_all(&frames, &tracks).await {
        let _ = timeout(UNREAD, frames.send(Event::default().event("done").data(""))).await;
    }
}

/// Draws what happens until the race is over. False when nobody looks any more.
async fn watch(running: &mut Running, least_us: u64, frames: &mpsc::Sender<Event>) -> bool {
    let mut ticks = interval(FRAME);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut events = Vec::with_capacity(EVENTS);
    let mut began = None;
    loop {
        tokio::select! {
            biased;
            _ = ticks.tick() => {
                if let Some(began) = began {
                    running.track.pass(Instant::now().duration_since(began));
                    if !send(frames, &running.track.panel(least_us)).await {
                        return false;
                    }
                }
            }
            received = running.events.recv_many(&mut events, EVENTS) => {
                if received == 0 {
                    return true;
                }
                began.get_or_insert_with(Instant::now);
                events.drain(..).for_each(|event| running.track.note(&event));
            }
        }
    }
}

async fn send_all(frames: &mpsc::Sender<Event>, tracks: &[Track]) -> bool {
    for panel in compared(tracks) {
        if !send(frames, &panel).await {
            return false;
        }
    }
    true
}

async fn send(frames: &mpsc::Sender<Event>, panel: &LabPanel) -> bool {
    let id = ["lab-", panel.strategy.as_str()].concat();
    let drawn = serde_json::json!({ "id": id, "html": lab_panel(panel) });
    let event = Event::default().event("panel").data(drawn.to_string());
    matches!(timeout(UNREAD, frames.send(event)).await, Ok(Ok(())))
}
