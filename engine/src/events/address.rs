//! Where a webhook goes and what it is signed with, as an owner gives them.

use crate::random::{Random, draw};
use std::fmt::{self, Write};
use std::str::FromStr;
use url::Url;

/// The longest URL, in bytes: what receivers commonly take.
const LONGEST_URL: usize = 2048;
/// Bounds of a secret's length in bytes: 16 cannot be guessed if they are random, and past the block
/// of SHA-256 (64) more adds nothing.
const SECRET: std::ops::RangeInclusive<usize> = 16..=256;

/// The URL of a webhook: http or https, maybe with credentials.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookUrl(Url);

/// Why a URL cannot be a webhook's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WebhookUrlError {
    #[error("not a URL; it looks like https://example.com/bookings")]
    NotAUrl,
    #[error("only http:// and https:// URLs can be webhooks")]
    Scheme,
    #[error("a webhook's URL has at most {LONGEST_URL} bytes")]
    TooLong,
}

impl FromStr for WebhookUrl {
    type Err = WebhookUrlError;

    fn from_str(text: &str) -> Result<Self, WebhookUrlError> {
        if text.len() > LONGEST_URL {
            return Err(WebhookUrlError::TooLong);
        }
        let mut url = Url::parse(text).map_err(|_| WebhookUrlError::NotAUrl)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(WebhookUrlError::Scheme);
        }
        url.set_fragment(None);
        if !url.has_host() {
            return Err(WebhookUrlError::NotAUrl);
        }
        Ok(Self(url))
    }
}

impl fmt::Debug for WebhookUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebhookUrl({})", shown(self.0.as_str()))
    }
}

impl WebhookUrl {
    pub(crate) fn into_text(self) -> String {
        self.0.into()
    }

    pub(crate) fn url(&self) -> &Url {
        &self.0
    }
}

/// A stored URL without what could be a secret in it: no credentials, and no query.
pub(crate) fn shown(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else {
        return "?".to_owned();
    };
    // Both fail only for URLs without a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    if url.query().is_some() {
        url.set_query(Some("…"));
        return url.as_str().replace("?%E2%80%A6", "?…");
    }
    url.into()
}

/// What a webhook is signed with.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(String);

impl FromStr for WebhookSecret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if SECRET.contains(&text.len()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(format!("a secret has {} to {} bytes", SECRET.start(), SECRET.end()))
        }
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

impl WebhookSecret {
    /// To be shown once, to the one who added the webhook.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// 256 bits: as strong as the signature.
pub(crate) fn generate_secret(random: &dyn Random) -> WebhookSecret {
    WebhookSecret(hex(&draw::<32>(random)))
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_taken() {
        for good in ["http://localhost:8080", "https://a:b@example.com/x?key=1", "http://[::1]/"] {
            assert!(good.parse::<WebhookUrl>().is_ok(), "{good}");
        }
        let error = |text: &str| text.parse::<WebhookUrl>().err();
        assert_eq!(error("ftp://example.com"), Some(WebhookUrlError::Scheme));
        assert_eq!(error("file:///etc/passwd"), Some(WebhookUrlError::Scheme));
        assert_eq!(error("example.com/hook"), Some(WebhookUrlError::NotAUrl));
        assert_eq!(error("http://"), Some(WebhookUrlError::NotAUrl));
        assert_eq!(error(""), Some(WebhookUrlError::NotAUrl));
        let long = format!("http://example.com/{}", "x".repeat(LONGEST_URL));
        assert_eq!(error(&long), Some(WebhookUrlError::TooLong));
    }

    #[test]
    fn what_is_shown_has_no_secret_in_it() {
        for (url, safe) in [
            ("https://me:pass@example.com/x?token=abc", "https://example.com/x?…"),
            ("http://127.0.0.1:8080/in", "http://127.0.0.1:8080/in"),
        ] {
            assert_eq!(shown(&url.parse::<WebhookUrl>().ok().unwrap().into_text()), safe);
        }
    }
}
