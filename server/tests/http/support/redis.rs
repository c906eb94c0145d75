use super::{eventually, signal, soon};
use std::net::TcpListener;
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// A real Redis of its own on a free port, with nothing on disk.
pub struct Redis {
    child: Child,
    port: u16,
    folder: TempDir,
}

/// Everything that Redis is asked to do from now on.
pub struct Monitor(Lines<BufReader<TcpStream>>);

impl Redis {
    pub async fn start() -> Self {
        // A port that was free may be gone when Redis wants it; then another is.
        for _ in 0..20 {
            let free = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = free.local_addr().expect("its number").port();
            drop(free);
            let folder = TempDir::with_prefix("berth-redis-").expect("a temporary folder");
            let mut redis = Self { child: spawn(port, &folder), port, folder };
            if redis.is_ready().await {
                return redis;
            }
        }
        panic!("redis-server found no free port in 20 tries");
    }

    /// The same again, empty, on the same port.
    pub async fn restart(&mut self) {
        self.child = spawn(self.port, &self.folder);
        assert!(self.is_ready().await, "port {} was taken over", self.port);
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    fn id(&self) -> u32 {
        self.child.id().expect("a running Redis")
    }

    /// SIGKILL; returns when it is gone.
    pub async fn kill(&mut self) {
        soon("the end of a killed Redis", self.child.kill()).await.expect("killed");
    }

    /// SIGSTOP: connections stand, and nobody answers.
    pub async fn pause(&self) {
        signal("STOP", self.id()).await;
    }

    pub async fn resume(&self) {
        signal("CONT", self.id()).await;
    }

    /// Someone else takes a lock and keeps it for a minute.
    pub async fn occupy(&self, lock: &str) {
        assert_eq!(self.ask(&format!("SET {lock} other PX 60000")).await, "+OK");
    }

    pub async fn has(&self, key: &str) -> bool {
        self.ask(&format!("EXISTS {key}")).await == ":1"
    }

    /// Removes a key without telling anybody; whether there was one.
    pub async fn remove(&self, key: &str) -> bool {
        self.ask(&format!("DEL {key}")).await == ":1"
    }

    async fn ask(&self, command: &str) -> String {
        let answer = soon("Redis", exchange(self.port, command)).await;
        let answer = answer.expect("Redis answers");
        answer.strip_suffix("+OK\r\n").unwrap_or(&answer).trim_end().to_owned()
    }

    pub async fn monitor(&self) -> Monitor {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.expect("Redis");
        stream.write_all(b"MONITOR\r\n").await.expect("Redis reads");
        let mut lines = BufReader::new(stream).lines();
        let first = soon("MONITOR", lines.next_line()).await.expect("Redis answers");
        assert_eq!(first.as_deref(), Some("+OK"));
        Monitor(lines)
    }

    /// Waits until it answers; false when it ended instead. The answer names its process: on a port
    /// that two have tried to take, it may be another's.
    async fn is_ready(&mut self) -> bool {
        let own = format!("process_id:{}\r", self.id());
        let port = self.port;
        let child = &mut self.child;
        eventually("an answer of redis-server", async || {
            if child.try_wait().expect("its state").is_some() {
                return Some(false);
            }
            let info = exchange(port, "INFO server").await.unwrap_or_default();
            info.split('\n').any(|line| line == own).then_some(true)
        })
        .await
    }
}

impl Monitor {
    /// The next command that `is` the one looked for, as Redis prints it.
    pub async fn find(&mut self, what: &str, is: impl Fn(&str) -> bool) -> String {
        soon(what, async {
            loop {
                let line = self.0.next_line().await.expect("MONITOR goes on");
                let line = line.expect("MONITOR goes on");
                if is(&line) {
                    return line;
                }
            }
        })
        .await
    }
}

fn spawn(port: u16, folder: &TempDir) -> Child {
    let mut command = Command::new("redis-server");
    command
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    command.spawn().unwrap_or_else(|error| {
        panic!("this test needs redis-server (apt-get install redis-server): {error}")
    })
}

/// All that comes back for one inline command, with the `+OK` of a QUIT at its end.
async fn exchange(port: u16, command: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(format!("{command}\r\nQUIT\r\n").as_bytes()).await?;
    let mut text = String::new();
    stream.read_to_string(&mut text).await?;
    Ok(text)
}
