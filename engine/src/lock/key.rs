use booking::ResourceId;
use jiff::civil::Date;
use std::fmt;

/// What is locked together: one resource on one date of the venue. Written
/// `lock:{resource}:{date}`; ids have no colon, so two keys are never the same text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LockKey {
    resource: ResourceId,
    date: Date,
}

impl LockKey {
    #[must_use]
    pub fn new(resource: ResourceId, date: Date) -> Self {
        Self { resource, date }
    }
}

impl fmt::Display for LockKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lock:{}:{}", self.resource, self.date)
    }
}
