//! What the measurements were made on.

use std::fmt::{self, Display};

/// Read before anything is measured: measuring makes the machine busy too.
pub struct Machine {
    cores: usize,
    /// Processes that ran or waited to run, on average over a minute.
    load: String,
}

impl Machine {
    /// # Panics
    /// Where there is no `/proc`.
    pub fn look() -> Self {
        let load = std::fs::read_to_string("/proc/loadavg").expect("Linux tells how busy it is");
        Self {
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            load: load.split(' ').next().unwrap_or_default().to_owned(),
        }
    }
}

impl Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cores, load } = self;
        let plural = if *cores == 1 { "" } else { "s" };
        write!(f, "Machine: {cores} core{plural}, load average {load} before the run began.")
    }
}
