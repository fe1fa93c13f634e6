//! The thread's head.

use ids::CustomerId;
use ports::Key;

pub fn thread_partition(customer: &CustomerId) -> String {
    format!("T#{customer}")
}

pub fn thread_key(customer: &CustomerId) -> Key {
    Key::new(thread_partition(customer), "HEAD")
}
