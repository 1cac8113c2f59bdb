//! Speed of the text engine by step: `cargo bench --bench throughput`.
//!
//! The text is made by a seeded generator, or comes from the file that TEXTS names: JSON lines with a `text` each.
//! Figures are medians; on a shared machine compare them only with others of the same run.

use driftline::config::{ThemeSpec, WordOptions};
use driftline::counts::{self, Vectorizer};
use driftline::text::{Lexicon, PhraseOptions, Phrases, Streams, Vocabulary, segment};
use std::hint::black_box;
use std::time::Instant;

const RUNS: usize = 5;

fn main() {
    let texts = std::env::var("TEXTS").map_or_else(|_| made(20_000), |path| lines(&path));
    let megabytes = texts.iter().map(String::len).sum::<usize>() as f64 / 1e6;
    println!("{} texts, {megabytes:.1} MB, {} threads, {RUNS} runs", texts.len(), rayon::current_num_threads());
    let step = |name: &str, run: &dyn Fn() -> usize| {
        let mut seconds: Vec<f64> = (0..RUNS).map(|_| timed(run)).collect();
        seconds.sort_by(f64::total_cmp);
        println!("{name:<22}{:>8.3} s {:>7.0} MB/s", seconds[RUNS / 2], megabytes / seconds[RUNS / 2]);
    };
    let all: Vec<&str> = texts.iter().map(String::as_str).collect();
    let streams = streams(&all);
    let options = WordOptions::default();
    let vocabulary = Vocabulary::of(&streams, "en", &options);
    let words = streams.documents.iter().map(|stream| stream.len() as u64).sum();
    let find = || Phrases::find(&streams.documents, &vocabulary, &PhraseOptions::for_corpus(words, 3));
    let phrases = find();
    let themes = themes();
    let lexicon = || Lexicon::compile(&themes, &streams, &vocabulary, &options);
    let (compiled, entries) = (lexicon(), themes.iter().map(|theme| theme.words.len()).collect::<Vec<_>>());
    let with = |longest| Vectorizer { ngram_range: (1, longest), ..Vectorizer::default() };
    step("read from memory", &|| all.iter().flat_map(|text| text.bytes()).map(usize::from).sum());
    step("segment", &|| all.iter().map(|text| words_of(text)).sum());
    step("intern", &|| self::streams(&all).surfaces.len());
    step("normalize", &|| Vocabulary::of(&streams, "en", &options).keys.len());
    step("phrases", &|| find().found.len());
    step("themes, compile", &|| {
        black_box(lexicon());
        0
    });
    step("themes, count", &|| compiled.count(&streams.documents, &entries).by_document.sum() as usize);
    step("rows", &|| counts::build(&streams, &vocabulary, &phrases).rows.pairs());
    step("TF-IDF, whole job", &|| with(1).fit_transform(&all).unwrap().1.counts().pairs());
    step("TF-IDF of n-grams 1, 2", &|| with(2).fit_transform(&all).unwrap().1.counts().pairs());
}

/// Entries of every kind, of English and of the words that the generator makes, some of them among its most frequent.
fn themes() -> Vec<ThemeSpec> {
    let theme = |(name, words): (&str, &str)| ThemeSpec {
        name: name.to_owned(),
        words: words.split(',').map(str::to_owned).collect(),
    };
    let lists = [
        ("minerals", "critical mineral*,rare earth*,lithium,mining,!mineral water,tare*,remi"),
        ("defence", "defence,military,weapon*,!weapons inspector,armed forces,=NATO,mino con,ver*"),
        ("energy", "energy,oil,gas,nuclear,renewable*,power plant*,solar,G20,covid-19,sti,pol ga"),
        ("health", "health,hospital*,drug*,vaccin*,health care,!drug trafficking,ungapol,con"),
    ];
    lists.into_iter().map(theme).collect()
}

fn timed(run: &dyn Fn() -> usize) -> f64 {
    let start = Instant::now();
    black_box(run());
    start.elapsed().as_secs_f64()
}

fn words_of(text: &str) -> usize {
    let mut count = 0;
    segment::words(text, |word, _, _| count += usize::from(!word.is_empty()));
    count
}

fn streams(texts: &[&str]) -> Streams {
    let mut streams = Streams::default();
    texts.chunks(2_500).for_each(|batch| streams.add(batch));
    streams
}

fn lines(path: &str) -> Vec<String> {
    let text = |line: &str| Some(serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str()?.to_owned());
    std::fs::read_to_string(path).unwrap_or_default().lines().filter_map(text).collect()
}

/// Texts whose words are as frequent as those of language: the word of rank r about as 1/r.
fn made(documents: usize) -> Vec<String> {
    let mut seed = 42_u64;
    let mut random = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 40) as f64 / (1_u64 << 24) as f64
    };
    let mut word = move || {
        // The inverse of a distribution function that grows as the logarithm of the rank.
        let rank = 80_000_f64.powf(random()) as usize;
        let syllables = ["ta", "re", "mi", "no", "con", "ver", "pol", "sti", "ga", "un"];
        let mut word: String = (0..1 + rank.ilog10()).map(|place| syllables[rank / 10_usize.pow(place) % 10]).collect();
        word.push_str(match (random() * 60.0) as usize {
            0..3 => ". ",
            3..6 => ", ",
            6 => "’s ",
            7 => "-",
            8 => ".\n\n",
            _ => " ",
        });
        word
    };
    (0..documents).map(|document| (0..200 + document % 400).map(|_| word()).collect()).collect()
}
