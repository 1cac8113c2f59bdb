//! The page of a report in a real browser: what it asks for, what clicks and keys do, how it looks in the dark, on a phone
//! and on paper, and that a hostile corpus runs nothing. Skipped, with a plain word, where there is no Chromium.

#[path = "material/devtools.rs"]
mod devtools;

use devtools::{Browser, DESKTOP, View};
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// A folder of its own below the one for tests.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser").join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

fn report(arguments: &[&str]) {
    let done =
        Command::new(env!("CARGO_BIN_EXE_driftline")).arg("report").arg("--quiet").args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// The page of the example corpus, made once.
static EXAMPLE: LazyLock<PathBuf> = LazyLock::new(|| {
    let out = folder("example");
    report(&["corpus", "--out", out.to_str().unwrap()]);
    out.join("index.html")
});

/// A mark of the chart of terms, which leads to passages, and one of a document.
const TERM: &str = "document.querySelector('.chart a[href^=\"#passage-\"][aria-label*=\"mentions\"]')";
const DOCUMENT: &str = "document.querySelector('.chart a[href^=\"#document-\"]')";

#[test]
fn the_page_asks_for_nothing_and_says_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    assert_eq!(browser.faults(), Vec::<String>::new());
    assert!(browser.value("document.querySelectorAll('.chart svg').length").as_u64().unwrap() > 10);
    // The test can fail: a request and a word to the console are both noticed.
    browser.value("console.error('x'); fetch('x.json').catch(() => 0)");
    assert!(browser.faults().len() >= 2);
}

#[test]
fn a_click_on_a_mark_shows_its_evidence() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    browser.click(&format!("{TERM}.firstElementChild"));
    assert_eq!(browser.value("document.querySelector('dialog').open"), json!(true));
    let shown = browser.value("document.querySelector('dialog').innerText").as_str().unwrap().to_owned();
    let quotes = browser.value("document.querySelectorAll('dialog blockquote').length").as_u64().unwrap();
    assert!(quotes > 0 && shown.contains("mentions") && shown.contains("20"), "{shown}");
    assert!(browser.value("document.querySelector('dialog .file').textContent").as_str().unwrap().contains(".md"));
    browser.key("Escape", 27);
    assert_eq!(browser.value("document.querySelector('dialog').open"), json!(false));
    browser.click(&format!("{DOCUMENT}.firstElementChild"));
    let shown = browser.value("document.querySelector('dialog').innerText").as_str().unwrap().to_owned();
    assert!(shown.starts_with("Document") && shown.contains("file") && shown.contains("source"), "{shown}");
    assert_eq!(browser.faults(), Vec::<String>::new());
}

#[test]
fn the_pointer_over_a_mark_shows_its_numbers() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    assert_eq!(browser.value("document.querySelector('.tip').hidden"), json!(true));
    browser.point(&format!("{TERM}.firstElementChild"));
    let tip = browser.value("document.querySelector('.tip').hidden ? '' : document.querySelector('.tip').textContent");
    assert!(tip.as_str().unwrap().contains(" mentions"), "{tip}");
}

#[test]
fn lines_and_bands_let_the_pointer_through_to_the_mark_below() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    // The ground of a panel is a mark, and lines of all themes lie over it.
    let missed = browser.value(
        "(() => { const mark = document.querySelector('#themes .chart a[data-tip^=\"technology\"]');\
         mark.scrollIntoView({ block: 'center' }); const box = mark.getBoundingClientRect(); let missed = 0;\
         for (let x = 1; x < 40; x++) for (let y = 1; y < 20; y++) {\
         const hit = document.elementFromPoint(box.x + box.width * x / 40, box.y + box.height * y / 20);\
         missed += hit.closest('[data-tip], text') ? 0 : 1; } return missed; })()",
    );
    assert_eq!(missed, json!(0));
}

#[test]
fn words_of_the_shift_are_links() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    let links = "[...document.querySelectorAll('#drift .chart')].find((chart) => chart.ariaLabel.includes('vocabulary') \
                 && chart.querySelector('a[aria-label*=\" bits\"]')).querySelectorAll('a').length";
    assert_eq!(browser.value(links), json!(30));
}

/// What a dialog shows for each mark of some charts: its name, the dates of the sentences, and the text.
fn opened(browser: &mut Browser, charts: &str) -> Vec<(String, Vec<String>, String)> {
    let shown = browser.value(&format!(
        "[...document.querySelectorAll('{charts} .chart a')].map((mark) => {{\
         mark.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}));\
         const dialog = document.querySelector('dialog');\
         const dates = [...dialog.querySelectorAll('figure.quote')].map((one) => one.querySelector('.when')?.textContent ?? '');\
         const shown = [mark.getAttribute('aria-label'), dates, dialog.textContent]; dialog.close(); return shown; }})"
    ));
    serde_json::from_value(shown).unwrap()
}

#[test]
fn a_mark_of_a_period_shows_sentences_of_that_period_or_says_that_there_are_none() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    let (mut with, mut without) = (0, 0);
    for (mark, dates, text) in [opened(&mut browser, "#pairs"), opened(&mut browser, "#themes")].concat() {
        let year = mark.split(", ").find_map(|part| part.split_once(':').map(|(year, _)| year));
        let Some(year) = year.filter(|year| year.len() == 4 && year.parse::<u32>().is_ok()) else { continue };
        assert!(dates.iter().all(|date| date.starts_with(year)), "{mark}: {dates:?}");
        if dates.is_empty() {
            assert!(text.contains("Not mentioned in") && text.contains(year), "{mark}: {text}");
        }
        *(if dates.is_empty() { &mut without } else { &mut with }) += 1;
    }
    assert!(with > 40 && without > 5, "{with} {without}");
}

#[test]
fn marks_of_turns_and_of_the_word_shift_show_sentences() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    let turns = opened(&mut browser, "#turns");
    let shift =
        opened(&mut browser, "#drift").into_iter().filter(|(mark, ..)| mark.contains(" bits")).collect::<Vec<_>>();
    assert!(shift.len() > 20, "{}", shift.len());
    let silent = turns.iter().chain(&shift).filter(|(_, dates, _)| dates.is_empty());
    assert_eq!(silent.map(|(mark, ..)| mark.as_str()).collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn a_mark_without_sentences_says_what_it_shows_instead() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    for (mark, dates, text) in [opened(&mut browser, "#drift"), opened(&mut browser, "#terms")].concat() {
        let told =
            ["Not mentioned in", "No passage is kept of", "No sentence of"].iter().any(|words| text.contains(words));
        assert!(!dates.is_empty() || told, "{mark}: {text}");
    }
}

#[test]
fn keys_go_from_mark_to_mark_and_open_the_evidence() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    // One stop for each chart that has marks, whatever their number.
    let stops = "document.querySelectorAll('.chart a[tabindex=\"0\"]').length";
    let charts = "[...document.querySelectorAll('.chart')].filter((chart) => chart.querySelector('a')).length";
    assert_eq!(browser.value(stops), browser.value(charts));
    browser.value(&format!("{TERM}.closest('.chart').focus()"));
    browser.key("Tab", 9);
    let first = browser.value("document.activeElement.getAttribute('aria-label')");
    browser.key("ArrowRight", 39);
    let second = browser.value("document.activeElement.getAttribute('aria-label')");
    assert!(first.is_string() && second.is_string() && first != second, "{first} {second}");
    browser.key("Enter", 13);
    assert_eq!(browser.value("document.querySelector('dialog').open"), json!(true));
    browser.key("Escape", 27);
    assert_eq!(browser.value("document.activeElement.getAttribute('aria-label')"), second);
}

#[test]
fn tables_sort_and_filter() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, DESKTOP);
    browser.value("window.box = document.querySelector('[data-filter]'); window.table = box.querySelector('table')");
    let column = "[...table.tBodies[0].rows].map((row) => Number(row.cells[window.column].dataset.sort))";
    browser.value("window.column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.classList.contains('n'))");
    for direction in ["descending", "ascending"] {
        browser.click("table.tHead.rows[0].cells[window.column].querySelector('[role=button]')");
        assert_eq!(browser.value("table.tHead.rows[0].cells[window.column].ariaSort"), json!(direction));
        let sorted: Vec<f64> = serde_json::from_value(browser.value(column)).unwrap();
        let ordered = if direction == "ascending" { sorted.is_sorted() } else { sorted.iter().rev().is_sorted() };
        assert!(sorted.len() > 10 && ordered, "{direction}: {sorted:?}");
    }
    let word = browser.value("table.tBodies[0].rows[3].cells[0].textContent.trim().split(/\\s/)[0]");
    browser.click("box.previousElementSibling.querySelector('input')");
    browser.call("Input.insertText", json!({ "text": word }));
    let shown = browser.value("[...table.tBodies[0].rows].filter((row) => !row.hidden).map((row) => row.textContent)");
    let shown: Vec<String> = serde_json::from_value(shown).unwrap();
    let wanted = word.as_str().unwrap().to_lowercase();
    let all = browser.value("table.tBodies[0].rows.length").as_u64().unwrap();
    assert!(
        !shown.is_empty() && (shown.len() as u64) < all && shown.iter().all(|row| row.to_lowercase().contains(&wanted))
    );
}

#[test]
fn dark_is_dark_and_paper_is_white() {
    let Some(mut browser) = Browser::start() else { return };
    let ground = "getComputedStyle(document.querySelector('.chart svg rect')).fill";
    browser.open(&EXAMPLE, View { dark: true, ..DESKTOP });
    assert_eq!(browser.value(ground), json!("rgb(20, 23, 27)"));
    browser.show(View { dark: true, print: true, ..DESKTOP });
    assert_eq!(browser.value(ground), json!("rgb(255, 255, 255)"));
    assert_eq!(browser.value("getComputedStyle(document.querySelector('.toc')).display"), json!("none"));
    let printed = browser.call("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    assert!(printed["data"].as_str().unwrap().len() > 50_000);
    assert!(
        browser.value("[...document.querySelectorAll('details:has(table)')].every((one) => one.open)") == json!(true)
    );
}

#[test]
fn a_phone_shows_the_page_without_scrolling_aside() {
    let Some(mut browser) = Browser::start() else { return };
    browser.open(&EXAMPLE, View { width: 375, ..DESKTOP });
    assert_eq!(browser.value("document.documentElement.scrollWidth"), json!(375));
    // The title of a chart that is cut at the edge stands above it whole, with a word that the chart scrolls.
    let titles = "[...document.querySelectorAll('.narrow')].filter((one) => one.getBoundingClientRect().height > 30 \
                  && one.scrollWidth <= one.clientWidth).length";
    assert_eq!(browser.value(titles), browser.value("document.querySelectorAll('.chart').length"));
    browser.value(&format!("{TERM}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, cancelable: true }}))"));
    let wide = browser.value("document.querySelector('dialog').getBoundingClientRect().width").as_f64().unwrap();
    assert!((200.0..=375.0).contains(&wide), "{wide}");
}

#[test]
fn without_scripts_every_link_has_its_target() {
    let Some(mut browser) = Browser::start() else { return };
    browser.call("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    browser.open(&EXAMPLE, DESKTOP);
    assert!(browser.value("document.querySelector('dialog, .tip') === null") == json!(true));
    let lost = browser.value(
        "[...document.querySelectorAll('a[href^=\"#\"]')].map((link) => link.getAttribute('href').slice(1))\
         .filter((id) => !document.getElementById(decodeURIComponent(id)))",
    );
    assert_eq!(lost, json!([]));
    assert!(browser.value("document.querySelectorAll('.chart a').length").as_u64().unwrap() > 20);
}

/// Texts that try to break out of wherever they are put.
const HOSTILE: [&str; 4] = [
    "<script>window.hit = 1</script>",
    "\"><img src=x onerror=\"window.hit = 1\">",
    "\u{202e}desrever\u{2066} '><svg onload=window.hit=1>",
    "</title></svg><iframe srcdoc='<script>parent.hit=1</script>'></iframe>",
];

fn hostile() -> PathBuf {
    let out = folder("hostile");
    let mut lines = String::new();
    for index in 0..24 {
        let text = HOSTILE[index % 4];
        let title = if index == 5 { text.repeat(2_600) } else { text.to_owned() };
        let more = if index > 11 { "lithium cobalt lithium " } else { "navy army navy " };
        let document = json!({
            "id": format!("{index} {text}"), "date": format!("20{:02}-03-04", 10 + index / 2), "title": title, "source": text,
            "text": format!("{text} {}. They met {index} times and spoke of {more}.", more.repeat(9)),
        });
        lines.push_str(&format!("{document}\n"));
    }
    fs::write(out.join("texts.jsonl"), lines).unwrap();
    let theme = |name: &str, word: &str| format!("[[theme]]\nname = {}\nwords = [{}]\n", json!(name), json!(word));
    let pair = format!("[[relative]]\ntheme = {}\nto = {}\n", json!(HOSTILE[1]), json!(HOSTILE[0]));
    let settings = format!(
        "title = {}\nperiod = \"year\"\n{}{}{pair}",
        json!(HOSTILE[3]),
        theme(HOSTILE[0], "navy"),
        theme(HOSTILE[1], "lithium")
    );
    fs::write(out.join("driftline.toml"), settings).unwrap();
    let page = out.join("page");
    report(&[
        out.join("texts.jsonl").to_str().unwrap(),
        "--keep-duplicates",
        "--no-clean",
        "--out",
        page.to_str().unwrap(),
    ]);
    page.join("index.html")
}

#[test]
fn a_hostile_corpus_runs_nothing_and_breaks_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let page = hostile();
    for width in [1280, 375] {
        browser.open(&page, View { width, ..DESKTOP });
        browser.click("document.querySelector('.chart a').firstElementChild");
        assert_eq!(browser.value("document.querySelector('dialog').open"), json!(true));
        assert_eq!(browser.value("typeof window.hit"), json!("undefined"));
        assert_eq!(browser.value("document.querySelectorAll('img, iframe, svg[onload], [onerror]').length"), json!(0));
        assert_eq!(browser.value("document.querySelectorAll('script').length"), json!(1));
        let aside = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
        assert_eq!(browser.value(aside), json!(0), "at {width}");
        assert_eq!(browser.faults(), Vec::<String>::new());
    }
    assert!(fs::metadata(&page).unwrap().len() < 3_000_000);
}

/// Weight and loading of any page: `PAGE=$PWD/reports/index.html cargo test --test browser_report -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn load_time() {
    let (Some(page), Some(mut browser)) = (std::env::var_os("PAGE"), Browser::start()) else { return };
    let mut times = Vec::new();
    for _ in 0..5 {
        browser.open(Path::new(&page), DESKTOP);
        times.push(browser.value("performance.getEntriesByType('navigation')[0].loadEventEnd").as_f64().unwrap());
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{} bytes, loaded after {:.0} ms (median of 5: {times:.0?})",
        fs::metadata(&page).unwrap().len(),
        times[2]
    );
}

/// `AXE=path/to/axe.min.js` runs the audit of axe-core (npm package of that name).
#[test]
fn the_audit_for_accessibility_finds_nothing_serious() {
    let Some(axe) = std::env::var_os("AXE") else {
        eprintln!("skipped: AXE does not name axe.min.js");
        return;
    };
    let Some(mut browser) = Browser::start() else { return };
    let script = fs::read_to_string(axe).unwrap();
    for view in [DESKTOP, View { dark: true, ..DESKTOP }, View { width: 375, ..DESKTOP }] {
        browser.open(&EXAMPLE, view);
        browser.value(&format!("{script}; 0"));
        let found = browser.value(
            "axe.run().then((all) => all.violations.filter((one) => ['serious', 'critical'].includes(one.impact))\
             .map((one) => one.id + ': ' + one.nodes.length + ' times, ' + one.nodes[0].html.slice(0, 200)))",
        );
        assert_eq!(found, json!([]));
    }
}
