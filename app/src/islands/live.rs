//! The live stream: keeps what the guest sees true, and comes back by itself.

use super::announcement::{Change, sentence};
use super::board::Board;
use super::{browser, days, nights};
use crate::json;
use crate::model::LiveUpdate;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent, PageTransitionEvent};

/// The browser tries again by itself after most failures; this is for the rest.
const FIRST_RETRY_MS: u32 = 1_000;
const LAST_RETRY_MS: u32 = 15_000;
/// A stream that breaks off and is back within this time is not worth a word.
const GRACE: Duration = Duration::from_millis(1_000);
/// The server sends a heartbeat every 15 s: after three without one the line is dead, whatever the
/// browser thinks.
const SILENCE_MS: f64 = 45_000.0;
/// Changes within this time are announced in one sentence.
const GATHER: Duration = Duration::from_millis(1_000);

/// An open stream with what listens to it.
struct Stream {
    source: EventSource,
    _listener: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.source.close();
    }
}

thread_local! {
    // One picker to a page, so one stream.
    static STREAM: RefCell<Option<Stream>> = const { RefCell::new(None) };
    static RETRY_MS: Cell<u32> = const { Cell::new(FIRST_RETRY_MS) };
    /// When the stream last said anything; 0 before it did.
    static HEARD: Cell<f64> = const { Cell::new(0.0) };
    static CHANGES: RefCell<Vec<Change>> = const { RefCell::new(Vec::new()) };
}

/// Opens the stream and keeps it for as long as the page is there.
pub fn start(board: RwSignal<Board>) {
    connect(board);
    let first_date = board.with_untracked(|board| board.date().map(str::to_owned));
    on("popstate", move |_| {
        let search = window().location().search().unwrap_or_default();
        if board.with_untracked(|board| board.stay.is_some()) {
            return nights::follow(board, &search, false);
        }
        let date = browser::date_in(&search, "date=");
        match date.or(first_date.clone()) {
            Some(date) => days::load(board, date, None),
            None => board.update(|board| board.times = None),
        }
    });
    // An open stream keeps a page out of the browser's back-forward cache.
    on("pagehide", |_| close());
    on("pageshow", move |event| {
        if event.unchecked_into::<PageTransitionEvent>().persisted() {
            board.update(|board| board.asked = None);
            connect(board);
        }
    });
    on("online", move |_| connect(board));
    // A browser has six connections to a server by HTTP/1.1: tabs out of sight leave them to others.
    on("visibilitychange", move |_| if document().hidden() { close() } else { connect(board) });
    // A phone that slept comes back with a line that looks open.
    set_interval(
        move || {
            let heard = HEARD.get();
            if heard > 0.0 && now() - heard > SILENCE_MS {
                board.update(|board| board.lost = true);
                connect(board);
            }
        },
        Duration::from_secs(5),
    );
}

/// Opens the stream for what is shown now, from where it is true.
pub fn connect(board: RwSignal<Board>) {
    close();
    if document().hidden() {
        return;
    }
    let url = board.with_untracked(Board::live_url);
    let Ok(source) = EventSource::new(&url) else {
        return retry(board);
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        hear(board, &event);
    });
    let function: &js_sys::Function = listener.as_ref().unchecked_ref();
    for name in ["open", "error", "snapshot", "change", "heartbeat"] {
        // Fails for no name.
        let _ = source.add_event_listener_with_callback(name, function);
    }
    STREAM.set(Some(Stream { source, _listener: listener }));
}

fn close() {
    HEARD.set(0.0);
    STREAM.take();
}

fn hear(board: RwSignal<Board>, event: &MessageEvent) {
    let name = event.type_();
    if name == "error" {
        return fail(board);
    }
    RETRY_MS.set(FIRST_RETRY_MS);
    HEARD.set(now());
    if board.with_untracked(|board| board.lost) {
        board.update(|board| board.lost = false);
    }
    match name.as_str() {
        "snapshot" | "change" => {
            let text = event.data().as_string().unwrap_or_default();
            // A stream we cannot read is of a newer server: its next page will bring a newer island.
            if let Ok(update) = json::read::<LiveUpdate>(text.as_bytes()) {
                board.update(|board| announce_later(board, &update, name == "snapshot"));
                gather(board);
                if board.with_untracked(|board| board.is_about_stay(&update)) {
                    nights::price(board);
                }
                if board.with_untracked(|board| board.is_about_day(&update)) {
                    days::again(board);
                }
            }
        }
        _ => {}
    }
}

fn announce_later(board: &mut Board, update: &LiveUpdate, whole: bool) {
    let changes = board.apply(update, whole);
    CHANGES.with_borrow_mut(|all| {
        for change in changes {
            all.retain(|old| old.what != change.what);
            all.push(change);
        }
    });
}

fn gather(board: RwSignal<Board>) {
    if CHANGES.with_borrow(Vec::is_empty) {
        return;
    }
    set_timeout(
        move || {
            let changes = CHANGES.take();
            if !changes.is_empty() {
                board.update(|board| board.announcement = sentence(&changes));
            }
        },
        GATHER,
    );
}

fn fail(board: RwSignal<Board>) {
    let state = || {
        STREAM.with_borrow(|s| s.as_ref().map_or(EventSource::CLOSED, |s| s.source.ready_state()))
    };
    set_timeout(
        move || {
            if state() != EventSource::OPEN {
                board.update(|board| board.lost = true);
            }
        },
        GRACE,
    );
    if state() == EventSource::CLOSED {
        retry(board);
    }
}

fn retry(board: RwSignal<Board>) {
    let wait = RETRY_MS.get();
    RETRY_MS.set((wait * 2).min(LAST_RETRY_MS));
    set_timeout(move || connect(board), Duration::from_millis(wait.into()));
}

fn on(name: &'static str, listener: impl FnMut(web_sys::Event) + 'static) {
    let listener = Closure::<dyn FnMut(web_sys::Event)>::new(listener).into_js_value();
    let function: &js_sys::Function = listener.unchecked_ref();
    let _ = window().add_event_listener_with_callback(name, function);
}

fn now() -> f64 {
    js_sys::Date::now()
}
