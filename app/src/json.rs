//! JSON as the browser reads it.
//!
//! serde_json spells out what it does not like, and for that brings float printing along: with it
//! the WASM is 20 kB larger (Brotli). In the browser nobody reads such a message, so islands read
//! by a parser that has none. What is written is serde_json's.

use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt;

/// The text is not what was expected. Page and server are of different builds, or something on
/// the way changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable JSON")
    }
}

/// # Errors
/// When the text is no JSON or not that of a `T`.
pub fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Unreadable> {
    let mut unescaped = vec![0; text.len()];
    let read = serde_json_core::from_slice_escaped(text, &mut unescaped);
    read.map(|(value, _)| value).map_err(|_| Unreadable)
}

/// How typed functions are called and answer.
pub struct Json;

impl ContentType for Json {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Json {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Json {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<bytes::Bytes, Self::Error> {
        serde_json::to_vec(value).map(Into::into)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Json {
    type Error = Unreadable;

    fn decode(text: bytes::Bytes) -> Result<T, Self::Error> {
        read(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::FunctionError;
    use crate::model::{Choice, ChoiceState, HoldOutcome, LiveUpdate};

    fn there_and_back<T: Serialize + DeserializeOwned + PartialEq + fmt::Debug>(value: &T) {
        let text = serde_json::to_vec(value).unwrap();
        assert_eq!(read::<T>(&text).as_ref(), Ok(value));
    }

    #[test]
    fn reads_what_the_server_writes() {
        let choice = Choice {
            slot: "ana-1".into(),
            clock: "09:00".into(),
            label: "„quoted“ \"and\" \\ escaped\n☕ with Zoë".into(),
            state: ChoiceState::Held,
            left: 0,
            price: Some(3_800),
        };
        there_and_back(&vec![choice.clone()]);
        let nearest = vec![choice];
        there_and_back(&HoldOutcome::Refused { message: "Taken.".into(), nearest, is_full: true });
        there_and_back(&HoldOutcome::Held { path: "/bookings/A/B".into() });
        there_and_back(&FunctionError::Unreachable);
        there_and_back(&FunctionError::Refused("Please wait.".into()));
        there_and_back(&299_000_u64);
    }

    #[test]
    fn ignores_what_it_does_not_know() {
        let text = r#"{"offer":"x","seq":7,"slots":[{"slot":"a","start":"s","end":"e","left":1,"capacity":1,"held_until":null}]}"#;
        let update: LiveUpdate = read(text.as_bytes()).unwrap();
        assert_eq!((update.seq, update.slots.len(), update.days.len()), (7, 1, 0));
    }

    #[test]
    fn refuses_what_is_no_json() {
        assert_eq!(read::<u64>(b"<html>"), Err(Unreadable));
        assert_eq!(read::<u64>(b""), Err(Unreadable));
    }
}
