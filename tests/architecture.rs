//! The rules of the house that names and files can tell; `clippy.toml` has those that types can tell.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The parts of the program in the order of its data flow, and what each may use. A part never uses a later one.
const PARTS: [(&str, &[&str]); 17] = [
    ("error", &[]),
    ("legible", &[]),
    ("config", &["error", "legible"]),
    ("stats", &[]),
    ("ingest", &["error", "legible", "config"]),
    ("text", &["error", "config", "stats"]),
    ("counts", &["error", "config", "text"]),
    ("saved", &["error", "config", "ingest", "text"]),
    ("drift", &["error", "legible", "config", "stats", "ingest", "text", "counts"]),
    ("compare", &["error", "config", "ingest", "text", "counts", "drift"]),
    ("chart", &["error", "legible", "config", "drift", "compare"]),
    ("report", &["error", "legible", "config", "ingest", "drift", "compare", "chart"]),
    ("pipeline", &["error", "legible", "config", "ingest", "text", "counts", "saved", "drift", "compare"]),
    ("cli", &["error", "legible", "config", "ingest", "text", "drift", "compare", "chart", "report", "pipeline"]),
    (
        "python",
        &["error", "config", "ingest", "counts", "saved", "drift", "compare", "chart", "report", "pipeline", "cli"],
    ),
    ("lib", &[]),
    ("main", &["cli"]),
];

/// Crates with one task, and the parts that may use them.
const CRATES: [(&str, &[&str]); 19] = [
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("terminal_size", &["cli"]),
    ("plotters", &["chart"]),
    ("resvg", &["chart", "report"]),
    ("minijinja", &["report"]),
    ("tempfile", &["report"]),
    ("ignore", &["ingest"]),
    ("csv", &["ingest"]),
    ("dom_smoothie", &["ingest"]),
    ("serde_json", &["ingest", "report", "saved", "python"]),
    ("pyo3", &["python"]),
    ("numpy", &["python"]),
    ("rust_stemmers", &["text"]),
    ("whatlang", &["text"]),
    ("twox_hash", &["ingest", "saved", "text"]),
    ("regex", &["text"]),
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 60;
const MOST_PARAMETERS: usize = 5;

/// A file of `src`, its code without comments, texts and unit tests.
struct Source {
    /// As "drift/turn.rs".
    name: String,
    text: String,
    code: String,
}

impl Source {
    /// The part it belongs to: the first folder, or the file's own name.
    fn part(&self) -> &str {
        self.name.split('/').next().unwrap().trim_end_matches(".rs")
    }

    /// Names that `super::` chains must climb to reach the crate's root.
    fn depth(&self) -> usize {
        let folders = self.name.matches('/').count();
        if self.name.ends_with("/mod.rs") { folders } else { folders + 1 }
    }

    /// The parts of the program that its code names.
    fn uses(&self) -> BTreeSet<&str> {
        let root = "super::".repeat(self.depth());
        let roots = ["crate::", "driftline::", root.as_str()];
        let after = roots.iter().flat_map(|root| self.code.match_indices(root).map(|(at, _)| (at, at + root.len())));
        let whole = |&(at, _): &(usize, usize)| !self.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == ':');
        let mut parts: BTreeSet<&str> =
            after.filter(whole).flat_map(|(_, end)| first_names(&self.code[end..])).collect();
        parts.remove(self.part());
        parts
    }

    /// Whether its code names this crate in a path.
    fn names_crate(&self, name: &str) -> bool {
        self.code.match_indices(&format!("{name}::")).any(|(at, _)| {
            let before = self.code[..at].trim_end_matches("::");
            !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$')
        })
    }
}

/// "a::b" -> a; "{a::b, c::{d, e}}" -> a, c; "Item" -> nothing, for parts are written small.
fn first_names(path: &str) -> Vec<&str> {
    let names = match path.strip_prefix('{') {
        Some(list) => outer_items(list),
        None => vec![path],
    };
    let first = |item: &&str| item.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(item.len());
    let names = names.into_iter().map(str::trim_start).map(|item| &item[..first(&item)]);
    names.filter(|name| name.starts_with(char::is_lowercase)).collect()
}

/// The items of a list up to the bracket that closes it, cut at commas outside inner brackets.
fn outer_items(list: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0, 0, Vec::new());
    for (at, byte) in list.bytes().enumerate() {
        match byte {
            b'{' | b'(' | b'[' | b'<' => depth += 1,
            // The arrow of a closure's type closes nothing.
            b'>' if list[..at].ends_with(['-', '=']) => {}
            b'}' | b')' | b']' | b'>' if depth == 0 => {
                items.push(&list[start..at]);
                break;
            }
            b'}' | b')' | b']' | b'>' => depth -= 1,
            b',' if depth == 0 => {
                items.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.retain(|item| !item.trim().is_empty());
    items
}

/// The code with comments, texts and characters blanked, lines kept; cut before the unit tests, which stand last.
fn code_of(text: &str) -> String {
    let text = text.find("#[cfg(test)]\nmod ").map_or(text, |at| &text[..at]);
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let length = literal(rest).unwrap_or(0);
        if length == 0 {
            code.push(next);
            rest = &rest[next.len_utf8()..];
            continue;
        }
        code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &rest[length..];
    }
    code
}

/// Bytes of the comment, text or character that begins here.
fn literal(rest: &str) -> Option<usize> {
    let until = |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(until(2, "*/"));
    }
    if let Some(raw) = ["r#\"", "r\""].iter().find(|raw| rest.starts_with(**raw)) {
        return Some(until(raw.len(), &"\"#"[..raw.len() - 1]));
    }
    let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c))?;
    // A quote without a partner close by is a lifetime.
    if quote == '\'' && !rest[1..].starts_with('\\') && rest[1..].chars().nth(1) != Some('\'') {
        return None;
    }
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|&(_, c)| {
        let ends = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    Some(end.map_or(rest.len(), |(at, _)| at + 1))
}

/// A function as it stands in the code.
struct Function {
    name: String,
    lines: usize,
    parameters: usize,
}

/// The functions with a body, also those inside others.
fn functions(code: &str) -> Vec<Function> {
    let starts = code.match_indices("fn ").map(|(at, _)| at);
    let starts = starts.filter(|&at| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    starts.filter_map(|at| function(&code[at + 3..])).collect()
}

fn function(code: &str) -> Option<Function> {
    let name_end = code.find(|c: char| !c.is_alphanumeric() && c != '_').filter(|&end| end > 0)?;
    let mut list = &code[name_end..];
    if let Some(generics) = list.strip_prefix('<') {
        let items = outer_items(generics);
        let last = items.last()?;
        list = &generics[last.as_ptr() as usize - generics.as_ptr() as usize + last.len()..];
        list = &list[list.find('(')?..];
    }
    let parameters = outer_items(list.strip_prefix('(')?).len();
    let body = code.find(['{', ';']).filter(|&at| code[at..].starts_with('{'))?;
    let mut depth = 0;
    let closes = |c: char| {
        depth += i32::from(c == '{') - i32::from(c == '}');
        depth == 0
    };
    let end = body + code[body..].find(closes)?;
    Some(Function { name: code[..name_end].into(), lines: code[..end].matches('\n').count() + 1, parameters })
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files_below(&root, &mut paths);
    paths.sort();
    assert!(paths.len() > 50, "the sources are somewhere else");
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
        Source { name, code: code_of(&text), text }
    };
    paths.into_iter().map(source).collect()
}

/// Fails with all that is wrong, one fault a line.
fn none(rule: &str, faults: Vec<String>) {
    assert!(faults.is_empty(), "{rule}:\n  {}", faults.join("\n  "));
}

fn may_use(part: &str) -> Option<&'static [&'static str]> {
    PARTS.iter().find(|(name, _)| *name == part).map(|&(_, may)| may)
}

#[test]
fn parts_point_one_way() {
    for (index, (part, may)) in PARTS.iter().enumerate() {
        let earlier = |other: &&str| PARTS[..index].iter().any(|(name, _)| name == other);
        assert!(may.iter().all(earlier), "{part} may not use what comes after it");
    }
    let mut faults = Vec::new();
    for source in sources() {
        let Some(may) = may_use(source.part()) else {
            faults
                .push(format!("src/{}: a new part, which PARTS in tests/architecture.rs does not place", source.name));
            continue;
        };
        let used = source.uses().into_iter().filter(|name| may_use(name).is_some());
        faults.extend(used.filter(|name| !may.contains(name)).map(|name| format!("src/{} uses {name}", source.name)));
    }
    none("modules point one way, see PARTS", faults);
}

#[test]
fn crates_stay_where_their_task_is() {
    let mut faults = Vec::new();
    for source in sources() {
        let here = |parts: &[&str]| parts.contains(&source.part());
        let strange = CRATES.iter().filter(|(name, parts)| !here(parts) && source.names_crate(name));
        faults.extend(strange.map(|(name, parts)| format!("src/{} uses {name}, which is for {parts:?}", source.name)));
        for (what, parts) in [("std::fs", ["ingest", "report"]), ("std::io::std", ["ingest", "cli"])] {
            if source.code.contains(what) && !here(&parts) {
                faults.push(format!("src/{} uses {what}, which is for {parts:?}", source.name));
            }
        }
        if ["println!", "eprintln!", "print!", "eprint!", "dbg!"].iter().any(|name| source.code.contains(name)) {
            faults.push(format!("src/{} prints, which only cli does, and never by a macro that panics", source.name));
        }
    }
    none("only ingest reads, only report writes, only cli prints, and each crate has its place", faults);
}

#[test]
fn files_say_first_what_they_are_for_and_stay_short() {
    let mut faults = Vec::new();
    for source in sources() {
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("src/{} has {lines} lines", source.name));
        }
        if !source.text.starts_with("//! ") {
            faults.push(format!("src/{} does not begin with its one task (`//! ...`)", source.name));
        }
        let tests = source.text.matches("#[cfg(test)]\nmod ").count();
        let code_after = source.text.rsplit("\n}\n").next().unwrap();
        if tests > 1 || (tests == 1 && !code_after.trim().is_empty()) {
            faults.push(format!("src/{}: unit tests stand last and once", source.name));
        }
    }
    none("one task a file, said in its first line", faults);
}

#[test]
fn functions_are_short_and_take_few_parameters() {
    let (mut faults, mut lengths) = (Vec::new(), Vec::new());
    for source in sources() {
        for Function { name, lines, parameters } in functions(&source.code) {
            lengths.push(lines);
            if lines > LONGEST_FUNCTION {
                faults.push(format!("src/{}: {name} has {lines} lines", source.name));
            }
            if parameters > MOST_PARAMETERS {
                faults.push(format!("src/{}: {name} has {parameters} parameters", source.name));
            }
        }
    }
    lengths.sort_unstable();
    println!("{} functions; median {} lines, longest {:?}", lengths.len(), lengths[lengths.len() / 2], lengths.last());
    assert!(lengths.len() > 500, "functions were not found");
    none("short functions, options in structs", faults);
}

#[test]
fn the_reader_of_code_sees_what_it_should() {
    let code = code_of(
        "// crate::cli\nuse crate::{config::Config, stats::{a, b}, Item};\nlet s = \"crate::cli {\\\"\"; let c = '{';\n\
         fn one<'a, T: Fn(&str) -> bool>(a: &'a str, b: (u8, u8), c: impl Fn(u8) -> u8) -> u8 {\n  fn in_it() {}\n  0\n}\n",
    );
    let source = Source { name: "text/x.rs".into(), text: String::new(), code };
    assert_eq!(source.uses().into_iter().collect::<Vec<_>>(), ["config", "stats"]);
    let found = functions(&source.code);
    let shown: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.lines, f.parameters)).collect();
    assert_eq!(shown, [("one", 4, 3), ("in_it", 1, 0)]);
    let up = |name: &str, code: &str| {
        let source = Source { name: name.into(), text: String::new(), code: code.into() };
        source.uses().into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(up("text/x.rs", "use super::y; use super::super::drift::z;"), ["drift"]);
    assert_eq!(up("cli.rs", "use super::drift::z;"), ["drift"]);
    assert!(up("drift/mod.rs", "use super::config;") == ["config"] && up("a/b/mod.rs", "use super::c;").is_empty());
}
