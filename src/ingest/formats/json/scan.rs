//! A place in a stream of JSON that hands out one value at a time as raw bytes, however long the whole is.

use crate::ingest::decode::NotUtf8;
use crate::ingest::open::Chunks;
use crate::ingest::read::BATCH;
use std::io;

/// One raw value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    Bytes(Vec<u8>),
    /// It has more bytes than asked for and was passed over.
    Long,
    /// The stream ended inside it.
    Torn,
}

/// The place; what lies behind it is forgotten.
pub(super) struct Scan {
    chunks: Chunks,
    at: usize,
    /// What ended the stream before its end.
    pub fault: Option<io::Error>,
}

impl Scan {
    pub fn new(chunks: Chunks) -> Self {
        Self { chunks, at: 0, fault: None }
    }

    /// Bytes taken from the disk so far.
    pub fn taken(&self) -> u64 {
        self.chunks.taken()
    }

    /// How the stream is read, where that is not as UTF-8.
    pub fn encoding(&self) -> Option<NotUtf8> {
        self.chunks.encoding()
    }

    /// The next byte that is no white space, which stays; a byte order mark is passed over.
    pub fn peek(&mut self) -> Option<u8> {
        loop {
            let rest = &self.chunks.buffer[self.at..];
            if let Some(skipped) = rest.iter().position(|byte| !b" \t\r\n\xEF\xBB\xBF".contains(byte)) {
                self.at += skipped;
                return Some(self.chunks.buffer[self.at]);
            }
            self.at = self.chunks.buffer.len();
            if !self.more() {
                return None;
            }
        }
    }

    /// Goes past the next byte if it is this one.
    pub fn skip(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// The next value with at most `most` bytes; commas and colons before it are passed over. `None` at the end of
    /// the stream, or at the bracket that closes what it stands in, which stays.
    pub fn value(&mut self, most: usize) -> Option<Raw> {
        while self.skip(b',') || self.skip(b':') {}
        if matches!(self.peek()?, b']' | b'}') {
            return None;
        }
        let (mut end, mut raw, mut long) = (End::default(), Vec::new(), false);
        loop {
            let rest = &self.chunks.buffer[self.at..];
            let (used, done) = end.feed(rest);
            long |= raw.len() + used > most;
            if long {
                raw = Vec::new();
            } else {
                raw.extend_from_slice(&rest[..used]);
            }
            self.at += used;
            if done || (!self.more() && end.is_scalar()) {
                return Some(if long { Raw::Long } else { Raw::Bytes(raw) });
            }
            if self.at == self.chunks.buffer.len() && self.chunks.ended {
                return Some(Raw::Torn);
            }
        }
    }

    /// The next key of an object; `None` where there is none.
    pub fn key(&mut self, most: usize) -> Option<String> {
        match self.value(most)? {
            Raw::Bytes(bytes) => serde_json::from_slice(&bytes).ok(),
            Raw::Long | Raw::Torn => None,
        }
    }

    /// Reads on; whether there was anything.
    fn more(&mut self) -> bool {
        self.chunks.consume(self.at);
        self.at = 0;
        if !self.chunks.ended
            && let Err(cause) = self.chunks.fill(BATCH)
        {
            self.fault = Some(cause);
        }
        !self.chunks.buffer.is_empty()
    }
}

/// Finds the end of one value across pieces.
#[derive(Default)]
struct End {
    depth: usize,
    in_string: bool,
    escaped: bool,
    began: bool,
}

impl End {
    /// Whether the value is a number or a word, which ends where something else begins.
    fn is_scalar(&self) -> bool {
        self.began && self.depth == 0 && !self.in_string
    }

    /// Goes through a piece; gives the bytes that belong to the value and whether it ended.
    fn feed(&mut self, piece: &[u8]) -> (usize, bool) {
        for (index, &byte) in piece.iter().enumerate() {
            if self.in_string {
                match byte {
                    _ if self.escaped => self.escaped = false,
                    b'\\' => self.escaped = true,
                    b'"' => self.in_string = false,
                    _ => {}
                }
                if !self.in_string && self.depth == 0 {
                    return (index + 1, true);
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth <= 1 => return (index + self.depth, true),
                b'}' | b']' => self.depth -= 1,
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if self.is_scalar() => return (index, true),
                _ => {}
            }
            self.began = true;
        }
        (piece.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::open::Opened;

    fn scan(text: &str) -> Scan {
        Scan::new(Chunks::new(Opened::memory(text.as_bytes().to_vec())))
    }

    fn bytes(text: &str) -> Option<Raw> {
        Some(Raw::Bytes(text.as_bytes().to_vec()))
    }

    #[test]
    fn values_come_one_at_a_time() {
        let mut scan = scan(" {\"a\": [1, \"}\\\"\"]} , 12 \"x\"true");
        assert_eq!(scan.value(99), bytes("{\"a\": [1, \"}\\\"\"]}"));
        assert_eq!(scan.value(99), bytes("12"));
        assert_eq!(scan.value(99), bytes("\"x\""));
        assert_eq!(scan.value(99), bytes("true"));
        assert_eq!(scan.value(99), None);
    }

    #[test]
    fn long_and_torn_values_are_told() {
        let mut scan = scan("[\"a long one\", 3, {\"torn\": ");
        assert!(scan.skip(b'['));
        assert_eq!(scan.value(5), Some(Raw::Long));
        assert_eq!(scan.value(5), bytes("3"));
        assert_eq!(scan.value(99), Some(Raw::Torn));
        assert_eq!(scan.value(99), None);
    }
}
