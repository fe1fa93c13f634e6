//! What people do: each is one turn of the thread, so that it is in order with everything else.

use app::envelope::hash;
use app::people::{Caller, Identified, require};
use app::turn::{self, Turn};
use app::{ApiError, Envelope, JsonBody, Services};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use channels::TextUnit;
use conversation::{AgentAction, AgentActionKind, Content, Event, Refusal};
use protocol::conversations::{ConversationDetail, NewMessage, NewNote};
use protocol::people::Ability;

use crate::lists::load;
use crate::view::{detail, person};

type Answer = Result<Json<ConversationDetail>, ApiError>;

pub(crate) async fn take_over(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    act(&services, &caller, &id, &headers, AgentActionKind::TakeOver).await
}

pub(crate) async fn reply(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(message): JsonBody<NewMessage>,
) -> Answer {
    require(&caller, Ability::AnswerConversations)?;
    let text = checked(&message.text)?;
    let thread = load(&services, &id).await?;
    if let Some(conversation) = &thread.conversation {
        let can = channels::module(conversation.reply_to.channel).capabilities();
        let most = can.text_limit * can.text_parts();
        if can.text_unit.measure(&text) > most {
            let code = match can.text_unit {
                TextUnit::Utf16 | TextUnit::Chars | TextUnit::Graphemes => "text_too_long",
                TextUnit::Bytes => "text_too_long_bytes",
                TextUnit::Septets => "text_too_long_septets",
            };
            return Err(ApiError::invalid("text", code).about(most.to_string()));
        }
    }
    act(&services, &caller, &id, &headers, AgentActionKind::Reply { content: Content::text(text) }).await
}

pub(crate) async fn note(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
    JsonBody(note): JsonBody<NewNote>,
) -> Answer {
    let text = checked(&note.text)?;
    act(&services, &caller, &id, &headers, AgentActionKind::Note { text }).await
}

pub(crate) async fn hand_back(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    act(&services, &caller, &id, &headers, AgentActionKind::HandBack).await
}

pub(crate) async fn close(
    State(services): State<Services>,
    Identified(caller): Identified,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    act(&services, &caller, &id, &headers, AgentActionKind::Close).await
}

fn checked(text: &str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() { Err(ApiError::invalid("text", "text_empty")) } else { Ok(text.to_owned()) }
}

async fn act(services: &Services, caller: &Caller, id: &str, headers: &HeaderMap, kind: AgentActionKind) -> Answer {
    require(caller, Ability::AnswerConversations)?;
    let thread = load(services, id).await?;
    // An earlier conversation of the customer can be read, not acted on.
    let head = current_conversation(services, &thread).await?;
    if head.as_deref() != Some(id) {
        return Err(ApiError::conflict("conversation_closed"));
    }
    let action = AgentAction { by: caller.user.clone(), kind };
    let envelope = Envelope {
        workspace: services.workspace().clone(),
        customer: thread.customer.clone(),
        event_key: event_key(services, &action, headers)?,
        event: Event::Agent(action),
    };
    match turn::run(services, envelope).await? {
        Turn::Applied | Turn::Duplicate => {
            let thread = load(services, id).await?;
            Ok(Json(detail(services, caller, &thread).await?))
        }
        Turn::Refused(refusal) => Err(refused(services, refusal).await?),
    }
}

async fn current_conversation(services: &Services, thread: &conversation::Thread) -> Result<Option<String>, ApiError> {
    let key = app::records::thread_key(&thread.customer);
    let head = services.read::<conversation::Thread>(services.workspace(), key).await?;
    Ok(head.and_then(|head| head.conversation).map(|conversation| conversation.id.to_string()))
}

/// The caller's `Idempotency-Key`, so that a repeat changes nothing; otherwise every request counts. What the request
/// asks for is part of it: another request under the same key is no repeat, and is not lost.
fn event_key(services: &Services, action: &AgentAction, headers: &HeaderMap) -> Result<String, ApiError> {
    let Some(given) = headers.get("idempotency-key") else {
        return Ok(format!("agent#{}#{:?}", action.by, services.ids.random()));
    };
    let invalid = || ApiError::new(StatusCode::BAD_REQUEST, "idempotency_key_invalid");
    let key = given.to_str().ok().filter(|key| (1..=limits::IDEMPOTENCY_KEY_CHARS).contains(&key.len()));
    let what = serde_json::to_string(&action.kind).unwrap_or_default();
    Ok(format!("agent#{}#{}#{}", action.by, key.ok_or_else(invalid)?, hash(&[&what])))
}

async fn refused(services: &Services, refusal: Refusal) -> Result<ApiError, ApiError> {
    Ok(match refusal {
        Refusal::NoConversation => ApiError::not_found(),
        Refusal::ConversationClosed => ApiError::conflict("conversation_closed"),
        Refusal::TakenBy(user) => ApiError::conflict("taken_by_other").about(person(services, &user).await?.name),
        Refusal::NotYours => ApiError::conflict("take_over_first"),
        Refusal::ChannelBlocked => ApiError::conflict("channel_blocked"),
        Refusal::NoFlowWaiting => ApiError::conflict("no_flow_waiting"),
    })
}
