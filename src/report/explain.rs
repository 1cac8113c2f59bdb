//! Explanations as text for the terminal and as JSON.

use super::scores;
use super::terminal::{beside, columns, left, wrap};
use super::wording::{
    NONE, count, counted, factor, inert, number, percent, signed, size_words, spike_sentence, turns, verdict,
};
use crate::chart::format::{Size, size};
use crate::drift::explain::document::{Brief, Without};
use crate::drift::explain::term::DocumentPart;
use crate::drift::explain::{Alike, DocumentExplanation, MoreOf, Named, PeriodExplanation, Sentence, TermExplanation};
use crate::drift::findings::{Change, Estimate, Verdict};
use serde::Serialize;

/// The version of the saved form.
const SCHEMA: u32 = 1;
/// Themes and pairs told of a document, besides those that flip.
const MOST_CHANGES: usize = 8;
/// In fewer columns than this a name does not fit beside numbers.
const NARROW: usize = 100;
/// In fewer columns than this numbers stand in a sentence, not below their names.
const TIGHT: usize = 64;

#[derive(Serialize)]
struct Saved<'e, T> {
    explains: &'static str,
    #[serde(flatten)]
    explanation: &'e T,
}

/// An explanation as JSON in the form of the scores; `explains` is "term", "period" or "document".
pub fn explain_json(explains: &'static str, explanation: &impl Serialize) -> String {
    scores::answer(SCHEMA, &Saved { explains, explanation })
}

/// A term by its documents and sentences.
pub fn term_text(found: &TermExplanation, width: usize) -> String {
    let theme = &found.theme;
    let mut page = Page::new(width);
    if theme.mentions == 0 {
        page.tell(&format!("No document mentions \u{201c}{}\u{201d}.", theme.name));
        return page.text();
    }
    let mentions = counted(theme.mentions, "mention");
    page.tell(&format!("{}: {mentions} in {}", theme.name, counted(theme.documents, "document")));
    if theme.name != theme.words.join(", ") {
        // That a theme counts, and not its name alone, must be seen.
        page.tell(&format!("The theme {} is {}.", theme.name, theme.words.join(", ")));
    }
    page.tell(&signed(&theme.change.sentence));
    theme.change.made_of.iter().for_each(|parts| page.tell(&signed(parts)));
    spike_sentence(theme).iter().for_each(|spike| page.tell(&signed(spike)));
    let turns = turns(&theme.name, &theme.change_points, (&found.periods, &found.period));
    turns.iter().for_each(|turn| page.tell(&signed(turn)));
    let in_both = theme.change.counts.is_some_and(|[earlier, later]| earlier[0] > 0 && later[0] > 0);
    if let Some(range) = theme.change.leave_one_out.as_ref().filter(|_| in_both) {
        let (low, high) = (factor(range.low), factor(range.high));
        page.tell(&format!("Without any one document it would be {low} to {high}; most hangs on {}.", range.document));
    }
    let spans = found.contrast.as_ref();
    page.head("Documents, those that move it most first");
    let head = ["mentions", "share of span", "change without it"];
    let below = if width < NARROW { "document (below)" } else { "document" };
    if width >= TIGHT {
        page.line(&format!("  {:>8}  {:>16}  {:>17}  {below}", head[0], head[1], head[2]));
    }
    let told = |part: &DocumentPart| part_cells(part, spans.is_some(), &theme.change);
    found.documents.iter().for_each(|part| page.part(&part.named, told(part)));
    if found.documents_unlisted > 0 {
        let rest = counted(found.documents_unlisted, "other document");
        let mentions = count(found.mentions_unlisted);
        page.line(&if width < TIGHT {
            format!("  {mentions} in {rest}")
        } else {
            format!("  {mentions:>8}  in {rest}")
        });
    }
    page.sentences(&found.sentences);
    page.text()
}

/// Mentions, their share of a span, and the change without the document.
fn part_cells(part: &DocumentPart, spans: bool, change: &Change) -> [String; 3] {
    let share = match part.share.zip(part.later.filter(|_| spans)) {
        Some((share, later)) => format!("{} of {}", percent(share), if later { "later" } else { "earlier" }),
        None => NONE.to_owned(),
    };
    // From none or to none there is no factor, but a bound: that is what hangs on the document.
    let ratio = part.ratio_without;
    let bound = |of: fn(&Estimate) -> Option<f64>, sign: &str| {
        let bound = ratio.as_ref().and_then(of).filter(|_| change.verdict != Verdict::TooFew);
        bound.map_or_else(String::new, |bound| format!(", {sign}{}", factor(bound)))
    };
    let without = match part.mentions_without {
        Some([0, 0]) => "no mention".to_owned(),
        Some([0, _]) => format!("from none{}", bound(|ratio| ratio.low, "≥")),
        Some([_, 0]) => format!("to none{}", bound(|ratio| ratio.high, "≤")),
        _ => ratio.map_or(NONE.to_owned(), |ratio| format!("{}{}", factor(ratio.value), moved(change, &ratio))),
    };
    [count(part.mentions), share, without]
}

/// By how much a change is another without a document: among many documents two digits of a factor do not show it.
fn moved(change: &Change, without: &Estimate) -> String {
    let Size::Factor(whole) = size(change) else { return String::new() };
    let percent = 100.0 * (without.value / whole.value - 1.0);
    let sign = if percent < 0.0 { '\u{2212}' } else { '+' };
    if percent.abs() < 0.005 { String::new() } else { format!(" ({sign}{} %)", number(percent.abs(), 2)) }
}

/// A period by its words and documents.
pub fn period_text(found: &PeriodExplanation, width: usize) -> String {
    let mut page = Page::new(width);
    let words = counted(found.words, "word");
    let (here, elsewhere) =
        (counted(found.documents, "document"), counted(found.documents_elsewhere, "other document"));
    page.tell(&format!("{}: {here}, {words}, against {elsewhere}", found.label));
    for (told, terms) in [("More of", &found.terms_up), ("Less of", &found.terms_down)] {
        if !terms.is_empty() {
            page.tell(&format!("{told}, by the test of a report's terms: {}.", terms.join(", ")));
        }
    }
    if found.terms_up.is_empty() && found.terms_down.is_empty() {
        page.tell("No term holds against chance here: what follows describes.");
    }
    page.words(&found.more_of);
    if !found.themes.is_empty() {
        page.head("Themes, mentions per 1,000 words (counted, not tested)");
        page.beside(&format!("  {:>8}  {:>8}  {:>9}", "mentions", "here", "elsewhere"), "theme");
        for theme in &found.themes {
            let (here, rest) = (number(theme.per_1000, 2), number(theme.per_1000_elsewhere, 2));
            page.beside(&format!("  {:>8}  {here:>8}  {rest:>9}", count(theme.mentions)), &theme.theme);
        }
    }
    if let Some(likeness) = found.likeness {
        let mean = number(likeness, 2);
        page.head(&format!("Most typical documents, by likeness to the others (mean {mean})"));
        found.typical.iter().for_each(|alike| page.alike(alike));
        page.head("Most unusual documents");
        found.unusual.iter().for_each(|alike| page.alike(alike));
    }
    page.text()
}

/// A document by what it changed.
pub fn document_text(found: &DocumentExplanation, width: usize) -> String {
    let mut page = Page::new(width);
    let named = &found.named;
    page.tell(&format!("{}: {}", named.title.as_deref().unwrap_or(&named.document), facts(found).join(", ")));
    if let Some(reason) = &found.left_out {
        page.tell(&format!("It does not count: {reason}."));
        return page.text();
    }
    changes(&mut page, &found.changes);
    if let Some(drift) = found.drift {
        let place = if drift.place == 1 { "the first".into() } else { format!("number {}", count(drift.place as u64)) };
        let parts = [drift.part, drift.whole].map(|part| number(part, 2));
        page.head("Its part in the drift of the vocabulary from the earlier span to the later (MMD-U)");
        let documents = count(drift.documents as u64);
        page.indented(&format!("{} of {}: {place} of {documents} parts, the largest first", parts[0], parts[1]));
    }
    page.words(&found.more_of);
    if !found.brought.is_empty() {
        page.head("Words that it was the first to use, and how many later documents use them");
        let each = found.brought.iter().map(|new| format!("{} ({})", new.term, count(new.documents_later as u64)));
        page.indented(&each.collect::<Vec<_>>().join(", "));
    }
    page.head("Most like it");
    found.nearest.iter().for_each(|alike| page.alike(alike));
    if let (Some([place, of]), Some(period)) = (found.typicality, &found.period) {
        let place =
            if place == 1 { "The most typical".into() } else { format!("Number {} by likeness", count(place as u64)) };
        page.indented(&format!("{place} of the {} documents of {period}.", count(of as u64)));
    }
    page.sentences(&found.sentences);
    page.text()
}

fn facts(found: &DocumentExplanation) -> Vec<String> {
    let named = &found.named;
    let words = counted(named.words, "word");
    let title = named.title.as_ref().map(|_| named.document.clone());
    [title, named.date.clone(), named.source.clone(), Some(words)].into_iter().flatten().collect()
}

/// Verdicts with the document and without it.
fn changes(page: &mut Page, changes: &[Without]) {
    if changes.is_empty() {
        return;
    }
    let flipped = changes.iter().filter(|change| change.with.verdict != change.without.verdict).count();
    page.head(&match flipped {
        0 => "Without it no verdict would be another".to_owned(),
        1 => "Without it one verdict would be another".to_owned(),
        many => format!("Without it {many} verdicts would be others"),
    });
    let shown = &changes[..changes.len().min(MOST_CHANGES.max(flipped))];
    let rows: Vec<[String; 3]> =
        shown.iter().map(|change| [inert(&change.about), brief(&change.with), brief(&change.without)]).collect();
    let widest = |at: usize| rows.iter().map(|row| columns(&row[at])).max().unwrap_or(0);
    let [about, with, without] = [widest(0), widest(1), widest(2)];
    // Where the three do not stand side by side, the name gets a line of its own.
    let side_by_side = 2 + about + 2 + with + 4 + without <= page.width;
    let head = |text: &str| if side_by_side { left(text, about) } else { String::new() };
    let in_one_line = side_by_side || 4 + with + 4 + without <= page.width;
    match in_one_line {
        true => page.line(&format!("  {}  {}    without it", head(""), left("with it", with))),
        false => page.line("    with it, and below it without it"),
    }
    for (change, row) in shown.iter().zip(&rows) {
        let arrow = if change.with.verdict == change.without.verdict { "    " } else { " -> " };
        if !side_by_side {
            wrap(&row[0], page.width.saturating_sub(2)).iter().for_each(|line| page.line(&format!("  {line}")));
        }
        let line = format!("  {}  {}{arrow}{}", head(&row[0]), left(&row[1], with), row[2]);
        if in_one_line {
            page.line(&line);
        } else {
            page.line(&format!("    {}", row[1]));
            page.line(&format!("   {arrow}{}", row[2]));
        }
    }
}

/// A verdict with its size.
pub(super) fn brief(brief: &Brief) -> String {
    let change = Change { ratio: brief.ratio, verdict: brief.verdict, counts: brief.counts, ..Change::default() };
    format!("{} {}", verdict(brief.verdict), signed(&size_words(&change)))
}

/// A document as people know it.
fn name(named: &Named) -> String {
    let date = named.date.as_deref().map(|date| format!("{date} ")).unwrap_or_default();
    let source = named.source.as_deref().map(|source| format!(" ({source})")).unwrap_or_default();
    let title = named.title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&named.document);
    inert(&format!("{date}{title}{source}"))
}

/// Lines that are written one after the other.
struct Page {
    width: usize,
    lines: Vec<String>,
}

impl Page {
    fn new(width: usize) -> Self {
        Self { width, lines: Vec::new() }
    }

    fn tell(&mut self, text: &str) {
        self.lines.extend(wrap(text, self.width.min(120)));
    }

    fn indented(&mut self, text: &str) {
        let lines = wrap(text, self.width.min(120).saturating_sub(2));
        self.lines.extend(lines.into_iter().map(|line| format!("  {line}")));
    }

    fn line(&mut self, text: &str) {
        self.lines.push(inert(text));
    }

    fn head(&mut self, text: &str) {
        self.lines.push(String::new());
        self.tell(text);
    }

    /// Numbers and what they belong to.
    fn beside(&mut self, numbers: &str, name: &str) {
        beside(numbers, name, self.width).iter().for_each(|line| self.line(line));
    }

    fn alike(&mut self, alike: &Alike) {
        let likeness = format!("  {:>5}", number(alike.likeness, 2));
        self.beside(&likeness, &name(&alike.named));
    }

    /// A document and its numbers; in a narrow window below them, or its name would be cut.
    fn part(&mut self, named: &Named, [mentions, share, without]: [String; 3]) {
        let name = name(named);
        let numbers = format!("  {mentions:>8}  {share:>16}  {without:>17}");
        if self.width >= NARROW {
            self.beside(&numbers, &name);
        } else if self.width < TIGHT {
            let them = if mentions == "1" { "mention" } else { "mentions" };
            self.indented(&format!("{mentions} {them}, {share}; change without it: {without}"));
            wrap(&name, self.width.saturating_sub(4)).iter().for_each(|line| self.line(&format!("    {line}")));
        } else {
            self.line(&numbers);
            let lines = wrap(&name, self.width.saturating_sub(12));
            lines.iter().for_each(|line| self.line(&format!("{}{line}", " ".repeat(12))));
        }
    }

    fn words(&mut self, words: &[MoreOf]) {
        if words.is_empty() {
            return;
        }
        self.head("Words that it has more of, per 1,000 words (counted, not tested)");
        self.beside(&format!("  {:>9}  {:>8}  {:>9}", "documents", "here", "elsewhere"), "word");
        for word in words {
            let (here, rest) = (number(word.per_1000, 2), number(word.per_1000_elsewhere, 2));
            self.beside(&format!("  {:>9}  {here:>8}  {rest:>9}", count(word.documents as u64)), &word.term);
        }
    }

    fn sentences(&mut self, sentences: &[Sentence]) {
        if sentences.is_empty() {
            return;
        }
        self.head("Sentences with most mentions");
        for sentence in sentences {
            let place = match &sentence.date {
                Some(date) => format!("{date}, {}", sentence.document),
                None => sentence.document.clone(),
            };
            self.indented(&format!("\u{201c}{}\u{201d}", sentence.sentence));
            let mentions = counted(sentence.mentions, "mention");
            // Whole: it is what the user asks for next.
            let lines = wrap(&format!("{mentions}; {place}"), self.width.saturating_sub(4));
            lines.iter().for_each(|line| self.line(&format!("    {line}")));
        }
    }

    fn text(self) -> String {
        self.lines.iter().map(|line| format!("{}\n", line.trim_end())).collect()
    }
}
