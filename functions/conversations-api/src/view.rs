//! Conversations as the desk sees them.

use std::collections::{BTreeMap, BTreeSet};

use app::people::{Caller, name_of};
use app::{ApiError, Services};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use channels::TextUnit;
use conversation::{AgentAbility, Conversation, State, Thread, abilities};
use futures::future::try_join_all;
use ids::UserId;
use protocol::conversations::{
    ConversationAbility, ConversationDetail, ConversationState, ConversationSummary, CustomerSummary, IdentityView,
    Person, ReplyChannel, VariableView,
};
use protocol::people::Ability;
use protocol::rfc3339;

type People<'t> = BTreeMap<&'t UserId, Person>;

pub(crate) async fn summaries(
    services: &Services,
    caller: &Caller,
    threads: &[Thread],
) -> Result<Vec<ConversationSummary>, ApiError> {
    let people = assignees(services, threads).await?;
    threads.iter().map(|thread| summary(caller, thread, &people)).collect()
}

/// Each is read once, however many conversations they have.
async fn assignees<'t>(services: &Services, threads: &'t [Thread]) -> Result<People<'t>, ApiError> {
    let users: BTreeSet<&UserId> = threads.iter().filter_map(assignee).collect();
    let people = try_join_all(users.iter().map(|user| person(services, user))).await?;
    Ok(users.into_iter().zip(people).collect())
}

fn summary(caller: &Caller, thread: &Thread, people: &People<'_>) -> Result<ConversationSummary, ApiError> {
    let conversation = current(thread)?;
    Ok(ConversationSummary {
        id: conversation.id.to_string(),
        customer: CustomerSummary {
            id: thread.customer.to_string(),
            name: thread.display_name(),
            language: thread.profile.language.clone(),
        },
        channel: conversation.reply_to.channel.as_str().to_owned(),
        account: conversation.reply_to.account.clone(),
        state: state(conversation.state),
        opened_at: rfc3339(conversation.opened_at_ms),
        waiting_since: conversation.waiting_since_ms.map(rfc3339),
        last_at: rfc3339(conversation.last_at_ms),
        preview: conversation.preview.clone(),
        preview_inbound: conversation.preview_inbound,
        assignee: assignee(thread).and_then(|user| people.get(user)).cloned(),
        queue: conversation.queue.clone(),
        reason: conversation.reason.clone(),
        last_seq: thread.last_seq,
        abilities: may(caller, thread),
    })
}

pub(crate) async fn detail(
    services: &Services,
    caller: &Caller,
    thread: &Thread,
) -> Result<ConversationDetail, ApiError> {
    let conversation = current(thread)?;
    let people = assignees(services, std::slice::from_ref(thread)).await?;
    let can = channels::module(conversation.reply_to.channel).capabilities();
    Ok(ConversationDetail {
        conversation: summary(caller, thread, &people)?,
        identities: thread
            .identities
            .iter()
            .map(|known| IdentityView {
                channel: known.identity.channel.as_str().to_owned(),
                account: known.identity.account.clone(),
                address: known.identity.address.clone(),
            })
            .collect(),
        variables: variables(conversation),
        reply: ReplyChannel {
            channel: conversation.reply_to.channel.as_str().to_owned(),
            account: conversation.reply_to.account.clone(),
            text_limit: can.text_limit as u32,
            text_unit: unit(can.text_unit).to_owned(),
            text_parts: can.text_parts() as u32,
            blocked: thread.is_blocked(&conversation.reply_to),
        },
    })
}

pub(crate) fn assignee(thread: &Thread) -> Option<&UserId> {
    thread.conversation.as_ref()?.assignee.as_ref()
}

fn current(thread: &Thread) -> Result<&Conversation, ApiError> {
    thread.conversation.as_ref().ok_or_else(ApiError::not_found)
}

fn state(state: State) -> ConversationState {
    match state {
        State::Flow => ConversationState::Flow,
        State::Queued => ConversationState::Queued,
        State::Active => ConversationState::Active,
        State::Closed => ConversationState::Closed,
    }
}

fn unit(unit: TextUnit) -> &'static str {
    match unit {
        TextUnit::Utf16 => "utf16",
        TextUnit::Chars => "chars",
        TextUnit::Bytes => "bytes",
        TextUnit::Graphemes => "graphemes",
        TextUnit::Septets => "septets",
    }
}

fn may(caller: &Caller, thread: &Thread) -> Vec<ConversationAbility> {
    if !caller.may(Ability::AnswerConversations) {
        return Vec::new();
    }
    abilities(thread, &caller.user)
        .into_iter()
        .map(|ability| match ability {
            AgentAbility::TakeOver => ConversationAbility::TakeOver,
            AgentAbility::Reply => ConversationAbility::Reply,
            AgentAbility::Note => ConversationAbility::Note,
            AgentAbility::HandBack => ConversationAbility::HandBack,
            AgentAbility::Close => ConversationAbility::Close,
        })
        .collect()
}

pub(crate) async fn person(services: &Services, id: &UserId) -> Result<Person, ApiError> {
    // Tokens of before their names were kept have none.
    let name = name_of(services, services.workspace(), id).await?.unwrap_or_else(|| "API".to_owned());
    Ok(Person { id: id.to_string(), name })
}

/// What the flow asked so far.
fn variables(conversation: &Conversation) -> Vec<VariableView> {
    let Some(run) = &conversation.flow else { return Vec::new() };
    if let Some(answers) = &run.answers {
        let answers: Vec<(String, serde_json::Value)> = serde_json::from_str(answers).unwrap_or_default();
        return answers.into_iter().map(|(name, value)| VariableView { name, value }).collect();
    }
    let bytes = run.session.as_deref().and_then(|text| URL_SAFE_NO_PAD.decode(text).ok()).unwrap_or_default();
    let known = flow_engine::inspect(&bytes).map(|session| session.variables).unwrap_or_default();
    known.into_iter().map(|(name, value)| VariableView { name, value: value.to_json() }).collect()
}
