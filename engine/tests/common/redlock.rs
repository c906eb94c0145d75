//! npm's redlock in a process of its own.

use std::path::Path;
use std::process::Stdio;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

/// Obeys what redlock.js describes. It ends with the test.
pub struct Redlock {
    _process: Child,
    commands: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl Redlock {
    pub fn start(redis_url: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/redlock");
        assert!(
            folder.join("node_modules/redlock").is_dir(),
            "npm's redlock must be installed; `cargo xtask test` does it"
        );
        let mut process = Command::new("node")
            .arg(folder.join("redlock.js"))
            .arg(redis_url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node must be installed; `cargo xtask test` does it");
        let commands = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap()).lines();
        Self { _process: process, commands, answers }
    }

    pub async fn ask(&mut self, command: &str) -> String {
        self.commands.write_all(format!("{command}\n").as_bytes()).await.unwrap();
        self.answers
            .next_line()
            .await
            .unwrap()
            .expect("it answers; its standard error says why not")
    }
}
