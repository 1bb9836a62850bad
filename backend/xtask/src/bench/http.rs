//! The few lines of HTTP that a benchmark needs: HTTP/1.0, so an answer ends where the connection ends.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

/// How long an answer may take to begin or to go on.
const PATIENCE: Duration = Duration::from_secs(60);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status code.
    pub(crate) status: u16,
    /// The `Location` header, empty if there is none.
    pub(crate) location: String,
    /// The body, as far as it was kept.
    pub(crate) body: String,
    /// How long the body is, in bytes.
    pub(crate) bytes: u64,
    /// From before the connection until the last byte.
    pub(crate) seconds: f64,
}

/// Fetches a path and keeps the body.
pub(crate) fn get(server: SocketAddr, path: &str) -> io::Result<Answer> {
    exchange(server, &format!("GET {path} HTTP/1.0\r\nHost: {server}\r\n\r\n"), true)
}

/// Fetches a path, packed where the server can and `gzip` asks for it, and counts the bytes of the body only.
pub(crate) fn download(server: SocketAddr, path: &str, gzip: bool) -> io::Result<Answer> {
    let accept = if gzip { "Accept-Encoding: gzip\r\n" } else { "" };
    exchange(server, &format!("GET {path} HTTP/1.0\r\nHost: {server}\r\n{accept}\r\n"), false)
}

/// Posts a JSON body.
pub(crate) fn post(server: SocketAddr, path: &str, json: &str) -> io::Result<Answer> {
    let length = json.len();
    let head = format!("POST {path} HTTP/1.0\r\nHost: {server}\r\nContent-Type: application/json");
    exchange(server, &format!("{head}\r\nContent-Length: {length}\r\n\r\n{json}"), true)
}

fn exchange(server: SocketAddr, request: &str, keep: bool) -> io::Result<Answer> {
    let start = Instant::now();
    let mut stream = TcpStream::connect(server)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request.as_bytes())?;
    let mut reader = BufReader::with_capacity(1 << 16, stream);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let status = line.split(' ').nth(1).and_then(|code| code.parse().ok());
    let status = status.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("not HTTP: {line:?}")))?;
    let mut location = String::new();
    loop {
        line.clear();
        if reader.read_line(&mut line)? == 0 || line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("location")
        {
            value.trim().clone_into(&mut location);
        }
    }
    let mut body = String::new();
    let bytes = if keep { reader.read_to_string(&mut body)? as u64 } else { io::copy(&mut reader, &mut io::sink())? };
    Ok(Answer { status, location, body, bytes, seconds: start.elapsed().as_secs_f64() })
}
