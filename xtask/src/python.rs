//! The fuzzer and the validator of API descriptions: both are written in Python, and each checkout has
//! its own.

use std::path::{Path, PathBuf};

use crate::debian;
use crate::failure::{Failure, Outcome};
use crate::step::Step;
use crate::workspace::Workspace;

const SCHEMATHESIS: &str = "4.32.5";
const VALIDATOR: &str = "0.9.0";

/// What Schemathesis asks for.
const OLDEST_PYTHON: (u32, u32) = (3, 10);

/// Where the programs of a Python environment are.
pub struct Python {
    programs: PathBuf,
}

impl Python {
    pub fn schemathesis(&self) -> PathBuf {
        self.programs.join("schemathesis")
    }

    pub fn validator(&self) -> PathBuf {
        self.programs.join("openapi-spec-validator")
    }

    fn is_whole(&self) -> bool {
        self.schemathesis().is_file() && self.validator().is_file()
    }
}

/// Adds whatever of it is missing. The folder names the versions, so that others get another.
pub fn ensure(workspace: &Workspace) -> Outcome<Python> {
    let folder = workspace.tools().join(format!("schemathesis-{SCHEMATHESIS}-{VALIDATOR}"));
    let python = Python { programs: folder.join("bin") };
    if python.is_whole() {
        return Ok(python);
    }
    let interpreter = interpreter(workspace)?;
    println!("adding Schemathesis {SCHEMATHESIS}: it fuzzes the API; about 1 minute");
    Step::new(workspace, interpreter).args(["-m", "venv", "--clear"]).arg(&folder).run()?;
    Step::new(workspace, python.programs.join("python"))
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"])
        .arg(format!("schemathesis=={SCHEMATHESIS}"))
        .arg(format!("openapi-spec-validator=={VALIDATOR}"))
        .run()?;
    match python.is_whole() {
        true => Ok(python),
        false => Err(Failure::new("pip left no schemathesis behind")),
    }
}

/// A Python that is new enough and can make environments, installed first where Debian allows it.
fn interpreter(workspace: &Workspace) -> Outcome<PathBuf> {
    if let Some(found) = workspace.program("python3").filter(|path| suffices(workspace, path)) {
        return Ok(found);
    }
    if debian::can_install() {
        println!("adding Python: the fuzzer is written in it; seconds");
        debian::install(workspace, &["python3", "python3-venv"])?;
    }
    let (major, minor) = OLDEST_PYTHON;
    workspace.program("python3").filter(|path| suffices(workspace, path)).ok_or_else(|| {
        Failure::new(format!(
            "fuzzing the API needs Python {major}.{minor} or newer with venv: run `sudo apt-get install python3-venv` or `brew install python`"
        ))
    })
}

fn suffices(workspace: &Workspace, python: &Path) -> bool {
    let (major, minor) = OLDEST_PYTHON;
    let question = format!("import ensurepip, sys; print(sys.version_info >= ({major}, {minor}))");
    let answer = Step::new(workspace, python).arg("-c").arg(question).output();
    answer.is_ok_and(|answer| answer.trim() == "True")
}
