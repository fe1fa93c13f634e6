//! Accounts that the simulator plays: their calls go to a host that only local mode answers, inside its own process.

/// Never resolves anywhere (RFC 2606), so a simulated account in the cloud reaches nobody.
pub const SIMULATOR_HOST: &str = "simulator.tsunagi.invalid";

/// Base address of the played vendor of an account.
pub fn provider_url(channel: &str, account: &str) -> String {
    format!("https://{SIMULATOR_HOST}/{channel}/{account}")
}
