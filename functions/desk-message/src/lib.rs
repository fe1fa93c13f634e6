//! A front end speaks on the desk's socket: it says that it is there, and asks whether it is still heard.

use protocol::desk_socket::{DeskClientFrame, DeskFrame};

/// The answer's text. What a later version may say is no mistake, and has none.
pub fn handle(said: &str) -> Option<String> {
    let answer = match serde_json::from_str(said).ok()? {
        DeskClientFrame::Hello {} => DeskFrame::Hello { v: 1 },
        DeskClientFrame::Ping {} => DeskFrame::Pong {},
    };
    serde_json::to_string(&answer).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_what_it_knows() {
        assert_eq!(handle(r#"{"type":"hello"}"#).as_deref(), Some(r#"{"type":"hello","v":1}"#));
        assert_eq!(handle(r#"{"type":"ping"}"#).as_deref(), Some(r#"{"type":"pong"}"#));
        for said in ["", "{}", r#"{"type":"of a later version"}"#, "\u{0}", "[[[["] {
            assert_eq!(handle(said), None, "{said}");
        }
    }
}
