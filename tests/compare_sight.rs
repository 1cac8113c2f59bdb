//! What a reader sees as different is told as different, what only a program would is not, and figures are told as people
//! tell them.

use driftline::chart;
use driftline::compare::findings::{Kind, Passage, Passages};
use driftline::compare::{self, Comparison, FactKind};
use driftline::config::{Config, WordOptions};
use driftline::pipeline::{self, Query};

fn aligned(a: &str, b: &str, language: &str) -> Passages {
    compare::passages(a, b, language, &WordOptions::default()).0
}

/// In the middle of a text whose other sentences stay.
fn within(figure: &str) -> String {
    format!("The harbor was quiet. The note read {figure} in the log. All went home.")
}

/// The changes of a passage: "old>new".
fn marked(passage: &Passage) -> Vec<String> {
    let changed = passage.edits.iter().filter(|edit| !edit.same);
    changed.map(|edit| format!("{}>{}", edit.a.trim(), edit.b.trim())).collect()
}

#[test]
fn what_looks_different_is_reworded_and_marked() {
    for (a, b, expected) in [
        (".5", "5", ".5>5"),
        ("x < 5", "x > 5", "<>>"),
        ("3:2", "3-2", "3:2>3-2"),
        ("1/2", "1 2", "1/2>1 2"),
        ("5\u{d7}10", "5/10", "5\u{d7}10>5/10"),
        ("\u{b1}5", "5", "\u{b1}5>5"),
        ("5'", "5\"", "5'>5\""),
        ("10^6", "10 6", "10^6>10 6"),
        ("C++", "C", "C++>C"),
        ("-5", "\u{2013}5", "-5>\u{2013}5"),
        ("7 - 5", "7 \u{2013} 5", "7 ->7 \u{2013}"),
        ("-5", "5", "-5>5"),
        ("5 %", "5 \u{2030}", "5 %>5 \u{2030}"),
        ("A & B", "A B", "&>"),
        ("not X", "\u{ac}X", "not X>\u{ac}X"),
        ("\u{ac}X", "X", "\u{ac}X>X"),
        ("roof, and", "roof and", ",>"),
        ("a sure thing?", "a sure thing!", "?>!"),
        ("us", "US", "us>US"),
        ("\u{2713} done", "\u{2717} done", "\u{2713}>\u{2717}"),
        ("km\u{b2}", "km2", "km\u{b2}>km2"),
        ("COVID-19", "COVID 19", "->"),
        ("$12", "\u{20ac}12", "$12>\u{20ac}12"),
        ("#5", "5", "#5>5"),
        ("5*", "5", "5*>5"),
        ("(some)", "some", "(some)>some"),
    ] {
        let found = aligned(&within(a), &within(b), "en");
        assert!(found.kept < 1.0, "{a} -> {b} passes --fail-under 1");
        let told: Vec<&Passage> = found.pairs.iter().filter(|passage| passage.kind != Kind::Same).collect();
        assert!(told.len() == 1 && told[0].kind == Kind::Reworded && told[0].likeness < 1.0, "{a} -> {b}: {told:?}");
        assert!(marked(told[0]).iter().any(|edit| edit == expected), "{a} -> {b}: {:?}", marked(told[0]));
    }
    for (a, b) in [("A. B.", "A. \u{1f44d} B."), ("Yes.\n\n\u{2713}", "Yes.\n\n\u{2717}"), ("It rained.", "It rained")]
    {
        assert!(aligned(a, b, "en").kept < 1.0, "{a} -> {b}");
    }
}

#[test]
fn what_looks_the_same_is_the_same() {
    for (a, b) in [
        ("a \u{201c}word\u{201d}", "a \"word\""),
        ("don\u{2019}t", "don't"),
        ("talks \u{2014} long", "talks--long"),
        ("2019-2021", "2019\u{2013}2021"),
        ("caf\u{e9}", "cafe\u{301}"),
        ("of\u{fb01}ce", "office"),
        ("12\u{a0}km", "12 km"),
        ("two  blanks", "two blanks"),
        ("and so on\u{2026}", "and so on..."),
        ("co\u{ad}operate", "cooperate"),
    ] {
        let found = aligned(&within(a), &within(b), "en");
        assert!(found.kept == 1.0 && found.tally.same == 3, "{a} -> {b}: {:?}", found.pairs);
    }
    let found = aligned("Chop the onions. Fry them in oil.", "Chop the onions; fry them in oil.", "en");
    assert!(marked(&found.pairs[0]) == [".>;"] && found.kept < 1.0, "{:?}", found.pairs);
}

/// Breaks each paragraph where the next word has no room.
fn wrapped(text: &str, width: usize) -> String {
    let paragraph = |paragraph: &str| {
        let mut lines = vec![String::new()];
        for word in paragraph.split_whitespace() {
            let line = lines.last().expect("one");
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
                lines.push(String::new());
            }
            let line = lines.last_mut().expect("one");
            line.push_str(if line.is_empty() { "" } else { " " });
            line.push_str(word);
        }
        lines.join("\n")
    };
    text.split("\n\n").map(paragraph).collect::<Vec<_>>().join("\n\n")
}

const GERMAN: &str = "Bericht aus dem Hafen\n\nDer Rat tagte am 5. 3. 2024 im alten Speicher, der im 19. Jahrhundert gebaut \
     wurde. Am 3. M\u{e4}rz hatte Dr. Weber den Plan vorgelegt, nach dem die Kosten von 4,5 Mio. Euro um 12 % steigen. \
     Niemand widersprach ihm.\n\nDie n\u{e4}chste Sitzung ist am 12. Mai, z. B. um 18 Uhr. Bis dahin soll Frau K. Lang \
     pr\u{fc}fen, was die 2. Kammer verlangt.";
const ENGLISH: &str = "Harbor news\n\nThe U.S. Senate met at 5 p.m. Eastern on Monday, and Dr. Smith spoke on No. 5 of the \
     list - the one about fees - for an hour. He met Sen. Jones on Jan. 5, 2024. It cost $12.5 million, or 7 % more than \
     in 2019, e.g. for boats.\n\nWhat follows is a list of what was bought, as the clerk told it in the end: ropes, oars \
     and 12 lamps. \"Nobody was hurt,\" he said. \"It was 5. We counted them.\"";

#[test]
fn a_text_that_is_wrapped_anew_is_the_same() {
    let seeds = std::fs::read_dir("corpus/seeds").expect("the seeds are there");
    let mut texts: Vec<String> = seeds.map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap()).collect();
    // A paragraph a line: a line break of the seeds parts paragraphs, as a blank line does.
    texts =
        texts.iter().map(|text| text.lines().collect::<Vec<_>>().join("\n\n").replace("\n\n\n\n", "\n\n")).collect();
    texts.extend([GERMAN.to_owned(), ENGLISH.to_owned()]);
    assert!(texts.len() > 5);
    for text in &texts {
        let language = if text == GERMAN { "de" } else { "en" };
        let widths = [30, 50, 70, 100].map(|width| wrapped(text, width));
        for (at, other) in widths.iter().enumerate() {
            for one in [text, &widths[0]] {
                let found = aligned(one, other, language);
                let differs = found.pairs.iter().find(|passage| !passage.unchanged());
                assert!(differs.is_none() && found.kept == 1.0, "{:.40} at {at}: {differs:?}", text);
            }
        }
    }
}

#[test]
fn short_sentences_at_the_same_place_are_reworded() {
    for (a, b) in [
        ("Smith met us.", "Smyth met him."),
        ("He told us.", "She told him."),
        ("Anna was third of five.", "Anna was fourth of six."),
        ("Mail went to Harden.", "Mail came to Hardin."),
        ("You may go.", "You may not go."),
        ("It was good.", "It was bad."),
        ("I can do that.", "I can't do that."),
        ("She is in.", "She is out."),
    ] {
        let text = |it: &str| format!("The harbor was quiet that day. {it} All of them went home by boat.");
        let tally = aligned(&text(a), &text(b), "en").tally;
        assert_eq!((tally.same, tally.reworded, tally.dropped, tally.added), (2, 1, 0, 0), "{a} -> {b}");
    }
    for (a, b) in [("Price: 5 euros", "Price: 5 dollars"), ("Dogs bark.", "Dogs bite.")] {
        let text = |it: &str| format!("The harbor was quiet that day.\n\n{it}\n\nAll of them went home by boat.");
        let tally = aligned(&text(a), &text(b), "en").tally;
        assert_eq!((tally.same, tally.reworded), (2, 1), "{a} -> {b}");
    }
    let a = "Of course we should. The ships left the harbor in the early morning.";
    let b = "The ships left the harbor in the early morning. Of course, we can't do everything.";
    assert_eq!(aligned(a, b, "en").tally.moved, 0, "two sentences that begin alike");
    let (a, b) = ("All was well. It rained.", "All was well. Ships came.");
    let tally = aligned(a, b, "en").tally;
    assert_eq!((tally.reworded, tally.dropped, tally.added), (0, 1, 1), "nothing in common but the place");
}

#[test]
fn of_two_neighbors_that_changed_places_the_shorter_one_moved() {
    let (long, short) = ("The committee set new hours for the library on the hill.", "Zebras escaped yesterday.");
    let text = |x: &str, y: &str| format!("Members approved the minutes. {x} {y} The meeting closed early.");
    for (a, b) in [(text(long, short), text(short, long)), (text(short, long), text(long, short))] {
        let found = aligned(&a, &b, "en");
        let moved: Vec<&str> =
            found.pairs.iter().filter(|p| p.moved).map(|p| p.a.as_ref().unwrap().text.as_str()).collect();
        assert_eq!(moved, [short]);
    }
}

fn changed(a: &str, b: &str) -> String {
    let found = aligned(&within(a), &within(b), "en");
    let told = found.pairs.iter().flat_map(Passage::replaced).map(|(_, told)| told.replace(" \u{2192} ", ">"));
    told.collect::<Vec<_>>().join(" ")
}

#[test]
fn figures_of_every_form_are_told() {
    for (a, b, expected) in [
        (".5", "5", ".5>5"),
        ("7\u{bd} hours", "7\u{bc} hours", "7\u{bd} hours>7\u{bc} hours"),
        ("\u{bd} of it", "\u{bc} of it", "\u{bd}>\u{bc}"),
        ("10 000 people", "12 000 people", "10 000>12 000"),
        ("10\u{a0}000 people", "12\u{a0}500 people", "10 000>12 500"),
        ("10\u{202f}000 people", "12\u{202f}500 people", "10 000>12 500"),
        ("12,34,567 people", "12,34,568 people", "12,34,567>12,34,568"),
        ("5 \u{2030} of it", "6 \u{2030} of it", "5 \u{2030}>6 \u{2030}"),
        ("5 % of it", "5 \u{2030} of it", "5 %>5 \u{2030}"),
        (
            "one hundred and twenty boats",
            "one hundred and thirty boats",
            "one hundred and twenty>one hundred and thirty",
        ),
        ("a tenfold rise", "a fivefold rise", "tenfold>fivefold"),
        ("the second quarter", "the first quarter", "second>first"),
        ("in second place", "in first place", "second>first"),
        ("5 km\u{b2} of land", "7 km\u{b2} of land", "5 km\u{b2}>7 km\u{b2}"),
        ("5 km\u{b2} of land", "5 km of land", "5 km\u{b2}>5 km"),
        ("some 10\u{2076} cells", "some 10\u{2077} cells", "10\u{2076}>10\u{2077}"),
        ("a 3:2 vote", "a 4:1 vote", "3:2>4:1"),
        ("\u{b1}5 points", "\u{b1}6 points", "\u{b1}5>\u{b1}6"),
        ("the twenty-first time", "the thirty-first time", "twenty-first>thirty-first"),
    ] {
        assert_eq!(changed(a, b), expected, "{a} -> {b}");
    }
    for (a, b, expected) in
        [("人口は三百です。", "人口は五百です。", "三百>五百"), ("予算は3億円です。", "予算は5億円です。", "3億>5億")]
    {
        let found = aligned(a, b, "ja");
        let told: Vec<String> = found.pairs.iter().flat_map(Passage::replaced).map(|(_, told)| told).collect();
        assert_eq!(told.join(" ").replace(" \u{2192} ", ">"), expected, "{:?}", found.pairs);
    }
    let facts = compare::passages("There were five. Then 5 more came.", "None.", "en", &WordOptions::default()).1;
    assert_eq!(facts.only_in_a[0].told(), "five / 5");
    assert_eq!(facts.only_in_a[0].count, 2);
}

#[test]
fn figures_of_rarer_forms_are_told() {
    for (a, b, expected) in [
        ("some 5_000_000 units", "some 3_000_000 units", "5_000_000>3_000_000"),
        ("6x0.5 l of water", "6x0.75 l of water", "6x0.5>6x0.75"),
        ("a charge of 1.6e-19 C", "a charge of 1.6e-18 C", "1.6e-19>1.6e-18"),
        ("at 40rpm now", "at 45rpm now", "40rpm>45rpm"),
        ("at 400nm or so", "at 450nm or so", "400nm>450nm"),
        ("some 5\u{b5}g of it", "some 7\u{b5}g of it", "5\u{b5}g>7\u{b5}g"),
        ("three-fourths of them", "four-fifths of them", "three-fourths>four-fifths"),
        ("three and a half million", "four and a half million", "three and a half million>four and a half million"),
        ("one and a half years", "two and a half years", "one and a half years>two and a half years"),
        ("a house for $1.2M now", "a house for $1.2B now", "$1.2M>$1.2B"),
        ("make one copy of it", "make three copies of it", "one>three"),
        ("won by one vote then", "won by nine votes then", "one>nine"),
        ("no one of them", "none of them", ""),
    ] {
        assert_eq!(changed(a, b), expected, "{a} -> {b}");
    }
}

#[test]
fn number_words_of_other_languages_are_told() {
    for (language, a, b, expected) in [
        ("de", "Der Vertrag gilt zwei Jahre.", "Der Vertrag gilt dreiundzwanzig Jahre.", "zwei>dreiundzwanzig"),
        (
            "fr",
            "Il a compté quatre-vingt-dix-sept voix.",
            "Il a compté soixante et onze voix.",
            "quatre-vingt-dix-sept>soixante et onze",
        ),
        ("fr", "Il a compté deux cent cinq voix.", "Il a compté trois mille voix.", "deux cent cinq>trois mille"),
        (
            "es",
            "La cuota sube a treinta y cinco euros.",
            "La cuota sube a veinte euros.",
            "treinta y cinco euros>veinte euros",
        ),
    ] {
        let found = aligned(a, b, language);
        let told: Vec<String> = found.pairs.iter().flat_map(Passage::replaced).map(|(_, told)| told).collect();
        assert_eq!(told.join(" ").replace(" \u{2192} ", ">"), expected, "{:?}", found.pairs);
    }
}

#[test]
fn an_adjective_that_begins_a_sentence_is_no_name() {
    let a = "Crucial India-US talks went on. Federal officials came. They met the Quad.";
    let facts = compare::passages(a, "Nothing.", "en", &WordOptions::default()).1;
    let names: Vec<&str> =
        facts.only_in_a.iter().filter(|f| f.kind == FactKind::Name).map(|f| f.text.as_str()).collect();
    assert_eq!(names, ["India-US", "Quad"]);
}

fn compared(a: &str, b: &str) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    let side = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        Query { path, ..Query::default() }
    };
    let sides = [side("old.txt", a), side("new.txt", b)];
    let mut found = pipeline::compare(&sides, &Config::default(), &mut |_| ()).unwrap();
    (found.a.name, found.b.name) = ("old.txt".into(), "new.txt".into());
    found
}

#[test]
fn number_words_are_no_terms() {
    let found = compared(
        "Seven ships left for lithium. Seven more left for lithium. Seven stayed.",
        "Forty boats left for cobalt. A hundred boats left for cobalt. Forty stayed.",
    );
    let terms: Vec<&str> = found.resemblance.apart.iter().map(|term| term.term.as_str()).collect();
    assert!(
        !terms.is_empty() && ["seven", "forti", "forty", "hundred"].iter().all(|word| !terms.contains(word)),
        "{terms:?}"
    );
}

const OLD: &str = "Harbor news\n\nThe ministers met in Colombo on Monday. They spoke of lithium and of cobalt. Lithium came \
     first, at $12 a ton. Trade was 4.2 billion. Nobody asked about the roads. The meeting closed at noon.";
const NEW: &str = "Harbor news\n\nThe meeting closed at noon. The ministers met in Colombo on Monday. They spoke of ports. \
     They also spoke of cobalt. Lithium came first, at $15 a ton. Trade was 4.3 billion. A band played.";

/// What is drawn: texts with their places, and marks with what they say, a line each.
fn draw_list(svg: &str) -> String {
    let document = resvg::usvg::roxmltree::Document::parse(svg).expect("the SVG is sound");
    let mut list = String::new();
    for node in document.root_element().children().filter(|node| node.is_element()) {
        let value = |name: &str| node.attribute(name).unwrap_or_default();
        let said =
            if node.has_tag_name("text") { Some(node) } else { node.children().find(|n| n.has_tag_name("title")) };
        let said = said.and_then(|node| node.text()).unwrap_or_default().trim();
        let place =
            if node.has_tag_name("text") { format!("{},{}", value("x"), value("y")) } else { value("id").into() };
        if !place.is_empty() {
            list.push_str(&format!("{} {place} {said}\n", node.tag_name().name()));
        }
    }
    list
}

/// `DRIFTLINE_BLESS=1` writes the lists anew; read the difference before committing it.
#[test]
fn what_is_drawn_of_a_comparison_is_as_it_was() {
    let charts = chart::comparison(&compared(OLD, NEW)).unwrap();
    assert_eq!(charts.iter().map(|chart| chart.name.as_str()).collect::<Vec<_>>(), ["ribbon", "word-shift"]);
    for chart in charts {
        let path = format!("{}/tests/compare/{}.txt", env!("CARGO_MANIFEST_DIR"), chart.name);
        let list = format!("# {}\n{}", chart.title, draw_list(&chart.svg));
        if std::env::var_os("DRIFTLINE_BLESS").is_some() {
            std::fs::write(&path, &list).unwrap();
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        let differs = list.lines().zip(known.lines()).find(|(now, then)| now != then);
        assert!(list == known, "{path} says otherwise, first at {differs:?}");
    }
}
