//! The program under measurement, as a process of its own.

use super::{BenchError, Prepared};
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A start that takes longer has failed.
const LONGEST_START: Duration = Duration::from_secs(30);

/// A running server. It ends with this value, without a chance to tidy up: what it acknowledged must be safe already.
pub struct Server {
    /// Where it listens.
    pub address: SocketAddr,
    child: Child,
}

impl Drop for Server {
    fn drop(&mut self) {
        // Errors mean that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts `program` on the prepared database and waits for its first answer; also how long that took.
    ///
    /// # Errors
    /// It cannot be started, or does not answer.
    pub fn start(program: &Path, prepared: &Prepared) -> Result<(Self, Duration), BenchError> {
        Self::start_with(program, prepared, &[])
    }

    /// The same with further settings.
    ///
    /// # Errors
    /// It cannot be started, or does not answer.
    pub fn start_with(program: &Path, prepared: &Prepared, settings: &[(&str, &str)]) -> Result<(Self, Duration), BenchError> {
        let address = free_address()?;
        let log = prepared.file.with_extension("log");
        let began = Instant::now();
        let child = Command::new(program)
            .arg("serve")
            .env("MADOGUCHI_LISTEN", address.to_string())
            .env("MADOGUCHI_PUBLIC_URL", format!("http://{address}"))
            .env("MADOGUCHI_DATABASE", format!("sqlite:{}", prepared.file.display()))
            .env("MADOGUCHI_LOG", "json")
            .envs(prepared.site.iter().map(|site| ("MADOGUCHI_SITE", site)))
            .envs(settings.iter().copied())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::options().create(true).append(true).open(&log)?)
            .spawn()?;
        let mut server = Self { address, child };
        while !answers(address) {
            if let Some(status) = server.child.try_wait()? {
                return Err(BenchError::Unexpected(format!("the server ended at its start ({status}); see {}", log.display())));
            }
            if began.elapsed() > LONGEST_START {
                return Err(BenchError::Unexpected(format!("the server did not answer; see {}", log.display())));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok((server, began.elapsed()))
    }

    /// Memory in KiB: now, and the most there ever was.
    ///
    /// # Errors
    /// The system does not tell.
    pub fn memory(&self) -> Result<(u64, u64), BenchError> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let value = |name: &str| status.lines().find_map(|l| l.strip_prefix(name)).and_then(|v| v.split_whitespace().next()).and_then(|v| v.parse().ok());
        value("VmRSS:").zip(value("VmHWM:")).ok_or_else(|| BenchError::Unexpected("the system does not tell the memory of a process".to_owned()))
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(self) {
        drop(self);
    }
}

/// An address of this computer that was free a moment ago.
fn free_address() -> Result<SocketAddr, BenchError> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// Whether the sign-in page comes.
fn answers(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(format!("GET /sign-in HTTP/1.1\r\nHost: {address}\r\nAccept: text/html\r\nConnection: close\r\n\r\n").as_bytes())?;
        let mut beginning = [0_u8; 12];
        stream.read_exact(&mut beginning)?;
        Ok(beginning == *b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
