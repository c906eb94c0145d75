//! `berth serve`: from settings to a server that runs until it is told to stop.

use crate::command::{Outage, Serve, Switch};
use crate::demo;
use crate::failure::Failure;
use crate::limits::{Limits, Proxies};
use crate::router::router;
use crate::state::AppState;
use engine::{Config, Engine, OutagePolicy};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long requests under way may take to end after the signal to stop.
const DRAIN: Duration = Duration::from_secs(10);

pub(crate) async fn serve(settings: Serve) -> Result<(), Failure> {
    let listen = |source| Failure::Listen { addr: settings.addr, source };
    let listener = TcpListener::bind(settings.addr).await.map_err(listen)?;
    let addr = listener.local_addr().map_err(listen)?;
    let engine = Engine::open(Config {
        redis_url: settings.redis.clone(),
        outage: match settings.outage {
            Outage::LedgerAlone => OutagePolicy::LedgerAlone,
            Outage::Refuse => OutagePolicy::Refuse,
        },
        hold: Duration::from_secs(settings.hold_seconds),
        ..Config::new(settings.database)
    })
    .await?;
    if settings.demo {
        engine
            .install(demo::catalogue(demo::zone().date(engine.now())))
            .await
            .map_err(Failure::Demo)?;
    }
    // The demo is there to be raced, by many contenders of one machine.
    let is_limited = settings.limits.map_or(!settings.demo, |switch| switch == Switch::On);
    let limits = Limits::new(is_limited, Proxies(settings.trusted_proxies));
    let mut state = AppState::new(engine.clone(), settings.public_url, limits);
    if settings.demo {
        state = state.with_lab(settings.redis);
    }
    // Whoever starts the server as a child reads this line to learn that it is ready, and where.
    println!("berth listens on http://{addr}");
    run(listener, state, stop_signal()).await?;
    engine.shut_down().await;
    Ok(())
}

/// Serves until `stop`, then ends live streams, lets the other requests finish, and returns.
async fn run(
    listener: TcpListener,
    state: AppState,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Failure> {
    let (engine, limits) = (state.engine.clone(), state.limits.clone());
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        tracing::info!("stopping");
        // A stream has no end of its own: it would hold up the drain.
        engine.end_streams();
        let _ = stopping.send(());
    });
    let late = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(DRAIN).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        served = serving.into_future() => served.map_err(Failure::Serve),
        () = limits.keep_tidy() => Ok(()),
        () = late => {
            tracing::warn!("some requests did not end in time");
            Ok(())
        }
    }
}

/// SIGTERM, SIGINT, or Ctrl-C.
pub(crate) async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
