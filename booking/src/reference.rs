//! What a guest keeps of a booking: a reference to read out and a secret to open it with.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Digits and consonants that cannot be mistaken for one another in print or over the phone, and
/// without vowels, so that no draw spells a word. 28 symbols.
const ALPHABET: &[u8; 28] = b"23456789BCDFGHJKMNPQRSTVWXYZ";
const LEN: usize = 8;

/// A booking's reference: 8 characters, about 38 bits, shown in two groups (`K7QF-3MXT`). Typing it
/// in lower case, without the hyphen or with spaces is as good.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference([u8; LEN]);

impl Reference {
    /// How many random bytes [`Self::from_random`] wants. Five more than the characters, so that the
    /// bias of the division is below 2⁻⁶⁰.
    pub const RANDOM_BYTES: usize = 13;

    /// Takes the bytes as one number and writes it in base 28.
    #[must_use]
    pub fn from_random(bytes: [u8; Self::RANDOM_BYTES]) -> Self {
        let mut number = bytes.iter().fold(0u128, |n, b| (n << 8) | u128::from(*b));
        let mut characters = [0; LEN];
        for character in &mut characters {
            *character = ALPHABET[(number % 28) as usize];
            number /= 28;
        }
        Self(characters)
    }

    /// `None` when the text, hyphens and spaces aside, is not 8 characters of the alphabet.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut characters = [0; LEN];
        let mut filled = 0;
        for byte in text.bytes().filter(|b| !matches!(b, b'-' | b' ')) {
            let upper = byte.to_ascii_uppercase();
            if filled == LEN || !ALPHABET.contains(&upper) {
                return None;
            }
            characters[filled] = upper;
            filled += 1;
        }
        (filled == LEN).then_some(Self(characters))
    }

    /// The 8 characters without the hyphen: the form the ledger stores.
    #[must_use]
    pub fn compact(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (left, right) = self.compact().split_at(LEN / 2);
        write!(f, "{left}-{right}")
    }
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Reference {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not a booking reference")
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> String {
        reference.to_string()
    }
}

/// The key to one booking: 160 random bits as 32 characters of lower-case base 32. Whoever has it
/// may see and change the booking, so it is never logged: `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    pub const RANDOM_BYTES: usize = 20;
    /// Longer texts are refused unread.
    pub const MAX_LEN: usize = 64;
    const SYMBOLS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";

    #[must_use]
    pub fn from_random(bytes: [u8; Self::RANDOM_BYTES]) -> Self {
        let text = bytes.chunks_exact(5).flat_map(|chunk| {
            let number = chunk.iter().fold(0u64, |n, b| (n << 8) | u64::from(*b));
            (0..8).map(move |i| {
                let symbol = (number >> (35 - 5 * i)) & 31;
                char::from(Self::SYMBOLS[symbol as usize])
            })
        });
        Self(text.collect())
    }

    /// What a guest presents; whether it is right is the ledger's to say.
    #[must_use]
    pub fn presented(text: &str) -> Option<Self> {
        let plain = text.len() <= Self::MAX_LEN && text.bytes().all(|b| b.is_ascii_alphanumeric());
        (plain && !text.is_empty()).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reference_is_read_back_however_it_is_typed(bytes: [u8; Reference::RANDOM_BYTES]) {
            let reference = Reference::from_random(bytes);
            let shown = reference.to_string();
            prop_assert_eq!(shown.len(), 9);
            prop_assert_eq!(Reference::parse(&shown), Some(reference.clone()));
            prop_assert_eq!(Reference::parse(&shown.to_lowercase().replace('-', " ")), Some(reference.clone()));
            prop_assert_eq!(Reference::parse(reference.compact()), Some(reference));
        }

        #[test]
        fn any_text_parses_or_not_but_never_panics(text: String) {
            let _ = Reference::parse(&text);
            let _ = Secret::presented(&text);
        }

        #[test]
        fn a_secret_keeps_all_its_bits(a: [u8; Secret::RANDOM_BYTES], b: [u8; Secret::RANDOM_BYTES]) {
            let (one, other) = (Secret::from_random(a), Secret::from_random(b));
            prop_assert_eq!(one.expose().len(), 32);
            prop_assert_eq!(a == b, one == other);
            prop_assert_eq!(Secret::presented(one.expose()), Some(one));
        }
    }

    #[test]
    fn a_secret_does_not_print_itself() {
        let secret = Secret::from_random([7; 20]);
        assert!(!format!("{secret:?}").contains(secret.expose()));
    }

    #[test]
    fn mistakable_characters_are_refused() {
        for bad in ["K7QF-3MX0", "K7QF-3MX1", "K7QF-3MXI", "K7QF-3MX", "K7QF-3MXTT", "K7QF_3MXT"] {
            assert_eq!(Reference::parse(bad), None, "{bad}");
        }
    }
}
