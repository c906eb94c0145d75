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
    pub(crate) offer: String,
    pub(crate) month: Option<String>,
    pub(crate) date: Option<String>,
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
        let long = |text: &Option<String>| text.as_ref().is_some_and(|t| t.len() > QUERY_MAX);
        if long(&key.month) || long(&key.date) {
            return;
        }
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if pages.len() >= PAGES && !pages.contains_key(&key) {
            pages.clear();
        }
        pages.insert(key, (version, page));
    }
}
