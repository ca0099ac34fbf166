//! Numbers that look random and are the same at every run.

/// xorshift64*: small, and good enough for made-up data. Never for secrets.
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    /// The sequence that belongs to `seed`.
    pub(super) const fn new(seed: u64) -> Self {
        // The generator never leaves zero.
        Self(if seed == 0 { 0x9E37_79B9_7F4A_7C15 } else { seed })
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From 0 to `end`, which is not reached; 0 when `end` is 0.
    pub(super) const fn below(&mut self, end: u64) -> u64 {
        // The upper bits are the better ones.
        let number = self.next() >> 16;
        if end == 0 { 0 } else { number % end }
    }

    /// From `least` to `most`, both reached.
    pub(super) fn between(&mut self, least: i64, most: i64) -> i64 {
        let width = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True so often in a hundred.
    pub(super) const fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// The place of one of `length` things.
    pub(super) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(u64::try_from(length).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// One of the things; nothing of nothing.
    pub(super) fn pick<'a, T>(&mut self, things: &'a [T]) -> Option<&'a T> {
        things.get(self.place(things.len()))
    }

    /// One of the words; empty of nothing.
    pub(super) fn word(&mut self, words: &[&'static str]) -> &'static str {
        self.pick(words).copied().unwrap_or_default()
    }

    /// Ten bytes for an id.
    pub(super) const fn bytes(&mut self) -> [u8; 10] {
        let [a, b, c, d, e, f, g, h] = self.next().to_le_bytes();
        let [i, j, ..] = self.next().to_le_bytes();
        [a, b, c, d, e, f, g, h, i, j]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_sequence_within_its_limits() {
        let (mut a, mut b) = (Random::new(7), Random::new(7));
        for _ in 0..1000 {
            let n = a.between(-3, 3);
            assert_eq!(n, b.between(-3, 3));
            assert!((-3..=3).contains(&n));
        }
        assert_eq!((a.below(0), a.pick::<u8>(&[])), (0, None));
    }

    #[test]
    fn every_value_comes_up() {
        let mut random = Random::new(0);
        let mut seen = [0_u32; 10];
        for _ in 0..10_000 {
            seen[random.place(10)] += 1;
        }
        assert!(seen.iter().all(|n| (800..1200).contains(n)), "{seen:?}");
    }
}
