//! Charts of findings at the edge of sense, and of names that are long, foreign or markup.

mod fixtures;
#[path = "fixtures/ink.rs"]
mod ink;

use driftline::chart::{self, Chart};
use driftline::drift::findings::*;
use ink::{chart_of, charts, check_legible, corpora, tree};

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
    // Years that mention one side only are hollow triangles, all of them one path.
    let triangles = svg.split_once("<path fill=\"#0F62AC\" d=\"").and_then(|(_, rest)| rest.split_once('"'));
    let triangles = triangles.map_or(0, |(path, _)| path.matches('z').count());
    assert!(svg.matches("<circle").count() + triangles > 250, "the plot is empty");
    assert!(!svg.contains("opacity=\"0.16\""), "a band was drawn");
    // The test can fail: where there are enough documents, there is a band.
    let many = ink::charts(&fixtures::many());
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
        findings.themes.iter_mut().for_each(|theme| theme.name = name.into());
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

/// Every number of some findings, by the place where it stands; of a list the first three places.
fn numbers(value: &serde_json::Value, place: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Number(_) => found.push(place.to_owned()),
        serde_json::Value::Array(values) => {
            (values.iter().take(3).enumerate()).for_each(|(at, value)| numbers(value, &format!("{place}/{at}"), found));
        }
        serde_json::Value::Object(values) => {
            values.iter().for_each(|(key, value)| numbers(value, &format!("{place}/{key}"), found));
        }
        _ => {}
    }
}

#[test]
fn a_damaged_number_breaks_no_chart() {
    let whole = serde_json::to_value(fixtures::decades()).expect("JSON");
    let mut places = Vec::new();
    numbers(&whole, "", &mut places);
    let mut drawn = 0;
    // The number of another place in each turn: all of them with all values would take minutes.
    for (index, place) in places.iter().enumerate() {
        let values = [1e308, 1e12, -1e308, -1.0];
        let damage = values[index % values.len()];
        let mut damaged = whole.clone();
        let number = damaged.pointer_mut(place).expect("a number");
        *number = if number.is_u64() { 1_000_000_000_000_u64.into() } else { damage.into() };
        let Ok(findings) = serde_json::from_value::<Findings>(damaged) else { continue };
        for chart in chart::all(&findings).unwrap_or_default() {
            drawn += 1;
            assert!(chart.svg.len() < 600_000, "{place} {}: {} bytes", chart.name, chart.svg.len());
            assert!(!chart.svg.contains("NaN"), "{place} {}", chart.name);
        }
    }
    assert!(places.len() > 100 && drawn > 1_000, "{} places, {drawn} charts", places.len());
}

#[test]
fn many_themes_over_many_days_stay_small() {
    let mut findings = fixtures::corpus("day", fixtures::months(1900, &[6; 999]), 0, 1);
    let theme = findings.themes[0].clone();
    findings.themes = (0..12)
        .map(|index| ThemeFinding {
            name: format!("theme {index} of a long name, {}", "x".repeat(40)),
            ..theme.clone()
        })
        .collect();
    // A run looks for turns in at most 300 periods, so there are none to draw over 999.
    findings.turns = TurnFindings::default();
    let most = charts(&findings).into_iter().map(|chart| (chart.svg.len(), chart.name)).max().expect("charts");
    assert!(most.0 < 300_000, "{most:?}");
    // Twelve themes, and each in each of 290 documents.
    let mut lines = fixtures::corpus("year", fixtures::periods(1990, 1, &[29; 10]), 0, 1);
    lines.themes = findings.themes.clone();
    lines.themes.iter_mut().for_each(|theme| theme.series.truncate(10));
    for document in &mut lines.corpus.documents {
        document.theme_counts = vec![3; 12];
        document.title = "a title of some length, as they are: ".repeat(3);
    }
    let charts = charts(&lines);
    let barcode = chart_of(&charts, "barcode");
    assert!(barcode.svg.len() < 300_000, "{} bytes", barcode.svg.len());
    assert_eq!(barcode.svg.matches("barcode-line-").count(), 720, "those that are linked");
    assert!(barcode.table.rows.len() > 12 * 290, "the table has all");
}

#[test]
fn a_title_claims_no_new_place_that_may_be_chance_and_denies_none_that_is_colored() {
    let mut findings = fixtures::decades();
    let title = |findings: &Findings| chart_of(&charts(findings), "bump").title.clone();
    assert!(title(&findings).contains(" went from place "), "{}", title(&findings));
    let unsure = |rate: &mut Estimate| (rate.low, rate.high) = (Some(0.0), Some(1e3));
    // Where nothing is known of the first decade, only steps between later ones can be sure.
    for theme in &mut findings.themes {
        theme.series.first_mut().and_then(|point| point.rate.as_mut()).map(unsure);
    }
    // One of the themes falls behind another for certain in the middle.
    for (theme, late) in [(0, 1.0), (1, 2.0)] {
        for (index, point) in findings.themes[theme].series.iter_mut().enumerate().skip(1) {
            let value = if index < 12 { 5.0 - late } else { late };
            if let Some(rate) = point.rate.as_mut() {
                (rate.value, rate.low, rate.high) = (value, Some(value - 0.1), Some(value + 0.1));
            }
        }
    }
    let steps = title(&findings);
    assert!(steps.ends_with("beyond chance") && !steps.contains("no theme"), "{steps}");
    for theme in &mut findings.themes {
        theme.series.iter_mut().filter_map(|point| point.rate.as_mut()).for_each(unsure);
    }
    assert_eq!(title(&findings), "From decade to decade no theme took a new place that is beyond chance");
}

#[test]
fn the_number_at_the_end_of_a_line_stands_at_its_own_point() {
    let mut findings = fixtures::corpus("year", fixtures::periods(2010, 1, &[20, 20, 20, 20, 1]), 0, 1);
    findings.themes.truncate(1);
    let rates = [1.0, 1.0, 1.0, 7.7, 2.0];
    for (point, rate) in findings.themes[0].series.iter_mut().zip(rates) {
        point.rate = Some(Estimate { value: rate, low: Some(0.9 * rate), high: Some(1.1 * rate) });
    }
    let charts = charts(&findings);
    let mut inks = Vec::new();
    ink::texts(tree(&chart_of(&charts, "themes").svg).root(), &mut inks);
    let number = inks.iter().find(|ink| ink.text == "7.7").expect("the number");
    // Points stand 43 apart in the first panel, which ends at 279: the last one at 258, the one that is meant at 215.
    assert!(number.right < 250.0, "{} is beside the last point", number.right);
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

/// What a chart writes in its texts, line by line.
fn lines(svg: &str) -> Vec<String> {
    let document = resvg::usvg::roxmltree::Document::parse(svg).expect("the SVG is sound");
    let texts = document.descendants().filter(|node| node.has_tag_name("text"));
    texts.map(|node| node.text().unwrap_or_default().trim().to_owned()).collect()
}

#[test]
fn a_cut_name_tells_itself_whole_and_leaves_its_rank_alone() {
    let mut findings = fixtures::decades();
    let name = "a theme whose name has some sixty letters and no end in sight";
    findings.themes.iter_mut().for_each(|theme| theme.name = name.into());
    let charts = charts(&findings);
    for start in ["bump", "barcode", "themes"] {
        let svg = &chart_of(&charts, start).svg;
        assert!(svg.contains(&format!("<title>{name}</title></text>")), "{start}");
    }
    let bump = lines(&chart_of(&charts, "bump").svg);
    for rank in 1..=findings.themes.len() {
        assert!(bump.contains(&rank.to_string()), "rank {rank} of {bump:?}");
    }
}

#[test]
fn documents_that_are_nearly_the_same_are_framed() {
    let mut findings = fixtures::thirty();
    let framed = "framed: documents that are nearly the same";
    assert!(!chart_of(&charts(&findings), "similarity").svg.contains(framed));
    let similarity = findings.similarity.as_mut().expect("a similarity");
    (similarity.cosine[3][7], similarity.cosine[7][3]) = (Some(0.93), Some(0.93));
    let charts = charts(&findings);
    let chart = chart_of(&charts, "similarity");
    assert!(chart.svg.contains("similarity-alike-"), "no frames");
    assert!(lines(&chart.svg).join(" ").contains(framed), "the footer does not say what frames are");
}

#[test]
fn long_gaps_of_a_calendar_are_one_row() {
    let mut findings = fixtures::thirty();
    let mut documents = vec![0; 1_000];
    documents.iter_mut().step_by(499).for_each(|count| *count = 1);
    let volume = Volume { unit: "year".into(), first: "1001-01-01".into(), documents, ..Volume::default() };
    findings.corpus.volume = Some(volume);
    let charts = charts(&findings);
    let rows = lines(&chart_of(&charts, "calendar").svg);
    assert_eq!(rows.iter().filter(|line| line.ends_with("decades without documents")).count(), 2, "{rows:?}");
    assert!(rows.len() < 40, "{} lines", rows.len());
}

/// All that a chart writes, as one line.
fn written(findings: &Findings, start: &str) -> String {
    lines(&chart_of(&charts(findings), start).svg).join(" ")
}

#[test]
fn words_about_color_hold_on_both_grounds_and_gray_has_one_spelling() {
    for (corpus, findings) in corpora() {
        for chart in charts(&findings) {
            let told = lines(&chart.svg).join(" ") + &chart.description;
            assert!(!told.contains("darker") && !told.to_lowercase().contains("grey"), "{corpus} {}", chart.name);
        }
    }
}

#[test]
fn only_names_of_themes_that_hold_are_colored_in_the_order_of_themes() {
    let mut findings = fixtures::decades();
    let colored = |findings: &Findings| {
        let svg = chart_of(&charts(findings), "bump").svg.clone();
        let document = resvg::usvg::roxmltree::Document::parse(&svg).expect("the SVG is sound");
        let names = document.descendants().filter(|node| node.has_tag_name("text"));
        names.filter(|node| ["#0F62AC", "#B4500B"].contains(&node.attribute("fill").unwrap_or_default())).count()
    };
    let held = |theme: &&ThemeFinding| matches!(theme.change.verdict, Verdict::Rose | Verdict::Fell);
    assert_eq!(colored(&findings), findings.themes.iter().filter(held).count());
    assert!(written(&findings, "bump").contains("colored name: the theme rose or fell"));
    findings.themes.iter_mut().for_each(|theme| theme.change.verdict = Verdict::LeansUp);
    assert_eq!(colored(&findings), 0);
    let told = written(&findings, "bump");
    assert!(told.contains("leans up") && told.contains("colored line") && !told.contains("colored name"), "{told}");
}

#[test]
fn crowded_words_of_the_ranks_all_have_their_names() {
    let mut findings = fixtures::thirty();
    let ranks = findings.ranks.as_mut().expect("ranks");
    for (index, term) in ranks.terms.iter_mut().enumerate() {
        term.term = format!("crowded{index}");
        (term.rank_earlier, term.rank_later) = (Some(900 + 12 * index), Some(60 + index));
    }
    let count = ranks.terms.len();
    let told = lines(&chart_of(&charts(&findings), "ranks").svg);
    let named = (0..count).filter(|index| told.contains(&format!("crowded{index}"))).count();
    assert!(count > 8 && named == count, "{named} of {count}");
}

#[test]
fn periods_that_mention_one_side_only_are_triangles_without_a_factor() {
    for counts in [vec![30; 9], vec![30; 60]] {
        let mut findings = fixtures::corpus("year", fixtures::periods(1950, 1, &counts), 0, 1);
        findings.corpus.documents.clear();
        for point in &mut findings.relative[0].series {
            (point.a, point.b) = (12, 5);
        }
        assert!(!written(&findings, "emphasis").contains("only one side occurs"));
        findings.relative[0].series[2].b = 0;
        let told = written(&findings, "emphasis");
        assert!(told.contains("triangle: only one side occurs") && told.contains("½ added to each count"), "{told}");
        let svg = chart_of(&charts(&findings), "emphasis").svg.clone();
        assert!(svg.contains("1952: 12 : 0 in 30 documents"), "the tip has a factor");
    }
}

#[test]
fn an_interval_of_a_period_far_from_others_is_drawn() {
    let mut counts = vec![0; 201];
    (counts[0], counts[200]) = (15, 15);
    let findings = fixtures::corpus("year", fixtures::periods(1820, 1, &counts), 0, 1);
    for start in ["themes", "emphasis"] {
        let told = written(&findings, start);
        assert!(!told.contains("no interval is drawn"), "{start}: {told}");
    }
    let told = written(&findings, "themes");
    assert!(told.contains("95 % intervals") && told.contains("in brackets"), "{told}");
    // The level of a span reaches no farther than its dots.
    let svg = chart_of(&charts(&findings), "emphasis").svg.clone();
    let document = resvg::usvg::roxmltree::Document::parse(&svg).expect("the SVG is sound");
    let thick = document.descendants().filter(|node| node.attribute("stroke-width") == Some("9"));
    let widths: Vec<i32> = thick
        .filter_map(|node| {
            let across = |point: &str| point.split(',').next().and_then(|x| x.parse::<i32>().ok());
            let xs: Vec<i32> = node.attribute("points")?.split_whitespace().filter_map(across).collect();
            Some(xs.last()? - xs.first()?)
        })
        .collect();
    assert!(!widths.is_empty() && widths.iter().all(|wide| *wide < 200), "{widths:?}");
}

#[test]
fn a_panel_tells_the_bound_or_the_interval_of_its_change() {
    let mut findings = fixtures::many();
    findings.themes.truncate(1);
    let theme = &mut findings.themes[0].change;
    theme.ratio = Some(Estimate { value: 4.0, low: Some(1.6), high: Some(9.0) });
    theme.verdict = Verdict::CannotTell;
    assert!(written(&findings, "themes").contains("4.0× (1.6–9.0)"));
    let theme = &mut findings.themes[0].change;
    (theme.verdict, theme.earlier) = (Verdict::Rose, Some(0.0));
    let told = written(&findings, "themes");
    assert!(told.contains("rose from none") && told.contains("at least 1.6×"), "{told}");
    assert!(!told.contains("in brackets"), "{told}");
    findings.themes[0].change.verdict = Verdict::TooFew;
    assert!(!written(&findings, "themes").contains("1.6×"));
}

#[test]
fn a_term_from_none_tells_the_nearer_end_of_its_interval() {
    let mut findings = fixtures::thirty();
    let term = &mut findings.terms.rising[0];
    (term.count_earlier, term.documents_earlier, term.change.earlier) = (0, 0, Some(0.0));
    term.change.ratio = Some(Estimate { value: 900.0, low: Some(141.0), high: Some(5000.0) });
    let told = written(&findings, "terms");
    assert!(told.contains("0 → 33 mentions, 11 documents, at least 141×"), "{told}");
}

#[test]
fn steps_between_few_documents_are_hollow_and_late_beginnings_are_told() {
    let mut findings = fixtures::many();
    let svg = |findings: &Findings| chart_of(&charts(findings), "drift").svg.clone();
    let (before, whole) = (svg(&findings), written(&findings, "drift"));
    assert!(!whole.contains("hollow in color") && !whole.contains("nothing up to"), "{whole}");
    let step = findings.drift.as_mut().expect("drift").steps.iter_mut().rev().find(|step| step.value.is_some());
    let step = step.expect("a step");
    (step.value, step.floor) = (Some(0.9), Some(0.001));
    let period = step.period;
    findings.periods[period].documents = 1;
    let hollow = |svg: &str| svg.matches("fill=\"none\" stroke=\"#0F62AC\"").count();
    assert!(written(&findings, "drift").contains("hollow in color: a "));
    assert_eq!(hollow(&svg(&findings)), hollow(&before) + 1);
    findings.drift.as_mut().expect("drift").steps.iter_mut().take(3).for_each(|step| step.value = None);
    let told = written(&findings, "drift");
    assert!(told.contains("nothing up to ") && told.contains("need 2 documents each"), "{told}");
}

#[test]
fn no_name_of_the_volcano_stands_across_a_mark() {
    let charts = charts(&fixtures::thirty());
    let svg = &chart_of(&charts, "volcano").svg;
    let mut inks = Vec::new();
    ink::texts(tree(svg).root(), &mut inks);
    let document = resvg::usvg::roxmltree::Document::parse(svg).expect("the SVG is sound");
    let value = |node: &resvg::usvg::roxmltree::Node, name| node.attribute(name)?.parse::<f32>().ok();
    let circles = document.descendants().filter(|node| node.has_tag_name("circle"));
    let centers: Vec<(f32, f32)> =
        circles.filter_map(|node| Some((value(&node, "cx")? / 4.0, value(&node, "cy")? / 4.0))).collect();
    let names = inks.iter().filter(|ink| ink.text.starts_with("word"));
    let across = |ink: &&ink::Ink| {
        centers.iter().any(|(x, y)| (ink.left..ink.right).contains(x) && (ink.top..ink.bottom).contains(y))
    };
    assert!(centers.len() > 300 && names.clone().count() > 3);
    assert_eq!(names.filter(across).map(|ink| ink.text.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn names_of_documents_have_the_room_that_they_need() {
    let findings = fixtures::thirty();
    let similarity = findings.similarity.as_ref().expect("a similarity");
    let told = lines(&chart_of(&charts(&findings), "similarity").svg);
    let whole = similarity.labels.iter().filter(|label| told.contains(label)).count();
    assert_eq!(whole, similarity.labels.len(), "{told:?}");
}

#[test]
fn the_title_of_a_map_of_many_periods_is_about_those_of_some_documents() {
    // The first half has documents; what it says must not hang on how many rows share a cell.
    let counts: Vec<usize> = (0..140).map(|row| if row < 70 { 9 } else { 1 }).collect();
    let mut findings = fixtures::corpus("month", fixtures::months(1990, &counts), 0, 3);
    let cosine = |a: usize, b: usize| match (a.max(b) < 70, a.abs_diff(b)) {
        (true, 1) => 0.8,
        (true, _) => 0.3,
        _ => 0.1,
    };
    let similarity = findings.similarity.as_mut().expect("a map");
    assert_eq!(similarity.of, "periods");
    similarity.cosine = (0..140).map(|a| (0..140).map(|b| Some(cosine(a, b))).collect()).collect();
    let title = chart_of(&charts(&findings), "similarity").title.clone();
    assert!(title.contains("(0.80)") && title.contains("(0.30)"), "{title}");
}
