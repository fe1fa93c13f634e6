//! What goes wrong and how often: drawn from the seed, so that runs differ in kind and not only in order.

use std::fmt;

use crate::random::Random;

/// Where the functions run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deployment {
    /// Each invocation has a sandbox of its own, which dies alone; it is killed before its messages come again.
    Lambda,
    /// One process runs everything, and dies with everything.
    Local,
}

/// Rates per thousand unless they say otherwise. Zero of everything is a good day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Faults {
    /// Of a call to a port: whoever makes it dies before, or with the call done and its answer unseen.
    pub crash: u64,
    /// Of the first time that a place of the path is come by in a run: the same, so that rare places get their share.
    pub first_crash: u64,
    /// Of a call: it takes up to some seconds instead of milliseconds.
    pub slow: u64,
    /// Of a call in local mode: its answer is seen after the message came again to a second consumer.
    pub stall: u64,
    /// Of a call: nothing was done and an error says so.
    pub unavailable: u64,
    pub conflict: u64,
    pub throttle: u64,
    /// Of a commit: nobody says whether it was applied. It was, it was not, or it is later.
    pub unknown: u64,
    /// Of a send to a queue or a set of timers: some was taken, and an error was told.
    pub partial: u64,
    /// Of a batch: what the function said about it is lost, so all of it comes again.
    pub report_lost: u64,
    /// Of a timer: it fires late, by up to two minutes; and as often a second time.
    pub timer: u64,
    /// Of a call to a vendor, each: refused connection, taken without an answer, not taken without an answer, 5xx after
    /// it was taken, 5xx, 429, refused for good.
    pub vendor: [u64; 7],
    /// Of a receipt: early, twice, or out of order.
    pub receipts: u64,
    /// Of a webhook: posted again though it was taken, or the answer came too late for the vendor.
    pub webhook_again: u64,
    /// Of a frame or an open socket: it breaks.
    pub socket: u64,
    /// Largest difference between the clock of an instance and the true time, in milliseconds.
    pub skew_ms: u64,
}

impl Faults {
    pub const NONE: Self = Self {
        crash: 0,
        first_crash: 0,
        slow: 0,
        stall: 0,
        unavailable: 0,
        conflict: 0,
        throttle: 0,
        unknown: 0,
        partial: 0,
        report_lost: 0,
        timer: 0,
        vendor: [0; 7],
        receipts: 0,
        webhook_again: 0,
        socket: 0,
        skew_ms: 0,
    };

    /// Some faults are absent from a run altogether, so that others are seen in pure form.
    pub fn draw(random: &mut Random) -> Self {
        let mut rate = |most: u64| if random.chance(400) { 0 } else { random.between(1, most) };
        Self {
            crash: rate(25),
            first_crash: rate(700),
            slow: rate(100),
            stall: rate(8),
            unavailable: rate(40),
            conflict: rate(40),
            throttle: rate(40),
            unknown: rate(60),
            partial: rate(60),
            report_lost: rate(100),
            timer: rate(400),
            vendor: [rate(150), rate(150), rate(100), rate(150), rate(100), rate(150), rate(30)],
            receipts: rate(600),
            webhook_again: rate(300),
            socket: rate(200),
            skew_ms: rate(3_000),
        }
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { crash, first_crash, slow, stall, unavailable, conflict, throttle, unknown, partial, .. } = self;
        let Self { report_lost, timer, .. } = self;
        let vendor = self.vendor.map(|rate| rate.to_string()).join("/");
        write!(
            f,
            "crash={crash},first_crash={first_crash},slow={slow},stall={stall},unavailable={unavailable},conflict={conflict}"
        )?;
        write!(f, ",throttle={throttle},unknown={unknown},partial={partial},report_lost={report_lost},timer={timer}")?;
        write!(f, ",vendor={vendor},receipts={},webhook_again={}", self.receipts, self.webhook_again)?;
        write!(f, ",socket={},skew_ms={}", self.socket, self.skew_ms)
    }
}
