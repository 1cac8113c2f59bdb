//! DOCUMENTS -> TERMS. Words by UAX #29, folded, stemmed and joined to phrases; the text itself is dropped.
//!
//! 1. `segment` cuts a text into words (with `pieces` and `unspaced` where it is not English); `joint` says how each
//!    is joined to the word before it.
//! 2. `stream` interns the spellings met (`Surface`s) and keeps each document as a stream of their numbers; `stream::saved`
//!    writes such streams down, so that a text is cut once.
//! 3. `normalize` decides once per distinct spelling what it stands for: stop word, or term (folded and stemmed).
//! 4. `phrase` finds sequences of terms that belong together by statistic.
//! 5. `lexicon` matches the user's themes on the streams, whose entries `entry` reads; `inflection` says which words of
//!    English an entry stands for; `position` says in which part of a document.
//!
//! `runs` cuts texts by a plainer rule, that of other programs' regular expressions, for the vectorizer.
//! `search` finds where a query stands in texts that are at hand; `nearest` knows what is spelled like a name;
//! `edges` tells the words of contact blocks and running heads by their place.
//!
//! Before anything is counted, `language`, `duplicates` and `boilerplate` say what should not count.

pub mod boilerplate;
pub mod duplicates;
pub mod edges;
pub mod entry;
mod inflection;
mod joint;
pub mod language;
pub mod lexicon;
pub mod nearest;
pub mod normalize;
pub mod phrase;
mod pieces;
pub mod position;
pub mod quote;
pub mod runs;
pub mod search;
pub mod segment;
pub mod sentence;
mod spelling;
pub mod stopwords;
pub mod stream;
pub mod table;
mod unspaced;

pub use lexicon::Lexicon;
pub use normalize::Vocabulary;
pub use phrase::{PhraseOptions, Phrases};
pub use position::{Positions, Titles};
pub use stream::{Stream, Streams, Token};
