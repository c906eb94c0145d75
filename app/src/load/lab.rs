use crate::model::{LabBar, LabPanel, LabRow, LabSetup, LabState, LabTimeline, LabTurn};
use engine::{Moment, Race, RaceEvent, RaceReport, Strategy};
use std::collections::BTreeMap;
use std::time::Duration;

/// A race as it is told, event by event.
pub struct Track {
    strategy: Strategy,
    places: u32,
    rows: Vec<LabRow>,
    /// In which row a contender is.
    row_of: BTreeMap<u32, usize>,
    turns: Vec<LabTurn>,
    sold: u32,
    refused: BTreeMap<&'static str, u32>,
    now_us: u64,
    report: Option<RaceReport>,
}

/// The race of a strategy.
#[must_use]
pub fn race(strategy: Strategy, setup: LabSetup, redis_url: Option<String>) -> Race {
    Race {
        strategy,
        contenders: setup.contenders,
        places: setup.places,
        hold: Duration::from_millis(u64::from(setup.hold_ms)),
        redis_url,
    }
}

impl Track {
    #[must_use]
    pub fn new(strategy: Strategy, places: u32) -> Self {
        Self {
            strategy,
            places,
            rows: Vec::new(),
            row_of: BTreeMap::new(),
            turns: Vec::new(),
            sold: 0,
            refused: BTreeMap::new(),
            now_us: 0,
            report: None,
        }
    }

    /// Takes over what has happened.
    pub fn note(&mut self, event: &RaceEvent) {
        let RaceEvent { at_us, contender, moment } = *event;
        self.now_us = self.now_us.max(at_us);
        let row = contender.and_then(|contender| self.row_of.get(&contender).copied());
        match moment {
            Moment::Arrived => {
                if let Some(contender) = contender {
                    self.row_of.insert(contender, self.rows.len());
                    self.rows.push(LabRow { arrived_us: at_us, answer: None });
                }
            }
            Moment::Locked => {
                self.turns.push(LabTurn { row, from_us: at_us, until_us: None });
            }
            Moment::Unlocked => {
                if let Some(turn) = self.turns.last_mut() {
                    turn.until_us = Some(at_us);
                }
            }
            Moment::Sold => {
                self.sold += 1;
                self.answer(row, at_us, true);
            }
            Moment::Refused(word) => {
                *self.refused.entry(word).or_default() += 1;
                self.answer(row, at_us, false);
            }
        }
    }

    fn answer(&mut self, row: Option<usize>, at_us: u64, sold: bool) {
        if let Some(row) = row.and_then(|row| self.rows.get_mut(row)) {
            row.answer = Some((at_us, sold));
        }
    }

    /// Time has passed, whether or not anything happened.
    pub fn pass(&mut self, now: Duration) {
        let now_us = u64::try_from(now.as_micros()).unwrap_or(u64::MAX);
        self.now_us = self.now_us.max(now_us);
    }

    /// The race is over.
    pub fn finish(&mut self, report: RaceReport) {
        self.now_us = report.took_us;
        self.report = Some(report);
    }

    /// Until when it has been told, in microseconds.
    #[must_use]
    pub fn now_us(&self) -> u64 {
        self.now_us
    }

    /// What can be shown of it by now, on a scale that has room for `least_us`, so that races can be
    /// compared.
    #[must_use]
    pub fn panel(&self, least_us: u64) -> LabPanel {
        let over = self.sold.saturating_sub(self.places);
        let (state, verdict) = match &self.report {
            _ if over > 0 => (LabState::Oversold, format!("Oversold by {over}")),
            None if self.rows.is_empty() => (LabState::Waiting, "Not run yet".to_owned()),
            None => (LabState::Running, "Running".to_owned()),
            Some(report) => match self.places.min(report.contenders).saturating_sub(self.sold) {
                0 => (LabState::Sound, "Nothing oversold".to_owned()),
                left => (LabState::Unsold, format!("{left} left unsold")),
            },
        };
        LabPanel {
            strategy: self.strategy,
            title: title(self.strategy),
            explanation: explanation(self.strategy),
            state,
            sold: format!("Sold {} of {}", self.sold, self.places),
            verdict,
            facts: self.facts(),
            bar: LabBar { sold: self.sold, places: self.places },
            timeline: LabTimeline {
                span_us: span(self.now_us.max(least_us)),
                now_us: self.now_us,
                rows: self.rows.clone(),
                turns: self.turns.clone(),
                locks: self.strategy.locks(),
            },
        }
    }

    fn facts(&self) -> Vec<String> {
        let told = |(word, count): (&&str, &u32)| format!("{count} heard \u{201c}{word}\u{201d}");
        let mut facts: Vec<_> = self.refused.iter().map(told).collect();
        if let Some(report) = &self.report {
            if facts.is_empty() {
                facts.push("Nobody was refused".to_owned());
            }
            facts.push(format!("half within {}", millis(report.latency.p50_us)));
            facts.push(format!("99 % within {}", millis(report.latency.p99_us)));
        }
        facts
    }
}

const fn title(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::None => "Nothing in between",
        Strategy::Lock => "A lock alone",
        Strategy::Ledger => "The ledger alone",
        Strategy::Both => "Lock and ledger, as Berth does it",
    }
}

const fn explanation(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::None => {
            "Everyone looks before anyone has written. So everyone sees a free place, and everyone \
             is told it is theirs."
        }
        Strategy::Lock => {
            "Only one at a time may look and write, so the next one sees what was sold. Whoever has \
             stood in line for two seconds hears \u{201c}busy\u{201d}. And a lock is a promise with an \
             end: who stalls for longer shares it with the next, and this table would not notice."
        }
        Strategy::Ledger => {
            "All may try at once. A place is one row, a row has one owner, and the database's \
             primary key refuses the second, whoever was slow and whatever failed."
        }
        Strategy::Both => {
            "The ledger decides. The lock only brings the crowd into a line, and whoever stands in \
             it is answered in one go: a busy place costs little, and losing the lock costs nothing."
        }
    }
}

/// The next of 1, 2, 3, 4, 5, 6, 8, 10, 20, 30… milliseconds, so that the scale seldom changes as time passes.
fn span(now_us: u64) -> u64 {
    let mut decade: u64 = 1_000;
    loop {
        for step in [1, 2, 3, 4, 5, 6, 8] {
            let span = decade.saturating_mul(step);
            if span >= now_us {
                return span;
            }
        }
        decade = decade.saturating_mul(10);
    }
}

fn millis(us: u64) -> String {
    match us {
        0..10_000 => format!("{}.{} ms", us / 1_000, us % 1_000 / 100),
        us => format!("{} ms", us / 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(at_us: u64, contender: Option<u32>, moment: Moment) -> RaceEvent {
        RaceEvent { at_us, contender, moment }
    }

    #[test]
    fn rows_are_in_order_of_arrival_and_turns_are_whose_they_were() {
        let mut track = Track::new(Strategy::Lock, 1);
        for (at_us, contender, moment) in [
            (0, Some(7), Moment::Arrived),
            (1, Some(3), Moment::Arrived),
            (2, Some(3), Moment::Locked),
            (40, Some(3), Moment::Unlocked),
            (41, Some(3), Moment::Sold),
            (42, Some(7), Moment::Locked),
        ] {
            track.note(&event(at_us, contender, moment));
        }
        let panel = track.panel(0);
        assert_eq!((panel.state, panel.sold.as_str()), (LabState::Running, "Sold 1 of 1"));
        let LabTimeline { span_us, rows, turns, .. } = panel.timeline;
        assert_eq!(span_us, 1_000);
        assert_eq!(rows[0], LabRow { arrived_us: 0, answer: None });
        assert_eq!(rows[1], LabRow { arrived_us: 1, answer: Some((41, true)) });
        assert_eq!(turns[0], LabTurn { row: Some(1), from_us: 2, until_us: Some(40) });
        assert_eq!(turns[1], LabTurn { row: Some(0), from_us: 42, until_us: None });
        track.pass(Duration::from_millis(120));
        assert_eq!(track.panel(0).timeline.span_us, 200_000);
        assert_eq!(track.panel(200_001).timeline.span_us, 300_000);
    }

    #[test]
    fn what_is_sold_beyond_the_places_is_said_at_once() {
        let mut track = Track::new(Strategy::None, 1);
        assert_eq!(track.panel(0).state, LabState::Waiting);
        for contender in 0..3 {
            track.note(&event(0, Some(contender), Moment::Arrived));
            track.note(&event(9, Some(contender), Moment::Sold));
        }
        let panel = track.panel(0);
        assert_eq!((panel.state, panel.verdict.as_str()), (LabState::Oversold, "Oversold by 2"));
        assert_eq!(panel.bar, LabBar { sold: 3, places: 1 });
    }
}
