//! Words of texts that were read before, by the hash of the text.
//!
//! Of what a run does, cutting texts into words and telling their language is the part that each document costs by itself:
//! it need not be done again for a text that is known. What comes after depends on all documents together (copies,
//! boilerplate, phrases, every statistic) and is done anew, from the same words; so a result cannot depend on what was
//! kept. Texts are read each time, with their dates and sources: nothing of that is kept, and no setting changes what is.
//!
//! Files are read here (by `ingest`) and made here, but written by `report`: see [`Cache::changes`].

use crate::ingest::{self, KEPT_ENDING};
use crate::text::Streams;
use crate::text::normalize::{detect_language, languages};
use crate::text::stream::{Piece, Words, saved};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Bytes of texts that are worth keeping the words of; fewer are cut faster than a disk can be waited for.
const LEAST_NEW: usize = 1 << 20;
/// Bytes of a file, about.
const FULL: usize = 16 << 20;

/// What is to be read, and the words that were kept of it. Paths alone make one.
pub struct Input<'i> {
    pub paths: &'i [PathBuf],
    pub cache: Option<&'i mut Cache>,
}

impl<'i> From<&'i [PathBuf]> for Input<'i> {
    fn from(paths: &'i [PathBuf]) -> Self {
        Self { paths, cache: None }
    }
}

impl<'i> From<&'i Vec<PathBuf>> for Input<'i> {
    fn from(paths: &'i Vec<PathBuf>) -> Self {
        Self { paths, cache: None }
    }
}

impl<'i, const N: usize> From<&'i [PathBuf; N]> for Input<'i> {
    fn from(paths: &'i [PathBuf; N]) -> Self {
        Self { paths, cache: None }
    }
}

impl<'i> From<(&'i [PathBuf], &'i mut Cache)> for Input<'i> {
    fn from((paths, cache): (&'i [PathBuf], &'i mut Cache)) -> Self {
        Self { paths, cache: Some(cache) }
    }
}

/// The kept words of a folder, and those that should be kept of this run.
#[derive(Debug, Default)]
pub struct Cache {
    /// Whether there is a folder; without one nothing is looked up and nothing made.
    keeps: bool,
    files: Vec<Kept>,
    /// Hash of a text -> its file, and its number there.
    index: FxHashMap<u128, (u32, u32)>,
    languages: Vec<&'static str>,
    /// The texts that were new.
    new: FxHashSet<u128>,
    new_bytes: usize,
    writer: saved::Writer,
    changes: Changes,
}

/// What a run makes of the folder.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Changes {
    /// New files.
    pub files: Vec<(String, Vec<u8>)>,
    /// Names of files that are damaged.
    pub damaged: BTreeSet<String>,
    /// Names of files that were of use.
    pub used: BTreeSet<String>,
}

#[derive(Debug)]
struct Kept {
    path: PathBuf,
    name: String,
    head: saved::Head,
    /// Its bytes, and the numbers that its spellings now have.
    loaded: Option<(Vec<u8>, Vec<u32>)>,
}

impl Cache {
    /// Looks through a folder, which need not be there. Files of other programs or versions are passed over.
    pub fn open(folder: &Path) -> Self {
        let mut cache = Self { keeps: true, languages: languages(), ..Self::default() };
        for file in ingest::kept_files(folder).into_iter().filter(|file| file.name.ends_with(KEPT_ENDING)) {
            let path = folder.join(&file.name);
            let start = |bytes| ingest::kept_bytes(&path, 0, bytes);
            let Some(length) = start(saved::HEADER as u64).and_then(|header| saved::head_length(&header)) else {
                continue;
            };
            let head = start(length as u64).and_then(|head| saved::Head::parse(&head, &cache.languages));
            match head {
                Some(head) => cache.enter(Kept { path, name: file.name, head, loaded: None }),
                None => drop(cache.changes.damaged.insert(file.name)),
            }
        }
        cache
    }

    fn enter(&mut self, file: Kept) {
        let number = self.files.len() as u32;
        for (document, entry) in (0..).zip(&file.head.documents) {
            self.index.entry(entry.key).or_insert((number, document));
        }
        self.files.push(file);
    }

    /// Adds documents to the streams, and says what language the beginning of each tells.
    pub(super) fn add(&mut self, streams: &mut Streams, texts: &[&str]) -> Vec<Option<&'static str>> {
        if !self.keeps {
            streams.add(texts);
            return texts.par_iter().map(|text| told(text)).collect();
        }
        let keys: Vec<u128> = texts.par_iter().map(|text| saved::key(text)).collect();
        self.load(streams, &keys);
        let places: Vec<Option<(usize, usize)>> = keys.iter().map(|key| self.place(key)).collect();
        let pieces: Vec<Piece<'_>> = texts
            .iter()
            .zip(&places)
            .map(|(text, place)| Piece { text, saved: place.and_then(|place| self.words(place)) })
            .collect();
        let first = streams.documents.len();
        streams.add_pieces(&pieces);
        let told = |(text, place): (&&str, &Option<(usize, usize)>)| match *place {
            Some((file, document)) => self.files[file].head.documents[document].language,
            None => told(text),
        };
        let told: Vec<Option<&'static str>> = texts.par_iter().zip(&places).map(told).collect();
        for index in (0..texts.len()).filter(|&index| places[index].is_none()) {
            if self.new.insert(keys[index]) {
                self.new_bytes += texts[index].len();
                self.writer.add(keys[index], told[index], &streams.documents[first + index], &streams.surfaces);
            }
        }
        if self.writer.size() > FULL {
            self.close_file();
        }
        told
    }

    /// Reads the files that hold some of these texts. A damaged one is as if it were not there.
    fn load(&mut self, streams: &mut Streams, keys: &[u128]) {
        let wanted = keys.iter().filter_map(|key| self.index.get(key)).map(|&(file, _)| file as usize);
        let wanted: BTreeSet<usize> = wanted.filter(|&file| self.files[file].loaded.is_none()).collect();
        for number in wanted {
            let file = &mut self.files[number];
            let bytes = ingest::kept_bytes(&file.path, 0, u64::MAX);
            let spellings = bytes.as_ref().and_then(|bytes| file.head.spellings(bytes));
            let numbers = spellings.map(|all| all.into_iter().map(|spelling| streams.intern(spelling)).collect());
            file.loaded = bytes.zip(numbers);
            let name = file.name.clone();
            if file.loaded.is_some() {
                self.changes.used.insert(name);
            } else {
                self.index.retain(|_, place| place.0 as usize != number);
                self.changes.damaged.insert(name);
            }
        }
    }

    /// Where a text stands: file and document.
    fn place(&self, key: &u128) -> Option<(usize, usize)> {
        self.index.get(key).map(|&(file, document)| (file as usize, document as usize))
    }

    fn words(&self, (file, document): (usize, usize)) -> Option<Words<'_>> {
        let file = &self.files[file];
        let (bytes, numbers) = file.loaded.as_ref()?;
        Some(Words { stream: file.head.stream(bytes, document), numbers })
    }

    fn close_file(&mut self) {
        let bytes = self.writer.finish();
        self.changes.files.push((saved::name(&bytes) + KEPT_ENDING, bytes));
    }

    /// What should be written and removed now; nothing is written for a few small texts.
    pub fn changes(mut self) -> Changes {
        if self.writer.size() > 0 && self.new_bytes >= LEAST_NEW {
            self.close_file();
        }
        self.changes
    }
}

/// What the beginning of a text tells of its language.
pub(super) fn told(text: &str) -> Option<&'static str> {
    detect_language(super::material::beginning(text))
}
