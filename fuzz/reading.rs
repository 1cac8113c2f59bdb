//! What the fuzz targets share: bytes are read as a file of a given name, as the program would read it.

use driftline::config::InputOptions;
use driftline::error::Error;
use driftline::ingest::{self, Document};
use std::cell::OnceCell;
use std::io::{Cursor, Write};
use std::sync::Once;
use tempfile::TempDir;

static ALONE: Once = Once::new();

thread_local! {
    /// One folder for all runs of a process.
    static FOLDER: OnceCell<TempDir> = const { OnceCell::new() };
}

/// Reads `bytes` as a file called `name`. Panics where the library breaks its word: an error that should be a warning,
/// a document without words, or a date that ends before it begins.
pub fn read(name: &str, bytes: &[u8]) {
    // All in this thread: handing small work to another costs more than the work.
    ALONE.call_once(|| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
        pool.build_global().expect("no pool of threads before");
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !ingest::is_guarded() {
                usual(panic);
            }
        }));
    });
    FOLDER.with(|folder| {
        let folder = folder.get_or_init(|| TempDir::new().expect("a folder for the runs"));
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file in that folder");
        let options = InputOptions { max_record_mb: 4, ..InputOptions::default() };
        let mut sink = |documents: Vec<Document>| documents.iter().for_each(check);
        match ingest::read(&[path.clone()], &options, &mut sink, &mut |_, _| {}) {
            Ok(_) | Err(Error::NoDocuments { .. }) => {}
            Err(error) => panic!("an error instead of a warning: {error}"),
        }
        std::fs::remove_file(path).expect("the file is still there");
    });
}

fn check(document: &Document) {
    assert!(document.text.contains(char::is_alphanumeric), "a document without words: {document:?}");
    let sound = |dated: &ingest::Dated| dated.first <= dated.last && !dated.characters.is_empty();
    assert!(document.dated.as_ref().is_none_or(sound), "a date that is none: {document:?}");
}

/// A sound archive with one member that is stored as it is, so that mutations reach what reads the member.
pub fn stored(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::STORE);
    archive.start_file(name, plain).expect("a member's name");
    archive.write_all(bytes).expect("a member's bytes");
    archive.finish().expect("the archive's directory").into_inner()
}
