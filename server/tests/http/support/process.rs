//! The real binary as a child process.

use super::soon;
use std::ffi::OsStr;
use std::process::Stdio;
use tokio::process::Command;

/// What became of a command that ended by itself.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

/// `berth` with nothing of this process's environment that would configure it. It is killed when
/// its handle is dropped.
pub fn berth<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_berth"));
    for name in [
        "REDIS_URL",
        "RUST_LOG",
        "BERTH_ADDR",
        "BERTH_DATABASE",
        "BERTH_LIMITS",
        "BERTH_LOG_JSON",
        "BERTH_OUTAGE",
        "BERTH_PUBLIC_URL",
        "BERTH_TRUSTED_PROXIES",
    ] {
        command.env_remove(name);
    }
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Runs a command that is expected to end.
pub async fn run(mut command: Command) -> Outcome {
    let output = soon("the end of a command", command.output()).await;
    let output = output.expect("the command starts");
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Sends a signal to one process that this test has started, by its id.
pub async fn signal(name: &str, process: u32) {
    let mut kill = Command::new("kill");
    kill.args(["-s", name, &process.to_string()]);
    let status = soon("kill", kill.status()).await.expect("kill is there");
    assert!(status.success(), "kill -s {name} {process}: {status}");
}
