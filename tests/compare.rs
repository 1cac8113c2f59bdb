//! Alignment against a known edit script: precision and recall by kind on twenty pairs (`tests/compare/pairs.txt`), and on twice
//! six that were written before the program was run on them (`tests/compare/held_out.txt`, `second_held_out.txt`).

use driftline::chart::{self, Chart};
use driftline::compare::findings::{Passage, Passages};
use driftline::compare::{self, Comparison, FactKind};
use driftline::config::{Config, WordOptions};
use driftline::pipeline::{self, Query};
use driftline::report::{self, View};
use std::collections::{BTreeMap, BTreeSet};

/// A fate of sentences: what the script says, or what the program found.
type Fate = (&'static str, Vec<usize>, Vec<usize>);

#[derive(Default)]
struct Script {
    name: String,
    a: Vec<String>,
    b: Vec<String>,
    fates: BTreeSet<Fate>,
    /// Sentences of A that moved, with their places in B.
    moved: BTreeSet<(usize, usize)>,
    figures: Vec<(String, String)>,
}

const PAIRS: &str = include_str!("compare/pairs.txt");
const HELD_OUT: &str = include_str!("compare/held_out.txt");
const SECOND: &str = include_str!("compare/second_held_out.txt");

fn scripts(text: &str) -> Vec<Script> {
    text.split("\n## ").skip(1).map(script).collect()
}

fn script(block: &str) -> Script {
    let (name, lines) = block.split_once('\n').unwrap();
    let mut script = Script { name: name.into(), ..Script::default() };
    let mut gone: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let add = |side: &mut Vec<String>, text: &str| {
        side.push(text.trim().to_owned());
        side.len()
    };
    for line in lines.lines().filter(|line| !line.is_empty()) {
        let (mark, body) = line.split_once(' ').unwrap();
        let (old, new) = body.split_once(" => ").unwrap_or((body, body));
        match mark {
            "#" => script.figures.push((old.into(), new.into())),
            "-" => drop(script.fates.insert(("dropped", vec![add(&mut script.a, body)], vec![]))),
            "+" => drop(script.fates.insert(("added", vec![], vec![add(&mut script.b, body)]))),
            ">" => {
                let (name, text) = body.split_once(' ').unwrap();
                gone.insert(name.into(), (add(&mut script.a, text), text.into()));
            }
            "<" => {
                let (name, new) = body.split_once(' ').unwrap_or((body, ""));
                let (from, old) = gone.remove(name).unwrap();
                let kind = if new.is_empty() { "same" } else { "reworded" };
                let to = add(&mut script.b, if new.is_empty() { &old } else { new });
                script.fates.insert((kind, vec![from], vec![to]));
                script.moved.insert((from, to));
            }
            _ => {
                let a = old.split(" | ").map(|text| add(&mut script.a, text)).collect();
                let b = new.split(" | ").map(|text| add(&mut script.b, text)).collect();
                let kind = match mark {
                    "=" => "same",
                    "~" => "reworded",
                    "*" => "merged",
                    "/" => "split",
                    _ => panic!("{line}"),
                };
                script.fates.insert((kind, a, b));
            }
        }
    }
    assert!(gone.is_empty(), "{}", script.name);
    script
}

fn fate(passage: &Passage) -> Fate {
    let run = |quote: &Option<compare::findings::Quote>| {
        quote.as_ref().map_or(vec![], |quote| (quote.sentence..quote.sentence + quote.sentences).collect())
    };
    (passage.kind.name(), run(&passage.a), run(&passage.b))
}

fn align(script: &Script) -> Passages {
    let language = if script.name.ends_with("(de)") { "de" } else { "en" };
    compare::passages(&text(&script.a), &text(&script.b), language, &WordOptions::default()).0
}

/// Sentences as a text: items and headings stand on lines of their own.
fn text(sentences: &[String]) -> String {
    let apart = |sentence: &str| sentence.starts_with("- ") || !sentence.ends_with(['.', '"']);
    let mut text = String::new();
    for (at, sentence) in sentences.iter().enumerate() {
        let alone = at > 0 && (apart(sentence) || apart(&sentences[at - 1]));
        text.push_str(if at == 0 {
            ""
        } else if alone {
            "\n\n"
        } else {
            " "
        });
        text.push_str(sentence);
    }
    text
}

/// Found, expected, and both, by kind.
fn scores(text: &str) -> BTreeMap<&'static str, [usize; 3]> {
    let mut scores: BTreeMap<&'static str, [usize; 3]> = BTreeMap::new();
    for script in scripts(text) {
        let found = align(&script);
        let fates: BTreeSet<Fate> = found.pairs.iter().map(fate).collect();
        for (kind, index) in fates.iter().map(|f| (f.0, 0)).chain(script.fates.iter().map(|f| (f.0, 1))) {
            scores.entry(kind).or_default()[index] += 1;
        }
        fates.intersection(&script.fates).for_each(|f| scores.entry(f.0).or_default()[2] += 1);
        fates.symmetric_difference(&script.fates).for_each(|f| eprintln!("{}: {f:?}", script.name));
        let moved: BTreeSet<(usize, usize)> =
            found.pairs.iter().filter(|p| p.moved).map(fate).map(|f| (f.1[0], f.2[0])).collect();
        let entry = scores.entry("moved").or_default();
        entry[0] += moved.len();
        entry[1] += script.moved.len();
        entry[2] += moved.intersection(&script.moved).count();
    }
    scores
}

/// Precision and recall by kind, of which those that the goal names must reach it.
fn reach(text: &str, goals: [f64; 2]) {
    let scores = scores(text);
    for (kind, [found, expected, both]) in &scores {
        let (precision, recall) = (*both as f64 / *found as f64, *both as f64 / *expected as f64);
        eprintln!("{kind}: {both} of {expected} found, {found} called; precision {precision:.2}, recall {recall:.2}");
        let least = goals[usize::from(!["same", "dropped", "added"].contains(kind))];
        assert!(precision >= least && recall >= least, "{kind}");
    }
    assert_eq!(scores.len(), 7);
}

#[test]
fn twenty_pairs_with_a_known_edit_script() {
    reach(PAIRS, [0.95, 0.85]);
}

#[test]
fn six_pairs_that_were_held_out() {
    reach(HELD_OUT, [0.95, 0.5]);
    for script in scripts(HELD_OUT) {
        let (missed, told) = figures(&script);
        eprintln!("{}: {} of {} figures missed, {told} told", script.name, missed.len(), script.figures.len());
    }
}

#[test]
fn six_more_pairs_that_were_held_out() {
    for script in scripts(SECOND) {
        let (missed, told) = figures(&script);
        eprintln!("{}: {} of {} figures missed, {told} told", script.name, missed.len(), script.figures.len());
    }
    reach(SECOND, [0.5, 0.5]);
}

/// Changed figures of a script that are told, and those that the script has; and of the first, what is told besides.
fn figures(script: &Script) -> (Vec<&(String, String)>, usize) {
    let digits = |text: &str| text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect::<String>();
    let found = align(script);
    let told: Vec<_> = found.pairs.iter().flat_map(|p| &p.changed).filter(|f| f.kind != FactKind::Name).collect();
    let matches = |text: &Option<String>, expected: &str| {
        text.as_ref().is_some_and(|text| match digits(expected).as_str() {
            "" => expected.contains(text.as_str()) || text.contains(expected),
            number => digits(text) == number,
        })
    };
    let is_told = |(old, new): &&(String, String)| told.iter().any(|f| matches(&f.a, old) && matches(&f.b, new));
    let missed: Vec<_> = script.figures.iter().filter(|figure| !is_told(figure)).collect();
    missed.iter().for_each(|figure| eprintln!("{}: {figure:?} is not among {told:?}", script.name));
    (missed, told.iter().filter(|f| f.a.is_some() && f.b.is_some()).count())
}

#[test]
fn every_changed_figure_is_found() {
    for script in scripts(PAIRS) {
        let (missed, told) = figures(&script);
        assert!(missed.is_empty() && told <= script.figures.len(), "{}: {told} are told", script.name);
    }
}

fn changed(a: &str, b: &str) -> String {
    let found = compared(&[a], &[b]);
    let told = found.passages.iter().flat_map(|passages| &passages.pairs).flat_map(Passage::replaced);
    told.map(|(_, told)| told.replace(" \u{2192} ", ">")).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_short_sentence_with_other_figures_is_the_same_sentence_reworded() {
    for (a, b, expected) in [
        ("Exports rose 4 % to $12 bn.", "Exports rose 7 % to $19 bn.", "4 %>7 % $12 bn>$19 bn"),
        ("It was 87.", "It was 89.", "87>89"),
        ("A sum of $1.95 millions was left.", "A sum of $1,762,370.44 was left.", "$1.95 millions>$1,762,370.44"),
        ("Rates: 4 %, 3 % and 2 %.", "Rates: 5 %, 6 % and 7 %.", "4 %>5 % 3 %>6 % 2 %>7 %"),
        ("Growth went from 4 to 5 percent.", "Growth went from 5 to 4 percent.", "4>5 5 percent>4 percent"),
        ("It left at 14:30 for 5 km.", "It left at 15:10 for 7 km.", "14:30>15:10 5 km>7 km"),
        ("The price is \u{20ac} 12 a day.", "The price is $ 12 a day.", "\u{20ac} 12>$ 12"),
        ("Harden 2, Lowick 2.", "Harden 2, Lowick 3.", "2>3"),
        ("In 2019 exports grew by 4 % on all routes.", "Exports grew by 4 % in 2019 on all routes.", ""),
        (
            "The agency has received 17 reports of burns.",
            "By now some 29 people have reported burns to the agency.",
            "17>29",
        ),
    ] {
        let tally = compare::passages(a, b, "en", &WordOptions::default()).0.tally;
        assert_eq!((tally.reworded, tally.dropped, tally.added), (1, 0, 0), "{a}");
        assert_eq!(changed(a, b), expected, "{a}");
    }
    let a =
        "Members of Congress, my fellow Americans: a teacher lifted the rate to its highest level in three decades.";
    assert_eq!(changed(a, "Members of Congress, my fellow Americans: we are fifteen years into this new century."), "");
    let tally = compare::passages("4.2", "4.8", "en", &WordOptions::default()).0.tally;
    assert_eq!((tally.reworded, tally.dropped), (0, 1), "figures alone have nothing in common");
}

#[test]
fn a_splinter_joins_no_sentence() {
    let a = "The fund will pay for the training of the coast guards of all nine states. And so it is.";
    let b = "The fund will pay for the training of the coast guards of all nine states, and so it is with ships.";
    let found = compare::passages(a, b, "en", &WordOptions::default()).0;
    assert_eq!((found.tally.reworded, found.tally.merged, found.tally.dropped), (1, 0, 1));
}

#[test]
fn speeches_of_other_times_have_hardly_a_sentence_in_common() {
    let folder = std::path::Path::new("../shared/data/sotu");
    let speech = |start: &str| {
        let found = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        let name = |path: &std::path::PathBuf| path.file_name().unwrap().to_str().unwrap().starts_with(start);
        std::fs::read_to_string(found.into_iter().find(name)?).ok()
    };
    let pairs = [("1947", "2015"), ("1901", "1995"), ("1978", "2004"), ("1962", "2018")];
    let (mut called, mut sentences) = (0, 0);
    for (one, other) in pairs {
        let (Some(one), Some(other)) = (speech(one), speech(other)) else {
            return eprintln!("skipped: no folder ../shared/data/sotu");
        };
        let tally = compare::passages(&one, &other, "en", &WordOptions::default()).0.tally;
        called += tally.reworded + tally.merged + tally.split;
        sentences += compare::sentences(&one).len().min(compare::sentences(&other).len());
    }
    eprintln!("{called} of {sentences} sentences are called reworded");
    assert!(sentences > 500 && called * 100 < sentences);
}

#[test]
fn a_text_without_marks_is_cut() {
    let long = "lithium cobalt ".repeat(4_000);
    let (places, cut) = compare::cut_sentences(&long);
    assert!(cut == 1 && places.len() > 5 && places.iter().all(|place| place.len() <= 8_000));
    let words = |text: &str| text.split_whitespace().count();
    assert_eq!(places.iter().map(|place| words(&long[place.clone()])).sum::<usize>(), 8_000);
    let ideographs = "\u{9271}".repeat(9_000);
    assert!(compare::sentences(&ideographs).iter().all(|place| ideographs.is_char_boundary(place.end)));
}

#[test]
fn one_rare_word_makes_no_sentence_alike() {
    let (a, b) = (
        "Incredible people. We met in Delhi. And we can do it.",
        "We do the incredible. We met in Delhi. But we must do more.",
    );
    let tally = compare::passages(a, b, "en", &WordOptions::default()).0.tally;
    assert_eq!((tally.same, tally.reworded, tally.dropped, tally.added), (1, 0, 2, 2));
}

#[test]
fn a_heading_is_not_reworded_into_a_sentence_that_mentions_it() {
    let a = "Critical minerals and energy security
Talks went on in Delhi.";
    let b = "Held on Monday, the dialogue of officials from both countries placed emphasis on critical minerals exploration, \
             on investment and trade, on civil nuclear energy, on health and on the security of the ocean. Talks went on in \
             Delhi.";
    let tally = compare::passages(a, b, "en", &WordOptions::default()).0.tally;
    assert_eq!((tally.same, tally.dropped, tally.added), (1, 1, 1));
}

#[test]
fn one_changed_figure_in_a_long_text_is_a_change() {
    let long: String = (0..900).map(|n| format!("The ministers of region {n} met for talks on roads. ")).collect();
    let (old, new) = (format!("{long}Trade was 4.2 billion."), format!("{long}Trade was 4.8 billion."));
    let (passages, _) = compare::passages(&old, &new, "en", &WordOptions::default());
    let found = compare::Comparison { passages: Some(passages), ..compare::Comparison::default() };
    let told = compare::summarize(&found).join(" ");
    assert!(told.starts_with("Over 99 %") && told.contains("4.2 billion \u{2192} 4.8 billion"), "{told}");
}

/// Compares two folders of texts, or two texts where each has one.
fn compared(a: &[&str], b: &[&str]) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    let side = |name: &str, texts: &[&str]| {
        let path = folder.path().join(name);
        std::fs::create_dir(&path).unwrap();
        for (index, text) in texts.iter().enumerate() {
            std::fs::write(path.join(format!("{index:02}.txt")), text).unwrap();
        }
        Query { path, ..Query::default() }
    };
    let sides = [side("old", a), side("new", b)];
    pipeline::compare(&sides, &Config::default(), &mut |_| ()).unwrap()
}

fn word_shift(found: &Comparison) -> Chart {
    let charts = chart::comparison(found).unwrap();
    charts.into_iter().find(|chart| chart.name == "word-shift").expect("the word shift is drawn")
}

/// All that a drawing says, its lines joined.
fn texts(chart: &Chart) -> String {
    let pieces = chart.svg.split('>').filter_map(|piece| piece.split('<').next());
    pieces.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
}

const OLD: &str =
    "The ministers met in Colombo. They spoke of lithium and of cobalt. Lithium came first. Trade was 4.2 billion.";
const NEW: &str =
    "The ministers met in Colombo. They spoke of ports and of roads. Ports came first. Trade was 4.3 billion.";

#[test]
fn the_word_shift_of_two_documents_says_that_it_looks_within_them() {
    let found = compared(&[OLD], &[NEW]);
    let chart = word_shift(&found);
    let said = texts(&chart);
    assert!(said.contains("Shuffled sentences, mean") && said.contains("no sample of others"), "{said}");
    assert!(chart.description.contains("left if commoner in A, right if commoner in B"), "{}", chart.description);
    assert_eq!(chart.table.columns, ["term", "bits", "floor", "a_per_1000", "b_per_1000"]);
    let bits = |term: &str| -> f64 {
        let row = chart.table.rows.iter().find(|row| row[0].eq_ignore_ascii_case(term)).expect("the term is there");
        row[1].parse().unwrap()
    };
    assert!(bits("lithium") < 0.0 && bits("ports") > 0.0);
    let total: f64 = found.weights.word_shift.iter().map(|term| term.bits.abs()).sum();
    assert!((total - found.weights.divergence_bits).abs() < 1e-9, "few words: all of them are listed");
    assert!(chart.title.contains("do not differ more in vocabulary than shuffled sentences"), "{}", chart.title);
}

#[test]
fn the_word_shift_of_two_folders_shuffles_documents() {
    let corpus = |word: &str| -> Vec<String> {
        (0..10).map(|n| format!("Talks number {n} dealt with {word} and trade. They went on about {word}.")).collect()
    };
    let (a, b) = (corpus("lithium"), corpus("harbors"));
    let borrowed = |texts: &'static [String]| texts.iter().map(String::as_str).collect::<Vec<_>>();
    let found = compared(&borrowed(a.leak()), &borrowed(b.leak()));
    let chart = word_shift(&found);
    let said = texts(&chart);
    assert!(said.contains("Shuffled documents, mean") && !said.contains("no sample of others"), "{said}");
    assert_eq!(chart.title, "A has more “lithium”; B has more “harbors”");
    let few = word_shift(&compared(&[OLD, OLD], &[NEW, "Rivers and ports."]));
    assert!(few.title.contains("documents cannot show"), "{}", few.title);
}

#[test]
fn every_view_explains_the_similarity() {
    let found = compared(&[OLD], &[NEW]);
    let view = View { width: 80, color: false, side_by_side: false };
    let page = report::comparison_page(&found, &chart::comparison(&found).unwrap()).unwrap();
    for (name, text) in [
        ("text", report::comparison_text(&found, view)),
        ("markdown", report::comparison_markdown(&found)),
        ("page", page),
        ("json", report::comparison_json(&found)),
    ] {
        let text = text.to_lowercase();
        for expected in ["alike", "apart", "lithium", "ports", "ministers"] {
            assert!(text.contains(expected), "{name} says nothing of {expected}");
        }
    }
    let parts: f64 = found.resemblance.alike.iter().map(|shared| shared.part).sum();
    assert!((parts - found.resemblance.cosine).abs() < 1e-9, "the parts add up to the cosine");
    let apart: f64 = found.resemblance.apart.iter().map(|term| term.part).sum();
    assert!((apart - (2.0 - 2.0 * found.resemblance.cosine)).abs() < 1e-9, "and to the distance");
}

#[test]
fn weights_say_what_they_count() {
    let found = compared(&[&"The port sold grain today. ".repeat(8)], &[&"Its relations were good. ".repeat(8)]);
    let text = report::comparison_text(&found, View { width: 80, color: false, side_by_side: false });
    for view in [text, report::comparison_markdown(&found)] {
        assert!(view.contains("Terms with more weight in A") && view.contains("per 1,000 words"), "{view}");
    }
}

#[test]
fn facts_of_one_side_are_told_in_every_view() {
    let years = (1960..1990).map(|year| format!("in {year}")).collect::<Vec<_>>().join(", ");
    let old = format!("The ministers met in Colombo. Sales were weak {years}. They left at 14:30, after 5 km by boat.");
    let found = compared(&[&old], &["The ministers met in Colombo. Ports and roads came up, at $7 million."]);
    let text = report::comparison_text(&found, View { width: 80, color: false, side_by_side: false });
    for view in [text, report::comparison_markdown(&found)] {
        for expected in ["igures only in A", "(32)", "; and 8 more", "5 km", "igures only in B", "(1)", "$7 million"] {
            assert!(view.contains(expected), "{expected} in {view}");
        }
    }
}

#[test]
fn views_keep_what_is_written_at_a_word() {
    let found = compared(
        &["Talks (on lithium) and/or cobalt at a price of $12 a ton went on. A ship left at noon for the north."],
        &["Talks (on ports) and/or cobalt at a price of \u{20ac}15 a ton went on. A ship left at noon for the south."],
    );
    let text = report::comparison_text(&found, View { width: 100, color: false, side_by_side: false });
    for expected in ["(on [-lithium-] {+ports+}) and/or", "of [-$12-] {+\u{20ac}15+} a ton", "[-north-] {+south+}."] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    let colored = report::comparison_text(&found, View { width: 100, color: true, side_by_side: false });
    assert!(colored.contains("\u{1b}[31;9m$12\u{1b}[0m \u{1b}[32;4m\u{20ac}15\u{1b}[0m a ton"), "{colored}");
    let markdown = report::comparison_markdown(&found);
    assert!(markdown.contains("(on ~~lithium~~ **ports**) and/or") && markdown.contains("**south**."), "{markdown}");
}

#[test]
fn side_by_side_says_what_moved_and_was_merged() {
    let a = "The treasurer spoke of the roof. Members approved the minutes of the last meeting. The committee set new hours. \
             Chop the onions finely. Fry them in olive oil until golden.";
    let b = "Members approved the minutes of the last meeting. The committee set new hours. The treasurer spoke of the roof. \
             Chop the onions finely and fry them in olive oil until golden.";
    let found = compared(&[a], &[b]);
    let text = report::comparison_text(&found, View { width: 80, color: false, side_by_side: true });
    assert!(text.contains("= moved (A 1, B 3)") && text.contains("~ merged (A 4–5, B 4)"), "{text}");
}

#[test]
fn several_documents_have_one_name_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in
        [("one", "# Talks in Delhi\n\nMinisters met. They spoke of ports."), ("two", "Ministers spoke.")]
    {
        std::fs::write(folder.path().join(format!("{name}.md")), text).unwrap();
    }
    let found = pipeline::compare_all(&[folder.path().to_owned()], &Config::default(), &mut |_| ()).unwrap();
    let text = report::resemblances_text(&found, 160);
    assert!(text.contains("one.md") && !text.contains("Talks in Delhi"), "{text}");
    let narrow = report::resemblances_text(&found, 20);
    assert!(narrow.lines().any(|line| line.starts_with("     |  two.md")), "no name gives way: {narrow}");
    let chart = &chart::resemblances(&found).unwrap()[0];
    assert!(chart.title.contains("Talks in Delhi") && !texts(chart).contains("one.md"), "{}", texts(chart));
}

#[test]
fn one_sentence_of_a_book_shows_in_the_ribbon() {
    let long: String = (0..3000).map(|n| format!("The ministers of region {n} met for talks on roads. ")).collect();
    let (old, new) = (format!("{long}Trade was up."), format!("{long}A wreath was laid at the memorial."));
    let (passages, _) = compare::passages(&old, &new, "en", &WordOptions::default());
    let sentences = 3001;
    let side = |name: &str| compare::findings::Side { name: name.into(), sentences, ..Default::default() };
    let found = Comparison { a: side("old"), b: side("new"), passages: Some(passages), ..Comparison::default() };
    let ribbon = chart::comparison(&found).unwrap().into_iter().find(|chart| chart.name == "ribbon").unwrap();
    let png = chart::png(&ribbon.svg, 1.0).unwrap();
    let picture = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
    let reddish = |p: &resvg::tiny_skia::PremultipliedColorU8| p.red() > p.blue().saturating_add(60);
    let row = picture
        .pixels()
        .chunks(picture.width() as usize)
        .rposition(|row| row.iter().filter(|p| reddish(p)).count() > 15);
    assert!(row.is_some_and(|row| row as u32 > picture.height() / 2), "the dropped sentence is drawn at the end");
}

#[test]
fn two_folders_have_a_heat_map() {
    let corpus = |word: &str| (0..4).map(|n| format!("Talks {n} dealt with {word}. All went on.")).collect::<Vec<_>>();
    let (a, b) = (corpus("lithium"), corpus("harbors"));
    let found =
        compared(&a.iter().map(String::as_str).collect::<Vec<_>>(), &b.iter().map(String::as_str).collect::<Vec<_>>());
    let charts = chart::comparison(&found).unwrap();
    let Some(map) = charts.iter().find(|chart| chart.name == "similarity") else { panic!("there is no heat map") };
    assert!(map.title.starts_with("Documents of A and B are less alike"), "{}", map.title);
    assert_eq!(map.table.rows.len(), found.a.documents + found.b.documents);
    assert!(chart::comparison(&compared(&[OLD], &[NEW])).unwrap().iter().all(|chart| chart.name != "similarity"));
}

#[test]
fn german_nouns_are_no_names() {
    let text = "Die Lage der Wirtschaft war in Berlin das Thema. Heute sprach die Ministerin Anna Schmidt vor der UNO.";
    let facts = compare::passages(text, "Es gab Regen.", "de", &WordOptions::default()).1;
    let names: Vec<&str> = facts.only_in_a.iter().map(|fact| fact.text.as_str()).collect();
    assert_eq!(names, ["Ministerin Anna Schmidt", "UNO"]);
}

#[test]
fn a_changed_figure_alone_makes_two_texts_differ() {
    let found = compared(&["Trade was 4.2 billion."], &["Trade was 4.3 billion."]);
    assert!(found.likeness() < 1.0 && found.resemblance.cosine > 0.999);
    assert!(found.summary.join(" ").contains("4.2 billion \u{2192} 4.3 billion"), "{:?}", found.summary);
    assert_eq!(compared(&[OLD], &[&OLD.replace(". ", ".\r\n")]).likeness(), 1.0);
}

#[test]
fn a_changed_sign_or_currency_is_a_change() {
    let text = |figure: &str| format!("The harbor was quiet. Profit came to {figure} over the last year.");
    let tally = |a: &str, b: &str| compare::passages(&text(a), &text(b), "en", &WordOptions::default()).0.tally;
    for (a, b) in [("$12", "\u{20ac}12"), ("-5", "5"), ("12%", "12"), ("\u{a3}3.5 million", "$3.5 million")] {
        let found = tally(a, b);
        assert_eq!((found.same, found.reworded), (1, 1), "{a} -> {b}");
    }
    assert_eq!(tally("52-48 of COVID-19", "52\u{2013}48 of COVID\u{2010}19").same, 2);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    let chinese =
        "党的十八大以来同志为核心的党中央站在历史和全局的高度将推动长江经济带发展上升为重大国家战略。会议在北京举行。";
    // A term of one side only has the longest words about its size.
    let (grain, relations) = ("The port sold grain today. ".repeat(8), "Its relations were good. ".repeat(8));
    for (a, b) in [(OLD, NEW), (chinese, &*chinese.replace("北京", "上海")), (&grain, &relations)] {
        let found = compared(&[a], &[b]);
        for width in [40, 80, 120] {
            for side_by_side in [false, true] {
                let text = report::comparison_text(&found, View { width, color: false, side_by_side });
                let wide = text.lines().find(|line| unicode_width::UnicodeWidthStr::width(*line) > width);
                assert_eq!(wide, None, "at {width}");
            }
        }
    }
}
