//! Places and passes as texts that nobody else can write.

use super::Pass;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use booking::{OfferId, UnixMillis};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What a text is for. It is signed with the rest, so that a place is no pass.
const PLACE: &str = "place";
const PASS: &str = "pass";
/// The longest such text: an id of 40 characters, two numbers of 19 digits, the signature's 43.
const LONGEST: usize = 160;

/// Signs for every process on a ledger, and from one start to the next.
#[derive(Clone)]
pub(crate) struct Key([u8; 32]);

/// A place in the line of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlaceToken {
    pub(crate) number: i64,
    pub(crate) issued_at: UnixMillis,
}

impl PlaceToken {
    /// A place is good for a day: whoever comes later has long been given up by the line.
    pub(crate) const LIFETIME_MS: i64 = 24 * 60 * 60 * 1_000;
}

impl Key {
    pub(crate) const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(crate) fn place(&self, offer: &OfferId, place: PlaceToken) -> String {
        self.sign(PLACE, offer, place.number, place.issued_at)
    }

    /// The place in this offer's line that a text proves.
    pub(crate) fn read_place(
        &self,
        offer: &OfferId,
        text: &str,
        now: UnixMillis,
    ) -> Option<PlaceToken> {
        let (number, issued_at) = self.read(PLACE, offer, text)?;
        let ends = issued_at.0.saturating_add(PlaceToken::LIFETIME_MS);
        (now.0 < ends).then_some(PlaceToken { number, issued_at })
    }

    pub(crate) fn pass(&self, offer: &OfferId, number: i64, until: UnixMillis) -> Pass {
        Pass { token: self.sign(PASS, offer, number, until), until }
    }

    /// Whether a text is a pass for the offer that has not ended.
    pub(crate) fn is_pass(&self, offer: &OfferId, text: &str, now: UnixMillis) -> bool {
        self.read(PASS, offer, text).is_some_and(|(_, until)| now < until)
    }

    fn sign(&self, what: &str, offer: &OfferId, number: i64, at: UnixMillis) -> String {
        let said = format!("{what}.{offer}.{number}.{}", at.0);
        let mac = URL_SAFE_NO_PAD.encode(self.mac(&said).finalize().into_bytes());
        format!("{said}.{mac}")
    }

    fn read(&self, what: &str, offer: &OfferId, text: &str) -> Option<(i64, UnixMillis)> {
        if text.len() > LONGEST {
            return None;
        }
        let (said, mac) = text.rsplit_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.mac(said).verify_slice(&mac).ok()?;
        let rest = said.strip_prefix(what)?.strip_prefix('.')?;
        let rest = rest.strip_prefix(offer.as_str())?.strip_prefix('.')?;
        let (number, at) = rest.split_once('.')?;
        Some((number.parse().ok()?, UnixMillis(at.parse().ok()?)))
    }

    /// # Panics
    /// Never: HMAC takes keys of any length.
    fn mac(&self, said: &str) -> Hmac<Sha256> {
        let mut mac = Hmac::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(said.as_bytes());
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_795_413_600_000);

    fn offer(id: &str) -> OfferId {
        OfferId::parse(id).unwrap()
    }

    #[test]
    fn nobody_else_can_write_them() {
        let (key, other) = (Key::new([7; 32]), Key::new([8; 32]));
        let place = PlaceToken { number: 12, issued_at: NOW };
        let text = key.place(&offer("concert"), place);
        assert_eq!(key.read_place(&offer("concert"), &text, NOW), Some(place));
        assert_eq!(other.read_place(&offer("concert"), &text, NOW), None);
        assert_eq!(key.read_place(&offer("concer"), &text, NOW), None);
        assert_eq!(key.read_place(&offer("yoga"), &text, NOW), None);
        assert!(!key.is_pass(&offer("concert"), &text, UnixMillis(0)));
        let earlier = text.replacen(".12.", ".1.", 1);
        assert_ne!(earlier, text);
        assert_eq!(key.read_place(&offer("concert"), &earlier, NOW), None);
        for index in 0..text.len() {
            let mut altered = text.clone().into_bytes();
            altered[index] ^= 1;
            let altered = String::from_utf8(altered).unwrap();
            // The last character of the signature has bits that say nothing; base64 refuses them.
            assert_eq!(key.read_place(&offer("concert"), &altered, NOW), None, "{altered}");
        }
        for nonsense in ["", ".", "place.concert.12", &"x".repeat(10_000)] {
            assert_eq!(key.read_place(&offer("concert"), nonsense, NOW), None);
        }
    }

    #[test]
    fn they_end() {
        let key = Key::new([7; 32]);
        let concert = offer("concert");
        let pass = key.pass(&concert, 1, UnixMillis(NOW.0 + 600_000));
        assert!(key.is_pass(&concert, &pass.token, UnixMillis(NOW.0 + 599_999)));
        assert!(!key.is_pass(&concert, &pass.token, UnixMillis(NOW.0 + 600_000)));
        assert!(!key.is_pass(&offer("yoga"), &pass.token, NOW));
        let place = key.place(&concert, PlaceToken { number: 1, issued_at: NOW });
        let day = PlaceToken::LIFETIME_MS;
        assert!(key.read_place(&concert, &place, UnixMillis(NOW.0 + day - 1)).is_some());
        assert_eq!(key.read_place(&concert, &place, UnixMillis(NOW.0 + day)), None);
        assert_eq!(key.read_place(&concert, &pass.token, NOW), None, "a pass is no place");
    }

    #[test]
    fn the_longest_fits() {
        let key = Key::new([7; 32]);
        let longest = offer(&"x".repeat(40));
        let place = PlaceToken { number: i64::MAX, issued_at: UnixMillis(NOW.0) };
        let text = key.place(&longest, place);
        assert_eq!(key.read_place(&longest, &text, NOW), Some(place), "{}", text.len());
    }
}
