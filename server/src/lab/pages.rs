//! The lab without a line of script: a form, and all races as one page.

use super::lane::{Lab, Lane, RETRY_AFTER_SECONDS};
use super::{SCRIPT, STYLE};
use crate::pages::{missing, site};
use crate::state::AppState;
use app::load::Track;
use app::model::{LabInput, LabPage, LabPanel, LabSetup};
use app::{pages, render};
use axum::extract::{Form, State};
use axum::response::{IntoResponse, Response};
use booking::FieldError;
use engine::Strategy;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};

pub(super) async fn form(State(state): State<AppState>) -> Response {
    answer(state, StatusCode::OK, LabInput::default(), Said::default()).await
}

pub(super) async fn run(State(state): State<AppState>, Form(input): Form<LabInput>) -> Response {
    let (setup, lane) = match admit(&state, &input).await {
        Ok(admitted) => admitted,
        Err(refused) => return refused,
    };
    let mut said = Said::default();
    let mut tracks = Vec::with_capacity(Strategy::ALL.len());
    for strategy in Strategy::ALL {
        let mut running = lane.start(strategy, setup);
        if !running.finish().await {
            said.notice = Some("A race could not be run.");
        }
        tracks.push(running.track);
    }
    drop(lane);
    said.panels = compared(&tracks);
    let status = match said.notice {
        None => StatusCode::OK,
        Some(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    answer(state, status, input, said).await
}

/// What is to be raced and the lane for it, or the page that says why not.
pub(super) async fn admit(
    state: &AppState,
    input: &LabInput,
) -> Result<(LabSetup, Lane), Response> {
    let (status, said) = match (input.parse(), &state.lab) {
        (Ok(setup), Some(lab)) => match lab.lane() {
            Some(lane) => return Ok((setup, lane)),
            None => {
                let notice = Some("One race is running. Please try again in a few seconds.");
                (StatusCode::TOO_MANY_REQUESTS, Said { notice, ..Said::default() })
            }
        },
        (Ok(_), None) => (StatusCode::NOT_FOUND, Said::default()),
        (Err(errors), _) => (StatusCode::UNPROCESSABLE_ENTITY, Said { errors, ..Said::default() }),
    };
    let mut response = answer(state.clone(), status, input.clone(), said).await;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS));
    }
    Err(response)
}

/// All races on one scale.
pub(super) fn compared(tracks: &[Track]) -> Vec<LabPanel> {
    let last_us = tracks.iter().map(Track::now_us).max().unwrap_or(0);
    tracks.iter().map(|track| track.panel(last_us)).collect()
}

/// What the page says beside the form.
#[derive(Default)]
struct Said {
    errors: Vec<FieldError>,
    notice: Option<&'static str>,
    /// Empty before a race.
    panels: Vec<LabPanel>,
}

async fn answer(state: AppState, status: StatusCode, input: LabInput, said: Said) -> Response {
    let Some(lab) = &state.lab else {
        return missing(State(state)).await;
    };
    let page = LabPage {
        venue: state.engine.offers().venue.name.clone(),
        errors: said.errors,
        notice: said.notice.map(str::to_owned),
        redis: Lab::has_redis(lab),
        panels: match said.panels {
            panels if panels.is_empty() => {
                let places = input.parse().map_or(1, |setup| setup.places);
                compared(&Strategy::ALL.map(|strategy| Track::new(strategy, places)))
            }
            panels => panels,
        },
        input,
    };
    render::draw_with(&site(&state), pages::lab(page, STYLE), Some(SCRIPT)).respond(status)
}

pub(super) async fn style() -> Response {
    file("text/css; charset=utf-8", include_str!("../../../style/lab.css"))
}

pub(super) async fn script() -> Response {
    file("text/javascript; charset=utf-8", include_str!("lab.js"))
}

fn file(kind: &'static str, text: &'static str) -> Response {
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, "no-cache")];
    (headers, text).into_response()
}
