//! What an installation has one of.

use ports::Key;

const PARTITION: &str = "KEY";

/// The key that signs visitors' tokens.
pub fn visitor_token_key() -> Key {
    Key::new(PARTITION, "VISITOR")
}

/// The address at which the running server answers.
pub fn server_address_key() -> Key {
    Key::new(PARTITION, "ADDRESS")
}

/// The token of the link that makes the first owner.
pub fn setup_token_key() -> Key {
    Key::new("SETUP", "TOKEN")
}

/// Nothing is kept there: reading it opens the connection to the store.
pub fn nothing_key() -> Key {
    Key::new("WARM", "WARM")
}
