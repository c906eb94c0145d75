//! What befalls Redis meanwhile.

use crate::redis::Redis;

/// One after the other, each after as many calls as the run says.
pub struct Faults {
    redis: Option<Redis>,
    port: u16,
    turn: usize,
}

impl Faults {
    pub fn on(redis: Redis) -> Self {
        let url = redis.url();
        let port = url.trim_end_matches("/0").rsplit(':').next().unwrap().parse().unwrap();
        Self { redis: Some(redis), port, turn: 0 }
    }

    pub async fn strike(&mut self) {
        let turn = self.turn;
        self.turn += 1;
        let Some(redis) = &self.redis else {
            // Back, with nothing of what it knew.
            self.redis = Some(Redis::start_at(self.port));
            return;
        };
        match turn % 5 {
            0 => drop(redis.ask(&["FLUSHALL"]).await),
            1 => drop(redis.ask(&["SCRIPT", "FLUSH"]).await),
            // Longer than a command may take, so that grants come when nobody waits for them.
            2 => drop(redis.ask(&["CLIENT", "PAUSE", "400"]).await),
            _ => self.redis = None,
        }
    }

    pub fn struck(&self) -> usize {
        self.turn
    }
}
