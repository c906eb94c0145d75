//! The commands of the binary and their settings, from flags or the environment.

use crate::failure::Failure;
use crate::owner::{self, Owner};
use crate::public_url::PublicUrl;
use crate::webhook::{self, Webhook};
use crate::{logging, race, serve, verify};
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

/// Takes bookings, and never sells the same place twice.
#[derive(Debug, Parser)]
#[command(name = "berth", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

impl Cli {
    /// Reads the command line. `cargo leptos watch` starts the binary without one: it gets the demo.
    #[must_use]
    pub fn from_environment() -> Self {
        let bare = std::env::args_os().len() == 1;
        if bare && std::env::var_os("LEPTOS_WATCH").is_some() {
            Self::parse_from(["berth", "serve", "--demo"])
        } else {
            Self::parse()
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the booking pages and the API.
    Serve(Serve),
    /// Do what the owner does: capacity, approval, payment.
    Owner(Owner),
    /// Tell other programs of bookings.
    Webhook(Webhook),
    /// Prove that a ledger keeps its promises, also while a server runs on it; it is only read.
    Verify(Verify),
    /// Watch many want the same places, with and without what keeps them from being sold twice.
    Race(Race),
}

/// Settings of `berth serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Fill an empty ledger with a venue to try things on, and let races be watched at /lab.
    #[arg(long)]
    pub demo: bool,
    /// Where to listen.
    #[arg(long, env = "BERTH_ADDR", default_value = "127.0.0.1:3000", value_name = "IP:PORT")]
    pub addr: SocketAddr,
    /// The ledger file; created where it is missing.
    #[arg(long, env = "BERTH_DATABASE", default_value = "./berth.db", value_name = "FILE")]
    pub database: PathBuf,
    /// Redis, when more than one process serves one ledger: redis://127.0.0.1:6379/0
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub redis: Option<String>,
    /// What to do while Redis does not answer.
    #[arg(long, env = "BERTH_OUTAGE", value_enum, default_value_t = Outage::LedgerAlone)]
    pub outage: Outage,
    /// How long a guest's choice is held while they enter their details.
    #[arg(long, env = "BERTH_HOLD_SECONDS", default_value_t = 300, value_name = "SECONDS",
        value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub hold_seconds: u64,
    /// Where guests reach the site, for the links they keep; taken from each request if not given.
    #[arg(long, env = "BERTH_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<PublicUrl>,
    /// Limit how much one client and one e-mail address may book; `on` unless it is the demo.
    #[arg(long, env = "BERTH_LIMITS", value_enum, value_name = "on|off")]
    pub limits: Option<Switch>,
    /// A proxy in front, or its network, that is believed when it says for whom it asks; may be
    /// repeated.
    #[arg(long = "trusted-proxy", env = "BERTH_TRUSTED_PROXIES", value_name = "CIDR",
        value_delimiter = ',', value_parser = network)]
    pub trusted_proxies: Vec<IpNet>,
    /// Write the log as JSON.
    #[arg(long, env = "BERTH_LOG_JSON")]
    pub log_json: bool,
}

/// Settings of `berth verify`.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// The ledger file.
    #[arg(long, env = "BERTH_DATABASE", default_value = "./berth.db", value_name = "FILE")]
    pub database: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// Settings of `berth race`.
#[derive(Debug, Clone, Args)]
pub struct Race {
    /// What stands between the contenders; each in turn if not given.
    #[arg(long, value_enum)]
    pub strategy: Option<Strategy>,
    /// How many want a place, all at once.
    #[arg(long, default_value_t = 100, value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(engine::Race::CONTENDERS_MAX)))]
    pub contenders: u32,
    /// How many places there are.
    #[arg(long, default_value_t = 1, value_name = "K",
        value_parser = clap::value_parser!(u32).range(1..=i64::from(engine::Race::PLACES_MAX)))]
    pub places: u32,
    /// How long each thinks between seeing that there is a place and taking it, in milliseconds.
    #[arg(long, default_value_t = 20, value_name = "MS",
        value_parser = clap::value_parser!(u64).range(0..=HOLD_MS_MAX))]
    pub hold_ms: u64,
    /// Where the lock lives; in this process if not given: redis://127.0.0.1:6379/0
    #[arg(long, env = "REDIS_URL", value_name = "URL", hide_env_values = true)]
    pub redis: Option<String>,
    /// Print a line of JSON for each strategy.
    #[arg(long)]
    pub json: bool,
}

const HOLD_MS_MAX: u64 = engine::Race::HOLD_MAX.as_secs() * 1_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Strategy {
    /// Nothing: the table takes whatever is written
    None,
    /// A lock around the same table
    Lock,
    /// The ledger, without a lock
    Ledger,
    /// The ledger behind the lock, as Berth does it
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Outage {
    /// Go on booking; the ledger alone still sells nothing twice.
    LedgerAlone,
    /// Refuse bookings until it is back.
    Refuse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Switch {
    On,
    Off,
}

/// A network like `10.0.0.0/8`, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let text = text.trim();
    let net = text.parse::<IpNet>().ok();
    let net = net.or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from));
    net.ok_or_else(|| "must be an address like 10.0.0.1 or a network like 10.0.0.0/8".to_owned())
}

/// Runs a command to its end.
///
/// # Errors
/// One line for the operator.
pub async fn run(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command {
        Command::Serve(settings) => {
            logging::start(settings.log_json);
            serve::serve(settings).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Owner(owner) => owner::run(owner).await.map(|()| ExitCode::SUCCESS),
        Command::Webhook(webhook) => webhook::run(webhook).await.map(|()| ExitCode::SUCCESS),
        Command::Verify(settings) => verify::verify(settings).await,
        Command::Race(settings) => race::race(settings).await,
    }
}
