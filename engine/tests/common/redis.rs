//! A real Redis on a port of its own.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

/// A Redis that ends with the test.
pub struct Redis {
    pub process: Child,
    pub port: u16,
}

impl Redis {
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::start_at(port)
    }

    pub fn start_at(port: u16) -> Self {
        Self::run(port, &[])
    }

    /// `settings` as on a command line; a configuration file comes first.
    pub fn run(port: u16, settings: &[&str]) -> Self {
        let files = settings.iter().take_while(|word| !word.starts_with("--")).count();
        let process = Command::new("redis-server")
            .args(&settings[..files])
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no"])
            .args(&settings[files..])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server must be installed; `cargo xtask test` does it");
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            std::thread::yield_now();
        }
        Self { process, port }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}/0", self.port)
    }

    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }

    pub async fn ask(&self, command: &[&str]) -> redis::Value {
        let client = redis::Client::open(self.url()).unwrap();
        let mut connection = client.get_multiplexed_async_connection().await.unwrap();
        let mut request = redis::cmd(command[0]);
        for argument in &command[1..] {
            request.arg(*argument);
        }
        request.query_async(&mut connection).await.unwrap()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
