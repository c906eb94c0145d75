//! The page on which a guest stands in line to choose.

#[derive(Debug, Clone)]
pub struct LinePage {
    pub venue: String,
    /// The offer's id.
    pub offer: String,
    pub title: String,
    pub stage: LineStage,
}

#[derive(Debug, Clone)]
pub enum LineStage {
    /// Without a place.
    Outside {
        /// `12 people are in line. It takes about 3 minutes.`
        status: String,
    },
    Waiting {
        /// `You are number 12 in line. It takes about 3 minutes.`
        status: String,
    },
}
