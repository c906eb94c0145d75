//! What a Redis server is set to and can do.

use super::connection::Connection;
use ::redis::{RedisResult, Value, cmd, from_redis_value};
use std::collections::HashMap;

/// What matters of a server to locks that live in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Server {
    /// `maxmemory-policy`, where one may ask.
    pub(crate) eviction: Option<String>,
    /// Whether `DELEX key IFEQ value` is known: Redis 8.4, Valkey 9.2.
    pub(crate) delex: bool,
    /// Whether it is a replica, which takes no writes.
    pub(crate) replica: bool,
}

impl Server {
    /// Asks by three commands; each may be forbidden, which is taken for not known.
    pub(super) async fn survey(connection: &mut Connection) -> RedisResult<Self> {
        let mut found = Self::default();
        let mut config = cmd("CONFIG");
        config.arg("GET").arg("maxmemory-policy");
        if let Some(value) = allowed(config.query_async(connection).await)? {
            let settings: HashMap<String, String> = from_redis_value(value).unwrap_or_default();
            found.eviction = settings.get("maxmemory-policy").cloned();
        }
        let mut command = cmd("COMMAND");
        command.arg("INFO").arg("DELEX");
        if let Some(Value::Array(known)) = allowed(command.query_async(connection).await)? {
            found.delex = known.first().is_some_and(|info| matches!(info, Value::Array(_)));
        }
        if let Some(Value::Array(role)) = allowed(cmd("ROLE").query_async(connection).await)?
            && let Some(Value::BulkString(role)) = role.first()
        {
            found.replica = role == b"slave" || role == b"replica";
        }
        Ok(found)
    }

    /// Whether keys with a time to live, and locks are such, may be thrown out to make room.
    pub(crate) fn evicts(&self) -> bool {
        self.eviction.as_deref().is_some_and(|policy| policy != "noeviction")
    }

    pub(super) fn log(&self, number: usize) {
        let by = if self.delex { "DELEX" } else { "a Lua script" };
        tracing::info!(number, compare_and_delete = by, replica = self.replica, "Redis is known");
        if self.evicts() {
            let policy = self.eviction.as_deref();
            tracing::error!(
                number,
                policy,
                "Redis may evict locks; run `CONFIG SET maxmemory-policy noeviction`"
            );
        }
    }
}

/// An error of the server's own is an answer; a failed connection is none.
fn allowed(answer: RedisResult<Value>) -> RedisResult<Option<Value>> {
    match answer {
        Ok(Value::ServerError(_)) => Ok(None),
        Ok(value) => Ok(Some(value)),
        Err(error) if matches!(error.kind(), ::redis::ErrorKind::Io) => Err(error),
        Err(error) if error.is_connection_dropped() || error.is_timeout() => Err(error),
        Err(_) => Ok(None),
    }
}
