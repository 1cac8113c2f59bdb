//! Opens files: plain, `.gz`, `.zst` and standard input, all as a stream that counts the bytes it took from the disk.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::walk::Source;
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// One document may have so many bytes; more is a mistake or an attack (a small `.gz` can hold gigabytes).
pub(crate) const LARGEST: u64 = 256 << 20;

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
}

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

/// Opens a file for reading from its beginning.
pub(crate) fn open(source: &Source) -> io::Result<Opened> {
    let taken = Arc::new(AtomicU64::new(0));
    let inner: Box<dyn Read + Send> =
        if source.is_stdin() { Box::new(io::stdin()) } else { Box::new(File::open(&source.path)?) };
    let counted = Counted { inner, taken: taken.clone() };
    let reader: Box<dyn Read + Send> = match source.packing {
        Packing::None => Box::new(counted),
        Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, counted))),
        Packing::Zstd => Box::new(zstd::stream::read::Decoder::new(counted)?),
    };
    Ok(Opened { reader, taken })
}

/// How a file is packed, by the end of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Gzip,
    Zstd,
}

/// Reads a whole file that holds one document; the second value is the number of bytes taken from the disk.
pub(crate) fn whole(source: &Source) -> io::Result<(Vec<u8>, u64)> {
    let opened = open(source)?;
    let mut bytes = Vec::with_capacity(usize::try_from(source.size.min(LARGEST)).unwrap_or(0) + 1);
    let Opened { reader, taken } = opened;
    reader.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other(format!("one document with more than {} MB", LARGEST >> 20)));
    }
    Ok((bytes, taken.load(Ordering::Relaxed)))
}

/// The unpacked stream of a table, cut into pieces by whoever reads it.
pub(crate) struct Chunks {
    opened: Opened,
    /// What is read and not yet consumed.
    pub buffer: Vec<u8>,
    /// The end of the file, or of what could be read of it, has come.
    pub ended: bool,
}

impl Chunks {
    /// A stream that has read nothing yet.
    pub fn new(opened: Opened) -> Self {
        Self { opened, buffer: Vec::new(), ended: false }
    }

    /// Bytes taken from the disk so far.
    pub fn taken(&self) -> u64 {
        self.opened.taken()
    }

    /// Reads up to `size` bytes more behind what is there. After an error the stream has ended.
    pub fn fill(&mut self, size: u64) -> io::Result<()> {
        let result = self.opened.reader.by_ref().take(size).read_to_end(&mut self.buffer);
        self.ended = !matches!(result, Ok(count) if count as u64 == size);
        result.map(|_| ())
    }

    /// Forgets the first bytes.
    pub fn consume(&mut self, count: usize) {
        self.buffer.drain(..count);
    }
}
