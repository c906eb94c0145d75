//! One race, drawn. Lines keep their width however a drawing is stretched, so that one drawing fits
//! every screen; words and numbers are beside it and not in it.

use crate::model::{LabBar, LabPanel, LabState, LabTimeline, LabTurn};
use leptos::prelude::*;
use std::fmt::Write;

/// The width of a drawing in its own units.
const WIDTH: u64 = 1_000;

/// What is inside the panel; what is around it stays while this is drawn anew.
pub fn panel(panel: &LabPanel) -> impl IntoView + use<> {
    let (class, mark) = match panel.state {
        LabState::Waiting => ("lab-verdict", "\u{2022}"),
        LabState::Running => ("lab-verdict", "\u{2026}"),
        LabState::Sound => ("lab-verdict sound", "\u{2713}"),
        LabState::Unsold => ("lab-verdict unsold", "!"),
        LabState::Oversold => ("lab-verdict over", "\u{2717}"),
    };
    let facts: Vec<_> = panel.facts.iter().map(|fact| view! { <li>{fact.clone()}</li> }).collect();
    view! {
        <h2>{panel.title}</h2>
        <p class=class>
            <strong>{panel.sold.clone()}</strong>
            <span><span aria-hidden="true">{mark}" "</span>{panel.verdict.clone()}</span>
        </p>
        {bar(panel.bar)}
        {timeline(&panel.timeline)}
        <ul class="lab-facts">{facts}</ul>
        <p class="quiet">{panel.explanation}</p>
    }
}

/// How many of the places there are have been sold, and what was sold beyond them.
fn bar(LabBar { sold, places }: LabBar) -> impl IntoView {
    let all = u64::from(sold.max(places).max(1));
    let part = |count: u32| (u64::from(count) * WIDTH / all).to_string();
    let (taken, beyond) = (part(sold.min(places)), part(sold.saturating_sub(places)));
    view! {
        <svg class="lab-bar" viewBox="0 0 1000 1" preserveAspectRatio="none" aria-hidden="true">
            <rect class="sold" width=taken.clone() height="1"></rect>
            <rect class="beyond" x=taken width=beyond height="1"></rect>
        </svg>
    }
}

fn timeline(timeline: &LabTimeline) -> impl IntoView + use<> {
    let rows = timeline.rows.len().max(1);
    let paths = Paths::of(timeline);
    let view_box = format!("0 0 {WIDTH} {}", rows * 2);
    let turns = match (timeline.locks, timeline.turns.len()) {
        (false, _) => "No lock".to_owned(),
        (true, 0) => "Lock".to_owned(),
        (true, 1) => "Lock, held once".to_owned(),
        (true, turns) => format!("Lock, held {turns} times"),
    };
    let lock = if timeline.locks { "lab-lock" } else { "lab-lock none" };
    let (begin, end, label) = match timeline.rows.len() {
        0 => ("", String::new(), "Timeline, empty".to_owned()),
        rows => {
            let end = format!("{} ms", timeline.span_us / 1_000);
            let label = format!("Timeline of {rows} contenders over {end}");
            ("0", end, label)
        }
    };
    view! {
        <p class="lab-axis"><span>{turns}</span></p>
        <svg class=lock viewBox="0 0 1000 2" preserveAspectRatio="none" aria-hidden="true">
            <path d=paths.lock></path>
        </svg>
        <svg class="lab-rows" viewBox=view_box preserveAspectRatio="none" role="img" aria-label=label>
            <path class="wait" d=paths.wait></path>
            <path class="held" d=paths.held></path>
            <path class="no" d=paths.no></path>
            <path class="yes" d=paths.yes></path>
        </svg>
        <p class="lab-axis" aria-hidden="true"><span>{begin}</span><span>{end}</span></p>
    }
}

/// Everything of one look is one path: 200 contenders are a few kilobytes.
#[derive(Default)]
struct Paths {
    /// The lock is held by somebody.
    lock: String,
    /// From arrival to answer.
    wait: String,
    /// The lock is held by this contender.
    held: String,
    /// Told that there is no place.
    no: String,
    /// Told that they have one.
    yes: String,
}

impl Paths {
    fn of(timeline: &LabTimeline) -> Self {
        let x = |us: u64| us.min(timeline.span_us) * WIDTH / timeline.span_us.max(1);
        let mut paths = Self::default();
        for (index, row) in timeline.rows.iter().enumerate() {
            let y = index * 2 + 1;
            let (until, answer) = match row.answer {
                Some((at, sold)) => (at, Some(sold)),
                None => (timeline.now_us, None),
            };
            let (from, until) = (x(row.arrived_us), x(until));
            line(&mut paths.wait, from, y, until);
            match answer {
                // No length, but round ends: a dot.
                Some(true) => line(&mut paths.yes, until, y, until),
                Some(false) => {
                    let _ = write!(paths.no, "M{until} {}v2", index * 2);
                }
                None => {}
            }
        }
        for LabTurn { row, from_us, until_us } in &timeline.turns {
            let (from, until) = (x(*from_us), x(until_us.unwrap_or(timeline.now_us)));
            line(&mut paths.lock, from, 1, until);
            if let Some(row) = row {
                line(&mut paths.held, from, row * 2 + 1, until);
            }
        }
        paths
    }
}

fn line(path: &mut String, from: u64, y: usize, until: u64) {
    let _ = write!(path, "M{from} {y}H{until}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LabRow;

    #[test]
    fn times_are_drawn_to_scale() {
        let timeline = LabTimeline {
            span_us: 10_000,
            now_us: 5_000,
            rows: vec![
                LabRow { arrived_us: 0, answer: Some((2_000, true)) },
                LabRow { arrived_us: 100, answer: Some((3_000, false)) },
                LabRow { arrived_us: 200, answer: None },
            ],
            turns: vec![
                LabTurn { row: Some(0), from_us: 1_000, until_us: Some(2_000) },
                LabTurn { row: None, from_us: 4_000, until_us: None },
            ],
            locks: true,
        };
        let paths = Paths::of(&timeline);
        assert_eq!(paths.wait, "M0 1H200M10 3H300M20 5H500");
        assert_eq!((paths.yes.as_str(), paths.no.as_str()), ("M200 1H200", "M300 2v2"));
        assert_eq!(
            (paths.held.as_str(), paths.lock.as_str()),
            ("M100 1H200", "M100 1H200M400 1H500")
        );
    }
}
