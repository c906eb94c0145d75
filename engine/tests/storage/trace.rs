//! What a process does to its files, as strace sees it.

use std::collections::HashMap;
use std::path::Path;
use std::process::{Command, Stdio};

/// What strace is to record; whatever else changes files must not happen.
const CALLS: &str = "trace=write,pwrite64,pwritev,lseek,ftruncate,fsync,fdatasync,unlink,rename";
/// Longer than anything that is written at once, in bytes.
const LONGEST: &str = "1000000";

/// One step, of the file of that name.
#[derive(Debug)]
pub enum Step {
    Write {
        file: String,
        at: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        length: u64,
    },
    /// What had been written when this began is on the disk. `covers` steps had been taken.
    Flushed {
        file: String,
        covers: usize,
    },
}

/// Runs a command that ends by being killed, and tells what it did in `folder`.
pub fn record(command: &mut Command, folder: &Path) -> Vec<Step> {
    let output = folder.join("strace");
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-xx", "-s", LONGEST, "-e", CALLS, "-o"]).arg(&output);
    strace.arg(command.get_program()).args(command.get_args());
    strace.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let status = strace.stdin(Stdio::null()).stdout(Stdio::null()).status();
    status.expect("strace must be installed; `cargo xtask test` does it");
    let text = std::fs::read_to_string(&output).unwrap();
    std::fs::remove_file(output).unwrap();
    let mut reader = Reader { folder: folder.to_str().unwrap(), ..Reader::default() };
    text.lines().for_each(|line| reader.read(line));
    reader.steps
}

#[derive(Default)]
struct Reader<'f> {
    folder: &'f str,
    steps: Vec<Step>,
    /// Where a thread will write next, by thread and file descriptor.
    positions: HashMap<(String, String), u64>,
    /// Flushes that have begun, by thread: the file, and the steps before.
    flushing: HashMap<String, (String, usize)>,
}

impl Reader<'_> {
    fn read(&mut self, line: &str) {
        let Some((thread, call)) = line.split_once(' ') else { return };
        let call = call.trim_start();
        if call.starts_with("<... fsync resumed>") || call.starts_with("<... fdatasync resumed>") {
            if let Some((file, covers)) = self.flushing.remove(thread) {
                assert!(call.ends_with("= 0"), "{line}");
                self.steps.push(Step::Flushed { file, covers });
            }
            return;
        }
        let Some((name, arguments)) = call.split_once('(') else { return };
        if !name.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return;
        }
        let Some((descriptor, rest)) = arguments.split_once('<') else {
            assert!(!matches!(name, "unlink" | "rename") || !self.is_ours(arguments), "{line}");
            return;
        };
        let Some((path, rest)) = rest.split_once('>') else { return };
        let path = String::from_utf8(bytes(path)).unwrap_or_default();
        let Some(file) = path.strip_prefix(self.folder).map(|file| file.trim_start_matches('/'))
        else {
            return;
        };
        // Memory shared by connections; it is made anew when the first one opens the file.
        if file.ends_with("-shm") || file.is_empty() {
            return;
        }
        let position = (thread.to_owned(), descriptor.to_owned());
        let file = file.to_owned();
        let mut rest = rest.trim_start_matches(", ").split(['(', ')', ',', ' ']);
        match name {
            "lseek" => {
                let at = rest.next().unwrap().parse().unwrap();
                self.positions.insert(position, at);
            }
            "write" | "pwrite64" => {
                let bytes = bytes(rest.next().unwrap().trim_matches('"'));
                let mut numbers = rest.filter_map(|number| number.parse::<u64>().ok());
                let length = numbers.next().unwrap();
                assert_eq!(bytes.len() as u64, length, "{name} to {file}");
                let at = match name {
                    "pwrite64" => numbers.next().unwrap(),
                    _ => *self.positions.entry(position.clone()).or_default(),
                };
                self.positions.insert(position, at + length);
                self.steps.push(Step::Write { file, at, bytes });
            }
            "ftruncate" => {
                let length = rest.next().unwrap().parse().unwrap();
                self.steps.push(Step::Truncate { file, length });
            }
            "fsync" | "fdatasync" if call.contains("<unfinished") => {
                self.flushing.insert(thread.to_owned(), (file, self.steps.len()));
            }
            "fsync" | "fdatasync" => {
                let covers = self.steps.len();
                self.steps.push(Step::Flushed { file, covers });
            }
            _ => panic!("the files are changed in a way that is not simulated: {name} of {file}"),
        }
    }

    fn is_ours(&self, arguments: &str) -> bool {
        let path = arguments.split('"').nth(1).map(bytes).unwrap_or_default();
        String::from_utf8_lossy(&path).starts_with(self.folder)
    }
}

/// Of `\x62\x65`.
fn bytes(text: &str) -> Vec<u8> {
    let byte = |hex| u8::from_str_radix(hex, 16).expect("strace writes hexadecimal numbers");
    text.split("\\x").skip(1).map(byte).collect()
}
