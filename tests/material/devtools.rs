//! A browser that tests drive: Chromium without a window, by its DevTools protocol over two pipes.
//!
//! The protocol wants file descriptors 3 and 4; a shell opens them from named pipes, so that no unsafe code is needed here.
#![allow(dead_code, reason = "not every file of tests uses all of it")]

#[path = "chromium.rs"]
mod chromium;

use serde_json::{Value, json};
use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tempfile::TempDir;

/// Longest wait for an answer: machines that test are busy.
const PATIENCE: Duration = Duration::from_secs(90);

/// One tab of a browser of its own.
pub struct Browser {
    process: Child,
    to: File,
    from: Receiver<Value>,
    session: Option<String>,
    calls: u64,
    /// What happened besides answers: requests, messages of the console, exceptions.
    pub events: Vec<Value>,
    _folder: TempDir,
}

/// How a page is shown.
#[derive(Clone, Copy)]
pub struct View {
    pub width: u32,
    pub dark: bool,
    pub print: bool,
}

pub const DESKTOP: View = View { width: 1280, dark: false, print: false };

impl Browser {
    /// Starts one; says that the test is skipped where there is none.
    pub fn start() -> Option<Self> {
        if cfg!(not(unix)) {
            eprintln!("skipped: the pipes to the browser are made for Unix");
            return None;
        }
        let program = chromium::find()?;
        let folder = TempDir::new().unwrap();
        let (inward, outward) = (folder.path().join("in"), folder.path().join("out"));
        assert!(Command::new("mkfifo").args([&inward, &outward]).status().unwrap().success());
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        let process = Command::new("sh")
            .args(["-c", "exec \"$0\" \"$@\" 3<\"$IN\" 4>\"$OUT\""])
            .arg(program)
            .args(["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", &profile])
            .env("IN", &inward)
            .env("OUT", &outward)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let to = OpenOptions::new().write(true).open(&inward).unwrap();
        let answers = BufReader::new(File::open(&outward).unwrap());
        let (send, from) = channel();
        std::thread::spawn(move || {
            let heard = answers.split(0).map_while(Result::ok).filter_map(|bytes| serde_json::from_slice(&bytes).ok());
            heard.map_while(|message| send.send(message).ok()).for_each(drop);
        });
        let mut browser = Self { process, to, from, session: None, calls: 0, events: Vec::new(), _folder: folder };
        let target = browser.call("Target.createTarget", json!({ "url": "about:blank" }))["targetId"].clone();
        let attached = browser.call("Target.attachToTarget", json!({ "targetId": target, "flatten": true }));
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Network", "Log"] {
            browser.call(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    fn hear(&mut self) -> Value {
        self.from.recv_timeout(PATIENCE).expect("the browser answers")
    }

    /// Asks for something and gives the answer; events that come before it are kept.
    pub fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.calls += 1;
        let id = self.calls;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).unwrap();
        loop {
            let heard = self.hear();
            if heard["id"] == json!(id) {
                assert!(heard["error"].is_null(), "{method}: {}", heard["error"]);
                return heard["result"].clone();
            }
            self.events.push(heard);
        }
    }

    /// Opens a page from the disk and waits until it is there.
    pub fn open(&mut self, page: &Path, view: View) {
        self.show(view);
        self.events.clear();
        self.call("Page.navigate", json!({ "url": format!("file://{}", page.display()) }));
        while !self.events.iter().any(|event| event["method"] == "Page.loadEventFired") {
            let heard = self.hear();
            self.events.push(heard);
        }
    }

    /// Shows the page that is there in another way.
    pub fn show(&mut self, view: View) {
        let size = json!({ "width": view.width, "height": 900, "deviceScaleFactor": 1, "mobile": view.width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let scheme = if view.dark { "dark" } else { "light" };
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        let media = if view.print { "print" } else { "screen" };
        self.call("Emulation.setEmulatedMedia", json!({ "media": media, "features": features }));
    }

    /// The value of an expression, after its promise if it is one.
    pub fn value(&mut self, expression: &str) -> Value {
        let asked = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.call("Runtime.evaluate", asked);
        assert!(answer["exceptionDetails"].is_null(), "{expression}: {}", answer["exceptionDetails"]);
        answer["result"]["value"].clone()
    }

    /// Presses and releases a key.
    pub fn key(&mut self, key: &str, code: u32) {
        let text = if key == "Enter" { "\r" } else { "" };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text });
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// Moves the pointer to the middle of the element that an expression gives, after scrolling there.
    pub fn point(&mut self, element: &str) -> (f64, f64) {
        let middle = format!(
            "(() => {{ const e = {element}; e.scrollIntoView({{ block: 'center', inline: 'center' }}); \
             const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2]; }})()"
        );
        let at = self.value(&middle);
        let (x, y) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
        (x, y)
    }

    /// Clicks on the middle of an element.
    pub fn click(&mut self, element: &str) {
        let (x, y) = self.point(element);
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
            self.call("Input.dispatchMouseEvent", event);
        }
    }

    /// What the page asked the world for, itself left out, and what its console said.
    pub fn faults(&mut self) -> Vec<String> {
        // An answer to one more question comes after everything that happened before.
        self.value("new Promise((done) => setTimeout(() => done(0), 50))");
        let said = |event: &Value| match event["method"].as_str()? {
            "Network.requestWillBeSent" => {
                let url = event["params"]["request"]["url"].as_str()?;
                (event["params"]["type"] != "Document").then(|| format!("request: {url}"))
            }
            "Runtime.exceptionThrown" | "Log.entryAdded" | "Runtime.consoleAPICalled" => Some(event.to_string()),
            _ => None,
        };
        self.events.iter().filter_map(said).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may have ended by itself.
        drop(self.process.kill());
        drop(self.process.wait());
    }
}
