//! Dates in the markup of a web page, in the order in which they are trusted.
//!
//! Strong ones are declared as the date of publication; weak ones (an unmarked `<time>`, the address, `meta date`) may
//! be something else and give way to a byline in the text.

use dom_smoothie::Readability;
use serde_json::Value;

/// Attributes of `meta` that declare a date of publication.
const DECLARED: [&str; 16] = [
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "date_published",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "published_time",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.created",
    "citation_publication_date",
];
/// Attributes that name some date.
const VAGUE: [&str; 5] = ["date", "dc.date", "dc.date.issued", "dcterms.date", "originalpublicationdate"];

/// What a page's markup says about its date.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PageDates {
    pub strong: Vec<String>,
    pub weak: Vec<String>,
}

/// Gathers the dates; call it before the main text is taken out, which changes the page.
pub(super) fn gather(page: &Readability) -> PageDates {
    let mut strong = linked_data(page);
    strong.extend(meta(page, &DECLARED));
    strong.extend(marked(page));
    let mut weak: Vec<String> = address(page).into_iter().collect();
    weak.extend(agreed_time(page));
    weak.extend(meta(page, &VAGUE));
    PageDates { strong, weak }
}

/// `datePublished` in JSON-LD: of articles first, then of anything.
fn linked_data(page: &Readability) -> Vec<String> {
    let mut found: Vec<(bool, String)> = Vec::new();
    for script in page.doc.select("script[type=\"application/ld+json\"]").iter() {
        let text = script.text();
        match serde_json::from_str::<Value>(&text) {
            Ok(value) => published(&value, &mut found),
            Err(_) => found.extend(torn(&text).map(|date| (false, date))),
        }
    }
    // A stable sort: articles first, otherwise as they come.
    found.sort_by_key(|(article, _)| !article);
    found.into_iter().map(|(_, date)| date).collect()
}

/// Goes through objects and lists; each date comes with whether it is an article's.
fn published(value: &Value, found: &mut Vec<(bool, String)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| published(item, found)),
        Value::Object(object) => {
            if let Some(Value::String(date)) = object.get("datePublished") {
                let kind = object.get("@type").map(Value::to_string).unwrap_or_default();
                found.push((kind.contains("Article") || kind.contains("Posting"), date.clone()));
            }
            object.values().for_each(|value| published(value, found));
        }
        _ => {}
    }
}

/// The date in JSON-LD that does not parse: the string behind `"datePublished":`.
fn torn(text: &str) -> Option<String> {
    let after = text.split_once("\"datePublished\"")?.1.trim_start().strip_prefix(':')?.trim_start();
    Some(after.strip_prefix('"')?.split('"').next()?.to_owned())
}

/// The contents of `meta` elements with one of these names, in the order of the names.
fn meta(page: &Readability, names: &[&str]) -> Vec<String> {
    let mut found: Vec<(usize, String)> = Vec::new();
    for element in page.doc.select("meta[content]").iter() {
        let name = ["property", "name", "itemprop"].iter().find_map(|key| element.attr(key)).unwrap_or_default();
        let rank = names.iter().position(|known| name.trim().eq_ignore_ascii_case(known));
        let content = element.attr("content").unwrap_or_default().to_string();
        found.extend(rank.map(|rank| (rank, content)));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, content)| content).collect()
}

/// Elements that are marked as the date of publication: microdata, `pubdate`, and the classes that blogs use.
fn marked(page: &Readability) -> Vec<String> {
    let marks =
        "[itemprop~=\"datePublished\"], time[pubdate], time.entry-date, time.published, abbr.published, time.post-date";
    page.doc
        .select(marks)
        .iter()
        .filter_map(|element| {
            let value = ["datetime", "content", "title"].iter().find_map(|key| element.attr(key));
            Some(value.unwrap_or_else(|| element.text()).to_string()).filter(|value| value.len() <= 60)
        })
        .collect()
}

/// The day of the `<time>` elements, if they all agree on one: several days are those of comments or other articles.
/// One of them at least must stand outside of such, for a comment does not date the page.
fn agreed_time(page: &Readability) -> Option<String> {
    let selected = page.doc.select("time[datetime]");
    let day = |time: &str| time.get(..10).map(str::to_owned);
    let times: Vec<String> = selected.iter().filter_map(|time| Some(time.attr("datetime")?.to_string())).collect();
    let first = times.first().filter(|first| times.iter().all(|time| day(time) == day(first)))?;
    let own = selected.nodes().iter().any(|time| {
        !time.ancestors_it(None).any(|above| {
            let marks = format!("{} {}", above.attr_or("class", ""), above.attr_or("id", ""));
            is_foreign(&above.node_name().unwrap_or_default(), &marks)
        })
    });
    own.then(|| first.clone())
}

/// Words in the classes and names of elements that hold what belongs to others.
const OTHERS: [&str; 5] = ["comment", "comments", "commentlist", "aside", "related"];

/// Whether an element of this name, with these classes and this id, holds comments or other articles.
fn is_foreign(name: &str, marks: &str) -> bool {
    // `comment-list` is such a class, `has-comments` and `no-sidebar` are not.
    let begins = |class: &str| class.split(['-', '_']).next().is_some_and(|word| OTHERS.contains(&word));
    let marked = marks.to_lowercase().split(' ').any(begins);
    // The whole page may say of itself that it has comments.
    name == "aside" || marked && !["html", "body", "main", "article"].contains(&name)
}

/// The day in the page's own address: `/2020/03/23/title`.
fn address(page: &Readability) -> Option<String> {
    let link = page.doc.select("link[rel=\"canonical\"]").attr("href");
    let link = link.or_else(|| page.doc.select("meta[property=\"og:url\"]").attr("content"))?;
    let parts: Vec<&str> = link.split('/').collect();
    let number = |part: &str, digits: usize| part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
    let day = parts.windows(3).find(|day| number(day[0], 4) && number(day[1], 2) && number(day[2], 2))?;
    Some(day.join("-"))
}
