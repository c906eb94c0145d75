//! How much one client may ask for: so many writes per network address, so many bookings per e-mail
//! address. Reads are not limited: they are cheap, and an office behind one address has many readers.

mod buckets;
mod client;
mod permit;

pub use client::Proxies;
pub(crate) use permit::{Permit, meter};

use booking::{Guest, Refusal};
use buckets::Buckets;
use client::ClientNet;
use governor::Quota;
use sha2::{Digest, Sha256};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

/// Writes of one client at once: a class that books together from behind one address, at two
/// requests each.
const CLIENT_BURST: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// One more write after so long. Nobody fills in a form quicker; an office behind one address shares
/// sixty a minute.
const CLIENT_EVERY: Duration = Duration::from_secs(1);
/// Bookings under one e-mail address at once: a family's, or a secretary's.
const GUEST_BURST: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// One more booking under it after so long.
const GUEST_EVERY: Duration = Duration::from_secs(30);
/// How often those are forgotten whose bucket is full again. A full bucket is as good as none.
const TIDY: Duration = Duration::from_secs(60);

/// The limits of one process. Clones share them.
#[derive(Clone)]
pub(crate) struct Limits(Arc<Shared>);

struct Shared {
    /// None where limits are off.
    buckets: Option<PerClient>,
    proxies: Proxies,
}

struct PerClient {
    clients: Buckets<ClientNet>,
    /// By a digest: nobody's address is kept here.
    guests: Buckets<[u8; 32]>,
}

impl Limits {
    pub(crate) fn new(is_on: bool, proxies: Proxies) -> Self {
        let buckets = is_on.then(|| PerClient {
            clients: Buckets::new(quota(CLIENT_EVERY, CLIENT_BURST)),
            guests: Buckets::new(quota(GUEST_EVERY, GUEST_BURST)),
        });
        Self(Arc::new(Shared { buckets, proxies }))
    }

    /// Takes one write off what is left to a client.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when nothing is left; then nothing is taken.
    fn client(&self, client: ClientNet) -> Result<(), Refusal> {
        self.0.buckets.as_ref().map_or(Ok(()), |buckets| buckets.clients.take(&client))
    }

    /// Takes one booking off what is left to an e-mail address, in whatever case it is written.
    ///
    /// # Errors
    /// [`Refusal::TooMany`] when nothing is left; then nothing is taken.
    pub(crate) fn guest(&self, guest: &Guest) -> Result<(), Refusal> {
        let Some(buckets) = &self.0.buckets else { return Ok(()) };
        buckets.guests.take(&Sha256::digest(guest.email().to_lowercase()).into())
    }

    /// Forgets, from time to time, clients that have long been quiet. Never ends.
    pub(crate) async fn keep_tidy(&self) {
        let mut ticks = tokio::time::interval(TIDY);
        loop {
            ticks.tick().await;
            if let Some(buckets) = &self.0.buckets {
                buckets.clients.tidy();
                buckets.guests.tidy();
            }
        }
    }
}

fn quota(every: Duration, burst: NonZeroU32) -> Quota {
    // None only for a period of zero.
    Quota::with_period(every).map_or(Quota::per_second(burst), |quota| quota.allow_burst(burst))
}
