//! Does the whole job of one tool on the texts of a file and prints the seconds: wall clock and processor.

use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, tool, path] = arguments.as_slice() else { panic!("usage: peers TOOL TEXTS.jsonl") };
    let file = std::fs::read_to_string(path).expect("a readable file");
    let text =
        |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["text"].as_str().unwrap().to_owned();
    let texts: Vec<String> = file.lines().map(text).collect();
    drop(file);
    let (wall, cpu) = (Instant::now(), cpu_time::ProcessTime::now());
    let found = match tool.as_str() {
        "driftline" => driftline(&texts, 1),
        "driftline2" => driftline(&texts, 2),
        "vtext" => vtext(&texts),
        "tantivy" => tantivy(&texts),
        _ => panic!("unknown tool {tool}"),
    };
    println!("{} {} {found}", wall.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
}

fn driftline(texts: &[String], longest: usize) -> usize {
    let vectorizer = driftline::counts::Vectorizer { ngram_range: (1, longest), ..Default::default() };
    vectorizer.fit_transform(texts).1.counts().pairs()
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
