//! One labelled input of a form.

use leptos::prelude::*;

/// What makes one text input differ from another.
pub struct Field<'a> {
    /// Its name in the form, and its id.
    pub name: &'static str,
    pub label: &'static str,
    /// What the input is for, in small print.
    pub hint: &'static str,
    pub kind: &'static str,
    pub autocomplete: &'static str,
    pub required: bool,
    pub max: usize,
    pub value: &'a str,
    pub error: Option<&'a str>,
}

pub fn input(field: &Field<'_>) -> impl IntoView + use<> {
    let control = view! {
        <input
            id=field.name
            name=field.name
            type=field.kind
            autocomplete=field.autocomplete
            required=field.required
            maxlength=field.max.to_string()
            value=field.value.to_owned()
            aria-invalid=field.error.map(|_| "true")
            aria-describedby=described_by(field)
        />
    };
    around(field, control)
}

pub fn textarea(field: &Field<'_>) -> impl IntoView + use<> {
    let control = view! {
        <textarea
            id=field.name
            name=field.name
            rows="3"
            maxlength=field.max.to_string()
            aria-invalid=field.error.map(|_| "true")
            aria-describedby=described_by(field)
        >
            {text(field.value)}
        </textarea>
    };
    around(field, control)
}

/// Leptos writes the children of a `textarea` as they are: they could end it and begin a script.
/// A parser drops the first line end, so one is added for it.
fn text(value: &str) -> String {
    ["\n", &value.replace('&', "&amp;").replace('<', "&lt;")].concat()
}

fn around<V: IntoView>(field: &Field<'_>, control: V) -> impl IntoView + use<V> {
    let optional = (!field.required).then(|| view! { <span class="quiet">" (optional)"</span> });
    let hint = (!field.hint.is_empty()).then(|| {
        view! { <p class="quiet" id=[field.name, "-hint"].concat()>{field.hint}</p> }
    });
    let error = field.error.map(|error| {
        view! { <p class="wrong" id=[field.name, "-error"].concat()>{error.to_owned()}</p> }
    });
    view! {
        <div class="field">
            <label for=field.name>{field.label}{optional}</label>
            {hint}
            {control}
            {error}
        </div>
    }
}

fn described_by(field: &Field<'_>) -> Option<String> {
    let hint = (!field.hint.is_empty()).then(|| [field.name, "-hint"].concat());
    let error = field.error.map(|_| [field.name, "-error"].concat());
    match (error, hint) {
        (Some(error), Some(hint)) => Some([&error, " ", &hint].concat()),
        (error, hint) => error.or(hint),
    }
}
