//! Where Redis is, as written in `REDIS_URL`.

use super::connection::Connection;
use crate::ledger::OpenError;
use ::redis::aio::PubSub;
use ::redis::cluster::{ClusterClient, ClusterClientBuilder};
use ::redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use ::redis::{
    AsyncConnectionConfig, Client, ConnectionAddr, ErrorKind, IntoConnectionInfo, RedisError,
    RedisResult,
};
use std::time::Duration;
use tokio::sync::Mutex;

/// One Redis of its own: a server, what a Sentinel says is the master, or a cluster.
pub(crate) enum Address {
    Server(Client),
    Sentinel(Mutex<SentinelClient>),
    Cluster { client: ClusterClient, seeds: Vec<Client> },
}

impl Address {
    /// Reads a list of addresses, separated by commas:
    /// - `redis://[user:password@]host[:port][/db]`, a server;
    /// - `redis+sentinel://[user:password@]host[:port],…/master[/db]`, whoever is the master;
    /// - `redis+cluster://[user:password@]host[:port],…`, a cluster.
    ///
    /// Several are independent of each other, and a majority of them grants the lock.
    pub(crate) fn parse_all(text: &str) -> Result<Vec<Self>, OpenError> {
        let mut addresses: Vec<String> = Vec::new();
        for part in text.split(',').map(str::trim) {
            match addresses.last_mut() {
                Some(last) if !part.contains("://") => {
                    last.push(',');
                    last.push_str(part);
                }
                _ => addresses.push(part.to_owned()),
            }
        }
        addresses.iter().map(|text| Self::parse(text).ok_or(OpenError::RedisUrl)).collect()
    }

    fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        match scheme {
            "redis+cluster" => Self::cluster(&Hosts::parse(rest)?),
            "redis+sentinel" => Self::sentinel(&Hosts::parse(rest)?),
            _ => Client::open(text).ok().map(Self::Server),
        }
    }

    fn cluster(hosts: &Hosts<'_>) -> Option<Self> {
        let urls: Vec<String> = hosts.names.iter().map(|host| hosts.url(host)).collect();
        let seeds =
            urls.iter().map(|url| Client::open(url.as_str()).ok()).collect::<Option<_>>()?;
        let client = ClusterClientBuilder::new(urls).build().ok()?;
        hosts.path.is_empty().then_some(Self::Cluster { client, seeds })
    }

    fn sentinel(hosts: &Hosts<'_>) -> Option<Self> {
        let (master, db) = match hosts.path.split_once('/') {
            Some((master, db)) => (master, db.parse().ok()?),
            None => (hosts.path, 0),
        };
        if master.is_empty() {
            return None;
        }
        let sentinels = hosts.names.iter().map(|host| sentinel(host));
        let kind = SentinelServerType::Master;
        let sentinels = sentinels.collect::<Option<Vec<ConnectionAddr>>>()?;
        let mut builder = SentinelClientBuilder::new(sentinels, master, kind).ok()?;
        builder = builder.set_client_to_redis_db(db);
        let login = Client::open(hosts.url("localhost")).ok()?;
        let login = login.get_connection_info().redis_settings().clone();
        if let Some(name) = login.username() {
            builder = builder.set_client_to_redis_username(name);
        }
        if let Some(password) = login.password() {
            builder = builder.set_client_to_redis_password(password);
        }
        builder.build().ok().map(|client| Self::Sentinel(Mutex::new(client)))
    }

    /// A new connection that gives up on an answer after `patience`.
    pub(super) async fn connect(&self, patience: Duration) -> RedisResult<Connection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(patience))
            .set_response_timeout(Some(patience));
        match self {
            Self::Server(client) => {
                let connection = client.get_multiplexed_async_connection_with_config(&config).await;
                connection.map(Connection::One)
            }
            Self::Sentinel(client) => {
                let mut client = client.lock().await;
                client.get_async_connection_with_config(&config).await.map(Connection::One)
            }
            Self::Cluster { client, .. } => {
                client.get_async_connection().await.map(Connection::Cluster)
            }
        }
    }

    /// A connection to hear messages on. In a cluster every server passes every message on.
    pub(super) async fn subscribe(&self) -> RedisResult<PubSub> {
        match self {
            Self::Server(client) => client.get_async_pubsub().await,
            Self::Sentinel(client) => {
                let master = client.lock().await.async_get_client().await?;
                master.get_async_pubsub().await
            }
            Self::Cluster { seeds, .. } => {
                let mut failure = RedisError::from((ErrorKind::Io, "no server of the cluster"));
                for seed in seeds {
                    match seed.get_async_pubsub().await {
                        Ok(subscription) => return Ok(subscription),
                        Err(error) => failure = error,
                    }
                }
                Err(failure)
            }
        }
    }
}

fn sentinel(host: &str) -> Option<ConnectionAddr> {
    let host = if host.contains(':') { host.to_owned() } else { format!("{host}:26379") };
    let info = format!("redis://{host}").into_connection_info().ok()?;
    Some(info.addr().clone())
}

/// What stands behind the scheme: `[user:password@]host,host/path`.
struct Hosts<'t> {
    login: &'t str,
    names: Vec<&'t str>,
    path: &'t str,
}

impl<'t> Hosts<'t> {
    fn parse(rest: &'t str) -> Option<Self> {
        let (login, rest) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (names, path) = rest.split_once('/').unwrap_or((rest, ""));
        let names: Vec<&str> = names.split(',').collect();
        let named = names.iter().all(|name| !name.is_empty());
        named.then_some(Self { login, names, path: path.trim_end_matches('/') })
    }

    fn url(&self, host: &str) -> String {
        match self.login {
            "" => format!("redis://{host}"),
            login => format!("redis://{login}@{host}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Option<Vec<&'static str>> {
        let kind = |address: &Address| match address {
            Address::Server(_) => "server",
            Address::Sentinel(_) => "sentinel",
            Address::Cluster { seeds, .. } if seeds.len() == 2 => "cluster of two",
            Address::Cluster { .. } => "cluster",
        };
        Address::parse_all(text).ok().map(|found| found.iter().map(kind).collect())
    }

    #[test]
    fn reads_what_the_manual_names() {
        assert_eq!(kinds("redis://127.0.0.1:6379/0"), Some(vec!["server"]));
        assert_eq!(
            kinds("redis://a:1, redis://:secret@b:2/3,redis://c"),
            Some(vec!["server", "server", "server"])
        );
        assert_eq!(kinds("redis+sentinel://a,b:26380/main"), Some(vec!["sentinel"]));
        assert_eq!(kinds("redis+sentinel://me:word@a/main/2"), Some(vec!["sentinel"]));
        assert_eq!(kinds("redis+cluster://a:7000,b:7001"), Some(vec!["cluster of two"]));
        assert_eq!(kinds("redis+cluster://a,b,redis://c"), Some(vec!["cluster of two", "server"]));
    }

    #[test]
    fn refuses_what_is_no_address() {
        for text in
            ["", "localhost", "http://a", "redis+sentinel://a", "redis+sentinel://a/main/x", "a,b"]
        {
            assert_eq!(kinds(text), None, "{text}");
        }
        assert_eq!(kinds("redis+cluster://a,,b"), None);
    }
}
