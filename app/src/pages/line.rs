//! The page on which a guest stands in line to choose.

use super::Page;
use super::frame::frame;
use crate::model::{LinePage, LineStage};
use leptos::prelude::*;

/// How often it looks whether it is the guest's turn. Nobody notices a few seconds, and a line of
/// 10,000 asks for 1,000 pages of a few kilobytes a second.
const LOOK_SECONDS: u32 = 10;

#[must_use]
pub fn line(page: LinePage) -> Page {
    let waits = matches!(page.stage, LineStage::Waiting { .. });
    Page {
        title: ["In line: ", &page.title, " – ", &page.venue].concat(),
        islands: false,
        private: true,
        refresh_seconds: waits.then_some(LOOK_SECONDS),
        body: Box::new(move || {
            let stage = match &page.stage {
                LineStage::Outside { status } => outside(&page, status).into_any(),
                LineStage::Waiting { status } => waiting(status).into_any(),
            };
            let main = view! {
                <div class="narrow">
                    <header>
                        <h1>{page.title.clone()}</h1>
                        <p class="quiet lead-in">
                            "Many people want this at the moment, so everybody chooses in turn."
                        </p>
                    </header>
                    {stage}
                    <p><a href="/">"See what else can be booked"</a></p>
                </div>
            };
            frame(&page.venue, None, main)
        }),
    }
}

fn outside(page: &LinePage, status: &str) -> impl IntoView + use<> {
    view! {
        <form class="card place" method="post" action=["/offers/", &page.offer, "/line"].concat()>
            <p class="strong">{status.to_owned()}</p>
            <p>"Your place is kept in this browser."</p>
            <p><button class="button">"Join the line"</button></p>
        </form>
    }
}

fn waiting(status: &str) -> impl IntoView + use<> {
    view! {
        <div class="card place">
            <p class="strong" role="status">{status.to_owned()}</p>
            <p>
                "When it is your turn this page goes on by itself, and you have ten minutes to choose. \
                 Looking again or coming back later costs you nothing: your place is kept in this \
                 browser."
            </p>
            <noscript><p class="quiet">"This page looks again by itself every few seconds."</p></noscript>
            <p><a href="">"Look again now"</a></p>
        </div>
    }
}
