//! Writes the tables of `src/nfkc`: what `unicode-normalization` knows, in a quarter of the bytes.

use std::fmt::Write;
use std::path::PathBuf;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose};

/// Entries that are read one after the other once the first of them was found.
const BLOCK: usize = 16;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let mut source = String::new();
    decompositions(&mut source);
    compositions(&mut source);
    classes(&mut source);
    let folder = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo says where to write"));
    std::fs::write(folder.join("nfkc.rs"), source).expect("the build folder can be written");
}

/// Every character but Hangul syllables, which are computed.
fn characters() -> impl Iterator<Item = char> {
    (char::MIN..=char::MAX).filter(|c| !('\u{ac00}'..='\u{d7a3}').contains(c))
}

/// Entry: distance from the character before, in groups of seven bits; length of the decomposition, and itself.
/// Length 0: one character, the one after the last entry's.
fn decompositions(source: &mut String) {
    let (mut firsts, mut offsets, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = ('\0', String::new());
    let changed = characters().map(|c| (c, c.nfkd().collect::<String>())).filter(|(c, text)| *text != c.to_string());
    for (at, (character, text)) in changed.enumerate() {
        let begins = at % BLOCK == 0;
        if begins {
            firsts.push(u32::from(character));
            offsets.push(bytes.len());
            last = (character, String::new());
        }
        let mut distance = u32::from(character) - u32::from(last.0);
        while distance >= 0x80 {
            bytes.push(distance as u8 | 0x80);
            distance >>= 7;
        }
        bytes.push(distance as u8);
        if !begins && follows(&last.1, &text) {
            bytes.push(0);
        } else {
            bytes.push(u8::try_from(text.len()).expect("decompositions are short"));
            bytes.extend(text.bytes());
        }
        last = (character, text);
    }
    assert!(bytes.len() <= usize::from(u16::MAX), "offsets have 16 bits");
    let _ = writeln!(source, "const FIRSTS: &[u32] = &{firsts:?};");
    let _ = writeln!(source, "const OFFSETS: &[u16] = &{offsets:?};");
    let _ = writeln!(source, "const DECOMPOSITIONS: &[u8] = &{bytes:?};");
}

fn follows(last: &str, text: &str) -> bool {
    let one = |text: &str| {
        let mut chars = text.chars();
        chars.next().filter(|_| chars.next().is_none()).map(u32::from)
    };
    one(last).is_some_and(|last| one(text) == Some(last + 1))
}

/// First, second and what they make, in the order of the first two; a table for each width.
fn compositions(source: &mut String) {
    let mut all: Vec<[u32; 3]> = characters()
        .filter_map(|whole| {
            let parts: Vec<char> = whole.nfd().collect();
            let (second, rest) = parts.split_last()?;
            let first: Vec<char> = rest.iter().copied().nfc().collect();
            let [first] = *first.as_slice() else { return None };
            (compose(first, *second) == Some(whole)).then(|| [first, *second, whole].map(u32::from))
        })
        .collect();
    all.sort_unstable();
    let (narrow, wide): (Vec<_>, Vec<_>) = all.into_iter().partition(|entry| entry.iter().all(|c| *c <= 0xffff));
    let _ = writeln!(source, "const NARROW: &[[u16; 3]] = &{narrow:?};");
    let _ = writeln!(source, "const WIDE: &[[u32; 3]] = &{wide:?};");
}

/// Up to eight characters with one class: the first of them, their number less one in 3 bits, the class in 8.
fn classes(source: &mut String) {
    let mut runs: Vec<(u32, u32, u8)> = Vec::new();
    for (character, class) in
        characters().map(|c| (u32::from(c), canonical_combining_class(c))).filter(|(_, c)| *c != 0)
    {
        match runs.last_mut() {
            Some((first, more, of)) if *of == class && *first + *more + 1 == character && *more < 7 => *more += 1,
            _ => runs.push((character, 0, class)),
        }
    }
    let packed: Vec<u32> =
        runs.iter().map(|(first, more, class)| first << 11 | more << 8 | u32::from(*class)).collect();
    let _ = writeln!(source, "const CLASSES: &[u32] = &{packed:?};");
}
