use app::model::Look;
use app::render::Drawn;
use axum::response::Response;
use brotli::enc::BrotliEncoderParams;
use bytes::Bytes;
use http::header::{CONTENT_ENCODING, VARY};
use http::{HeaderValue, StatusCode};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Pages kept: some months and days of some offers, at about 30 kB each. Past that all are
/// forgotten, which costs one drawing each.
const PAGES: usize = 128;
/// Brotli's quality: of the levels that take about a millisecond for such a page, the best.
const QUALITY: i32 = 5;
/// As a power of two, in bytes: a page is no longer, and the encoder's memory goes by it.
const WINDOW: i32 = 16;
/// The longest month or date in a query that is worth remembering.
const QUERY_MAX: usize = 10;

/// What a booking page is drawn from, besides the slots themselves.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct PageKey {
    offer: String,
    month: Option<String>,
    date: Option<String>,
}

impl PageKey {
    /// `None` for a page that hardly anyone else will ask for.
    pub(crate) fn new(offer: &str, look: &Look) -> Option<Self> {
        let Look { month, date, duration: None, from: None, to: None, quantity: None } = look
        else {
            return None;
        };
        let short = |text: &Option<String>| text.as_ref().is_none_or(|t| t.len() <= QUERY_MAX);
        let key = Self { offer: offer.to_owned(), month: month.clone(), date: date.clone() };
        (short(month) && short(date)).then_some(key)
    }
}

/// A page as drawn, and compressed for the first who takes it so.
pub(crate) struct Kept {
    drawn: Drawn,
    brotli: OnceLock<Option<Bytes>>,
}

impl Kept {
    pub(crate) fn new(drawn: Drawn) -> Self {
        Self { drawn, brotli: OnceLock::new() }
    }

    /// `brotli`: whether the client takes that.
    pub(crate) fn respond(&self, brotli: bool) -> Response {
        let compressed = brotli.then(|| self.brotli.get_or_init(|| compress(self.drawn.html())));
        let mut response = match compressed {
            Some(Some(compressed)) => {
                let mut response = self.drawn.respond_with(StatusCode::OK, compressed.clone());
                let encoding = HeaderValue::from_static("br");
                response.headers_mut().insert(CONTENT_ENCODING, encoding);
                response
            }
            _ => self.drawn.respond(StatusCode::OK),
        };
        response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
        response
    }
}

fn compress(html: &[u8]) -> Option<Bytes> {
    let parameters = BrotliEncoderParams { quality: QUALITY, lgwin: WINDOW, ..Default::default() };
    let mut compressed = Vec::with_capacity(html.len() / 4);
    brotli::BrotliCompress(&mut &*html, &mut compressed, &parameters).ok()?;
    Some(compressed.into())
}

/// Booking pages as drawn, each good for one version of its offer's slots.
#[derive(Default)]
pub struct PageCache(Mutex<HashMap<PageKey, (u64, Arc<Kept>)>>);

impl PageCache {
    pub(crate) fn get(&self, key: &PageKey, version: u64) -> Option<Arc<Kept>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).filter(|(of, _)| *of == version).map(|(_, page)| Arc::clone(page))
    }

    pub(crate) fn put(&self, key: PageKey, version: u64, page: Arc<Kept>) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES && !pages.contains_key(&key) {
            pages.clear();
        }
        pages.insert(key, (version, page));
    }
}
