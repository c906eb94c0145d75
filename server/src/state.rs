use crate::lab::Lab;
use crate::limits::Limits;
use crate::page_cache::PageCache;
use crate::public_url::PublicUrl;
use crate::site::Assets;
use engine::Engine;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What handlers share.
#[derive(Clone)]
pub struct AppState {
    pub engine: Engine,
    pub assets: Arc<Assets>,
    pub pages: Arc<PageCache>,
    pub public_url: Option<PublicUrl>,
    pub(crate) limits: Limits,
    /// One permit for each live stream that may still be opened.
    pub streams: Arc<Semaphore>,
    /// Where races are run; only a demo has it.
    pub lab: Option<Arc<Lab>>,
}

impl AppState {
    /// Live streams at once. At 25 kB each (DESIGN §7) they take 250 MB, which is where a small
    /// machine should start to turn watchers away.
    pub const STREAMS: usize = 10_000;

    pub(crate) fn new(engine: Engine, public_url: Option<PublicUrl>, limits: Limits) -> Self {
        Self {
            engine,
            assets: Arc::new(Assets::load()),
            pages: Arc::default(),
            public_url,
            limits,
            streams: Arc::new(Semaphore::new(Self::STREAMS)),
            lab: None,
        }
    }

    /// The same with a lab, whose lock lives where that of bookings does.
    #[must_use]
    pub fn with_lab(self, redis_url: Option<String>) -> Self {
        Self { lab: Some(Arc::new(Lab::new(redis_url))), ..self }
    }
}
