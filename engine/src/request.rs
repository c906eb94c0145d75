use booking::{Guest, OfferId, Wish};

/// What a guest asks for. All items are had or none.
#[derive(Debug, Clone)]
pub struct Request {
    pub items: Vec<ItemRequest>,
    /// May be absent only in a hold.
    pub guest: Option<Guest>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemRequest {
    pub offer: OfferId,
    pub wish: Wish,
    pub quantity: u32,
}

impl Request {
    /// The most items in one booking.
    pub const ITEMS_MAX: usize = 20;
}
