//! Reasons for a score: what is said to hang on a document is what is missing without it.

use driftline::config::{Config, ThemeSpec};
use driftline::drift::explain::{DocumentExplanation, PeriodExplanation, TermExplanation};
use driftline::pipeline::{self, Explanation, Subject};
use driftline::report;
use std::fs;
use std::path::{Path, PathBuf};

const ARTICLE: &str = "2021-11-23-trade-policy-forum-new-delhi.md";

fn config() -> Config {
    Config::parse(&fs::read_to_string("corpus/driftline.toml").unwrap(), "corpus/driftline.toml").unwrap()
}

fn explain(target: &str, subject: Subject) -> Explanation {
    let term = config().themes.into_iter().find(|theme| theme.name == target);
    let term = term.unwrap_or(ThemeSpec { name: target.into(), words: vec![target.into()] });
    pipeline::explain(&[PathBuf::from("corpus")], &config(), (target, subject, &term), &mut |_| {}).unwrap()
}

fn document(target: &str) -> DocumentExplanation {
    match explain(target, Subject::Any) {
        Explanation::Document(found) => *found,
        other => panic!("{other:?}"),
    }
}

fn period(target: &str) -> PeriodExplanation {
    match explain(target, Subject::Any) {
        Explanation::Period(found) => *found,
        other => panic!("{other:?}"),
    }
}

fn term(target: &str) -> TermExplanation {
    match explain(target, Subject::Any) {
        Explanation::Term(found) => *found,
        other => panic!("{other:?}"),
    }
}

/// The example corpus without one article.
fn corpus_without(name: &str, to: &Path) {
    for part in ["talks", "seeds"] {
        fs::create_dir_all(to.join(part)).unwrap();
        for entry in fs::read_dir(Path::new("corpus").join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap() != name {
                fs::copy(&path, to.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
}

#[test]
fn without_a_document_it_is_as_if_it_had_never_been_written() {
    let place = tempfile::tempdir().unwrap();
    corpus_without(ARTICLE, place.path());
    let findings = pipeline::analyze(&[place.path().to_owned()], &config(), &mut |_| {}).unwrap();
    let found = document(ARTICLE);
    let themes = findings.themes.iter().map(|theme| (format!("theme: {}", theme.name), &theme.change));
    let pairs = findings.relative.iter().map(|pair| (format!("pair: {} : {}", pair.theme, pair.to), &pair.change));
    let all: Vec<_> = themes.chain(pairs).collect();
    assert_eq!(found.changes.len(), all.len());
    for (about, change) in all {
        let ours = found.changes.iter().find(|change| change.about == about).unwrap();
        assert_eq!((ours.without.ratio, ours.without.counts), (change.ratio, change.counts), "{about}");
        assert_eq!(ours.without.verdict, change.verdict, "{about}");
    }
    let trade = found.changes.iter().find(|change| change.about == "theme: trade").unwrap();
    assert!(trade.mentions > 0 && trade.with != trade.without);
}

#[test]
fn a_change_from_none_has_its_bound_without_each_document() {
    let found = term("critical minerals");
    assert_eq!(found.theme.change.counts.unwrap()[0][0], 0, "the example has changed");
    let text = report::term_text(&found, 120);
    let rows: Vec<&str> = text.lines().filter(|line| line.contains("of later")).collect();
    assert!(rows.len() > 5 && rows.iter().all(|row| row.contains("from none, ≥")), "{text}");
    // What hangs on the document that says most is not what hangs on the one that says least.
    let lows: Vec<f64> = found.documents.iter().map(|part| part.ratio_without.unwrap().low.unwrap()).collect();
    assert!(lows[0] < *lows.last().unwrap(), "{lows:?}");
    assert!(text.contains("Critical minerals turned up between 2023 and 2024"), "{text}");
    let health = report::term_text(&term("health and people"), 120);
    assert!(health.contains("Health and people may have turned down in 2023 ("), "{health}");
}

#[test]
fn by_how_much_a_document_moves_a_change_is_told() {
    let found = term("trade");
    let (whole, first) = (found.theme.change.ratio.unwrap().value, &found.documents[0]);
    let percent = 100.0 * (first.ratio_without.unwrap().value / whole - 1.0);
    assert!(percent.abs() > 1.0 && percent.abs() < 100.0, "the example has changed: {percent}");
    let sign = if percent < 0.0 { '−' } else { '+' };
    let text = report::term_text(&found, 120);
    let row = text.lines().find(|line| line.contains("of earlier") || line.contains("of later")).unwrap();
    assert!(row.contains(&format!("({sign}{:.0}", percent.abs())), "{percent}: {row}");
}

#[test]
fn parts_of_a_term_add_up_and_the_rest_is_counted() {
    let found = term("trade");
    let listed: u64 = found.documents.iter().map(|part| part.mentions).sum();
    assert_eq!(listed + found.mentions_unlisted, found.theme.mentions);
    assert_eq!(found.documents.len() + found.documents_unlisted, found.theme.documents);
    let [earlier, later] = found.theme.change.counts.unwrap();
    for part in &found.documents {
        let [before, after] = part.mentions_without.unwrap();
        let whole = if part.later.unwrap() { (before, after + part.mentions) } else { (before + part.mentions, after) };
        assert_eq!(whole, (earlier[0], later[0]));
    }
    assert!(found.documents[0].named.document.ends_with(ARTICLE), "{}", found.documents[0].named.document);
    let mentions = |sentence: &driftline::drift::explain::Sentence| sentence.sentence.to_lowercase().contains("trad");
    assert!(!found.sentences.is_empty() && found.sentences.iter().any(mentions));
}

#[test]
fn a_period_has_its_documents_in_order_of_likeness() {
    let found = period("2023");
    assert_eq!((found.documents, found.documents_elsewhere), (7, 29));
    let likeness: Vec<f64> =
        found.typical.iter().chain(found.unusual.iter().rev()).map(|alike| alike.likeness).collect();
    assert!(likeness.is_sorted_by(|a, b| a >= b) && likeness.iter().all(|x| (0.0..=1.0).contains(x)), "{likeness:?}");
    let mean = found.likeness.unwrap();
    assert!(likeness[0] > mean && mean > likeness[likeness.len() - 1]);
    assert!(found.more_of.iter().all(|word| word.per_1000 > word.per_1000_elsewhere));
    let dates = found.typical.iter().chain(&found.unusual).map(|alike| alike.named.date.clone().unwrap());
    assert!(dates.into_iter().all(|date| date.starts_with("2023")));
    assert_eq!([period("2023-Q4").documents, period("2023-06").documents], [3, 1]);
}

#[test]
fn words_that_a_document_brought_stand_in_none_before_it() {
    let found = document(ARTICLE);
    assert!(found.brought.iter().any(|new| new.term == "tariff" && new.documents_later > 0), "{:?}", found.brought);
    let earlier = fs::read_dir("corpus/talks").unwrap().map(|entry| entry.unwrap().path());
    for path in earlier.filter(|path| path.file_name().unwrap().to_str().unwrap() < ARTICLE) {
        assert!(!fs::read_to_string(&path).unwrap().to_lowercase().contains("tariff"), "{}", path.display());
    }
}

#[test]
fn names_are_whole_in_a_narrow_window_and_headings_are_no_sentences() {
    let found = term("defence");
    let text = report::term_text(&found, 80);
    for part in &found.documents {
        assert!(
            text.contains(part.named.title.as_deref().unwrap().split(' ').next_back().unwrap()),
            "{:?}",
            part.named
        );
    }
    assert!(!text.contains("..."), "{text}");
    let closed = |sentence: &str| sentence.ends_with(['.', '!', '?', '\u{2026}', '\u{201d}', ':']);
    assert!(found.sentences.iter().all(|sentence| closed(&sentence.sentence)), "{:?}", found.sentences);
}

#[test]
fn lines_fit_a_narrow_window_and_no_name_is_cut() {
    let texts = |width: usize| {
        [
            report::term_text(&term("critical minerals"), width),
            report::period_text(&period("2025"), width),
            report::document_text(&document(ARTICLE), width),
        ]
    };
    for text in [40, 60, 80].map(texts).iter().flatten() {
        assert!(!text.contains("..."), "{text}");
    }
    for text in texts(40) {
        // The name of a document is asked for as it is, so it is not broken.
        let broken = text.lines().filter(|line| line.trim().contains(' '));
        assert!(broken.clone().count() > 10 && broken.clone().all(|line| line.chars().count() <= 40), "{text}");
    }
}
