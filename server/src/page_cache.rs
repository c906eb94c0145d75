use app::model::Look;
use app::render::Drawn;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Pages kept: some months and days of some offers, at about 30 kB each. Past that all are
/// forgotten, which costs one drawing each.
const PAGES: usize = 128;
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

/// Booking pages as drawn, each good for one version of its offer's slots.
#[derive(Default)]
pub struct PageCache(Mutex<HashMap<PageKey, (u64, Arc<Drawn>)>>);

impl PageCache {
    pub(crate) fn get(&self, key: &PageKey, version: u64) -> Option<Arc<Drawn>> {
        let pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.get(key).filter(|(of, _)| *of == version).map(|(_, page)| Arc::clone(page))
    }

    pub(crate) fn put(&self, key: PageKey, version: u64, page: Arc<Drawn>) {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES && !pages.contains_key(&key) {
            pages.clear();
        }
        pages.insert(key, (version, page));
    }
}
