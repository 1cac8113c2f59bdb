//! Eras: where the whole vocabulary turned, and how alike the periods are.
//!
//! Binary segmentation (Vostrikova 1981) with the drift between all documents before a cut and all after it, scaled by
//! m n / (m + n) as in energy statistics (Matteson & James 2014), so that cuts near the ends are not favored. A cut is
//! taken if fewer than 5 % of the shuffles of its documents have one as strong anywhere, divided by the depth of the cut.
//! Where sources are known and shared, documents are shuffled within them (`sources::strata`).

use super::findings::{Era, EraCut, EraFindings};
use super::sources;
use super::study::Study;
use super::vectors::{Columns, Pool, Vectors, mmd, replicates};
use crate::stats::permutation::{AT_ONCE, p_below};
use crate::stats::random::{Stream, mix};
use rayon::prelude::*;

/// Fewest periods and documents of an era.
const FEWEST_PERIODS: usize = 3;
const FEWEST_DOCUMENTS: usize = 8;
/// Most periods of which all pairs are compared.
const MOST_PERIODS: usize = 120;
/// Terms named for each era.
const TERMS: usize = 5;
const LEVEL: f64 = 0.05;

/// Eras and the likeness of periods; `None` with fewer than two eras' worth of periods and documents.
pub fn find(study: &Study) -> Option<EraFindings> {
    let rows = study.groups.rows();
    let dated: usize = rows.iter().map(Vec::len).sum();
    if rows.len() < 2 * FEWEST_PERIODS || dated < 2 * FEWEST_DOCUMENTS {
        return None;
    }
    let vectors = Vectors::of(&study.counts);
    let (cuts, likeness) = rayon::join(
        || Whole { study, vectors: &vectors, strata: sources::strata(study) }.split((&rows, 0), 1),
        || if rows.len() <= MOST_PERIODS { likeness(&vectors, &rows) } else { Vec::new() },
    );
    Some(EraFindings { eras: eras(study, &vectors, &rows, &cuts), cuts, likeness })
}

/// What every cut is looked for in.
struct Whole<'s> {
    study: &'s Study,
    vectors: &'s Vectors<'s>,
    /// See [`sources::strata`].
    strata: Option<Vec<usize>>,
}

impl Whole<'_> {
    /// Cuts some periods, of which the first has this number, where they differ most, and goes on in both parts; the cuts are in
    /// order of time.
    fn split(&self, (rows, first): (&[Vec<usize>], usize), depth: u32) -> Vec<EraCut> {
        let order: Vec<usize> = rows.iter().flatten().copied().collect();
        let allowed = allowed(rows);
        let scan = Scan::of(self.vectors, &order, &allowed);
        let Some((at, strength)) = scan.strongest(&scan.segments) else { return Vec::new() };
        let seed = mix(self.study.seed ^ (first as u64) << 32 ^ rows.len() as u64);
        let exchange = sources::exchange(self.strata.as_deref(), &order);
        let shuffled = |replicates: &[u64]| -> Vec<f64> {
            let shuffle = |&replicate: &u64| {
                let mut segments = scan.segments.clone();
                exchange.shuffle(&mut segments, &mut Stream::new(seed, replicate));
                segments
            };
            let strongest = scan.strongest_of(&replicates.iter().map(shuffle).collect::<Vec<_>>());
            strongest.into_iter().map(|best| best.map_or(f64::NEG_INFINITY, |(_, strength)| strength)).collect()
        };
        let draws = replicates(self.vectors.pairs(&order));
        let Some(p) = p_below(LEVEL / f64::from(depth), strength, draws, shuffled) else { return Vec::new() };
        let (period, before) = allowed[at];
        let pool = |rows: &[usize]| Pool::of_roots(self.vectors, rows);
        let drift = mmd(&pool(&order[..before]), &pool(&order[before..]));
        let label = self.study.groups.periods[first + period].label.clone();
        let cut = EraCut { period: first + period, label, drift, p };
        drop(scan);
        let (mut cuts, later) = rayon::join(
            || self.split((&rows[..period], first), depth + 1),
            || self.split((&rows[period..], first + period), depth + 1),
        );
        cuts.push(cut);
        cuts.extend(later);
        cuts
    }
}

/// Where a cut may fall: the period that it begins with, and the documents before it.
fn allowed(rows: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let all: usize = rows.iter().map(Vec::len).sum();
    let mut before = 0;
    let mut allowed = Vec::new();
    for (period, rows_of) in rows.iter().enumerate() {
        let enough = before >= FEWEST_DOCUMENTS && all - before >= FEWEST_DOCUMENTS;
        if enough && period >= FEWEST_PERIODS && rows.len() - period >= FEWEST_PERIODS {
            allowed.push((period, before));
        }
        before += rows_of.len();
    }
    allowed
}

/// All that the drift of every cut needs, whichever documents lie before it.
struct Scan {
    columns: Columns,
    /// Between which cuts each document lies: 0 before the first.
    segments: Vec<u16>,
    /// Each document's product with the sum of all, and the squared length of that sum.
    with_all: Vec<f64>,
    whole: f64,
    cuts: usize,
}

impl Scan {
    fn of(vectors: &Vectors, order: &[usize], allowed: &[(usize, usize)]) -> Self {
        let columns = if allowed.is_empty() { Columns::default() } else { Columns::of_roots(vectors, order) };
        let mut all = vec![0.0; vectors.terms()];
        columns.terms().for_each(|(term, _, values)| all[term as usize] = values.iter().sum());
        let product = |&row: &usize| {
            let mut product = 0.0;
            vectors.each_root(row, |term, root| product += root * all[term]);
            product
        };
        let segment = |place: usize| allowed.partition_point(|&(_, before)| before <= place) as u16;
        Self {
            columns,
            segments: (0..order.len()).map(segment).collect(),
            with_all: order.par_iter().map(product).collect(),
            whole: all.iter().map(|sum| sum * sum).sum(),
            cuts: allowed.len(),
        }
    }

    /// The cut with the strongest drift, the first of equals, where documents lie in these segments, and its drift in
    /// proportion to what noise would give.
    ///
    /// The squared length of the sum before each cut is added up term by term; with the products of its documents and the
    /// sum of all it tells that of the other side.
    fn strongest(&self, segments: &[u16]) -> Option<(usize, f64)> {
        let side_by_side: Vec<[u16; 1]> = segments.iter().map(|&segment| [segment]).collect();
        let [lengths] = self.lengths(&side_by_side);
        self.best(segments, &lengths)
    }

    /// The same for at most [`AT_ONCE`] ways to lie.
    fn strongest_of(&self, ways: &[Vec<u16>]) -> Vec<Option<(usize, f64)>> {
        let of_place = |place: usize| std::array::from_fn(|way| ways.get(way).map_or(0, |segments| segments[place]));
        let side_by_side: Vec<[u16; AT_ONCE]> = (0..self.segments.len()).map(of_place).collect();
        let lengths = self.lengths(&side_by_side);
        ways.iter().zip(lengths).map(|(segments, lengths)| self.best(segments, &lengths)).collect()
    }

    fn best(&self, segments: &[u16], lengths: &[f64]) -> Option<(usize, f64)> {
        let mut parts = vec![[0.0; 3]; self.cuts + 1];
        for (place, &segment) in segments.iter().enumerate().filter(|_| self.cuts > 0) {
            let part = &mut parts[segment as usize];
            part[0] += 1.0;
            part[1] += self.columns.filled()[place];
            part[2] += self.with_all[place];
        }
        let sum = |index: usize| parts.iter().map(|part| part[index]).sum::<f64>();
        let (size, filled) = (sum(0), sum(1));
        let (mut own, mut before) = (0.0, [0.0; 3]);
        let mut best: Option<(usize, f64)> = None;
        for (at, (length, part)) in lengths.iter().zip(&parts).enumerate().take(self.cuts) {
            own += length;
            before.iter_mut().zip(part).for_each(|(sum, part)| *sum += part);
            let [m, having, with_all] = before;
            let (n, rest) = (size - m, self.whole - 2.0 * with_all + own);
            let within = |length: f64, filled: f64, size: f64| (length - filled) / (size * (size - 1.0));
            let drift = within(own, having, m) + within(rest, filled - having, n) - 2.0 * (with_all - own) / (m * n);
            let strength = drift * m * n / (m + n);
            if best.is_none_or(|(_, most)| strength > most) {
                best = Some((at, strength));
            }
        }
        best
    }

    /// What each segment adds to the squared length of the sum of all segments up to it, for several ways to lie in
    /// segments; each is added up as if it were alone.
    fn lengths<const WAYS: usize>(&self, segments: &[[u16; WAYS]]) -> [Vec<f64>; WAYS] {
        let mut added: Vec<[f64; WAYS]> = vec![[0.0; WAYS]; self.cuts + 1];
        let mut inside: Vec<[f64; WAYS]> = vec![[0.0; WAYS]; self.cuts + 1];
        // A bit for each segment that holds some of a rare term, so that the others need not be passed through.
        let mut touched: [Vec<u64>; WAYS] = std::array::from_fn(|_| vec![0; self.cuts / 64 + 1]);
        for (_, places, values) in self.columns.terms() {
            let rare = places.len() <= self.cuts / 2;
            for (&place, &value) in places.iter().zip(values) {
                let at = &segments[place as usize];
                at.iter().enumerate().for_each(|(way, &segment)| inside[segment as usize][way] += value);
                if rare {
                    let marks = touched.iter_mut().zip(at);
                    marks.for_each(|(touched, &segment)| touched[usize::from(segment / 64)] |= 1 << (segment % 64));
                }
            }
            let mut sums = [0.0; WAYS];
            let mut add = |segment: usize, way: usize| {
                let value = std::mem::take(&mut inside[segment][way]);
                added[segment][way] += value * (2.0 * sums[way] + value);
                sums[way] += value;
            };
            if rare {
                touched
                    .iter_mut()
                    .enumerate()
                    .for_each(|(way, touched)| each_bit(touched, |segment| add(segment, way)));
            } else {
                (0..=self.cuts).for_each(|segment| (0..WAYS).for_each(|way| add(segment, way)));
            }
        }
        std::array::from_fn(|way| added.iter().map(|added| added[way]).collect())
    }
}

/// Calls `each` with the numbers of the bits that are set, in order, and clears them.
fn each_bit(words: &mut [u64], mut each: impl FnMut(usize)) {
    for (index, bits) in words.iter_mut().enumerate() {
        while *bits != 0 {
            each(64 * index + bits.trailing_zeros() as usize);
            *bits &= *bits - 1;
        }
    }
}

/// Mean likeness of the documents of each two periods: the product of their square roots of shares, 0 to 1; within a
/// period, of each two of its documents.
fn likeness(vectors: &Vectors, rows: &[Vec<usize>]) -> Vec<Vec<Option<f64>>> {
    let pools: Vec<Pool> = rows.par_iter().map(|rows| Pool::of_roots(vectors, rows)).collect();
    let dot = |a: &Pool, b: &Pool| a.sum.iter().zip(&b.sum).map(|(x, y)| x * y).sum::<f64>();
    let cell = |a: usize, b: usize| {
        let (x, y) = (&pools[a], &pools[b]);
        let (sum, pairs) =
            if a == b { (dot(x, x) - x.filled, x.size * (x.size - 1.0)) } else { (dot(x, y), x.size * y.size) };
        (pairs > 0.0).then(|| (sum / pairs).clamp(0.0, 1.0))
    };
    let half: Vec<Vec<Option<f64>>> =
        (0..rows.len()).into_par_iter().map(|a| (0..=a).map(|b| cell(a, b)).collect()).collect();
    (0..rows.len()).map(|a| (0..rows.len()).map(|b| half[a.max(b)][a.min(b)]).collect()).collect()
}

/// The eras between the cuts, each with the words that it has more of than all others.
fn eras(study: &Study, vectors: &Vectors, rows: &[Vec<usize>], cuts: &[EraCut]) -> Vec<Era> {
    let starts = std::iter::once(0).chain(cuts.iter().map(|cut| cut.period));
    let ends = cuts.iter().map(|cut| cut.period).chain([rows.len()]);
    let order: Vec<usize> = rows.iter().flatten().copied().collect();
    let all = Pool::of_roots(vectors, &order);
    let era = |(start, end): (usize, usize)| {
        let inside: Vec<usize> = rows[start..end].iter().flatten().copied().collect();
        let label = |period: usize| study.groups.periods[period].label.clone();
        let terms = if cuts.is_empty() { Vec::new() } else { terms(study, &Pool::of_roots(vectors, &inside), &all) };
        Era { from: label(start), to: label(end - 1), documents: inside.len(), terms }
    };
    let spans: Vec<(usize, usize)> = starts.zip(ends).collect();
    spans.into_par_iter().map(era).collect()
}

/// The words of which the mean inside exceeds the mean outside most.
fn terms(study: &Study, inside: &Pool, all: &Pool) -> Vec<String> {
    let outside = all.without(inside);
    let excess = |term: usize| inside.sum[term] / inside.size - outside.sum[term] / outside.size;
    let mut order: Vec<(f64, usize)> = (0..all.sum.len()).map(|term| (excess(term), term)).collect();
    let first = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if order.len() > TERMS {
        order.select_nth_unstable_by(TERMS, first);
        order.truncate(TERMS);
    }
    order.sort_by(first);
    let found = order.iter().take(TERMS).filter(|(excess, _)| *excess > 0.0);
    found.map(|&(_, term)| study.counts.terms[term].label.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::PeriodChoice;
    use crate::counts::Counts;
    use crate::drift::findings::Period;
    use crate::drift::groups::Groups;

    /// Ten periods of six documents; from the period `turn` on, the even words are twice as frequent.
    fn study(turn: Option<usize>, seed: u64) -> Study {
        const WORDS: [&str; 16] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"];
        let mut random = Stream::new(seed, 0);
        let mut document = |period: usize| -> Vec<&str> {
            let turned = turn.is_some_and(|turn| period >= turn);
            let mut word = || match random.below(16) as usize {
                odd if turned && odd % 2 == 1 && random.unit() < 0.35 => WORDS[odd - 1],
                any => WORDS[any],
            };
            (0..60).map(|_| word()).collect()
        };
        let documents: Vec<Vec<&str>> = (0..60).map(|row| document(row / 6)).collect();
        let period = |at: usize| Period { label: at.to_string(), documents: 6, ..Period::default() };
        let groups = Groups {
            unit: PeriodChoice::Year,
            periods: (0..10).map(period).collect(),
            of_row: (0..60).map(|row| Some(row / 6)).collect(),
        };
        Study { counts: Counts::of_words(&documents, 1).into(), groups, ..Study::default() }
    }

    #[test]
    fn a_turn_of_the_vocabulary_is_found_where_it_is() {
        let found = (0..10).filter(|&seed| {
            let eras = find(&study(Some(6), seed)).unwrap();
            let cuts: Vec<usize> = eras.cuts.iter().map(|cut| cut.period).collect();
            assert_eq!(eras.eras.len(), cuts.len() + 1);
            cuts == [6] && eras.likeness[0][1] > eras.likeness[0][9]
        });
        assert!(found.count() >= 8);
    }

    #[test]
    fn noise_has_one_era() {
        let cut = (0..40).filter(|&seed| !find(&study(None, seed)).unwrap().cuts.is_empty()).count();
        // 2 are expected; more than 6 come once in 200.
        assert!(cut <= 6, "{cut} of 40 corpora of noise were cut");
    }

    #[test]
    fn ways_to_lie_side_by_side_are_those_of_each_alone() {
        let study = study(None, 8);
        let vectors = Vectors::of(&study.counts);
        let order: Vec<usize> = (0..60).collect();
        let scan = Scan::of(&vectors, &order, &allowed(&study.groups.rows()));
        let shuffle = |number: u64| {
            let mut segments = scan.segments.clone();
            Stream::new(2, number).shuffle(&mut segments);
            segments
        };
        let ways: Vec<Vec<u16>> = (0..3).map(shuffle).collect();
        let alone: Vec<Option<(usize, f64)>> = ways.iter().map(|segments| scan.strongest(segments)).collect();
        assert_eq!(scan.strongest_of(&ways), alone);
        assert_ne!(alone[0], alone[1]);
    }

    #[test]
    fn the_scan_says_what_the_drift_of_the_best_cut_is() {
        let study = study(Some(5), 3);
        let vectors = Vectors::of(&study.counts);
        let order: Vec<usize> = (0..60).collect();
        let allowed = allowed(&study.groups.rows());
        let scan = Scan::of(&vectors, &order, &allowed);
        let (at, strength) = scan.strongest(&scan.segments).unwrap();
        let before = allowed[at].1;
        let pool = |rows: &[usize]| Pool::of_roots(&vectors, rows);
        let (m, n) = (before as f64, (60 - before) as f64);
        let drift = mmd(&pool(&order[..before]), &pool(&order[before..])) * m * n / (m + n);
        assert!((strength - drift).abs() < 1e-12, "{strength} {drift}");
    }
}
