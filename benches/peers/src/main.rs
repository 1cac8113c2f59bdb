//! Loads the texts of a file; for each line of standard input, does the whole job of one tool on them and prints the
//! seconds: wall clock and processor.

mod nmf;

use driftline::counts::{Tfidf, Vectorizer, pairs};
use unicode_segmentation::UnicodeSegmentation;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, tool, path] = arguments.as_slice() else { panic!("usage: peers TOOL TEXTS") };
    if tool == "nmf" {
        return nmf::run(path);
    }
    let texts = texts(path);
    let ready = (tool == "pairs").then(|| weights(&texts[..texts.len().min(10_000)], 1));
    for _ in std::io::stdin().lines() {
        let (wall, cpu) = (std::time::Instant::now(), cpu_time::ProcessTime::now());
        let found = job(tool, &texts, ready.as_ref());
        println!("{} {} {found}", wall.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
    }
}

fn job(tool: &str, texts: &[String], ready: Option<&Tfidf>) -> usize {
    match tool {
        "driftline" => pairs_in(&weights(texts, 1)),
        "driftline2" => pairs_in(&weights(texts, 2)),
        "pairs" => ready.map_or(0, |weights| pairs::similar(weights, 0.5).len()),
        "words" => texts.iter().map(|text| text.unicode_words().count()).sum(),
        "vtext" => vtext(texts),
        "tantivy" => tantivy(texts),
        _ => panic!("unknown tool {tool}"),
    }
}

/// JSON lines with a `text` each, or plain texts with blank lines between.
fn texts(path: &str) -> Vec<String> {
    let file = std::fs::read_to_string(path).expect("a readable file");
    let text = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
    match path.ends_with(".jsonl") {
        true => file.lines().filter_map(text).collect(),
        false => file.split("\n\n").map(str::to_owned).collect(),
    }
}

fn weights(texts: &[String], longest: usize) -> Tfidf<'static> {
    Vectorizer { ngram_range: (1, longest), ..Default::default() }.fit_transform(texts).expect("options that mean something").1
}

fn pairs_in(weights: &Tfidf) -> usize {
    weights.counts().pairs()
}

fn vtext(texts: &[String]) -> usize {
    let tokenizer = vtext::tokenize::RegexpTokenizerParams::default().build().unwrap();
    let mut vectorizer = vtext::vectorize::CountVectorizerParams::default().tokenizer(tokenizer).build().unwrap();
    vectorizer.fit_transform(texts).nnz()
}

fn tantivy(texts: &[String]) -> usize {
    let mut schema = tantivy::schema::Schema::builder();
    let indexing = tantivy::schema::TextFieldIndexing::default()
        .set_tokenizer("default")
        .set_index_option(tantivy::schema::IndexRecordOption::WithFreqs);
    let field = schema.add_text_field("text", tantivy::schema::TextOptions::default().set_indexing_options(indexing));
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 500_000_000).unwrap();
    for text in texts {
        writer.add_document(tantivy::doc!(field => text.as_str())).unwrap();
    }
    writer.commit().unwrap();
    texts.len()
}
