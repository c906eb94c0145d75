use std::str::FromStr;

/// Where guests reach the site, for links they keep: scheme and host, no path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = text.trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let uri = text.parse::<http::Uri>().ok();
        let bare = uri.is_some_and(|uri| matches!(uri.path(), "" | "/") && uri.query().is_none());
        match host {
            Some(host) if bare && !host.is_empty() => Ok(Self(text.to_owned())),
            _ => Err("must look like https://book.example.com, without a path".to_owned()),
        }
    }
}
