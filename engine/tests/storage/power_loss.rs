use crate::booker::{self, TOLD};
use crate::disk::{Disk, Rest};
use crate::trace::{Step, record};
use booking::State;
use engine::{ManualClock, Random, SeededRandom};
use std::path::Path;
use std::process::Command;

const LEDGER: &str = "berth.db";
/// Moments at which the power is lost, in turn: when somebody has just been told something, while
/// the log is copied into the ledger, and at random.
const MOMENTS: usize = 18;

struct Run {
    /// The ledger before.
    before: Vec<u8>,
    steps: Vec<Step>,
}

async fn run() -> Run {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join(LEDGER);
    booker::prepare(&ledger).await;
    let before = std::fs::read(&ledger).unwrap();
    let (program, arguments, (name, value)) = booker::command(&ledger);
    let mut command = Command::new(program);
    command.args(arguments).env(name, value);
    let run = Run { before, steps: record(&mut command, folder.path()) };
    let count = |is: fn(&Step) -> bool| run.steps.iter().filter(|step| is(step)).count();
    let flushed = count(|step| matches!(step, Step::Flushed { .. }));
    let told = count(|step| Run::told(step).is_some());
    let copied = count(|step| matches!(step, Step::Write { file, .. } if file == LEDGER));
    println!(
        "{} steps, {flushed} flushes, {copied} pages copied from the log, {told} told",
        run.steps.len()
    );
    run
}

impl Run {
    fn told(step: &Step) -> Option<String> {
        match step {
            Step::Write { file, bytes, .. } if file == TOLD => {
                Some(String::from_utf8(bytes.clone()).unwrap().trim_end().to_owned())
            }
            _ => None,
        }
    }

    /// How many of those who were told something do not find it after a power loss before a step.
    async fn lost(&self, moment: usize, rest: Rest, random: &SeededRandom) -> usize {
        let folder = tempfile::tempdir().unwrap();
        let mut disk = Disk::with(LEDGER, self.before.clone());
        let mut told = Vec::new();
        for (number, step) in self.steps[..moment].iter().enumerate() {
            match Self::told(step) {
                Some(line) => told.push(booker::read(&line)),
                None => disk.take(number, step),
            }
        }
        disk.write_to(folder.path(), rest, random);
        let ledger = folder.path().join(LEDGER);
        let engine = booker::open(&ledger).await;
        let mut lost = 0;
        for (reference, secret) in &told {
            let found = engine.find(reference, secret).await;
            lost += usize::from(!found.is_ok_and(|booking| booking.state == State::Confirmed));
        }
        engine.shut_down().await;
        is_sound(&ledger).await;
        lost
    }

    /// A seeded choice of moments.
    fn moments(&self, random: &SeededRandom) -> Vec<usize> {
        let told = |step: &Step| Self::told(step).is_some();
        let copied = |step: &Step| matches!(step, Step::Write { file, .. } if file == LEDGER);
        let after = |is: fn(&Step) -> bool| -> Vec<usize> {
            (0..self.steps.len()).filter(|n| is(&self.steps[*n])).map(|n| n + 1).collect()
        };
        let (told, copied) = (after(told), after(copied));
        assert!(
            told.len() > MOMENTS && copied.len() > MOMENTS,
            "{} and {}",
            told.len(),
            copied.len()
        );
        let draw = |bound: usize| {
            let mut bytes = [0; 4];
            random.fill(&mut bytes);
            u32::from_le_bytes(bytes) as usize % bound
        };
        let moment = |n| match n % 3 {
            0 => told[draw(told.len())],
            1 => copied[draw(copied.len())],
            _ => draw(self.steps.len()),
        };
        (0..MOMENTS).map(moment).collect()
    }
}

async fn is_sound(ledger: &Path) {
    let clock = ManualClock::at(crate::venue::SIX);
    let report = engine::verify(ledger, &clock).await.unwrap();
    assert!(report.is_sound(), "{:?}", report.findings);
}

fn seed() -> u64 {
    let seed = std::env::var("BERTH_STORAGE_SEED").ok().and_then(|seed| seed.parse().ok());
    seed.unwrap_or(1)
}

#[tokio::test]
async fn what_anyone_was_told_is_there_when_the_power_is_lost() {
    let run = run().await;
    let random = SeededRandom::new(seed());
    for moment in run.moments(&random) {
        for rest in [Rest::Lost, Rest::Chance] {
            let lost = run.lost(moment, rest, &random).await;
            assert_eq!(lost, 0, "step {moment}, the rest {rest:?}, seed {}", seed());
        }
    }
}

/// A disk that says it has flushed and has not: the simulation must show what that costs.
#[tokio::test]
async fn a_disk_that_does_not_flush_the_log_loses_what_was_told() {
    let mut run = run().await;
    let log = format!("{LEDGER}-wal");
    for step in &mut run.steps {
        if let Step::Flushed { file, covers } = step
            && *file == log
        {
            *covers = 0;
        }
    }
    let random = SeededRandom::new(seed());
    let moment = run.steps.len();
    assert!(run.lost(moment, Rest::Lost, &random).await > 0);
}
