//! The textual form: prefix, underscore, 26 characters of lower-case Crockford base32 (130 bits, 128 used).

use sha2::{Digest, Sha256};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LETTERS: usize = 26;

pub(crate) fn minted(prefix: &str, now_ms: u64, random: [u8; 10]) -> String {
    let mut bits = [0u8; 16];
    bits[..6].copy_from_slice(&now_ms.to_be_bytes()[2..]);
    bits[6..].copy_from_slice(&random);
    text(prefix, u128::from_be_bytes(bits))
}

pub(crate) fn derived(prefix: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    hash.update(prefix);
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let digest = hash.finalize();
    let mut bits = [0u8; 16];
    bits.copy_from_slice(&digest[..16]);
    text(prefix, u128::from_be_bytes(bits))
}

pub(crate) fn is_id(prefix: &str, text: &str) -> bool {
    text.strip_prefix(prefix)
        .and_then(|rest| rest.strip_prefix('_'))
        .is_some_and(|rest| rest.len() == LETTERS && rest.bytes().all(|b| ALPHABET.contains(&b)))
}

/// Two small hexadecimal digits for each byte.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn text(prefix: &str, bits: u128) -> String {
    let mut out = String::with_capacity(prefix.len() + 1 + LETTERS);
    out.push_str(prefix);
    out.push('_');
    for place in (0..LETTERS).rev() {
        let digit = (bits >> (place * 5)) & 31;
        out.push(ALPHABET[digit as usize] as char);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::hex;

    #[test]
    fn bytes_have_two_digits_each() {
        assert_eq!(hex(&[0, 7, 0x10, 0xaf, 0xff]), "000710afff");
    }
}
