//! What a guest has just done, told by the address of the page they are sent on to.

use booking::OfferId;
use engine::Catalogue;
use serde::Deserialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Added,
    Removed,
    Moved,
    /// A hold that had ended was taken anew.
    Kept,
    /// Gave up a place in line.
    Left,
}

/// The query of a booking's address. It only chooses words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct After {
    pub done: Option<Done>,
    /// Offers of which something could not be kept, between commas.
    pub without: Option<String>,
}

impl Done {
    const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Moved => "moved",
            Self::Kept => "kept",
            Self::Left => "left",
        }
    }

    /// The address to send the guest to.
    pub(super) fn at(self, path: &str) -> String {
        format!("{path}?done={}", self.name())
    }
}

impl After {
    /// A hold was taken anew, without something of each of these offers.
    pub(super) fn kept(without: &[OfferId]) -> Self {
        let names: Vec<_> = without.iter().map(OfferId::as_str).collect();
        let without = (!names.is_empty()).then(|| names.join(","));
        Self { done: Some(Done::Kept), without }
    }

    /// The address to send the guest to.
    #[must_use]
    pub fn at(&self, path: &str) -> String {
        let done = self.done.map_or_else(|| path.to_owned(), |done| done.at(path));
        match &self.without {
            Some(without) => format!("{done}&without={without}"),
            None => done,
        }
    }

    /// What was done, in words; nothing for an address that names nothing we know.
    pub(super) fn told(&self, catalogue: &Catalogue) -> Option<String> {
        let done = match self.done? {
            Done::Added => "Added. The time left for all of it is as it was.",
            Done::Removed => "Removed. All else is as it was.",
            Done::Moved => "Your booking has been changed.",
            Done::Kept => "Your hold had ended. We hold it for you anew.",
            Done::Left => return None,
        };
        let gone: Vec<&str> = self
            .without
            .iter()
            .flat_map(|names| names.split(','))
            .filter_map(|name| {
                Some(catalogue.offer(&OfferId::parse(name).ok()?).ok()?.title.as_str())
            })
            .collect();
        Some(match gone.as_slice() {
            [] => done.to_owned(),
            gone => format!("{done} No longer to be had, and left out: {}.", gone.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use booking::{Venue, Zone};

    #[test]
    fn an_address_says_only_what_the_catalogue_knows() {
        let venue = Venue {
            name: "Studio".into(),
            zone: Zone::parse("UTC").unwrap(),
            currency: "EUR".into(),
        };
        let catalogue = Catalogue { venue, resources: Vec::new(), offers: Vec::new() };
        let after =
            |without: &str| After { done: Some(Done::Kept), without: Some(without.to_owned()) };
        let plain = After { done: Some(Done::Kept), without: None }.told(&catalogue);
        for forged in ["yoga", "<b>", "call 0900 for help,", ",,,"] {
            assert_eq!(after(forged).told(&catalogue), plain);
        }
        assert_eq!(After::default().told(&catalogue), None);
    }

    #[test]
    fn an_address_names_what_was_left_out() {
        let offers = ["yoga", "room"].map(|id| OfferId::parse(id).unwrap());
        assert_eq!(After::kept(&offers).at("/b"), "/b?done=kept&without=yoga,room");
        assert_eq!(After::kept(&[]).at("/b"), "/b?done=kept");
        assert_eq!(After::default().at("/b"), "/b");
    }
}
