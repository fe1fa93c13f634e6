//! Broken bytes from good ones, by a seed.

/// SplitMix64: small, and the same on every machine.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }
}

/// What breaks readers: ends of numbers, of text, of nesting, of templates.
const WORDS: [&[u8]; 16] = [
    b"\0",
    b"\xff\xfe",
    b"\"",
    b"{",
    b"[[[[",
    b"}}",
    b"{{",
    b"{%",
    b"-1",
    b"18446744073709551616",
    b"1e999",
    b"null",
    b"\\ud800",
    "\u{202e}\u{1F600}".as_bytes(),
    b"%00",
    b"&a=b",
];

/// A few changes to one of the samples; now and then a piece of another.
pub fn mutate(random: &mut Random, samples: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = samples[random.below(samples.len())].clone();
    for _ in 0..1 + random.below(6) {
        let at = random.below(bytes.len() + 1);
        match random.below(7) {
            0 if at < bytes.len() => bytes[at] = random.next() as u8,
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 => bytes.truncate(at),
            3 => {
                bytes.splice(at..at, WORDS[random.below(WORDS.len())].iter().copied());
            }
            4 => {
                let end = at + random.below(bytes.len() + 1 - at).min(64);
                bytes.drain(at..end);
            }
            5 => {
                let end = at + random.below(bytes.len() + 1 - at).min(256);
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                let other = &samples[random.below(samples.len())];
                let from = random.below(other.len() + 1);
                let to = from + random.below(other.len() + 1 - from).min(256);
                bytes.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    bytes
}
