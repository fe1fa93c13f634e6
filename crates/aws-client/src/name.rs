//! Names that AWS takes.

/// The name with everything but letters, digits, `-`, `_` and `/` of ASCII written as `mark` and two digits: dots would let
/// a path climb, and the rest is read differently by different tools. Different names stay different.
pub fn escaped(name: &str, mark: char) -> String {
    let mut escaped = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_/".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("{mark}{byte:02x}"));
        }
    }
    escaped
}
