//! British and American spelling folded to one key, so that "defence" and "defense" are counted as one word.
//!
//! Only the key changes: people see the spelling that the corpus uses most. A rule that turns a word into a
//! non-word ("otherwize") is therefore harmless as long as it joins no two different words; the exceptions below are the
//! words for which it would, after stemming. What is not folded: "-ogue" (dialogue is not dialog), "programme",
//! "cheque", "tyre" and other pairs whose American form is another British word.

/// Words in "-our" that lose the u, with whatever follows it (colourful, neighbouring, labourer).
const OUR: &[&str] = &[
    "ardour",
    "armour",
    "behaviour",
    "candour",
    "clamour",
    "colour",
    "demeanour",
    "endeavour",
    "favour",
    "fervour",
    "flavour",
    "glamour",
    "harbour",
    "honour",
    "humour",
    "labour",
    "neighbour",
    "odour",
    "parlour",
    "rancour",
    "rigour",
    "rumour",
    "saviour",
    "savour",
    "splendour",
    "tumour",
    "valour",
    "vapour",
    "vigour",
];

/// Words that differ by more than a rule could say.
const PAIRS: &[(&str, &str)] = &[
    ("aeroplane", "airplane"),
    ("ageing", "aging"),
    ("aluminium", "aluminum"),
    ("artefact", "artifact"),
    ("catalogue", "catalog"),
    ("centre", "center"),
    ("centred", "centered"),
    ("centres", "centers"),
    ("centring", "centering"),
    ("defence", "defense"),
    ("defences", "defenses"),
    ("defenceless", "defenseless"),
    ("encyclopaedia", "encyclopedia"),
    ("enrol", "enroll"),
    ("enrolment", "enrollment"),
    ("fibre", "fiber"),
    ("fibres", "fibers"),
    ("fulfil", "fulfill"),
    ("fulfilment", "fulfillment"),
    ("fulfils", "fulfills"),
    ("grey", "gray"),
    ("instalment", "installment"),
    ("instalments", "installments"),
    ("jewellery", "jewelry"),
    ("judgement", "judgment"),
    ("judgements", "judgments"),
    ("licence", "license"),
    ("licences", "licenses"),
    ("litre", "liter"),
    ("litres", "liters"),
    ("lustre", "luster"),
    ("manoeuvre", "maneuver"),
    ("manoeuvres", "maneuvers"),
    ("mould", "mold"),
    ("offence", "offense"),
    ("offences", "offenses"),
    ("paediatric", "pediatric"),
    ("plough", "plow"),
    ("practise", "practice"),
    ("practised", "practiced"),
    ("practising", "practicing"),
    ("pretence", "pretense"),
    ("sceptic", "skeptic"),
    ("sceptical", "skeptical"),
    ("scepticism", "skepticism"),
    ("skilful", "skillful"),
    ("spectre", "specter"),
    ("sulphur", "sulfur"),
    ("theatre", "theater"),
    ("theatres", "theaters"),
    ("wilful", "willful"),
    ("woollen", "woolen"),
    ("anaemia", "anemia"),
    ("anaesthesia", "anesthesia"),
    ("archaeology", "archeology"),
    ("foetus", "fetus"),
    ("haemorrhage", "hemorrhage"),
    ("leukaemia", "leukemia"),
    ("orthopaedic", "orthopedic"),
];

/// Words in "-ise" that a stemmer would join to another word if they were written "-ize".
const NOT_IZE: &[&str] = &["expertise", "promise", "premise", "rise", "wise", "raise", "praise", "arise", "franchise"];

/// Stems whose final l is doubled in British spelling before -ed, -ing, -er.
const DOUBLED: &[&str] = &[
    "cancel", "channel", "counsel", "dial", "equal", "fuel", "initial", "label", "level", "marvel", "model", "panel",
    "quarrel", "rival", "shovel", "signal", "total", "travel", "tunnel",
];

/// The key of a lower-case English word: its American spelling where the two differ by a rule or a pair above.
pub fn fold(word: &str) -> String {
    if let Ok(index) = PAIRS_SORTED.binary_search_by_key(&word, |pair| pair.0) {
        return PAIRS_SORTED[index].1.to_owned();
    }
    our(word).or_else(|| ize(word)).or_else(|| doubled(word)).unwrap_or_else(|| word.to_owned())
}

static PAIRS_SORTED: std::sync::LazyLock<Vec<(&str, &str)>> = std::sync::LazyLock::new(|| {
    let mut pairs = PAIRS.to_vec();
    pairs.sort_unstable();
    pairs
});

/// "colour" -> "color", also inside "discoloured" and "neighbourhood"; "glamour" itself keeps its u in both spellings.
fn our(word: &str) -> Option<String> {
    let at = word.find("our")?;
    let known = OUR.iter().any(|stem| word.match_indices(stem).any(|(start, _)| start + stem.len() == at + 3));
    known.then(|| format!("{}or{}", &word[..at], &word[at + 3..]))
}

/// "-ise", "-isation", "-yse" and their forms -> "-ize", "-ization", "-yze".
fn ize(word: &str) -> Option<String> {
    const ENDINGS: &[(&str, &str)] = &[
        ("isation", "ization"),
        ("isations", "izations"),
        ("isational", "izational"),
        ("ise", "ize"),
        ("ises", "izes"),
        ("ised", "ized"),
        ("ising", "izing"),
        ("iser", "izer"),
        ("isers", "izers"),
        ("yse", "yze"),
        ("ysed", "yzed"),
        ("ysing", "yzing"),
    ];
    let (ending, american) =
        ENDINGS.iter().filter(|(ending, _)| word.ends_with(ending)).max_by_key(|(e, _)| e.len())?;
    let stem = &word[..word.len() - ending.len()];
    let base = format!("{stem}ise");
    let refused = NOT_IZE.iter().any(|exception| base.ends_with(exception)) || stem.chars().count() < 4;
    (!refused).then(|| format!("{stem}{american}"))
}

/// "travelling" -> "traveling".
fn doubled(word: &str) -> Option<String> {
    let stem = ["ling", "led", "ler", "lers"].iter().find_map(|ending| word.strip_suffix(ending))?;
    DOUBLED.contains(&stem).then(|| format!("{stem}{}", &word[stem.len() + 1..]))
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn pairs_meet() {
        for (british, american) in [
            ("defence", "defense"),
            ("organisation", "organization"),
            ("labour", "labor"),
            ("analysed", "analyzed"),
            ("neighbourhood", "neighborhood"),
            ("travelled", "traveled"),
            ("modernising", "modernizing"),
            ("licence", "license"),
            ("programme", "programme"),
            ("dialogue", "dialogue"),
            ("armoured", "armored"),
        ] {
            assert_eq!(fold(british), fold(american), "{british}");
        }
    }

    #[test]
    fn different_words_stay_apart() {
        for word in [
            "four",
            "hour",
            "tour",
            "source",
            "course",
            "our",
            "your",
            "rise",
            "promise",
            "wise",
            "expertise",
            "filled",
        ] {
            assert_eq!(fold(word), word);
        }
    }
}
