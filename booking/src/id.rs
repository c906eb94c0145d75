//! Identifiers. All are slugs: safe in a URL, a Redis key and a log line without escaping.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no identifier.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be 1 to {max} letters, digits, '-' or '_'")]
pub struct IdError {
    max: usize,
}

fn parse(text: &str, max: usize) -> Result<String, IdError> {
    let fits = !text.is_empty() && text.len() <= max;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if fits && text.bytes().all(plain) { Ok(text.to_owned()) } else { Err(IdError { max }) }
}

macro_rules! slug {
    ($(#[$doc:meta])* $name:ident, $max:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The longest accepted text, in bytes.
            pub const MAX_LEN: usize = $max;

            /// # Errors
            /// When the text is empty, longer than [`Self::MAX_LEN`] or has another character than
            /// ASCII letters, digits, `-` and `_`.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                parse(text, $max).map(Self)
            }

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }
    };
}

slug!(
    /// What a guest can book, e.g. `haircut`.
    OfferId, 40
);
slug!(
    /// What a booking occupies, e.g. the stylist `ana`.
    ResourceId, 40
);
slug!(
    /// One bookable place of an offer, as guests and API clients name it. Opaque outside the kind of
    /// offer that made it.
    SlotId, 80
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_would_need_escaping() {
        for bad in ["", "a b", "a/b", "a:b", "é", "{a}", &"x".repeat(41)] {
            assert!(OfferId::parse(bad).is_err(), "{bad:?}");
        }
        assert_eq!(OfferId::parse("hair_cut-2").unwrap().as_str(), "hair_cut-2");
    }

    #[test]
    fn refuses_bad_json_too() {
        assert!(serde_json::from_str::<ResourceId>("\"a b\"").is_err());
    }
}
