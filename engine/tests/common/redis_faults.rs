//! What is done to a Redis to see who copes.

use super::redis::Redis;
use std::net::TcpListener;

impl Redis {
    /// With settings of its own, like `--maxmemory-policy allkeys-lru`.
    pub fn with(settings: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::run(port, settings)
    }

    /// The same again, empty, on the same port.
    pub fn restart(&mut self) {
        self.kill();
        *self = Self::start_at(self.port);
    }

    /// As [`Redis::ask`], as a number or a text.
    pub async fn get<T: redis::FromRedisValue>(&self, command: &[&str]) -> T {
        redis::from_redis_value(self.ask(command).await).unwrap()
    }
}
