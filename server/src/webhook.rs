//! `berth webhook`: who is told of bookings. It works on the ledger's file, also while servers run on
//! it; they notice within a second or two.

use crate::failure::Failure;
use booking::Refusal;
use clap::{Args, Subcommand};
use engine::{Config, Engine, Replay, Sink, SinkId};
use std::path::PathBuf;

/// Settings of `berth webhook`.
#[derive(Debug, Args)]
pub struct Webhook {
    /// The ledger file.
    #[arg(
        long,
        env = "BERTH_DATABASE",
        default_value = "./berth.db",
        value_name = "FILE",
        global = true
    )]
    database: PathBuf,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Tell an address of every change of a booking from now on.
    Add {
        /// http:// or https://
        url: String,
        /// What to sign with, 16 to 256 bytes; drawn and printed if not given.
        #[arg(long, env = "BERTH_WEBHOOK_SECRET", value_name = "SECRET", hide_env_values = true)]
        secret: Option<String>,
        /// Tell of everything there has been, too.
        #[arg(long)]
        from_start: bool,
    },
    /// Show who is told, and how far they are.
    List,
    /// Tell an address no more.
    Remove { id: String },
    /// Tell again of what was given up, or of everything from an event on.
    Replay {
        id: String,
        /// What was given up after too many failures; this is the default.
        #[arg(long, conflicts_with = "from")]
        dead: bool,
        /// Everything from this event on.
        #[arg(long, value_name = "EVENT_ID", value_parser = clap::value_parser!(i64).range(1..))]
        from: Option<i64>,
    },
}

pub(crate) async fn run(webhook: Webhook) -> Result<(), Failure> {
    if !webhook.database.is_file() {
        return Err(Failure::NoLedger(webhook.database));
    }
    let config = Config { sweep: false, deliver: None, ..Config::new(webhook.database) };
    let engine = Engine::open(config).await?;
    let done = carry_out(&engine, webhook.task).await;
    engine.shut_down().await;
    println!("{}", done.map_err(Failure::Refused)?);
    Ok(())
}

/// Answers what to print.
async fn carry_out(engine: &Engine, task: Task) -> Result<String, Refusal> {
    match task {
        Task::Add { url, secret, from_start } => {
            let url = url.parse().map_err(|wrong| field("URL", &wrong))?;
            let is_given = secret.is_some();
            let secret = secret.map(|secret| secret.parse()).transpose();
            let secret = secret.map_err(|wrong: String| field("--secret", &wrong))?;
            let (id, secret) = engine.add_webhook(url, secret, from_start).await?;
            let mut said = format!("webhook {id} is added");
            if !is_given {
                said += &format!("; its secret, which is not shown again: {}", secret.expose());
            }
            Ok(said)
        }
        Task::List => Ok(table(&engine.sinks().await?)),
        Task::Remove { id } => {
            engine.remove_webhook(parse(&id)?).await?;
            Ok(format!("webhook {id} is removed"))
        }
        Task::Replay { id, from, .. } => {
            let which = from.map_or(Replay::Dead, Replay::From);
            let count = engine.replay(parse(&id)?, which).await?;
            Ok(format!("{count} events are delivered once more"))
        }
    }
}

fn field(name: &'static str, wrong: &impl ToString) -> Refusal {
    Refusal::field(name, wrong.to_string())
}

fn parse(id: &str) -> Result<SinkId, Refusal> {
    id.parse().map_err(|_| Refusal::Unknown)
}

fn table(sinks: &[Sink]) -> String {
    let mut lines =
        vec![format!("{:>4} {:>9} {:>9} {:>6}  URL", "ID", "CURSOR", "WAITING", "DEAD")];
    lines.extend(sinks.iter().map(|Sink { id, url, cursor, waiting, dead }| {
        let url = url.as_deref().unwrap_or("Redis stream booking-events");
        format!("{:>4} {cursor:>9} {waiting:>9} {dead:>6}  {url}", id.to_string())
    }));
    lines.join("\n")
}
