use booking::{Item, Reference, Secret, State};
use serde::{Deserialize, Serialize};

/// What whoever booked gets, once: later the secret is known only by its hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    pub reference: Reference,
    pub secret: Secret,
    #[serde(flatten)]
    pub state: State,
    pub items: Vec<Item>,
    /// The place in line, from 1, of one that waits.
    #[serde(default)]
    pub position: Option<u32>,
}

/// Makes a request repeatable: within 24 hours the same key with the same fingerprint is answered
/// with the first answer. Whoever knows both gets the secret again, so a key should be a random one.
#[derive(Clone)]
pub struct Idempotency {
    pub key: String,
    /// SHA-256 of the request.
    pub fingerprint: [u8; 32],
}

impl Idempotency {
    /// The longest key, in bytes; Stripe's API has the same limit.
    pub const KEY_MAX: usize = 255;
}
