//! Words in scripts without spaces: Chinese, Japanese, Thai, Lao, Khmer and Burmese, by the dictionaries of ICU4X.
//!
//! UAX #29 cuts such text into single characters, or leaves that to others. Without the feature `dictionaries` it stays
//! so, and words of several characters can only be found as phrases.

use super::segment::Span;

/// The words of a text, of which `spans` are those of UAX #29: runs that touch each other and hold a character of such
/// a script are cut anew.
#[cfg(feature = "dictionaries")]
pub fn words<'s>(text: &str, spans: &'s [Span], buffer: &'s mut Vec<Span>) -> &'s [Span] {
    if !spans.iter().any(|&[start, end]| is_unspaced(&text[start..end])) {
        return spans;
    }
    buffer.clear();
    for run in spans.chunk_by(|before, after| before[1] == after[0]) {
        let span = [run[0][0], run[run.len() - 1][1]];
        if run.iter().any(|&[start, end]| is_unspaced(&text[start..end])) {
            cut(text, span, buffer);
        } else {
            buffer.extend_from_slice(run);
        }
    }
    buffer
}

#[cfg(not(feature = "dictionaries"))]
pub fn words<'s>(_: &str, spans: &'s [Span], _: &'s mut Vec<Span>) -> &'s [Span] {
    spans
}

#[cfg(feature = "dictionaries")]
fn cut(text: &str, [start, end]: Span, words: &mut Vec<Span>) {
    use icu_segmenter::{WordSegmenter, options::WordBreakInvariantOptions};
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut last = start;
    for at in segmenter.segment_str(&text[start..end]) {
        // What is a word is told as everywhere else: it holds a letter or a digit.
        if text[last..start + at].chars().any(char::is_alphanumeric) {
            words.push([last, start + at]);
        }
        last = start + at;
    }
}

/// The first character belongs to a script without spaces.
pub fn is_unspaced(word: &str) -> bool {
    // All these scripts lie past U+0E00, whose first byte is this.
    word.as_bytes()[0] >= 0xe0
        && word.chars().next().is_some_and(|first| {
            matches!(first, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
                | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
                | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9f}'
                | '\u{20000}'..='\u{3ffff}')
        })
}

#[cfg(all(test, feature = "dictionaries"))]
mod tests {
    use crate::text::segment;

    fn shown(text: &str) -> String {
        let mut words = Vec::new();
        segment::words(text, |word, offset, _| {
            assert_eq!(&text[offset..offset + word.len()], word);
            words.push(word);
        });
        words.join(" ")
    }

    #[test]
    fn words_of_several_characters_are_found() {
        assert_eq!(shown("中国经济增长。"), "中国 经济 增长");
        assert_eq!(shown("東京大学の学生です"), "東京 大学 の 学生 です");
        assert_eq!(shown("ยินดีต้อนรับสู่ประเทศไทย"), "ยินดี ต้อนรับ สู่ ประเทศไทย");
        assert_eq!(shown("សួស្តីពិភពលោក"), "សួស្តី ពិភពលោក");
        assert_eq!(shown("ສະບາຍດີ"), "ສະບາຍດີ");
        assert_eq!(shown("မင်္ဂလာပါ"), "မင်္ဂလာ ပါ");
    }

    #[test]
    fn other_scripts_between_stay_as_they_are() {
        assert_eq!(shown("India’s 2022年, naïve слово"), "India’s 2022 年 naïve слово");
        assert_eq!(shown("대한민국 경제"), "대한민국 경제");
        assert_eq!(shown("भारत नीति don't"), "भारत नीति don't");
    }
}
