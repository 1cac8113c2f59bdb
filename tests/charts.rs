//! Charts as users see them: drawn, legible, the same every time, and sensible whatever the findings hold.

mod fixtures;

use driftline::chart::{self, Chart};

/// Writes every chart of every fixture as PNG for the eye: `CHARTS_OUT=dir cargo test --test charts -- --ignored`.
#[test]
#[ignore = "writes pictures for the eye"]
fn pictures() {
    let Ok(folder) = std::env::var("CHARTS_OUT") else { return };
    let sets = [
        ("thirty", fixtures::thirty()),
        ("five", fixtures::five()),
        ("many", fixtures::many()),
        ("decades", fixtures::decades()),
    ];
    for (set, findings) in sets {
        for Chart { name, svg, .. } in chart::all(&findings).expect("charts") {
            println!("{set}-{name}: {} bytes", svg.len());
            std::fs::write(format!("{folder}/{set}-{name}.svg"), &svg).expect("written");
            std::fs::write(format!("{folder}/{set}-{name}.png"), chart::png(&svg, 2.0).expect("png")).expect("written");
        }
    }
}
