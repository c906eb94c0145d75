//! An event as receivers get it.

use crate::ledger::EventRow;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::Sha256;

/// The body of a webhook's request.
#[derive(Serialize)]
struct Message<'a> {
    id: i64,
    event: &'a str,
    at: String,
    actor: &'a str,
    revision: Option<i64>,
    booking: &'a RawValue,
    guest: Option<GuestBody<'a>>,
}

#[derive(Serialize)]
struct GuestBody<'a> {
    name: &'a str,
    email: &'a str,
    phone: Option<&'a str>,
    note: Option<&'a str>,
}

/// None when the stored body is not what it should be.
pub(super) fn json(event: &EventRow) -> Option<String> {
    let guest = event.guest_name.as_deref().zip(event.guest_email.as_deref());
    let message = Message {
        id: event.id,
        event: &event.name,
        at: rfc3339(event.at),
        actor: &event.actor,
        revision: event.revision,
        booking: serde_json::from_str(&event.body).ok()?,
        guest: guest.map(|(name, email)| GuestBody {
            name,
            email,
            phone: event.guest_phone.as_deref(),
            note: event.guest_note.as_deref(),
        }),
    };
    serde_json::to_string(&message).ok()
}

/// In UTC.
pub(super) fn rfc3339(millis: i64) -> String {
    jiff::Timestamp::from_millisecond(millis).map_or_else(|_| String::new(), |at| at.to_string())
}

/// `v1=` and HMAC-SHA256 over the time in Unix seconds, a dot, and the body, in hexadecimal. That the
/// time is signed lets a receiver refuse a request that someone kept and sends again.
pub(super) fn signature(secret: &str, timestamp: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes())
        .expect("a key of any length will do for HMAC");
    mac.update(timestamp.to_string().as_bytes());
    mac.update(b".");
    mac.update(body);
    format!("v1={}", super::address::hex(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_what_openssl_says() {
        // printf '1795413600.{"id":1}' | openssl dgst -sha256 -hmac 'correct horse battery'
        let signed = signature("correct horse battery", 1_795_413_600, br#"{"id":1}"#);
        assert_eq!(signed, "v1=d39b4c25eeca666bcb1cb2946c1203d175a231a2d3f0b61b01b0d2470599d51b");
    }
}
