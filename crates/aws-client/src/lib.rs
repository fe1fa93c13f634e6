#![doc = include_str!("../README.md")]

mod failure;
mod late;
mod name;
mod settings;

use std::time::Duration;

use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_async::rt::sleep::{SharedAsyncSleep, TokioSleep};
use aws_smithy_async::time::SystemTimeSource;
use aws_smithy_http_client::Connector;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::{
    HttpConnectorSettings, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::region::Region;

pub use aws_types::SdkConfig;
pub use failure::Failure;
pub use late::{Late, late};
pub use name::escaped;
pub use settings::{MissingSettings, Settings, Trust};

/// One connection attempt. Inside a region it takes a few milliseconds.
const CONNECT: Duration = Duration::from_secs(1);

/// One attempt at a call: SQS and DynamoDB answer within tens of milliseconds, S3 within a second.
const ATTEMPT: Duration = Duration::from_secs(5);

/// A call with all its attempts, so that a function of 20 s has time left to say what happened.
const OPERATION: Duration = Duration::from_secs(12);

/// Of Amazon Trust Services: Amazon Root CA 1 to 4, and Starfield's, by which they are signed too.
const AMAZON_ROOTS: &str = include_str!("amazon-roots.pem");

/// The configuration that all clients share. Reads and repeatable writes are tried three times; a client whose
/// writes may not be repeated turns that off for itself.
pub fn configure(settings: Settings) -> SdkConfig {
    let sleep = SharedAsyncSleep::new(TokioSleep::new());
    let timeouts = TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .operation_timeout(OPERATION);
    let mut config = SdkConfig::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new(settings.region))
        .credentials_provider(SharedCredentialsProvider::new(settings.credentials))
        .http_client(http(sleep.clone(), settings.trust))
        .sleep_impl(sleep)
        .time_source(SystemTimeSource::new())
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .timeout_config(timeouts.build());
    config.set_endpoint_url(settings.endpoint_url);
    config.build()
}

/// One connector for all clients. The SDK's own way builds one more for each client, with all its certificates, and drops it.
fn http(sleep: SharedAsyncSleep, trust: Trust) -> SharedHttpClient {
    let connector = late(|| {
        let connector = Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls(trust));
        let timeouts = HttpConnectorSettings::builder().connect_timeout(CONNECT).build();
        SharedHttpConnector::new(connector.connector_settings(timeouts).sleep_impl(sleep).build())
    });
    http_client_fn(move |_, _| connector.clone())
}

fn tls(trust: Trust) -> TlsContext {
    let store = match trust {
        Trust::Amazon => TrustStore::empty().with_pem_certificate(AMAZON_ROOTS),
        Trust::Machine => TrustStore::default(),
        Trust::Bundle(pem) => TrustStore::empty().with_pem_certificate(pem),
    };
    // Nothing but the store is set, and this fails for nothing else.
    TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
}
