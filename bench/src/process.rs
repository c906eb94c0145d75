//! A server as a child of the bench.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A million bookings are open in seconds on a busy machine; past this it hangs.
const START: Duration = Duration::from_secs(60);

/// Killed when dropped, also when the bench panics.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

/// What a process takes of the machine's memory, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    pub resident: u64,
    /// The most it ever was.
    pub peak: u64,
}

impl Process {
    /// Starts a program that says `… listens on http://ADDRESS`, and waits until it has.
    ///
    /// # Panics
    /// When it does not: there is nothing to measure then.
    pub async fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.kill_on_drop(true).spawn().expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("it was piped")).lines();
        let listens = async {
            loop {
                let line = lines.next_line().await.expect("its output is text");
                let line = line.expect("it listens before it ends");
                if let Some((_, address)) = line.split_once("listens on http://") {
                    break address.trim().parse().expect("an address");
                }
            }
        };
        let address = timeout(START, listens).await.expect("it listens in time");
        // Read on, so that it never waits for a reader.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, address }
    }

    /// # Panics
    /// When it has ended.
    pub fn memory(&self) -> Memory {
        let id = self.child.id().expect("it runs");
        let status =
            std::fs::read_to_string(Path::new("/proc").join(id.to_string()).join("status"))
                .expect("Linux tells of its processes");
        let bytes = |key| {
            let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("a field");
            let kib: u64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
            kib * 1024
        };
        Memory { resident: bytes("VmRSS:"), peak: bytes("VmHWM:") }
    }

    /// Ends it and waits for that.
    pub async fn end(mut self) {
        self.child.kill().await.expect("it can be killed");
    }
}
