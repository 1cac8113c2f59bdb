//! How evenly a word is spread over documents.

/// Gries's (2008) deviation of proportions, normalized (Lijffijt & Gries 2012): 0 when each document has its share by
/// length, 1 when all lies in the shortest document.
///
/// `parts` holds the mentions and the words of each document. `None` without mentions, or with a single document.
pub fn deviation_of_proportions(parts: &[(u64, u64)]) -> Option<f64> {
    let (mentions, words) = parts.iter().fold((0, 0), |(x, l), part| (x + part.0, l + part.1));
    let shortest = parts.iter().map(|part| part.1).filter(|&l| l > 0).min()?;
    if mentions == 0 || shortest == words {
        return None;
    }
    let share = |part: u64, whole: u64| part as f64 / whole as f64;
    let apart: f64 = parts.iter().map(|&(x, l)| (share(x, mentions) - share(l, words)).abs()).sum();
    Some(0.5 * apart / (1.0 - share(shortest, words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_gries() {
        // Gries (2008), section 3: five parts of 9 to 11 words of 50, mentions 1 to 5 of 15: DP is 0.18.
        let parts = [(1, 9), (2, 10), (3, 10), (4, 10), (5, 11)];
        let plain = deviation_of_proportions(&parts).unwrap() * (1.0 - 9.0 / 50.0);
        assert!((plain - 0.18).abs() < 1e-12, "{plain}");
    }

    #[test]
    fn even_is_zero_and_all_in_the_shortest_is_one() {
        assert_eq!(deviation_of_proportions(&[(1, 10), (3, 30)]), Some(0.0));
        let all_in_one = deviation_of_proportions(&[(7, 10), (0, 30), (0, 10)]).unwrap();
        assert!((all_in_one - 1.0).abs() < 1e-12, "{all_in_one}");
        assert_eq!(deviation_of_proportions(&[(0, 10), (0, 30)]), None);
        assert_eq!(deviation_of_proportions(&[(2, 10)]), None);
        assert_eq!(deviation_of_proportions(&[]), None);
    }
}
