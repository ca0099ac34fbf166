//! A relay that does what a test tells it: takes, puts off, refuses, cuts the line, or is slow. It keeps what it took.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// What the relay does with an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Takes it.
    Take,
    /// 451 to the recipient.
    Later,
    /// 550 to the recipient.
    Refuse,
    /// 554 5.7.1: not wanted, whatever the address.
    Policy,
    /// Takes it and cuts the line before saying so.
    Cut,
}

/// A message that was taken: to whom, and all of it.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub raw: String,
}

impl Taken {
    pub fn message_id(&self) -> String {
        self.raw.lines().find_map(|l| l.strip_prefix("Message-ID: ")).unwrap_or_default().trim().to_owned()
    }

    pub fn read(&self) -> (String, String) {
        let read = mail_parser::MessageParser::default().parse(self.raw.as_bytes()).unwrap();
        (read.subject().unwrap_or_default().to_owned(), read.body_text(0).unwrap_or_default().replace("\r\n", "\n"))
    }
}

#[derive(Default)]
struct Inner {
    manners: Vec<Manner>,
    of: HashMap<String, Manner>,
    slow: Duration,
    taken: Vec<Taken>,
}

#[derive(Clone)]
pub struct Relay {
    pub address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
}

impl Relay {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let relay = Self { address: listener.local_addr().unwrap(), inner: Arc::default() };
        let served = relay.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let relay = served.clone();
                tokio::spawn(async move {
                    // A line that is cut is part of the game.
                    let _ = relay.serve(stream).await;
                });
            }
        });
        relay
    }

    /// What it does with the next e-mails, one after the other; afterwards it takes.
    pub fn next(&self, manners: &[Manner]) {
        self.inner.lock().unwrap().manners = manners.iter().rev().copied().collect();
    }

    /// What it always does with an address.
    pub fn always(&self, to: &str, manner: Manner) {
        self.inner.lock().unwrap().of.insert(to.to_owned(), manner);
    }

    pub fn slow(&self, by: Duration) {
        self.inner.lock().unwrap().slow = by;
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.inner.lock().unwrap().taken.clone()
    }

    fn manner(&self, to: &str) -> Manner {
        let mut inner = self.inner.lock().unwrap();
        inner.of.get(to).copied().unwrap_or_else(|| inner.manners.pop().unwrap_or(Manner::Take))
    }

    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        write.write_all(b"220 relay\r\n").await?;
        let (mut to, mut manner) = (String::new(), Manner::Take);
        while let Some(line) = lines.next_line().await? {
            let slow = self.inner.lock().unwrap().slow;
            tokio::time::sleep(slow).await;
            let verb = line.to_ascii_uppercase();
            let answer = if verb.starts_with("EHLO") {
                "250-relay\r\n250 8BITMIME".to_owned()
            } else if verb.starts_with("RCPT") {
                to = line.split(['<', '>']).nth(1).unwrap_or_default().to_owned();
                manner = self.manner(&to);
                match manner {
                    Manner::Later => "451 4.3.0 try again later".to_owned(),
                    Manner::Refuse => "550 5.1.1 no such user".to_owned(),
                    Manner::Policy => "554 5.7.1 not wanted".to_owned(),
                    Manner::Take | Manner::Cut => "250 2.1.5 ok".to_owned(),
                }
            } else if verb == "DATA" {
                write.write_all(b"354 go on\r\n").await?;
                let mut raw = String::new();
                while let Some(line) = lines.next_line().await?.filter(|l| l != ".") {
                    raw.push_str(line.strip_prefix('.').unwrap_or(&line));
                    raw.push_str("\r\n");
                }
                self.inner.lock().unwrap().taken.push(Taken { to: to.clone(), raw });
                if manner == Manner::Cut {
                    return Ok(());
                }
                "250 2.0.0 queued".to_owned()
            } else if verb == "QUIT" {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            } else {
                "250 ok".to_owned()
            };
            write.write_all(format!("{answer}\r\n").as_bytes()).await?;
        }
        Ok(())
    }
}
