//! A concordance as lines for the terminal, as JSON and as CSV.

use super::scores;
use super::terminal::{columns, head, left, shorten, tail, wrap};
use super::wording::{count, counted, inert};
use crate::chart::Table;
use crate::drift::concordance::{Concordance, Hit};

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Longest line of prose.
const LONGEST_LINE: usize = 120;
/// Fewer columns than this are narrow; from so many on there is room to spare.
const NARROW: usize = 90;
const BROAD: usize = 140;
/// In fewer than these a hit has no room beside its date and source, and stands below them.
const TIGHT: usize = 60;
/// Most columns of a source, in a narrow window, in one that is not, and in a broad one.
const SOURCE: [usize; 3] = [12, 18, 30];

/// Keyword in context in lines of `width` columns, the keywords one below the other; in color where that is asked for.
pub fn find_text(found: &Concordance, width: usize, color: bool) -> String {
    let hits = counted(found.hits_total, "hit");
    let documents = counted(found.documents, "document");
    let with = count(found.documents_with_hits as u64);
    let told = match found.hits_total {
        0 if found.nearest.is_empty() => format!("{}: nothing found in {documents}", found.query),
        0 => format!("{}: nothing found in {documents}; nearest: {}", found.query, found.nearest.join(", ")),
        _ => format!("{}: {hits} in {with} of {documents}", found.query),
    };
    let mut text = wrap(&told, width.min(LONGEST_LINE)).join("\n") + "\n";
    if found.hits_total > 0 {
        text.push('\n');
    }
    let longest = |each: &dyn Fn(&Hit) -> usize, most: usize| found.hits.iter().map(each).max().unwrap_or(0).min(most);
    let table = Columns {
        // In a narrow window the hits need the room more than a long name does.
        date: longest(&|hit| columns(&day(hit.date.as_deref(), width)), 21),
        source: longest(
            &|hit| columns(&place(hit)),
            SOURCE[usize::from(width >= NARROW) + usize::from(width >= BROAD)],
        ),
        hit: longest(&|hit| columns(&inert(&hit.hit)), width / 4),
        width,
    };
    found.hits.iter().for_each(|hit| text.push_str(&table.line(hit, color)));
    let more = found.hits_total - found.hits.len();
    if more > 0 {
        text.push_str(&format!("\nand {} (--limit 0 shows all)\n", counted(more, "more hit")));
    }
    text
}

/// Who said it: the source, or the document where no source is known.
fn place(hit: &Hit) -> String {
    inert(hit.source.as_deref().unwrap_or(&hit.document))
}

/// When it was said. In a narrow window an interval leaves out of its end what its start says already, as ISO 8601 allows:
/// 2022-09-07/08.
fn day(date: Option<&str>, width: usize) -> String {
    let date = date.unwrap_or("");
    let Some((from, to)) = date.split_once('/').filter(|_| width < NARROW) else { return date.to_owned() };
    let same = from.split('-').zip(to.split('-')).take_while(|(a, b)| a == b);
    let shared: usize = same.map(|(part, _)| part.len() + 1).sum();
    format!("{from}/{}", to.get(shared..).filter(|rest| !rest.is_empty()).unwrap_or(to))
}

/// The columns of all lines.
struct Columns {
    date: usize,
    source: usize,
    hit: usize,
    width: usize,
}

impl Columns {
    fn line(&self, hit: &Hit, color: bool) -> String {
        let date = day(hit.date.as_deref(), self.width);
        let tight = self.width < TIGHT;
        let (above, start) = if tight {
            (shorten(format!("{date}  {}", place(hit)).trim(), self.width) + "\n", "  ".to_owned())
        } else {
            let place = shorten(&place(hit), self.source.max(4));
            (String::new(), format!("{}  {}  ", left(&date, self.date), left(&place, self.source)))
        };
        let room = self.width.saturating_sub(columns(&start) + self.hit).max(20);
        let (before, after) = (room / 2, room - room / 2);
        let [context, middle, rest] = [&hit.left, &hit.hit, &hit.right].map(|text| inert(text).replace('\n', " "));
        let context = tail(&context, before);
        let pad = " ".repeat(before.saturating_sub(columns(&context)));
        // What a long hit takes is missing to its right, so that every line fits.
        let spare = (self.hit + after).saturating_sub(columns(&middle));
        let middle = shorten(&middle, self.hit + after);
        let rest = head(&rest, spare);
        let middle = if color { format!("\u{1b}[1;33m{middle}\u{1b}[0m") } else { middle };
        format!("{above}{}\n", format!("{start}{pad}{context}{middle}{rest}").trim_end())
    }
}

/// The concordance as JSON in the form of the scores.
pub fn find_json(found: &Concordance) -> String {
    scores::answer(SCHEMA, found)
}

/// The concordance as CSV, a hit a line; cells that a spreadsheet would take for a formula are made plain text.
pub fn find_csv(found: &Concordance) -> String {
    let cell = |text: &Option<String>| text.clone().unwrap_or_default();
    let row = |hit: &Hit| {
        let what = [hit.left.trim(), hit.hit.as_str(), hit.right.trim()].map(str::to_owned);
        let mut row = vec![cell(&hit.date), cell(&hit.source), hit.document.clone(), cell(&hit.title)];
        row.extend(what);
        row.push(hit.offset.to_string());
        row
    };
    let columns = ["date", "source", "document", "title", "left", "hit", "right", "offset"].map(str::to_owned);
    Table { columns: columns.into(), rows: found.hits.iter().map(row).collect() }.to_csv()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_of_dates_is_short_but_whole_in_a_narrow_window() {
        let narrow = |date| day(Some(date), NARROW - 1);
        assert_eq!(narrow("2022-09-07/2022-09-08"), "2022-09-07/08");
        assert_eq!(narrow("2022-09-30/2022-10-01"), "2022-09-30/10-01");
        assert_eq!(narrow("2022-12-31/2023-01-01"), "2022-12-31/2023-01-01");
        assert_eq!((narrow("2022-09-07"), day(None, 40)), ("2022-09-07".to_owned(), String::new()));
        assert_eq!(day(Some("2022-09-07/2022-09-08"), NARROW), "2022-09-07/2022-09-08");
    }
}
