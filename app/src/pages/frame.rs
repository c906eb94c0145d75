//! What every page has around it.

use leptos::prelude::*;

/// Header, main part and footer. `zone` is named wherever the page shows times.
pub fn frame(venue: &str, zone: Option<&str>, main: impl IntoView + 'static) -> AnyView {
    framed(venue, zone, main, None)
}

/// As [`frame`], with something more to say at the foot.
pub fn framed(
    venue: &str,
    zone: Option<&str>,
    main: impl IntoView + 'static,
    more: Option<AnyView>,
) -> AnyView {
    let zone = zone.map(|zone| {
        let text = ["Times are in ", zone, " time. "].concat();
        view! { <p>{text}</p> }
    });
    view! {
        <a class="skip" href="#main">"Skip to the content"</a>
        <header class="top"><a href="/" class="venue">{mark()}{venue.to_owned()}</a></header>
        <main id="main" tabindex="-1">{main}</main>
        <footer class="bottom">{zone}{more}<p class="quiet">"Booking by Berth"</p></footer>
    }
    .into_any()
}

/// The boat of the icon.
fn mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="8"></rect>
            <path d="M7 17h18l-3 7H10zM15 6v9H9zm2 3v6h5z"></path>
        </svg>
    }
}
