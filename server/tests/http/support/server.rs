use super::{Api, Redis, berth, eventually, signal, soon};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Child;

/// A `berth serve --demo` of its own on a free port.
pub struct Server {
    child: Child,
    pub url: String,
    log: PathBuf,
}

/// How to start one.
pub struct Setup {
    database: PathBuf,
    arguments: Vec<String>,
    is_demo: bool,
    filter: Option<&'static str>,
}

impl Setup {
    pub fn redis(self, redis: &Redis) -> Self {
        let url = redis.url();
        self.with(&["--redis", &url])
    }

    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|a| (*a).to_owned()));
        self
    }

    /// As a business runs it: on what is in its ledger.
    pub fn for_business(self) -> Self {
        Self { is_demo: false, ..self }
    }

    /// What the log says, as in `RUST_LOG`.
    pub fn log(mut self, filter: &'static str) -> Self {
        self.filter = Some(filter);
        self
    }

    pub async fn start(self) -> Server {
        let database = self.database.to_str().expect("a plain path");
        let mut command = berth(["serve", "--addr", "127.0.0.1:0", "--database", database]);
        command.args(self.is_demo.then_some("--demo")).args(&self.arguments);
        if let Some(filter) = self.filter {
            command.env("RUST_LOG", filter);
        }
        // A file and not a pipe: nobody reads while the server runs, and a full pipe would stop it.
        let folder = self.database.parent().expect("a folder");
        let log = tempfile::Builder::new().suffix(".log").tempfile_in(folder);
        let (file, log) = log.and_then(|log| Ok(log.keep()?)).expect("a log file");
        let mut child = command
            .stderr(Stdio::from(File::try_clone(&file).expect("a log file")))
            .spawn()
            .expect("the binary starts");
        let stdout = child.stdout.take().expect("piped");
        let mut lines = BufReader::new(stdout).lines();
        let line = soon("the server's first line", lines.next_line()).await;
        let line = line.expect("standard output").unwrap_or_default();
        let url = line.strip_prefix("berth listens on ").unwrap_or_else(|| {
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            panic!("the server did not come up; it said {line:?} and {said}")
        });
        Server { child, url: url.to_owned(), log }
    }
}

impl Server {
    pub fn on(database: &Path) -> Setup {
        Setup { database: database.to_owned(), arguments: Vec::new(), is_demo: true, filter: None }
    }

    pub fn api(&self) -> Api {
        Api::new(&self.url)
    }

    /// Waits until Redis is `ok` or `down` for it.
    pub async fn sees_redis(&self, state: &str) {
        let api = self.api();
        eventually("Redis as the server sees it", async || {
            (api.get("/readyz").await.text("/redis") == state).then_some(())
        })
        .await;
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).expect("the log")
    }

    fn id(&self) -> u32 {
        self.child.id().expect("a running server")
    }

    /// SIGKILL; returns when it is gone.
    pub async fn kill(&mut self) {
        soon("the end of a killed server", self.child.kill()).await.expect("killed");
    }

    /// SIGTERM; returns at once.
    pub async fn terminate(&self) {
        signal("TERM", self.id()).await;
    }

    /// SIGSTOP: it stands still.
    pub async fn pause(&self) {
        signal("STOP", self.id()).await;
    }

    pub async fn resume(&self) {
        signal("CONT", self.id()).await;
    }

    pub async fn ended(&mut self) -> ExitStatus {
        soon("the end of the server", self.child.wait()).await.expect("its exit status")
    }
}
