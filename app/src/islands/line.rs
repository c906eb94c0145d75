//! A guest's place in line, and what becomes of it.

use super::browser::go;
use super::first::{self, First};
use crate::functions;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Between two looks. What comes free is kept for minutes.
const LOOK: Duration = Duration::from_secs(10);

#[derive(Clone, Serialize, Deserialize)]
struct Place {
    /// The booking's.
    path: String,
    position: u32,
}

impl First for Place {
    const ID: &'static str = "place";
}

/// Keeps the place in line true, and loads the page anew once there is more to say. Without
/// JavaScript it stays as the page was sent.
pub fn line(path: &str, position: u32) -> impl IntoView + use<> {
    let place = first::give(Place { path: path.to_owned(), position });
    view! { {place} <Line/> }
}

#[island]
fn Line() -> impl IntoView {
    let Place { path, position } = first::take().expect("the page brings the place");
    let position = RwSignal::new(position);
    if cfg!(feature = "hydrate") {
        set_interval(move || look(path.clone(), position), LOOK);
    }
    view! { <p class="strong" role="status">{move || words(position.get())}</p> }
}

fn look(path: String, position: RwSignal<u32>) {
    if document().hidden() {
        return;
    }
    spawn_local(async move {
        match functions::line(path.clone()).await {
            Ok(Some(now)) if now == position.get_untracked() => {}
            Ok(Some(now)) => position.set(now),
            Ok(None) => go(&path),
            // Another look will do.
            Err(_) => {}
        }
    });
}

fn words(position: u32) -> String {
    match position {
        1 => "You are next in line.".to_owned(),
        position => ["You are number ", &position.to_string(), " in line."].concat(),
    }
}
