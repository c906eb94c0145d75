//! Measures what Berth promises and prints it as a table, each row with its budget. Every row is a
//! ratio of two things measured in turn in this run, since machines differ and are noisy.

mod age;
mod filling;
mod round;
mod table;
mod venue;

use std::process::ExitCode;
use table::Table;

#[tokio::main]
async fn main() -> ExitCode {
    let mut table = Table::default();
    age::measure(&mut table).await;
    print!("{table}");
    if let Some(path) = std::env::args_os().nth(1)
        && let Err(error) = std::fs::write(&path, table.to_markdown())
    {
        eprintln!("bench: {} cannot be written: {error}", path.display());
        return ExitCode::FAILURE;
    }
    if table.is_within_budget() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
