use crate::lock::LockKey;

/// The names of what Redis keeps of one key. In a cluster all are in the slot of the lock.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The token of whoever has it, and nothing else: any client that keeps to `SET … NX PX` and
    /// deletes by comparison excludes us and is excluded.
    pub(super) lock: String,
    pub(super) line: String,
    pub(super) fence: String,
}

impl Names {
    pub(super) fn of(key: &LockKey) -> Self {
        let lock = key.to_string();
        Self { line: format!("line:{{{lock}}}"), fence: format!("fence:{{{lock}}}"), lock }
    }
}
