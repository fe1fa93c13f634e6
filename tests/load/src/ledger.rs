//! Every message of a run: when it was due, whether the server took it, and which replies it had.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use tokio::sync::oneshot;

/// What the flow says before it repeats the customer's words.
const ECHO: &str = "Echo ";
/// What every customer says before the number of their message.
const SAID: &str = "said ";

/// One message and what became of it. Times are microseconds since the run began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Message {
    pub customer: u32,
    pub due_us: u64,
    /// When the webhook was answered 2xx.
    pub taken_us: Option<u64>,
    /// When the first reply had arrived at the vendor.
    pub replied_us: Option<u64>,
    pub replies: u32,
}

/// Shared by those who send and the vendor, who gets the replies.
pub struct Ledger {
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    messages: Vec<Message>,
    /// Taken and not replied to.
    open: usize,
    waiting: HashMap<usize, oneshot::Sender<()>>,
    /// Replies that belong to no message of ours.
    strangers: Vec<String>,
}

impl Ledger {
    pub fn new() -> Self {
        Self { begun: Instant::now(), state: Mutex::default() }
    }

    pub fn now_us(&self) -> u64 {
        self.us(Instant::now())
    }

    fn us(&self, at: Instant) -> u64 {
        at.duration_since(self.begun).as_micros() as u64
    }

    /// Notes a message before it leaves, and gives it a number.
    pub fn begin(&self, customer: u32, due: Instant) -> usize {
        let message = Message { customer, due_us: self.us(due), ..Message::default() };
        let mut state = self.state();
        state.messages.push(message);
        state.messages.len() - 1
    }

    /// The server answered the webhook 2xx.
    pub fn taken(&self, number: usize) {
        let now_us = self.now_us();
        let mut state = self.state();
        let message = &mut state.messages[number];
        message.taken_us = Some(now_us);
        // The reply may be faster than the answer to the webhook.
        if message.replies == 0 {
            state.open += 1;
        }
    }

    /// A reply reached the vendor.
    pub fn replied(&self, text: &str, at_us: u64) {
        let mut state = self.state();
        let number = number_of(text).filter(|number| *number < state.messages.len());
        let Some(number) = number else {
            state.strangers.push(text.to_owned());
            return;
        };
        let message = &mut state.messages[number];
        message.replies += 1;
        if message.replies > 1 {
            return;
        }
        message.replied_us = Some(at_us);
        if message.taken_us.is_some() {
            state.open -= 1;
        }
        if let Some(waiting) = state.waiting.remove(&number) {
            // Whoever waited may have given up.
            let _ = waiting.send(());
        }
    }

    /// Resolves at the message's first reply.
    pub fn reply_to(&self, number: usize) -> oneshot::Receiver<()> {
        let (sender, receiver) = oneshot::channel();
        let mut state = self.state();
        if state.messages[number].replies > 0 {
            let _ = sender.send(());
        } else {
            state.waiting.insert(number, sender);
        }
        receiver
    }

    /// Messages that were taken and have no reply yet.
    pub fn open(&self) -> usize {
        self.state().open
    }

    pub fn count(&self) -> usize {
        self.state().messages.len()
    }

    pub fn messages(&self, range: Range<usize>) -> Vec<Message> {
        self.state().messages[range].to_vec()
    }

    /// What the vendor got that fits nothing we said.
    pub fn strangers(&self) -> Vec<String> {
        self.state().strangers.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the customer says in message `number`.
pub fn words(number: usize) -> String {
    format!("{SAID}{number}")
}

/// The message that a text of the flow answers.
pub fn number_of(reply: &str) -> Option<usize> {
    reply.strip_prefix(ECHO).and_then(number_said)
}

/// The message that a customer's text is.
pub fn number_said(text: &str) -> Option<usize> {
    text.strip_prefix(SAID)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger(messages: usize) -> Ledger {
        let ledger = Ledger::new();
        for number in 0..messages {
            assert_eq!(ledger.begin(0, Instant::now()), number);
        }
        ledger
    }

    #[test]
    fn ld2_a_reply_finds_its_message_whatever_the_order() {
        let ledger = ledger(3);
        ledger.taken(0);
        ledger.taken(2);
        assert_eq!(ledger.open(), 2);
        ledger.replied("Echo said 2", 70);
        // Faster than the answer to its webhook.
        ledger.replied("Echo said 1", 80);
        ledger.taken(1);
        assert_eq!(ledger.open(), 1);
        let replied: Vec<_> = ledger.messages(0..3).iter().map(|message| message.replied_us).collect();
        assert_eq!(replied, [None, Some(80), Some(70)]);
    }

    #[test]
    fn ld3_a_second_reply_and_a_strange_one_are_seen() {
        let ledger = ledger(1);
        ledger.taken(0);
        ledger.replied("Echo said 0", 5);
        ledger.replied("Echo said 0", 9);
        for strange in ["Echo said 1", "said 0", "Echo said x", ""] {
            ledger.replied(strange, 10);
        }
        let message = ledger.messages(0..1)[0];
        assert_eq!((message.replies, message.replied_us, ledger.open()), (2, Some(5), 0));
        assert_eq!(ledger.strangers(), ["Echo said 1", "said 0", "Echo said x", ""]);
    }

    #[tokio::test]
    async fn whoever_waits_for_a_reply_hears_of_it_even_late() {
        let ledger = ledger(2);
        let early = ledger.reply_to(0);
        ledger.replied("Echo said 0", 1);
        ledger.replied("Echo said 1", 2);
        assert_eq!((early.await, ledger.reply_to(1).await), (Ok(()), Ok(())));
    }

    #[test]
    fn words_are_read_back() {
        assert_eq!(number_said(&words(1_234)), Some(1_234));
        assert_eq!(number_of(&format!("Echo {}", words(7))), Some(7));
    }
}
