//! Markdown with front matter.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read("a.md", bytes));
