//! How does a load run speak to a server? One connection that stays open, one question after the other. It knows just
//! as much HTTP/1.1 as our own answers need.

use std::net::SocketAddr;

use anyhow::{Context, Result, bail};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection and the last answer that came over it.
pub(crate) struct Connection {
    stream: TcpStream,
    bytes: Vec<u8>,
    head: usize,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub(crate) async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Connection { stream, bytes: Vec::with_capacity(256 * 1024), head: 0 })
    }

    /// Sends a request and reads its answer to the end; gives the status.
    ///
    /// # Errors
    /// When the connection breaks or the answer is no HTTP.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.bytes.clear();
        self.stream.write_all(request).await?;
        self.head = self.read_until(0, b"\r\n\r\n").await?;
        if let Some(length) = self.header("content-length") {
            let length: usize = length.parse().context("a length that is no number")?;
            self.fill(self.head + length).await?;
        } else if self.header("transfer-encoding").is_some() {
            self.read_chunks().await?;
        } else {
            bail!("an answer whose end is not said: {}", String::from_utf8_lossy(&self.bytes[..self.head]));
        }
        let status = self.bytes.get(9..12).and_then(|b| std::str::from_utf8(b).ok()).and_then(|s| s.parse().ok());
        status.context("an answer without a status")
    }

    /// A header of the last answer; `name` in lower case, as our servers write it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let head = std::str::from_utf8(&self.bytes[..self.head]).ok()?;
        head.split("\r\n")
            .filter_map(|line| line.split_once(": "))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    }

    /// The value of a cookie that the last answer set.
    pub(crate) fn cookie(&self, name: &str) -> Option<String> {
        let head = std::str::from_utf8(&self.bytes[..self.head]).ok()?;
        let set = head.split("\r\n").filter_map(|line| line.strip_prefix("set-cookie: "));
        let pair = set.filter_map(|cookie| cookie.split(';').next()?.split_once('=')).find(|(key, _)| *key == name);
        pair.map(|(_, value)| value.to_owned())
    }

    /// The last answer's body as text.
    pub(crate) fn body(&self) -> String {
        String::from_utf8_lossy(&self.bytes[self.head..]).into_owned()
    }

    /// Bytes of the last answer, head and framing included.
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    async fn read_chunks(&mut self) -> Result<()> {
        let mut at = self.head;
        loop {
            let line = self.read_until(at, b"\r\n").await?;
            let digits = std::str::from_utf8(&self.bytes[at..line - 2])?;
            let length = usize::from_str_radix(digits.trim(), 16).context("a chunk without a length")?;
            at = line + length + 2;
            self.fill(at).await?;
            if length == 0 {
                return Ok(());
            }
        }
    }

    /// Reads until `end` is there; gives the place behind it.
    async fn read_until(&mut self, from: usize, end: &[u8]) -> Result<usize> {
        loop {
            if let Some(found) = self.bytes[from..].windows(end.len()).position(|window| window == end) {
                return Ok(from + found + end.len());
            }
            self.more().await?;
        }
    }

    async fn fill(&mut self, length: usize) -> Result<()> {
        while self.bytes.len() < length {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<()> {
        if self.stream.read_buf(&mut self.bytes).await? == 0 {
            bail!("the connection was closed in the middle of an answer");
        }
        Ok(())
    }
}

/// A page that is asked for, as a browser would ask.
pub(crate) fn get(path: &str, cookie: &str, compressed: bool) -> Vec<u8> {
    let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
    let encoding = if compressed { "accept-encoding: gzip\r\n" } else { "" };
    format!("GET {path} HTTP/1.1\r\nhost: localhost\r\n{cookie}{encoding}\r\n").into_bytes()
}

/// A form that is sent.
pub(crate) fn post(path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    post_with(path, "", fields)
}

/// A form that is sent with a cookie.
pub(crate) fn post_with(path: &str, cookie: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    let body = body.finish();
    let cookie = if cookie.is_empty() { String::new() } else { format!("cookie: {cookie}\r\n") };
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\n{cookie}content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    (head + &body).into_bytes()
}
