//! Inflections of English: which words are forms of one word, for the entries of themes.
//!
//! A stem joins what a table of terms may join, but no person who asks for "imports" means "important". So an entry stands
//! for its inflections and for no derivation: plural, third person, -ed and -ing, with doubled consonants (planned), a
//! dropped e (trading) and y to ie (policies). The endings are those of Harman's S-stemmer (1991) and of the inflectional
//! part of Krovetz's stemmer (1993). Krovetz asks a dictionary which base is right where rules leave several; a dictionary of
//! the corpus's own words would let a theme change with the documents that stand beside it. Here two words match if they
//! share any base that the rules allow, and rules and lists are such that two different words seldom share one.
//!
//! What this leaves: forms of irregular verbs (bought) are words of their own, and so are comparatives; a noun and a verb that are
//! spelled alike are one (mine, mining); family names in -s are taken for plurals (Williams).

/// Calls `see` with each word, itself first, of which a folded lower-case word may be a form.
pub fn each_base(word: &str, mut see: impl FnMut(&str)) {
    see(word);
    if !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return other_base(word, see);
    }
    if INVARIANT.binary_search(&word).is_ok() {
        return;
    }
    if let Ok(at) = IRREGULAR.binary_search_by_key(&word, |pair| pair.0) {
        return IRREGULAR[at].1.split(' ').for_each(see);
    }
    if let Some(stem) = word.strip_suffix('s') {
        singular(stem, see);
    } else if let Some(stem) = word.strip_suffix("ed") {
        match stem.as_bytes() {
            // Only longer words are verbs in -ee: agreed, not speed.
            [.., b'e'] if stem.len() > 3 => see(&format!("{stem}e")),
            [.., b'e'] => {}
            [start @ .., b'i'] => {
                see(&format!("{stem}e"));
                if start.len() > 1 {
                    see(&format!("{}y", &stem[..start.len()]));
                }
            }
            _ => verb(stem, see),
        }
    } else if let Some(stem) = word.strip_suffix("ing") {
        verb(stem, see);
    }
}

/// "MPs": the plural of an abbreviation, which would be too short for a base if its capitals did not tell.
pub fn is_plural_abbreviation(surface: &str) -> bool {
    surface
        .strip_suffix('s')
        .is_some_and(|start| start.len() > 1 && start.bytes().all(|byte| byte.is_ascii_uppercase()))
}

/// Words with other characters: the plural, and initials without their full stops ("A.I").
fn other_base(word: &str, mut see: impl FnMut(&str)) {
    if word != "u.s." && word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1) {
        return see(&word.replace('.', ""));
    }
    if let Some(stem) = word.strip_suffix('s').filter(|stem| stem.chars().all(char::is_alphabetic)) {
        singular(stem, see);
    }
}

/// The bases of a word that is `stem` and an s.
fn singular(stem: &str, mut see: impl FnMut(&str)) {
    if stem.ends_with('s') {
        return;
    }
    if stem.len() >= SHORTEST {
        see(stem);
    }
    let Some(before) = stem.strip_suffix('e').filter(|before| before.len() > 1) else { return };
    if let Some(start) = before.strip_suffix('i').filter(|start| start.len() > 1) {
        see(&format!("{start}y"));
    }
    if before.len() >= SHORTEST && ["s", "x", "z", "ch", "sh", "o"].iter().any(|ending| before.ends_with(ending)) {
        see(before);
    }
    // "crises".
    if before.ends_with('s') {
        see(&format!("{before}is"));
    }
}

/// Shorter bases are none: "his" is no plural.
const SHORTEST: usize = 3;

/// The bases of a word that is `stem` and -ed or -ing.
fn verb(stem: &str, mut see: impl FnMut(&str)) {
    let bytes = stem.as_bytes();
    if bytes.len() < 2 || !(0..bytes.len()).any(|at| is_vowel(bytes, at)) {
        return;
    }
    let last = bytes.len() - 1;
    if bytes[last] == bytes[last - 1] && !is_vowel(bytes, last) {
        if stem.len() >= SHORTEST {
            see(stem);
        }
        if stem.len() > SHORTEST {
            see(&stem[..last]);
        }
        return;
    }
    // "planing" is from plane: plan would have doubled its consonant. "pleasing" is not from pleas.
    let plural = bytes[last] == b's' && (!stem.ends_with("us") || is_vowel(bytes, last.saturating_sub(2)));
    if !is_short(bytes) && !plural && stem.len() >= SHORTEST {
        see(stem);
    }
    if bytes[last] != b'e' {
        see(&format!("{stem}e"));
    }
}

/// One syllable that ends with a single vowel and a consonant, which is doubled before an ending.
fn is_short(stem: &[u8]) -> bool {
    let last = stem.len() - 1;
    let vowels = (0..last).filter(|&at| is_vowel(stem, at)).count();
    vowels == 1 && is_vowel(stem, last - 1) && !is_vowel(stem, last) && !matches!(stem[last], b'w' | b'x' | b'y')
}

/// Whether a letter is a vowel where it stands: y at an end or before a vowel is none, nor is u after q.
fn is_vowel(word: &[u8], at: usize) -> bool {
    match word[at] {
        b'a' | b'e' | b'i' | b'o' => true,
        b'u' => at == 0 || word[at - 1] != b'q',
        b'y' => at > 0 && at + 1 < word.len(),
        _ => false,
    }
}

/// Words that look like forms of another word and are none, or mean something else than it. Sorted.
const INVARIANT: &[&str] = &[
    "according",
    "acoustics",
    "aeronautics",
    "arms",
    "athletics",
    "basics",
    "ceiling",
    "concerning",
    "customs",
    "during",
    "dynamics",
    "earring",
    "economics",
    "electronics",
    "ergonomics",
    "ethics",
    "evening",
    "genetics",
    "geopolitics",
    "goods",
    "graphics",
    "herring",
    "hydraulics",
    "linguistics",
    "logistics",
    "mathematics",
    "morning",
    "news",
    "optics",
    "pediatrics",
    "photonics",
    "physics",
    "politics",
    "regarding",
    "robotics",
    "semantics",
    "series",
    "species",
    "wicked",
];

/// Words whose bases no rule gives, or a rule would give wrongly. Sorted.
const IRREGULAR: &[(&str, &str)] = &[
    ("biased", "bias"),
    ("calves", "calf"),
    ("children", "child"),
    ("criteria", "criterion"),
    ("dying", "die"),
    ("feet", "foot"),
    ("freed", "free"),
    ("halves", "half halve"),
    ("knives", "knife"),
    ("leaves", "leaf leave"),
    ("lives", "life live"),
    ("loaves", "loaf"),
    ("lying", "lie"),
    ("men", "man"),
    ("mice", "mouse"),
    ("phenomena", "phenomenon"),
    ("quizzes", "quiz"),
    ("scarves", "scarf"),
    ("shelves", "shelf"),
    ("teeth", "tooth"),
    ("thieves", "thief"),
    ("tying", "tie"),
    ("united", "unite"),
    ("uniting", "unite"),
    ("wives", "wife"),
    ("wolves", "wolf"),
    ("women", "woman"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn bases(word: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        each_base(word, |base| found.extend([base.to_owned()]));
        found
    }

    fn check(rows: &str, same: bool) {
        for row in rows.split('\n').map(str::trim).filter(|row| !row.is_empty()) {
            let words: Vec<&str> = row.split_whitespace().collect();
            for other in &words[1..] {
                assert_eq!(!bases(words[0]).is_disjoint(&bases(other)), same, "{} {other}", words[0]);
            }
        }
    }

    #[test]
    fn lists_are_sorted() {
        assert!(INVARIANT.is_sorted() && IRREGULAR.is_sorted());
    }

    /// The words of each row are forms of the first.
    #[test]
    fn forms_of_one_word_meet() {
        check(
            "import imports imported importing
             plan plans planned planning
             trade trades traded trading
             mineral minerals
             policy policies
             tax taxes taxed taxing
             agree agrees agreed agreeing
             study studies studied studying
             apply applies applied applying
             focus focused focusing focuses
             travel travels traveled traveling
             commit commits committed committing
             argue argues argued arguing
             continue continues continued continuing
             use uses used using
             age aged ages
             call calls called calling
             process processes processed processing
             crisis crises
             gas gases
             bus buses
             hero heroes
             virus viruses
             woman women
             child children
             life lives
             die dies died dying
             mine mines mined mining
             state states stated stating
             unite united unites uniting
             drill drilled drilling
             fix fixed fixing
             show showed showing
             house houses housed housing
             authority authorities
             vaccine vaccines
             visit visited visiting
             free freed
             equip equipped
             café cafés
             a.i ai",
            true,
        );
    }

    /// The words of each row share a beginning with the first, most of them its Porter stem, and are other words.
    #[test]
    fn other_words_stay_apart() {
        check(
            "imports important importance
             import important
             goods good goodness
             minerals miner miners
             authors authorize authorized authorization
             authorities author authors
             critical critic critics criticize
             news new newspaper newsroom
             policy policymaker police policed
             community communism communist
             emergency emerging emerge
             politics polite politic political
             economics economic economical
             united unit units
             war ward warn warned ware
             plan plane planes planing
             star stare stared staring
             car care cared caring
             rat rate rated rating
             general generally generation
             invest investigation investment
             international internal
             organization organ organic
             university universe universal
             accord according accordingly
             even evening event
             see seed
             fee feed
             nee need needed
             speed spee
             gas ga
             his hi
             thing th
             string str
             arms arm army
             customs custom customer
             operation operate operative
             nation national nationality
             relation relative
             execution executive
             defense defensive defendant
             past pastor
             pleas please pleasing
             her herring
             wick wicked
             state statement status
             use user useful
             ai aid
             u.s. us",
            false,
        );
    }

    #[test]
    fn short_abbreviations_have_plurals() {
        assert!(is_plural_abbreviation("MPs") && is_plural_abbreviation("NGOs"));
        assert!(!is_plural_abbreviation("gas") && !is_plural_abbreviation("Gas") && !is_plural_abbreviation("As"));
    }
}
