//! The panel that says in how many other settings each verdict stands.

use super::view::{Cell, Grid, Section};
use crate::drift::findings::{Findings, RobustnessOf, SettingResult};
use crate::report::wording::{counted, factor};

/// The panel; empty where no other setting was tried.
pub fn robustness(findings: &Findings) -> Section {
    let mut section = Section::new("robustness", "How robust the verdicts are");
    let Some(panel) = &findings.robustness else { return section };
    section.say(format!(
        "The analysis was run again under {}, one changed at a time: {}. A verdict stands where it is given again; one that \
         leans, also where it is sure; one that cannot tell, where nothing is sure. Stop words and phrases do not touch themes.",
        counted(panel.settings.len(), "other setting"),
        panel.settings.join(", ")
    ));
    let labels = ["", "verdict", "#stands in", "otherwise"];
    let caption = "Headline verdicts, and the settings in which they would have been others";
    section.table(Grid::new(caption, &labels).rows(panel.headlines.iter().map(row)));
    section
}

fn row(of: &RobustnessOf) -> Vec<Cell> {
    let share = of.stands as f64 / of.settings.max(1) as f64;
    let other = |result: &SettingResult| match result.ratio {
        Some(ratio) => format!("{}: {} ({})", result.setting, result.verdict, factor(ratio)),
        None => format!("{}: {}", result.setting, result.verdict),
    };
    let otherwise: Vec<String> = of.results.iter().filter(|result| !result.stands).map(other).collect();
    vec![
        Cell::foreign(&of.about),
        Cell::text(&of.verdict),
        Cell::number(share, format!("{} of {}", of.stands, of.settings)),
        Cell::foreign(otherwise.join("; ")),
    ]
}
