use super::place::Place;

/// Something in a ledger that must not be. `Display` says it in one line for an operator; a booking
/// is named by its reference, and nothing of a guest is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A seat of a cell is sold more than once; two of those who have it.
    ClaimedTwice {
        place: Place,
        seat: i64,
        claims: i64,
        first: String,
        last: String,
    },
    ClaimWithoutBooking {
        place: Place,
        seat: i64,
        booking: i64,
    },
    /// A booking that is over, or waits, keeps others off.
    ClaimsOfIdle {
        booking: String,
        state: String,
        claims: usize,
        first: Place,
    },
    /// A claim that ends at another time than its booking's hold, or ends though its booking does
    /// not. Times are RFC 3339.
    WrongEnd {
        place: Place,
        seat: i64,
        booking: String,
        claim: Option<String>,
        hold: Option<String>,
    },
    ClaimsOfUnknownResource {
        resource: String,
        claims: i64,
    },
    /// A booking lacks seats of the cells from `first` to `last`, both included.
    MissingClaims {
        booking: String,
        first: Place,
        last: Place,
        wanted: i64,
        found: i64,
    },
    /// A booking has more seats of the cells from `first` to `last` than it booked.
    SurplusClaims {
        booking: String,
        first: Place,
        last: Place,
        wanted: i64,
        found: i64,
    },
    /// Within something that was booked in one piece, the seat is not the same throughout.
    SeatChanges {
        booking: String,
        first: Place,
        last: Place,
    },
    NoItems {
        booking: String,
    },
    WrongTotal {
        booking: String,
        total: Option<i64>,
        sum: Option<i64>,
    },
    BeyondCapacity {
        place: Place,
        claims: i64,
        capacity: i64,
    },
    /// A seat that the resource does not have.
    SeatOutside {
        place: Place,
        seat: i64,
        capacity: i64,
    },
    /// The seats taken of a single cell are not 0 to their number.
    SeatsNotDense {
        place: Place,
        claims: i64,
        highest: i64,
    },
    /// A booking that does not wait stands in line; no state when there is no such booking.
    InLineForNothing {
        booking: String,
        state: Option<String>,
        resource: String,
    },
    /// A booking waits for an item for which it is not in line.
    NotInLine {
        booking: String,
        place: Place,
    },
    /// A place in line that is of no item.
    LineWithoutItem {
        booking: String,
        place: Place,
    },
    /// The changes of a booking that have events, when these are not 1 to `revision`.
    Outbox {
        booking: String,
        revision: i64,
        events: Vec<i64>,
    },
    /// The last event of a booking says something else than the booking.
    EventDiffers {
        booking: String,
        event: i64,
        what: &'static str,
        journal: String,
        ledger: String,
    },
    EventWithoutBooking {
        event: i64,
        booking: i64,
    },
    /// Events from `first` to `last` are gone from the journal.
    EventsGone {
        first: i64,
        last: i64,
    },
    /// The journal ends before the last event that was ever written.
    TailCut {
        last: i64,
        written: i64,
    },
    /// What is stored of an event is not what its hash was made from.
    EventAltered {
        event: i64,
    },
    /// The hash that an event has of the one before is not that one's.
    ChainBroken {
        event: i64,
        before: Option<i64>,
    },
    /// A capacity was changed past the journal.
    CapacityDiffers {
        resource: String,
        journal: i64,
        ledger: i64,
    },
    DeliveryWithoutEvent {
        sink: i64,
        event: i64,
    },
    /// A delivery that is said to be of another booking than its event.
    DeliveryOfOther {
        sink: i64,
        event: i64,
    },
    /// A sink is said to have had events that were never written.
    SinkAhead {
        sink: i64,
        cursor: i64,
        last: i64,
    },
    /// A stored answer promises a booking that does not exist.
    AnswerWithoutBooking {
        booking: String,
    },
    /// A row refers to one of another table that does not exist.
    Dangling {
        table: String,
        parent: String,
        rows: i64,
    },
    /// What SQLite says of a file that is damaged.
    Damaged {
        what: String,
    },
    /// A part of the schema that protects the ledger is missing or not as this version makes it.
    Schema {
        kind: String,
        name: String,
        is_missing: bool,
    },
    /// A trigger that is none of ours can change what we write.
    ForeignTrigger {
        name: String,
    },
    /// A check that could not be done to its end; with SQLite's result code.
    Unfinished {
        check: &'static str,
        code: String,
    },
}

impl Finding {
    /// A word for all of its kind.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::ClaimedTwice { .. } => "claimed-twice",
            Self::ClaimWithoutBooking { .. } => "claim-without-booking",
            Self::ClaimsOfIdle { .. } => "claims-of-idle",
            Self::WrongEnd { .. } => "wrong-end",
            Self::ClaimsOfUnknownResource { .. } => "claims-of-unknown-resource",
            Self::MissingClaims { .. } => "missing-claims",
            Self::SurplusClaims { .. } => "surplus-claims",
            Self::SeatChanges { .. } => "seat-changes",
            Self::NoItems { .. } => "no-items",
            Self::WrongTotal { .. } => "wrong-total",
            Self::BeyondCapacity { .. } => "beyond-capacity",
            Self::SeatOutside { .. } => "seat-outside",
            Self::SeatsNotDense { .. } => "seats-not-dense",
            Self::InLineForNothing { .. } => "in-line-for-nothing",
            Self::NotInLine { .. } => "not-in-line",
            Self::LineWithoutItem { .. } => "line-without-item",
            Self::Outbox { .. } => "outbox",
            Self::EventDiffers { .. } => "event-differs",
            Self::EventWithoutBooking { .. } => "event-without-booking",
            Self::EventsGone { .. } => "events-gone",
            Self::TailCut { .. } => "tail-cut",
            Self::EventAltered { .. } => "event-altered",
            Self::ChainBroken { .. } => "chain-broken",
            Self::CapacityDiffers { .. } => "capacity-differs",
            Self::DeliveryWithoutEvent { .. } => "delivery-without-event",
            Self::DeliveryOfOther { .. } => "delivery-of-other",
            Self::SinkAhead { .. } => "sink-ahead",
            Self::AnswerWithoutBooking { .. } => "answer-without-booking",
            Self::Dangling { .. } => "dangling",
            Self::Damaged { .. } => "damaged",
            Self::Schema { .. } => "schema",
            Self::ForeignTrigger { .. } => "foreign-trigger",
            Self::Unfinished { .. } => "unfinished",
        }
    }
}
