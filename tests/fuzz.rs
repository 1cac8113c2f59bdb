//! Broken input of every format, made from good input by chance with fixed seeds: reading must neither panic nor hang,
//! and what it gives must make sense. `FUZZ_SECONDS=600 cargo test --release --test fuzz` goes on for longer.

#[path = "material/archives.rs"]
mod archives;
mod material;

use driftline::error::Error;
use material::{gzip, try_read};
use std::time::{Duration, Instant};

/// A small generator (xorshift64*): the same numbers everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below.max(1)
    }
}

/// Pieces that mean something to one reader or another.
const PIECES: [&[u8]; 43] = [
    b"<sup>2</su",
    b"</sub>",
    b"\xC3\xBC",
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"---\n",
    b"+++\n",
    b"```\n",
    b"|",
    b"<",
    b"</div>",
    b"<!--",
    b"-->",
    b"&#x110000;",
    b"\xC3",
    b"\xE2\x82",
    b"03/04/2005",
    b"24 Oct 2007",
    b"2007-",
    b"31/31/9999",
    b"12-12-12",
    b"Oct. 24 (",
    b"on Friday",
    b"99999999999999999999",
    b"-1e999",
    b"null",
    b"\\uD800",
    "\u{5e74}".as_bytes(),
    "İ".as_bytes(),
    b"<time datetime=",
    b"PK\x01\x02",
    b"PAR1",
];

fn mutate(seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.next(6) {
        let at = chance.next(bytes.len() + 1);
        let end = (at + 1 + chance.next(20)).min(bytes.len());
        match chance.next(7) {
            0 => bytes.truncate(at),
            1 => drop(bytes.drain(at.min(end)..end)),
            2 => drop(bytes.splice(at..at, PIECES[chance.next(PIECES.len())].iter().copied())),
            3 if at < bytes.len() => bytes[at] = chance.next(256) as u8,
            4 if at < bytes.len() => bytes[at] ^= 1 << chance.next(8),
            5 => {
                let copy = bytes[at.min(end)..end].repeat(1 + chance.next(50));
                drop(bytes.splice(at..at, copy));
            }
            _ => {
                let other = chance.next(bytes.len() + 1);
                let copy = bytes[at.min(end)..end].to_vec();
                drop(bytes.splice(other..other, copy));
            }
        }
    }
    bytes
}

fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let table = b"date,title,text\n2020-01-01,A,\"first\ntext, \"\"x\"\"\"\n03/04/2005,B,second text here\n".to_vec();
    let lines =
        b"{\"date\":\"2020-01-01\",\"text\":\"one \\u00e9 word\"}\n{\"date\":1577923200,\"text\":\"two words\"}\n"
            .to_vec();
    let page = b"<html><head><title>T</title><script type='application/ld+json'>{\"datePublished\":\"2023-10-24\"}</script>\
        <meta property='article:published_time' content='2020-01-01'></head><body><nav><a href='/'>Home</a></nav><article>\
        <h1>T</h1><p>The talks begin in Delhi, as both sides said, and go on, and on, for a while.</p><table><tr><td>x\
        </table><time datetime='2020-02-02'>then</time></article></body></html>"
        .to_vec();
    let dates = "Talks begin\nBy A Paper | Tuesday, 24 October 2023, 02:24 IST\nPARIS, Oct. 24 (Reuters) - On Friday, 3 May \
        2020 to 5 May 2020, 2023年10月24日, 24 de octubre de 2023, 03/04/2005, 1er janvier 2020, Oct 10 20:19:24 +0000 2018.";
    let marks =
        b"---\ntitle: one\ndate: 2020-01-02\ntags: [a, b]\n---\n# Head\n\nSee [it](https://x.org) ![p](q) `c`.\n\
        ```rust\nlet x = 1;\n```\n| a | b |\n|---|---|\n| 1 | 2 |\n"
            .to_vec();
    let word = archives::docx(&["The title", "First &amp; last"]);
    let zip = archives::zip(&[("a.txt", b"plain words" as &[u8]), ("b.csv", &table), ("c.docx", &word)]);
    let mut bzip = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    std::io::Write::write_all(&mut bzip, &lines).unwrap();
    let mut seeds = vec![
        ("2020-01-02_a.txt", dates.as_bytes().to_vec()),
        ("a.txt", [0xFF, 0xFE].into_iter().chain(dates.encode_utf16().flat_map(u16::to_le_bytes)).collect()),
        ("a.md", marks),
        ("a.html", page),
        ("a.csv", table.clone()),
        ("a.tsv", b"a\tb\n2020-01-01\tsome words in here\n".to_vec()),
        ("a.jsonl", lines.clone()),
        (
            "a.json",
            b"[{\"date\":\"2020-01-01\",\"text\":\"one word\"},{\"date\":\"2020-01-02\",\"text\":\"two words\"}]"
                .to_vec(),
        ),
        (
            "a.json",
            b"{\"date\":{\"0\":\"2020-01-01\",\"1\":\"3 May 2020\"},\"text\":{\"0\":\"one word\",\"1\":\"two\"}}"
                .to_vec(),
        ),
        (
            "a.json",
            b"{\"columns\":[\"date\",\"text\"],\"index\":[0],\"data\":[[\"2020-01-01\",\"one word\"]]}".to_vec(),
        ),
        ("a.docx", word),
        ("a.zip", zip),
        ("a.csv.gz", gzip(&table)),
        ("a.jsonl.zst", zstd::encode_all(lines.as_slice(), 1).unwrap()),
        ("a.jsonl.bz2", bzip.finish().unwrap()),
    ];
    #[cfg(feature = "parquet")]
    seeds.push(("a.parquet", archives::parquet(150)));
    seeds
}

/// Reads the bytes as a file of this name.
fn check(folder: &std::path::Path, name: &str, bytes: &[u8]) -> Result<(), String> {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    let start = Instant::now();
    let options = driftline::config::InputOptions { max_record_mb: 4, ..Default::default() };
    let read = std::panic::catch_unwind(|| try_read(std::slice::from_ref(&path), &options));
    let documents = match read {
        Ok(Ok((documents, _))) => documents,
        Ok(Err(Error::NoDocuments { .. })) => Vec::new(),
        Ok(Err(error)) => return Err(format!("an error instead of a warning: {error}")),
        Err(_) => return Err("a panic".into()),
    };
    if start.elapsed() > Duration::from_secs(20) {
        return Err(format!("took {:?}", start.elapsed()));
    }
    for document in &documents {
        let sound =
            document.dated.as_ref().is_none_or(|dated| dated.first <= dated.last && !dated.characters.is_empty());
        if !document.text.contains(char::is_alphanumeric) || !sound {
            return Err(format!("no sound document: {document:?}"));
        }
    }
    Ok(())
}

#[test]
fn broken_input_does_no_harm() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let folder = tempfile::TempDir::new().unwrap();
    let start = Instant::now();
    let (seeds, mut runs, mut round) = (seeds(), 0u64, 0u64);
    let mut faults = Vec::new();
    loop {
        for (index, (name, seed)) in seeds.iter().enumerate() {
            let mut chance = Chance(0x9E37_79B9_7F4A_7C15 ^ (round << 8) ^ index as u64);
            let bytes = mutate(seed, &mut chance);
            runs += 1;
            if let Err(fault) = check(folder.path(), name, &bytes) {
                let kept = std::env::temp_dir().join(format!("driftline-fuzz-{index}-{round}-{name}"));
                std::fs::write(&kept, &bytes).unwrap();
                faults.push(format!("{name} in round {round}: {fault}; kept as {}", kept.display()));
            }
        }
        round += 1;
        let go_on = seconds.map_or(round < 60, |seconds| start.elapsed() < Duration::from_secs(seconds));
        if !go_on || faults.len() > 20 {
            break;
        }
    }
    println!("{runs} runs in {:?}, {} faults", start.elapsed(), faults.len());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
