//! What many starts come to.

use serde_json::{Value, json};

use crate::start::Start;

/// The starts of one function.
#[derive(Debug)]
pub struct Figures {
    pub name: String,
    pub starts: Vec<Start>,
    /// Of the zip that is deployed; the hello has none.
    pub zip_bytes: Option<u64>,
}

/// A start of this function may take this many times what a hello takes.
pub const TIMES_HELLO: f64 = 1.5;
const LIMITED: &str = "conversation-turn";

impl Figures {
    pub fn wall_ms(&self, share: f64) -> f64 {
        at(self.starts.iter().map(|start| start.wall_ms), share)
    }

    /// Until the first event is answered.
    pub fn answer_ms(&self, share: f64) -> Option<f64> {
        let answers: Vec<f64> = self.starts.iter().filter_map(|start| start.answer_ms).collect();
        (!answers.is_empty()).then(|| at(answers.into_iter(), share))
    }

    pub fn row(&self, hello: &Self) -> String {
        let zip = self.zip_bytes.map_or(String::new(), |bytes| format!("{:.2}", bytes as f64 / 1e6));
        let answer = self.answer_ms(0.5).map_or(String::new(), |ms| format!("{ms:.2}"));
        format!(
            "{:<20} {:>8.2} {:>8.2} {:>8.2} {answer:>10} {:>8.1} {zip:>8}",
            self.name,
            self.wall_ms(0.5),
            self.wall_ms(0.95),
            self.wall_ms(0.5) / hello.wall_ms(0.5),
            self.resident_mb(),
        )
    }

    pub fn json(&self, hello: &Self) -> Value {
        json!({
            "function": self.name, "starts": self.starts.len(),
            "init_ms": self.wall_ms(0.5), "init_p95_ms": self.wall_ms(0.95),
            "times_hello": self.wall_ms(0.5) / hello.wall_ms(0.5),
            "first_answer_ms": self.answer_ms(0.5), "first_answer_p95_ms": self.answer_ms(0.95),
            "resident_mb": self.resident_mb(), "zip_bytes": self.zip_bytes,
        })
    }

    fn resident_mb(&self) -> f64 {
        at(self.starts.iter().map(|start| start.resident_bytes as f64 / 1e6), 0.5)
    }

    /// What is wrong when the function that every message waits for starts too slowly.
    pub fn problem(&self, hello: &Self) -> Option<String> {
        let times = self.wall_ms(0.5) / hello.wall_ms(0.5);
        let slow = self.name == LIMITED && times > TIMES_HELLO;
        slow.then(|| format!("{LIMITED} starts in {times:.2} times what a hello takes, and may in {TIMES_HELLO}"))
    }
}

pub const HEADING: &str = "function             init, ms      p95  × hello answer, ms  RSS, MB  zip, MB";

/// The value that this share of the values does not exceed.
fn at(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((last as f64 * share).round() as usize).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(name: &str, walls_ms: &[f64]) -> Figures {
        let starts =
            walls_ms.iter().map(|wall_ms| Start { wall_ms: *wall_ms, answer_ms: Some(5.0), resident_bytes: 4_000_000 });
        Figures { name: name.to_owned(), starts: starts.collect(), zip_bytes: Some(2_500_000) }
    }

    #[test]
    fn shares() {
        let starts = figures("f", &[5.0, 1.0, 3.0, 2.0, 4.0]);
        assert_eq!((starts.wall_ms(0.5), starts.wall_ms(0.95), starts.wall_ms(0.0)), (3.0, 5.0, 1.0));
    }

    #[test]
    fn only_the_function_that_every_message_waits_for_is_held_to_the_limit() {
        let hello = figures("hello", &[2.0]);
        assert_eq!(figures("conversation-turn", &[3.0]).problem(&hello), None);
        let slow = figures("conversation-turn", &[3.1]).problem(&hello);
        assert_eq!(slow.as_deref(), Some("conversation-turn starts in 1.55 times what a hello takes, and may in 1.5"));
        assert_eq!(figures("webhook-line", &[30.0]).problem(&hello), None);
    }

    #[test]
    fn a_row_stands_below_its_heading() {
        let hello = figures("hello", &[2.0]);
        assert_eq!(
            figures("conversation-turn", &[3.0]).row(&hello),
            "conversation-turn        3.00     3.00     1.50       5.00      4.0     2.50"
        );
        assert_eq!(figures("f", &[1.0]).row(&hello).chars().count(), HEADING.chars().count());
    }
}
