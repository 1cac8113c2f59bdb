//! Archives: the bytes of the file itself, or of a member of a sound one; the first byte says which.
#![no_main]

const MEMBERS: [&str; 4] = ["a.txt", "a.csv", "a.json.gz", "a.jsonl.zst"];

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let member = MEMBERS.get(usize::from(*first) % (MEMBERS.len() + 1));
    let file = member.map_or_else(|| rest.to_vec(), |member| reading::stored(member, rest));
    reading::read("a.zip", &file);
});
