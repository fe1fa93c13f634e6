#![doc = include_str!("../README.md")]

mod failure;
mod name;
mod settings;

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_http_client::Builder;
use aws_smithy_http_client::tls::{Provider, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;

pub use aws_types::SdkConfig;
pub use failure::Failure;
pub use name::escaped;
pub use settings::{MissingSettings, Settings};

/// One connection attempt. Inside a region it takes a few milliseconds.
const CONNECT: Duration = Duration::from_secs(1);

/// One attempt at a call: SQS and DynamoDB answer within tens of milliseconds, S3 within a second.
const ATTEMPT: Duration = Duration::from_secs(5);

/// A call with all its attempts, so that a function of 20 s has time left to say what happened.
const OPERATION: Duration = Duration::from_secs(12);

/// The configuration that all clients share. Reads and repeatable writes are tried three times; a client whose
/// writes may not be repeated turns that off for itself.
pub fn configure(settings: Settings) -> SdkConfig {
    let http = Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(settings.region))
        .credentials_provider(SharedCredentialsProvider::new(settings.credentials))
        .http_client(http)
        .sleep_impl(SharedAsyncSleep::new(TokioSleep::new()))
        .time_source(SystemTimeSource::new())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(timeouts.build());
    config.set_endpoint_url(settings.endpoint_url);
    config.build()
}
