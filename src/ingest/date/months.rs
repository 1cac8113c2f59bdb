//! Names of months and weekdays in the languages whose dates are read.

/// Month names and their usual short forms, lower case, in order of the month: English, German, French, Spanish,
/// Italian, Portuguese.
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "jänner", "jän", "janvier", "janv", "enero", "ene", "gennaio", "gen", "janeiro"],
    &["february", "feb", "februar", "feber", "février", "fevrier", "févr", "fév", "febrero", "febbraio", "fevereiro"],
    &["march", "mar", "märz", "mär", "mrz", "mars", "marzo", "março", "marco"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile"],
    &["may", "mai", "mayo", "maggio", "mag", "maio"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho"],
    &["august", "aug", "août", "aout", "agosto", "ago"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "set", "setembro"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out"],
    &["november", "nov", "novembre", "noviembre", "novembro"],
    &["december", "dec", "dezember", "dez", "décembre", "decembre", "déc", "diciembre", "dic", "dicembre", "dezembro"],
];

/// First letters of weekdays in the same languages; a word that starts so and stands before a date is a weekday.
const WEEKDAYS: [&str; 31] = [
    "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mont", "dien", "mitt", "donn", "frei", "sams", "sonn", "lun",
    "mar", "mer", "jeu", "ven", "sam", "dim", "mié", "jue", "vie", "sáb", "dom", "gio", "seg", "ter", "qua", "qui",
];

/// The number of the month that a word names, 1 to 12; `word` in any case, without a dot.
pub(super) fn month(word: &str) -> Option<i8> {
    if !(3..=12).contains(&word.len()) {
        return None;
    }
    let word = word.to_lowercase();
    let index = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(index + 1).ok()
}

/// Whether a word may be a weekday: full or short, in one of the languages.
pub(super) fn is_weekday(word: &str) -> bool {
    let word = word.to_lowercase();
    WEEKDAYS.iter().any(|start| word.starts_with(start)) || word == "sex" || word == "sexta"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_of_six_languages_are_known() {
        for (word, number) in [("Oct", 10), ("März", 3), ("août", 8), ("enero", 1), ("giugno", 6), ("dezembro", 12)] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        assert_eq!(month("Reid"), None);
        assert_eq!(month("octopus"), None);
    }
}
