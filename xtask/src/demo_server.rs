//! The built binary, serving the demo on a port and a ledger of its own.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::failure::{Doing, Failure, Outcome};
use crate::http;
use crate::scratch::Scratch;
use crate::stopwatch::Stopwatch;

/// The demo's ledger is filled in well under a second; a loaded machine gets 20.
const READY_WITHIN: Duration = Duration::from_secs(20);

const ASK_AGAIN: Duration = Duration::from_millis(50);

/// Ends with its owner.
pub struct DemoServer {
    child: Child,
    address: SocketAddr,
    folder: Scratch,
}

impl DemoServer {
    /// Starts it and waits until it says that it is ready.
    pub fn start(binary: &Path) -> Outcome<Self> {
        let folder = Scratch::new()?;
        let address = free_address()?;
        let log = File::create(folder.path().join("log")).doing("creating the server's log")?;
        let log_too = log.try_clone().doing("creating the server's log")?;
        let child = Command::new(binary)
            .args(["serve", "--demo", "--addr"])
            .arg(address.to_string())
            .arg("--database")
            .arg(folder.path().join("berth.db"))
            .stdin(Stdio::null())
            .stdout(log)
            .stderr(log_too)
            .spawn()
            .doing(format_args!("could not start {}", binary.display()))?;
        let mut server = Self { child, address, folder };
        server.wait_until_ready()?;
        Ok(server)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.path().join("berth.db")
    }

    /// What it has said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    fn wait_until_ready(&mut self) -> Outcome {
        let stopwatch = Stopwatch::start();
        while !http::get(self.address, "/readyz", "identity")
            .is_ok_and(|answer| answer.status == 200)
        {
            let ended = self.child.try_wait().doing("watching the server")?;
            if let Some(status) = ended {
                return Err(
                    self.complaint(&format!("the server ended before it was ready ({status})"))
                );
            }
            if stopwatch.has_passed(READY_WITHIN) {
                let seconds = READY_WITHIN.as_secs();
                return Err(self.complaint(&format!("the server was not ready within {seconds} s")));
            }
            thread::sleep(ASK_AGAIN);
        }
        Ok(())
    }

    /// The reason, with the server's own last words.
    fn complaint(&self, reason: &str) -> Failure {
        match self.log().trim().lines().next_back() {
            Some(last) => Failure::new(format!("{reason}; it said: {last}")),
            None => Failure::new(reason),
        }
    }
}

impl Drop for DemoServer {
    fn drop(&mut self) {
        // It may have ended by itself, which is as good.
        self.child.kill().unwrap_or_default();
        self.child.wait().map(drop).unwrap_or_default();
    }
}

fn free_address() -> Outcome<SocketAddr> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .doing("finding a free port")
}
