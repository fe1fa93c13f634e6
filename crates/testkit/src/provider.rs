//! The other side of every outgoing call: records what arrives, and answers as told.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use ports::{Outbound, OutboundFailure, ProviderRequest, ProviderResponse};

/// What a provider does with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reaction {
    /// Takes it.
    Accept,
    Answer {
        status: u16,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    },
    /// Takes it, and the answer is lost.
    AcceptThenSilence,
    /// Refuses the connection.
    Refuse,
    /// The answer is larger than the caller takes.
    TooLarge,
    /// Never comes to an end: for whoever dies in the call.
    Hang,
}

impl Reaction {
    pub fn status(status: u16, body: &str) -> Self {
        let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
        Self::Answer { status, headers, body: body.as_bytes().to_vec() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentCall {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub allow_private_hosts: bool,
}

impl SentCall {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[derive(Default)]
pub struct Provider {
    calls: Mutex<Vec<SentCall>>,
    /// Reactions to the next calls; afterwards everything is accepted.
    next: Mutex<VecDeque<Reaction>>,
    /// Whoever calls with this in the body panics.
    poison: Mutex<Option<&'static str>>,
    panics: AtomicUsize,
}

impl Provider {
    pub fn react(&self, reactions: impl IntoIterator<Item = Reaction>) {
        lock(&self.next).extend(reactions);
    }

    /// The code panics on every call with this in its address or body, which the provider gets to see none the less.
    pub fn poison(&self, text: &'static str) {
        *lock(&self.poison) = Some(text);
    }

    /// Panics since the last time this was asked.
    pub(crate) fn take_panics(&self) -> usize {
        self.panics.swap(0, Ordering::Relaxed)
    }

    pub fn calls(&self) -> Vec<SentCall> {
        lock(&self.calls).clone()
    }

    /// Calls since the last time this was asked.
    pub fn take_calls(&self) -> Vec<SentCall> {
        std::mem::take(&mut *lock(&self.calls))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

#[async_trait]
impl Outbound for Provider {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        let host = "provider.example".to_owned();
        if is_loopback(&request.url) && !request.allow_private_hosts {
            return Err(OutboundFailure::Forbidden { host, reason: "it is private".to_owned() });
        }
        let number = {
            let mut calls = lock(&self.calls);
            calls.push(SentCall {
                method: request.method.clone(),
                url: request.url.clone(),
                headers: request.headers.clone(),
                body: String::from_utf8_lossy(&request.body).into_owned(),
                allow_private_hosts: request.allow_private_hosts,
            });
            calls.len()
        };
        let poison = *lock(&self.poison);
        if poison
            .is_some_and(|text| request.url.contains(text) || String::from_utf8_lossy(&request.body).contains(text))
        {
            self.panics.fetch_add(1, Ordering::Relaxed);
            panic!("as told");
        }
        let reaction = lock(&self.next).pop_front().unwrap_or(Reaction::Accept);
        match reaction {
            Reaction::Accept => Ok(accepted(&request.url, number)),
            Reaction::Answer { status, headers, body } => Ok(ProviderResponse { status, headers, body }),
            Reaction::AcceptThenSilence => Err(OutboundFailure::NoAnswer { host, timeout_ms: request.timeout_ms }),
            Reaction::Refuse => Err(OutboundFailure::NotConnected { host, reason: "refused".to_owned() }),
            Reaction::Hang => std::future::pending().await,
            Reaction::TooLarge => Err(OutboundFailure::TooLarge { host, max_bytes: request.max_response_bytes }),
        }
    }
}

/// The real way out refuses more; this is what scenarios name.
fn is_loopback(url: &str) -> bool {
    url.split("://").nth(1).is_some_and(|rest| rest.starts_with("127.0.0.1"))
}

/// An answer in the vendor's shape.
fn accepted(url: &str, number: usize) -> ProviderResponse {
    let (status, body) = if url.contains("/2010-04-01/") {
        (201, format!("{{\"sid\":\"SM{number:032}\",\"status\":\"queued\"}}"))
    } else if url.contains("/v2/bot/") {
        (200, format!("{{\"sentMessages\":[{{\"id\":\"{number}\"}}]}}"))
    } else {
        (200, "{}".to_owned())
    };
    ProviderResponse {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.into_bytes(),
    }
}
