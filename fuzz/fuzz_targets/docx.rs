//! Word documents: the bytes of the file itself, or of the main text in a sound one.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let file = if first & 1 == 0 { rest.to_vec() } else { reading::stored("word/document.xml", rest) };
    reading::read("a.docx", &file);
});
