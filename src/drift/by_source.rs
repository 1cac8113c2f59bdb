//! Many terms at a fixed mix of sources: what `sources` says of one theme, from sums by source, for thousands of terms.

use super::study::Study;
use crate::stats::cluster::Moments;
use crate::stats::mix::SourceMix;
use rayon::prelude::*;

/// Terms of which the sums are held at once.
const AT_ONCE: usize = 1_024;

/// A term, the number of the contrast that it is asked about, and the ln ratio found there.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    pub term: usize,
    pub contrast: usize,
    pub value: f64,
}

/// p of each change at the fixed mix of its contrast: 1 where it goes the other way, 0 where the contrast has no mix that
/// decides, so that the larger of this and the own p is that of both. `side` gives the side (0 earlier, 1 later) of a row
/// in a contrast. The terms are in ascending order.
pub fn p_at_fixed_mix(
    study: &Study,
    mixes: &[Option<SourceMix>],
    asked: &[Asked],
    side: impl Fn(usize, usize) -> Option<usize> + Sync,
) -> Vec<f64> {
    if !asked.iter().any(|asked| mixes[asked.contrast].is_some()) {
        return vec![0.0; asked.len()];
    }
    let chunk = |part: &[Asked]| -> Vec<f64> {
        let sums = sums(study, part, &side);
        let p = |(asked, [before, after]): (&Asked, &[Vec<Moments>; 2])| {
            let Some(mix) = &mixes[asked.contrast] else { return 0.0 };
            match mix.change_of_sums([before, after]) {
                Some(mix) if mix.value * asked.value > 0.0 => mix.p(),
                _ => 1.0,
            }
        };
        part.iter().zip(&sums).map(p).collect()
    };
    asked.par_chunks(AT_ONCE).flat_map_iter(chunk).collect()
}

/// Sums over the documents of each source on either side, for some terms.
fn sums(study: &Study, part: &[Asked], side: impl Fn(usize, usize) -> Option<usize>) -> Vec<[Vec<Moments>; 2]> {
    let (Some(first), Some(last)) = (part.first(), part.last()) else { return Vec::new() };
    let (first, last) = (first.term as u32, last.term as u32);
    // The place of each term between the first and the last; those that nobody asked about have none.
    let mut place = vec![u32::MAX; (last - first) as usize + 1];
    (0..).zip(part).for_each(|(index, asked)| place[asked.term - first as usize] = index);
    let sources = study.sources.names.len();
    let mut sums = vec![[vec![Moments::default(); sources], vec![Moments::default(); sources]]; part.len()];
    for row in 0..study.documents.len() {
        let Some(source) = study.sources.of_row[row] else { continue };
        for (term, count) in study.counts.rows.part(row, first..last + 1) {
            let index = place[(term - first) as usize] as usize;
            if index == u32::MAX as usize {
                continue;
            }
            if let Some(side) = side(part[index].contrast, row) {
                sums[index][side][source].add(u64::from(count), study.counts.totals[row]);
            }
        }
    }
    sums
}
