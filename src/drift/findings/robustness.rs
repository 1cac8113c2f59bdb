//! What other settings would have said.

use serde::{Deserialize, Serialize};

/// The headline verdicts under other settings, each changed alone.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Robustness {
    /// The settings that were tried.
    pub settings: Vec<String>,
    pub headlines: Vec<RobustnessOf>,
}

/// One verdict under other settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RobustnessOf {
    /// "pair: trade : defence", "theme: trade", "term: tariffs", "drift of the whole vocabulary".
    pub about: String,
    /// The verdict as found, in words.
    pub verdict: String,
    /// In how many of the settings that could change it the verdict stands.
    pub stands: usize,
    pub settings: usize,
    pub results: Vec<SettingResult>,
}

/// A verdict under one other setting.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingResult {
    pub setting: String,
    pub verdict: String,
    pub ratio: Option<f64>,
    pub stands: bool,
}
