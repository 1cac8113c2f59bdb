//! What a run tells of itself on standard error: a progress bar on a terminal, or, where it is asked for, a line for each
//! step and fault. Times and memory are told here only, never in a result.

use super::args::RunArgs;
use super::tell;
use crate::ingest;
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::cell::RefCell;
use std::io::IsTerminal;
use std::path::Path;
use std::time::Duration;

/// A progress bar; nothing where standard error is no terminal.
pub struct Bar {
    bar: ProgressBar,
    verbose: bool,
    /// The step that is under way, and when it began.
    step: RefCell<Option<(&'static str, Duration)>>,
}

impl Bar {
    /// `hidden` where what is printed is for programs, or comes too soon for a bar.
    pub fn new(run: &RunArgs, hidden: bool) -> Self {
        let hidden = hidden || run.quiet || run.verbose || !std::io::stderr().is_terminal();
        let bar = if hidden { ProgressBar::hidden() } else { ProgressBar::new(0) };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {bar:30} {bytes}/{total_bytes} {elapsed}") {
            bar.set_style(style);
        }
        Self { bar, verbose: run.verbose, step: RefCell::new(None) }
    }

    pub fn show(&self, progress: Progress) {
        match progress {
            Progress::Reading { done, total } => {
                self.begin("reading");
                self.bar.set_message("reading");
                self.bar.set_length(total.max(done));
                self.bar.set_position(done);
            }
            Progress::Step(step) => {
                self.begin(step);
                self.bar.set_message(step);
            }
            Progress::Fault(warning) => self.say(&format!("{warning}")),
        }
        self.bar.tick();
    }

    /// Takes the bar away; the run is done.
    pub fn clear(&self) {
        self.end();
        let memory = peak_memory().map(|memory| format!(", {memory} at most in memory")).unwrap_or_default();
        let (seconds, threads) = (self.bar.elapsed().as_secs_f64(), rayon::current_num_threads());
        self.say(&format!("{seconds:.2} s in all, {threads} threads{memory}"));
        self.bar.finish_and_clear();
    }

    fn begin(&self, name: &'static str) {
        if self.step.borrow().is_some_and(|(running, _)| running == name) {
            return;
        }
        self.end();
        self.step.replace(Some((name, self.bar.elapsed())));
    }

    /// Tells how long the step under way took.
    fn end(&self) {
        if let Some((name, began)) = self.step.take() {
            self.say(&format!("{name}: {:.2} s", self.bar.elapsed().saturating_sub(began).as_secs_f64()));
        }
    }

    fn say(&self, text: &str) {
        if self.verbose {
            tell(Some(&format!("driftline: {text}\n")));
        }
    }
}

/// The most memory that the process had, where the system tells (Linux).
fn peak_memory() -> Option<String> {
    let status = ingest::read_text(Path::new("/proc/self/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(format!("{} MB", kilobytes.div_ceil(1024)))
}
