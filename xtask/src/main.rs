//! `cargo xtask <command>`: set-up, run, test, check and dist, each in one command.

mod bench;
mod browser;
mod build;
mod check;
mod crash;
mod debian;
mod demo_server;
mod dist;
mod failure;
mod frontend_tree;
mod fuzz;
mod http;
mod lockfile;
mod node;
mod page;
mod planted;
mod prometheus;
mod python;
mod redis;
mod redlock;
mod run;
mod scratch;
mod site;
mod step;
mod stopwatch;
mod strace;
mod test;
mod tools;
mod weight;
mod workspace;

use std::env;
use std::process::ExitCode;

use failure::{Failure, Outcome};
use workspace::Workspace;

const USAGE: &str = "\
cargo xtask run [-- ARGS]          add what is missing, build, serve the demo (ARGS go to `berth serve`)
cargo xtask test [rust|fuzz|browser]
                                   add what is missing, run every test
cargo xtask fuzz                   hold the API to its description for three minutes
cargo xtask crash [KILLS]          kill the server 1,000 times at random moments; nothing told is lost
cargo xtask planted [NAME…]        plant each known bug and see the tests fail
cargo xtask bench [-- SUBJECTS]    measure, as a table here; all of it also in bench/RESULTS.md
cargo xtask check                  format, lints, dependencies
cargo xtask dist                   leave one self-contained binary in dist/";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("xtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] | ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        ["run", "--", rest @ ..] | ["run", rest @ ..] => run::run(&Workspace::find()?, rest),
        ["test"] => test::all(&Workspace::find()?),
        ["test", "rust"] => test::rust(&Workspace::find()?),
        ["test", "fuzz"] => fuzz::short(&Workspace::find()?),
        ["fuzz"] => fuzz::long(&Workspace::find()?),
        ["crash"] => crash::run(&Workspace::find()?, None),
        ["crash", kills] => crash::run(&Workspace::find()?, Some(kills)),
        ["planted", only @ ..] => planted::run(&Workspace::find()?, only),
        ["test", "browser"] => test::browser(&Workspace::find()?),
        ["bench", "--", subjects @ ..] | ["bench", subjects @ ..] => {
            bench::run(&Workspace::find()?, subjects)
        }
        ["check"] => check::run(&Workspace::find()?),
        ["dist"] => dist::run(&Workspace::find()?),
        _ => Err(Failure::new(format!("no such command\n{USAGE}"))),
    }
}
