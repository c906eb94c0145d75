//! Two servers on one ledger and one Redis, and what befalls them.

use super::dice::Dice;
use crate::support::{Api, Folder, Redis, Server, berth, run};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

/// How long a hold lasts here, in seconds: short enough that many end by themselves.
const HOLD: &str = "2";

pub struct House {
    folder: Folder,
    redis: Redis,
    servers: [Server; 2],
    doors: Arc<Doors>,
    kills: usize,
    outages: usize,
    decrees: usize,
}

/// Where the servers can be reached; one that was killed comes back elsewhere.
pub struct Doors(Mutex<[String; 2]>);

impl Doors {
    pub fn base(&self, door: usize) -> String {
        self.0.lock().expect("no panic")[door % 2].clone()
    }

    pub fn api(&self, door: usize) -> Api {
        Api::new(&self.base(door))
    }
}

impl House {
    pub async fn open() -> Self {
        let (folder, redis) = (Folder::new(), Redis::start().await);
        let servers = [start(&folder, &redis).await, start(&folder, &redis).await];
        let doors = Doors(Mutex::new([servers[0].url.clone(), servers[1].url.clone()]));
        Self { folder, redis, servers, doors: Arc::new(doors), kills: 0, outages: 0, decrees: 0 }
    }

    pub fn doors(&self) -> Arc<Doors> {
        Arc::clone(&self.doors)
    }

    pub fn ledger(&self) -> PathBuf {
        self.folder.ledger()
    }

    pub fn told(&self) -> String {
        let Self { kills, outages, decrees, .. } = self;
        format!("{kills} kills of a server, {outages} of Redis, {decrees} capacities set")
    }

    /// After a while, one of the servers is killed and started again; now and then it is Redis.
    pub async fn suffer(&mut self, dice: &mut Dice) {
        sleep(Duration::from_millis(100 + dice.below(900) as u64)).await;
        if dice.one_in(6) {
            self.redis.kill().await;
            sleep(Duration::from_millis(dice.below(300) as u64)).await;
            self.redis.restart().await;
            self.outages += 1;
            return;
        }
        if dice.one_in(4) {
            return self.decree(dice).await;
        }
        let door = dice.below(2);
        self.servers[door].kill().await;
        sleep(Duration::from_millis(dice.below(300) as u64)).await;
        self.servers[door] = start(&self.folder, &self.redis).await;
        self.doors.0.lock().expect("no panic")[door] = self.servers[door].url.clone();
        self.kills += 1;
    }

    /// The owner sets a capacity, which is refused where more is sold.
    async fn decree(&mut self, dice: &mut Dice) {
        let (resource, least) = *dice.pick(&[("room", 4), ("yoga", 10), ("vinyl", 3)]);
        let ledger = self.folder.ledger();
        let mut owner = berth(["owner", "capacity", resource, "--database"]);
        owner.arg(ledger).args(["--redis", &self.redis.url()]);
        owner.args(["--to", &(least + dice.below(5)).to_string()]);
        let outcome = run(owner).await;
        let refused = outcome.code == Some(1) && outcome.stderr.contains("are sold already");
        assert!(outcome.code == Some(0) || refused, "{resource}: {outcome:?}");
        self.decrees += 1;
    }

    /// Ends both servers as an operator does.
    pub async fn close(&mut self) -> PathBuf {
        for server in &mut self.servers {
            server.terminate().await;
            assert!(server.ended().await.success(), "{}", server.log());
        }
        assert!(!self.folder.file("b.db-wal").exists(), "the last one to close left a log");
        self.ledger()
    }
}

async fn start(folder: &Folder, redis: &Redis) -> Server {
    Server::on(&folder.ledger()).redis(redis).with(&["--hold-seconds", HOLD]).start().await
}
