//! `http`: calls a service and takes its answer. Somebody else makes the call; the flow waits meanwhile.

use conversation::{Content, HttpResult};
use flow_model::program::HttpNode;

use super::Next;
use crate::effect::{Effect, HttpCall, ProblemCode};
use crate::program::ReadProgram;
use crate::run::Run;
use crate::session::Waiting;
use crate::trouble::Trouble;
use crate::value::Value;

/// Largest answer that a variable takes: half of a session, so that the rest of the flow still fits.
const ANSWER_BYTES: usize = limits::SESSION_BYTES / 2;

pub(super) fn enter<P: ReadProgram>(run: &mut Run<'_, P>, settings: &HttpNode) -> Result<Next, Trouble> {
    let bad = |detail: &str| Trouble::new(ProblemCode::BadRequest, detail);
    let url = run.render_address(settings.url.trim())?.trim().to_owned();
    if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(char::is_whitespace) {
        return Err(bad("the address is not an https: address"));
    }
    // No encoding keeps a part of nothing but dots from being taken for a way up.
    let path = url.split(['?', '#']).next().unwrap_or_default();
    if path.split(['/', '\\']).any(|part| matches!(part, "." | "..")) {
        return Err(bad("a part of the address is '.' or '..'"));
    }
    let mut headers = Vec::with_capacity(settings.headers.len() + 1);
    for (name, value) in &settings.headers {
        let value = run.render(value)?.trim().to_owned();
        if value.contains(char::is_control) {
            return Err(bad("a header's value has a line break in it"));
        }
        headers.push((name.clone(), value));
    }
    let body = match &settings.body {
        Some(body) => Some(run.render(body)?),
        None => None,
    };
    let head: usize = headers.iter().map(|(name, value)| name.len() + value.len()).sum();
    if url.len() + head + body.as_ref().map_or(0, String::len) > limits::HTTP_REQUEST_BYTES {
        return Err(bad("the request is too large"));
    }
    if run.session.calls_in_a_row == limits::HTTP_CALLS_IN_A_ROW {
        let endless = "the flow makes one call after the other, and nobody writes";
        return Err(Trouble::new(ProblemCode::LoopWithoutWait, endless));
    }
    run.session.calls_in_a_row += 1;
    let typed = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    if body.is_some() && !typed {
        headers.push(("content-type".to_owned(), "application/json".to_owned()));
    }
    run.session.call = run.session.call.wrapping_add(1);
    run.effect(Effect::Http {
        call: run.session.call,
        request: HttpCall { method: settings.method.clone(), url, headers, body, timeout_s: settings.timeout_s },
    });
    Ok(Next::Wait(Waiting::Call))
}

/// A message comes while the call runs. It cannot be an answer to a question that nobody has read yet.
pub(super) fn message<P: ReadProgram>(run: &mut Run<'_, P>, content: &Content) -> Next {
    run.keep(content, false);
    Next::Wait(Waiting::Call)
}

/// A person had the conversation while the call ran, so its answer may be lost. What only reads is called again.
pub(super) fn handed_back<P: ReadProgram>(run: &mut Run<'_, P>, settings: &HttpNode) -> Result<Next, Trouble> {
    if settings.method.eq_ignore_ascii_case("GET") {
        return enter(run, settings);
    }
    let reason = "a person had the conversation while the call was under way".to_owned();
    finished(run, settings, &HttpResult::Failed { reason })
}

/// The call came back.
pub(super) fn finished<P: ReadProgram>(
    run: &mut Run<'_, P>,
    settings: &HttpNode,
    result: &HttpResult,
) -> Result<Next, Trouble> {
    let (status, body, error) = match result {
        HttpResult::Answered { status, content_type, body } => match read_body(content_type, body) {
            Ok(body) => (Value::Int((*status).into()), body, None),
            Err(error) => (Value::Int((*status).into()), Value::Null, Some(error)),
        },
        HttpResult::Failed { reason } => (Value::Null, Value::Null, Some(reason.as_str())),
    };
    let succeeded = error.is_none() && matches!(status, Value::Int(200..=299));
    let why = match (&error, &status) {
        (Some(error), _) => (*error).to_owned(),
        (None, Value::Int(status)) => format!("status {status}"),
        (None, _) => String::new(),
    };
    let field = |name: &str, value| (name.to_owned(), value);
    let saved = Value::Object(vec![
        field("status", status),
        field("body", body),
        field("error", error.map_or(Value::Null, Value::text)),
    ]);
    if !settings.save_as.is_empty() {
        run.save(&settings.save_as, saved)?;
    }
    Ok(Next::exit(if succeeded { "success" } else { "failure" }, why))
}

fn read_body(content_type: &str, body: &[u8]) -> Result<Value, &'static str> {
    let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let value = if body.is_empty() {
        Value::Null
    } else if media == "application/json" || media.ends_with("+json") || media == "text/json" {
        let json = serde_json::from_slice(body).map_err(|_| "the answer is not the JSON it says it is")?;
        Value::from_json(json)
    } else {
        Value::Text(String::from_utf8_lossy(body).into_owned())
    };
    if value.size_bytes() > ANSWER_BYTES {
        return Err("the answer is too large to keep");
    }
    if value.nests_deeper_than(limits::JSON_DEPTH - 1) {
        return Err("the answer nests too deeply");
    }
    Ok(value)
}
