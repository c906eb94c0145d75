//! The description of the public contract.

use super::{bookings, health, line, live, offers, problem, schema, slots};
use axum::Json;
use std::sync::LazyLock;
use utoipa::openapi::path::Operation;
use utoipa::openapi::response::ResponseBuilder;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{ContentBuilder, HeaderBuilder, ObjectBuilder, Ref, RefOr, Response, Type};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Berth",
        description = "Bookings that are never sold twice. Instants are RFC 3339 with the venue's \
            offset, dates YYYY-MM-DD in the venue's zone. Errors are application/problem+json whose \
            type is one word of a closed list; a method that an address does not have is answered \
            405, and an address that is none 404. Fields and parameters that are not described are \
            ignored.",
    ),
    paths(
        offers::list,
        slots::list,
        live::stream,
        line::join,
        line::find,
        bookings::create,
        bookings::find,
        bookings::confirm,
        bookings::reschedule,
        bookings::cancel,
        health::live,
        health::ready,
    health::metrics,
    ),
    tags(
        (name = "availability", description = "What can be booked."),
        (name = "bookings", description = "Making, seeing and changing bookings."),
        (name = "operation", description = "How the service is."),
    ),
    components(schemas(problem::Problem, schema::LiveDataSchema)),
    modifiers(&Secret, &Refusals)
)]
struct Document;

/// Calls on one booking carry its secret.
struct Secret;

impl Modify for Secret {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("The secret that came with the booking. A wrong one is answered as an unknown booking is."))
            .build();
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("secret", SecurityScheme::Http(bearer));
    }
}

/// Every refusal has the same form, and some may meet any request.
struct Refusals;

impl Modify for Refusals {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        for (path, item) in &mut document.paths.paths {
            let streams = path.ends_with("/live");
            if let Some(post) = &mut item.post {
                Self::add(post, "403", "invalid: sent by a page of another site");
                Self::add(post, "429", "too-many: from one address, or for one guest");
            }
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                Self::add_common(operation, streams);
                for (status, response) in &mut operation.responses.responses {
                    if let RefOr::T(response) = response
                        && matches!(status.as_bytes()[0], b'4' | b'5')
                        && response.content.is_empty()
                    {
                        *response = Self::problem(status, &response.description);
                    }
                }
            }
        }
    }
}

impl Refusals {
    fn add_common(operation: &mut Operation, streams: bool) {
        let reads = operation.parameters.is_some() || operation.request_body.is_some();
        if reads {
            Self::add(operation, "400", "invalid: it cannot be read");
        }
        if !streams {
            Self::add(operation, "408", "busy: it took too long to arrive");
        }
        if operation.request_body.is_some() {
            Self::add(operation, "413", "invalid: more than 64 KiB");
        }
        Self::add(operation, "503", "unavailable");
    }

    fn add(operation: &mut Operation, status: &str, description: &str) {
        let responses = &mut operation.responses.responses;
        let response = Response::new(description);
        responses.entry(status.to_owned()).or_insert_with(|| RefOr::T(response));
    }

    fn problem(status: &str, description: &str) -> Response {
        let problem = ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build();
        let response = ResponseBuilder::new()
            .description(description)
            .content("application/problem+json", problem);
        if !matches!(status, "429" | "503") {
            return response.build();
        }
        let seconds = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1));
        let retry_after = HeaderBuilder::new()
            .schema(Some(seconds))
            .description(Some("Seconds after which the same request may fare better"))
            .build();
        response.header("Retry-After", retry_after).build()
    }
}

static DOCUMENT: LazyLock<utoipa::openapi::OpenApi> = LazyLock::new(Document::openapi);

/// The description of the public contract.
pub(crate) async fn document() -> Json<&'static utoipa::openapi::OpenApi> {
    Json(&DOCUMENT)
}
