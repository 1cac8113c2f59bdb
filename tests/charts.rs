//! Charts as users see them: drawn, legible, the same every time, and sensible whatever the findings hold.

mod fixtures;

use driftline::chart::{self, Chart};
use driftline::drift::findings::*;
use resvg::usvg::{Group, Node, Options, Tree};

fn corpora() -> Vec<(&'static str, Findings)> {
    vec![
        ("thirty", fixtures::thirty()),
        ("five", fixtures::five()),
        ("many", fixtures::many()),
        ("decades", fixtures::decades()),
    ]
}

fn charts(findings: &Findings) -> Vec<Chart> {
    chart::all(findings).expect("every chart can be drawn")
}

fn chart_of<'a>(charts: &'a [Chart], start: &str) -> &'a Chart {
    charts.iter().find(|chart| chart.name.starts_with(start)).expect("the chart is there")
}

/// A text as the renderer lays it out: what it says and the box of its ink.
struct Ink {
    text: String,
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

fn tree(svg: &str) -> Tree {
    let mut options = Options::default();
    options.fontdb_mut().load_font_data(notosans::REGULAR_TTF.to_vec());
    options.fontdb_mut().load_font_data(notosans::BOLD_TTF.to_vec());
    Tree::from_str(svg, &options).expect("the SVG is sound")
}

fn texts(group: &Group, found: &mut Vec<Ink>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let area = text.flattened().abs_bounding_box();
                let words = text.chunks().iter().map(|chunk| chunk.text()).collect::<String>();
                let (left, top, right, bottom) = (area.left(), area.top(), area.right(), area.bottom());
                found.push(Ink { text: words.trim().to_owned(), left, top, right, bottom });
            }
            _ => {}
        }
    }
}

/// What a demanding reader would not accept: texts over each other or cut by the edge of the page.
fn check_legible(name: &str, svg: &str) {
    let tree = tree(svg);
    let mut inks = Vec::new();
    texts(tree.root(), &mut inks);
    assert!(inks.len() > 5, "{name} has hardly any text");
    for (index, ink) in inks.iter().enumerate() {
        let inside =
            ink.left >= 8.0 && ink.right <= 952.0 && ink.top >= 8.0 && ink.bottom <= tree.size().height() - 8.0;
        assert!(inside, "{name}: \"{}\" leaves the page", ink.text);
        for other in &inks[..index] {
            let apart = ink.right <= other.left
                || other.right <= ink.left
                || ink.bottom <= other.top
                || other.bottom <= ink.top;
            assert!(apart, "{name}: \"{}\" and \"{}\" overlap", ink.text, other.text);
        }
    }
}

fn marks(svg: &str, kind: &str) -> usize {
    svg.matches(&format!("-{kind}-")).count()
}

#[test]
fn every_corpus_gets_its_charts_in_the_order_of_the_page() {
    let names =
        |findings: &Findings| charts(findings).into_iter().map(|chart| chart.name).collect::<Vec<_>>().join(" ");
    let all = "emphasis-critical-minerals-defence themes bump barcode terms volcano turns drift word-shift ranks \
               similarity calendar";
    // Three of the nine years have fewer than three documents, and so few say nothing about an order.
    assert_eq!(names(&fixtures::thirty()), all);
    assert_eq!(names(&fixtures::many()), all.replace(" bump", ""));
    assert_eq!(names(&fixtures::decades()), all);
    assert_eq!(names(&fixtures::five()), "emphasis-critical-minerals-defence themes-by-document similarity");
}

#[test]
fn texts_neither_overlap_nor_leave_the_page() {
    for (corpus, findings) in corpora() {
        for chart in charts(&findings) {
            check_legible(&format!("{corpus} {}", chart.name), &chart.svg);
        }
    }
}

#[test]
fn drawings_are_small_and_say_what_they_show() {
    for (corpus, findings) in corpora() {
        for chart in charts(&findings) {
            assert!(chart.svg.len() < 300_000, "{corpus} {}: {} bytes", chart.name, chart.svg.len());
            assert!(chart.svg.contains("role=\"img\"") && chart.svg.contains("<desc id="), "{}", chart.name);
            assert!(!chart.title.is_empty() && !chart.description.is_empty());
            assert!(!chart.svg.contains("NaN") && !chart.svg.contains("inf"), "{corpus} {}", chart.name);
            assert!(!chart.table.rows.is_empty());
            assert!(chart.table.rows.iter().all(|row| row.len() == chart.table.columns.len()), "{}", chart.name);
        }
    }
}

#[test]
fn the_same_findings_give_the_same_bytes() {
    for (_, findings) in corpora() {
        assert_eq!(charts(&findings), charts(&findings));
    }
    let svg = &charts(&fixtures::five())[0].svg;
    assert_eq!(chart::png(svg, 2.0).expect("png"), chart::png(svg, 2.0).expect("png"));
}

#[test]
fn a_png_is_the_drawing_at_its_scale_and_not_blank() {
    let svg = &charts(&fixtures::five())[0].svg;
    let picture = resvg::tiny_skia::Pixmap::decode_png(&chart::png(svg, 2.0).expect("png")).expect("decodes");
    assert_eq!(picture.width(), 1920);
    let inked = picture.pixels().iter().filter(|pixel| pixel.red() < 250 || pixel.blue() < 250).count();
    let share = inked as f64 / picture.pixels().len() as f64;
    assert!((0.02..0.5).contains(&share), "{share} of the pixels are inked");
    let odd = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 41" width="10" height="10.25"><rect width="40" height="41" fill="#fff"/></svg>"##;
    let edges = resvg::tiny_skia::Pixmap::decode_png(&chart::png(odd, 2.0).expect("png")).expect("decodes");
    assert!(edges.pixels().iter().all(|pixel| pixel.red() == 255), "the ground does not reach the edge");
    assert!(chart::png("no svg", 2.0).is_err());
    assert!(chart::png(svg, 0.0).is_err());
}

#[test]
fn every_document_with_a_mention_is_a_mark() {
    let findings = fixtures::thirty();
    let mentioned = findings.relative[0].by_document.iter().filter(|point| point.log2.is_some()).count();
    assert_eq!(mentioned, 29);
    let charts = charts(&findings);
    assert_eq!(marks(&chart_of(&charts, "emphasis").svg, "document"), mentioned);
    assert_eq!(marks(&chart_of(&charts, "terms").svg, "term"), 24);
    assert_eq!(marks(&chart_of(&charts, "word-shift").svg, "word"), 30);
    assert_eq!(marks(&chart_of(&charts, "similarity").svg, "cell"), 30 * 29);
    assert_eq!(marks(&chart_of(&charts, "turns").svg, "span"), 12);
}

#[test]
fn the_volcano_rings_what_only_g2_would_call() {
    let findings = fixtures::thirty();
    let cloud = findings.terms.cloud.as_ref().expect("a cloud");
    let rings = cloud.terms.iter().filter(|term| term.by_g2 && term.q >= 0.05).count();
    assert!(rings > 30, "{rings}");
    let charts = charts(&findings);
    let chart = chart_of(&charts, "volcano");
    assert_eq!(chart.svg.matches("only G2 would call it").count(), rings);
    assert_eq!(marks(&chart.svg, "term"), 400);
    assert_eq!(
        chart.title,
        "12 of 1,234 terms changed more than chance explains; a test that counts words would call 240"
    );
    // The names of terms that do not hold would lend them a weight that they lack.
    let mut inks = Vec::new();
    texts(tree(&chart.svg).root(), &mut inks);
    let named: Vec<&str> = inks.iter().map(|ink| ink.text.as_str()).filter(|text| text.starts_with("word")).collect();
    let holds = |name: &&str| cloud.terms.iter().any(|term| term.term == **name && term.q < 0.05);
    assert!(!named.is_empty() && named.len() <= 26 && named.iter().all(holds), "{named:?}");
}

#[test]
fn every_unit_of_the_calendar_is_a_cell_and_the_row_sums_are_right() {
    let findings = fixtures::thirty();
    let volume = findings.corpus.volume.as_ref().expect("a volume");
    let charts = charts(&findings);
    let chart = chart_of(&charts, "calendar");
    assert_eq!(marks(&chart.svg, "cell"), volume.documents.len());
    let mut inks = Vec::new();
    texts(tree(&chart.svg).root(), &mut inks);
    let sum: u32 = volume.documents[..12].iter().sum();
    let row = inks.iter().find(|ink| ink.text == "2018").expect("a row");
    let same_row = |ink: &&Ink| (ink.top - row.top).abs() < 3.0 && ink.right > 900.0;
    assert_eq!(inks.iter().find(same_row).map(|ink| ink.text.clone()), Some(sum.to_string()));
}

#[test]
fn themes_change_places_only_where_the_findings_say_so() {
    let mut findings = fixtures::decades();
    let count = |findings: &Findings| {
        let charts = charts(findings);
        let svg = &chart_of(&charts, "bump").svg;
        svg.matches("stroke=\"#0F62AC\"").count() + svg.matches("stroke=\"#B4500B\"").count()
    };
    for theme in &mut findings.themes {
        for rate in theme.series.iter_mut().filter_map(|point| point.rate.as_mut()) {
            (rate.low, rate.high) = (Some(0.0), Some(1e9));
        }
    }
    assert_eq!(count(&findings), 0);
    for theme in &mut findings.themes {
        for rate in theme.series.iter_mut().filter_map(|point| point.rate.as_mut()) {
            (rate.low, rate.high) = (Some(rate.value), Some(rate.value));
        }
    }
    assert!(count(&findings) > 10);
}

#[test]
fn a_dark_drawing_has_no_light_color_left() {
    let look = chart::Look { dark: true, ..Default::default() };
    for chart in charts(&fixtures::thirty()) {
        let dark = chart::restyled(&chart.svg, &look).expect("a dark drawing");
        for color in ["#FFFFFF", "#1F2328", "#5C636A", "#0F62AC", "#B4500B"] {
            assert!(!dark.contains(&format!("=\"{color}\"")), "{} still has {color}", chart.name);
        }
        tree(&dark);
    }
}

/// What is drawn, without its bytes: texts with their places and marks with what they say, a line each.
fn draw_list(chart: &Chart) -> String {
    let document = resvg::usvg::roxmltree::Document::parse(&chart.svg).expect("the SVG is sound");
    let mut list = format!("# {}: {}\n", chart.name, chart.title);
    for node in document.root_element().children().filter(|node| node.is_element()) {
        let value = |name: &str| node.attribute(name).unwrap_or_default();
        match (node.tag_name().name(), node.attribute("id")) {
            ("text", _) => {
                let text = node.text().unwrap_or_default().trim();
                list.push_str(&format!("text {},{} {text}\n", value("x"), value("y")));
            }
            ("title" | "desc", _) | (_, None) => {}
            (_, Some(id)) => {
                let tip = node.children().find(|child| child.has_tag_name("title")).and_then(|title| title.text());
                list.push_str(&format!("{id} {}\n", tip.unwrap_or_default()));
            }
        }
    }
    list
}

/// Findings with a turn that holds and one that may be, in a theme and in a pair.
fn turned(mut findings: Findings) -> Findings {
    let point = |period: usize| ChangePoint {
        period,
        from: period - 1,
        to: period,
        ratio: Estimate { value: 2.5, low: Some(1.4), high: Some(4.4) },
        terms_before: vec!["navy".into()],
        terms_after: vec!["lithium".into(), "cobalt".into()],
        ..ChangePoint::default()
    };
    let points = ChangePoints { found: vec![point(5)], possible: vec![point(3)], ..ChangePoints::default() };
    findings.relative[0].change_points = points.clone();
    findings.themes[0].change_points = points;
    findings
}

/// Every chart of a report is among these: those of thirty articles, and those that only few articles have.
fn drawn() -> Vec<(String, Chart)> {
    let named = |prefix: &'static str, findings: Findings| {
        charts(&findings).into_iter().map(move |chart| (format!("{prefix}{}", chart.name), chart))
    };
    named("", turned(fixtures::thirty())).chain(named("five-", fixtures::five())).collect()
}

/// `DRIFTLINE_BLESS=1` writes the lists anew; read the difference before committing it.
#[test]
fn what_is_drawn_is_as_it_was() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/drawings");
    let listed =
        std::fs::read_dir(folder).expect("the folder is there").map(|entry| entry.expect("an entry").file_name());
    let mut listed: Vec<String> = listed.map(|name| name.to_string_lossy().into_owned()).collect();
    let mut names: Vec<String> = drawn().into_iter().map(|(name, _)| format!("{name}.txt")).collect();
    listed.sort();
    names.sort();
    if std::env::var_os("DRIFTLINE_BLESS").is_none() {
        assert_eq!(listed, names, "each chart has its list, and each list its chart");
    }
    for (name, chart) in drawn() {
        let path = format!("{folder}/{name}.txt");
        let list = draw_list(&chart);
        if std::env::var_os("DRIFTLINE_BLESS").is_some() {
            std::fs::write(&path, &list).expect("written");
        }
        let known = std::fs::read_to_string(&path).unwrap_or_default();
        let differs = list.lines().zip(known.lines()).find(|(now, then)| now != then);
        assert!(list == known, "{path} says otherwise, first at {differs:?}");
    }
}

#[test]
fn what_may_have_turned_is_not_drawn_as_what_turned() {
    let findings = turned(fixtures::thirty());
    for start in ["emphasis", "themes"] {
        let chart = chart_of(&charts(&findings), start).clone();
        assert_eq!((marks(&chart.svg, "turn"), marks(&chart.svg, "possible")), (1, 1), "{start}");
        assert!(chart.svg.contains("stroke-dasharray=\"4 16\"") && chart.svg.contains("may have turned"), "{start}");
    }
    let mut without = findings.clone();
    without.relative[0].change_points.possible.clear();
    without.themes[0].change_points.possible.clear();
    for start in ["emphasis", "themes"] {
        assert!(!chart_of(&charts(&without), start).svg.contains("may have turned"), "{start}");
    }
    let svg = chart_of(&charts(&findings), "emphasis").svg.clone();
    assert!(svg.contains("2.5× (1.4–4.4)") && svg.contains("more lithium, cobalt") && svg.contains("less navy"));
}

#[test]
fn a_chart_claims_no_interval_that_it_does_not_draw() {
    let lone = fixtures::corpus("year", fixtures::periods(1700, 1, &[1; 300]), 0, 1);
    for start in ["emphasis", "themes"] {
        let svg = chart_of(&charts(&lone), start).svg.clone();
        assert!(svg.contains("no interval is drawn") && !svg.contains("95 % intervals"), "{start}");
        let svg = chart_of(&charts(&fixtures::many()), start).svg.clone();
        assert!(svg.contains("95 % intervals") && !svg.contains("no interval is drawn"), "{start}");
    }
}

#[test]
fn the_interval_of_a_term_stands_around_its_later_rate() {
    let mut findings = fixtures::thirty();
    let lines = |findings: &Findings| chart_of(&charts(findings), "terms").svg.matches("<polyline").count();
    let all = lines(&findings);
    let change = &mut findings.terms.rising[0].change;
    assert!(change.ratio.is_some_and(|ratio| ratio.low.is_some() && ratio.high.is_some()), "the fixture has one");
    change.ratio = change.ratio.map(|ratio| Estimate { low: None, ..ratio });
    // The line and its two caps are gone, or a cap was an arrow.
    assert!((2..=3).contains(&(all - lines(&findings))), "{all} lines, then {}", lines(&findings));
}

#[test]
fn few_documents_show_no_trend() {
    let charts = charts(&fixtures::five());
    let chart = chart_of(&charts, "emphasis");
    assert_eq!(marks(&chart.svg, "document"), 5);
    assert!(chart.title.contains("two dated documents cannot show a trend"), "{}", chart.title);
    assert!(chart.svg.contains("cannot show a trend") && chart.svg.contains("undated"));
    assert!(!chart.svg.contains("opacity=\"0.16\""), "a band was drawn");
}

#[test]
fn a_theme_without_mentions_gets_no_factor() {
    let mut findings = fixtures::thirty();
    let change = &mut findings.relative[0].change;
    change.verdict = Verdict::Rose;
    change.counts = Some([[0, 77], [25, 96]]);
    (change.earlier, change.later) = (Some(0.0), Some(25.0 / 96.0));
    change.ratio = Some(Estimate { value: 41.0, low: Some(1.8), high: Some(928.0) });
    let charts = charts(&findings);
    let chart = chart_of(&charts, "emphasis");
    assert!(chart.title.contains(": not mentioned in ") && chart.title.contains(", 25 times in "), "{}", chart.title);
    assert!(chart.svg.contains("at least 1.8×") && chart.svg.contains("0 : 77 in "));
    assert!(!chart.svg.contains("41×") && !chart.svg.contains("928"));
}

#[test]
fn a_title_claims_no_more_than_the_verdict() {
    let mut findings = fixtures::thirty();
    findings.relative[0].change.verdict = Verdict::CannotTell;
    for theme in &mut findings.themes {
        theme.change.verdict = Verdict::CannotTell;
    }
    for term in findings.terms.rising.iter_mut().chain(&mut findings.terms.falling) {
        term.change.verdict = Verdict::LeansUp;
    }
    let charts = charts(&findings);
    for (start, says) in
        [("emphasis", "no change that stands out"), ("themes", "No theme"), ("terms", "None of 1,234 terms")]
    {
        let title = &chart_of(&charts, start).title;
        assert!(title.contains(says), "{title}");
    }
}

#[test]
fn a_table_is_csv_with_quotes_where_needed() {
    let mut findings = fixtures::five();
    findings.themes[0].name = "minerals, \"critical\"".into();
    let charts = charts(&findings);
    let csv = chart_of(&charts, "themes").table.to_csv();
    assert!(csv.starts_with("document,date,words,theme,mentions,rate_per_1000\n"), "{csv}");
    assert!(csv.contains(",\"minerals, \"\"critical\"\"\",0,0"), "{csv}");
}

#[test]
fn markup_in_names_stays_text() {
    let mut findings = fixtures::five();
    findings.relative[0].theme = "<b>a & \"b\"</b>\u{1}".into();
    findings.corpus.documents[0].title = "</title><script>alert(1)</script>".into();
    for chart in charts(&findings) {
        assert!(!chart.svg.contains("<script") && !chart.svg.contains("<b>"), "{}", chart.name);
        tree(&chart.svg);
    }
}

/// Findings at the edge of sense: each must give sound charts, or none.
fn degenerate() -> Vec<(&'static str, Findings)> {
    let mut no_themes = fixtures::thirty();
    (no_themes.themes, no_themes.relative) = (Vec::new(), Vec::new());
    let mut no_dates = fixtures::corpus("none", Vec::new(), 6, 2);
    no_dates.contrast = None;
    let mut constant = fixtures::thirty();
    for theme in &mut constant.themes {
        for period in &mut theme.series {
            period.rate = Some(Estimate { value: 0.5, low: Some(0.5), high: Some(0.5) });
        }
    }
    for step in constant.drift.iter_mut().flat_map(|drift| &mut drift.steps) {
        (step.value, step.floor) = (Some(0.0), Some(0.0));
    }
    if let Some(similarity) = &mut constant.similarity {
        similarity.cosine.iter_mut().flatten().for_each(|value| *value = Some(0.5));
    }
    let mut silent = fixtures::thirty();
    for theme in &mut silent.themes {
        theme.mentions = 0;
        theme.series.iter_mut().for_each(|period| period.rate = Some(Estimate::default()));
    }
    for term in silent.terms.rising.iter_mut().chain(&mut silent.terms.falling) {
        (term.change.earlier, term.change.later) = (Some(0.0), Some(0.0));
    }
    silent.turns.found.iter_mut().for_each(|turn| turn.series.iter_mut().for_each(|rate| *rate = Some(0.0)));
    let mut empty_rows = fixtures::many();
    if let Some(similarity) = &mut empty_rows.similarity {
        similarity.cosine.iter_mut().step_by(3).flatten().for_each(|value| *value = None);
    }
    vec![
        ("nothing", Findings::default()),
        ("no themes", no_themes),
        ("no dates", no_dates),
        ("constant", constant),
        ("silent", silent),
        ("empty rows", empty_rows),
        ("one document", fixtures::corpus("year", fixtures::periods(2020, 1, &[1]), 0, 1)),
        ("one period", fixtures::corpus("year", fixtures::periods(2020, 1, &[12]), 0, 1)),
        ("two periods", fixtures::corpus("year", fixtures::periods(2020, 1, &[1, 60]), 40, 1)),
        ("all undated but one", fixtures::corpus("year", fixtures::periods(2020, 1, &[1]), 60, 1)),
        ("400 periods", fixtures::corpus("month", fixtures::months(1990, &[30; 400]), 0, 1)),
        ("300 lone documents", fixtures::corpus("year", fixtures::periods(1700, 1, &[1; 300]), 0, 1)),
        ("120 documents", fixtures::corpus("month", fixtures::months(2020, &[4; 30]), 0, 1)),
    ]
}

#[test]
fn findings_at_the_edge_of_sense_give_sound_charts_or_none() {
    for (case, findings) in degenerate() {
        for chart in charts(&findings) {
            let name = format!("{case} {}", chart.name);
            assert!(chart.svg.len() < 300_000, "{name}: {} bytes", chart.svg.len());
            assert!(!chart.svg.contains("NaN"), "{name}");
            check_legible(&name, &chart.svg);
        }
    }
    assert!(charts(&Findings::default()).is_empty());
}

#[test]
fn many_periods_with_a_document_each_are_dots_and_no_line() {
    let findings = fixtures::corpus("year", fixtures::periods(1700, 1, &[1; 300]), 0, 1);
    let charts = charts(&findings);
    let svg = &chart_of(&charts, "emphasis").svg;
    assert!(svg.matches("<circle").count() > 250, "the plot is empty");
    assert!(!svg.contains("opacity=\"0.16\""), "a band was drawn");
    // The test can fail: where there are enough documents, there is a band.
    let many = self::charts(&fixtures::many());
    assert!(chart_of(&many, "emphasis").svg.contains("opacity=\"0.16\""));
}

#[test]
fn long_and_foreign_names_fit() {
    let long = "the quick brown fox jumps over the lazy dog and then ".repeat(4);
    for name in [
        long.as_str(),
        "重要鉱物とサプライチェーンの安全保障に関する共同声明および行動計画の概要",
        "المعادن الحرجة وسلاسل التوريد",
        "Unbreakable".repeat(15).as_str(),
    ] {
        let mut findings = fixtures::thirty();
        findings.relative[0].theme = name.into();
        findings.themes[0].name = name.into();
        findings.terms.rising[0].term = name.into();
        findings.turns.found[0].term = name.into();
        findings.corpus.documents.iter_mut().for_each(|document| document.title = name.into());
        if let Some(similarity) = &mut findings.similarity {
            similarity.labels.iter_mut().for_each(|label| *label = name.into());
            similarity.nearest.iter_mut().for_each(|pair| (pair.a, pair.b) = (name.into(), name.into()));
        }
        if let Some(drift) = &mut findings.drift {
            drift.word_shift[0].term = name.into();
        }
        if let Some(cloud) = &mut findings.terms.cloud {
            cloud.terms.iter_mut().for_each(|term| term.term = name.into());
        }
        if let Some(ranks) = &mut findings.ranks {
            ranks.terms.iter_mut().for_each(|term| term.term = name.into());
        }
        for chart in charts(&findings) {
            check_legible(&format!("{name:.20} {}", chart.name), &chart.svg);
        }
    }
}

#[test]
fn charts_whose_names_would_be_the_same_get_names_of_their_own() {
    let mut findings = fixtures::five();
    findings.relative = vec![findings.relative[0].clone(), findings.relative[0].clone()];
    let names: Vec<String> = charts(&findings).into_iter().map(|chart| chart.name).take(2).collect();
    assert_eq!(names, ["emphasis-critical-minerals-defence", "emphasis-critical-minerals-defence-2"]);
}

/// How long the charts of a saved report take: `SCORES=$PWD/reports/scores.json cargo test --release --test charts --
/// --ignored --nocapture drawing_time`.
#[test]
#[ignore = "a measurement"]
fn drawing_time() {
    let Ok(path) = std::env::var("SCORES") else { return };
    let text = std::fs::read_to_string(&path).expect("the scores are there");
    let findings = driftline::report::Scores::from_json(&text, &path).expect("they are scores").findings;
    for _ in 0..3 {
        let begun = std::time::Instant::now();
        let charts = charts(&findings);
        let drawn = begun.elapsed();
        let bytes: usize = charts.iter().map(|chart| chart::png(&chart.svg, 2.0).expect("png").len()).sum();
        let all = begun.elapsed();
        println!("{} charts: SVG {drawn:.0?}, with PNG {all:.2?} on one thread, {bytes} bytes of PNG", charts.len());
    }
}

/// Writes the charts as pictures for the eye: `CHARTS_OUT=folder cargo test --test charts -- --ignored`.
#[test]
#[ignore = "writes pictures for the eye"]
fn pictures() {
    let Ok(folder) = std::env::var("CHARTS_OUT") else { return };
    for (set, findings) in corpora().into_iter().chain(degenerate()) {
        for Chart { name, svg, .. } in charts(&findings) {
            let stem = format!("{folder}/{}-{name}", set.replace(' ', "-"));
            std::fs::write(format!("{stem}.svg"), &svg).expect("written");
            std::fs::write(format!("{stem}.png"), chart::png(&svg, 2.0).expect("png")).expect("written");
        }
    }
}
