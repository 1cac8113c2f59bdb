//! What users see: transcripts of the program, one readable file each in `tests/commands/`.
//!
//! `DRIFTLINE_BLESS=1 cargo test --release --test commands` writes them anew; read the difference before committing it.
//! Every command runs in a folder of its own. Whatever it does, it must not panic, must not touch what was there
//! before, and, where it fails, must leave nothing behind and say what, where and what to do.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Files by path, as a command finds them and leaves them.
type Tree = BTreeMap<String, Vec<u8>>;

/// A command and where it runs.
#[derive(Default)]
struct Case {
    files: Tree,
    /// Empty folders.
    folders: Vec<&'static str>,
    /// A command that ran there before.
    earlier: Option<&'static str>,
    command: &'static str,
    stdin: &'static str,
    exit: i32,
}

/// What articles report.
const SAID: [&str; 11] = [
    "spoke of lithium, cobalt and other critical minerals that both countries need",
    "want lower tariffs on steel, cars and almonds before the summer",
    "agreed on a joint exercise of their navies in the Indian Ocean",
    "heard from makers of chips and solar panels what holds up their plants",
    "will buy more gas and oil from each other, if prices stay where they are",
    "praised students, doctors and engineers who moved from one country to the other",
    "put off the question of visas until their next meeting in the spring",
    "signed a paper on space, satellites and a flight to the moon",
    "warned of terror, piracy and attacks on ships that carry grain",
    "named a panel of bankers to look at loans for railways and ports",
    "could not settle how farmers are to be paid for wheat and rice",
];

fn case(command: &'static str) -> Case {
    Case { command, ..Case::default() }
}

impl Case {
    fn file(mut self, name: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.files.insert(name.into(), bytes.as_ref().to_vec());
        self
    }

    fn folder(mut self, name: &'static str) -> Self {
        self.folders.push(name);
        self
    }

    /// The example corpus.
    fn corpus(mut self) -> Self {
        let corpus = tree(Path::new("corpus"));
        self.files.extend(corpus.into_iter().map(|(name, bytes)| (format!("corpus/{name}"), bytes)));
        self
    }

    /// Dated articles, one a month.
    fn articles(mut self, count: usize) -> Self {
        for index in 0..count {
            let (year, month) = (2023 + index / 12, 1 + index % 12);
            let said = |n: usize| SAID[(index * n + n) % SAID.len()];
            let text = format!(
                "---\ntitle: Talks {index}\nsource: The Herald\ndate: {year}-{month:02}-15\n---\n\nThe ministers {}, \
                 and {}. On Friday they {}.\n\nIn the end the two sides {}, but first they {}.\n",
                said(1),
                said(2),
                said(3),
                said(5),
                said(7)
            );
            self = self.file(&format!("articles/{year}-{month:02}.md"), text);
        }
        self
    }

    fn stdin(self, stdin: &'static str) -> Self {
        Self { stdin, ..self }
    }

    fn after(self, earlier: &'static str) -> Self {
        Self { earlier: Some(earlier), ..self }
    }

    fn fails(self) -> Self {
        Self { exit: 2, ..self }
    }

    /// Runs the command and compares all that it said with the transcript of this name.
    #[track_caller]
    fn check(self, name: &str) {
        let place = tempfile::tempdir().unwrap();
        self.files.iter().for_each(|(name, bytes)| write(&place.path().join(name), bytes));
        self.folders.iter().for_each(|name| fs::create_dir_all(place.path().join(name)).unwrap());
        if let Some(earlier) = self.earlier {
            let output = run(earlier, "", place.path());
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let before = tree(place.path());
        let output = run(self.command, self.stdin, place.path());
        let after = tree(place.path());
        let now = self.transcript(&output, &before, &after);
        for (path, bytes) in before.iter().filter(|(path, _)| self.exit != 0 || !path.starts_with("reports/")) {
            assert!(after.get(path) == Some(bytes), "{path} was there before and is changed or gone\n{now}");
        }
        assert_eq!(output.status.code(), Some(self.exit), "exit code of\n{now}");
        assert!(self.exit == 0 || before.len() == after.len(), "a failed run left files behind\n{now}");
        assert!(!now.contains("panicked") && !now.contains("backtrace"), "{now}");
        let told = self.exit != 2 || now.contains("\nerror: ") && (now.contains("\nhint: ") || now.contains("--help"));
        assert!(told, "an error without what, where or what to do\n{now}");
        compare(name, &now);
    }

    fn transcript(&self, output: &Output, before: &Tree, after: &Tree) -> String {
        let earlier = self.earlier.map(|earlier| format!("$ {earlier}\n")).unwrap_or_default();
        let stdin = if self.stdin.is_empty() { String::new() } else { format!("--- stdin\n{}", self.stdin) };
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("output is UTF-8");
        let code = output.status.code().map_or("none".into(), |code| code.to_string());
        let made: Vec<&str> = after.keys().filter(|path| !before.contains_key(*path)).map(|path| above(path)).collect();
        let made = made.first().map_or("nothing", |folder| folder);
        let settings = after.iter().filter(|(path, _)| path.ends_with(".toml") && !before.contains_key(*path));
        let settings: String = settings.map(|(path, bytes)| format!("--- {path}\n{}", text(bytes))).collect();
        let warnings = after.get("reports/scores.json").filter(|_| self.exit == 0).map(|json| warnings(json));
        let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| text(bytes));
        format!(
            "{earlier}$ {}\n{stdin}exit code: {code}\nnew: {made}\n--- stdout\n{stdout}--- stderr\n{stderr}{settings}{}",
            self.command,
            warnings.filter(|text| !text.is_empty()).map(|text| format!("--- warnings\n{text}")).unwrap_or_default()
        )
    }
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The folder of a path, as "reports/".
fn above(path: &str) -> &str {
    path.rfind('/').map_or(path, |at| &path[..=at])
}

/// Everything below a folder.
fn tree(folder: &Path) -> Tree {
    let mut tree = Tree::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            tree.extend(self::tree(&path).into_iter().map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            tree.insert(name, fs::read(&path).unwrap());
        }
    }
    tree
}

/// Runs a command as a shell would, which knows blanks and single quotes.
fn run(command: &str, stdin: &str, place: &Path) -> Output {
    let quoted = command.split('\'').enumerate();
    let arguments = quoted.flat_map(|(part, text)| match part % 2 {
        0 => text.split_whitespace().collect::<Vec<_>>(),
        _ => vec![text],
    });
    let mut child = Command::new(env!("CARGO_BIN_EXE_driftline"))
        .args(arguments.skip(1))
        .current_dir(place)
        .env("COLUMNS", "100")
        .env("RUST_BACKTRACE", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not read its input may be gone before it is written.
    drop(child.stdin.take().unwrap().write_all(stdin.as_bytes()));
    child.wait_with_output().unwrap()
}

/// The warnings that the report lists, one a line.
fn warnings(scores: &[u8]) -> String {
    let scores: serde_json::Value = serde_json::from_slice(scores).unwrap();
    let line = |warning: &serde_json::Value| {
        let line = warning["line"].as_u64().map(|line| format!(":{line}")).unwrap_or_default();
        let more = warning["more"].as_u64().map(|more| format!(" (and {more} more)")).unwrap_or_default();
        format!("{}{line}: {}{more}\n", warning["path"].as_str().unwrap(), warning["what"].as_str().unwrap())
    };
    scores["corpus"]["warnings"].as_array().unwrap().iter().map(line).collect()
}

#[track_caller]
fn compare(name: &str, now: &str) {
    let path = format!("{}/tests/commands/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("DRIFTLINE_BLESS").is_some() {
        return fs::write(path, now).unwrap();
    }
    let then = fs::read_to_string(&path).unwrap_or_default();
    assert!(now == then, "tests/commands/{name}.txt says\n{then}\nbut now it is\n{now}");
}

#[test]
fn the_program_explains_itself() {
    case("driftline --help").check("help");
    case("driftline report --help").check("help-report");
    case("driftline --version").check("version");
    case("driftline reprot").fails().check("unknown-command");
    case("driftline report --period fortnight").fails().check("unknown-period");
}

#[test]
fn the_example_corpus() {
    case("driftline report").corpus().check("report");
    case("driftline report --quiet").corpus().check("report-quiet");
    case("driftline report --robustness").corpus().check("report-robustness");
}

#[test]
fn five_articles_cannot_show_a_trend() {
    case("driftline report corpus/seeds").corpus().check("report-seeds");
}

#[test]
fn nothing_to_read() {
    case("driftline report articels").articles(2).fails().check("missing-path");
    case("driftline report articles").folder("articles").fails().check("empty-folder");
    let empty = case("driftline report articles").file("articles/a.txt", "").file("articles/b.md", "\n \n");
    empty.file("articles/c.csv", "").file("articles/d.jsonl", "\n").fails().check("empty-files");
    let odd = case("driftline report photos").file("photos/a.jpg", b"\xff\xd8\xff\xe0").file("photos/b.jpg", b"\xff");
    odd.fails().check("no-readable-files");
}

#[test]
fn a_fault_in_one_place_does_not_stop_the_rest() {
    let rows = "date,title,text\n2024-01-05,One,The talks on trade went well\n2024-02-05,\"Two,The quote never closes\n\
                2024-03-05,Three,Talks on energy and trade\n2024-04-05,Four\n2024-05-05,Five,More talks on minerals\n";
    case("driftline report news.csv").file("news.csv", rows).check("broken-rows");
    let binary: Vec<u8> = (0..2000u32).map(|i| (i * 7919 % 256) as u8).collect();
    case("driftline report articles").articles(3).file("articles/x.txt", &binary).check("binary-file");
    case("driftline report x.txt").file("x.txt", &binary).fails().check("binary-file-alone");
    let lines = "{\"date\": \"2024-01-05\", \"text\": \"The talks on trade went well\"}\n{\"date\": \"2024-02-05\", \"te\n\
                 [1, 2]\n{\"date\": \"2024-03-05\", \"text\": \"Talks on energy went on\"}\n";
    case("driftline report news.jsonl").file("news.jsonl", lines).check("broken-lines");
    let packed = b"\x1f\x8b\x08\x00\x00\x00\x00\x00";
    case("driftline report articles").articles(3).file("articles/y.txt.gz", packed).check("broken-archive");
}

#[test]
fn too_little_to_see_a_change() {
    let undated = case("driftline report notes").file("notes/a.txt", "The talks on trade went well in the capital.");
    undated.file("notes/b.txt", "Energy was the topic of the talks on trade.").check("no-dates");
    case("driftline report articles").articles(1).check("one-document");
    case("driftline report articles --period decade").articles(9).check("one-period");
}

#[test]
fn settings_that_mean_nothing() {
    case("driftline report articles --theme 'trade=trade' --relative 'trade:defense'")
        .articles(2)
        .fails()
        .check("unknown-theme-in-pair");
    case("driftline report articles --theme trade").articles(2).fails().check("theme-without-words");
    let settings = |text| case("driftline report articles").articles(2).file("articles/driftline.toml", text).fails();
    settings("[[theme]\nname = 1\n").check("bad-toml");
    settings("perod = \"month\"\n").check("unknown-key");
    settings("period = \"fortnight\"\n").check("unknown-period-in-file");
    settings("[[relative]]\ntheme = \"trade\"\nto = \"defense\"\n").check("pair-without-themes");
    let range = "driftline report articles --from 2024-05-01 --to 2023-05-01";
    case(range).articles(2).fails().check("from-after-to");
    case("driftline report articles --from 2024-13-01").articles(2).fails().check("no-such-day");
    case("driftline report articles --from 1999-01-01 --to 1999-12-31").articles(2).fails().check("nothing-in-range");
    case("driftline report articles --config away.toml").articles(2).fails().check("missing-settings");
    case("driftline report articles --threads 0").articles(2).fails().check("zero-threads");
    case("driftline report articles --max-phrase 9").articles(2).fails().check("phrase-too-long");
}

#[test]
fn columns_are_named_where_one_is_missing() {
    let rows = "when,headline,body\n2024-01-05,One,The talks on trade went well\n2024-02-05,Two,Talks on energy\n";
    case("driftline report news.csv --text-column text").file("news.csv", rows).fails().check("unknown-column");
    let lines = "{\"when\": \"2024-01-05\", \"body\": \"The talks on trade went well\"}\n";
    let keys = case("driftline report news.jsonl --text-column text").file("news.jsonl", lines);
    keys.fails().check("unknown-key-of-lines");
}

#[test]
fn standard_input() {
    let lines = "{\"date\": \"2024-01-05\", \"text\": \"The talks on trade went well\"}\n\
                 {\"date\": \"2025-01-05\", \"text\": \"Talks on energy went on\"}\n";
    case("driftline report -").stdin(lines).check("stdin-lines");
    case("driftline report -").stdin("New Delhi, 5 January 2024. The talks on trade went well.\n").check("stdin-text");
    case("driftline report -").fails().check("stdin-empty");
}

#[test]
fn nowhere_to_write() {
    let into = |command| case(command).articles(2).file("notes.txt", "mine").fails();
    into("driftline report articles --out notes.txt").check("out-is-a-file");
    into("driftline report articles --out notes.txt/march").check("out-below-a-file");
    into("driftline report articles").file("reports/index.html", "my own page").check("out-holds-other-files");
    into("driftline report articles").folder("reports/scores.json").check("out-holds-a-folder");
    if cfg!(target_os = "linux") {
        into("driftline report articles --out /proc/driftline").check("out-cannot-be-written");
    }
}

#[test]
fn looking_before_reporting() {
    case("driftline inspect articles").articles(9).check("inspect");
    case("driftline inspect articels").articles(2).fails().check("inspect-missing-path");
    case("driftline init articles").articles(9).check("init");
    case("driftline init articles --out mine.toml").articles(9).check("init-out");
    case("driftline init articles --json").articles(9).check("init-json");
    let mine = case("driftline init articles").articles(2).file("articles/driftline.toml", "period = \"month\"\n");
    mine.fails().check("init-again");
}

#[test]
fn one_chart_again() {
    let first = "driftline report articles --quiet";
    let again = |command| case(command).articles(9).after(first);
    again("driftline chart terms").check("chart");
    again("driftline chart terms --chart-theme dark --size 1280x720 --out slides.svg").check("chart-out");
    again("driftline chart terms --json --out slides.svg").check("chart-json");
    again("driftline chart tems").fails().check("chart-unknown");
    again("driftline chart terms --out terms.gif").fails().check("chart-ending");
    again("driftline chart terms --color-up blue").fails().check("chart-color");
    again("driftline chart terms --font articles/2023-01.md").fails().check("chart-no-font");
    again("driftline chart terms").file("terms.svg", "mine").fails().check("chart-in-the-way");
    case("driftline chart terms").fails().check("chart-no-scores");
    let old = case("driftline chart terms --scores old.json")
        .file("old.json", "{\"schema\": 0, \"settings\": {}, \"corpus\": {}}\n");
    old.fails().check("chart-old-scores");
    case("driftline chart --help").check("help-chart");
    case("driftline report articles --format markdown").articles(9).check("report-markdown");
}

#[test]
fn verdicts_are_put_to_the_test() {
    case("driftline calibrate --help").check("help-calibrate");
    case("driftline inspect --help").check("help-inspect");
    case("driftline init --help").check("help-init");
    case("driftline calibrate --splits 60").corpus().check("calibrate");
    case("driftline calibrate --splits 60 --threads 1 --json").corpus().check("calibrate-json");
    case("driftline calibrate --splits 60 --documents 6").corpus().check("calibrate-six");
    case("driftline calibrate corpus/seeds").corpus().check("calibrate-seeds");
    case("driftline calibrate articles --period decade").articles(9).check("calibrate-one-period");
    case("driftline calibrate articles --splits 1").articles(2).fails().check("calibrate-one-split");
    case("driftline calibrate articels").articles(2).fails().check("calibrate-missing-path");
}

#[test]
fn an_earlier_report_is_replaced_whole_or_left_alone() {
    let first = "driftline report corpus/seeds";
    case("driftline report articles").corpus().articles(9).after(first).check("second-report");
    case("driftline report articles --relative 'a:b'").corpus().articles(2).after(first).fails().check("second-fails");
}

#[test]
fn a_theme_is_not_set_against_itself() {
    case("driftline report articles --theme a=trade --relative a:a").articles(2).fails().check("pair-with-itself");
}

#[test]
fn periods_too_many_to_tell_apart_are_refused() {
    let old = "---\ndate: 1820-01-01\n---\nThe old talks on trade.\n";
    case("driftline report articles --period day").articles(9).file("articles/old.md", old).fails().check("too-fine");
}

#[test]
fn the_readme_shows_what_the_program_prints() {
    let readme = std::fs::read_to_string("README.md").expect("the README is here");
    let transcript = std::fs::read_to_string("tests/commands/report.txt").expect("the transcript is here");
    let printed = transcript.split("--- stdout\n").nth(1).and_then(|rest| rest.split("--- stderr").next());
    let printed = printed.expect("the transcript has an output").trim();
    assert!(readme.contains(printed), "the README's example is not what `driftline report` prints:\n{printed}");
}

/// Two versions of a statement.
fn versions(command: &'static str) -> Case {
    let old = "The ministers met in Colombo on 4 March 2021. They reviewed progress in trade. Both sides welcomed direct \
               flights between the capitals. Trade reached 4.2 billion dollars. A wreath was laid at the memorial.";
    let new = "The ministers met in Colombo on 4 March 2021. Both sides welcomed direct flights between the capitals. \
               They reviewed the progress made in trade. Trade reached 4.8 billion dollars. Fisheries get a working group.";
    case(command).file("old.txt", old).file("new.txt", new)
}

#[test]
fn two_documents() {
    versions("driftline compare old.txt new.txt").check("compare");
    versions("driftline compare old.txt new.txt --side-by-side").check("compare-side-by-side");
    versions("driftline compare old.txt new.txt --json --side-by-side").fails().check("compare-side-by-side-json");
    versions("driftline compare old.txt new.txt --format markdown").check("compare-markdown");
    versions("driftline compare old.txt new.txt --out changes --quiet").check("compare-out");
    versions("driftline compare old.txt old.txt").fails().check("compare-with-itself");
    let again = versions("driftline compare old.txt again.txt");
    let old = again.files["old.txt"].clone();
    again.file("again.txt", old).check("compare-same");
    Case { exit: 1, ..versions("driftline compare old.txt new.txt --quiet --fail-under 0.99") }
        .check("compare-different");
    versions("driftline compare old.txt new.txt --fail-under 99").fails().check("compare-fail-under-99");
    versions("driftline compare old.txt").fails().check("compare-one-path");
    versions("driftline compare .").check("compare-folder");
    versions("driftline compare . --fail-under 0.5").fails().check("compare-folder-fail-under");
    versions("driftline compare old.txt gone.txt").fails().check("compare-missing");
    versions("driftline compare old.txt empty.txt").file("empty.txt", "").fails().check("compare-empty");
    case("driftline compare --help").check("help-compare");
}

#[test]
fn two_corpora() {
    let split =
        "driftline compare articles --where to=2023-12-31 --where from=2024-01-01 --theme 'minerals=lithium,cobalt'";
    case(split).articles(24).check("compare-by-date");
    case("driftline compare articles --where source=Gazette --where source=Herald")
        .articles(4)
        .fails()
        .check("compare-no-source");
    case("driftline compare articles --where colour=red --where from=2024")
        .articles(4)
        .fails()
        .check("compare-bad-where");
    case("driftline compare articles articles/2023-01.md").articles(4).fails().check("compare-both-sides");
}

/// The example corpus with its committed scores and one article that says much more of trade.
fn edited(command: &'static str) -> Case {
    let name = "corpus/talks/2018-04-17-strategic-energy-partnership-ministerial.md";
    let case = case(command).corpus();
    let text = String::from_utf8(case.files[name].clone()).unwrap();
    let case = case.file(name, text + "\n" + &"Trade came first, and tariffs on trade. ".repeat(30));
    case.file("reports/scores.json", fs::read("reports/scores.json").unwrap())
}

#[test]
fn scores_are_checked_against_a_baseline() {
    case("driftline check --help").check("help-check");
    case("driftline check").corpus().after("driftline report").check("check");
    Case { exit: 1, ..edited("driftline check") }.check("check-different");
    Case { exit: 1, ..edited("driftline check --format github") }.check("check-github");
    edited("driftline check --update --quiet").check("check-update");
    case("driftline check articles").articles(2).fails().check("check-without-baseline");
    case("driftline check articles --update --baseline new.json").articles(9).check("check-first-baseline");
    let old = |text| case("driftline check articles").articles(2).file("reports/scores.json", text).fails();
    old("{\"schema\": 1, \"settings\": {}, \"corpus\": {}}").check("check-older-schema");
    old("{\"schema\": 99, \"settings\": {}, \"corpus\": {}}").check("check-newer-schema");
    old("scores").check("check-no-scores");
    case("driftline check articles --tolerance speed=1").articles(2).fails().check("check-bad-tolerance");
}

#[test]
fn documents_are_counted_and_counts_take_their_place() {
    case("driftline count --help").check("help-count");
    case("driftline count").corpus().fails().check("count-without-out");
    case("driftline count -o all.counts").corpus().check("count");
    case("driftline count articles --share 2/3 -o 2.counts --json").articles(9).check("count-share-json");
    case("driftline count articles --share 0/3 -o 0.counts").articles(2).fails().check("count-share-zero");
    case("driftline count articles -o articles.bin").articles(2).fails().check("count-other-ending");
    let there = case("driftline count articles -o notes.counts").articles(2).file("notes.counts", "My notes.");
    there.fails().check("count-foreign-out");
    case("driftline count articles --dates days.csv -o a.counts").articles(2).fails().check("count-dates");
    let counted = |command| case(command).articles(24).after("driftline count articles -o a.counts");
    counted("driftline report a.counts").check("report-counts");
    counted("driftline trend visas a.counts --evidence").check("trend-counts");
    counted("driftline report a.counts --keep-code").fails().check("counts-otherwise");
    case("driftline report old.counts").file("old.counts", "Counts?").fails().check("counts-foreign");
    case("driftline report a.counts").fails().check("counts-missing");
}

#[test]
fn a_query_through_time() {
    case("driftline trend --help").check("help-trend");
    case("driftline trend trade --evidence").corpus().check("trend");
    case("driftline trend 'critical minerals' --vs defence").corpus().check("trend-vs");
    case("driftline trend 'tariff*,!tariff programme' --word").corpus().check("trend-words");
    case("driftline trend zeppelins").corpus().check("trend-nothing");
    case("driftline trend 'critcal mineral'").corpus().check("trend-mistyped");
    case("driftline trend 'critical mineral' --vs defence --word corpus/seeds").corpus().check("trend-vs-seeds");
    case("driftline trend trade corpus/seeds").corpus().check("trend-seeds");
    case("driftline trend visas articles --json").articles(9).check("trend-json");
    case("driftline trend trade articles --out charts --quiet").articles(24).check("trend-out");
    case("driftline trend '!trade,*' articles").articles(2).fails().check("trend-no-word");
    case("driftline topics articles").articles(36).fails().check("topics-too-few");
    case("driftline topics articles --topics 1").articles(2).fails().check("topics-one");
    case("driftline trend trade --relative trade:visas").fails().check("trend-relative");
    case("driftline trend trade articles --vs trade").articles(2).fails().check("trend-with-itself");
    let undated = case("driftline trend trade notes").file("notes/a.txt", "The talks on trade went well.");
    undated.file("notes/b.txt", "Energy was the topic of the talks on trade.").check("trend-no-dates");
}

#[test]
fn a_query_in_its_contexts() {
    case("driftline find --help").check("help-find");
    case("driftline find 'tariff*'").corpus().check("find");
    case("driftline find 'critical minerals' --sort left --limit 5").corpus().check("find-left");
    case("driftline find --regex 'visas? (for|until)' --sort right articles --limit 0").articles(9).check("find-regex");
    case("driftline find visas articles --format csv --context 20 --from 2023-04-01").articles(9).check("find-csv");
    case("driftline find visas articles --json --limit 1").articles(9).check("find-json");
    case("driftline find zeppelins articles").articles(2).check("find-nothing");
    case("driftline find --regex '(' articles").articles(2).fails().check("find-bad-regex");
    case("driftline find visas articles --source Gazette").articles(2).fails().check("find-no-source");
    case("driftline find lithium articels").articles(2).fails().check("find-missing-path");
}

#[test]
fn reasons_for_a_score() {
    case("driftline explain --help").check("help-explain");
    case("driftline explain 'critical minerals'").corpus().check("explain-term");
    case("driftline explain 2023").corpus().check("explain-date");
    case("driftline explain 2021-11-23-trade-policy-forum-new-delhi").corpus().check("explain-document");
    case("driftline explain visas articles --json").articles(9).check("explain-json");
    case("driftline explain zeppelins articles").articles(2).fails().check("explain-nothing");
    case("driftline explain 1999 articles").articles(9).fails().check("explain-no-such-year");
    case("driftline explain x.md articles --as document").articles(2).fails().check("explain-no-such-document");
    let twice = case("driftline explain x.md articles").file("articles/a/x.md", "Talks on trade.");
    twice.file("articles/b/x.md", "Energy was the topic.").fails().check("explain-two-documents");
    let copy = "---\ndate: 2023-02-01\n---\nThe ministers spoke of lithium, cobalt and other critical minerals that both countries need.\n";
    let copies = case("driftline explain b.md articles").file("articles/a.md", copy).file("articles/b.md", copy);
    copies.check("explain-copy");
}

#[test]
fn terms_that_travel_with_a_theme() {
    case("driftline themes suggest --help").check("help-themes-suggest");
    case("driftline topics --help").check("help-topics");
    case("driftline themes suggest").corpus().check("themes-suggest");
    case("driftline themes suggest articles --theme 'students=students' --json")
        .articles(24)
        .check("themes-suggest-json");
    case("driftline themes suggest articles --theme zeppelins=zeppelins").articles(9).check("themes-suggest-nothing");
    case("driftline themes suggest articles").articles(2).fails().check("themes-suggest-no-themes");
}

#[test]
fn shells_and_manuals_know_every_command() {
    case("driftline completions tcsh").fails().check("completions-unknown-shell");
    case("driftline man reprot").fails().check("man-unknown-command");
    let place = tempfile::tempdir().unwrap();
    let said = |command: &str| String::from_utf8(run(command, "", place.path()).stdout).unwrap();
    let help = said("driftline --help");
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names: Vec<&str> = commands.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty() && *name != "help").collect();
    assert!(names.len() >= 11, "{names:?}");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = said(&format!("driftline completions {shell}"));
        assert!(names.iter().all(|name| script.contains(name)) && script.contains("baseline"), "{shell}");
    }
    let manual = said("driftline man");
    assert!(names.iter().all(|name| manual.contains(&format!("driftline\\-{name}(1)"))), "{manual}");
    for name in names {
        let manual = said(&format!("driftline man {name}"));
        assert!(manual.contains(".SH NAME") && manual.contains(&format!("driftline\\-{name}")), "{name}: {manual}");
    }
}
