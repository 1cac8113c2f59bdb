//! The date finder: one short text as a column's value, as heading and byline, and as a file's name.
#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    let field = text.replace('"', "\"\"");
    reading::read("a.csv", format!("date,text\n\"{field}\",some words of a text\n").as_bytes());
    reading::read("a.txt", format!("{text}\n\nBy A Paper | {text}\n\nsome words of a text\n").as_bytes());
    let name: String = text.chars().filter(|c| !c.is_control() && !"/\\".contains(*c)).take(40).collect();
    reading::read(&format!("n{name}.txt"), b"some words of a text");
});
