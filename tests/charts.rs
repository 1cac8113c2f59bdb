//! Charts as users see them: drawn, legible, the same every time, and sensible whatever the findings hold.

mod fixtures;
#[path = "fixtures/ink.rs"]
mod ink;

use driftline::chart::{self, Chart};
use driftline::drift::findings::*;
use ink::{Ink, chart_of, charts, check_legible, corpora, texts, tree};

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
