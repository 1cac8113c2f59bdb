//! PATHS -> FILES: which files below the given paths are read, in which order, under which names.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "this module reads"))]

use super::archive::{self, Entry, Member};
use super::date;
use super::formats::Format;
use super::open::Packing;
use crate::config::{HeldTable, InputOptions};
use crate::error::{Error, Result, Warning};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Names (without ending, any case) that accompany documents and are none.
const COMPANIONS: [&str; 9] =
    ["license", "licence", "copying", "notice", "changelog", "contributing", "driftline", "readme", "authors"];

/// What a user can do about files of other kinds.
const WAYS: [(&[&str], &str); 4] = [
    (&["pdf"], "make text of them first, for example by pdftotext"),
    (&["doc", "odt", "rtf"], "save them as .docx or .txt first"),
    (&["xls", "xlsx", "ods"], "save them as .csv first"),
    (&["tar", "tgz", "7z", "rar"], "unpack them first"),
];

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Source {
    pub path: PathBuf,
    /// The path as the user can open it; also the place of its documents.
    pub shown: String,
    /// The stable name: the path below the given folder.
    pub id: String,
    pub format: Format,
    /// Its bytes, or those of the archive that it lies in, where these came by standard input.
    pub held: Option<Arc<[u8]>>,
    /// Where it lies in an archive.
    pub member: Option<Member>,
    /// Layers of packing, the outermost first.
    pub packing: Vec<Packing>,
    /// Bytes on the disk; 0 where unknown.
    pub size: u64,
    /// Its documents cannot be younger.
    pub latest: Option<Date>,
    /// Whether a year alone in its name may be its date.
    pub years: bool,
    /// Its text is compared: all that a reader sees stays.
    pub whole: bool,
}

impl Source {
    /// Whether it is a file that lies on the disk as it is.
    pub fn is_plain(&self) -> bool {
        self.packing.is_empty() && self.member.is_none() && self.held.is_none()
    }

    /// Whether these rows of a table are about the files beside it: most of them name one in the same column.
    pub fn lists_files(&self, rows: &[Vec<String>]) -> bool {
        let Some(folder) = self.path.parent().filter(|_| self.is_plain() && !self.is_stdin()) else { return false };
        let is_name = |value: &str| value.contains('.') && value.len() < 256 && !value.contains("://");
        let names = |column: usize| rows.iter().filter_map(move |row| row.get(column)).filter(|value| is_name(value));
        let there = |column: usize| names(column).filter(|name| folder.join(name.as_str()).is_file()).count();
        (0..rows.first().map_or(0, Vec::len)).any(|column| 2 * there(column) > rows.len())
    }

    /// Whether this is standard input.
    pub fn is_stdin(&self) -> bool {
        self.shown == "-"
    }

    /// The folder of the stable name; empty at the top.
    fn folder(&self) -> &str {
        self.id.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// The name without folder and endings.
    pub fn stem(&self) -> &str {
        let name = self.id.rsplit('/').next().unwrap_or(&self.id);
        let mut name = name;
        while let Some((rest, _)) = Packing::of(name) {
            name = rest;
        }
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// The files below some paths.
pub(crate) struct Files {
    /// What is read, sorted by name, each once.
    pub sources: Vec<Source>,
    /// What was left out, and why.
    pub warnings: Vec<Warning>,
    /// What accompanies documents and is none, a read-me say. The settings are not told: nobody takes them for a document.
    pub companions: Vec<String>,
    /// Saved counts among them, by path, each once.
    pub counts: Vec<PathBuf>,
    /// The paths given, but for those below which there are saved counts only.
    pub roots: BTreeSet<String>,
    /// Whether names begin with the path given.
    pub several: bool,
}

/// How the names of files with saved counts end.
pub const COUNTS_ENDING: &str = ".counts";
/// How saved counts begin.
pub const COUNTS_MARK: [u8; 8] = *b"DRIFTCNT";

/// Whether a path is called as saved counts are.
pub(super) fn is_counts(path: &Path) -> bool {
    path.as_os_str().to_string_lossy().ends_with(COUNTS_ENDING)
}

/// Whether a path is called as saved counts are, or means some that are held.
fn means_counts(path: &Path, options: &InputOptions) -> bool {
    is_counts(path) || options.held_counts(path).is_some()
}

/// See [`super::counts_near`].
pub(super) fn counts_near(paths: &[PathBuf], options: &InputOptions) -> Result<Vec<PathBuf>> {
    let is_near = |path: &PathBuf| match std::fs::metadata(path) {
        // What is held may be called as a folder is.
        Ok(metadata) if metadata.is_dir() && !is_held(path, options) => may_hold_counts(path),
        _ => means_counts(path, options),
    };
    if paths.iter().any(is_near) { files(paths, options).map(|files| files.counts) } else { Ok(Vec::new()) }
}

/// Whether a path means what is held in memory.
fn is_held(path: &Path, options: &InputOptions) -> bool {
    options.held(path).is_some() || options.held_counts(path).is_some()
}

/// Whether saved counts are met below a folder before any document is. Counts beside documents are not used, so that a
/// folder of texts is left at the first of them.
fn may_hold_counts(folder: &Path) -> bool {
    let mut walk = Walk::default();
    for entry in below(folder).flatten() {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy());
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        if is_file && is_counts(path) {
            return true;
        }
        if is_file && Format::of(&name).is_some() && !is_companion(&name) && !walk.is_reported(path, &name) {
            return false;
        }
    }
    false
}

/// All that lies below a folder. Ignore files are respected inside it; those above it, and the user's global ones, are not,
/// so that the result depends on the folder alone.
fn below(folder: &Path) -> ignore::Walk {
    ignore::WalkBuilder::new(folder).parents(false).git_global(false).git_exclude(false).require_git(false).build()
}

/// The files below the paths.
pub(crate) fn files(paths: &[PathBuf], options: &InputOptions) -> Result<Files> {
    named_files(paths, options, paths.iter().filter(|path| !means_counts(path, options)).count() > 1)
}

/// The same, with names that begin with the path given where there are `several`.
pub(crate) fn named_files(paths: &[PathBuf], options: &InputOptions, several: bool) -> Result<Files> {
    let mut walk =
        Walk { several, ratio: options.max_ratio, latest: options.latest, whole: options.whole, ..Walk::default() };
    let mut roots = BTreeSet::new();
    for path in paths {
        let before = (walk.sources.len(), walk.counts.len());
        match options.held(path) {
            Some(table) => walk.table(path, table),
            None if options.held_counts(path).is_some() => drop(walk.counts.insert(path.clone())),
            None => walk.add(path)?,
        }
        // What holds counts only, be they named before, is no root of documents: theirs are told by the counts.
        let counts_only = means_counts(path, options) || walk.counts.len() > before.1;
        if walk.sources.len() > before.0 || !counts_only {
            roots.insert(root(path));
        }
    }
    Ok(Files { roots, ..walk.finish()? })
}

/// A path without the slash that a folder may end with.
fn root(path: &Path) -> String {
    let shown = slashes(path);
    let plain = shown.trim_end_matches('/');
    if plain.is_empty() { shown } else { plain.to_owned() }
}

/// The files in an archive that came by standard input, and what was left out.
pub(crate) fn inside(archive: &Source, bytes: &Arc<[u8]>, options: &InputOptions) -> Result<Files> {
    let mut walk = Walk {
        held: Some(bytes.clone()),
        ratio: options.max_ratio,
        latest: options.latest,
        whole: options.whole,
        ..Walk::default()
    };
    let entries = archive::entries(std::io::Cursor::new(bytes.clone()));
    walk.members(&archive.path, (&archive.shown, &archive.id), entries, bytes.len() as u64);
    walk.finish()
}

/// The list of the files of a report, which the report writes beside them.
pub const REPORT_LIST: &str = "SHA256SUMS";
/// Its first line, a comment to `sha256sum`: lists of this name are common, and one of other files is not ours.
pub const REPORT_MARK: &str = "# Files of a driftline report: the next report in this folder replaces or removes them.";

/// The files that a report wrote into a folder; none where there is no report.
fn reported(folder: &Path) -> BTreeSet<String> {
    let text = std::fs::read_to_string(folder.join(REPORT_LIST)).unwrap_or_default();
    let names = text.strip_prefix(REPORT_MARK).unwrap_or_default().lines().filter_map(|line| line.split_once("  "));
    let mut names: BTreeSet<String> = names.map(|(_, name)| name.to_owned()).collect();
    if !names.is_empty() {
        names.insert(REPORT_LIST.into());
    }
    names
}

#[derive(Default)]
struct Walk {
    several: bool,
    /// Per folder met: the files of a report that lies in it, which are no documents.
    reports: BTreeMap<PathBuf, BTreeSet<String>>,
    /// An archive may hold so many times its own bytes.
    ratio: u64,
    latest: Option<Date>,
    whole: bool,
    /// The archive that is looked into, where it does not lie on the disk.
    held: Option<Arc<[u8]>>,
    sources: Vec<Source>,
    /// Files that are documents only if there is nothing else.
    readmes: Vec<Source>,
    companions: BTreeSet<String>,
    /// Per unknown ending: how many, and the first.
    unknown: BTreeMap<String, (usize, String)>,
    links: BTreeSet<String>,
    counts: BTreeSet<PathBuf>,
    warnings: Vec<Warning>,
}

impl Walk {
    fn add(&mut self, path: &Path) -> Result<()> {
        let shown = slashes(path);
        if shown == "-" {
            self.sources.push(stdin(self.latest, self.whole));
            return Ok(());
        }
        let metadata = match std::fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::Missing { path: path.to_owned() });
            }
            Err(cause) => return Err(Error::io("read", path, cause)),
        };
        if metadata.is_dir() {
            self.folder(path);
        } else if is_counts(path) {
            self.counts.insert(path.to_owned());
        } else {
            self.named(path, metadata.len());
        }
        Ok(())
    }

    /// A table in memory.
    fn table(&mut self, path: &Path, table: &HeldTable) {
        let bytes: usize = table.cells.iter().flatten().map(String::len).sum();
        self.sources.push(Source {
            path: path.to_owned(),
            shown: table.name.clone(),
            id: table.name.clone(),
            format: Format::Held,
            held: None,
            member: None,
            packing: Vec::new(),
            size: bytes as u64,
            latest: self.latest,
            years: true,
            whole: self.whole,
        });
    }

    /// A file that the user named is read whatever it is called.
    fn named(&mut self, path: &Path, size: u64) {
        let name = path.file_name().map_or_else(|| slashes(path), |name| slashes(Path::new(name)));
        if is_archive(&name) {
            let shown = slashes(path);
            let id = if self.several { shown.clone() } else { name };
            self.members(path, (&shown, &id), archive::list(path), size);
            return;
        }
        let (format, packing) = Format::of(&name).unwrap_or((Format::Unknown, Vec::new()));
        let shown = slashes(path);
        let id = if self.several { shown.clone() } else { name };
        self.sources.push(Source {
            path: path.to_owned(),
            shown,
            id,
            format,
            held: None,
            member: None,
            packing,
            size,
            latest: self.latest,
            years: true,
            whole: self.whole,
        });
    }

    /// Everything below a folder.
    fn folder(&mut self, root: &Path) {
        let (texts, counts) = (self.sources.len(), self.counts.clone());
        for entry in below(root) {
            match entry {
                Ok(entry) => self.entry(root, &entry),
                Err(fault) => self.warnings.push(Warning::file(slashes(root), fault.to_string())),
            }
        }
        // Counts that lie among texts were most likely made of them, and may be older than they are.
        let beside: BTreeSet<String> = self.counts.difference(&counts).map(|path| slashes(path)).collect();
        if self.sources.len() > texts {
            self.counts = counts;
            let what = "saved counts beside texts are not used: name them with the folder if they should be";
            self.warnings.extend(listed(&beside, what));
        }
    }

    fn entry(&mut self, root: &Path, entry: &ignore::DirEntry) {
        let path = entry.path();
        let shown = slashes(path);
        if entry.depth() > 0 && entry.path_is_symlink() {
            self.links.insert(shown);
            return;
        }
        if !entry.file_type().is_some_and(|kind| kind.is_file()) {
            if !path.is_dir() {
                self.warnings.push(Warning::file(shown, "skipped: neither a file nor a folder"));
            }
            return;
        }
        if is_counts(path) {
            self.counts.insert(path.to_owned());
            return;
        }
        let below = slashes(path.strip_prefix(root).unwrap_or(path));
        let name = below.rsplit('/').next().unwrap_or(&below).to_owned();
        if self.is_reported(path, &name) {
            return;
        }
        let id = if self.several { format!("{}/{below}", slashes(root).trim_end_matches('/')) } else { below };
        let size = entry.metadata().map_or(0, |metadata| metadata.len());
        if is_archive(&name) {
            self.members(path, (&shown, &id), archive::list(path), size);
        } else {
            self.found(path, (shown, id), None, size);
        }
    }

    /// Whether a file is part of a report that lies among the documents; said once per folder.
    fn is_reported(&mut self, path: &Path, name: &str) -> bool {
        let folder = path.parent().unwrap_or(path).to_owned();
        let known = self.reports.contains_key(&folder);
        let files = self.reports.entry(folder).or_insert_with_key(|folder| reported(folder));
        if !known && !files.is_empty() {
            let place = path.parent().map_or_else(String::new, slashes);
            self.warnings.push(Warning::file(place, "holds a driftline report: its files are not read as documents"));
        }
        files.contains(name)
    }

    /// Takes a file of a folder or of an archive, by its path as shown and its stable name, if it is of a kind that is read.
    fn found(&mut self, path: &Path, (shown, id): (String, String), member: Option<Member>, size: u64) {
        let name = id.rsplit('/').next().unwrap_or(&id).to_owned();
        let companion = is_companion(&name);
        let Some((format, packing)) = Format::of(&name) else {
            self.skip(&name, shown, companion);
            return;
        };
        let source = Source {
            path: path.to_owned(),
            shown,
            id,
            format,
            held: self.held.clone(),
            member,
            packing,
            size,
            latest: self.latest,
            years: true,
            whole: self.whole,
        };
        match companion {
            true if name.to_lowercase().starts_with("readme") => self.readmes.push(source),
            true => drop(self.companions.insert(source.shown)),
            false => self.sources.push(source),
        }
    }

    /// The members of an archive, each as a file below it. An archive in an archive is not opened.
    fn members(&mut self, path: &Path, (shown, id): (&str, &str), entries: std::io::Result<Vec<Entry>>, size: u64) {
        let entries = match entries {
            Ok(entries) => entries,
            Err(cause) => {
                self.warnings.push(Warning::file(shown, format!("not an archive that can be read: {cause}")));
                return;
            }
        };
        let most = archive::HARMLESS.max(size.saturating_mul(self.ratio));
        let mut unpacked = 0u64;
        for (name, member) in entries {
            let hidden = name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
            let place = format!("{shown}/{name}");
            match member {
                _ if hidden => {}
                Ok(_) if is_archive(&name) => {
                    self.warnings.push(Warning::file(place, "skipped: an archive in an archive is not opened"));
                }
                Ok(member) => {
                    unpacked = unpacked.saturating_add(member.size);
                    if unpacked > most {
                        let what = format!("expands more than {} times: left out from here (--max-ratio)", self.ratio);
                        self.warnings.push(Warning::file(place, what));
                        return;
                    }
                    self.found(path, (place, format!("{id}/{name}")), Some(member), member.packed);
                }
                Err(what) => self.warnings.push(Warning::file(place, what)),
            }
        }
    }

    /// Notes a file that cannot be read here.
    fn skip(&mut self, name: &str, shown: String, companion: bool) {
        if companion {
            self.companions.insert(shown);
            return;
        }
        let mut unpacked = name;
        while let Some((rest, _)) = Packing::of(unpacked) {
            unpacked = rest;
        }
        if unpacked.to_lowercase().ends_with(COUNTS_ENDING) {
            let what = "skipped: saved counts are read from unpacked files that end in .counts";
            self.warnings.push(Warning::file(shown, what));
            return;
        }
        let ending = name.rsplit_once('.').map_or_else(String::new, |(_, ending)| ending.to_lowercase());
        let (count, first) = self.unknown.entry(ending).or_insert_with(|| (0, shown.clone()));
        *count += 1;
        // Folders are listed in any order; the first by name is the same everywhere.
        *first = shown.min(std::mem::take(first));
    }

    fn finish(mut self) -> Result<Files> {
        if self.sources.is_empty() && self.counts.is_empty() {
            self.sources.append(&mut self.readmes);
        }
        self.companions.extend(self.readmes.iter().map(|source| source.shown.clone()));
        self.note();
        self.sources.sort_by(|a, b| a.id.cmp(&b.id));
        weigh_years(&mut self.sources);
        if self.several {
            let mut seen = BTreeSet::new();
            let file = |source: &Source| source.path.canonicalize().unwrap_or(source.path.clone());
            self.sources.retain(|source| seen.insert((file(source), source.member.map(|member| member.start))));
        }
        let settings = |shown: &String| shown.rsplit('/').next().is_some_and(|name| name == super::settings::NAME);
        self.companions.retain(|shown| !settings(shown));
        let companions = self.companions.into_iter().collect();
        let mut seen = BTreeSet::new();
        let fresh = |path: &PathBuf| seen.insert(path.canonicalize().unwrap_or(path.clone()));
        let counts = self.counts.into_iter().filter(fresh).collect();
        let (sources, warnings, several) = (self.sources, self.warnings, self.several);
        Ok(Files { sources, warnings, companions, counts, roots: BTreeSet::new(), several })
    }

    /// Turns what was left out into warnings: one per kind, not one per file.
    fn note(&mut self) {
        for (ending, (count, first)) in &self.unknown {
            let kind = if ending.is_empty() { "without an ending".into() } else { format!("ending in .{ending}") };
            let way = WAYS.iter().find(|(of, _)| of.contains(&ending.as_str()));
            let way = way.map(|(_, way)| format!("; {way}")).unwrap_or_default();
            let what = match count {
                1 => format!("skipped: files {kind} are not read{way}"),
                _ => format!("skipped, with {} more {kind}: such files are not read{way}", count - 1),
            };
            self.warnings.push(Warning::file(first, what));
        }
        if let Some(warning) = listed(&self.links, "skipped: links inside a folder are not followed") {
            self.warnings.push(warning);
        }
    }
}

/// A year alone in a file's name (`deu_1996.txt`) may be a part of its subject. It is taken for the date only where at
/// least half of the documents in that folder have a date in their names.
fn weigh_years(sources: &mut [Source]) {
    let mut folders: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.format.is_single()) {
        let (dated, all) = folders.entry(source.folder().to_owned()).or_default();
        *dated += usize::from(date::file_name(source.stem()).is_some());
        *all += 1;
    }
    for source in sources {
        source.years = folders.get(source.folder()).is_none_or(|(dated, all)| 2 * dated >= *all);
    }
}

/// One warning for all these files, the first as its place.
fn listed(files: &BTreeSet<String>, what: &str) -> Option<Warning> {
    let mut files = files.iter();
    let first = files.next()?;
    let others: Vec<&str> = files.map(String::as_str).collect();
    let also = match others.len() {
        0 => String::new(),
        1..=5 => format!("; also {}", others.join(", ")),
        count => format!("; also {} and {} more", others[..5].join(", "), count - 5),
    };
    Some(Warning::file(first, format!("{what}{also}")))
}

fn is_archive(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("zip"))
}

fn is_companion(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    COMPANIONS.contains(&stem.as_str())
}

fn stdin(latest: Option<Date>, whole: bool) -> Source {
    let path = PathBuf::from("-");
    let (shown, id) = ("-".into(), "stdin".into());
    let (format, held, member, packing) = (Format::Unknown, None, None, Vec::new());
    Source { path, shown, id, format, held, member, packing, size: 0, latest, years: true, whole }
}

/// See [`super::holds_one`].
pub(super) fn holds_one(path: &Path) -> bool {
    let format = Format::of(&path.to_string_lossy()).map(|(format, _)| format);
    path.is_file() && !is_counts(path) && format.is_none_or(Format::is_single)
}

/// See [`super::is_same_file`].
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok().filter(|path| path.is_file());
    real(one).is_some_and(|file| real(other) == Some(file))
}

/// A path as text with forward slashes, the same on every system.
fn slashes(path: &Path) -> String {
    let text = path.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}
