//! Scores as a regression test: the committed baseline holds, and a difference names what caused it.

use driftline::config::Config;
use driftline::pipeline;
use driftline::report::{self, Check, Scores, Tolerances};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BASELINE: &str = "reports/scores.json";

fn baseline() -> Scores {
    Scores::from_json(&fs::read_to_string(BASELINE).unwrap(), BASELINE).unwrap()
}

/// The settings of the example corpus.
fn corpus_config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

fn scores(paths: &[PathBuf], config: Config) -> Scores {
    let findings = pipeline::analyze(paths, &config, &mut |_| {}).unwrap();
    Scores::new(config, findings)
}

fn against_baseline(paths: &[PathBuf], config: Config) -> Check {
    report::check(&baseline(), &scores(paths, config), &Tolerances::default())
}

/// The example corpus in a folder of its own, for changes.
fn copy_of_corpus(to: &Path) -> PathBuf {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let target = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &target);
            } else {
                fs::copy(&path, &target).unwrap();
            }
        }
    }
    let folder = to.join("corpus");
    copy(Path::new("corpus"), &folder);
    folder
}

fn run(arguments: &[&str], place: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_driftline"));
    command.args(arguments).current_dir(place).env("COLUMNS", "100").output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn the_committed_baseline_holds_for_any_threads_and_order_of_files() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = run(&["check"], root);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    // Another order of reading: the parts of the corpus are named one by one, the last first.
    let mut parts: Vec<String> =
        fs::read_dir("corpus/talks").unwrap().map(|e| e.unwrap().path().display().to_string()).collect();
    parts.sort();
    parts.reverse();
    let named = |threads: &str| {
        let paths: Vec<&str> = parts.iter().map(String::as_str).collect();
        let arguments =
            [&["check", "--threads", threads, "--config", "corpus/driftline.toml", "--json"], paths.as_slice()]
                .concat();
        let text = run(&arguments, root).stdout;
        serde_json::from_slice::<serde_json::Value>(&text).unwrap()
    };
    let (one, three) = (named("1"), named("3"));
    assert_eq!(one, three);
    // Named so, the documents have other names and the seeds are missing; their contents are known again.
    assert_eq!(one["causes"]["renamed"].as_array().unwrap().len(), parts.len());
    assert_eq!(one["causes"]["changed"].as_array().unwrap().len(), 0);
}

#[test]
fn an_edited_article_is_named_with_the_verdict_that_it_flips() {
    let place = tempfile::tempdir().unwrap();
    let corpus = copy_of_corpus(place.path());
    let edited = "talks/2018-04-17-strategic-energy-partnership-ministerial.md";
    let text = fs::read_to_string(corpus.join(edited)).unwrap();
    fs::write(
        corpus.join(edited),
        format!("{text}\n{}", "Minerals came first, and the mining of lithium. ".repeat(30)),
    )
    .unwrap();
    let check = against_baseline(&[corpus], corpus_config());
    assert!(!check.same);
    assert_eq!(check.causes.changed, [edited]);
    assert!(check.causes.added.is_empty() && check.causes.removed.is_empty() && check.causes.settings.is_empty());
    assert!(check.flipped.iter().any(|flip| flip.subject == "theme: critical minerals"), "{:?}", check.flipped);
    let text = report::check_text(&check, BASELINE, 100);
    assert!(
        text.contains(&format!("document changed: {edited}")) && text.contains("theme: critical minerals: "),
        "{text}"
    );
}

#[test]
fn documents_that_come_go_and_change_their_date_are_told_apart() {
    let place = tempfile::tempdir().unwrap();
    let corpus = copy_of_corpus(place.path());
    let mut names: Vec<PathBuf> = fs::read_dir(corpus.join("talks")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let id = |path: &Path| path.strip_prefix(&corpus).unwrap().display().to_string();
    fs::remove_file(&names[0]).unwrap();
    fs::rename(&names[1], corpus.join("talks/renamed.md")).unwrap();
    fs::write(corpus.join("talks/new.md"), "---\ndate: 2024-05-05\n---\nThe ministers spoke of trade.\n").unwrap();
    let text = fs::read_to_string(&names[2]).unwrap();
    let date = text.lines().find(|line| line.starts_with("date:")).unwrap();
    fs::write(&names[2], text.replacen(date, "date: 2020-01-01", 1)).unwrap();
    let causes = against_baseline(std::slice::from_ref(&corpus), corpus_config()).causes;
    assert_eq!(causes.removed, [id(&names[0])]);
    assert_eq!(causes.added, ["talks/new.md"]);
    assert_eq!(causes.renamed, [[id(&names[1]), "talks/renamed.md".into()]]);
    let relabeled: Vec<&str> = causes.relabeled.iter().map(|of| of.document.as_str()).collect();
    assert_eq!((relabeled, causes.changed), (vec![id(&names[2]).as_str()], vec![]));
    let fields = &causes.relabeled[0].fields;
    assert!(
        fields.len() == 1 && fields[0].field == "date" && fields[0].now.as_deref() == Some("2020-01-01"),
        "{fields:?}"
    );
}

/// The lines of "Why", or of what moved no score, of a check of the example corpus after a change to a copy of it.
fn why(change: impl Fn(&Path)) -> Vec<String> {
    let place = tempfile::tempdir().unwrap();
    let corpus = copy_of_corpus(place.path());
    change(&corpus);
    let check = against_baseline(&[corpus], corpus_config());
    lines_of_why(&report::check_text(&check, BASELINE, 1_000))
}

fn lines_of_why(text: &str) -> Vec<String> {
    let moves_nothing = || text.split_once("\nWhat changed without moving a score\n");
    let (_, after) = text.split_once("\nWhy\n").or_else(moves_nothing).expect(text);
    after.lines().take_while(|line| !line.is_empty()).map(|line| line.trim().to_owned()).collect()
}

const FIRST: &str = "talks/2018-04-17-strategic-energy-partnership-ministerial.md";
const SECOND: &str = "talks/2018-09-06-first-two-plus-two-new-delhi.md";

#[test]
fn each_change_to_an_article_is_told_by_what_it_is() {
    let without = |key: &'static str, instead: &'static str| {
        move |corpus: &Path| {
            let text = fs::read_to_string(corpus.join(FIRST)).unwrap();
            let line = text.lines().find(|line| line.starts_with(key)).unwrap();
            fs::write(corpus.join(FIRST), text.replacen(&format!("{line}\n"), instead, 1)).unwrap();
        }
    };
    let expected = format!("date found in another place: {FIRST}: field \"2018-04-17\" -> file name \"2018-04-17\"");
    assert_eq!(why(without("date:", "")), [expected]);
    let told = why(without("source:", "source: The Other\n"));
    let source = "PTI via Business Today; also EQ Mag Pro and Sputnik";
    assert_eq!(told, [format!("source changed: {FIRST}: {source} -> The Other")]);
    let told = why(without("title:", "title: \"Talks\"\n"));
    assert!(told.len() == 1 && told[0].starts_with(&format!("title changed: {FIRST}: ")), "{told:?}");
    assert!(told[0].ends_with(" -> Talks"), "{told:?}");
}

#[test]
fn articles_that_move_or_change_places_are_renamed() {
    let moved = why(|corpus| {
        fs::create_dir(corpus.join("other")).unwrap();
        fs::rename(corpus.join(FIRST), corpus.join(FIRST.replace("talks", "other"))).unwrap();
    });
    assert_eq!(moved, [format!("document renamed: {FIRST} -> {}", FIRST.replace("talks", "other"))]);
    let swapped = why(|corpus| {
        let [first, second] = [FIRST, SECOND].map(|name| fs::read(corpus.join(name)).unwrap());
        fs::write(corpus.join(FIRST), second).unwrap();
        fs::write(corpus.join(SECOND), first).unwrap();
    });
    let renamed = |a, b| format!("document renamed: {a} -> {b}");
    assert_eq!(swapped, [renamed(FIRST, SECOND), renamed(SECOND, FIRST)]);
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    for (name, bytes) in [("talks/x.json", b"{bad".to_vec()), ("talks/x.txt", [0, 159, 146, 150].repeat(500))] {
        let told = why(|corpus| fs::write(corpus.join(name), &bytes).unwrap());
        assert!(told.len() == 1 && told[0].starts_with("warning new: ") && told[0].contains(name), "{told:?}");
    }
    let told = why(|corpus| fs::write(corpus.join(FIRST), "").unwrap());
    assert!(told[0] == format!("document removed: {FIRST}") && told[1].contains(&format!("{FIRST}: ")), "{told:?}");
}

#[test]
fn what_is_taken_out_of_a_page_is_a_cause() {
    let place = tempfile::tempdir().unwrap();
    let page = |end: &str| {
        let body = "The ministers spoke of trade and of minerals for a long time, and of little else.\n\n".repeat(3);
        fs::write(place.path().join("page.txt"), format!("Talks on trade\n\n{body}{end}\n")).unwrap();
        scores(&[place.path().to_owned()], Config::default())
    };
    let (then, now) = (page("Leave a Reply"), page("Share this article"));
    assert_eq!(then.findings.corpus.words, now.findings.corpus.words);
    let check = report::check(&then, &now, &Tolerances::default());
    let text = report::check_text(&check, BASELINE, 200);
    assert_eq!(lines_of_why(&text), ["taken out of the text is something else: page.txt"], "{text}");
}

#[test]
fn where_nothing_recorded_explains_it_no_cause_is_made_up() {
    let (then, mut edited) = (baseline(), baseline());
    edited.findings.themes[0].mentions += 1;
    let check = report::check(&edited, &then, &Tolerances::default());
    let told = lines_of_why(&report::check_text(&check, BASELINE, 1_000));
    assert!(told.len() == 1 && told[0].starts_with("nothing that is recorded explains it"), "{told:?}");
    assert!(told[0].contains("the baseline was edited, or another build"), "{told:?}");
}

#[test]
fn a_mark_of_the_encoding_before_a_baseline_is_no_fault() {
    let place = tempfile::tempdir().unwrap();
    copy_of_corpus(place.path());
    let check = ["check", "corpus/seeds", "--baseline", "base.json"];
    assert!(run(&[&check[..], &["--update"]].concat(), place.path()).status.success());
    let path = place.path().join("base.json");
    let text = fs::read_to_string(&path).unwrap();
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (mark, bytes) in [(&b"\xef\xbb\xbf"[..], text.into_bytes()), (b"\xff\xfe", utf16)] {
        fs::write(&path, [mark, &bytes].concat()).unwrap();
        let output = run(&check, place.path());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
}

#[test]
fn every_answer_as_json_says_its_form_and_its_program() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for arguments in [
        ["check", "--json"].as_slice(),
        &["compare", "corpus/seeds", "corpus/talks", "--json"],
        &["compare", "corpus/seeds", "--json"],
        &["inspect", "--json"],
        &["calibrate", "--json", "--splits", "2"],
        &["trend", "trade", "--json"],
        &["find", "trade", "--json"],
        &["explain", "trade", "--json"],
        &["explain", "2023", "--json"],
        &["themes", "suggest", "--json"],
    ] {
        let output = run(arguments, root);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(json["schema"].is_u64(), "{arguments:?} has no schema");
        assert!(json["program"].as_str().is_some_and(|name| name.starts_with("driftline ")), "{arguments:?}");
    }
}

#[test]
fn a_changed_option_is_named() {
    let mut config = corpus_config();
    config.words.stem = false;
    config.themes[0].words.push("magnet*".into());
    let check = against_baseline(&[PathBuf::from("corpus")], config.clone());
    let keys: Vec<&str> = check.causes.settings.iter().map(|setting| setting.key.as_str()).collect();
    assert_eq!(keys, [format!("theme.{}", config.themes[0].name).as_str(), "words.stem"]);
    assert!(!check.same && check.causes.changed.is_empty());
    // Of a list it is told what came and went.
    let told = lines_of_why(&report::check_text(&check, BASELINE, 1_000));
    assert_eq!(told, ["setting theme.critical minerals: magnet* added", "setting words.stem: true -> false"]);
}

#[test]
fn numbers_pass_within_their_tolerance_and_flips_never_do() {
    let (then, mut now) = (baseline(), baseline());
    let ratio = now.findings.themes[1].change.ratio.as_mut().unwrap();
    ratio.value *= 1.02;
    let check = |now: &Scores, given: &[&str]| {
        let given: Vec<String> = given.iter().map(|text| (*text).to_owned()).collect();
        report::check(&then, now, &Tolerances::of_arguments(&given).unwrap())
    };
    assert_eq!(check(&now, &[]).moved.len(), 1);
    assert!(check(&now, &["ratio=3%"]).same && !check(&now, &["ratio=1%"]).same);
    now.findings.themes[1].change.verdict = driftline::drift::findings::Verdict::Fell;
    let flipped = check(&now, &["100%"]);
    assert!(!flipped.same && flipped.flipped.len() == 1 && flipped.moved.is_empty(), "{flipped:?}");
}

#[test]
fn formats_for_machines_are_well_formed() {
    let (then, mut now) = (baseline(), baseline());
    now.findings.themes[0].change.verdict = driftline::drift::findings::Verdict::Fell;
    now.findings.themes[0].mentions += 1;
    now.findings.terms.rising.remove(0);
    let check = report::check(&then, &now, &Tolerances::default());
    let junit = report::check_junit(&check, "a & b.json");
    let document = roxmltree::Document::parse(&junit).unwrap();
    let count = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
    let suite = document.descendants().find(|node| node.has_tag_name("testsuite")).unwrap();
    assert_eq!(suite.attribute("tests"), Some(count("testcase").to_string().as_str()));
    assert_eq!((suite.attribute("failures"), count("failure")), (Some("2"), 2));
    let json: serde_json::Value = serde_json::from_str(&report::check_json(&check, "b.json")).unwrap();
    assert_eq!((json["same"].as_bool(), json["flipped"][0]["now"].as_str()), (Some(false), Some("fell")));
    let github = report::check_github(&check, "b.json");
    assert!(github.starts_with("::error title=verdict flipped::theme: critical minerals: rose -> fell\n"), "{github}");
    assert!(github.lines().all(|line| line.starts_with("::")), "{github}");
}

#[test]
fn an_update_shows_the_difference_and_leaves_a_report_that_can_be_made_again() {
    let place = tempfile::tempdir().unwrap();
    let seeds = place.path().join("corpus/seeds");
    copy_of_corpus(place.path());
    assert!(run(&["report", "corpus/seeds", "--quiet"], place.path()).status.success());
    let file = fs::read_dir(&seeds)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .min()
        .unwrap();
    fs::write(&file, fs::read_to_string(&file).unwrap() + "\nTrade, trade and trade again.\n").unwrap();
    let check = ["check", "corpus/seeds"];
    assert_eq!(run(&check, place.path()).status.code(), Some(1));
    let update = run(&[&check[..], &["--update"]].concat(), place.path());
    assert_eq!(update.status.code(), Some(0), "{}", said(&update));
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(said(&update).contains(&format!("document changed: {name}")), "{}", said(&update));
    assert_eq!(run(&check, place.path()).status.code(), Some(0));
    // The list of hashes knows the new file, so the next report may replace it.
    let again = run(&["report", "corpus/seeds", "--quiet"], place.path());
    assert!(again.status.success(), "{}", said(&again));
    // Where there is no baseline, one is made; an older one is refused, and replaced when asked.
    let other = [&check[..], &["--baseline", "other.json"]].concat();
    assert_eq!(run(&other, place.path()).status.code(), Some(2));
    // The JSON of another program, or another answer of this one, is never replaced.
    for foreign in ["{\"schema\": 1, \"name\": \"my tool\"}", "{\"schema\": 1, \"program\": \"driftline 0.1.0\"}"] {
        fs::write(place.path().join("other.json"), foreign).unwrap();
        let refused = run(&[&other[..], &["--update"]].concat(), place.path());
        assert!(refused.status.code() == Some(2) && said(&refused).contains("not the scores"), "{}", said(&refused));
        assert!(!said(&refused).contains("--update"), "{}", said(&refused));
        assert_eq!(fs::read_to_string(place.path().join("other.json")).unwrap(), foreign);
    }
    let old = "{\"schema\": 1, \"settings\": {}, \"corpus\": {}}";
    fs::write(place.path().join("other.json"), old).unwrap();
    let refused = run(&other, place.path());
    assert!(refused.status.code() == Some(2) && said(&refused).contains("schema 1"), "{}", said(&refused));
    assert_eq!(run(&[&other[..], &["--update"]].concat(), place.path()).status.code(), Some(0));
    assert_eq!(run(&other, place.path()).status.code(), Some(0));
}

#[test]
fn a_title_that_is_only_the_name_goes_with_it() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str| place.path().join("in/talks").join(name);
    fs::create_dir_all(file("")).unwrap();
    for day in 10..20 {
        fs::write(file(&format!("2024-01-{day}.txt")), format!("Talks on trade, the {day}th of them.")).unwrap();
    }
    let now = || scores(&[place.path().join("in")], Config::default());
    let baseline = now();
    fs::rename(file("2024-01-12.txt"), file("2024-01-12-new.txt")).unwrap();
    let check = report::check(&baseline, &now(), &Tolerances::default());
    assert!(check.same, "{:?} {:?}", check.changed, check.moved);
    let text = report::check_text(&check, BASELINE, 100);
    assert!(text.contains("talks/2024-01-12.txt -> talks/2024-01-12-new.txt"), "{text}");
    // A date that only the name tells is a date.
    fs::rename(file("2024-01-13.txt"), file("2024-02-13.txt")).unwrap();
    assert!(!report::check(&baseline, &now(), &Tolerances::default()).same);
}

#[test]
fn another_name_for_a_file_changes_no_number() {
    let place = tempfile::tempdir().unwrap();
    let corpus = copy_of_corpus(place.path());
    let mut names: Vec<PathBuf> = fs::read_dir(corpus.join("talks")).unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    for (number, name) in names.iter().enumerate().filter(|(number, _)| number % 2 == 0) {
        // Also the order of names is another one.
        fs::rename(name, corpus.join(format!("talks/{:02}-renamed.md", 99 - number))).unwrap();
    }
    let check = against_baseline(&[corpus], corpus_config());
    assert_eq!(check.causes.renamed.len(), names.len().div_ceil(2));
    assert!(check.flipped.is_empty(), "{:?}", check.flipped);
    assert!(check.moved.is_empty() && check.within_tolerance == 0, "{:?}", check.moved);
    assert!(check.same, "{:?}", check.changed);
    let text = report::check_text(&check, BASELINE, 100);
    assert!(text.contains("What changed without moving a score") && text.contains("document renamed: "), "{text}");
}

#[test]
fn data_is_printed_even_where_text_is_not_wanted() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for arguments in [
        ["check", "--json", "--quiet"].as_slice(),
        &["check", "--format", "junit", "--quiet"],
        &["compare", "corpus/seeds", "corpus/talks", "--json", "--quiet"],
        &["trend", "trade", "--json", "--quiet"],
        &["inspect", "--json", "--quiet"],
    ] {
        let output = run(arguments, root);
        assert!(output.status.success() && output.stdout.len() > 100, "{arguments:?}: {}", said(&output));
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", said(&output));
    }
    for arguments in [["check", "--quiet"].as_slice(), &["inspect", "--quiet"], &["trend", "trade", "--quiet"]] {
        assert_eq!(said(&run(arguments, root)), "", "{arguments:?}");
    }
}

#[test]
fn what_a_run_did_is_told_where_it_is_asked_for_and_changes_no_result() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("a.txt"), "2023-01-05\n\nOn trade and visas.\n").unwrap();
    fs::write(place.path().join("b.docx"), "no archive").unwrap();
    let folder = place.path().to_str().unwrap();
    let told = run(&["trend", "trade", folder, "--verbose", "--json", "--threads", "2"], root);
    let plain = run(&["trend", "trade", folder, "--json", "--threads", "1"], root);
    assert_eq!((&told.stdout, plain.stderr.len()), (&plain.stdout, 0));
    let stderr = String::from_utf8(told.stderr).unwrap();
    for expected in ["driftline: reading: ", "driftline: counting: ", "b.docx", " s in all, 2 threads"] {
        assert!(stderr.contains(expected), "{expected}: {stderr}");
    }
    assert!(!run(&["find", "trade", folder, "-v", "-q"], root).status.success());
    let page = String::from_utf8(run(&["man", "themes", "suggest"], root).stdout).unwrap();
    assert!(page.contains("Suggests terms that travel with the themes"), "{page}");
}
