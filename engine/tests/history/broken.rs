//! Histories that no place can have, and a store that really makes one.

use crate::audit::connect;
use crate::recorder::Recorder;
use crate::spec::{Ask, Exchange, Place, Told};
use sqlx::SqliteConnection;
use std::path::Path;
use std::sync::Arc;
use todc_utils::linearizability::WGLChecker;
use todc_utils::linearizability::history::{Action, History};
use tokio::sync::Barrier;

const FOR_EVER: Told = Told::Held { until: i64::MAX };

/// Whether one seat can have said this, one exchange after the other.
fn can_be(exchanges: &[(Ask, Told)]) -> bool {
    let both = exchanges.iter().flat_map(|(ask, told)| {
        let exchange = |told| Exchange { ask: *ask, told };
        [(0, Action::Call(exchange(None))), (0, Action::Response(exchange(Some(*told))))]
    });
    WGLChecker::<Place<1>>::is_linearizable(History::from_actions(both.collect()))
}

#[test]
fn a_history_that_can_be_is_told_from_those_that_cannot() {
    let until = Told::Held { until: 5 };
    let (hold, find) = (Ask::Hold, Ask::Find);
    assert!(can_be(&[(hold(1), until), (hold(2), Told::OccupiedByHold), (find(1), until)]));
    assert!(can_be(&[(hold(1), until), (Ask::Pass(5), Told::Nothing), (hold(2), FOR_EVER)]));
    let (confirm, cancel) = (Ask::Confirm, Ask::Cancel);
    let ended = [(hold(1), until), (Ask::Pass(5), Told::Nothing)];
    assert!(can_be(&[&ended[..], &[(confirm(1), Told::Confirmed)]].concat()));

    let twice = [(hold(1), FOR_EVER), (hold(2), FOR_EVER)];
    let refused_though_free = [(hold(1), Told::Taken)];
    let stale = [(hold(1), FOR_EVER), (cancel(1), Told::Cancelled), (find(1), FOR_EVER)];
    let lost = [(Ask::Book(1), Told::Confirmed), (hold(2), FOR_EVER)];
    let outlives = [&ended[..], &[(find(1), until)]].concat();
    let sweeper = [&ended[..], &[(hold(2), Told::OccupiedByHold)]].concat();
    let over = [&ended[..], &[(hold(2), FOR_EVER), (confirm(1), Told::Confirmed)]].concat();
    for impossible in [&twice[..], &refused_though_free, &stale, &lost, &outlives, &sweeper, &over]
    {
        assert!(!can_be(impossible), "{impossible:?}");
    }
}

/// Looks whether the place is free and then takes it, as one does without a primary key.
async fn check_then_insert(ledger: &mut SqliteConnection, id: usize, both: &Barrier) -> Told {
    let taken: i64 =
        sqlx::query_scalar("SELECT count(*) FROM claim").fetch_one(&mut *ledger).await.unwrap();
    // Both have looked before either takes.
    both.wait().await;
    if taken > 0 {
        return Told::OccupiedByHold;
    }
    let insert = sqlx::query("INSERT INTO claim VALUES (?)").bind(i64::try_from(id).unwrap());
    insert.execute(ledger).await.unwrap();
    FOR_EVER
}

async fn broken_store(path: &Path) -> Recorder {
    let recorder = Arc::new(Recorder::default());
    std::fs::File::create(path).unwrap();
    let mut ledger = connect(path).await;
    sqlx::query("CREATE TABLE claim (booking INTEGER)").execute(&mut ledger).await.unwrap();
    let both = Arc::new(Barrier::new(2));
    let clients = [1, 2].map(|client| {
        let (recorder, both, path) = (Arc::clone(&recorder), Arc::clone(&both), path.to_owned());
        tokio::spawn(async move {
            let mut ledger = connect(&path).await;
            recorder.calls(client, Ask::Hold(client));
            let told = check_then_insert(&mut ledger, client, &both).await;
            recorder.hears(client, Ask::Hold(client), told);
        })
    });
    for client in clients {
        client.await.unwrap();
    }
    Arc::into_inner(recorder).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_history_of_a_store_that_checks_and_then_inserts_is_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let recorder = broken_store(&folder.path().join("broken.db")).await;
    assert!(!WGLChecker::<Place<1>>::is_linearizable(recorder.history()));
    // With a seat for each there is nothing wrong with it.
    assert!(WGLChecker::<Place<2>>::is_linearizable(recorder.history()));
}
