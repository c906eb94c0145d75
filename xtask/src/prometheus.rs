//! `promtool`: the alert rules and the page of metrics, judged by Prometheus itself.

use std::fs;

use crate::debian;
use crate::demo_server::DemoServer;
use crate::failure::{Doing, Failure, Outcome};
use crate::http;
use crate::scratch::Scratch;
use crate::step::Step;
use crate::workspace::Workspace;

const RULES: &str = "ops/alerts.yml";

pub fn check(workspace: &Workspace) -> Outcome {
    ensure(workspace)?;
    Step::new(workspace, "promtool").args(["check", "rules", RULES]).run()?;
    // As the Rust tests have built it.
    let server = DemoServer::start(&workspace.debug_binary())?;
    // So that there is something to tell.
    http::get(server.address(), "/offers/haircut", "identity")?;
    let metrics = http::get(server.address(), "/metrics", "identity")?;
    let scratch = Scratch::new()?;
    let page = scratch.path().join("metrics");
    fs::write(&page, metrics.body).doing("writing the page of metrics")?;
    Step::new(workspace, "promtool").args(["check", "metrics"]).input(&page)?.run()
}

fn ensure(workspace: &Workspace) -> Outcome {
    if workspace.program("promtool").is_some() {
        return Ok(());
    }
    if !debian::can_install() {
        return Err(Failure::new(
            "the tests need promtool: run `sudo apt-get install prometheus` or `brew install prometheus`",
        ));
    }
    println!("adding promtool: it judges alert rules and metrics; about 1 minute");
    debian::install(workspace, &["prometheus"])
}
