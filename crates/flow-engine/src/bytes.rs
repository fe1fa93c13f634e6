//! A step as bytes in and bytes out: what crosses the sandbox's border, the same in every host.

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::effect::Effect;
use crate::event::Event;
use crate::program::{Damaged, ReadProgram};
use crate::step::{StepResult, step};
use crate::trace::Trace;

/// The input of [`step_bytes`].
pub fn encode_input(session: Option<&[u8]>, event: &Event) -> Vec<u8> {
    encode(&(session.map(Bytes), event))
}

/// `step`, from the bytes of [`encode_input`] to bytes for [`decode_result`]. Input that cannot be read ends
/// the session with `Damaged`, as a session that cannot be read does.
pub fn step_bytes(program: &impl ReadProgram, input: &[u8]) -> Vec<u8> {
    let result = match postcard::from_bytes::<(Option<Bytes<'_>>, Event)>(input) {
        Ok((session, event)) => step(program, session.map(|bytes| bytes.0), &event),
        Err(_) => StepResult::damaged("the step's input cannot be read"),
    };
    encode(&(result.session.as_deref().map(Bytes), &result.effects, &result.trace))
}

/// Reads what [`step_bytes`] wrote.
pub fn decode_result(bytes: &[u8]) -> Result<StepResult, Damaged> {
    let (session, effects, trace): (Option<Bytes<'_>>, Vec<Effect>, Trace) =
        postcard::from_bytes(bytes).map_err(|_| Damaged)?;
    Ok(StepResult { session: session.map(|bytes| bytes.0.to_vec()), effects, trace })
}

pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    // Writing plain data into memory fails only when memory does.
    postcard::to_allocvec(value).unwrap_or_default()
}

/// Bytes as one block: serde would take a slice element by element.
struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Bytes<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> Visitor<'de> for Borrowed {
            type Value = &'de [u8];
            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("bytes")
            }
            fn visit_borrowed_bytes<E: Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_bytes(Borrowed).map(Bytes)
    }
}
