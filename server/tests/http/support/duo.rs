use super::{Api, Folder, Ledger, Redis, Server};

/// Two servers over one ledger and one Redis.
pub struct Duo {
    pub first: Server,
    pub second: Server,
    pub redis: Redis,
    folder: Folder,
}

impl Duo {
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With more arguments to both servers.
    pub async fn with(arguments: &[&str]) -> Self {
        let (folder, redis) = (Folder::new(), Redis::start().await);
        let setup = || Server::on(&folder.ledger()).redis(&redis).with(arguments);
        let (first, second) = (setup().start().await, setup().start().await);
        first.sees_redis("ok").await;
        second.sees_redis("ok").await;
        Self { first, second, redis, folder }
    }

    pub fn both(&self) -> [&Server; 2] {
        [&self.first, &self.second]
    }

    /// A client of each.
    pub fn apis(&self) -> [Api; 2] {
        [self.first.api(), self.second.api()]
    }

    pub async fn ledger(&self) -> Ledger {
        Ledger::open(&self.folder.ledger()).await
    }
}
