//! In how many other settings each headline verdict stands: the choices that people quarrel about, each changed alone.

use super::findings::{Change, Findings, Robustness, RobustnessOf, SettingResult, Verdict};
use super::study::Study;
use super::verdict::FEWEST_DOCUMENTS;
use super::{divergence, keyness, relative, theme};

/// Terms tried in each direction: those that the summary names.
const TERMS_EACH: usize = 4;

/// One verdict under one setting.
#[derive(Debug, Clone, PartialEq)]
pub struct Headline {
    /// "theme: trade", "term: tariffs", "pair: trade : defence", "drift of the whole vocabulary".
    pub about: String,
    verdict: Verdict,
    ratio: Option<f64>,
    /// It rests on the words of themes, which neither stop words nor phrases can touch.
    of_themes: bool,
}

/// A setting that was tried, and what came out.
#[derive(Debug, Clone)]
pub struct Trial {
    pub setting: String,
    /// It changes nothing about themes and pairs, whose words are matched apart from stop words and phrases.
    pub of_terms_alone: bool,
    pub headlines: Vec<Headline>,
}

/// The headline verdicts of findings: pairs, themes, the terms that the summary names, and the drift as a whole.
pub fn of_findings(findings: &Findings) -> Vec<Headline> {
    let pairs = findings.relative.iter().map(|pair| (pair_name(&pair.theme, &pair.to), &pair.change));
    let themes = findings.themes.iter().map(|theme| (theme_name(&theme.name), &theme.change));
    let mut headlines: Vec<Headline> =
        pairs.chain(themes).map(|(about, change)| headline(about, change, true)).collect();
    let sure = |change: &Change| matches!(change.verdict, Verdict::Rose | Verdict::Fell);
    for terms in [&findings.terms.rising, &findings.terms.falling] {
        let named = terms.iter().filter(|term| sure(&term.change)).take(TERMS_EACH);
        headlines.extend(named.map(|term| headline(term_name(&term.term), &term.change, false)));
    }
    let overall = findings.drift.as_ref().and_then(|drift| drift.overall.p);
    headlines.extend(overall.filter(|_| findings.corpus.documents_dated >= FEWEST_DOCUMENTS).map(drift));
    headlines
}

/// The same verdicts of a study under another setting; what cannot be found there is left out.
pub fn of_study(study: &Study, wanted: &[Headline]) -> Vec<Headline> {
    let pairs = relative::changes(study).into_iter().map(|((a, b), change)| (pair_name(&a, &b), change));
    let themes = theme::changes(study).into_iter().map(|(name, change)| (theme_name(&name), change));
    let mut headlines: Vec<Headline> =
        pairs.chain(themes).map(|(about, change)| headline(about, &change, true)).collect();
    let labels: Vec<&str> = wanted.iter().filter_map(|headline| headline.about.strip_prefix("term: ")).collect();
    let terms = keyness::changes(study, &labels);
    headlines.extend(terms.into_iter().map(|(label, change)| headline(term_name(&label), &change, false)));
    headlines.extend(divergence::overall(study).and_then(|step| step.p).map(drift));
    headlines
}

fn pair_name(theme: &str, to: &str) -> String {
    format!("pair: {theme} : {to}")
}

fn theme_name(name: &str) -> String {
    format!("theme: {name}")
}

fn term_name(label: &str) -> String {
    format!("term: {label}")
}

fn headline(about: String, change: &Change, of_themes: bool) -> Headline {
    Headline { about, verdict: change.verdict, ratio: change.ratio.map(|ratio| ratio.value), of_themes }
}

/// Drift has no direction: it is there, or it cannot be told.
fn drift(p: f64) -> Headline {
    let verdict = if p < 0.05 { Verdict::Rose } else { Verdict::CannotTell };
    Headline { about: DRIFT.into(), verdict, ratio: None, of_themes: false }
}

const DRIFT: &str = "drift of the whole vocabulary";

/// Sets what each setting gave beside what was found.
pub fn compare(found: &[Headline], trials: &[Trial]) -> Robustness {
    let of = |base: &Headline| {
        let tried = trials.iter().filter(|trial| !(trial.of_terms_alone && base.of_themes));
        let results: Vec<SettingResult> = tried
            .filter_map(|trial| {
                let other = trial.headlines.iter().find(|other| other.about == base.about)?;
                let setting = trial.setting.clone();
                let (verdict, ratio) = (told(other), other.ratio);
                Some(SettingResult { setting, verdict, ratio, stands: stands(base.verdict, other.verdict) })
            })
            .collect();
        RobustnessOf {
            about: base.about.clone(),
            verdict: told(base),
            stands: results.iter().filter(|result| result.stands).count(),
            settings: results.len(),
            results,
        }
    };
    Robustness {
        settings: trials.iter().map(|trial| trial.setting.clone()).collect(),
        headlines: found.iter().map(of).collect(),
    }
}

fn told(headline: &Headline) -> String {
    let word = match (headline.about == DRIFT, headline.verdict) {
        (true, Verdict::Rose) => "drifted",
        (true, _) => "within noise",
        (_, Verdict::Rose) => "rose",
        (_, Verdict::Fell) => "fell",
        (_, Verdict::LeansUp) => "leans up",
        (_, Verdict::LeansDown) => "leans down",
        (_, Verdict::CannotTell) => "cannot tell",
        (_, Verdict::TooFew) => "too few",
    };
    word.into()
}

/// A sure verdict stands where it is given again; one that leans, where it leans that way or is sure of it; one that
/// cannot tell, where nothing is sure.
fn stands(base: Verdict, other: Verdict) -> bool {
    match base {
        Verdict::Rose | Verdict::Fell | Verdict::TooFew => base == other,
        Verdict::LeansUp => matches!(other, Verdict::LeansUp | Verdict::Rose),
        Verdict::LeansDown => matches!(other, Verdict::LeansDown | Verdict::Fell),
        Verdict::CannotTell => !matches!(other, Verdict::Rose | Verdict::Fell),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(about: &str, verdict: Verdict, of_themes: bool) -> Headline {
        Headline { about: about.into(), verdict, ratio: Some(2.0), of_themes }
    }

    #[test]
    fn settings_count_where_they_could_matter() {
        let found = [of("theme: trade", Verdict::Rose, true), of("term: tariffs", Verdict::LeansUp, false)];
        let trial = |setting: &str, of_terms_alone, theme, term: Option<Verdict>| Trial {
            setting: setting.into(),
            of_terms_alone,
            headlines: [Some(of("theme: trade", theme, true)), term.map(|term| of("term: tariffs", term, false))]
                .into_iter()
                .flatten()
                .collect(),
        };
        let trials = [
            trial("stop words kept", true, Verdict::CannotTell, Some(Verdict::Rose)),
            trial("no stemming", false, Verdict::Rose, None),
            trial("by quarter", false, Verdict::LeansUp, Some(Verdict::CannotTell)),
        ];
        let panel = compare(&found, &trials);
        let count = |index: usize| (panel.headlines[index].stands, panel.headlines[index].settings);
        assert_eq!(panel.settings.len(), 3);
        assert_eq!(count(0), (1, 2), "stop words cannot touch a theme, and leaning is not rising");
        assert_eq!(count(1), (1, 2), "what is no term there is not compared");
    }
}
