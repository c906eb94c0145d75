//! What the model knows of places.

/// Neighbouring cells of a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cells {
    pub resource: &'static str,
    pub first: i64,
    pub end: i64,
}

impl Cells {
    pub fn new(resource: &'static str, (first, end): (i64, i64)) -> Self {
        Self { resource, first, end }
    }

    pub fn overlaps(&self, other: &Self) -> bool {
        self.resource == other.resource && self.first < other.end && other.first < self.end
    }

    pub fn has(&self, resource: &str, cell: i64) -> bool {
        self.resource == resource && (self.first..self.end).contains(&cell)
    }
}

/// What is left of some cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub left: u32,
    /// Where there is too little only because of holds: when it may be enough.
    pub held_until: Option<i64>,
}
