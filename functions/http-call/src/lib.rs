//! Makes the HTTP calls of flows. Has no access to the store, and reaches nothing private; the answer goes back to
//! the thread as an event.

use std::panic::{AssertUnwindSafe, resume_unwind};

use app::batch::{self, BatchReport, Retry};
use app::records::HttpJob;
use app::{Envelope, Services};
use conversation::{HttpRequest, HttpResult};
use futures::FutureExt;
use ports::{Delivery, OutboundFailure, ProviderRequest, QueueError, QueueName};

/// Tries to put an answer on the queue before the call itself is repeated.
const TELLS: u32 = 4;

pub async fn handle(services: &Services, batch: Vec<Delivery>) -> BatchReport {
    batch::run(QueueName::HttpCalls, batch, |delivery| one(services, delivery)).await
}

async fn one(services: &Services, delivery: Delivery) -> Result<(), Retry> {
    let receives = delivery.receives;
    let job: HttpJob = serde_json::from_slice(&delivery.message.body)
        .map_err(|error| Retry::hopeless(receives, format!("an HTTP job could not be read: {error}")))?;
    let result = match AssertUnwindSafe(call(services, &job.request)).catch_unwind().await {
        Ok(result) => result,
        // It comes no more, and the flow would wait for ever.
        Err(_) if receives >= QueueName::HttpCalls.receives() => HttpResult::given_up(),
        Err(panic) => resume_unwind(panic),
    };
    tell(services, &job, result).await.map_err(|reason| Retry::backoff(receives, reason))
}

/// Puts the answer on the thread's queue. The call may have changed something out there, so telling is tried again before
/// the call is.
async fn tell(services: &Services, job: &HttpJob, mut result: HttpResult) -> Result<(), String> {
    let mut reason = String::new();
    for attempt in 0..TELLS {
        let envelope = Envelope::http_finished(job, result.clone());
        match services.queue.send(QueueName::Inbound, vec![envelope.message()]).await {
            Ok(()) => return Ok(()),
            Err(QueueError::Refused(_)) => {
                result = HttpResult::Failed { reason: "the answer is too large to take".to_owned() };
            }
            Err(error @ QueueError::Unavailable(_)) => {
                reason = error.to_string();
                services.clock.sleep(100 << attempt).await;
            }
        }
    }
    Err(reason)
}

async fn call(services: &Services, request: &HttpRequest) -> HttpResult {
    let has_type = request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let mut headers: Vec<_> =
        request.headers.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())).collect();
    if request.body.is_some() && !has_type {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    let seconds = request.timeout_s.clamp(1, limits::HTTP_TIMEOUT_SECONDS);
    let answer = services
        .outbound
        .call(ProviderRequest {
            method: request.method.clone(),
            url: request.url.clone(),
            headers,
            body: request.body.clone().unwrap_or_default().into_bytes(),
            timeout_ms: u64::from(seconds) * 1000,
            max_response_bytes: limits::HTTP_RESPONSE_BYTES,
            allow_private_hosts: false,
        })
        .await;
    match answer {
        Ok(response) => HttpResult::Answered {
            status: response.status,
            content_type: response.header("content-type").unwrap_or_default().to_owned(),
            body: response.body,
        },
        Err(failure) => HttpResult::Failed { reason: reason(&failure) },
    }
}

/// What the flow's author reads. Addresses are theirs; nothing of ours is in it.
fn reason(failure: &OutboundFailure) -> String {
    match failure {
        OutboundFailure::NoAnswer { host, timeout_ms } => format!("{host} did not answer within {timeout_ms} ms"),
        other => other.to_string(),
    }
}
