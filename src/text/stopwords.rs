//! Stop words: words that carry grammar, not topics.
//!
//! The English list is our own and is written in the words that our own segmenter makes, so no entry can miss
//! ("don't" is one word here). "us" is on it, the country is not: "US" and "U.S." become the term "u.s." before the
//! list is asked (see `normalize`). Months and weekdays are on it too: in dated texts they say when, not what. Lists of other languages come from the crate `stop-words` (NLTK).

use rustc_hash::FxHashSet;

const ENGLISH: &str = "a about above across after again against ago all almost along already also although always am \
among amongst an and another any anybody anyone anything are aren't around as at away back be became because become \
becomes been before behind being below between beyond both but by came can can't cannot come could couldn't did didn't \
do does doesn't doing don't done down due during each eight either else enough especially etc even ever every everybody \
everyone everything except few first five for four from further furthermore gave get gets getting give given gives go goes going gone \
got had hadn't has hasn't have haven't having he he'd he'll he's hence her here here's hers herself him himself his how \
however i i'd i'll i'm i've if in including indeed inside instead into is isn't it it'd it'll it's its itself just keep \
kept last least less let let's like likely made mainly make makes making many may maybe me meanwhile might mine more \
moreover most mostly much must mustn't my myself near nearly neither never nevertheless nine no nobody none nor not nothing \
now of off often on once one one's only onto or other others otherwise ought our ours ourselves out outside over own per \
perhaps put quite rather really said same say saying says see second seem seemed seems seen several seven six shall shan't she she'd \
she'll she's should shouldn't since so some somebody someone something sometimes soon still such take taken takes \
taking ten than that that's the their theirs them themselves then there there's thereby therefore these they they'd they'll \
they're they've third this those three though through throughout thus till to together too took toward towards two under unless unlike \
until up upon us use used using usually very via was wasn't way we we'd we'll we're we've well went were weren't what \
what's whatever when whenever where where's whereas whether which while who who's whoever whole whom whose why will \
with within without won't would wouldn't yet you you'd you'll you're you've your yours yourself yourselves \
january february march april may june july august september october november december monday tuesday wednesday thursday \
friday saturday sunday";

/// The stop words of a language given by its two-letter code, in lower case with straight apostrophes.
/// Empty for a language without a list.
pub fn list(language: &str) -> FxHashSet<String> {
    if language == "en" {
        return ENGLISH.split_whitespace().map(str::to_owned).collect();
    }
    let words = stop_words::lookup(language).unwrap_or_default();
    words.iter().map(|word| word.replace('\u{2019}', "'")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_english_entry_is_one_word_of_our_segmenter() {
        #[expect(clippy::iter_over_hash_type, reason = "every entry is tested")]
        for entry in list("en") {
            let mut words = Vec::new();
            crate::text::segment::words(&entry, |word, _, _| words.push(word.to_owned()));
            assert_eq!(words, [entry]);
        }
    }

    #[test]
    fn topics_are_not_stop_words() {
        let english = list("en");
        for topic in ["u.s.", "state", "states", "united", "system", "new", "year", "security", "work", "president"] {
            assert!(!english.contains(topic), "{topic}");
        }
    }
}
