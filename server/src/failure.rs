use engine::{OpenError, RaceError};
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why a command failed: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    /// A command that reads a ledger has none to read.
    #[error(transparent)]
    Unread(OpenError),
    #[error("cannot listen on {addr}: {}", reason(.source))]
    Listen { addr: SocketAddr, source: io::Error },
    #[error("the demo could not be put into the ledger: {0}")]
    Demo(booking::Refusal),
    #[error("there is no ledger at {}; name it with --database", .0.display())]
    NoLedger(PathBuf),
    #[error("{}", plainly(.0))]
    Refused(booking::Refusal),
    #[error(transparent)]
    Race(RaceError),
    #[error("serving failed: {0}")]
    Serve(io::Error),
}

impl Failure {
    /// What the process ends with: 2 where there was nothing to look at, so that 1 can say that
    /// something was found.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Unread(_) => 2,
            _ => 1,
        }
    }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::AddrInUse => {
            "another program uses this port; stop it or choose another with --addr".to_owned()
        }
        io::ErrorKind::PermissionDenied => {
            "not permitted; ports below 1024 need more rights, choose another with --addr"
                .to_owned()
        }
        io::ErrorKind::AddrNotAvailable => {
            "this machine has no such address; choose another with --addr".to_owned()
        }
        _ => error.to_string(),
    }
}

/// A refusal in one line, its fields included.
fn plainly(refusal: &booking::Refusal) -> String {
    match refusal {
        booking::Refusal::Invalid { errors } => {
            let errors: Vec<String> =
                errors.iter().map(|error| format!("{}: {}", error.field, error.message)).collect();
            errors.join("; ")
        }
        booking::Refusal::Unknown => "there is nothing of that name in the ledger".to_owned(),
        refusal => refusal.to_string(),
    }
}
