//! Packed files: the bytes as they lie on the disk; the first byte says how they are packed.
#![no_main]

const NAMES: [&str; 4] = ["a.csv.gz", "a.jsonl.zst", "a.json.bz2", "a.txt.gz"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    reading::read(NAMES[usize::from(*first) % NAMES.len()], rest);
});
