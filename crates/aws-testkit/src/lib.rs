#![doc = include_str!("../README.md")]

mod clock;
mod proxy;

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_client::{SdkConfig, Settings, Trust};
use aws_credential_types::Credentials;

pub use clock::CloudClock;
pub use proxy::{Fault, FaultProxy, Seen};

const ENDPOINT: &str = "TSUNAGI_TEST_AWS_ENDPOINT";

/// The cases of a suite of `ports::conformance` as tests on the emulated AWS:
/// `ports::conformance_blob_cases!(cases [blobs::CASES, harness(), DIFFERENCES]);`
#[macro_export]
macro_rules! cases {
    ([$cases:expr, $harness:expr, $differences:expr] $($name:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
        async fn $name() {
            ports::conformance::check($cases, stringify!($name), $harness.await, $differences).await;
        }
    )*};
}

/// Where AWS is emulated.
pub fn endpoint() -> String {
    std::env::var(ENDPOINT).ok().filter(|url| !url.is_empty()).unwrap_or_else(|| {
        panic!("{ENDPOINT} is not set: start an emulator and name its address, or run `cargo xtask test`, which does")
    })
}

/// Whether the endpoint is the emulator that `cargo xtask test` starts, whose differences from AWS are known.
pub fn is_ministack() -> bool {
    std::env::var_os(clock::FILE).is_some()
}

/// The shared configuration at [`endpoint`].
pub fn config() -> SdkConfig {
    config_at(endpoint())
}

/// The same at another address, such as a [`FaultProxy`]'s. Credentials come from the environment where it has some,
/// for a real account; emulators take any.
pub fn config_at(endpoint_url: String) -> SdkConfig {
    let (credentials, region) = match Settings::from_env() {
        Ok(settings) => (settings.credentials, settings.region),
        Err(_) => (Credentials::new("test", "test", None, None, "test"), "us-east-1".to_owned()),
    };
    aws_client::configure(Settings { region, credentials, endpoint_url: Some(endpoint_url), trust: Trust::Machine })
}

/// A name that nothing else has, beginning with `prefix`: lower-case letters, digits and `-`.
pub fn unique(prefix: &str) -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{prefix}-{:x}-{}-{count}", now.as_millis(), std::process::id())
}
