//! What happened, line by line, in virtual time. Two runs of a seed write the same bytes.

use std::fmt::{Arguments, Write};

#[derive(Default)]
pub struct History(String);

impl History {
    pub fn write(&mut self, now_ms: u64, line: Arguments<'_>) {
        // Writing to a text cannot fail.
        let _ = writeln!(self.0, "{now_ms} {line}");
    }

    pub fn into_text(self) -> String {
        self.0
    }
}
