//! Saved counts as a file.
//!
//! Numbers are little-endian. Sections are packed each by itself (Zstandard, RFC 8878), for what is alike packs better
//! together, and on all cores; `docs/saved-counts.md` tells what is in them.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | [`COUNTS_MARK`] |
//! | 8 | [`FORM`] |
//! | 24 each | of `SECTIONS` sections: bytes unpacked, bytes packed, XXH3 (64 bits) of the packed ones |
//! | 8 | XXH3 (64 bits) of all before |
//! | | the sections, one after another |
//!
//! Parquet or Arrow would hold the table of documents as well, but neither has a type for streams of words in spellings of
//! the file's own, nor promises the same bytes for the same rows, on which the law of merging can be checked.

use super::{Entry, Head, SavedCounts, starts};
use crate::error::{Error, Result};
use crate::ingest::{COUNTS_MARK, Fault};
use crate::text::normalize::languages;
use crate::text::stream::saved;
use rayon::prelude::*;
use std::io::Read;
use std::path::Path;
use twox_hash::XxHash3_64;

/// The form of the file, to be raised whenever an older program would misread it.
pub const FORM: u64 = 1;
/// In the order in which they stand.
const SECTIONS: [&str; 6] = ["head", "faults", "documents", "spellings", "streams", "gaps"];
const SECTION: usize = 24;
const HEADER: usize = 16 + SECTIONS.len() * SECTION + 8;
/// Beyond this level a file that is a tenth smaller takes three times as long.
const LEVEL: i32 = 6;
/// No section unpacks to more than so many times its bytes, and a little; one that says so is no work of ours.
const MOST_RATIO: u64 = 20_000;

impl SavedCounts {
    /// The file. Equal counts are equal bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let lines = self.entries.iter().map(|entry| json(entry) + "\n").collect::<String>();
        let (head, faults) = (json(&self.head), json(&self.faults));
        let sections: [&[u8]; 6] =
            [head.as_bytes(), faults.as_bytes(), lines.as_bytes(), &self.spellings, &self.streams, &self.gaps];
        let packed: Vec<Vec<u8>> = sections.par_iter().map(|bytes| pack(bytes)).collect();
        let mut file = COUNTS_MARK.to_vec();
        file.extend(FORM.to_le_bytes());
        for (section, packed) in sections.iter().zip(&packed) {
            file.extend((section.len() as u64).to_le_bytes());
            file.extend((packed.len() as u64).to_le_bytes());
            file.extend(XxHash3_64::oneshot(packed).to_le_bytes());
        }
        file.extend(XxHash3_64::oneshot(&file).to_le_bytes());
        packed.iter().for_each(|section| file.extend(section));
        file
    }

    /// Reads a file, which messages call `path`.
    ///
    /// # Errors
    /// `Format` where it is something else, cut off, damaged, or written by a newer program.
    pub fn read(bytes: &[u8], path: &Path) -> Result<Self> {
        let fault = |what: String| Error::Format { path: path.to_owned(), what };
        let sections = unpacked(bytes).map_err(fault)?;
        let [head, faults, documents, spellings, streams, gaps] = sections;
        let damaged = |section: &str| fault(format!("damaged: its {section} cannot be understood"));
        let head: Head = serde_json::from_slice(&head).map_err(|_| damaged("head"))?;
        let faults: Vec<Fault> = serde_json::from_slice(&faults).map_err(|_| damaged("faults"))?;
        let lines: Vec<&[u8]> = documents.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let entries: Vec<Entry> = lines
            .par_iter()
            .map(|line| serde_json::from_slice(line))
            .collect::<std::result::Result<_, _>>()
            .map_err(|_| damaged("documents"))?;
        let spelled = saved::spelled(&spellings).ok_or_else(|| damaged("spellings"))?.len();
        let starts = starts(&entries);
        let counts = Self { head, faults, entries, starts, spelled, spellings, streams, gaps };
        counts.verify().map_err(damaged)?;
        Ok(counts)
    }

    /// Whether everything fits together, so that later nothing can fail; else the section that does not.
    fn verify(&self) -> std::result::Result<(), &'static str> {
        let known = languages();
        let is_known = |entry: &Entry| entry.language.as_ref().is_none_or(|code| known.contains(&code.as_str()));
        let total = |of: fn(&Entry) -> u32| self.entries.iter().map(|entry| of(entry) as usize).sum::<usize>();
        let in_order = self.entries.is_sorted_by(|a, b| a.read.key() < b.read.key());
        let is_hash = |entry: &Entry| {
            entry.content.len() == 16 && entry.content.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        };
        let is_fit = |entry: &Entry| is_known(entry) && is_hash(entry);
        if !in_order || !self.entries.iter().all(is_fit) || !self.faults.is_sorted() {
            return Err("documents");
        }
        if total(|entry| entry.stream) != self.streams.len() || total(|entry| entry.gaps) != self.gaps.len() {
            return Err("lengths");
        }
        let numbers: Vec<u32> = (0..self.spelled as u32).collect();
        let restored = |row: usize| saved::restore(self.stream(row), &numbers, &mut Vec::new()).is_some();
        if (0..self.len()).into_par_iter().all(restored) { Ok(()) } else { Err("streams") }
    }
}

fn json(value: &impl serde::Serialize) -> String {
    // Maps with keys that are no text have no JSON; there are none here.
    serde_json::to_string(value).unwrap_or_default()
}

fn pack(bytes: &[u8]) -> Vec<u8> {
    // Packing into memory fails only where there is none left.
    zstd::stream::encode_all(bytes, LEVEL).unwrap_or_default()
}

/// The sections of a file, or what is wrong with it.
fn unpacked(bytes: &[u8]) -> std::result::Result<[Vec<u8>; 6], String> {
    if !bytes.starts_with(&COUNTS_MARK) {
        return Err("not saved counts of driftline".into());
    }
    let number =
        |at: usize| bytes.get(at..at + 8).map(|eight| eight.iter().rev().fold(0, |n, b| n << 8 | u64::from(*b)));
    let cut = || "cut off: not even its header is whole".to_owned();
    let form = number(8).ok_or_else(cut)?;
    if form != FORM {
        let why = if form > FORM { "a newer driftline wrote it" } else { "count again" };
        return Err(format!("its form is {form}, this program reads form {FORM}: {why}"));
    }
    let check = number(HEADER - 8).ok_or_else(cut)?;
    if XxHash3_64::oneshot(&bytes[..HEADER - 8]) != check {
        return Err("damaged: the checksum of its header is not that of its bytes".into());
    }
    let field = |section: usize, at: usize| number(16 + section * SECTION + at).unwrap_or_default();
    let mut rest = &bytes[HEADER..];
    let whole: u64 = (0..SECTIONS.len()).fold(HEADER as u64, |sum, section| sum.saturating_add(field(section, 8)));
    match whole.cmp(&(bytes.len() as u64)) {
        std::cmp::Ordering::Greater => return Err(format!("cut off: it has {} of its {whole} bytes", bytes.len())),
        std::cmp::Ordering::Less => {
            return Err(format!("damaged: it has {} bytes and should have {whole}", bytes.len()));
        }
        std::cmp::Ordering::Equal => {}
    }
    let mut packed = Vec::new();
    for section in 0..SECTIONS.len() {
        let (mine, after) = rest.split_at(field(section, 8) as usize);
        packed.push(mine);
        rest = after;
    }
    let unpack = |(section, packed): (usize, &&[u8])| {
        if XxHash3_64::oneshot(packed) != field(section, 16) {
            return Err(format!("damaged: the checksum of its {} is not that of its bytes", SECTIONS[section]));
        }
        unpack(packed, field(section, 0))
            .ok_or_else(|| format!("damaged: its {} cannot be unpacked", SECTIONS[section]))
    };
    let sections: Vec<Vec<u8>> = packed.par_iter().enumerate().map(unpack).collect::<std::result::Result<_, _>>()?;
    sections.try_into().map_err(|_| cut())
}

fn unpack(packed: &[u8], length: u64) -> Option<Vec<u8>> {
    if length > 1_000 + MOST_RATIO.saturating_mul(packed.len() as u64) {
        return None;
    }
    let mut bytes = Vec::new();
    zstd::stream::Decoder::new(packed).ok()?.take(length + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 == length).then_some(bytes)
}
