//! `berth race`: contenders for the same places, and what came of it, in words or as JSON.

use crate::command::{Race as Settings, Strategy as Asked};
use crate::failure::Failure;
use crate::serve::stop_signal;
use engine::{Bucket, Race, RaceReport, Strategy};
use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

/// The exit code of a race that was stopped: 128 and the number of SIGINT.
const STOPPED: u8 = 130;
/// The longest bar of the histogram, in characters.
const BAR: u32 = 40;

/// Runs the race with each strategy asked for, one after another. It ends well however much was
/// oversold, since that is what some strategies are there to show.
///
/// # Errors
/// When a race could not be run.
pub(crate) async fn race(settings: Settings) -> Result<ExitCode, Failure> {
    let running = async {
        for strategy in strategies(settings.strategy) {
            let race = Race {
                strategy,
                contenders: settings.contenders,
                places: settings.places,
                hold: Duration::from_millis(settings.hold_ms),
                redis_url: settings.redis.clone(),
            };
            if !settings.json {
                println!("{}", Introduction(&race));
            }
            // Nobody watches: only what came of it is told.
            let (events, _) = race.channel();
            let report = race.run(events).await.map_err(Failure::Race)?;
            if settings.json {
                println!("{}", serde_json::json!(report));
            } else {
                println!("{}", Text(&report));
            }
        }
        Ok(ExitCode::SUCCESS)
    };
    tokio::select! {
        ran = running => ran,
        () = stop_signal() => Ok(ExitCode::from(STOPPED)),
    }
}

fn strategies(asked: Option<Asked>) -> Vec<Strategy> {
    match asked {
        None => Strategy::ALL.to_vec(),
        Some(Asked::None) => vec![Strategy::None],
        Some(Asked::Lock) => vec![Strategy::Lock],
        Some(Asked::Ledger) => vec![Strategy::Ledger],
        Some(Asked::Both) => vec![Strategy::Both],
    }
}

/// What is about to be run.
struct Introduction<'a>(&'a Race);

impl fmt::Display for Introduction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Race { strategy, contenders, places, hold, redis_url } = self.0;
        let place = if *places == 1 { "place" } else { "places" };
        let lives = if redis_url.is_some() { "in Redis" } else { "in this process" };
        write!(
            f,
            "Strategy {}: {contenders} contenders for {places} {place}. Each sees that there is one, \
             thinks for {} ms and takes it, ",
            strategy.as_str(),
            hold.as_millis(),
        )?;
        match strategy {
            Strategy::None => write!(f, "with nothing in between."),
            Strategy::Lock => write!(f, "alone under a lock {lives}; the table takes anything."),
            Strategy::Ledger => write!(f, "in the ledger, which takes each place once; no lock."),
            Strategy::Both => write!(f, "in the ledger behind a lock {lives}, as Berth does it."),
        }
    }
}

struct Text<'a>(&'a RaceReport);

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RaceReport { sold, places, oversold, refused, latency, took_us, .. } = self.0;
        let refusals: Vec<String> =
            refused.iter().map(|(word, count)| format!("{count} {word}")).collect();
        writeln!(f, "  winners:  {sold} of {places}")?;
        writeln!(f, "  oversold: {oversold}")?;
        if refusals.is_empty() {
            writeln!(f, "  refused:  nobody")?;
        } else {
            writeln!(f, "  refused:  {}", refusals.join(", "))?;
        }
        writeln!(
            f,
            "  answered: p50 {}, p90 {}, p99 {}, max {}; all within {}",
            Millis(latency.p50_us),
            Millis(latency.p90_us),
            Millis(latency.p99_us),
            Millis(latency.max_us),
            Millis(*took_us),
        )?;
        let most = latency.histogram.iter().map(|bucket| bucket.count).max().unwrap_or(1).max(1);
        for Bucket { below_us, count } in &latency.histogram {
            // Rounded up, so that one answer among many is seen.
            let bar = "#".repeat(usize::try_from((count * BAR).div_ceil(most)).unwrap_or(0));
            let below = Millis(*below_us).to_string();
            writeln!(f, "  {:>12} {count:>5} {bar}", format!("< {below}"))?;
        }
        Ok(())
    }
}

/// Microseconds, from a thousand on as milliseconds with three significant digits or more.
struct Millis(u64);

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            us @ 0..1_000 => write!(f, "{us} µs"),
            us @ 1_000..10_000 => write!(f, "{}.{:02} ms", us / 1_000, us % 1_000 / 10),
            us @ 10_000..100_000 => write!(f, "{}.{} ms", us / 1_000, us % 1_000 / 100),
            us => write!(f, "{} ms", us / 1_000),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Millis;

    #[test]
    fn times_keep_the_digits_that_matter() {
        let told = [0, 64, 999, 1_024, 16_384, 1_234_567].map(|us| Millis(us).to_string());
        assert_eq!(told, ["0 µs", "64 µs", "999 µs", "1.02 ms", "16.3 ms", "1234 ms"]);
    }
}
