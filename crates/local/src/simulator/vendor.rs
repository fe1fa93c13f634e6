//! The vendors' side: what they accept, what they refuse, what they answer.

use channels::simulate::Shown;
use ports::ProviderRequest;
use protocol::simulator::{ShownMessage, ShownOption};
use serde_json::Value;

use super::{KEPT, Played};

/// A vendor's judgement of one call.
pub struct Verdict {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub refused: Option<String>,
    pub to: String,
    pub shown: Vec<ShownMessage>,
}

pub fn judge(channel: &str, played: &mut Played, path: &str, request: &ProviderRequest, now_ms: u64) -> Verdict {
    match channel {
        "line" => line(played, path, request, now_ms),
        "sms" => sms(request, played.last_id + 1),
        "custom" => custom(request),
        _ => refused(404, "there is no such vendor", "{}".to_owned(), String::new()),
    }
}

fn line(played: &mut Played, path: &str, request: &ProviderRequest, now_ms: u64) -> Verdict {
    use channels::line::simulate::{accepted_body, check_outgoing, refused_body};
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let refuse = |reason: &str, to: String| refused(400, reason, refused_body(reason), to);
    let retry_key = request.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("x-line-retry-key"));
    let to = if path.ends_with("/reply") {
        if retry_key.is_some() {
            return refuse("The retry key is not supported for this endpoint", String::new());
        }
        // Single use, for a minute.
        let token = body["replyToken"].as_str().unwrap_or_default();
        match played.reply_tokens.remove(token) {
            Some((person, ends_ms)) if ends_ms > now_ms => person,
            _ => return refuse("Invalid reply token", String::new()),
        }
    } else if path.ends_with("/push") {
        body["to"].as_str().unwrap_or_default().to_owned()
    } else {
        return refused(404, "Not found", refused_body("Not found"), String::new());
    };
    if let Some((_, key)) = retry_key
        && let Some((_, earlier)) = played.retry_keys.iter().find(|(seen, _)| seen == key)
    {
        let headers = vec![("x-line-accepted-request-id".to_owned(), key.clone())];
        return Verdict { status: 409, headers, body: earlier.clone(), refused: None, to, shown: Vec::new() };
    }
    match check_outgoing(&request.body) {
        Ok(shown) => {
            let ids: Vec<_> = (0..shown.len()).map(|place| format!("{}{place}", now_ms)).collect();
            let body = accepted_body(&ids);
            if let Some((_, key)) = retry_key {
                played.retry_keys.push_back((key.clone(), body.clone()));
                if played.retry_keys.len() > KEPT {
                    played.retry_keys.pop_front();
                }
            }
            accepted(200, body, to, shown)
        }
        Err(reason) => refuse(&reason, to),
    }
}

fn sms(request: &ProviderRequest, number: u64) -> Verdict {
    use channels::sms::simulate::{accepted_body, check_outgoing, refused_body};
    let to = form_value(&request.body, "To");
    match check_outgoing(&request.body) {
        Ok(shown) => accepted(201, accepted_body(&format!("SM{number:032x}")), to, vec![shown]),
        Err(refusal) => refused(400, &refusal.to_string(), refused_body(&refusal), to),
    }
}

fn custom(request: &ProviderRequest) -> Verdict {
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let to = body["data"]["to"].as_str().unwrap_or_default().to_owned();
    match channels::custom::simulate::check_outgoing(&request.body) {
        Ok(shown) => accepted(200, "{}".to_owned(), to, vec![shown]),
        Err(reason) => refused(400, &reason, "{}".to_owned(), to),
    }
}

fn form_value(body: &[u8], name: &str) -> String {
    url::form_urlencoded::parse(body)
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

fn accepted(status: u16, body: String, to: String, shown: Vec<Shown>) -> Verdict {
    let shown = shown.into_iter().map(on_screen).collect();
    Verdict { status, headers: json_headers(), body, refused: None, to, shown }
}

fn refused(status: u16, reason: &str, body: String, to: String) -> Verdict {
    Verdict { status, headers: json_headers(), body, refused: Some(reason.to_owned()), to, shown: Vec::new() }
}

fn json_headers() -> Vec<(String, String)> {
    vec![("content-type".to_owned(), "application/json".to_owned())]
}

fn on_screen(shown: Shown) -> ShownMessage {
    ShownMessage {
        text: shown.text,
        image_url: shown.image_url,
        options: shown.options.into_iter().map(|it| ShownOption { id: it.id, label: it.label }).collect(),
    }
}
