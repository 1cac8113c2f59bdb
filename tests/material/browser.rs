//! A real browser for tests: starts Chromium without a window, where there is one.
#![allow(dead_code, reason = "not every file of tests uses all of it")]

#[path = "chromium.rs"]
mod chromium;

pub use chromium::find as chromium;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A page is a file without any script of ours: what takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// Light or dark, as the reader's system asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Scheme {
    Light,
    Dark,
}

/// What Chromium made of a page.
pub struct Opened {
    /// The document as it stands after loading.
    pub dom: String,
    /// What the page's console said: refused styles, faults of scripts.
    pub console: Vec<String>,
}

/// Runs Chromium with a profile of its own and gives what it wrote to its two outputs.
fn run(chromium: &Path, page: &Path, scheme: Scheme, arguments: &[String]) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let (out, log) = (profile.path().join("out"), profile.path().join("log"));
    let file = |path: &Path| Stdio::from(std::fs::File::create(path).unwrap());
    let mut command = Command::new(chromium);
    command.args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr"]);
    command.arg("--force-device-scale-factor=1");
    command.arg(format!("--user-data-dir={}", profile.path().join("profile").display()));
    if scheme == Scheme::Dark {
        command.arg("--blink-settings=preferredColorScheme=0");
    }
    command.args(arguments).arg(format!("file://{}", page.display()));
    let mut child = command.stdout(file(&out)).stderr(file(&log)).spawn().unwrap();
    let begun = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if begun.elapsed() > PATIENCE {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("Chromium did not end with {}", page.display());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
    (read(&out), read(&log))
}

/// Opens a page and gives the document that came of it.
pub fn open(chromium: &Path, page: &Path, scheme: Scheme) -> Opened {
    let (dom, log) = run(chromium, page, scheme, &["--dump-dom".to_owned()]);
    let console = log.lines().filter(|line| line.contains("CONSOLE")).map(str::to_owned).collect();
    Opened { dom, console }
}

/// The page as a PNG.
pub fn screenshot(chromium: &Path, page: &Path, scheme: Scheme, (width, height): (u32, u32)) -> Vec<u8> {
    let out = page.with_extension("png");
    let arguments = [format!("--screenshot={}", out.display()), format!("--window-size={width},{height}")];
    run(chromium, page, scheme, &arguments);
    std::fs::read(out).unwrap()
}

/// The page as it is printed.
pub fn pdf(chromium: &Path, page: &Path) -> Vec<u8> {
    let out = page.with_extension("pdf");
    run(chromium, page, Scheme::Light, &[format!("--print-to-pdf={}", out.display())]);
    std::fs::read(out).unwrap()
}

/// Opens a copy of a page in a frame so many points wide, lets a script look at it, and gives the JSON that it returns.
/// The page's own policy forbids scripts, so the copy goes without; `script` is the body of a function of the frame's
/// window and document.
pub fn probe(chromium: &Path, page: &Path, (width, scheme): (u32, Scheme), script: &str) -> serde_json::Value {
    let html = std::fs::read_to_string(page).unwrap();
    let policy = html.find("<meta http-equiv=\"Content-Security-Policy\"").unwrap();
    let end = policy + html[policy..].find('>').unwrap() + 1;
    let copy = format!("{}{}", &html[..policy], &html[end..]).replace('&', "&amp;").replace('"', "&quot;");
    let outer = format!(
        "<!doctype html><meta charset=\"utf-8\"><body style=\"margin:0\"><pre id=\"found\"></pre>\
         <iframe id=\"page\" width=\"{width}\" height=\"800\" style=\"border:0\" srcdoc=\"{copy}\"></iframe><script>\n\
         document.getElementById('page').addEventListener('load', (event) => {{\n\
         const look = (window, document) => {{ {script} }};\n\
         const found = look(event.target.contentWindow, event.target.contentDocument);\n\
         document.getElementById('found').textContent = 'FOUND' + JSON.stringify(found) + 'END'; }});\n\
         </script>"
    );
    let place = page.with_extension(format!("probe-{width}.html"));
    std::fs::write(&place, outer).unwrap();
    let opened = open(chromium, &place, scheme);
    assert!(opened.console.is_empty(), "{:?}", opened.console);
    let found = opened.dom.split("FOUND").nth(1).and_then(|rest| rest.split("END").next());
    let found =
        found.unwrap_or_else(|| panic!("the script said nothing: {}", &opened.dom[..opened.dom.len().min(500)]));
    serde_json::from_str(&found.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")).unwrap()
}
