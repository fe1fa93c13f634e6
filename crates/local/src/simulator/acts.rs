//! The customers' side: an act becomes the vendor's webhook, signed as the vendor signs.

use app::accounts::LoadedAccount;
use app::{ApiError, Services};
use axum::body::Body;
use axum::http::Request;
use channels::{custom, line, sms};
use conversation::Channel;
use ports::Clock;
use protocol::simulator::{ActRequest, ActResult, CustomerAct};
use tower::ServiceExt;

use super::Simulator;

/// LINE's reply tokens live for a minute.
const REPLY_TOKEN_MS: u64 = 60_000;
/// A sticker that exists on every LINE.
const STICKER: (&str, &str) = ("446", "1988");

struct Webhook {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Plays one act and says what was posted and answered.
pub async fn play(
    simulator: &Simulator,
    services: &Services,
    account: &LoadedAccount,
    request: ActRequest,
) -> Result<ActResult, ApiError> {
    let channel = account.record.channel;
    let path = format!("/webhooks/{}/{}", channel.as_str(), account.record.id);
    let url = format!("{}{path}", services.config.public_url);
    let id = ids::hex(&services.ids.random());
    let webhook = match channel {
        Channel::Line => line_webhook(simulator, account, &request, &id)?,
        Channel::Sms => sms_webhook(account, &request, &id, &url)?,
        Channel::Custom => custom_webhook(simulator, account, &request, &id)?,
        Channel::Webchat => return Err(not_possible()),
    };
    let status = post(simulator, &path, &webhook).await?;
    Ok(ActResult {
        method: "POST".to_owned(),
        url,
        headers: webhook.headers,
        body: String::from_utf8_lossy(&webhook.body).into_owned(),
        status,
    })
}

async fn post(simulator: &Simulator, path: &str, webhook: &Webhook) -> Result<u16, ApiError> {
    let router = simulator.webhooks.get().cloned().ok_or_else(ApiError::unavailable)?;
    let mut request = Request::post(path);
    for (name, value) in &webhook.headers {
        request = request.header(name, value);
    }
    let request = request
        .body(Body::from(webhook.body.clone()))
        .map_err(|error| ApiError::internal("making a simulated webhook", &error))?;
    let response = router.oneshot(request).await.map_err(|error| ApiError::internal("posting a webhook", &error))?;
    Ok(response.status().as_u16())
}

fn line_webhook(
    simulator: &Simulator,
    account: &LoadedAccount,
    request: &ActRequest,
    id: &str,
) -> Result<Webhook, ApiError> {
    use line::simulate as play;
    let now_ms = simulator.clock.now_ms();
    let reply_token = format!("reply-{id}");
    simulator.with("line", &account.record.id, |played| {
        played.reply_tokens.retain(|_, (_, ends_ms)| *ends_ms > now_ms);
        played.reply_tokens.insert(reply_token.clone(), (request.from.clone(), now_ms + REPLY_TOKEN_MS));
    });
    let deed = play::Deed {
        destination: account.record.settings.get("bot_user_id").map(String::as_str).unwrap_or_default(),
        user_id: &request.from,
        event_id: id,
        reply_token: &reply_token,
        at_ms: now_ms,
    };
    let body = match &request.act {
        CustomerAct::Text { text } => play::text_message_body(&deed, text),
        CustomerAct::Pick { id, .. } => play::postback_body(&deed, id),
        CustomerAct::Image { url } => play::image_message_body(&deed, Some(url)),
        CustomerAct::Location { latitude, longitude, label } => {
            play::location_message_body(&deed, label, *latitude, *longitude)
        }
        CustomerAct::Sticker {} => play::sticker_message_body(&deed, STICKER.0, STICKER.1),
        CustomerAct::Follow {} => play::follow_body(&deed),
        CustomerAct::Unfollow {} => play::unfollow_body(&deed),
    };
    let signature = play::sign(account.secret("channel_secret").unwrap_or_default(), &body);
    let headers = vec![
        ("content-type".to_owned(), "application/json; charset=utf-8".to_owned()),
        ("x-line-signature".to_owned(), signature),
    ];
    Ok(Webhook { headers, body })
}

fn sms_webhook(account: &LoadedAccount, request: &ActRequest, id: &str, url: &str) -> Result<Webhook, ApiError> {
    use sms::simulate as play;
    let setting = |name: &str| account.record.settings.get(name).map(String::as_str).unwrap_or_default();
    let message_sid = format!("SM{id:0>32}");
    let wire = play::Wire {
        account_sid: setting("account_sid"),
        message_sid: &message_sid,
        from: &request.from,
        to: setting("from"),
    };
    let form = match &request.act {
        CustomerAct::Text { text } => play::form(&wire, text, &[]),
        CustomerAct::Pick { label, .. } => play::form(&wire, label, &[]),
        CustomerAct::Image { url } => play::form(&wire, "", &[(url, "image/jpeg")]),
        _ => return Err(not_possible()),
    };
    let signature = play::sign(account.secret("auth_token").unwrap_or_default(), url, &form);
    let headers = vec![
        ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ("x-twilio-signature".to_owned(), signature),
    ];
    Ok(Webhook { headers, body: form.into_bytes() })
}

fn custom_webhook(
    simulator: &Simulator,
    account: &LoadedAccount,
    request: &ActRequest,
    id: &str,
) -> Result<Webhook, ApiError> {
    use custom::simulate as play;
    let now_ms = simulator.clock.now_ms();
    let body = match &request.act {
        CustomerAct::Text { text } => play::text_body(&request.from, text, now_ms),
        CustomerAct::Pick { id, label } => play::choice_body(&request.from, id, label, now_ms),
        CustomerAct::Image { url } => play::image_body(&request.from, url, "", now_ms),
        _ => return Err(not_possible()),
    };
    let (webhook_id, timestamp) = (format!("msg_{id}"), now_ms / 1000);
    let secret = account.secret("secret").unwrap_or_default();
    let signature = play::sign(secret, &webhook_id, timestamp, &body).ok_or_else(not_possible)?;
    let headers = vec![
        ("content-type".to_owned(), "application/json".to_owned()),
        ("webhook-id".to_owned(), webhook_id),
        ("webhook-timestamp".to_owned(), timestamp.to_string()),
        ("webhook-signature".to_owned(), signature),
    ];
    Ok(Webhook { headers, body })
}

fn not_possible() -> ApiError {
    ApiError::invalid("act", "act_not_possible")
}
