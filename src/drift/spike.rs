//! Mentions that crowd into a short time: the few periods that hold half of a theme's mentions, and what the verdict would
//! be without them. "Rose" is true of a spike in the later half, and says the wrong thing.

use super::explain::document::Brief;
use super::findings::{ThemeFinding, Verdict};
use super::study::Study;
use super::theme;
use serde::{Deserialize, Serialize};

/// The part of the mentions that makes a spike, and the part of all periods with documents that it may take.
const MOST_OF_IT: f64 = 0.5;
const SHORT: f64 = 1.0 / 6.0;
/// Fewest mentions of which a time can be told.
const LEAST_MENTIONS: u64 = 8;

/// A short time that holds most of a theme's mentions.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Spike {
    /// First and last period, from 0, and their labels: "2005-09" or "2005-09 to 2005-10".
    pub from: usize,
    pub to: usize,
    pub when: String,
    pub mentions: u64,
    /// Of all mentions in periods, and the part of all words that the same periods hold.
    pub share: f64,
    pub share_of_words: f64,
    /// The verdict on the documents of all other periods, everything done again.
    pub without: Option<Brief>,
}

impl Spike {
    /// Whether the verdict is another without it.
    pub fn changes(&self, verdict: Verdict) -> bool {
        self.without.as_ref().is_some_and(|without| without.verdict != verdict)
    }
}

/// Gives every theme its spike, where it has one.
pub fn mark(study: &Study, themes: &mut [ThemeFinding]) {
    let found = find(study, themes);
    themes.iter_mut().zip(found).for_each(|(theme, spike)| theme.spike = spike);
}

fn find(study: &Study, themes: &[ThemeFinding]) -> Vec<Option<Spike>> {
    let each = |(theme, finding): (usize, &ThemeFinding)| {
        let mut spike = shortest(study, finding)?;
        let periods = spike.from..=spike.to;
        let out = |row: usize| study.groups.of_row[row].is_some_and(|period| periods.contains(&period));
        let groups = study.groups.without(&study.documents, out);
        let mut rest = theme::changes(&Study { groups, ..study.clone() });
        spike.without = (theme < rest.len()).then(|| Brief::of(&rest.swap_remove(theme).1));
        Some(spike)
    };
    themes.iter().enumerate().map(each).collect()
}

/// The shortest run of periods that holds half of the mentions, if it is short; of equals the one that holds most.
fn shortest(study: &Study, finding: &ThemeFinding) -> Option<Spike> {
    let mentions: Vec<u64> = finding.series.iter().map(|point| point.mentions).collect();
    let words: Vec<u64> = study.groups.periods.iter().map(|period| period.words).collect();
    let total: u64 = mentions.iter().sum();
    let filled = study.groups.periods.iter().filter(|period| period.documents > 0).count();
    let longest = (filled as f64 * SHORT) as usize;
    if total < LEAST_MENTIONS {
        return None;
    }
    let run = |length: usize| {
        let sums = mentions.windows(length).map(|run| run.iter().sum::<u64>()).enumerate();
        let (first, most) = sums.max_by_key(|&(first, sum)| (sum, std::cmp::Reverse(first)))?;
        (most as f64 >= MOST_OF_IT * total as f64).then_some((first, first + length - 1, most))
    };
    let (from, to, most) = (1..=longest).find_map(run)?;
    let [first, last] = [from, to].map(|period| study.groups.periods[period].label.as_str());
    let share = |part: u64, whole: u64| part as f64 / (whole as f64).max(1.0);
    let spike = Spike {
        mentions: most,
        share: share(most, total),
        share_of_words: share(words[from..=to].iter().sum(), words.iter().sum()),
        when: if from == to { first.to_owned() } else { format!("{first} to {last}") },
        from,
        to,
        without: None,
    };
    // Where the corpus itself crowds into these periods, so must everything.
    (spike.share_of_words < MOST_OF_IT / 2.0).then_some(spike)
}
