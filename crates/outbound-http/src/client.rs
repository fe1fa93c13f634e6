//! The port itself: one pooled client for the world, one for hosts that the operator named.

use std::error::Error;
use std::sync::OnceLock;
use std::time::Duration;

use async_trait::async_trait;
use ports::{Outbound, OutboundFailure, ProviderRequest, ProviderResponse};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, Response, redirect, retry};
use url::Url;

use crate::resolve::{Lookup, Refused, VettingResolver, system_lookup};
use crate::target::{self, Target, forbidden};

/// Longest wait for a connection, TLS included: what Twilio allows when it calls others. Time-outs below it leave
/// doubt about whether something was sent; see the crate's doc.
pub const CONNECT_TIMEOUT_MS: u64 = 5_000;

/// Idle connections are dropped before the usual 60 s of load balancers, so that we rarely write into a closing one.
const POOL_IDLE_MS: u64 = 50_000;

/// Idle connections kept per host: as many calls as local mode makes at once (48 batches of ten). With fewer, a busy
/// server closes connections that it opens again a moment later.
const POOL_IDLE_PER_HOST: usize = 480;

/// Headers that steer the connection. Set by a flow's author they could point a shared front server at another
/// site, or cut one request into two.
const RESERVED_HEADERS: [&str; 9] = [
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "upgrade",
    "te",
    "trailer",
    "expect",
    "proxy-authorization",
];

/// The TLS backend could not be set up, most often because the machine has no CA certificates.
#[derive(Debug, thiserror::Error)]
#[error("could not set up the HTTPS client; check that CA certificates are installed")]
pub struct StartError(#[source] reqwest::Error);

/// `ports::Outbound` over `reqwest`. Cheap to share; keeps connections open between calls.
pub struct HttpOutbound {
    /// Connects to public addresses only.
    public: Client,
    /// Connects anywhere: for hosts that the operator's configuration names. Made when the first of them is called, because
    /// each client reads all certificates of the machine.
    any: OnceLock<Client>,
    lookup: Lookup,
    /// Where calls to public servers go instead.
    stand_in: Option<Url>,
}

impl HttpOutbound {
    /// # Errors
    /// [`StartError`] when TLS cannot be set up.
    pub fn new() -> Result<Self, StartError> {
        Self::with_lookup(system_lookup())
    }

    pub(crate) fn with_lookup(lookup: Lookup) -> Result<Self, StartError> {
        Ok(Self {
            public: client(VettingResolver { lookup: lookup.clone(), allow_private_hosts: false })?,
            any: OnceLock::new(),
            lookup,
            stand_in: None,
        })
    }

    /// Lets calls to public servers go to `base` instead (OH9).
    pub fn with_stand_in(self, base: Url) -> Self {
        Self { stand_in: Some(base), ..self }
    }

    fn any(&self, host: &str) -> Result<&Client, OutboundFailure> {
        if let Some(made) = self.any.get() {
            return Ok(made);
        }
        let made = client(VettingResolver { lookup: self.lookup.clone(), allow_private_hosts: true });
        let made =
            made.map_err(|error| OutboundFailure::NotConnected { host: host.to_owned(), reason: error.to_string() })?;
        Ok(self.any.get_or_init(|| made))
    }

    async fn exchange(&self, target: &Target, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        let client = if request.allow_private_hosts { self.any(&target.host)? } else { &self.public };
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| forbidden(&target.host, "the method is not an HTTP method"))?;
        let headers = header_map(&target.host, &request.headers)?;
        let response = client
            .request(method, target.url.clone())
            .headers(headers)
            .body(request.body)
            .send()
            .await
            .map_err(|error| failure(&target.host, request.timeout_ms, &error))?;
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
            .collect();
        let body = read_body(target, response, request.timeout_ms, request.max_response_bytes).await?;
        Ok(ProviderResponse { status, headers, body })
    }
}

#[async_trait]
impl Outbound for HttpOutbound {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        let mut target = target::vet(&request.url, request.allow_private_hosts)?;
        let mut request = request;
        if let Some(base) = self.stand_in.as_ref().filter(|_| !request.allow_private_hosts) {
            target.url = target::at_stand_in(base, &target.url);
            request.allow_private_hosts = true;
        }
        let timeout_ms = request.timeout_ms;
        match tokio::time::timeout(Duration::from_millis(timeout_ms), self.exchange(&target, request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(OutboundFailure::NoAnswer { host: target.host, timeout_ms }),
        }
    }
}

fn client(resolver: VettingResolver) -> Result<Client, StartError> {
    Client::builder()
        .dns_resolver(resolver)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .referer(false)
        .user_agent(concat!("tsunagi/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_millis(CONNECT_TIMEOUT_MS))
        .pool_idle_timeout(Duration::from_millis(POOL_IDLE_MS))
        .pool_max_idle_per_host(POOL_IDLE_PER_HOST)
        .build()
        .map_err(StartError)
}

fn header_map(host: &str, headers: &[(String, String)]) -> Result<HeaderMap, OutboundFailure> {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        // The value may be secret, so the refusal names the header alone.
        let refuse = |why: &str| forbidden(host, format!("the header `{}` {why}", name.escape_debug()));
        let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refuse("is not a header name"))?;
        if RESERVED_HEADERS.contains(&parsed.as_str()) {
            return Err(refuse("is set by the connection itself; leave it out"));
        }
        let value = HeaderValue::from_str(value).map_err(|_| refuse("holds a line break or control character"))?;
        map.append(parsed, value);
    }
    Ok(map)
}

async fn read_body(
    target: &Target,
    mut response: Response,
    timeout_ms: u64,
    max_bytes: usize,
) -> Result<Vec<u8>, OutboundFailure> {
    let too_large = || OutboundFailure::TooLarge { host: target.host.clone(), max_bytes };
    if response.content_length().is_some_and(|announced| announced > max_bytes as u64) {
        return Err(too_large());
    }
    let mut body = Vec::new();
    // A break in the middle of the body leaves the same doubt as no answer at all.
    while let Some(chunk) = response.chunk().await.map_err(|error| failure(&target.host, timeout_ms, &error))? {
        if body.len() + chunk.len() > max_bytes {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn failure(host: &str, timeout_ms: u64, error: &reqwest::Error) -> OutboundFailure {
    let host = host.to_owned();
    if let Some(refused) = causes(error).find_map(|cause| cause.downcast_ref::<Refused>()) {
        return OutboundFailure::Forbidden { host, reason: refused.to_string() };
    }
    if error.is_connect() || error.is_builder() {
        return OutboundFailure::NotConnected { host, reason: innermost(error) };
    }
    OutboundFailure::NoAnswer { host, timeout_ms }
}

/// The last cause says what happened (`Connection refused`); those above it say that something did. Unlike the
/// first, it never repeats the URL.
fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| "the request could not be built".to_owned(), ToString::to_string)
}

fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    let mut next = error.source();
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

#[cfg(test)]
mod tests;
