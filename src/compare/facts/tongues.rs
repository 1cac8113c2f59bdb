//! Numbers in German, French and Spanish words, up to the millions: "dreiundzwanzig", "quatre-vingt-dix-sept", "treinta y
//! cinco". "One" is an article in all three and no number by itself.

use super::Reader;

const GERMAN: [(&str, f64); 27] = [
    ("null", 0.0),
    ("zwei", 2.0),
    ("drei", 3.0),
    ("vier", 4.0),
    ("fünf", 5.0),
    ("sechs", 6.0),
    ("sieben", 7.0),
    ("acht", 8.0),
    ("neun", 9.0),
    ("zehn", 10.0),
    ("elf", 11.0),
    ("zwölf", 12.0),
    ("dreizehn", 13.0),
    ("vierzehn", 14.0),
    ("fünfzehn", 15.0),
    ("sechzehn", 16.0),
    ("siebzehn", 17.0),
    ("achtzehn", 18.0),
    ("neunzehn", 19.0),
    ("zwanzig", 20.0),
    ("dreißig", 30.0),
    ("vierzig", 40.0),
    ("fünfzig", 50.0),
    ("sechzig", 60.0),
    ("siebzig", 70.0),
    ("achtzig", 80.0),
    ("neunzig", 90.0),
];
const FRENCH: [(&str, f64); 27] = [
    ("zéro", 0.0),
    ("deux", 2.0),
    ("trois", 3.0),
    ("quatre", 4.0),
    ("cinq", 5.0),
    ("six", 6.0),
    ("sept", 7.0),
    ("huit", 8.0),
    ("neuf", 9.0),
    ("dix", 10.0),
    ("onze", 11.0),
    ("douze", 12.0),
    ("treize", 13.0),
    ("quatorze", 14.0),
    ("quinze", 15.0),
    ("seize", 16.0),
    ("vingt", 20.0),
    ("vingts", 20.0),
    ("trente", 30.0),
    ("quarante", 40.0),
    ("cinquante", 50.0),
    ("soixante", 60.0),
    ("cent", 100.0),
    ("cents", 100.0),
    ("mille", 1e3),
    ("million", 1e6),
    ("millions", 1e6),
];
const SPANISH: [(&str, f64); 49] = [
    ("cero", 0.0),
    ("dos", 2.0),
    ("tres", 3.0),
    ("cuatro", 4.0),
    ("cinco", 5.0),
    ("seis", 6.0),
    ("siete", 7.0),
    ("ocho", 8.0),
    ("nueve", 9.0),
    ("diez", 10.0),
    ("once", 11.0),
    ("doce", 12.0),
    ("trece", 13.0),
    ("catorce", 14.0),
    ("quince", 15.0),
    ("dieciséis", 16.0),
    ("diecisiete", 17.0),
    ("dieciocho", 18.0),
    ("diecinueve", 19.0),
    ("veinte", 20.0),
    ("veintiún", 21.0),
    ("veintiuno", 21.0),
    ("veintidós", 22.0),
    ("veintitrés", 23.0),
    ("veinticuatro", 24.0),
    ("veinticinco", 25.0),
    ("veintiséis", 26.0),
    ("veintisiete", 27.0),
    ("veintiocho", 28.0),
    ("veintinueve", 29.0),
    ("treinta", 30.0),
    ("cuarenta", 40.0),
    ("cincuenta", 50.0),
    ("sesenta", 60.0),
    ("setenta", 70.0),
    ("ochenta", 80.0),
    ("noventa", 90.0),
    ("cien", 100.0),
    ("ciento", 100.0),
    ("doscientos", 200.0),
    ("trescientos", 300.0),
    ("cuatrocientos", 400.0),
    ("quinientos", 500.0),
    ("seiscientos", 600.0),
    ("setecientos", 700.0),
    ("ochocientos", 800.0),
    ("novecientos", 900.0),
    ("mil", 1e3),
    ("millones", 1e6),
];

fn find(table: &[(&str, f64)], word: &str) -> Option<f64> {
    table.iter().find(|(name, _)| *name == word).map(|(_, value)| *value)
}

/// A German number, which is one word below a million.
fn german(word: &str) -> Option<f64> {
    let known = find(&GERMAN, word);
    let around = |mark: &str, scale: f64| {
        let (count, rest) = word.split_once(mark)?;
        let count = if matches!(count, "" | "ein") { 1.0 } else { german(count)? };
        let rest = if rest.is_empty() { 0.0 } else { german(rest)? };
        Some(count * scale + rest).filter(|_| rest < scale)
    };
    let joined = || {
        let (ones, tens) = word.split_once("und")?;
        let ones = if ones == "ein" { 1.0 } else { find(&GERMAN, ones)? };
        find(&GERMAN, tens).filter(|tens| ones < 10.0 && *tens >= 20.0).map(|tens| tens + ones)
    };
    known.or_else(|| around("tausend", 1e3)).or_else(|| around("hundert", 1e2)).or_else(joined)
}

/// A number whose words stand apart, as far as it is read.
#[derive(Default)]
struct Sum {
    total: f64,
    group: f64,
}

impl Sum {
    /// Takes a word's value if the number can go on with it.
    fn take(&mut self, value: f64) -> bool {
        let (below, group) = (self.group % 100.0, self.group);
        let fits = match value {
            1e3.. => {
                self.total += group.max(1.0) * value;
                self.group = 0.0;
                return true;
            }
            // "Quatre-vingt" multiplies, and so does "deux cents".
            20.0 if below == 4.0 => {
                self.group += 76.0;
                return true;
            }
            100.0 if (2.0..10.0).contains(&group) => {
                self.group *= 100.0;
                return true;
            }
            100.0.. => group == 0.0,
            20.0.. => below == 0.0,
            10.0.. => below == 0.0 || below == 60.0 || below == 80.0,
            _ => below % 10.0 == 0.0,
        };
        self.group += if fits { value } else { 0.0 };
        fits
    }
}

impl Reader<'_> {
    /// The value of a number in words of the text's language, and the word after it.
    pub fn foreign(&self, at: usize) -> Option<(f64, usize)> {
        let table: &[(&str, f64)] = match self.language {
            "de" => {
                let (value, next) = (german(&self.lower(at))?, self.lower(at + 1));
                let scale = if matches!(next.as_str(), "millionen" | "mio") { 1e6 } else { 1.0 };
                return Some((value * scale, at + 1 + usize::from(scale > 1.0)));
            }
            "fr" => &FRENCH,
            "es" => &SPANISH,
            _ => return None,
        };
        let mut sum = Sum::default();
        if !sum.take(find(table, &self.lower(at))?) {
            return None;
        }
        let mut end = at + 1;
        while end < self.unit.words.len() && matches!(self.before(end), "-" | " ") {
            let and = usize::from(matches!(self.lower(end).as_str(), "et" | "y") && sum.group % 100.0 >= 20.0);
            let next = self.lower(end + and);
            // "Vingt et un", but not "vingt un".
            let one = matches!(next.as_str(), "un" | "une" | "uno" | "una") && (and == 1 || sum.group % 100.0 == 80.0);
            let value = if one { Some(1.0) } else { find(table, &next) };
            if !value.is_some_and(|value| (and == 0 || value < 20.0) && sum.take(value)) {
                break;
            }
            end += and + 1;
        }
        Some((sum.total + sum.group, end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn german_numbers_are_one_word() {
        for (word, value) in [
            ("zwei", Some(2.0)),
            ("dreiundzwanzig", Some(23.0)),
            ("einundfünfzig", Some(51.0)),
            ("hundert", Some(100.0)),
            ("zweihundertfünf", Some(205.0)),
            ("dreitausendvierhundert", Some(3400.0)),
            ("jahrhundert", None),
            ("und", None),
            ("tausende", None),
            ("ein", None),
        ] {
            assert_eq!(german(word), value, "{word}");
        }
    }
}
