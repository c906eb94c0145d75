//! The servers that are measured: Berth, the reference, bare axum, and the Redis of the first two.

use crate::process::Process;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// How often a Redis that starts is asked, and for how long.
const ASK_AGAIN: Duration = Duration::from_millis(20);
const TRIES: usize = 500;

/// Where the programs are.
#[derive(Debug, Clone)]
pub struct Programs {
    pub berth: PathBuf,
    /// The folder of `node-redlock`, its packages installed.
    pub peer: PathBuf,
}

impl Programs {
    /// Berth on a ledger, without limits for each client: one client plays all.
    pub async fn berth(&self, ledger: &Path, redis: Option<&Redis>) -> Process {
        let mut command = Command::new(&self.berth);
        command.args(["serve", "--demo", "--addr", "127.0.0.1:0", "--database"]).arg(ledger);
        command.env_remove("RUST_LOG").env_remove("REDIS_URL");
        if let Some(redis) = redis {
            command.args(["--redis", &redis.url]);
        }
        Process::start(&mut command).await
    }

    /// What tutorials build.
    pub async fn peer(&self, redis: &Redis) -> Process {
        let mut command = Command::new("node");
        command.arg(self.peer.join("server.js")).arg(&redis.url).env("NODE_ENV", "production");
        Process::start(&mut command).await
    }
}

/// Axum with nothing around it; see `bare.rs`.
pub async fn bare(page: Option<&Path>) -> Process {
    let mut command = Command::new(std::env::current_exe().expect("this program has a path"));
    command.arg("bare").args(page);
    Process::start(&mut command).await
}

/// A Redis that keeps nothing on disk, as a lock service is run. Killed when dropped.
pub struct Redis {
    _child: Child,
    _folder: TempDir,
    pub url: String,
    client: redis::Client,
}

impl Redis {
    /// # Panics
    /// When it does not come up.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        drop(listener);
        let child = Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", ""])
            .args(["--appendonly", "no", "--dir"])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("redis-server starts");
        let url = format!("redis://127.0.0.1:{port}/");
        let client = redis::Client::open(url.as_str()).expect("a URL");
        let redis = Self { _child: child, _folder: folder, url, client };
        for _ in 0..TRIES {
            if redis.client.get_multiplexed_async_connection().await.is_ok() {
                return redis;
            }
            tokio::time::sleep(ASK_AGAIN).await;
        }
        panic!("redis-server does not answer at {}", redis.url);
    }

    /// Forgets everything.
    ///
    /// # Panics
    /// When it has gone away.
    pub async fn empty(&self) {
        let mut connection = self.connection().await;
        let emptied = redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await;
        emptied.expect("Redis answers");
    }

    /// # Panics
    /// When it has gone away.
    pub async fn connection(&self) -> redis::aio::MultiplexedConnection {
        self.client.get_multiplexed_async_connection().await.expect("Redis answers")
    }
}
