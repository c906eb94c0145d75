use super::{bookings, health, live, offers, slots};
use axum::Json;
use std::sync::LazyLock;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, ToSchema};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Berth",
        description = "Bookings that are never sold twice. Instants are RFC 3339 with the venue's offset, dates YYYY-MM-DD in the venue's zone. Errors are application/problem+json whose type is one word of a closed list."
    ),
    paths(
        offers::list,
        slots::list,
        live::stream,
        bookings::create,
        bookings::find,
        bookings::confirm,
        bookings::reschedule,
        bookings::cancel,
        health::live,
        health::ready,
    ),
    modifiers(&Secret)
)]
struct Document;

/// Slots in order of start.
#[derive(ToSchema)]
#[schema(as = SlotList)]
#[expect(dead_code, reason = "describes engine::Slots, which knows nothing of OpenAPI")]
pub struct SlotListSchema {
    offer: String,
    /// The ledger's sequence as of which this is.
    seq: i64,
    slots: Vec<SlotSchema>,
}

/// A place in time that a guest may choose.
#[derive(ToSchema)]
#[schema(as = Slot)]
#[expect(dead_code, reason = "describes engine::SlotView, which knows nothing of OpenAPI")]
pub struct SlotSchema {
    #[schema(example = "20261123T0800Z-ana")]
    slot: String,
    /// RFC 3339 with the venue's offset.
    start: String,
    end: String,
    /// Places free right now.
    left: u32,
    capacity: u32,
    resource: String,
    /// When holds are in the way: the instant from which there may be room.
    held_until: Option<String>,
    /// Of one place, where that is not the offer's price; a night always tells its own.
    price: Option<super::booking_view::PriceView>,
    /// `false` for a night on which no stay can begin.
    arrival: Option<bool>,
}

/// Calls on one booking carry its secret.
struct Secret;

impl Modify for Secret {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret", SecurityScheme::Http(bearer));
    }
}

static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Document::openapi);

/// The description of the public contract.
pub(crate) async fn document() -> Json<&'static utoipa::openapi::OpenApi> {
    Json(&DOCUMENT)
}
