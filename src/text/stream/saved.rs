//! Streams of words as bytes, to be kept: a text that was cut into words once need not be cut again.
//!
//! A file holds documents under the hash of their text, so that it belongs to no place, name or date, and any mixture of
//! such files serves any corpus: whoever has the text has its words, and files made apart add up. Of a Parquet or Arrow
//! file only the container would be common property, for streams of words in spellings of the file's own have no type
//! there; a table of lengths and two runs of bytes need no library and are read at the speed of the memory.
//!
//! Numbers are little-endian; a varint has seven bits a byte, the lowest first.
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `MARK` |
//! | 8 | stamp: what made these words (program, form, whether it has dictionaries) |
//! | 4, 4 | documents, spellings |
//! | 8, 8 | bytes of the spellings, bytes of the streams |
//! | 8 | XXH3 (64 bits) of spellings and streams |
//! | 8 | XXH3 (64 bits) of all before and of the table |
//! | 24 each | table: hash of the text (XXH3, 128 bits), language of its beginning (3 letters, or zeros), 0, bytes of its stream |
//! | | spellings: length as varint, then UTF-8 |
//! | | streams: for each word a varint, 8 + number of its spelling; where it does not follow the word before after a blank, its joint (1 to 7) before it |
//!
//! Two texts with one hash would be taken for one. By accident that does not happen (2^-64 for four billion texts), but
//! XXH3 is no lock against someone who makes texts for this purpose.

use super::{NUMBER, Token};
use std::ops::Range;
use twox_hash::{XxHash3_64, XxHash3_128};

const MARK: [u8; 8] = *b"DRIFTWRD";
/// To be raised whenever a text may be cut into other words, told to be in another language, or written down in another
/// way. A test knows what words some texts become; nothing tells when their language changes.
pub const FORM: u64 = 2;
/// Bytes before the table, and of each of its rows.
pub const HEADER: usize = 56;
const ROW: usize = 24;
/// Numbers below this are joints.
const JOINTS: u32 = 8;
const JOINT_SHIFT: u32 = NUMBER.count_ones();

/// The hash under which a text is kept.
pub fn key(text: &str) -> u128 {
    XxHash3_128::oneshot(text.as_bytes())
}

/// A name for a file of these bytes.
pub fn name(bytes: &[u8]) -> String {
    format!("{:032x}", XxHash3_128::oneshot(bytes))
}

fn stamp() -> u64 {
    let program = concat!("driftline ", env!("CARGO_PKG_VERSION"));
    XxHash3_64::oneshot(program.as_bytes()) ^ (FORM << 1 | u64::from(cfg!(feature = "dictionaries")))
}

/// Writes streams down, with spellings numbered in the order in which they are met.
#[derive(Debug, Default)]
pub struct Encoder {
    pub spellings: Vec<u8>,
    pub streams: Vec<u8>,
    /// How many spellings there are.
    pub spelled: u32,
    /// The number of each spelling of the streams that are written down, where it has one.
    numbers: Vec<Option<u32>>,
}

impl Encoder {
    /// Adds the words of a document; returns the bytes of its stream.
    pub fn add(&mut self, stream: &[Token], surfaces: &[Box<str>]) -> usize {
        self.numbers.resize(surfaces.len(), None);
        let start = self.streams.len();
        for token in stream {
            let joint = token.0 >> JOINT_SHIFT;
            if joint > 0 {
                push_varint(&mut self.streams, joint);
            }
            let number = *self.numbers[token.surface()].get_or_insert_with(|| {
                let surface = surfaces[token.surface()].as_bytes();
                push_varint(&mut self.spellings, surface.len() as u32);
                self.spellings.extend(surface);
                self.spelled += 1;
                self.spelled - 1
            });
            push_varint(&mut self.streams, number + JOINTS);
        }
        self.streams.len() - start
    }
}

/// Gathers documents for a file.
#[derive(Debug, Default)]
pub struct Writer {
    table: Vec<u8>,
    words: Encoder,
    documents: u32,
}

impl Writer {
    /// Adds the words of the text of this hash.
    pub fn add(&mut self, key: u128, language: Option<&str>, stream: &[Token], surfaces: &[Box<str>]) {
        let bytes = self.words.add(stream, surfaces);
        let mut letters = [0; 4];
        letters.iter_mut().zip(language.unwrap_or_default().bytes().take(3)).for_each(|(to, letter)| *to = letter);
        self.table.extend(key.to_le_bytes());
        self.table.extend(letters);
        self.table.extend((bytes as u32).to_le_bytes());
        self.documents += 1;
    }

    /// Bytes gathered, about.
    pub fn size(&self) -> usize {
        self.table.len() + self.words.spellings.len() + self.words.streams.len()
    }

    /// The file; the next one begins empty.
    pub fn finish(&mut self) -> Vec<u8> {
        let done = std::mem::take(self);
        let Encoder { spellings, streams, spelled, .. } = done.words;
        let body = [spellings.as_slice(), streams.as_slice()].concat();
        let mut head = MARK.to_vec();
        head.extend(stamp().to_le_bytes());
        head.extend(done.documents.to_le_bytes());
        head.extend(spelled.to_le_bytes());
        head.extend((spellings.len() as u64).to_le_bytes());
        head.extend((streams.len() as u64).to_le_bytes());
        head.extend(XxHash3_64::oneshot(&body).to_le_bytes());
        let check = XxHash3_64::oneshot(&[head.as_slice(), done.table.as_slice()].concat());
        head.extend(check.to_le_bytes());
        head.extend(done.table);
        head.extend(body);
        head
    }
}

/// What a file says is in it.
#[derive(Debug)]
pub struct Head {
    pub documents: Vec<Entry>,
    spelled: u32,
    spellings: Range<usize>,
    length: usize,
    check: u64,
}

/// A document of a file.
#[derive(Debug)]
pub struct Entry {
    pub key: u128,
    pub language: Option<&'static str>,
    /// Its stream: these bytes of the file.
    stream: Range<usize>,
}

/// How many bytes of a file its head takes, by its first `HEADER`; `None` for a file of another kind, form or program.
pub fn head_length(header: &[u8]) -> Option<usize> {
    let ours = header.len() >= HEADER && header.starts_with(&MARK) && number(header, 8)? == stamp();
    let documents = u32::from_le_bytes(header.get(16..20)?.try_into().ok()?) as usize;
    ours.then_some(documents.checked_mul(ROW)?.checked_add(HEADER)?)
}

impl Head {
    /// Reads a head, of which `known` are the languages that there are; `None` if it is damaged.
    pub fn parse(head: &[u8], known: &[&'static str]) -> Option<Self> {
        let table = head.get(HEADER..head_length(head)?)?;
        let check = XxHash3_64::oneshot(&[&head[..HEADER - 8], table].concat());
        if check != number(head, HEADER - 8)? {
            return None;
        }
        let start = HEADER + table.len();
        let spellings = start..start.checked_add(usize::try_from(number(head, 24)?).ok()?)?;
        let length = spellings.end.checked_add(usize::try_from(number(head, 32)?).ok()?)?;
        let mut at = spellings.end;
        let entry = |row: &[u8]| {
            let key = u128::from_le_bytes(row[..16].try_into().ok()?);
            let letters = std::str::from_utf8(&row[16..20]).ok()?.trim_end_matches('\0');
            let language = known.iter().copied().find(|code| *code == letters);
            let stream = at..at.checked_add(u32::from_le_bytes(row[20..].try_into().ok()?) as usize)?;
            at = stream.end;
            (language.is_some() || letters.is_empty()).then_some(Entry { key, language, stream })
        };
        let documents: Vec<Entry> = table.chunks_exact(ROW).map(entry).collect::<Option<_>>()?;
        let spelled = u32::from_le_bytes(head[20..24].try_into().ok()?);
        (at == length).then_some(Self { documents, spelled, spellings, length, check: number(head, 40)? })
    }

    /// The spellings of a whole file, in the order of their numbers; `None` if it is damaged.
    pub fn spellings<'f>(&self, file: &'f [u8]) -> Option<Vec<&'f str>> {
        if file.len() != self.length || XxHash3_64::oneshot(&file[self.spellings.start..]) != self.check {
            return None;
        }
        let spellings = spelled(&file[self.spellings.clone()])?;
        (spellings.len() == self.spelled as usize).then_some(spellings)
    }

    /// The stream of a document in a whole file whose spellings were read.
    pub fn stream<'f>(&self, file: &'f [u8], document: usize) -> &'f [u8] {
        &file[self.documents[document].stream.clone()]
    }
}

/// Spellings in the order of their numbers; `None` if these bytes are none.
pub fn spelled(mut rest: &[u8]) -> Option<Vec<&str>> {
    let mut spellings = Vec::new();
    while !rest.is_empty() {
        let (length, after) = varint(rest)?;
        let (spelling, after) = after.split_at_checked(length as usize)?;
        spellings.push(std::str::from_utf8(spelling).ok()?);
        rest = after;
    }
    Some(spellings)
}

/// Writes down the words of a stream, whose spellings now have these `numbers`; `None` if it is not one.
pub fn restore(mut stream: &[u8], numbers: &[u32], words: &mut Vec<Token>) -> Option<()> {
    while !stream.is_empty() {
        let (mut code, mut after) = varint(stream)?;
        let mut joint = 0;
        if code < JOINTS {
            joint = code;
            (code, after) = varint(after)?;
        }
        let number = numbers.get(code.checked_sub(JOINTS)? as usize)?;
        words.push(Token(number | joint << JOINT_SHIFT));
        stream = after;
    }
    Some(())
}

pub fn push_varint(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

/// A number and what follows it; `None` if there is none.
#[inline]
pub fn varint(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (at, &byte) in bytes.iter().take(5).enumerate() {
        value |= u32::from(byte & 0x7f) << (7 * at);
        if byte < 0x80 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::{Piece, Streams, Words};
    use super::*;
    use crate::text::normalize::{detect_language, languages};

    const TEXTS: [&str; 4] = [
        "Talks on critical minerals: the U.S.-India pact.\n\nIt covers lithium, cobalt (and more) — 3.5% of it.",
        "L'industrie européenne n'a pas attendu; Straße, ﬁnance, e\u{301}tat.",
        "本报讯 人工智能 と 東京 ประเทศไทย",
        "",
    ];

    fn saved() -> (Streams, Vec<u8>) {
        let mut streams = Streams::default();
        streams.add(&TEXTS);
        let mut writer = Writer::default();
        for (text, stream) in TEXTS.iter().zip(&streams.documents) {
            writer.add(key(text), detect_language(text), stream, &streams.surfaces);
        }
        let bytes = writer.finish();
        (streams, bytes)
    }

    fn spelled(streams: &Streams) -> Vec<Vec<(String, u32)>> {
        let word = |token: &Token| (streams.surfaces[token.surface()].to_string(), token.0 >> JOINT_SHIFT);
        streams.documents.iter().map(|stream| stream.iter().map(word).collect()).collect()
    }

    #[test]
    fn what_is_restored_is_what_was_cut() {
        let (streams, bytes) = saved();
        let head = Head::parse(&bytes[..head_length(&bytes).unwrap()], &languages()).unwrap();
        let mut restored = Streams::default();
        restored.add(&["Words that were there before, and critical minerals"]);
        let numbers: Vec<u32> =
            head.spellings(&bytes).unwrap().into_iter().map(|spelling| restored.intern(spelling)).collect();
        let piece = |(document, text): (usize, &&'static str)| {
            assert_eq!(
                (head.documents[document].key, head.documents[document].language),
                (key(text), detect_language(text))
            );
            Piece { text, saved: Some(Words { stream: head.stream(&bytes, document), numbers: &numbers }) }
        };
        restored.add_pieces(&TEXTS.iter().enumerate().map(piece).collect::<Vec<_>>());
        assert_eq!(spelled(&restored)[1..], spelled(&streams)[..]);
        let total: u64 = restored.frequency.iter().sum();
        assert_eq!(total as usize, restored.documents.iter().map(|stream| stream.len()).sum::<usize>());
    }

    #[test]
    fn no_damage_goes_unseen() {
        let (_, bytes) = saved();
        let read = |bytes: &[u8]| {
            let head = Head::parse(bytes.get(..head_length(bytes)?)?, &languages())?;
            head.spellings(bytes).map(|spellings| spellings.len())
        };
        assert!(read(&bytes).is_some());
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(read(&damaged), None, "byte {at}");
            assert_eq!(read(&bytes[..at]), None, "cut at {at}");
        }
        assert_eq!(read(&[bytes.as_slice(), b" "].concat()), None);
    }

    /// Whoever changes what a text becomes raises `FORM`, and then writes the new sum here.
    #[test]
    #[cfg(feature = "dictionaries")]
    fn words_kept_by_an_earlier_program_are_those_of_this_one() {
        let (_, bytes) = saved();
        let body = &bytes[head_length(&bytes).unwrap()..];
        assert_eq!((FORM, XxHash3_64::oneshot(body)), (2, 14_603_946_930_520_958_956));
    }
}
