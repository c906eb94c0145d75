//! A page on which races are run and watched.

use booking::FieldError;
use engine::Strategy;
use serde::Deserialize;
use std::ops::RangeInclusive;

/// The form and, for each strategy, what came of its race.
#[derive(Debug, Clone)]
pub struct LabPage {
    pub venue: String,
    pub input: LabInput,
    pub errors: Vec<FieldError>,
    /// Why nothing was run.
    pub notice: Option<String>,
    /// Whether the lock lives in Redis.
    pub redis: bool,
    pub panels: Vec<LabPanel>,
}

/// What is to be raced, as typed.
#[derive(Debug, Clone, Deserialize)]
pub struct LabInput {
    pub contenders: String,
    pub places: String,
    pub hold_ms: String,
}

/// What is to be raced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabSetup {
    pub contenders: u32,
    pub places: u32,
    /// How long each thinks between look and write, in milliseconds.
    pub hold_ms: u32,
}

impl LabInput {
    /// As many rows as can be told apart in a drawing.
    pub const CONTENDERS: RangeInclusive<u32> = 2..=200;
    pub const PLACES: RangeInclusive<u32> = 1..=50;
    /// With all places thought about one after another it is still a few seconds.
    pub const HOLD_MS: RangeInclusive<u32> = 0..=200;

    /// # Errors
    /// Every field that is no number within its bounds.
    pub fn parse(&self) -> Result<LabSetup, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut read = |name, text: &str, bounds: RangeInclusive<u32>| {
            let number = text.trim().parse().ok().filter(|number| bounds.contains(number));
            if number.is_none() {
                let message =
                    format!("Please enter a number from {} to {}.", bounds.start(), bounds.end());
                errors.push(FieldError::new(name, message));
            }
            number.unwrap_or_default()
        };
        let setup = LabSetup {
            contenders: read("contenders", &self.contenders, Self::CONTENDERS),
            places: read("places", &self.places, Self::PLACES),
            hold_ms: read("hold_ms", &self.hold_ms, Self::HOLD_MS),
        };
        if errors.is_empty() { Ok(setup) } else { Err(errors) }
    }
}

impl Default for LabInput {
    /// Long enough to be watched.
    fn default() -> Self {
        Self { contenders: "40".to_owned(), places: "1".to_owned(), hold_ms: "100".to_owned() }
    }
}

/// One strategy and its race, so far.
#[derive(Debug, Clone)]
pub struct LabPanel {
    pub strategy: Strategy,
    pub title: &'static str,
    pub explanation: &'static str,
    pub state: LabState,
    /// `Sold 7 of 1`
    pub sold: String,
    /// `Oversold by 6`
    pub verdict: String,
    /// How many were told what, and how soon answers came; empty while nobody was.
    pub facts: Vec<String>,
    pub bar: LabBar,
    pub timeline: LabTimeline,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabState {
    Waiting,
    Running,
    Sound,
    /// Someone wanted what was left and did not get it.
    Unsold,
    Oversold,
}

/// Places sold against places there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabBar {
    pub sold: u32,
    pub places: u32,
}

/// Who waited how long, and who had the lock when. All times are microseconds since the start.
#[derive(Debug, Clone)]
pub struct LabTimeline {
    /// At the right edge.
    pub span_us: u64,
    /// Until when what has not ended is drawn.
    pub now_us: u64,
    /// In order of arrival.
    pub rows: Vec<LabRow>,
    pub turns: Vec<LabTurn>,
    /// Whether there is a lock at all.
    pub locks: bool,
}

/// A contender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabRow {
    pub arrived_us: u64,
    /// When they were answered, and whether they were told that they have a place.
    pub answer: Option<(u64, bool)>,
}

/// A turn with the lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabTurn {
    /// Whose, as an index of rows; none for one that serves a queue.
    pub row: Option<usize>,
    pub from_us: u64,
    pub until_us: Option<u64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_must_be_within_bounds() {
        let input = |contenders: &str, places: &str, hold_ms: &str| LabInput {
            contenders: contenders.to_owned(),
            places: places.to_owned(),
            hold_ms: hold_ms.to_owned(),
        };
        let least = LabSetup { contenders: 2, places: 1, hold_ms: 0 };
        assert_eq!(input("2", " 1 ", "0").parse(), Ok(least));
        let most = LabSetup { contenders: 200, places: 50, hold_ms: 200 };
        assert_eq!(input("200", "50", "200").parse(), Ok(most));
        let errors = input("1", "51", "-1").parse().unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["contenders", "places", "hold_ms"]);
        assert_eq!(errors[0].message, "Please enter a number from 2 to 200.");
        assert!(LabInput::default().parse().is_ok());
    }
}
