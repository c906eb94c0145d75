//! The form in which a guest says who they are.

use super::field::{Field, input, textarea};
use super::phrases::Phrases;
use crate::model::{BookingPage, GuestForm, Stage};
use booking::Guest;
use leptos::prelude::*;

/// It confirms the booking; its second button gives what is held back.
pub fn guest_form(page: &BookingPage, form: &GuestForm) -> impl IntoView + use<> {
    let path = page.path.as_str();
    let (confirm, approval) = if form.approval {
        let text = [&page.venue, " decides on each request; until then it is kept for you."];
        ("Send request", Some(view! { <p class="quiet">{text.concat()}</p> }))
    } else {
        ("Confirm booking", None)
    };
    let back = match page.stage {
        Stage::Held { offered: Some(_), .. } => "I no longer need it",
        _ => Phrases::of(page.kind()).other,
    };
    view! {
        {summary(form)}
        <form class="guest" method="post" action=[path, "/confirm"].concat()>
            {guest_fields(form)}
            {approval}
            <button class="button">{confirm}</button>
        </form>
        <form method="post" action=[path, "/cancel"].concat()>
            <button class="button plain">{back}</button>
        </form>
    }
}

/// The fields themselves, for whichever form asks who someone is.
pub fn guest_fields(form: &GuestForm) -> impl IntoView + use<> {
    let error = |name: &str| {
        let is = |field: &str| field.strip_prefix("guest.").unwrap_or(field) == name;
        let found = form.errors.iter().find(|error| is(&error.field));
        found.map(|error| error.message.as_str())
    };
    let name = input(&Field {
        name: "name",
        label: "Name",
        hint: "",
        kind: "text",
        autocomplete: "name",
        required: true,
        max: Guest::NAME_MAX,
        value: &form.name,
        error: error("name"),
    });
    let email = input(&Field {
        name: "email",
        label: "E-mail",
        hint: "",
        kind: "email",
        autocomplete: "email",
        required: true,
        max: Guest::EMAIL_MAX,
        value: &form.email,
        error: error("email"),
    });
    let phone = input(&Field {
        name: "phone",
        label: "Phone",
        hint: "In case we need to reach you on the day.",
        kind: "tel",
        autocomplete: "tel",
        required: false,
        max: Guest::PHONE_MAX,
        value: &form.phone,
        error: error("phone"),
    });
    let note = textarea(&Field {
        name: "note",
        label: "Note",
        hint: "Anything we should know before you come.",
        kind: "",
        autocomplete: "off",
        required: false,
        max: Guest::NOTE_MAX,
        value: &form.note,
        error: error("note"),
    });
    view! {
        {name}
        {email}
        {phone}
        {note}
    }
}

/// All that is wrong, with links to where; it takes the focus when the page comes back.
pub fn summary(form: &GuestForm) -> impl IntoView + use<> {
    let item = |error: &booking::FieldError| {
        let field = error.field.strip_prefix("guest.").unwrap_or(&error.field);
        let href = ["#", field].concat();
        view! { <li><a href=href>{error.message.clone()}</a></li> }
    };
    let items: Vec<_> = form.errors.iter().map(item).collect();
    (!items.is_empty()).then(|| {
        view! {
            <div class="notice" role="group" aria-labelledby="wrong" tabindex="-1" autofocus>
                <h2 id="wrong">"Please check what you entered"</h2>
                <ul>{items}</ul>
            </div>
        }
    })
}
