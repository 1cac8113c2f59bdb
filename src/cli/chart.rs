//! `driftline chart`: one chart of a saved report once more, in another size or look.

use super::args::RunArgs;
use super::{Bar, print, set_threads};
use crate::chart::{self, Chart, Fonts, Look};
use crate::error::{Error, Result};
use crate::ingest;
use crate::pipeline::Progress;
use crate::report::{self, Scores};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

pub const EXAMPLES: &str = "Examples:
  driftline chart volcano   volcano.svg and volcano.png, of reports/scores.json
  driftline chart themes --scores march/scores.json --out slide.png
  driftline chart ranks --out slide.png --chart-theme dark
  driftline chart bump --size 1920x1080 --out slide.png
  driftline chart terms --out terms.svg --color-up 00695C --color-down 8E24AA

Charts are drawn 960 points wide, and as high as they need: most 400 to 950, `--width` alone keeps \
that. Into a size the drawing is fitted as a whole: a much narrower or flatter one leaves the rest \
blank. A PNG has two pixels to a point.";

#[derive(Args)]
pub struct ChartArgs {
    /// Name of the chart, as its file in the report; a wrong one lists them all
    pub name: String,
    /// Saved scores of a report
    #[arg(long, value_name = "FILE", default_value = "reports/scores.json")]
    pub scores: PathBuf,
    /// File to write, .svg or .png; one that is there is replaced [default: NAME.svg and NAME.png, if not there]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Width and height in points, as 1280x720
    #[arg(long, value_name = "WxH", value_parser = size, conflicts_with_all = ["width", "height"])]
    pub size: Option<(f64, f64)>,
    /// Width in points
    #[arg(long, value_name = "POINTS")]
    pub width: Option<f64>,
    /// Height in points
    #[arg(long, value_name = "POINTS")]
    pub height: Option<f64>,
    /// Light or dark ground
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub chart_theme: Theme,
    /// Color of what rose, as 0F62AC
    #[arg(long, value_name = "HEX")]
    pub color_up: Option<String>,
    /// Color of what fell
    #[arg(long, value_name = "HEX")]
    pub color_down: Option<String>,
    /// Color of the ground
    #[arg(long, value_name = "HEX")]
    pub color_ground: Option<String>,
    /// Color of titles and lines
    #[arg(long, value_name = "HEX")]
    pub color_ink: Option<String>,
    /// Font (TTF, OTF) for characters that the bundled one lacks, before those of the system
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Print the paths written as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub run: RunArgs,
}

/// The ground on which charts are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    Light,
    Dark,
}

fn size(text: &str) -> std::result::Result<(f64, f64), &'static str> {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    let both = text.split_once(['x', 'X', '×']).and_then(|(width, height)| number(width).zip(number(height)));
    both.ok_or("no size; write width x height in points, for example 1280x720")
}

/// Draws the chart and writes it; returns what to say on standard error, if anything.
pub fn run(args: &ChartArgs) -> Result<Option<String>> {
    set_threads(args.run.threads)?;
    let bar = Bar::new(&args.run, args.json);
    bar.show(Progress::Step("drawing"));
    let scores = saved(&args.scores)?;
    let chart = named(chart::all(&scores.findings)?, args)?;
    let svg = chart::restyled(&chart.svg, &look(args))?;
    let fonts = fonts(args.font.as_deref())?;
    let drawn = report::write_chart(&Chart { svg, ..chart }, args.out.as_deref(), &fonts)?;
    bar.clear();
    if args.json {
        print(&report::written_json(&drawn.paths))?;
    }
    Ok(lacking(drawn.lacking.len()))
}

/// The saved scores, or what to do where they cannot be read.
fn saved(path: &Path) -> Result<Scores> {
    Scores::from_json(&ingest::read_text(path)?, path).map_err(|fault| match fault {
        Error::Format { .. } => {
            Error::setting("--scores", fault.to_string(), "`driftline report` writes the scores of today")
        }
        other => other,
    })
}

fn named(charts: Vec<Chart>, args: &ChartArgs) -> Result<Chart> {
    let names: Vec<String> = charts.iter().map(|chart| chart.name.clone()).collect();
    charts.into_iter().find(|chart| chart.name == args.name).ok_or_else(|| {
        let what = format!("{} has no chart \"{}\"", args.scores.display(), args.name);
        let hint = match names.is_empty() {
            true => "its findings fill no chart; run `driftline report` again".to_owned(),
            false => format!("it has {}", names.join(", ")),
        };
        Error::setting("chart", what, hint)
    })
}

fn look(args: &ChartArgs) -> Look {
    Look {
        dark: args.chart_theme == Theme::Dark,
        up: args.color_up.clone(),
        down: args.color_down.clone(),
        ground: args.color_ground.clone(),
        ink: args.color_ink.clone(),
        width: args.size.map(|size| size.0).or(args.width),
        height: args.size.map(|size| size.1).or(args.height),
    }
}

/// The fonts to draw with.
pub fn fonts(path: Option<&Path>) -> Result<Fonts> {
    let Some(path) = path else { return Ok(Fonts::default()) };
    let no_font = || {
        let hint = "name a TrueType or OpenType file (.ttf, .otf, .ttc)";
        Error::setting("--font", format!("{} is no font", path.display()), hint)
    };
    Fonts::with(ingest::read_bytes(path)?).ok_or_else(no_font)
}

/// What to say of characters that no font has.
pub fn lacking(count: usize) -> Option<String> {
    let characters = if count == 1 { "one character".to_owned() } else { format!("{count} characters") };
    (count > 0).then(|| {
        format!(
            "note: no font here has {characters} of the charts, the PNGs show boxes\nhint: name one with --font FILE\n"
        )
    })
}
