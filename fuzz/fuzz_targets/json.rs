//! JSON in every layout.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read("a.json", bytes));
