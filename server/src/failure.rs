use engine::OpenError;
use std::io;
use std::net::SocketAddr;

/// Why a command failed: one line that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Open(#[from] OpenError),
    #[error("cannot listen on {addr}: {}", reason(.source))]
    Listen { addr: SocketAddr, source: io::Error },
    #[error("the demo could not be put into the ledger: {0}")]
    Demo(booking::Refusal),
    #[error("serving failed: {0}")]
    Serve(io::Error),
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
