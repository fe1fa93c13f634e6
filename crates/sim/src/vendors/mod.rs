//! The other side of every outgoing call: vendors that take messages and do not always say so.

mod receipts;

use std::collections::{BTreeMap, BTreeSet};

use channels::{custom, line, sms};
use conversation::{Channel, Identity};
use ports::{OutboundFailure, ProviderRequest, ProviderResponse};
use serde_json::{Value, json};
use url::form_urlencoded;

use crate::gate::Reply;
use crate::oracle::Shown;
use crate::world::{State, WORKSPACES};

pub const ACCOUNT: &str = "main";

#[derive(Default)]
pub struct Vendors {
    /// LINE's reply tokens: who may be answered, and whether somebody was.
    pub tokens: BTreeMap<String, (Identity, bool)>,
    /// LINE's retry keys, with the ids that it gave.
    retry_keys: BTreeMap<String, Vec<String>>,
    /// What the custom endpoint had before.
    webhook_ids: BTreeSet<String>,
    last_id: u64,
}

/// What a vendor does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reaction {
    Refused,
    TakenUnanswered,
    Unanswered,
    TakenThenError,
    Error,
    TooMany,
    Rejected,
    Taken,
}

/// A message call, understood.
struct Call {
    workspace: usize,
    identity: Identity,
    /// LINE's reply token, where it came by one.
    token: Option<String>,
    texts: Vec<String>,
}

/// How a call left, and whether whoever made it hears of it.
struct Sent {
    issued_ms: u64,
    answered: bool,
}

impl State {
    /// Answers a call that was `issued_ms` ago on its way.
    pub fn answer_call(
        &mut self,
        reply: &mut Reply,
        request: &ProviderRequest,
        issued_ms: u64,
    ) -> Result<ProviderResponse, OutboundFailure> {
        let reaction = self.reaction();
        self.note_of(reply.task, format_args!("calls {}: {reaction:?}", request.url));
        let host = url::Url::parse(&request.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        let host = host.unwrap_or_default();
        if self.fails(|it| it.slow) {
            reply.after_ms += self.random.between(1_000, 13_000);
        }
        let timeout_ms = request.timeout_ms;
        if matches!(reaction, Reaction::Unanswered | Reaction::TakenUnanswered) {
            reply.after_ms = if self.random.chance(500) { timeout_ms } else { self.random.between(1, timeout_ms) };
        }
        let is_taken = matches!(reaction, Reaction::Taken | Reaction::TakenThenError | Reaction::TakenUnanswered);
        let sent = Sent { issued_ms, answered: reaction == Reaction::Taken };
        if let Some(Ok(call)) = self.understand(request) {
            self.oracle.tried(call.workspace, &call.identity, &call.texts);
        }
        let response = if is_taken { self.take(reply.task, request, &sent) } else { None };
        match reaction {
            Reaction::Refused => Err(OutboundFailure::NotConnected { host, reason: "refused".to_owned() }),
            Reaction::Unanswered | Reaction::TakenUnanswered => Err(OutboundFailure::NoAnswer { host, timeout_ms }),
            Reaction::TakenThenError | Reaction::Error => Ok(plain(*self.random.pick(&[500, 502, 504]), "{}")),
            Reaction::TooMany => {
                let after_s = self.random.between(0, 3).to_string();
                let headers = vec![("retry-after".to_owned(), after_s)];
                Ok(ProviderResponse { headers, ..plain(*self.random.pick(&[429, 503]), "{}") })
            }
            Reaction::Rejected => Ok(plain(400, r#"{"code":21211,"message":"simulated"}"#)),
            Reaction::Taken => Ok(response.unwrap_or_else(|| plain(404, "{}"))),
        }
    }

    fn reaction(&mut self) -> Reaction {
        const FAILURES: [Reaction; 7] = [
            Reaction::Refused,
            Reaction::TakenUnanswered,
            Reaction::Unanswered,
            Reaction::TakenThenError,
            Reaction::Error,
            Reaction::TooMany,
            Reaction::Rejected,
        ];
        let rates = self.faults.vendor;
        FAILURES.into_iter().zip(rates).find(|(_, rate)| self.random.chance(*rate)).map_or(Reaction::Taken, |it| it.0)
    }

    /// `None` for an address that nobody answers at.
    fn take(&mut self, task: u64, request: &ProviderRequest, sent: &Sent) -> Option<ProviderResponse> {
        if request.url.starts_with("https://orders.example/") {
            return Some(plain(200, r#"{"status":"shipped"}"#));
        }
        let call = match self.understand(request)? {
            Ok(call) => call,
            Err(refusal) => return Some(refusal),
        };
        match call.identity.channel {
            Channel::Line => Some(self.take_line(task, request, call, sent)),
            Channel::Sms => Some(self.take_sms(task, call, sent)),
            Channel::Custom | Channel::Webchat => {
                // An endpoint that keeps to Standard Webhooks drops what it had before.
                if self.vendors.webhook_ids.insert(header(request, "webhook-id").to_owned()) {
                    self.show(task, call, &[String::new()], sent);
                }
                Some(plain(200, "{}"))
            }
        }
    }

    fn take_line(&mut self, task: u64, request: &ProviderRequest, call: Call, sent: &Sent) -> ProviderResponse {
        let retry_key = header(request, "x-line-retry-key").to_owned();
        if let Some(ids) = self.vendors.retry_keys.get(&retry_key) {
            let headers = vec![("x-line-accepted-request-id".to_owned(), "earlier".to_owned())];
            return ProviderResponse { headers, ..plain(409, &line::simulate::accepted_body(ids)) };
        }
        if call.token.as_ref().is_some_and(|token| !self.vendors.spend(token)) {
            return plain(400, &line::simulate::refused_body("Invalid reply token"));
        }
        let ids: Vec<String> = call.texts.iter().map(|_| self.vendor_id()).collect();
        if !retry_key.is_empty() {
            self.vendors.retry_keys.insert(retry_key, ids.clone());
        }
        self.show(task, call, &ids, sent);
        plain(200, &line::simulate::accepted_body(&ids))
    }

    fn take_sms(&mut self, task: u64, call: Call, sent: &Sent) -> ProviderResponse {
        let sid = format!("SM{}", self.vendor_id());
        let (workspace, to) = (call.workspace, call.identity.address.clone());
        self.show(task, call, std::slice::from_ref(&sid), sent);
        self.send_receipts(workspace, &sid, &to);
        plain(201, &sms::simulate::accepted_body(&sid))
    }

    /// Who is to see what, or why the vendor would never take it; `None` for no message.
    fn understand(&self, request: &ProviderRequest) -> Option<Result<Call, ProviderResponse>> {
        let json = || serde_json::from_slice::<Value>(&request.body).unwrap_or_default();
        if request.url.contains("/v2/bot/message/") {
            let Some(workspace) = named(header(request, "authorization")) else { return Some(Err(plain(401, "{}"))) };
            let shown = match line::simulate::check_outgoing(&request.body) {
                Ok(shown) => shown,
                Err(reason) => return Some(Err(plain(400, &line::simulate::refused_body(&reason)))),
            };
            let body = json();
            let token = body["replyToken"].as_str().map(str::to_owned);
            let identity = match &token {
                Some(token) => self.vendors.tokens.get(token)?.0.clone(),
                None => identity(Channel::Line, body["to"].as_str()?),
            };
            let texts = shown.into_iter().map(|shown| shown.text).collect();
            return Some(Ok(Call { workspace, identity, token, texts }));
        }
        let workspace = named(&request.url)?;
        let (channel, to, text) = if request.url.contains("/2010-04-01/") {
            let shown = match sms::simulate::check_outgoing(&request.body) {
                Ok(shown) => shown,
                Err(refusal) => return Some(Err(plain(400, &sms::simulate::refused_body(&refusal)))),
            };
            let to = form_urlencoded::parse(&request.body).find(|(name, _)| name == "To")?.1.into_owned();
            (Channel::Sms, to, shown.text)
        } else {
            let shown = custom::simulate::check_outgoing(&request.body).ok()?;
            (Channel::Custom, json()["data"]["to"].as_str()?.to_owned(), shown.text)
        };
        Some(Ok(Call { workspace, identity: identity(channel, &to), token: None, texts: vec![text] }))
    }

    /// The customer sees it.
    fn show(&mut self, task: u64, call: Call, ids: &[String], sent: &Sent) {
        let at_ms = self.now_ms();
        for (text, vendor_id) in call.texts.into_iter().zip(ids) {
            self.note_of(task, format_args!("{} sees `{text}`", call.identity.address));
            self.oracle.shown(Shown {
                workspace: call.workspace,
                identity: call.identity.clone(),
                text,
                vendor_id: vendor_id.clone(),
                issued_ms: sent.issued_ms,
                at_ms,
                task,
                answered: sent.answered,
            });
        }
    }

    fn vendor_id(&mut self) -> String {
        self.vendors.last_id += 1;
        format!("{:032}", self.vendors.last_id)
    }
}

impl Vendors {
    /// A reply token is good once.
    fn spend(&mut self, token: &str) -> bool {
        self.tokens.get_mut(token).is_some_and(|(_, used)| !std::mem::replace(used, true))
    }
}

/// The workspace that a credential or an address names.
fn named(text: &str) -> Option<usize> {
    let is_named = |at: &usize| text.contains(WORKSPACES[*at]) || text.contains(&account_sid(*at));
    (0..WORKSPACES.len()).find(is_named)
}

pub fn identity(channel: Channel, address: &str) -> Identity {
    Identity { channel, account: ACCOUNT.to_owned(), address: address.to_owned() }
}

fn header<'a>(request: &'a ProviderRequest, name: &str) -> &'a str {
    request.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
}

fn plain(status: u16, body: &str) -> ProviderResponse {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    ProviderResponse { status, headers, body: body.as_bytes().to_vec() }
}

/// The settings of an account of each channel, by which its vendor knows the workspace.
pub fn settings(workspace: usize, channel: Channel) -> Value {
    let name = WORKSPACES[workspace];
    match channel {
        Channel::Line => json!({
            "channel_secret": secret(name), "channel_access_token": format!("token-{name}"),
        }),
        Channel::Sms => {
            json!({ "account_sid": account_sid(workspace), "auth_token": secret(name), "from": OUR_NUMBER })
        }
        Channel::Custom => {
            json!({ "secret": custom_secret(name), "endpoint_url": format!("https://{name}.example/in") })
        }
        Channel::Webchat => json!({}),
    }
}

pub const OUR_NUMBER: &str = "+15005550006";

pub fn secret(workspace: &str) -> String {
    format!("secret-{workspace}")
}

pub fn account_sid(workspace: usize) -> String {
    format!("AC{workspace:032x}")
}

pub fn custom_secret(workspace: &str) -> String {
    use base64::Engine as _;
    let bytes = format!("{:<32}", secret(workspace));
    format!("whsec_{}", base64::engine::general_purpose::STANDARD.encode(bytes))
}
