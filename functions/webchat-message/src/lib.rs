//! A frame from a visitor: hello, a message, a tap, typing, ping. Answers go back on the same socket.

use app::Services;
use app::inbound::{accept, customer};
use app::records::{AccountRecord, ConnectionRecord, put};
use app::webchat::{self, Missed};
use conversation::{Channel, Content, Inbound, InboundKind};
use ports::{Condition, Op};
use protocol::desk_socket::DeskFrame;
use protocol::webchat::{ClientFrame, ServerFrame, VERSION};

/// Handles one frame and returns what to send back.
pub async fn handle(services: &Services, connection: &str, text: &str) -> Vec<ServerFrame> {
    if text.len() > limits::SOCKET_FRAME_BYTES {
        return vec![error("too_long", "A frame has at most 32 KB.", None)];
    }
    let frame = match serde_json::from_str::<ClientFrame>(text) {
        Ok(frame) => frame,
        Err(reason) => return vec![error("bad_frame", &format!("This frame could not be read: {reason}"), None)],
    };
    match answer(services, connection, frame).await {
        Ok(frames) => frames,
        Err(Trouble::Known(frame)) => vec![frame],
        Err(Trouble::Unexpected { cause, client_id }) => {
            tracing::error!(%cause, "handling a web chat frame");
            vec![error("unavailable", "Try again in a moment; nothing was lost.", client_id)]
        }
    }
}

enum Trouble {
    Known(ServerFrame),
    Unexpected { cause: String, client_id: Option<String> },
}

impl<E: std::fmt::Display> From<E> for Trouble {
    fn from(cause: E) -> Self {
        Self::Unexpected { cause: cause.to_string(), client_id: None }
    }
}

async fn answer(services: &Services, connection: &str, frame: ClientFrame) -> Result<Vec<ServerFrame>, Trouble> {
    let workspace = services.workspace();
    let record = services
        .read::<ConnectionRecord>(workspace, ConnectionRecord::key(connection))
        .await?
        .ok_or_else(|| Trouble::Known(error("closed", "This connection is not open any more.", None)))?;
    if let Some(reason) = &record.refused {
        // Posted and not returned: what is returned leaves after this, when the socket is closed already.
        let told = serde_json::to_string(&error("not_allowed", reason, None))?;
        if services.sockets.post(connection, told).await.is_ok() {
            services.sockets.close(connection).await;
        }
        return Ok(Vec::new());
    }
    match frame {
        ClientFrame::Ping {} => Ok(vec![ServerFrame::Pong {}]),
        ClientFrame::Hello { .. } if record.visitor.is_some() => {
            Ok(vec![error("bad_frame", "`hello` comes once on a connection.", None)])
        }
        ClientFrame::Hello { v, token, after, language } if v == VERSION => {
            let language = language.filter(|tag| is_language(tag));
            hello(services, connection, ConnectionRecord { language, ..record }, token, after).await
        }
        ClientFrame::Hello { .. } => {
            Ok(vec![error("not_allowed", "This server speaks version 1 of the protocol.", None)])
        }
        ClientFrame::Message { client_id, text } => {
            let content = Content::text(text.trim());
            if text.trim().is_empty() || text.chars().count() > limits::CHAT_MESSAGE_CHARS {
                let message = format!("A message has 1 to {} characters.", limits::CHAT_MESSAGE_CHARS);
                return Ok(vec![error("too_long", &message, Some(client_id))]);
            }
            said(services, record, client_id, content).await
        }
        ClientFrame::Pick { client_id, id, label } => {
            if [&id, &label].into_iter().any(|text| text.chars().count() > limits::CHAT_MESSAGE_CHARS) {
                let most = limits::CHAT_MESSAGE_CHARS;
                let message = format!("The `id` and the `label` of a pick have at most {most} characters each.");
                return Ok(vec![error("too_long", &message, Some(client_id))]);
            }
            said(services, record, client_id, Content::Picked { id, label }).await
        }
        ClientFrame::Typing {} => {
            let identity = webchat::identity(&record.account, &visitor(&record, None)?);
            let customer_id = customer(services, workspace, &identity).await?.to_string();
            services.tell_desks(workspace, &DeskFrame::Typing { customer_id }).await;
            Ok(Vec::new())
        }
    }
}

/// Says who the client is, and gives it what it missed.
async fn hello(
    services: &Services,
    connection: &str,
    record: ConnectionRecord,
    token: Option<String>,
    after: u64,
) -> Result<Vec<ServerFrame>, Trouble> {
    let workspace = services.workspace();
    let account = record.account.clone();
    let known = token.and_then(|token| webchat::visitor_of_token(services, &account, &token));
    let new_visitor = known.is_none();
    let visitor = known.unwrap_or_else(|| ids::hex(&services.ids.secret()[..16]));
    let identity = webchat::identity(&account, &visitor);
    let now_ms = services.now_ms();
    let expires = Some(ConnectionRecord::expires_ms(now_ms));
    let record = ConnectionRecord { visitor: Some(visitor.clone()), ..record };
    // Registered before reading what was missed: an answer that comes in between is sent twice rather than not at all.
    let ops = vec![
        with_expiry(put(ConnectionRecord::key(connection), &record, Condition::Always), expires),
        with_expiry(
            put(ConnectionRecord::visitor_key(&account, &visitor, connection), &record, Condition::Always),
            expires,
        ),
    ];
    services.write(workspace, ops).await?;
    let token = webchat::visitor_token(services, &account, &visitor);
    let mut frames = vec![ServerFrame::Welcome { v: VERSION, token, visitor: visitor.clone(), new_visitor }];
    if !new_visitor {
        // Their next page tries it again.
        if let Err(error) = webchat::close_surplus(services, workspace, &identity, connection).await {
            tracing::warn!(%error, "closing a visitor's oldest sockets");
        }
        let customer = customer(services, workspace, &identity).await?;
        let missed = webchat::missed(services, workspace, &customer, &identity, after).await?;
        frames.extend(in_frames(missed));
    }
    Ok(frames)
}

async fn said(
    services: &Services,
    record: ConnectionRecord,
    client_id: String,
    content: Content,
) -> Result<Vec<ServerFrame>, Trouble> {
    if !is_client_id(&client_id) {
        let message = "A `client_id` has 1 to 64 letters, digits, `-` or `_`.";
        return Ok(vec![error("bad_frame", message, Some(client_id))]);
    }
    let visitor = visitor(&record, Some(&client_id))?;
    let account = AccountRecord::key(Channel::Webchat, &record.account);
    let account = services.read::<AccountRecord>(services.workspace(), account).await?;
    if !account.is_some_and(|account| account.enabled) {
        return Ok(vec![error("not_allowed", "This web chat account is switched off.", Some(client_id))]);
    }
    let event = Inbound {
        identity: webchat::identity(&record.account, &visitor),
        event_key: client_id.clone(),
        occurred_at_ms: services.now_ms(),
        kind: InboundKind::Message { content, provider_message_id: None, reply_token: None },
        display_name: None,
        language: record.language,
    };
    let left_out = accept(services, services.workspace(), vec![event])
        .await
        .map_err(|cause| Trouble::Unexpected { cause: cause.to_string(), client_id: Some(client_id.clone()) })?;
    Ok(match left_out.first() {
        Some(reason) => vec![error("too_long", reason, Some(client_id))],
        None => vec![ServerFrame::Ack { client_id }],
    })
}

fn visitor(record: &ConnectionRecord, client_id: Option<&str>) -> Result<String, Trouble> {
    record.visitor.clone().ok_or_else(|| {
        Trouble::Known(error("hello_first", "Say `hello` before anything else.", client_id.map(str::to_owned)))
    })
}

/// There is always a last frame, which ends the catching up.
fn in_frames(Missed { entries, earlier }: Missed) -> Vec<ServerFrame> {
    let mut frames = webchat::in_frames(entries);
    if frames.is_empty() {
        frames.push(Vec::new());
    }
    let last = frames.len() - 1;
    let frame = |(at, entries)| ServerFrame::Entries { entries, earlier: earlier && at == 0, caught_up: at == last };
    frames.into_iter().enumerate().map(frame).collect()
}

fn with_expiry(op: Op, expires_at_ms: Option<u64>) -> Op {
    match op {
        Op::Put { key, body, condition, .. } => Op::Put { key, body, condition, expires_at_ms },
        other => other,
    }
}

/// A BCP 47 tag as far as anybody needs it: letters, digits and hyphens, short.
fn is_language(tag: &str) -> bool {
    (2..=35).contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_client_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn error(code: &str, message: &str, client_id: Option<String>) -> ServerFrame {
    ServerFrame::Error { code: code.to_owned(), message: message.to_owned(), client_id }
}
