//! What users see of dates that need more than one document: corrections, limits, and other evidence.

mod material;

use driftline::config::InputOptions;
use driftline::ingest::EvidenceKind;
use material::{first_day, folder, shared, try_read, warnings};

#[test]
fn the_user_supplies_and_corrects_dates() {
    let folder = folder(&[
        ("a.txt", b"words" as &[u8]),
        ("2020-01-01.txt", b"words"),
        ("t.csv", b"date,text\n2020-01-01,one word\n2020-01-02,two words\n"),
        (
            "other/dates.csv",
            b"id,date\na.txt,3 May 2019\n2020-01-01.txt,2019\nt.csv#2,2018-07-08\nno.txt,2019\nt.csv#1,soon\n",
        ),
    ]);
    let dates = folder.path().join("other/dates.csv");
    let options = InputOptions { dates: Some(dates), ..InputOptions::default() };
    let paths = ["2020-01-01.txt", "a.txt", "t.csv"].map(|name| folder.path().join(name));
    let root = format!("{}/", folder.path().display());
    let (documents, _) = try_read(&paths, &options).unwrap();
    assert!(documents.iter().all(|document| document.id.starts_with(&root)), "several paths are named in full");
    std::fs::rename(folder.path().join("other"), folder.path().join(".other")).unwrap();
    let options = InputOptions { dates: Some(folder.path().join(".other/dates.csv")), ..InputOptions::default() };
    let (documents, reading) = try_read(&[folder.path().to_owned()], &options).unwrap();
    let days: Vec<_> = documents.iter().map(|document| first_day(document).unwrap()).collect();
    assert_eq!(days, ["2019-01-01", "2019-05-03", "2020-01-01", "2018-07-08"]);
    let dated = documents[1].dated.as_ref().unwrap();
    assert_eq!((dated.evidence, dated.characters.as_str()), (EvidenceKind::Field, "3 May 2019"));
    assert!(dated.place.ends_with("dates.csv:2"), "{}", dated.place);
    let found = warnings(&reading, &folder);
    assert_eq!(found[0], ".other/dates.csv:5: no document is called \"no.txt\"");
    assert_eq!(found[1], ".other/dates.csv:6: cannot read \"soon\" as a date");
}

#[test]
fn dates_after_the_latest_day_give_way_to_others() {
    let folder = folder(&[("2020-01-01.txt", b"Title\nPublished 3 May 2099\n\nwords" as &[u8])]);
    let options = InputOptions { latest: Some("2024-12-31".parse().unwrap()), ..InputOptions::default() };
    let (documents, reading) = try_read(&[folder.path().to_owned()], &options).unwrap();
    assert_eq!(first_day(&documents[0]).as_deref(), Some("2020-01-01"));
    assert_eq!(warnings(&reading, &folder), ["2020-01-01.txt: \"3 May 2099\" lies after the latest day: not used"]);
}

#[test]
fn each_date_tells_where_it_stands() {
    let folder = folder(&[
        ("2007/05/a.txt", b"Title\n\nwords of it" as &[u8]),
        ("2008_b.txt", b"Title\nPARIS, Oct. 24 (Reuters) - They met.\n"),
        ("c.txt", b"Title\nPosted 3 May 2020\n\nwords"),
        ("d.jsonl", b"{\"published\":\"2020-01-01\",\"text\":\"some words\"}\n"),
        ("e.md", b"---\ndate: 2020-01-01\n---\nwords"),
        ("f.txt", b"Title\nThe ministers met on Friday in Delhi.\n"),
    ]);
    let (documents, reading) = try_read(&[folder.path().to_owned()], &InputOptions::default()).unwrap();
    let seen: Vec<_> = documents
        .iter()
        .map(|d| d.dated.as_ref().map_or_else(String::new, |d| format!("{} {} @ {}", d.first, d.characters, d.place)))
        .collect();
    let expected = [
        "2007-05-01 2007/05 @ folder",
        "2008-10-24 Oct. 24 / 2008 @ byte 13 of the text, year: file name",
        "2020-05-03 3 May 2020 @ byte 13 of the text",
        "2020-01-01 2020-01-01 @ published",
        "2020-01-01 2020-01-01 @ front matter",
        "",
    ];
    assert_eq!(seen, expected);
    assert_eq!(warnings(&reading, &folder), ["f.txt: undated: it says only \"on Friday\""]);
}

#[test]
fn of_the_seeds_one_says_only_a_weekday() {
    let Some(path) = shared("seeds") else { return };
    let (documents, reading) = try_read(&[path], &InputOptions::default()).unwrap();
    assert_eq!(documents.iter().filter_map(first_day).count(), 2);
    let uncertain: Vec<_> = reading.warnings.iter().map(|warning| warning.what.as_str()).collect();
    assert_eq!(uncertain, ["undated: it says only \"on Friday\""]);
}

/// `deu_1996.txt` is a text in the spelling of 1996.
#[test]
fn a_year_alone_in_a_name_counts_only_among_dated_names() {
    let files = ["a/deu_1996.txt", "a/deu.txt", "a/fra.txt", "b/1996_bill.txt", "b/1997_bill.txt", "b/notes.txt"];
    let folder = folder(&files.map(|name| (name, b"words of a text" as &[u8])));
    let (documents, reading) = try_read(&[folder.path().to_owned()], &InputOptions::default()).unwrap();
    let dated: Vec<&str> =
        documents.iter().filter(|document| document.dated.is_some()).map(|d| d.id.as_str()).collect();
    assert_eq!(dated, ["b/1996_bill.txt", "b/1997_bill.txt"]);
    let found = warnings(&reading, &folder);
    assert_eq!(
        found,
        [
            "a/deu_1996.txt: \"1996\" in the file's name is not taken for its date: most files beside it have none in theirs"
        ]
    );
}
