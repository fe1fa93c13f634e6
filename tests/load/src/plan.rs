//! What a run does.

use std::path::PathBuf;

use clap::ValueEnum;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// SQLite without the product: turns of five rows, in commits of 1, 10 and 50.
    Alone,
    /// Nobody writes.
    Rest,
    /// 1,000 web chat sockets on which nobody writes.
    Sockets,
    /// 1, 200 and 2,000 messages per second.
    Rates,
    /// As many as the server takes.
    Fast,
}

impl Part {
    pub const ALL: [Self; 5] = [Self::Alone, Self::Rest, Self::Sockets, Self::Rates, Self::Fast];
}

/// The same load for long.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Soak {
    pub minutes: f64,
    /// Messages per second.
    pub rate: u32,
}

#[derive(Debug, Clone)]
pub struct Plan {
    pub parts: Vec<Part>,
    pub soak: Option<Soak>,
    pub server: PathBuf,
    /// Where the data folder is made.
    pub folder: PathBuf,
    /// Of each load.
    pub seconds: u64,
    pub customers: u32,
    /// Customers who write at once when as fast as possible.
    pub at_once: u32,
    /// The server's port, the vendor's is the next; 0 for any.
    pub port: u16,
}

impl Plan {
    pub fn has(&self, part: Part) -> bool {
        self.parts.contains(&part)
    }
}
