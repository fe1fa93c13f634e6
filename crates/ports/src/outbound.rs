//! HTTP calls to the world. The caller says what may be reached; the implementation resolves the name once,
//! refuses private addresses, and connects to the address it vetted.

use async_trait::async_trait;

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct ProviderRequest {
    pub method: String,
    pub url: String,
    /// Names in lower case. Values may be secret: never log them.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub timeout_ms: u64,
    /// Bytes of answer body to take; a longer one is [`OutboundFailure::TooLarge`].
    pub max_response_bytes: usize,
    /// True only where the operator's configuration names the host (`TSUNAGI_PROVIDER_URL_…`).
    pub allow_private_hosts: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderResponse {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl ProviderResponse {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// Why there is no answer. The difference that matters is whether the other side may have acted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OutboundFailure {
    /// The address is not one that may be called. Nothing was sent.
    #[error("calls to `{host}` are not allowed: {reason}")]
    Forbidden { host: String, reason: String },
    /// No connection: nothing was sent, and a retry is safe.
    #[error("could not connect to `{host}`: {reason}")]
    NotConnected { host: String, reason: String },
    /// The request left and no answer came: nobody knows whether it was done.
    #[error("no answer from `{host}` within {timeout_ms} ms, or the connection broke")]
    NoAnswer { host: String, timeout_ms: u64 },
    #[error("the answer of `{host}` is larger than {max_bytes} bytes")]
    TooLarge { host: String, max_bytes: usize },
}

#[async_trait]
pub trait Outbound: Send + Sync {
    /// One call; redirects are not followed.
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure>;
}
