//! What the tests of reading share.
#![allow(dead_code, reason = "not every file of tests uses all of it")]

use driftline::config::InputOptions;
use driftline::error::Result;
use driftline::ingest::{self, Document, Reading};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with these files.
pub fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

pub fn try_read(paths: &[PathBuf], options: &InputOptions) -> Result<(Vec<Document>, Reading)> {
    let mut documents = Vec::new();
    let reading = ingest::read(paths, options, &mut |batch| documents.extend(batch), &mut |_, _| {})?;
    for (id, dated) in &reading.late {
        let late = documents.iter_mut().find(|document: &&mut Document| document.id == *id).unwrap();
        late.dated = Some(dated.clone());
    }
    Ok((documents, reading))
}

pub fn read(path: &Path) -> (Vec<Document>, Reading) {
    try_read(&[path.to_owned()], &InputOptions::default()).unwrap()
}

pub fn ids(documents: &[Document]) -> Vec<&str> {
    documents.iter().map(|document| document.id.as_str()).collect()
}

pub fn first_day(document: &Document) -> Option<String> {
    document.dated.as_ref().map(|dated| dated.first.to_string())
}

/// The warnings without the folder's path.
pub fn warnings(reading: &Reading, folder: &TempDir) -> Vec<String> {
    let root = format!("{}/", folder.path().display());
    reading.warnings.iter().map(|warning| warning.to_string().replace(&root, "")).collect()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The development data beside the project, where it is there.
pub fn shared(name: &str) -> Option<PathBuf> {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    let found = place.exists().then_some(place);
    if found.is_none() {
        eprintln!("skipped: ../shared/{name} is absent");
    }
    found
}
