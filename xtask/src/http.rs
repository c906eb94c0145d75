//! As much of an HTTP/1.1 client as the page weight needs: one GET, one answer, then the connection ends.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::failure::{Doing, Failure, Outcome};

/// A page on loopback answers in milliseconds; seconds mean that it hangs.
const PATIENCE: Duration = Duration::from_secs(5);

/// A hundred times the page budget: past it, this is not our page.
const MOST_BYTES: u64 = 13_000_000;

#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    /// As it came over the wire, still compressed.
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// Asks for a path in the given content coding (`br`, `identity`).
pub fn get(server: SocketAddr, path: &str, coding: &str) -> Outcome<Answer> {
    let asking = || format!("GET {path}");
    let mut stream = TcpStream::connect_timeout(&server, PATIENCE).doing(asking())?;
    stream.set_read_timeout(Some(PATIENCE)).doing(asking())?;
    stream.set_write_timeout(Some(PATIENCE)).doing(asking())?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: {server}\r\nAccept: text/html,*/*\r\nAccept-Encoding: {coding}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).doing(asking())?;
    let mut bytes = Vec::new();
    stream.take(MOST_BYTES).read_to_end(&mut bytes).doing(asking())?;
    parse(&bytes).ok_or_else(|| Failure::new(format!("GET {path}: the answer is cut short")))
}

fn parse(bytes: &[u8]) -> Option<Answer> {
    let (head, rest) = split(bytes, b"\r\n\r\n")?;
    let mut lines = std::str::from_utf8(head).ok()?.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.to_owned(), value.trim().to_owned()))
        .collect();
    let mut answer = Answer { status, headers, body: Vec::new() };
    let chunked = answer
        .header("transfer-encoding")
        .is_some_and(|coding| coding.eq_ignore_ascii_case("chunked"));
    answer.body = match answer.header("content-length") {
        _ if chunked => join_chunks(rest)?,
        Some(length) => rest.get(..length.parse().ok()?)?.to_vec(),
        None => rest.to_vec(),
    };
    Some(answer)
}

fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let (size, after) = split(rest, b"\r\n")?;
        let size = std::str::from_utf8(size).ok()?.split(';').next()?;
        let size = usize::from_str_radix(size.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(after.get(..size)?);
        rest = after.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let position = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..position], &bytes[position + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_body_of_known_length_is_read() {
        let answer =
            parse(b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\nContent-Length: 3\r\n\r\nabc");
        let answer = answer.expect("an answer");
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"abc".as_slice()));
        assert_eq!(answer.header("Content-Encoding"), Some("br"));
    }

    #[test]
    fn chunks_are_joined() {
        let answer = parse(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n",
        );
        assert_eq!(answer.expect("an answer").body, b"abc0123456789");
    }

    #[test]
    fn a_short_answer_is_none() {
        for bytes in [
            b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabc".as_slice(),
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            b"HTTP/1.1 200 OK\r\nContent-",
            b"",
        ] {
            assert_eq!(parse(bytes), None);
        }
    }
}
