//! The log: JSON lines, which CloudWatch can search by field.

use tracing_subscriber::EnvFilter;

pub fn start() {
    let level = std::env::var("TSUNAGI_LOG").ok().filter(|level| !level.is_empty());
    let filter = level.and_then(|level| EnvFilter::try_new(level).ok()).unwrap_or_else(|| EnvFilter::new("info"));
    // Lambda writes the time itself.
    let format = tracing_subscriber::fmt().json().with_env_filter(filter).without_time().with_writer(std::io::stderr);
    // A second start in one process keeps the first.
    let _ = format.try_init();
}
