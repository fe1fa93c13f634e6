//! The frame of a webhook function: size, account, signature, parse, enqueue, answer, in this order.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use channels::{Answer, NotTaken, WebhookRequest};
use conversation::Channel;
use ports::StoreError;

use crate::Services;
use crate::envelope::hash;
use crate::inbound::accept;
use crate::records::{FailureKind, FailureRecord};

/// `/webhooks/<channel>/{account}` for one channel.
pub fn router(services: Services, channel: Channel) -> Router {
    let path = format!("/webhooks/{}/{{account}}", channel.as_str());
    let handler = move |State(services): State<Services>,
                        Path(account): Path<String>,
                        method: Method,
                        uri: Uri,
                        headers: HeaderMap,
                        body: Bytes| async move {
        receive(&services, channel, &account, &method, &uri, &headers, &body).await
    };
    Router::new()
        .route(&path, any(handler))
        .layer(DefaultBodyLimit::max(limits::REQUEST_BODY_BYTES))
        .with_state(services)
}

async fn receive(
    services: &Services,
    channel: Channel,
    account: &str,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &Bytes,
) -> Response {
    let workspace = services.workspace();
    let loaded = match services.account(workspace, channel, account).await {
        Ok(Some(loaded)) if loaded.record.enabled => loaded,
        Ok(_) => return StatusCode::NOT_FOUND.into_response(),
        Err(error) => {
            tracing::error!(%error, channel = channel.as_str(), account, "reading a channel account");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let module = channels::module(channel);
    let public_url = public_url(services, uri);
    let headers = plain_headers(headers);
    let request =
        WebhookRequest { method: method.as_str(), public_url: &public_url, headers: &headers, body: body.as_ref() };
    let now_ms = services.now_ms();
    let view = loaded.for_channel();
    if let Err(rejection) = module.verify(&view, &request, now_ms) {
        tracing::warn!(channel = channel.as_str(), account, %rejection, "a webhook was not let in");
        let status = StatusCode::from_u16(rejection.status()).unwrap_or(StatusCode::UNAUTHORIZED);
        return status.into_response();
    }
    let aside = match module.parse(&view, &request, now_ms) {
        Ok(parsed) => {
            let count = parsed.events.len() + parsed.unreadable.len();
            match accept(services, workspace, parsed.events).await {
                Ok(out_of_bounds) => in_part(count, &[parsed.unreadable, out_of_bounds].concat()),
                Err(error) => {
                    tracing::error!(%error, channel = channel.as_str(), account, "putting webhook events on the queue");
                    return StatusCode::SERVICE_UNAVAILABLE.into_response();
                }
            }
        }
        Err(NotTaken::Unreadable(unreadable)) => Some(unreadable.reason),
        Err(NotTaken::ForAnother { setting }) => {
            tracing::warn!(channel = channel.as_str(), account, setting, "a webhook is meant for another account");
            if let Err(error) = report_for_another(services, channel, account, setting).await {
                tracing::error!(%error, "writing down that webhooks are meant for another account");
                return StatusCode::SERVICE_UNAVAILABLE.into_response();
            }
            None
        }
    };
    if let Some(reason) = aside {
        tracing::warn!(channel = channel.as_str(), account, reason, "kept a webhook body aside");
        if let Err(error) = keep_aside(services, channel, account, body, &reason).await {
            tracing::error!(%error, "keeping a webhook body aside");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    }
    answered(module.answer())
}

/// What to say of a body of `count` events of which some were left out; `None` when all were taken.
fn in_part(count: usize, left_out: &[String]) -> Option<String> {
    let first = left_out.first()?;
    Some(format!("{} of {count} events not taken: {first}", left_out.len()))
}

/// One for each account and day: where a setting is wrong, every webhook says so.
async fn report_for_another(
    services: &Services,
    channel: Channel,
    account: &str,
    setting: &str,
) -> Result<(), StoreError> {
    let record = FailureRecord {
        kind: FailureKind::WebhookForAnother {
            channel: channel.as_str().to_owned(),
            account: account.to_owned(),
            setting: setting.to_owned(),
        },
        at_ms: services.now_ms(),
        customer: None,
        detail: String::new(),
    };
    let id = hash(&["for another", channel.as_str(), account]);
    services.write(services.workspace(), vec![record.op_of_the_day(&id[..16])]).await
}

/// The address that the vendor called and signed: the configured one, with the raw path and query of the request.
fn public_url(services: &Services, uri: &Uri) -> String {
    let path = uri.path_and_query().map_or_else(|| uri.path(), |it| it.as_str());
    format!("{}{path}", services.config.public_url)
}

fn plain_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    // A value that is no text cannot be part of any vendor's scheme: it is left out, and what needed it fails.
    headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect()
}

fn answered(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response()
}

/// Signed but not understood, or in part too large: kept, answered 2xx, shown to people. What is refused, vendors send again
/// and again, and then switch the webhook off.
async fn keep_aside(
    services: &Services,
    channel: Channel,
    account: &str,
    body: &Bytes,
    reason: &str,
) -> Result<(), String> {
    let workspace = services.workspace();
    let now_ms = services.now_ms();
    let body_hash = hash(&[channel.as_str().as_bytes(), account.as_bytes(), body]);
    let blob = format!("webhook/{body_hash}");
    services.blobs.put(workspace, &blob, body.to_vec()).await.map_err(|error| error.to_string())?;
    let record = FailureRecord {
        kind: FailureKind::UnreadableWebhook {
            channel: channel.as_str().to_owned(),
            account: account.to_owned(),
            blob,
        },
        at_ms: now_ms,
        customer: None,
        detail: reason.to_owned(),
    };
    let op = record.op(&body_hash[..16]);
    services.write(workspace, vec![op]).await.map_err(|error| error.to_string())
}
