//! Randomness without state: numbers are hashes of a seed, a stream and a counter (SplitMix64).
//!
//! Steele, Lea & Flood (2014), "Fast splittable pseudorandom number generators". Because every number has an address,
//! the same numbers come out for any number of threads and any order of work.

/// The odd constant of SplitMix64: 2^64 over the golden ratio.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// SplitMix64's finalizer (Stafford's mix 13): a bijection of 64 bits that behaves like a random one.
pub fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// A key from a seed and a name: FNV-1a over the bytes, then mixed with the seed.
pub fn key(seed: u64, name: &[u8]) -> u64 {
    let hash = name
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    mix(hash ^ mixed_seed(seed))
}

fn mixed_seed(seed: u64) -> u64 {
    mix(seed.wrapping_add(GOLDEN))
}

/// SplitMix64 whose start depends on a seed and a stream number; streams of one seed are independent.
#[derive(Debug, Clone)]
pub struct Stream {
    state: u64,
}

impl Stream {
    /// Stream number `stream` of `seed`.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self::numbered(mixed_seed(seed), stream)
    }

    fn numbered(mixed_seed: u64, stream: u64) -> Self {
        Self { state: mix(mixed_seed ^ stream.wrapping_mul(GOLDEN)) }
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// A whole number in 0..n, each equally likely (Lemire 2019, with rejection); 0 when `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(n);
            let low = wide as u64;
            // Values of `low` under 2^64 mod n are reached once too often.
            if low >= n || low >= n.wrapping_neg().checked_rem(n).unwrap_or(0) {
                return (wide >> 64) as u64;
            }
        }
    }

    /// A number in [0, 1) with 53 random bits.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Puts `items` in random order, each order equally likely (Fisher & Yates, from the end).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}

/// 2^64 times the distribution function of Poisson(1), rounded down: comparing integers needs no floating point.
const POISSON_ONE: [u64; 20] = [
    0x5e2d_58d8_b3bc_df1a,
    0xbc5a_b1b1_6779_be35,
    0xeb71_5e1d_c158_2dc2,
    0xfb23_9797_34a2_52f1,
    0xff10_25f5_9174_dc3d,
    0xffd9_0f3b_a405_5e19,
    0xfffa_8b71_fc72_c913,
    0xffff_540c_0914_b3c9,
    0xffff_ed1f_4aa8_f120,
    0xffff_fe21_6e64_1462,
    0xffff_ffd4_d85d_3183,
    0xffff_fffc_6da2_62b4,
    0xffff_ffff_ba12_d178,
    0xffff_ffff_fb07_c64c,
    0xffff_ffff_ffab_8ea5,
    0xffff_ffff_fffa_be22,
    0xffff_ffff_ffff_b11a,
    0xffff_ffff_ffff_fba1,
    0xffff_ffff_ffff_ffc5,
    0xffff_ffff_ffff_fffd,
];

/// The largest weight that is ever drawn.
pub const MOST_WEIGHT: u32 = POISSON_ONE.len() as u32;

/// Weights up to five are told without a branch, which no processor could foretell; larger ones come once in 1,700 times.
const COMMON: usize = 6;

/// The weights of a document in all bootstrap replicates: what its streams have in common is worked out once.
#[derive(Debug, Clone, Copy)]
pub struct Weights {
    seed: u64,
}

impl Weights {
    /// Those of the document `key` (see `key`).
    pub fn of(key: u64) -> Self {
        Self { seed: mixed_seed(key) }
    }

    /// The weight in bootstrap replicate `replicate`: Poisson with mean 1.
    pub fn poisson_one(self, replicate: u64) -> u32 {
        let bits = Stream::numbered(self.seed, replicate).next_u64();
        let (common, rare) = POISSON_ONE.split_at(COMMON);
        let passed: u32 = common.iter().map(|&bound| u32::from(bits >= bound)).sum();
        if passed < COMMON as u32 {
            return passed;
        }
        passed + rare.iter().take_while(|&&bound| bits >= bound).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_algorithm_is_splitmix64() {
        // First outputs of the reference implementation (Vigna, splitmix64.c) for state 1234567.
        let mut stream = Stream { state: 1_234_567 };
        let first: Vec<u64> = (0..3).map(|_| stream.next_u64()).collect();
        assert_eq!(first, [6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }

    #[test]
    fn the_numbers_never_change() {
        let mut stream = Stream::new(1, 2);
        let first: Vec<u64> = (0..3).map(|_| stream.below(1_000_000)).collect();
        let mut order: Vec<u32> = (0..8).collect();
        stream.shuffle(&mut order);
        let name = key(1, b"a.txt");
        let weights: Vec<u32> = (0..16).map(|replicate| Weights::of(name).poisson_one(replicate)).collect();
        assert_eq!(first, [548_408, 993_743, 84_233]);
        assert_eq!(order, [5, 4, 3, 7, 6, 2, 1, 0]);
        assert_eq!(name, 13_795_076_928_644_899_850);
        assert_eq!(weights, [2, 1, 1, 2, 1, 0, 2, 0, 0, 1, 1, 1, 2, 2, 0, 0]);
    }

    #[test]
    fn below_is_even() {
        let mut stream = Stream::new(7, 0);
        let mut seen = [0u32; 6];
        (0..60_000).for_each(|_| seen[stream.below(6) as usize] += 1);
        let chi2: f64 = seen.iter().map(|&n| (f64::from(n) - 1e4).powi(2) / 1e4).sum();
        assert!(chi2 < 20.5, "{seen:?}"); // the upper 0.1 % of chi-square with 5 df
        assert_eq!(stream.below(1), 0);
        assert_eq!(stream.below(0), 0);
        // Three quarters of all numbers: without rejection every third value would come twice as often.
        let thirds = (0..10_000).filter(|_| stream.below(3 << 62).is_multiple_of(3)).count();
        assert!((3_150..3_520).contains(&thirds), "{thirds}");
    }

    #[test]
    fn poisson_one_has_mean_and_variance_one() {
        let n = 200_000u32;
        let weights: Vec<f64> = (0..n)
            .map(|i| f64::from(Weights::of(key(3, &(i / 100).to_le_bytes())).poisson_one(u64::from(i % 100))))
            .collect();
        let mean = weights.iter().sum::<f64>() / f64::from(n);
        let variance = weights.iter().map(|w| (w - mean).powi(2)).sum::<f64>() / f64::from(n);
        assert!((mean - 1.0).abs() < 0.01 && (variance - 1.0).abs() < 0.02, "{mean} {variance}");
    }
}
