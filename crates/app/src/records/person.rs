//! People, their logins and API tokens. Passwords are argon2id; sessions and tokens are kept as hashes.

use ids::{TokenId, UserId};
use ports::Key;
use protocol::people::Role;
use serde::{Deserialize, Serialize};

#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct PersonRecord {
    pub id: UserId,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// PHC string.
    pub password: String,
    /// Grows with every new password. Sessions of an older one are over.
    #[serde(default)]
    pub passwords: u32,
    pub disabled: bool,
    pub created_ms: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonEmail {
    pub user: UserId,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginRecord {
    pub user: UserId,
    /// `PersonRecord::passwords` when it began.
    #[serde(default)]
    pub passwords: u32,
    pub expires_ms: u64,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoginFailures {
    pub count: u32,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TokenRecord {
    pub id: TokenId,
    pub name: String,
    pub role: Role,
    pub created_ms: u64,
}

/// The name of a token by the id that its actions are recorded under. It outlives the token, as the actions do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenName {
    pub name: String,
}

impl TokenName {
    pub fn key(user: &UserId) -> Key {
        Key::new("TN", user.as_str())
    }
}

impl PersonRecord {
    pub const PARTITION: &str = "U";

    pub fn key(id: &UserId) -> Key {
        Key::new(Self::PARTITION, id.as_str())
    }
}

impl PersonEmail {
    pub const PARTITION: &str = "UE";

    pub fn key(email: &str) -> Key {
        Key::new(Self::PARTITION, email)
    }
}

impl LoginRecord {
    pub fn key(hash: &str) -> Key {
        Key::new("LG", hash)
    }
}

impl LoginFailures {
    pub fn key(email: &str) -> Key {
        Key::new("LF", email)
    }
}

impl TokenRecord {
    pub const PARTITION: &str = "TK";

    /// The id that the token's actions are recorded under.
    pub fn user(&self) -> UserId {
        UserId::derive(&[self.id.as_str()])
    }

    pub fn key(hash: &str) -> Key {
        Key::new(Self::PARTITION, hash)
    }
}
