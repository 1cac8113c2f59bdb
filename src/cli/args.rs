//! The arguments of the commands, and the groups of them that several share.

use super::cache::CacheArgs;
use super::chart::{self, ChartArgs};
use super::{check, count, explain, find, manual, themes, topics, trend};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;

#[derive(Parser)]
#[command(name = "driftline", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done, 1 where `check` finds a difference or `compare --fail-under` less likeness, 2 failed. Nothing leaves this machine."
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// Reads dated documents and writes a report on what rose, what fell, when, and whether it is real
    #[command(after_long_help = EXAMPLES)]
    Report(Box<ReportArgs>),
    /// Compares two documents sentence by sentence, or two folders: what stayed, moved, changed, and has more weight
    #[command(after_long_help = COMPARE_EXAMPLES)]
    Compare(Box<CompareArgs>),
    /// Reads and judges documents without analyzing them: dates, gaps, copies, boilerplate, languages, and what to do
    #[command(after_long_help = INSPECT)]
    Inspect(Box<InspectArgs>),
    /// Writes a commented driftline.toml for these documents, with themes proposed from their own phrases
    #[command(after_long_help = INIT)]
    Init(Box<InitArgs>),
    /// Shuffles the dates of these documents and tells how often the verdicts would be wrong, and what they would find
    #[command(after_long_help = CALIBRATE)]
    Calibrate(Box<CalibrateArgs>),
    /// Draws one chart of a saved report again, in another size, on a dark ground or in other colors
    #[command(after_long_help = chart::EXAMPLES)]
    Chart(Box<ChartArgs>),
    /// Makes the scores again and compares them with saved ones: what moved, which verdicts flipped, and why
    #[command(after_long_help = check::EXAMPLES)]
    Check(Box<check::CheckArgs>),
    /// Counts documents into a file that merges with others, to be analyzed in place of their texts
    #[command(after_long_help = count::EXAMPLES)]
    Count(Box<count::CountArgs>),
    /// Shows a word, phrase, wildcard or theme through time, with the verdict and its uncertainty
    #[command(after_long_help = trend::EXAMPLES)]
    Trend(Box<trend::TrendArgs>),
    /// Shows a word, phrase, wildcard, theme or pattern in its contexts, with dates and sources
    #[command(after_long_help = find::EXAMPLES)]
    Find(Box<find::FindArgs>),
    /// Says why a score is what it is: of a term by its documents, of a period by its terms, of a document by what it changed
    #[command(after_long_help = explain::EXAMPLES)]
    Explain(Box<explain::ExplainArgs>),
    /// Suggests terms for themes; you say which of them belong
    Themes(themes::ThemesArgs),
    /// Finds the topics of 200 documents or more, follows each through time, and writes them as themes for you to accept
    #[command(after_long_help = topics::EXAMPLES)]
    Topics(Box<topics::TopicsArgs>),
    /// Prints completions for a shell
    #[command(after_long_help = manual::COMPLETIONS)]
    Completions(manual::CompletionArgs),
    /// Prints the manual page of driftline or of one of its commands
    #[command(after_long_help = manual::MANUAL)]
    Man(manual::ManualArgs),
}

const INSPECT: &str = "Examples:
  driftline inspect articles/
  driftline inspect news.csv --dates dates.csv   with dates that you give
  zcat export.gz | driftline inspect -           its first bytes tell what it is
  driftline inspect articles/ --json             every document and its date";

const INIT: &str = "Examples:
  driftline init articles/                    writes articles/driftline.toml
  driftline init news.csv --out march.toml    then: driftline report news.csv \\
                                                  --config march.toml
  driftline init news.csv --text-column body";

const CALIBRATE: &str =
    "With shuffled dates nothing truly changed, so whatever is called is a false alarm. A rise by half, planted \
in one theme, tells what would be found. Themes are those of the settings, or drawn at random where there are none.

Examples:
  driftline calibrate articles/
  driftline calibrate articles/ --documents 40         as with so many documents
  driftline calibrate articles/ --splits 1000 --json   for programs";

const EXAMPLES: &str = "Examples:
  driftline report                         the example corpus to reports/
  driftline report articles/ --out march   any mixture of files, packed ones too
  driftline report news.csv --text-column body --date-column published
  driftline report news.jsonl.zst --period month --from 2024-01-01
  driftline report articles/ --theme 'minerals=critical mineral*,lithium' \\
      --theme 'defence=defence,weapon*' --relative 'minerals:defence'

Settings may stand in a file driftline.toml beside the documents (or named by --config); a flag overrides it:
  period = \"quarter\"
  [[theme]]
  name = \"critical minerals\"
  words = [\"critical mineral*\", \"rare earth*\", \"!mineral water\"]
  [[relative]]
  theme = \"critical minerals\"
  to = \"defence\"";

#[derive(Args)]
pub struct ReportArgs {
    /// Folder for the report; made if need be
    #[arg(long, value_name = "DIR", default_value = "reports")]
    pub out: PathBuf,
    /// Title of the report
    #[arg(long)]
    pub title: Option<String>,
    /// Run again under other settings, one changed at a time, and say in how many each verdict stands
    #[arg(long)]
    pub robustness: bool,
    /// What to print; markdown is for pull requests and chat, with the pictures
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub format: ReportFormat,
    /// The same as --format json: the scores, as scores.json has them
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Ground of the charts; light ones follow the reader's system on the page
    #[arg(long, value_enum, default_value_t = chart::Theme::Light)]
    pub chart_theme: chart::Theme,
    /// Font (TTF, OTF) for characters that the bundled one lacks, before those of the system
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    #[command(flatten)]
    pub corpus: CorpusArgs,
}

const COMPARE_EXAMPLES: &str = "Examples:
  driftline compare draft.md final.md                 what changed
  driftline compare draft.md final.md --out changes   a page, JSON, SVG, PNG
  driftline compare 2023/ 2025/ --theme 'minerals=lithium,cobalt'
  driftline compare versions/                         how alike all of them are
  driftline compare news.csv --where source=Times --where source=Post
  driftline compare news.csv --where to=2023-12-31 --where from=2024-01-01
  driftline compare old.txt new.txt --quiet --fail-under 0.9 || echo changed

There is no --cache: sentences are compared, and a cache keeps words only. Large folders can be counted once with \
`driftline count` and compared by their saved counts.

Exit codes: 0 as alike as --fail-under asks for (or it is not given), 1 less alike, 2 failed.";

#[derive(Args)]
pub struct CompareArgs {
    /// Two documents or folders, A and B; or one, with --where twice; or one folder or many documents: each with each
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Narrows a side: source=NAME, from=DAY, to=DAY, joined by commas; the first is A, the second B
    #[arg(long = "where", value_name = "QUERY")]
    pub queries: Vec<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Print A at the left and B at the right (text only)
    #[arg(long)]
    pub side_by_side: bool,
    /// Folder for a page, charts and comparison.json; made if need be
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Exit with 1 if less than this is the same (0 to 1): of two documents the share of words that stayed, moved sentences
    /// among them, and 1 only if nothing differs; of two folders or queries the TF-IDF cosine
    #[arg(long, value_name = "SIMILARITY", allow_negative_numbers = true)]
    pub fail_under: Option<f64>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub analysis: AnalysisArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Text,
    Html,
    Json,
    Markdown,
}

/// What `report` prints when it is done.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    Text,
    Markdown,
    Json,
}

#[derive(Args)]
pub struct InspectArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print all of it as JSON, with every document
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub time: TimeArgs,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
    #[command(flatten)]
    pub clean: CleanArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

#[derive(Args)]
pub struct InitArgs {
    /// Files and folders to read
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// File for the proposed settings [default: driftline.toml beside the documents]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Replace a settings file that is there
    #[arg(long)]
    pub force: bool,
    /// Print the paths written as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub run: RunArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

#[derive(Args)]
pub struct CalibrateArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How often the dates are shuffled, 2 to 100,000
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub splits: usize,
    /// Draw so many documents for each shuffle [default: all]
    #[arg(long, value_name = "N")]
    pub documents: Option<usize>,
    /// Print all of it as JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub time: TimeArgs,
    #[command(flatten)]
    pub analysis: AnalysisArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

/// What every question about a corpus takes: its files, their settings, and the words that other runs kept.
#[derive(Args)]
pub struct CorpusArgs {
    /// Files and folders to read; - is standard input
    #[arg(value_name = "PATH", default_value = "corpus")]
    pub paths: Vec<PathBuf>,
    /// Settings file [default: driftline.toml beside the documents or in a folder above, up to here]
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(flatten)]
    pub time: TimeArgs,
    #[command(flatten)]
    pub analysis: AnalysisArgs,
    #[command(flatten)]
    pub cache: CacheArgs,
}

/// What `report`, `calibrate` and `compare` share.
#[derive(Args)]
pub struct AnalysisArgs {
    #[command(flatten)]
    pub columns: ColumnArgs,
    #[command(flatten)]
    pub clean: CleanArgs,
    #[command(flatten)]
    pub reading: ReadArgs,
    #[command(flatten)]
    pub words: WordArgs,
    #[command(flatten)]
    pub themes: ThemeArgs,
    #[command(flatten)]
    pub run: RunArgs,
    /// Seed of the shuffles that make noise floors
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
}

#[derive(Args)]
#[command(next_help_heading = "Time")]
pub struct TimeArgs {
    /// Width of a period; auto takes the finest that leaves most periods enough documents
    #[arg(long, value_enum)]
    pub period: Option<PeriodArg>,
    /// Leave out documents before this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<Date>,
    /// Leave out documents after this day (YYYY-MM-DD)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<Date>,
}

/// A day that the user gives.
fn day(text: &str) -> std::result::Result<Date, &'static str> {
    text.trim().parse().map_err(|_| "no day of the calendar; write it as YYYY-MM-DD, for example 2024-05-31")
}

#[derive(Clone, Copy, ValueEnum)]
pub enum PeriodArg {
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    Decade,
}

#[derive(Args)]
#[command(next_help_heading = "Columns of tables and keys of JSON (found by name and content where not given)")]
pub struct ColumnArgs {
    /// Column of the text
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// Column of the date
    #[arg(long, value_name = "NAME")]
    pub date_column: Option<String>,
    /// Column of the title
    #[arg(long, value_name = "NAME")]
    pub title_column: Option<String>,
    /// Column of the source (publisher, author, outlet)
    #[arg(long, value_name = "NAME")]
    pub source_column: Option<String>,
    /// Column of the document's name
    #[arg(long, value_name = "NAME")]
    pub id_column: Option<String>,
}

#[derive(Args)]
#[command(next_help_heading = "What does not count (each removal is listed)")]
pub struct CleanArgs {
    /// Keep lines, leads and feet that recur across the documents of a source
    #[arg(long)]
    pub no_clean: bool,
    /// Count every copy of a story
    #[arg(long)]
    pub keep_duplicates: bool,
    /// Count documents in other languages than the corpus's
    #[arg(long)]
    pub keep_languages: bool,
}

#[derive(Args)]
#[command(next_help_heading = "Reading")]
pub struct ReadArgs {
    /// CSV file with a column of names or paths and one of dates; they override what is found
    #[arg(long, value_name = "FILE")]
    pub dates: Option<PathBuf>,
    /// Refuse dates after this day as mistakes (YYYY-MM-DD)
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub latest: Option<Date>,
    /// Keep the code fences of Markdown files
    #[arg(long)]
    pub keep_code: bool,
    /// Leave out documents longer than this [default: 64]
    #[arg(long, value_name = "MB")]
    pub max_record: Option<u64>,
    /// Cut packed files that expand more than so many times, once past 64 MB [default: 200]
    #[arg(long, value_name = "N")]
    pub max_ratio: Option<u64>,
}

#[derive(Args)]
#[command(next_help_heading = "Words")]
pub struct WordArgs {
    /// Two-letter code of the language, or auto
    #[arg(long, value_name = "CODE")]
    pub language: Option<String>,
    /// Keep stop words
    #[arg(long)]
    pub no_stop_words: bool,
    /// One more word to drop (repeatable)
    #[arg(long, value_name = "WORD")]
    pub stop_word: Vec<String>,
    /// Keep words apart that share a stem
    #[arg(long)]
    pub no_stem: bool,
    /// Keep British and American spelling apart
    #[arg(long)]
    pub no_spelling: bool,
    /// Find no phrases
    #[arg(long)]
    pub no_phrases: bool,
    /// Longest phrase in words, 1 to 3
    #[arg(long, value_name = "N")]
    pub max_phrase: Option<usize>,
}

#[derive(Args)]
#[command(next_help_heading = "Themes")]
pub struct ThemeArgs {
    /// A theme: NAME=WORD,PHRASE,WILD*,!EXCLUDED,=AsWritten (repeatable; replaces the themes of the settings file)
    #[arg(long, value_name = "NAME=WORDS")]
    pub theme: Vec<String>,
    /// Two themes to set against each other: A:B is A relative to B (repeatable)
    #[arg(long, value_name = "A:B")]
    pub relative: Vec<String>,
}

#[derive(Args)]
#[command(next_help_heading = "Run")]
pub struct RunArgs {
    /// Threads to use [default: all cores]; the result does not depend on it
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Print no text but errors; what is asked for as data is printed all the same
    #[arg(long, short)]
    pub quiet: bool,
    /// Tell on standard error each step and its time, each fault in a file, threads and memory
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// What stands below the options of each command.
    fn afterwards(command: &clap::Command) -> Vec<(String, String)> {
        let own = command.get_after_long_help().or(command.get_after_help()).map(ToString::to_string);
        let own = own.map(|text| (command.get_name().to_owned(), text));
        own.into_iter().chain(command.get_subcommands().flat_map(afterwards)).collect()
    }

    #[test]
    fn help_fits_any_terminal_from_eighty_columns_on() {
        let all = afterwards(&Cli::command());
        assert!(all.len() > 12, "{} texts", all.len());
        for (command, text) in all {
            for (line, next) in text.lines().zip(text.lines().skip(1).chain([""])) {
                let is_prose = |line: &str| !line.is_empty() && !line.starts_with("  ");
                // A line of an example stands as it is; prose wraps at the width of the terminal alone.
                assert!(is_prose(line) || line.chars().count() <= 80, "{command}: {line}");
                assert!(!(is_prose(line) && is_prose(next)), "{command}: {line}\n{next}");
            }
        }
    }
}
