#![doc = include_str!("../README.md")]

mod encode;
mod workspace;

use std::fmt;
use std::str::FromStr;

pub use encode::hex;
pub use workspace::WorkspaceId;

/// What was wrong with a text that should have been an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a {kind} id: it should look like `{prefix}_` and 26 letters or digits")]
pub struct IdError {
    pub kind: &'static str,
    pub prefix: &'static str,
    pub text: String,
}

macro_rules! registry {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            pub const PREFIX: &'static str = $prefix;

            /// A new id: `now_ms` (Unix milliseconds) in front, then the random bytes.
            pub fn mint(now_ms: u64, random: [u8; 10]) -> Self {
                Self(encode::minted($prefix, now_ms, random))
            }

            /// The id that belongs to a key: the same parts give the same id, everywhere.
            pub fn derive(parts: &[&str]) -> Self {
                Self(encode::derived($prefix, parts))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                if encode::is_id($prefix, text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(IdError { kind: stringify!($name), prefix: $prefix, text: text.chars().take(64).collect() })
                }
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> { text.parse() }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String { id.0 }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }
    )*};
}

registry! {
    /// A person. Also names the thread (FIFO group) that all their events share.
    CustomerId "cus";
    /// One episode in a customer's timeline.
    ConversationId "cnv";
    /// A flow, over all its drafts and revisions.
    FlowId "flw";
    /// One HTTP call that a flow asked for.
    HttpCallId "htc";
    /// One outgoing message and its delivery.
    SendId "snd";
    /// A login session.
    LoginId "lgn";
    /// One applied event.
    TurnId "trn";
    /// A timer that comes back as an event.
    TimerId "tmr";
    /// An API token.
    TokenId "tok";
    /// A person who works here.
    UserId "usr";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minted_ids_sort_by_time_and_read_back() {
        let early = CustomerId::mint(1_000, [9; 10]);
        let late = CustomerId::mint(2_000, [0; 10]);
        assert!(early < late);
        assert_eq!(early.as_str().parse::<CustomerId>(), Ok(early.clone()));
        assert_eq!(early.as_str().len(), 4 + 26);
    }

    #[test]
    fn derived_ids_depend_on_where_the_parts_end() {
        assert_eq!(CustomerId::derive(&["a", "b"]), CustomerId::derive(&["a", "b"]));
        assert_ne!(CustomerId::derive(&["ab", "c"]), CustomerId::derive(&["a", "bc"]));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let flow = FlowId::mint(1, [0; 10]);
        assert!(flow.as_str().parse::<CustomerId>().is_err());
        assert!("cus_short".parse::<CustomerId>().is_err());
        assert!("cus_0000000000000000000000000é".parse::<CustomerId>().is_err());
    }
}
