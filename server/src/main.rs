use server::command::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match server::command::run(Cli::from_environment()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("berth: {failure}");
            ExitCode::FAILURE
        }
    }
}
