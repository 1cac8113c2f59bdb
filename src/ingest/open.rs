//! Opens files, packed or plain, and standard input, all as a stream that counts the bytes it took from the disk.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::archive::HARMLESS;
use super::decode::{self, NotUtf8};
use super::walk::Source;
use crate::config::InputOptions;
use crate::error::Warning;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

/// Bytes that a thread unpacks at a time, and how many such blocks may wait.
const BLOCK: u64 = 1 << 20;
const WAITING: usize = 4;

/// A stream of the file's unpacked bytes.
pub(crate) struct Opened {
    pub reader: Box<dyn Read + Send>,
    pub taken: Arc<AtomicU64>,
}

impl Opened {
    /// Bytes taken from the disk so far, packed as they lie there.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// The stream, which stops where it expands beyond the limit.
    pub fn guarded(self, options: &InputOptions) -> Self {
        let guarded = Guarded { inner: self.reader, taken: self.taken.clone(), given: 0, ratio: options.max_ratio };
        Self { reader: Box::new(guarded), taken: self.taken }
    }

    /// The stream, and up to so many of its first bytes, which it gives again.
    pub fn begin(mut self, most: u64) -> (Self, Vec<u8>) {
        let mut start = Vec::new();
        // What fails here fails again for whoever reads on, and is told there.
        let fault = self.reader.by_ref().take(most).read_to_end(&mut start).err();
        let rest = io::Cursor::new(start.clone()).chain(Broken(fault)).chain(self.reader);
        (Self { reader: Box::new(rest), taken: self.taken }, start)
    }

    /// A stream of bytes that are there already.
    #[cfg(test)]
    pub fn memory(bytes: Vec<u8>) -> Self {
        Self { reader: Box::new(io::Cursor::new(bytes)), taken: Arc::default() }
    }
}

/// Gives a fault once, and nothing else.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Whether a stream is packed or an archive by its first bytes.
pub(crate) fn is_packed(opened: Opened) -> (Opened, bool) {
    let (opened, start) = opened.begin(8);
    let packed = Packing::of_bytes(&start).is_some() || start.starts_with(b"PK\x03\x04");
    (opened, packed)
}

/// One layer of packing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    Zstd,
    Bzip2,
}

impl Packing {
    /// The layer that the end of a name tells, and the name without it.
    pub fn of(name: &str) -> Option<(&str, Self)> {
        let (rest, ending) = name.rsplit_once('.')?;
        let packing = match ending.to_ascii_lowercase().as_str() {
            "gz" | "gzip" => Self::Gzip,
            "zst" | "zstd" => Self::Zstd,
            "bz2" => Self::Bzip2,
            _ => return None,
        };
        Some((rest, packing))
    }

    /// The layer that the first bytes of a file tell.
    pub fn of_bytes(start: &[u8]) -> Option<Self> {
        match start {
            [0x1F, 0x8B, 8, ..] => Some(Self::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Self::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, ..] => Some(Self::Bzip2),
            _ => None,
        }
    }

    /// The stream without this layer.
    pub fn unpack(self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        let packed = BufReader::with_capacity(1 << 16, packed);
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
            Self::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(packed)),
        })
    }
}

/// Counts what passes.
struct Counted<R> {
    inner: R,
    taken: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.taken.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Stops a stream that expands beyond the limit.
struct Guarded<R> {
    inner: R,
    taken: Arc<AtomicU64>,
    given: u64,
    ratio: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.given += count as u64;
        if self.given > HARMLESS && self.given / self.ratio > self.taken.load(Ordering::Relaxed) {
            let what = format!("it expands more than {} times (--max-ratio allows more)", self.ratio);
            return Err(io::Error::other(what));
        }
        Ok(count)
    }
}

/// Opens a file, or a member of an archive, for reading from its beginning.
pub(crate) fn open(source: &Source, options: &InputOptions) -> io::Result<Opened> {
    let taken = Arc::new(AtomicU64::new(0));
    let inner: Box<dyn Read + Send> = match (&source.member, &source.held) {
        (Some(member), Some(held)) => Box::new(member.bytes(io::Cursor::new(held.clone()))?),
        (Some(member), None) => Box::new(member.bytes(File::open(&source.path)?)?),
        (None, Some(held)) => Box::new(io::Cursor::new(held.clone())),
        (None, None) if source.is_stdin() => Box::new(io::stdin()),
        (None, None) => Box::new(File::open(&source.path)?),
    };
    let mut reader: Box<dyn Read + Send> = Box::new(Counted { inner, taken: taken.clone() });
    if let Some(member) = &source.member {
        reader = member.unpack(reader)?;
    }
    for layer in &source.packing {
        reader = layer.unpack(reader)?;
    }
    let opened = Opened { reader, taken };
    Ok(if source.is_plain() { opened } else { opened.guarded(options) })
}

/// Opens a table; if it is packed, a thread of its own unpacks it while others parse.
pub(crate) fn stream(source: &Source, options: &InputOptions) -> io::Result<Opened> {
    let Opened { reader, taken } = open(source, options)?;
    if source.is_plain() {
        return Ok(Opened { reader, taken });
    }
    Ok(Opened { reader: Box::new(Ahead::of(reader)?), taken })
}

/// A stream that a thread of its own reads a few blocks ahead. The thread ends when nobody takes its blocks.
struct Ahead {
    blocks: Receiver<(Vec<u8>, Option<io::Error>)>,
    block: io::Cursor<Vec<u8>>,
    fault: Option<io::Error>,
}

impl Ahead {
    fn of(mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let (sender, blocks) = sync_channel(WAITING);
        std::thread::Builder::new().name("unpack".into()).spawn(move || {
            loop {
                let mut block = Vec::new();
                let read = reader.by_ref().take(BLOCK).read_to_end(&mut block);
                let last = block.is_empty() || read.is_err();
                if sender.send((block, read.err())).is_err() || last {
                    break;
                }
            }
        })?;
        Ok(Self { blocks, block: io::Cursor::default(), fault: None })
    }
}

impl Read for Ahead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.block.read(buffer)?;
        if count > 0 || buffer.is_empty() {
            return Ok(count);
        }
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let Ok((block, fault)) = self.blocks.recv() else { return Ok(0) };
        self.block = io::Cursor::new(block);
        self.fault = fault;
        if self.block.get_ref().is_empty() && self.fault.is_none() { Ok(0) } else { self.read(buffer) }
    }
}

/// Reads a whole file that holds one document; the second value is the number of bytes taken from the disk.
pub(crate) fn whole(source: &Source, options: &InputOptions) -> io::Result<(Vec<u8>, u64)> {
    let Opened { reader, taken } = open(source, options)?;
    let bytes = at_most(reader, source, options.record_bytes() as u64, &options.too_long())?;
    Ok((bytes, taken.load(Ordering::Relaxed)))
}

/// What cannot be streamed may have so many bytes when it is packed or comes by standard input.
const LARGEST: u64 = 512 << 20;

/// Reads a packed file of a kind that cannot be streamed.
#[cfg(feature = "parquet")]
pub(crate) fn memory(source: &Source, options: &InputOptions) -> io::Result<Vec<u8>> {
    hold(open(source, options)?.reader, source)
}

/// Reads to the end a stream of a kind that cannot be streamed.
pub(crate) fn hold(reader: impl Read, source: &Source) -> io::Result<Vec<u8>> {
    let long = format!("longer than {} MB and not a plain file on the disk: make it one first", LARGEST >> 20);
    at_most(reader, source, LARGEST, &long)
}

fn at_most(reader: impl Read, source: &Source, most: u64, long: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(source.size.min(most).min(HARMLESS)).unwrap_or(0) + 1);
    reader.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::Error::other(long)) } else { Ok(bytes) }
}

/// The unpacked stream of a table, cut into pieces by whoever reads it. UTF-16 becomes UTF-8 on the way.
pub(crate) struct Chunks {
    opened: Opened,
    /// What is read and not yet consumed.
    pub buffer: Vec<u8>,
    /// The end of the file, or of what could be read of it, has come.
    pub ended: bool,
    began: bool,
    decoder: Option<encoding_rs::Decoder>,
}

impl Chunks {
    /// A stream that has read nothing yet.
    pub fn new(opened: Opened) -> Self {
        Self { opened, buffer: Vec::new(), ended: false, began: false, decoder: None }
    }

    /// Bytes taken from the disk so far.
    pub fn taken(&self) -> u64 {
        self.opened.taken()
    }

    /// How the whole stream is read, where that is not as UTF-8.
    pub fn encoding(&self) -> Option<NotUtf8> {
        self.decoder.as_ref().map(|decoder| NotUtf8 { name: decoder.encoding().name(), replaced: 0 })
    }

    /// The same as a warning.
    pub fn note(&self, source: &Source) -> Option<Warning> {
        self.encoding().map(|read| Warning::file(&source.shown, read.words()))
    }

    /// Whether everything is read and consumed.
    pub fn is_empty(&self) -> bool {
        self.ended && self.buffer.is_empty()
    }

    /// Reads up to `size` bytes more behind what is there. After an error the stream has ended.
    pub fn fill(&mut self, size: u64) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        let before = self.buffer.len();
        let result = self.opened.reader.by_ref().take(size).read_to_end(&mut self.buffer);
        self.ended = !matches!(result, Ok(count) if count as u64 == size);
        if !self.began {
            self.began = true;
            self.decoder = decode::utf16(&self.buffer).map(encoding_rs::Encoding::new_decoder);
        }
        if let Some(decoder) = &mut self.decoder {
            let raw = self.buffer.split_off(before);
            let room = decoder.max_utf8_buffer_length(raw.len()).unwrap_or(0);
            self.buffer.resize(before + room, 0);
            let (_, _, written, _) = decoder.decode_to_utf8(&raw, &mut self.buffer[before..], self.ended);
            self.buffer.truncate(before + written);
        }
        result.map(|_| ())
    }

    /// Forgets the first bytes.
    pub fn consume(&mut self, count: usize) {
        self.buffer.drain(..count);
    }

    /// Forgets everything up to the end of this line, however far it is.
    pub fn skip_line(&mut self, size: u64) -> io::Result<()> {
        loop {
            if let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') {
                self.consume(end + 1);
                return Ok(());
            }
            self.buffer.clear();
            if self.ended {
                return Ok(());
            }
            self.fill(size)?;
        }
    }
}
