//! Where Chromium is. Without it tests of pages say that they are skipped, unless `DRIFTLINE_BROWSER=required` asks for
//! it: then they fail, so that a machine that should run them cannot leave them out in silence.

use std::path::PathBuf;

const NAMES: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/// The one that `CHROMIUM` names, or the first on the path.
pub fn find() -> Option<PathBuf> {
    let named = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let known = NAMES.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let found = named.into_iter().chain(known).find(|place| place.is_file());
    if found.is_none() {
        let required = std::env::var_os("DRIFTLINE_BROWSER").is_some_and(|value| value == "required");
        assert!(!required, "there is no Chromium here, and DRIFTLINE_BROWSER=required asks for it");
        eprintln!("skipped: there is no Chromium here");
    }
    found
}
