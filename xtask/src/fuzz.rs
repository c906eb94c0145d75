//! `cargo xtask fuzz`: the API against its own description, with requests that nobody thinks of.

use std::fs;
use std::time::Duration;

use crate::demo_server::DemoServer;
use crate::failure::{Doing, Failure, Outcome};
use crate::http;
use crate::python::{self, Python};
use crate::scratch::Scratch;
use crate::step::Step;
use crate::workspace::Workspace;

/// How far a run goes.
struct Depth {
    /// Requests of each kind for each address.
    examples: u32,
    /// When it ends; what is random goes on until then.
    seconds: u32,
    /// None: another each time, told at the end.
    seed: Option<u32>,
}

/// What every change must pass, and the same for everybody.
const SHORT: Depth = Depth { examples: 10, seconds: 30, seed: Some(1) };
const LONG: Depth = Depth { examples: 100, seconds: 180, seed: None };

/// Time that Schemathesis may need beside: to shrink what it has found to the least that shows it.
const SHRINKING: Duration = Duration::from_secs(5 * 60);

pub fn short(workspace: &Workspace) -> Outcome {
    fuzz(workspace, &SHORT)
}

pub fn long(workspace: &Workspace) -> Outcome {
    fuzz(workspace, &LONG)
}

fn fuzz(workspace: &Workspace, depth: &Depth) -> Outcome {
    let python = python::ensure(workspace)?;
    // As the Rust tests are built: the same features, so that nothing is built twice.
    Step::new(workspace, "cargo")
        .args(["test", "--no-run", "--locked", "--workspace", "--exclude", "frontend"])
        .run()?;
    let binary = workspace.debug_binary();
    let server = DemoServer::start(&binary)?;
    let scratch = Scratch::new()?;
    validate(workspace, &python, &server, &scratch)?;
    let run = schemathesis(workspace, &python, &server, depth).inside(scratch.path()).run();
    if server.log().contains("panicked") {
        return Err(Failure::new(format!("the server panicked; it said:\n{}", server.log())));
    }
    run?;
    // Whatever came, nothing was sold twice.
    Step::new(workspace, binary).args(["verify", "--database"]).arg(server.ledger()).run()
}

fn validate(
    workspace: &Workspace,
    python: &Python,
    server: &DemoServer,
    scratch: &Scratch,
) -> Outcome {
    let description = http::get(server.address(), "/api/openapi.json", "identity")?;
    let file = scratch.path().join("openapi.json");
    fs::write(&file, description.body).doing("writing the API's description")?;
    Step::new(workspace, python.validator()).arg(&file).run()
}

fn schemathesis(
    workspace: &Workspace,
    python: &Python,
    server: &DemoServer,
    depth: &Depth,
) -> Step {
    let folder = workspace.root().join("xtask").join("fuzz");
    let url = format!("http://{}", server.address());
    let mut step = Step::new(workspace, python.schemathesis())
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .arg("run")
        .arg(format!("{url}/api/openapi.json"))
        .args(["--continue-on-failure", "--generation-database", "none"])
        .args(["--max-examples", &depth.examples.to_string()])
        .args(["--max-time", &depth.seconds.to_string()])
        .env("BERTH_URL", url)
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .limit(Duration::from_secs(depth.seconds.into()) + SHRINKING);
    if let Some(seed) = depth.seed {
        step = step.arg("--seed").arg(seed.to_string());
    }
    step
}
