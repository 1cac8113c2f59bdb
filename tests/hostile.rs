//! A corpus that means harm, from its files to the files of its report: nothing turns, nothing hides, nothing bursts.

use driftline::config::Config;
use driftline::report::{self, Scores};
use driftline::{chart, pipeline};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// Signs that turn or hide what stands around them, whichever file they stand in.
fn acts(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// What stands in titles, sources and texts by turns.
fn texts() -> Vec<String> {
    vec![
        "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>".into(),
        "\\u202egnp.exe\\u202c \\u2067evil\\u2069 \\u200f\\u061c\\ufeffx\\udb40\\udc41y".into(),
        "مرحبا بالعالم 5 <b>عنوان</b>".into(),
        "T".repeat(100_000),
        "wörd ".repeat(20_000),
        "</title></style></svg><script>document.title='PWN'</script>".into(),
        "\\u0000\\u001b[31m]]>&#x3c;\\u0085\\u009b".into(),
        "=cmd|' /C calc'!A0".into(),
        "שלום עולם 2023".into(),
        format!("a{}", "\\u0301".repeat(20_000)),
        "日本語のタイトル 👩‍👩‍👧 🏳️‍🌈".into(),
        format!("{{{{7*7}}}} {}", "\\ufe0f".repeat(3_000)),
    ]
    .into_iter()
    .map(|text: String| text.replace('"', "\\\""))
    .collect()
}

/// 36 documents as JSON lines, the ends of which are far from the rest in time.
fn corpus() -> String {
    let words: Vec<&str> =
        "minister trade lithium defence energy talks export steel tariff court water school health bank market \
                            harvest river bridge vote budget union strike rail coal wind solar port ship"
            .split(' ')
            .collect();
    let texts = texts();
    let (mut lines, mut seed) = (String::new(), 7u64);
    for index in 0..36 {
        let mut text = String::new();
        for word in 0..150 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let open = words.len() - index / 12;
            let _ = write!(
                text,
                "{}{}",
                words[(seed >> 33) as usize % open + index / 12 % 2],
                if word % 9 == 8 { ". " } else { " " }
            );
        }
        let (title, source) = (&texts[index % 12], &texts[(index * 7 + 1) % 12]);
        let year = match index {
            0 => 1066,
            1 => 2099,
            _ => 2015 + index / 6,
        };
        let body: String = texts[(index + 3) % 12].chars().take(300).collect();
        let body = body.rsplit_once('\\').map_or(body.as_str(), |(whole, _)| whole);
        let date = format!("{year}-0{}-11", index % 6 + 1);
        let _ = writeln!(
            lines,
            "{{\"title\": \"{title}\", \"source\": \"{source}\", \"date\": \"{date}\", \"text\": \"{text} {} {body}\"}}",
            "endless".repeat(15_000)
        );
    }
    lines
}

fn settings() -> Config {
    let long = "A theme name of sixty letters that no panel can hold whole -";
    let cjk = "重要鉱物とサプライチェーンの安全保障に関する共同声明および行動計画の概要".repeat(2);
    let names =
        [long, cjk.as_str(), "RTL مرحبا \\u202eevil", "\\\"><img src=x onerror=alert(5)>", &"Unbreakable".repeat(400)];
    let words = ["\"lithium\", \"tariff\"", "\"ship\", \"energy\"", "\"harvest\"", "\"bank\"", "\"wind\""];
    let mut text = "title = \"\\u202e gnp </title>\"\n".to_owned();
    for (name, words) in names.iter().zip(words) {
        let _ = writeln!(text, "[[theme]]\nname = \"{name}\"\nwords = [{words}]");
    }
    let _ = writeln!(text, "[[relative]]\ntheme = \"{}\"\nto = \"{}\"", names[0], names[2]);
    let _ = writeln!(text, "[[relative]]\ntheme = \"{}\"\nto = \"{}\"", names[1], names[4]);
    Config::parse(&text, "driftline.toml").expect("the settings are sound")
}

/// The report on the hostile corpus: its folder, and its scores.
fn written(name: &str) -> (PathBuf, Scores) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("in")).expect("a folder");
    let file = folder.join("in").join("a\u{202e}lnosj.jsonl");
    fs::write(&file, corpus()).expect("written");
    let config = settings();
    let findings = pipeline::analyze(&[folder.join("in")], &config, &mut |_| ()).expect("findings");
    let scores = Scores::new(config, findings);
    let charts = chart::all(&scores.findings).expect("charts");
    report::write(&folder.join("out"), &scores, &charts).expect("a report");
    (folder.join("out"), scores)
}

#[test]
fn nothing_that_turns_or_hides_is_written_and_nothing_bursts() {
    let (out, scores) = written("files");
    let mut seen = 0;
    for entry in fs::read_dir(&out).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
        let Ok(text) = fs::read_to_string(&path) else { continue };
        seen += 1;
        let bad = text.char_indices().find(|(_, c)| acts(*c));
        assert_eq!(bad.map(|(at, c)| (c, text[..at].chars().rev().take(80).collect::<String>())), None, "{name}");
        let most = if name.ends_with(".svg") { 300_000 } else { 1_000_000 };
        assert!(text.len() < most, "{name}: {} bytes", text.len());
        let longest = text.lines().filter(|_| name.ends_with(".csv")).map(str::len).max().unwrap_or(0);
        assert!(longest < 40_000, "{name}: a line of {longest} bytes");
    }
    assert!(seen > 25, "{seen} files");
    let warned = |what: &str| scores.findings.corpus.warnings.iter().any(|warning| warning.what.contains(what));
    assert!(warned("its title has 100000 characters"), "{:?}", scores.findings.corpus.warnings);
    assert!(warned("its date, 1066-01-11, lies far from all others") && warned("2099-02-11"));
}

#[test]
fn a_terminal_sees_nothing_that_acts() {
    let (out, scores) = written("terminal");
    let text = report::terminal(&scores, &out.join("index.html"), 80);
    assert!(!text.chars().any(acts), "{text:?}");
    let text = report::markdown(&scores, &chart::all(&scores.findings).expect("charts"), &out);
    assert!(!text.chars().any(acts), "{text:?}");
}

#[test]
fn charts_over_time_draw_what_lies_together_and_say_what_they_leave_out() {
    let (_, scores) = written("times");
    let findings = &scores.findings;
    // Three of the 36 are broken JSON.
    assert_eq!(findings.corpus.documents_dated, 33);
    let counted: usize = findings.periods.iter().map(|period| period.documents).sum();
    assert_eq!(counted, 33, "all documents count");
    let charts = chart::all(findings).expect("charts");
    let said = "2 documents far apart (1066, 2099) are not drawn, the numbers count them";
    for start in ["emphasis", "themes", "barcode", "calendar"] {
        let chart = charts.iter().find(|chart| chart.name.starts_with(start)).expect(start);
        let text: String = chart.svg.lines().filter(|line| line.starts_with("<text")).collect();
        let words: String =
            text.split(['<', '>']).filter(|part| !part.starts_with("text") && !part.starts_with('/')).collect();
        assert!(words.replace(' ', "").contains(&said.replace(' ', "")), "{start}: {words}");
        assert!(!words.contains("1070") && !words.contains("1500"), "{start}: {words}");
    }
    for start in ["terms", "volcano", "word-shift", "ranks", "similarity"] {
        let chart = charts.iter().find(|chart| chart.name.starts_with(start)).expect(start);
        assert!(!chart.svg.contains("far apart"), "{start} has no axis of time");
    }
}

#[test]
fn words_from_right_to_left_are_set_apart_in_our_sentences() {
    let (out, _) = written("directions");
    let page = fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(page.contains("RTL <bdi>مرحبا</bdi> evil"), "a sentence sets it apart");
    assert!(page.contains("RTL &#8296;مرحبا&#8297; evil"), "a picture does");
}

#[test]
fn two_wrong_dates_among_few_leave_a_period_that_can_be_told_apart() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("hostile").join("far");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder");
    let days = ["1066-03-01", "2099-05-05", "2015-01-02", "2015-01-09", "2015-02-02", "2015-02-20", "2015-03-02"];
    let mut lines = String::new();
    for (index, day) in days.into_iter().enumerate() {
        let _ = writeln!(lines, "{{\"date\": \"{day}\", \"text\": \"The minister spoke of lithium, talk {index}.\"}}");
    }
    fs::write(folder.join("a.jsonl"), lines).expect("written");
    let config = Config::parse("", "driftline.toml").expect("the settings are sound");
    let findings = pipeline::analyze(&[folder], &config, &mut |_| ()).expect("1,034 years are no reason to stop");
    assert_eq!((findings.corpus.period.as_str(), findings.corpus.documents_dated), ("decade", 7));
}
