use server::command::Cli;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match server::command::run(Cli::from_environment()).await {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("berth: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
