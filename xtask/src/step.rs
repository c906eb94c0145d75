//! One external command: announced, bounded in time, and judged by its exit status.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

use crate::failure::{Doing, Failure, Outcome};
use crate::scratch::Scratch;
use crate::stopwatch::Stopwatch;
use crate::workspace::Workspace;

/// A cold build of the whole workspace takes 7 minutes on 2 cores; four times that is a hang.
const BUILD_LIMIT: Duration = Duration::from_secs(30 * 60);

/// How often a running step is looked at: below what a person notices, above what costs anything.
const POLL: Duration = Duration::from_millis(20);

/// A command about to run, with every tool of this project on its `PATH`.
pub struct Step {
    command: Command,
    limit: Duration,
}

impl Step {
    /// The standard input is closed, so nothing can wait for an answer that never comes.
    pub fn new(workspace: &Workspace, program: impl AsRef<OsStr>) -> Self {
        let mut command = Command::new(program);
        command
            .env("PATH", workspace.search_path())
            .current_dir(workspace.root())
            .stdin(Stdio::null());
        Self { command, limit: BUILD_LIMIT }
    }

    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.command.args(arguments);
        self
    }

    pub fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    pub fn without_env(mut self, key: &str) -> Self {
        self.command.env_remove(key);
        self
    }

    pub fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Gives it a file to read.
    pub fn input(mut self, file: &Path) -> Outcome<Self> {
        self.command.stdin(File::open(file).doing("opening what a command reads")?);
        Ok(self)
    }

    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it with its output shown, and says how long it took.
    pub fn run(mut self) -> Outcome {
        let line = self.line();
        println!("→ {line}");
        let stopwatch = Stopwatch::start();
        let child = self.command.spawn().doing(format_args!("could not start `{line}`"))?;
        let status = wait(child, self.limit, &line)?;
        if !status.success() {
            return Err(Failure::new(format!("`{line}` failed ({status})")));
        }
        println!("  done in {stopwatch}");
        Ok(())
    }

    /// Runs it quietly and returns what it printed; its errors are shown.
    pub fn output(mut self) -> Outcome<String> {
        let line = self.line();
        let mut child = self
            .command
            .stdout(Stdio::piped())
            .spawn()
            .doing(format_args!("could not start `{line}`"))?;
        let mut pipe = child
            .stdout
            .take()
            .ok_or_else(|| Failure::new(format!("`{line}` has no output to read")))?;
        let reader = thread::spawn(move || {
            let mut text = String::new();
            pipe.read_to_string(&mut text).map(|_| text)
        });
        let status = wait(child, self.limit, &line)?;
        if !status.success() {
            return Err(Failure::new(format!("`{line}` failed ({status})")));
        }
        reader
            .join()
            .map_err(|_| Failure::new(format!("reading `{line}` failed")))?
            .doing(format_args!("reading `{line}`"))
    }

    /// Runs it quietly and tells whether it succeeded and what it printed, which is no failure of ours.
    pub fn attempt(mut self) -> Outcome<(bool, String)> {
        let line = self.line();
        let scratch = Scratch::new()?;
        let path = scratch.path().join("output");
        let file = File::create(&path).doing("a file for its output")?;
        let errors = file.try_clone().doing("a file for its output")?;
        let child = self
            .command
            .stdout(file)
            .stderr(errors)
            .spawn()
            .doing(format_args!("could not start `{line}`"))?;
        let status = wait(child, self.limit, &line)?;
        let printed = fs::read(&path).doing(format_args!("reading what `{line}` printed"))?;
        Ok((status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }

    /// Takes this process over on Unix, so that Ctrl-C and signals reach the server itself.
    #[cfg(unix)]
    pub fn become_it(mut self) -> Outcome {
        use std::os::unix::process::CommandExt;
        let line = self.line();
        println!("→ {line}");
        Err(self.command.exec()).doing(format_args!("could not start `{line}`"))
    }

    #[cfg(not(unix))]
    pub fn become_it(mut self) -> Outcome {
        let line = self.line();
        println!("→ {line}");
        let status = self.command.status().doing(format_args!("could not start `{line}`"))?;
        match status.success() {
            true => Ok(()),
            false => Err(Failure::new(format!("`{line}` failed ({status})"))),
        }
    }

    /// The command as a person would type it.
    fn line(&self) -> String {
        let name =
            Path::new(self.command.get_program()).file_name().unwrap_or(self.command.get_program());
        std::iter::once(name)
            .chain(self.command.get_args())
            .map(OsStr::to_string_lossy)
            .collect::<Vec<_>>()
            .join(" ")
    }
}

fn wait(mut child: Child, limit: Duration, line: &str) -> Outcome<ExitStatus> {
    let stopwatch = Stopwatch::start();
    loop {
        if let Some(status) = child.try_wait().doing(format_args!("waiting for `{line}`"))? {
            return Ok(status);
        }
        if stopwatch.has_passed(limit) {
            child.kill().doing(format_args!("`{line}` hangs and could not be ended"))?;
            return Err(Failure::new(format!(
                "`{line}` was ended after {} s without a result",
                limit.as_secs()
            )));
        }
        thread::sleep(POLL);
    }
}
