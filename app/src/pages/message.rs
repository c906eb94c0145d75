//! A page that only says something: nothing found, or something went wrong.

use super::Page;
use super::frame::frame;
use leptos::prelude::*;

/// What to say, and a way on.
#[derive(Debug, Clone)]
pub struct Message {
    /// Empty where not even the venue's name can be had.
    pub venue: String,
    pub title: String,
    pub text: String,
    pub link_text: String,
    pub link_path: String,
}

#[must_use]
pub fn message(message: Message) -> Page {
    let venue = match message.venue.as_str() {
        "" => "Home".to_owned(),
        name => name.to_owned(),
    };
    Page {
        title: message.title.clone(),
        islands: false,
        private: true,
        refresh_seconds: None,
        body: Box::new(move || {
            let main = view! {
                <div class="card narrow">
                    <h1>{message.title}</h1>
                    <p>{message.text}</p>
                    <p><a class="button" href=message.link_path>{message.link_text}</a></p>
                </div>
            };
            frame(&venue, None, main)
        }),
    }
}
