//! `application/x-www-form-urlencoded` as bytes: the signature covers what was sent, not what UTF-8 makes of it.

use std::borrow::Cow;

use serde_json::Value;

use crate::WebhookRequest;

/// The parameters of a request, in the order of the body.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Form(Vec<(Vec<u8>, Vec<u8>)>);

/// How a body is written, as its content type says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BodyKind {
    Form,
    Json,
}

impl BodyKind {
    /// `None` for content types that Twilio does not send. A missing one means the form that it always was.
    pub fn of(request: &WebhookRequest) -> Option<Self> {
        let essence = request.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default();
        match essence.trim().to_ascii_lowercase().as_str() {
            "" | "application/x-www-form-urlencoded" => Some(Self::Form),
            "application/json" => Some(Self::Json),
            _ => None,
        }
    }
}

impl Form {
    pub fn decode(body: &[u8]) -> Self {
        let pairs = body.split(|&byte| byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (key, value) = match pair.iter().position(|&byte| byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &[][..]),
            };
            (percent_decode(key), percent_decode(value))
        });
        Self(pairs.collect())
    }

    /// The text fields of a JSON object, so that both kinds of body are read alike. `None` for anything else.
    pub fn from_json(body: &[u8]) -> Option<Self> {
        let Value::Object(fields) = serde_json::from_slice(body).ok()? else { return None };
        let pairs = fields.into_iter().filter_map(|(key, value)| match value {
            Value::String(text) => Some((key.into_bytes(), text.into_bytes())),
            Value::Number(number) => Some((key.into_bytes(), number.to_string().into_bytes())),
            Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
        });
        Some(Self(pairs.collect()))
    }

    /// The first value of a name, where it is not empty.
    pub fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let (_, value) = self.0.iter().find(|(key, _)| key == name.as_bytes())?;
        if value.is_empty() { None } else { Some(String::from_utf8_lossy(value)) }
    }

    /// The pairs as the signature covers them: by key in byte order, the values of a repeated key sorted, each
    /// distinct pair once.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut pairs: Vec<&(Vec<u8>, Vec<u8>)> = self.0.iter().collect();
        pairs.sort();
        pairs.dedup();
        pairs.into_iter().flat_map(|(key, value)| key.iter().chain(value)).copied().collect()
    }
}

/// `%41` to `A`, `+` to a space. What is no escape stays as it is.
fn percent_decode(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (byte, width) = match (text[at], digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            (b'+', _, _) => (b' ', 1),
            (byte, _, _) => (byte, 1),
        };
        out.push(byte);
        at += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_byte_for_byte() {
        for (body, expected) in [
            ("", vec![]),
            ("a=1&b=%2B81+90&c", vec![("a", &b"1"[..]), ("b", b"+81 90"), ("c", b"")]),
            ("a==&&=x&%e3%81%82=%E3%81", vec![("a", b"="), ("", b"x"), ("あ", b"\xe3\x81")]),
            ("a=%zz%4", vec![("a", b"%zz%4")]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(key, value)| (key.as_bytes().to_vec(), value.to_vec())).collect();
            assert_eq!(Form::decode(body.as_bytes()).0, expected, "{body}");
        }
    }
}
