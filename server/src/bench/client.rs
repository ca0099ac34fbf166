//! Just enough of an HTTP/1.1 client: one connection that stays open, one session, no redirects followed.

use super::BenchError;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// Nothing measured here takes longer.
const PATIENCE: Duration = Duration::from_secs(30);

/// One signed-in browser, as it were.
pub struct Client {
    address: SocketAddr,
    cookie: String,
    stream: Option<BufReader<TcpStream>>,
}

/// What came back.
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as sent (perhaps compressed), without its framing.
    pub body: Vec<u8>,
    /// Bytes over the wire, headers and framing included.
    pub wire: usize,
}

impl Answer {
    /// The value of a header; empty when it is not there.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// A form as it is posted.
#[must_use]
pub fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

impl Client {
    /// A client that has not connected yet.
    #[must_use]
    pub const fn new(address: SocketAddr) -> Self {
        Self { address, cookie: String::new(), stream: None }
    }

    /// Another connection of the same session, to a server that may have another port by now.
    #[must_use]
    pub fn again(&self, address: SocketAddr) -> Self {
        Self { address, cookie: self.cookie.clone(), stream: None }
    }

    /// Where the server is.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Signs in.
    ///
    /// # Errors
    /// The server did not give a session.
    pub fn sign_in(&mut self, login: &str, password: &str) -> Result<(), BenchError> {
        let answer = self.post("/api/account/sign-in", &form(&[("login", login), ("password", password), ("next", "/")]))?;
        let cookie = answer.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
        if cookie.is_empty() {
            return Err(BenchError::Unexpected(format!("signing in gave no session (status {})", answer.status)));
        }
        self.cookie = cookie;
        Ok(())
    }

    /// Asks for a page or a file; `encoding` is the Accept-Encoding.
    ///
    /// # Errors
    /// The connection's.
    pub fn get(&mut self, path: &str, encoding: &str) -> Result<Answer, BenchError> {
        let head = format!("GET {path} HTTP/1.1\r\nAccept: text/html,*/*\r\nAccept-Encoding: {encoding}\r\n");
        self.ask(&head, "")
    }

    /// Posts a form as the pages' own script does.
    ///
    /// # Errors
    /// The connection's.
    pub fn post(&mut self, path: &str, body: &str) -> Result<Answer, BenchError> {
        let length = body.len();
        let head = format!(
            "POST {path} HTTP/1.1\r\nAccept: application/json\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\
             Origin: http://{}\r\nSec-Fetch-Site: same-origin\r\n",
            self.address
        );
        self.ask(&head, body)
    }

    fn ask(&mut self, head: &str, body: &str) -> Result<Answer, BenchError> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => self.connect()?,
        };
        let cookie = if self.cookie.is_empty() { String::new() } else { format!("Cookie: {}\r\n", self.cookie) };
        let request = format!("{head}Host: {}\r\nUser-Agent: madoguchi-bench\r\n{cookie}\r\n{body}", self.address);
        stream.get_mut().write_all(request.as_bytes())?;
        let answer = read(&mut stream)?;
        if answer.header("connection") != "close" {
            self.stream = Some(stream);
        }
        Ok(answer)
    }

    fn connect(&self) -> Result<BufReader<TcpStream>, BenchError> {
        let stream = TcpStream::connect_timeout(&self.address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        stream.set_nodelay(true)?;
        Ok(BufReader::new(stream))
    }
}

/// One line without its end; counts what was read.
fn line(stream: &mut impl BufRead, wire: &mut usize) -> Result<String, BenchError> {
    let mut bytes = Vec::new();
    *wire += stream.read_until(b'\n', &mut bytes)?;
    if bytes.last() != Some(&b'\n') {
        return Err(BenchError::Io(std::io::ErrorKind::UnexpectedEof.into()));
    }
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

fn read(stream: &mut impl BufRead) -> Result<Answer, BenchError> {
    let mut wire = 0;
    let status = line(stream, &mut wire)?;
    let status = status.split(' ').nth(1).and_then(|s| s.parse().ok()).ok_or_else(|| BenchError::Unexpected(format!("not an answer: {status}")))?;
    let mut answer = Answer { status, headers: Vec::new(), body: Vec::new(), wire };
    loop {
        let header = line(stream, &mut answer.wire)?;
        let Some((name, value)) = header.split_once(':') else { break };
        answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if answer.header("transfer-encoding") == "chunked" {
        read_chunks(stream, &mut answer)?;
    } else {
        let length = answer.header("content-length").parse().unwrap_or(0);
        answer.wire += append(stream, length, &mut answer.body)?;
    }
    Ok(answer)
}

fn append(stream: &mut impl BufRead, length: u64, body: &mut Vec<u8>) -> Result<usize, BenchError> {
    let read = stream.take(length).read_to_end(body)?;
    if u64::try_from(read).ok() == Some(length) { Ok(read) } else { Err(BenchError::Io(std::io::ErrorKind::UnexpectedEof.into())) }
}

fn read_chunks(stream: &mut impl BufRead, answer: &mut Answer) -> Result<(), BenchError> {
    loop {
        let size = line(stream, &mut answer.wire)?;
        let size = u64::from_str_radix(size.split(';').next().unwrap_or_default(), 16).map_err(|_| BenchError::Unexpected("a broken chunk".to_owned()))?;
        answer.wire += append(stream, size, &mut answer.body)?;
        // The line end after a chunk, or the empty line after the last one.
        line(stream, &mut answer.wire)?;
        if size == 0 {
            return Ok(());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_and_counted() {
        let plain = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhellorest";
        let answer = read(&mut &plain[..]).unwrap();
        assert_eq!((answer.status, answer.text().as_str(), answer.header("x-a"), answer.wire), (200, "hello", "b", plain.len() - 4));
        let chunked = b"HTTP/1.1 303 See Other\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        let answer = read(&mut &chunked[..]).unwrap();
        assert_eq!((answer.status, answer.text().as_str(), answer.wire), (303, "abcd", chunked.len()));
        assert!(read(&mut &b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"[..]).is_err());
        assert!(read(&mut &b"HTTP/1.1 20"[..]).is_err());
    }
}
