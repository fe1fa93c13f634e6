//! The log: JSON lines, which CloudWatch can search by field.

use tracing_subscriber::EnvFilter;

pub fn start() {
    let level = std::env::var("TSUNAGI_LOG").unwrap_or_default();
    let filter = EnvFilter::try_new(&level).unwrap_or_else(|_| EnvFilter::new("info"));
    let filter = if level.is_empty() { EnvFilter::new("info") } else { filter };
    // Lambda writes the time itself.
    let format = tracing_subscriber::fmt().json().with_env_filter(filter).without_time().with_writer(std::io::stderr);
    // A second start in one process keeps the first.
    let _ = format.try_init();
}
