//! What the owner does from the command line. It works on the ledger's file, also while servers run
//! on it; their pages show it at once.

use crate::command::Switch;
use crate::failure::Failure;
use booking::{Booking, OfferId, Reference, Refusal, ResourceId, SlotId, Wish};
use clap::{Args, Subcommand, ValueEnum};
use engine::{CapacityChange, Config, Decision, Engine, ItemRequest};
use std::path::PathBuf;

/// Settings of the owner's commands.
#[derive(Debug, Args)]
pub struct Owner {
    /// The ledger file.
    #[arg(
        long,
        env = "BERTH_DATABASE",
        default_value = "./berth.db",
        value_name = "FILE",
        global = true
    )]
    database: PathBuf,
    /// The Redis of the servers on this ledger, if they have one.
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true, global = true)]
    redis: Option<String>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Set how many seats, rooms or units a resource has, or add to them.
    Capacity {
        resource: String,
        /// As many in all.
        #[arg(
            long,
            value_name = "NUMBER",
            conflicts_with = "add",
            required_unless_present = "add"
        )]
        to: Option<u32>,
        /// So many more: new stock has come in.
        #[arg(long, value_name = "NUMBER")]
        add: Option<u32>,
    },
    /// Have guests choose one after the other, for a moment at which many want the same.
    WaitingRoom { offer: String, switch: Switch },
    /// Decide about a booking.
    Decide { reference: String, decision: Choice },
    /// Cancel a booking, deadlines aside.
    Cancel { reference: String },
    /// Exchange what is booked, deadlines aside.
    Reschedule {
        reference: String,
        /// OFFER/SLOT or OFFER/SLOT*QUANTITY, as listed by the API.
        #[arg(required = true)]
        items: Vec<String>,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Choice {
    Approve,
    Decline,
    Complete,
    NoShow,
    Paid,
}

pub(crate) async fn run(owner: Owner) -> Result<(), Failure> {
    if !owner.database.is_file() {
        return Err(Failure::NoLedger(owner.database));
    }
    let config = Config {
        redis_url: owner.redis,
        sweep: false,
        deliver: None,
        ..Config::new(owner.database)
    };
    let engine = Engine::open(config).await?;
    let done = carry_out(&engine, owner.task).await;
    engine.shut_down().await;
    println!("{}", done.map_err(Failure::Refused)?);
    Ok(())
}

/// Answers what it came to, in a line.
async fn carry_out(engine: &Engine, task: Task) -> Result<String, Refusal> {
    match task {
        Task::Capacity { resource, to, add } => {
            let id = ResourceId::parse(&resource).map_err(|_| Refusal::Unknown)?;
            let change = match (to, add) {
                (Some(to), _) => CapacityChange::To(to),
                (None, add) => CapacityChange::Add(add.unwrap_or(0)),
            };
            let capacity = engine.set_capacity(&id, change).await?;
            Ok(format!("{resource} has {capacity} now"))
        }
        Task::WaitingRoom { offer, switch } => {
            let id = OfferId::parse(&offer).map_err(|_| Refusal::Unknown)?;
            engine.set_waiting_room(&id, switch == Switch::On).await?;
            Ok(match switch {
                Switch::On => format!("{offer} has a waiting room now"),
                Switch::Off => format!("{offer} has no waiting room now"),
            })
        }
        Task::Decide { reference, decision } => {
            let decision = match decision {
                Choice::Approve => Decision::Approve,
                Choice::Decline => Decision::Decline,
                Choice::Complete => Decision::Complete,
                Choice::NoShow => Decision::NoShow,
                Choice::Paid => Decision::Paid,
            };
            engine.decide(&parse(&reference)?, decision).await.map(|booking| line(&booking))
        }
        Task::Cancel { reference } => {
            engine.cancel_for_guest(&parse(&reference)?).await.map(|booking| line(&booking))
        }
        Task::Reschedule { reference, items } => {
            let items = items.iter().map(|item| asked(item)).collect::<Result<Vec<_>, _>>()?;
            let booking = engine.reschedule_for_guest(&parse(&reference)?, &items).await?;
            Ok(line(&booking))
        }
    }
}

fn parse(reference: &str) -> Result<Reference, Refusal> {
    Reference::parse(reference).ok_or(Refusal::Unknown)
}

fn asked(text: &str) -> Result<ItemRequest, Refusal> {
    let wrong =
        || Refusal::field("item", format!("'{text}' is not OFFER/SLOT or OFFER/SLOT*QUANTITY"));
    let (offer, rest) = text.split_once('/').ok_or_else(wrong)?;
    let (slot, quantity) = rest.split_once('*').unwrap_or((rest, "1"));
    Ok(ItemRequest {
        offer: OfferId::parse(offer).map_err(|_| wrong())?,
        wish: Wish::Slot(SlotId::parse(slot).map_err(|_| wrong())?),
        quantity: quantity.parse().map_err(|_| wrong())?,
    })
}

fn line(booking: &Booking) -> String {
    let items: Vec<String> = booking
        .items
        .iter()
        .map(|item| format!("{}/{}*{}", item.offer, item.slot, item.quantity))
        .collect();
    let paid = if booking.paid_at.is_some() { ", paid" } else { "" };
    format!("{} is {}{paid}: {}", booking.reference, booking.state.name().as_str(), items.join(" "))
}
