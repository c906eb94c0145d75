//! Measures what Berth promises and prints it as a table, each row with its budget. What is compared
//! is measured in turn in this run, since machines differ and are noisy.

mod age;
mod bare;
mod callers;
mod client;
mod commands;
mod distinct;
mod fanout;
mod filling;
mod fixture;
mod flush;
mod handover;
mod hot;
mod ledger;
mod machine;
mod memory;
mod pace;
mod pages;
mod process;
mod round;
mod rows;
mod servers;
mod start;
mod table;
mod tail;
mod venue;
mod wrk;

use clap::{Args, Parser, ValueEnum};
use filling::Aged;
use machine::Machine;
use servers::Programs;
use std::path::PathBuf;
use std::process::ExitCode;
use table::Table;
use tokio::sync::OnceCell;

#[derive(Debug, Parser)]
#[command(name = "bench")]
enum Command {
    /// Measure.
    Run(Run),
    /// Be axum with nothing around it, to be compared with.
    #[command(hide = true)]
    Bare { page: Option<PathBuf> },
}

#[derive(Debug, Args)]
struct Run {
    /// The server, built for release.
    #[arg(long)]
    berth: PathBuf,
    /// The folder of the reference, its packages installed.
    #[arg(long)]
    peer: PathBuf,
    /// Where the table is kept when all is measured.
    #[arg(long)]
    results: Option<PathBuf>,
    /// What to measure; all if nothing is named.
    subjects: Vec<Subject>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// Many contenders for one place.
    Hot,
    /// What Redis is asked for.
    Commands,
    /// Many places at once, through HTTP.
    Distinct,
    /// The engine against SQLite alone.
    Ledger,
    /// The slowest bookings against a flush.
    Tail,
    /// A lock that goes from one process to another.
    Handover,
    /// Watchers of the same offer.
    Fanout,
    /// The booking page and the slots.
    Pages,
    /// Memory at rest and under load.
    Memory,
    /// An old ledger against a young one.
    Age,
    /// Start-up with a young ledger and with an old one.
    Start,
}

#[tokio::main]
async fn main() -> ExitCode {
    match Command::parse() {
        Command::Run(run) => measure(run).await,
        Command::Bare { page } => {
            bare::serve(page.as_deref()).await;
            ExitCode::SUCCESS
        }
    }
}

async fn measure(run: Run) -> ExitCode {
    let Run { berth, peer, results, subjects } = run;
    let programs = Programs { berth, peer };
    let all = Subject::value_variants();
    let chosen = if subjects.is_empty() { all } else { &subjects };
    let machine = Machine::look();
    println!("{machine}");
    let (mut table, aged) = (Table::default(), OnceCell::new());
    for subject in all.iter().filter(|subject| chosen.contains(subject)) {
        match subject {
            Subject::Hot => hot::measure(&mut table, &programs).await,
            Subject::Commands => commands::measure(&mut table, &programs).await,
            Subject::Distinct => distinct::measure(&mut table, &programs).await,
            Subject::Ledger => ledger::measure(&mut table).await,
            Subject::Tail => tail::measure(&mut table).await,
            Subject::Handover => handover::measure(&mut table).await,
            Subject::Fanout => fanout::measure(&mut table, &programs).await,
            Subject::Pages => pages::measure(&mut table, &programs).await,
            Subject::Memory => memory::measure(&mut table, &programs).await,
            Subject::Age => age::measure(&mut table, aged.get_or_init(Aged::new).await).await,
            Subject::Start => {
                start::measure(&mut table, &programs, aged.get_or_init(Aged::new).await).await;
            }
        }
    }
    if chosen.len() == all.len()
        && let Some(path) = results
        && let Err(error) = std::fs::write(&path, table.to_markdown(&machine.to_string()))
    {
        eprintln!("bench: {} cannot be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    if table.is_within_budget() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
