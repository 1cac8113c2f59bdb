//! Texts as they are before they are cut into words, where the order of the steps shows in the result.
//!
//! scikit-learn brings a whole text to lower case, then strips its accents, then cuts it. To do so with each distinct
//! spelling instead costs nearly nothing and gives the same words, but for three things: a decomposed sign may have
//! capitals again (㎒ is MHz, which stays so), the lower case of İ holds a mark that ends a word, and whether Σ ends
//! one depends on what stands beyond an apostrophe.

use super::vectorizer::{Accents, Tokens, Vectorizer};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::canonical_combining_class;

/// Whether spellings are brought to lower case one by one, as texts without accents to strip are.
pub(super) fn lowers_spellings(options: &Vectorizer) -> bool {
    options.lowercase && options.strip_accents == Accents::Keep
}

/// The text to cut.
pub(super) fn prepared<'t>(text: &'t str, options: &Vectorizer) -> Cow<'t, str> {
    if text.is_ascii() {
        return match options.lowercase && !lowers_spellings(options) {
            true => Cow::Owned(text.to_ascii_lowercase()),
            false => Cow::Borrowed(text),
        };
    }
    let is_run = matches!(options.tokens, Tokens::Runs(_));
    let whole = options.strip_accents != Accents::Keep || is_run && text.contains(['\u{130}', '\u{3a3}']);
    let lower = if options.lowercase && whole { Cow::Owned(text.to_lowercase()) } else { Cow::Borrowed(text) };
    match options.strip_accents {
        Accents::Keep => lower,
        Accents::Ascii => Cow::Owned(lower.nfkd().filter(char::is_ascii).collect()),
        Accents::Unicode => Cow::Owned(lower.nfkd().filter(|&sign| canonical_combining_class(sign) == 0).collect()),
    }
}
