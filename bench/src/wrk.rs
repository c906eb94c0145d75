//! Steady load by wrk: each connection sends its next request when the last is answered.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// What is answered later than this has failed.
const TIMEOUT: Duration = Duration::from_secs(10);
/// wrk reads it from a file.
const SCRIPT: &str = include_str!("wrk.lua");

/// How a server is loaded.
#[derive(Debug, Clone, Copy)]
pub struct Wrk {
    pub address: SocketAddr,
    pub connections: usize,
    pub lasts: Duration,
}

/// What came of it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Load {
    requests: u64,
    micros: u64,
    p50: u64,
    p99: u64,
    wrong: u64,
}

impl Wrk {
    /// POSTs the lines of a file to a path, each once.
    ///
    /// # Panics
    /// When anything but success is answered: what is measured is not what was meant then.
    pub async fn post(self, path: &str, bodies: &Path) -> Load {
        self.run(path, Command::new("wrk").env("BODIES", bodies)).await
    }

    /// GETs a path in a content coding.
    ///
    /// # Panics
    /// As [`Self::post`].
    pub async fn get(self, path: &str, coding: &str) -> Load {
        self.run(path, Command::new("wrk").env("CODING", coding).env_remove("BODIES")).await
    }

    async fn run(self, path: &str, command: &mut Command) -> Load {
        let folder = tempfile::tempdir().expect("a folder");
        let script = folder.path().join("wrk.lua");
        std::fs::write(&script, SCRIPT).expect("the script is written");
        let output = command
            .args(["--threads", "1", "--connections", &self.connections.to_string()])
            .args(["--duration", &format!("{}s", self.lasts.as_secs()), "--script"])
            .arg(&script)
            .args(["--timeout", &format!("{}s", TIMEOUT.as_secs())])
            .arg(format!("http://{}{path}", self.address))
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .output()
            .await
            .expect("wrk runs");
        let text = String::from_utf8_lossy(&output.stdout);
        let line = text.lines().find(|line| line.starts_with('{')).expect("wrk reports");
        let load: Load = serde_json::from_str(line).expect("its report is JSON");
        assert!(load.wrong == 0 && load.requests > 0, "{path}: {load:?}");
        load
    }
}

impl Load {
    pub fn per_second(&self) -> f64 {
        self.requests as f64 * 1e6 / self.micros as f64
    }

    pub fn p50(&self) -> Duration {
        Duration::from_micros(self.p50)
    }

    pub fn p99(&self) -> Duration {
        Duration::from_micros(self.p99)
    }
}
