//! Factors the matrix that `topics.py` wrote into a folder: for each line of standard input once, from the factors that lie
//! there ("given") or from its own beginning. Prints the seconds and the steps and leaves the factors in the folder.

use driftline::stats::nmf::{self, Factors, Matrix, Stop};
use std::path::Path;

pub fn run(folder: &str) {
    let folder = Path::new(folder);
    let [width, parts, tolerance, most_steps] = numbers(folder, "sizes")[..] else { panic!("four sizes") };
    let matrix = Matrix {
        starts: numbers(folder, "starts").into_iter().map(|start| start as usize).collect(),
        columns: numbers(folder, "columns").into_iter().map(|column| column as u32).collect(),
        values: numbers(folder, "values"),
        width: width as usize,
    };
    let (rows, columns) = (numbers(folder, "w"), numbers(folder, "h"));
    let (parts, stop) = (parts as usize, Stop { tolerance, most_steps: most_steps as usize });
    for line in std::io::stdin().lines() {
        let begin = Factors { parts, rows: rows.clone(), columns: columns.clone(), steps: 0 };
        let (wall, cpu) = (std::time::Instant::now(), cpu_time::ProcessTime::now());
        let found = match line.expect("a line").as_str() {
            "given" => nmf::descend(&matrix, &matrix.transposed(), begin, stop),
            _ => nmf::factor(&matrix, parts, stop),
        };
        let (wall, cpu) = (wall.elapsed().as_secs_f64(), cpu.elapsed().as_secs_f64());
        let bytes: Vec<u8> = found.rows.iter().chain(&found.columns).flat_map(|number| number.to_le_bytes()).collect();
        std::fs::write(folder.join("factors"), bytes).expect("a folder to write into");
        println!("{wall} {cpu} {}", found.steps);
    }
}

fn numbers(folder: &Path, name: &str) -> Vec<f64> {
    let bytes = std::fs::read(folder.join(name)).expect("a file of topics.py");
    bytes.as_chunks().0.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}
