//! Two documents are compared by all that a reader sees of them, and what is not seen is told where it differs.

use driftline::compare::Comparison;
use driftline::config::Config;
use driftline::pipeline::{self, Query};
use std::path::Path;

fn query(folder: &Path, name: &str, text: &str) -> Query {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    Query { path, ..Query::default() }
}

fn compared(ending: &str, a: &str, b: &str) -> Comparison {
    let folder = tempfile::tempdir().unwrap();
    let sides = [query(folder.path(), &format!("a.{ending}"), a), query(folder.path(), &format!("b.{ending}"), b)];
    pipeline::compare(&sides, &Config::default(), &mut |_| ()).unwrap()
}

const TOP: &str = "The board of the bank met in the old hall and talked about prices for a day.";
const END: &str = "After that the members went home for dinner with their families and friends.";

#[test]
fn lines_that_look_like_furniture_are_compared() {
    for (a, b) in [
        ("By John Smith", "By Jane Doe"),
        ("3 May 2020", "4 June 2021"),
        ("2020-05-03", "2021-06-04"),
        ("Date: 3 May 2020", "Date: 4 June 2021"),
        ("Posted on 3 May 2020", "Posted on 4 June 2021"),
        ("Share", "Advertisement"),
        ("Home > World > Asia", "Home > World > Africa"),
    ] {
        for text in
            [|x: &str| format!("{x}\n\n{TOP}\n\n{END}\n"), |x: &str| format!("Notice\n\n{x}\n\n{TOP}\n\n{END}\n")]
        {
            let found = compared("txt", &text(a), &text(b));
            assert!(found.likeness() < 1.0, "{a} -> {b}: {:?}", found.summary);
        }
    }
    let twice = format!("{TOP}\n\n{TOP}\n\n{END}\n");
    let found = compared("txt", &twice, &format!("{TOP}\n\n{END}\n"));
    assert_eq!(found.passages.unwrap().tally.dropped, 1, "a paragraph that is repeated at the beginning");
}

#[test]
fn what_markdown_and_pages_show_is_compared() {
    let markdown = |it: &str| format!("# Notice\n\n{TOP}\n\n{it}\n\n{END}\n");
    for (a, b) in [
        ("| apple | 1.20 |\n|---|---|\n| pear | 3.40 |", "| apple | 9.20 |\n|---|---|\n| pear | 3.40 |"),
        ("```\nMAX = 4096\n```", "```\nMAX = 8192\n```"),
        ("The product 5 * 3 * 2 is told.", "The product 5 3 2 is told."),
        ("10<sup>2</sup> cells were seen by us.", "102 cells were seen by us."),
        ("~~It costs five.~~", "It costs five."),
    ] {
        let found = compared("md", &markdown(a), &markdown(b));
        let kept = found.passages.as_ref().map(|passages| passages.kept);
        assert!(kept < Some(1.0) && found.unseen.is_none(), "{a} -> {b}: {:?}", found.summary);
    }
    let page =
        |it: &str| format!("<html><head><title>N</title></head><body><p>{TOP}</p>{it}<p>{END}</p></body></html>");
    for (a, b) in [
        ("<aside>It costs 5 euros.</aside>", "<aside>It costs 7 euros.</aside>"),
        ("<footer>Call 555-1234 now.</footer>", "<footer>Call 555-9999 now.</footer>"),
        ("<table><tr><td>apple</td><td>1</td></tr></table>", "<table><tr><td>apple</td><td>2</td></tr></table>"),
        ("<p>10<sup>2</sup> cells were seen.</p>", "<p>102 cells were seen.</p>"),
    ] {
        let found = compared("html", &page(a), &page(b));
        let kept = found.passages.as_ref().map(|passages| passages.kept);
        assert!(kept < Some(1.0) && found.unseen.is_none(), "{a} -> {b}: {:?}", found.summary);
    }
}

#[test]
fn what_is_not_shown_is_told_where_it_differs() {
    let page =
        |it: &str| format!("<html><head><title>N</title></head><body><p>{TOP}</p>{it}<p>{END}</p></body></html>");
    for (ending, a, b, kind) in [
        (
            "md",
            format!("See [it](http://a.example).\n\n{TOP}"),
            format!("See [it](http://b.example).\n\n{TOP}"),
            "link target",
        ),
        ("md", format!("---\nprice: 5\n---\n{TOP}"), format!("---\nprice: 7\n---\n{TOP}"), "front matter"),
        ("md", format!("<!-- one -->\n{TOP}"), format!("<!-- two -->\n{TOP}"), "comment"),
        ("md", format!("{TOP} <del>Not.</del>"), format!("{TOP} Not."), "tag"),
        ("html", page("<p><a href='x'>Go</a></p>"), page("<p><a href='y'>Go</a></p>"), "link target"),
        ("html", page("<p>It is <del>not</del> so.</p>"), page("<p>It is not so.</p>"), "struck out"),
        ("html", page("").replace("<title>N", "<title>Old"), page(""), "page title"),
        (
            "txt",
            format!("Pay \u{202e}001\u{202c} now. {TOP}"),
            format!("Pay 001 now. {TOP}"),
            "marks that turn words around",
        ),
    ] {
        let found = compared(ending, &a, &b);
        let told = found.unseen.as_ref().map(|unseen| unseen.kind.as_str());
        assert_eq!(told, Some(kind), "{a} -> {b}: {:?}", found.summary);
        assert!(found.likeness() < 1.0 && found.passages.as_ref().is_some_and(|passages| passages.kept == 1.0), "{a}");
        assert!(found.summary[0].starts_with("The visible text is the same"), "{:?}", found.summary);
        assert!(found.summary[1].contains("not shown differ"), "{:?}", found.summary);
        let same = compared(ending, &a, &a);
        assert!(same.likeness() == 1.0 && same.unseen.is_none(), "{:?}", same.summary);
    }
}

#[test]
fn lines_that_changed_places_are_a_difference() {
    let text =
        |x: &str, y: &str| format!("{TOP}\n\nPrice of apples in euros\n\n{x}\n\nPrice of pears\n\n{y}\n\n{END}\n");
    let found = compared("txt", &text("Twelve a box.", "Nine a crate."), &text("Nine a crate.", "Twelve a box."));
    assert!(found.likeness() < 1.0, "{:?}", found.summary);
}

#[test]
fn marks_without_width_part_no_words() {
    for (a, b) in [
        ("The word informa\u{200b}tion is good.", "The word information is good."),
        ("The inter\u{ad}\nnational man came.", "The international man came."),
        ("He paid co\u{200d}op euros.", "He paid coop euros."),
        ("Il a dit \u{ab}\u{a0}oui\u{a0}\u{bb} hier soir.", "Il a dit \u{ab}oui\u{bb} hier soir."),
    ] {
        let found = compared("txt", &format!("{TOP}\n\n{a}\n"), &format!("{TOP}\n\n{b}\n"));
        assert_eq!(found.likeness(), 1.0, "{a}: {:?}", found.summary);
    }
}

#[test]
fn markdown_that_is_wrapped_anew_is_the_same() {
    let words = "# Notice\n\nThe board met in the hall. Rules of UAX\n#29 were read, and\nnobody asked.\n\n- an item that\n  goes on\n- another\n\n1. first\n2. second of\n   them\n";
    let joined = "# Notice\n\nThe board met in the hall. Rules of UAX #29\nwere read, and nobody asked.\n\n- an item that goes on\n- another\n\n1. first\n2. second of them\n";
    let found = compared("md", words, joined);
    assert_eq!(found.likeness(), 1.0, "{:?}", found.passages);
}

#[test]
fn folders_are_read_without_furniture() {
    let folder = tempfile::tempdir().unwrap();
    for (side, name) in [("a", "Smith"), ("b", "Jones")] {
        std::fs::create_dir(folder.path().join(side)).unwrap();
        for number in 0..2 {
            let text = format!("Notice {number}\nBy John {name}\n\nShare\n\n{TOP} It was the time {number}.\n");
            query(&folder.path().join(side), &format!("{number}.txt"), &text);
        }
    }
    let side = |name: &str| Query { path: folder.path().join(name), ..Query::default() };
    let found = pipeline::compare(&[side("a"), side("b")], &Config::default(), &mut |_| ()).unwrap();
    assert!(found.passages.is_none() && found.a.words == found.b.words, "{:?}", found.a);
    assert_eq!(found.likeness(), 1.0, "bylines were left out");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_unicode_and_links_are_files_like_others() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let side = |bytes: &[u8], text: &str| {
        let path = folder.path().join(std::ffi::OsStr::from_bytes(bytes));
        std::fs::write(&path, text).unwrap();
        Query { path, ..Query::default() }
    };
    let sides = [side(b"a\xff.txt", TOP), side(b"b\xfe.txt", END)];
    assert!(pipeline::compare(&sides, &Config::default(), &mut |_| ()).is_ok());
    let link = folder.path().join("link.txt");
    std::os::unix::fs::symlink(&sides[0].path, &link).unwrap();
    let linked = [sides[0].clone(), Query { path: link, ..Query::default() }];
    let fault = pipeline::compare(&linked, &Config::default(), &mut |_| ()).unwrap_err();
    assert!(fault.to_string().contains("same file"), "{fault}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let [a, b] = [query(folder.path(), "a.txt", TOP), query(folder.path(), "b.txt", END)];
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_driftline"))
        .args(["compare".as_ref(), a.path.as_os_str(), b.path.as_os_str()])
        .stdout(full)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() == Some(2) && said.contains("standard output"), "{:?}: {said}", run.status);
}

#[test]
fn a_long_comparison_makes_a_page_that_opens() {
    let text = |changed: usize| -> String {
        (0..20_000)
            .map(|at| {
                let word = if at % 5 == changed { "north" } else { "south" };
                format!("Ship {at} of the fleet {} sailed {word} at dawn. ", at * 7)
            })
            .collect()
    };
    let found = compared("txt", &text(1), &text(9));
    let charts = driftline::chart::comparison(&found).unwrap();
    let page = driftline::report::comparison_page(&found, &charts).unwrap();
    assert!(page.len() < 5_000_000, "{} bytes", page.len());
    assert!(charts[0].svg.len() < 300_000, "{} bytes", charts[0].svg.len());
    assert!(page.contains("not shown: comparison.json has all"));
}
