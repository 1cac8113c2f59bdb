//! Zip archives: their directory, and the stream of one member.
//!
//! The directory is read by the `zip` crate. A member is then unpacked by the same decoders as files, so that it can be
//! streamed from its own place without holding the archive, and its checksum is compared at its end.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

/// Where a member lies in its archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Member {
    pub start: u64,
    pub packed: u64,
    /// Bytes when unpacked, as the directory says.
    pub size: u64,
    method: zip::CompressionMethod,
    crc: u32,
}

/// An archive or a stream may give so many bytes whatever its ratio: small files of one repeated line are no attack.
pub(crate) const HARMLESS: u64 = 64 << 20;

/// A member, or why it cannot be read.
pub(crate) type Entry = (String, Result<Member, String>);

/// The files of an archive on the disk, in its own order.
pub(crate) fn list(path: &Path) -> io::Result<Vec<Entry>> {
    entries(BufReader::new(File::open(path)?))
}

/// Whether an archive in memory lists a member of this name, readable or not.
pub(crate) fn holds(archive: &Arc<[u8]>, name: &str) -> bool {
    entries(io::Cursor::new(archive.clone())).is_ok_and(|entries| entries.iter().any(|(found, _)| found == name))
}

/// The content of one member of an archive in memory; `None` where there is none of this name.
pub(crate) fn content(archive: &Arc<[u8]>, name: &str, most: u64) -> io::Result<Option<Vec<u8>>> {
    let entries = entries(io::Cursor::new(archive.clone()))?;
    let Some((_, member)) = entries.into_iter().find(|(found, _)| found == name) else { return Ok(None) };
    let member = member.map_err(io::Error::other)?;
    let stream = member.unpack(Box::new(member.bytes(io::Cursor::new(archive.clone()))?))?;
    let mut content = Vec::new();
    stream.take(most.saturating_add(1)).read_to_end(&mut content)?;
    if content.len() as u64 > most { Err(io::Error::other("too long")) } else { Ok(Some(content)) }
}

/// The files of an archive in its own order.
pub(crate) fn entries<R: Read + Seek>(archive: R) -> io::Result<Vec<Entry>> {
    let mut archive = zip::ZipArchive::new(archive).map_err(io::Error::from)?;
    let mut entries = Vec::with_capacity(archive.len().min(1 << 20));
    for index in 0..archive.len() {
        match archive.by_index_raw(index) {
            Ok(file) if file.is_dir() || file.is_symlink() => {}
            Ok(file) => {
                let name = file.name().map_or_else(|_| format!("member {}", index + 1), |name| safe(&name));
                entries.push((name, member(&file)));
            }
            Err(fault) => entries.push((format!("member {}", index + 1), Err(format!("cannot be read: {fault}")))),
        }
    }
    Ok(entries)
}

/// The name without steps that lead out of the archive.
fn safe(name: &str) -> String {
    let name = name.replace('\\', "/");
    name.split('/').filter(|part| !["", ".", ".."].contains(part)).collect::<Vec<_>>().join("/")
}

fn member<R: Read + Seek>(file: &zip::read::ZipFile<'_, R>) -> Result<Member, String> {
    use zip::CompressionMethod as Method;
    if file.encrypted() {
        return Err("skipped: it is encrypted".into());
    }
    let method = file.compression();
    if ![Method::STORE, Method::DEFLATE, Method::BZIP2, Method::ZSTD].contains(&method) {
        return Err(format!("skipped: members packed by the method {method} are not read"));
    }
    let start = file.data_start().ok_or("cannot be found in its archive")?;
    Ok(Member { start, packed: file.compressed_size(), size: file.size(), method, crc: file.crc32() })
}

impl Member {
    /// The packed bytes of this member.
    pub fn bytes<R: Read + Seek>(&self, mut archive: R) -> io::Result<io::Take<R>> {
        archive.seek(SeekFrom::Start(self.start))?;
        Ok(archive.take(self.packed))
    }

    /// The stream of its content.
    pub fn unpack(&self, packed: Box<dyn Read + Send>) -> io::Result<Box<dyn Read + Send>> {
        use zip::CompressionMethod as Method;
        let packed = BufReader::with_capacity(1 << 16, packed);
        let inner: Box<dyn Read + Send> = match self.method {
            Method::DEFLATE => Box::new(flate2::bufread::DeflateDecoder::new(packed)),
            Method::BZIP2 => Box::new(bzip2::bufread::BzDecoder::new(packed)),
            Method::ZSTD => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
            _ => Box::new(packed),
        };
        Ok(Box::new(Checked { inner, crc: flate2::Crc::new(), expected: self.crc, left: self.size }))
    }
}

/// A stream whose length and checksum are known.
struct Checked<R> {
    inner: R,
    crc: flate2::Crc,
    expected: u32,
    left: u64,
}

impl<R: Read> Read for Checked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.crc.update(&buffer[..count]);
        let Some(left) = self.left.checked_sub(count as u64) else {
            return Err(io::Error::other("longer than the archive says"));
        };
        self.left = left;
        if count == 0 && !buffer.is_empty() {
            if left > 0 {
                return Err(io::Error::other(format!("{left} bytes are missing")));
            }
            if self.crc.sum() != self.expected {
                return Err(io::Error::other("its checksum does not fit"));
            }
        }
        Ok(count)
    }
}
