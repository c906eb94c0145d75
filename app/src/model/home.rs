//! The venue's first page.

/// What the venue offers.
#[derive(Debug, Clone)]
pub struct HomePage {
    pub venue: String,
    /// The venue's time zone, in which its times are.
    pub zone: String,
    pub offers: Vec<OfferCard>,
    /// Where races can be watched, if here.
    pub lab: Option<&'static str>,
}

/// One offer at a glance.
#[derive(Debug, Clone)]
pub struct OfferCard {
    pub id: String,
    pub title: String,
    pub description: String,
    /// `45 min`, `€35.00`.
    pub facts: Vec<String>,
    /// What is to be had: `Next free: Tomorrow, 09:00`, `5 left`.
    pub news: String,
}
