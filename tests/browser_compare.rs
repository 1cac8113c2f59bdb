//! The pages of comparisons in a real browser: no fault, all of it reached by keyboard, nothing cut off, legible in light
//! and dark, printed. Skipped where there is no Chromium.

#[path = "material/browser.rs"]
mod browser;

use browser::Scheme;
use driftline::config::{Config, ThemeSpec};
use driftline::pipeline::{self, Query};
use driftline::{chart, report};
use std::fs;
use std::path::{Path, PathBuf};

const OLD: &str = "Joint statement of the ministers\n\nThe ministers met in Colombo on 4 March 2021. They reviewed progress in \
    trade. Both sides welcomed direct flights between the capitals. The hotline has worked since January. Roads to the \
    district remain closed. Engineers inspect the dam for cracks. Trade reached 4.2 billion dollars. A wreath was laid at \
    the memorial. Farmers in the delta have asked for help.";
const NEW: &str = "Joint statement of the ministers\n\nFarmers in the delta have asked for help. The ministers met in Colombo \
    on 4 March 2021. They reviewed the progress made in trade. Both sides welcomed direct flights between the capitals. \
    The hotline has worked since January. Roads to the district remain closed. Engineers inspect the dam for cracks. Trade \
    reached 4.8 billion dollars. Fisheries get a working group <b>soon</b> & \"well\".";

/// The three pages: two documents, two folders, many documents.
fn pages(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("browser-compare").join(name);
    let _ = fs::remove_dir_all(&folder);
    let place = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    let (old, new) = (place("old.txt", OLD), place("new.txt", NEW));
    for number in 0..12 {
        let theme = ["lithium and cobalt for industry", "roads and ports"][number / 6];
        let side = ["left", "right"][number / 6];
        place(
            &format!("{side}/{number}.txt"),
            &format!("Talks number {number} dealt with {theme}. They went on and on."),
        );
    }
    let config =
        Config { themes: vec![ThemeSpec { name: "trade".into(), words: vec!["trade".into()] }], ..Config::default() };
    let compared = |a: PathBuf, b: PathBuf| {
        let side = |path| Query { path, ..Query::default() };
        let found = pipeline::compare(&[side(a), side(b)], &config, &mut |_| ()).unwrap();
        report::comparison_page(&found, &chart::comparison(&found).unwrap()).unwrap()
    };
    let many = pipeline::compare_all(&[folder.join("left")], &config, &mut |_| ()).unwrap();
    let many = report::resemblances_page(&many, &chart::resemblances(&many).unwrap()).unwrap();
    let folders = compared(folder.join("left"), folder.join("right"));
    [("two", compared(old, new)), ("folders", folders), ("many", many)]
        .map(|(name, html)| place(&format!("pages/{name}.html"), &html))
        .into()
}

#[test]
fn the_pages_open_without_a_fault() {
    let Some(chromium) = browser::chromium() else { return };
    for page in pages("open") {
        let opened = browser::open(&chromium, &page, Scheme::Light);
        assert!(opened.console.is_empty(), "{}: {:?}", page.display(), opened.console);
        assert!(opened.dom.contains("<h1>") && opened.dom.contains("<svg") && !opened.dom.contains("<script"));
    }
    let page = &pages("open")[0];
    let refused = fs::read_to_string(page).unwrap().replace("</main>", "<script>alert(1)</script></main>");
    fs::write(page, refused).unwrap();
    let console = browser::open(&chromium, page, Scheme::Light).console;
    assert!(console.iter().any(|line| line.contains("Content Security Policy")), "scripts are refused: {console:?}");
}

/// Goes through all that a keyboard can reach, opens what is folded and follows the links of the page.
const KEYBOARD: &str = "
    const summaries = [...document.querySelectorAll('summary')];
    summaries.forEach((summary) => { summary.focus(); document.activeElement.click(); });
    const all = [...document.querySelectorAll('a[href], summary, button, input, select, textarea, [tabindex]')]
        .filter((element) => element.getClientRects().length > 0);
    const reached = all.filter((element) => { element.focus(); return document.activeElement === element; });
    const scrollable = [...document.querySelectorAll('main div')].filter((box) => box.scrollWidth > box.clientWidth + 1
        && ['auto', 'scroll'].includes(window.getComputedStyle(box).overflowX));
    return {
        all: all.length,
        reached: reached.length,
        first: all[0] ? all[0].getAttribute('href') : '',
        reordered: all.filter((element) => element.tabIndex > 0).length,
        unnamed: all.filter((element) => !element.textContent.trim() && !element.getAttribute('aria-label')).length,
        folded: summaries.length,
        open: document.querySelectorAll('details[open]').length,
        out_of_reach: scrollable.filter((box) => box.tabIndex < 0).length,
        lost: [...document.querySelectorAll('a[href^=\"#\"]')].map((link) => link.getAttribute('href'))
            .filter((target) => !document.querySelector(target)),
    };";

#[test]
fn a_keyboard_reaches_all_of_it() {
    let Some(chromium) = browser::chromium() else { return };
    for (at, page) in pages("keyboard").iter().enumerate() {
        for width in [1280, 375] {
            let found = browser::probe(&chromium, page, (width, Scheme::Light), KEYBOARD);
            let number = |key: &str| found[key].as_u64().unwrap();
            let told = format!("{} at {width}: {found}", page.display());
            assert!(number("all") > 3 && number("all") == number("reached"), "{told}");
            assert_eq!([number("reordered"), number("unnamed"), number("out_of_reach")], [0; 3], "{told}");
            assert!(found["lost"].as_array().unwrap().is_empty() && found["first"] == "#found", "{told}");
            assert!(number("folded") == number("open") && (at > 0 || number("folded") == 1), "{told}");
        }
    }
}

/// What sticks out of the window where nothing scrolls, and the texts whose contrast with their ground is less than WCAG 2.2 asks for (4.5).
const LEGIBLE: &str = "
    const channel = (value) => { value /= 255; return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4; };
    const parse = (text) => text.match(/[\\d.]+/g).map(Number);
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const ground = (element) => {
        for (let at = element; at; at = at.parentElement) {
            const color = parse(window.getComputedStyle(at).backgroundColor);
            if (color.length === 3 || color[3] > 0.99) return color;
        }
        return null;
    };
    document.querySelectorAll('details').forEach((part) => { part.open = true; });
    const faint = [];
    for (const element of document.querySelectorAll('main *, nav *')) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
        if (!own || element.closest('svg') || element.closest('.hidden')) continue;
        const [one, other] = [luminance(parse(window.getComputedStyle(element).color)), luminance(ground(element))];
        const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
        if (contrast < 4.5) faint.push(element.tagName + ' ' + contrast.toFixed(2));
    }
    const body = window.getComputedStyle(document.body);
    const boxed = (element) => {
        for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
            if (['auto', 'scroll'].includes(window.getComputedStyle(at).overflowX)) return true;
        return false;
    };
    const wider = [...document.querySelectorAll('main *, nav *')].filter((element) => !element.closest('.hidden')
        && element.getBoundingClientRect().right > window.innerWidth + 1 && !boxed(element));
    return { wider: wider.map((element) => element.tagName), faint,
        dark: luminance(ground(document.body) || parse(body.backgroundColor)) < 0.2 };";

#[test]
fn nothing_is_cut_off_or_faint() {
    let Some(chromium) = browser::chromium() else { return };
    for page in pages("legible") {
        for (width, scheme) in [(1280, Scheme::Light), (375, Scheme::Light), (320, Scheme::Dark), (1280, Scheme::Dark)]
        {
            let found = browser::probe(&chromium, &page, (width, scheme), LEGIBLE);
            let told = format!("{} at {width}, {scheme:?}: {found}", page.display());
            assert!(["wider", "faint"].iter().all(|fault| found[fault].as_array().unwrap().is_empty()), "{told}");
            assert_eq!(found["dark"], scheme == Scheme::Dark, "{told}");
        }
    }
}

#[test]
fn pictures_of_it_and_its_print_are_not_empty() {
    let Some(chromium) = browser::chromium() else { return };
    let page = &pages("print")[0];
    for scheme in [Scheme::Light, Scheme::Dark] {
        let png = browser::screenshot(&chromium, page, scheme, (1280, 2400));
        let picture = resvg::tiny_skia::Pixmap::decode_png(&png).unwrap();
        assert_eq!((picture.width(), picture.height()), (1280, 2400));
        let ground = picture.pixels()[0];
        let ink = picture.pixels().iter().filter(|pixel| **pixel != ground).count();
        assert!(ink > 50_000, "{scheme:?}: {ink} pixels are not the ground");
        assert_eq!(ground.red() < 80, scheme == Scheme::Dark);
    }
    let pdf = browser::pdf(&chromium, page);
    let text = String::from_utf8_lossy(&pdf);
    let sheets = text.matches("/Type /Page\n").count();
    assert!(text.starts_with("%PDF-") && (1..=8).contains(&sheets), "{sheets} sheets");
}

#[test]
fn a_page_with_faults_is_seen_through() {
    let Some(chromium) = browser::chromium() else { return };
    let page = &pages("faults")[0];
    let faults = "<p style=\"color:#999;background:#fff\">faint</p><p style=\"max-width:none;width:3000px\">wide</p>\
                  <div tabindex=\"5\"></div><a href=\"#nowhere\">lost</a></main>";
    fs::write(page, fs::read_to_string(page).unwrap().replace("</main>", faults)).unwrap();
    let seen = browser::probe(&chromium, page, (1280, Scheme::Light), LEGIBLE);
    assert!(seen["wider"][0] == "P" && seen["faint"].as_array().unwrap().len() == 1, "{seen}");
    let reached = browser::probe(&chromium, page, (1280, Scheme::Light), KEYBOARD);
    assert!(reached["reordered"] == 1 && reached["unnamed"] == 1 && reached["lost"][0] == "#nowhere", "{reached}");
}
