//! Telling the flow, and taking in what it answers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use conversation::{Decision, Facts, FlowAction, FlowInput, HttpRequest, SendPolicy, Thread, absorb};
use flow_engine::{CustomerFacts, Effect, Event, EventKind, StepResult, Value};
use flow_model::nodes::Delivery;
use ids::WorkspaceId;

use super::TurnError;
use crate::Services;
use crate::envelope;

pub(super) async fn advance(
    services: &Services,
    workspace: &WorkspaceId,
    thread: &mut Thread,
    decision: &mut Decision,
    input: FlowInput,
    facts: &Facts,
) -> Result<Vec<Changed>, TurnError> {
    let Some(run) = thread.conversation.as_ref().and_then(|it| it.flow.clone()) else { return Ok(Vec::new()) };
    let program = services
        .programs
        .load(services.blobs.as_ref(), workspace, &run.revision.hash)
        .await?
        .ok_or_else(|| TurnError::ProgramMissing(run.revision.hash.clone()))?;
    let session = run.session.as_deref().map(|text| URL_SAFE_NO_PAD.decode(text).unwrap_or_default());
    let event = engine_event(thread, input, facts);
    let (session, actions, changed) = match services.flows.step(&program, session.as_deref(), &event) {
        Ok(result) => from_engine(result),
        Err(reason) => (None, vec![stopped(reason)], Vec::new()),
    };
    absorb(thread, session, actions, facts, decision);
    Ok(changed)
}

/// A variable that a step set.
type Changed = (String, Value);

/// When the flow is over, whoever ended it, what it knew stays with the conversation.
pub(super) fn keep_answers(before: &Thread, thread: &mut Thread, changed: Vec<Changed>) {
    let Some(conversation) = thread.conversation.as_mut() else { return };
    let Some(run) = conversation.flow.as_mut().filter(|run| run.session.is_none() && run.answers.is_none()) else {
        return;
    };
    let was = before.conversation.as_ref().filter(|was| was.id == conversation.id);
    let session = was.and_then(|was| was.flow.as_ref()).and_then(|run| run.session.as_deref());
    let mut answers = session
        .and_then(|text| URL_SAFE_NO_PAD.decode(text).ok())
        .and_then(|bytes| flow_engine::inspect(&bytes).ok())
        .map(|session| session.variables)
        .unwrap_or_default();
    for (name, value) in changed {
        match answers.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value,
            None => answers.push((name, value)),
        }
    }
    if !answers.is_empty() {
        let pairs: Vec<_> = answers.iter().map(|(name, value)| (name, value.to_json())).collect();
        run.answers = serde_json::to_string(&pairs).ok();
    }
}

/// The sandbox stopped the step (fuel, memory, output): the session ends safely with a note (R6).
fn stopped(reason: String) -> FlowAction {
    FlowAction::Problem { code: "sandbox_stopped".to_owned(), node: String::new(), detail: reason, gave_up: true }
}

fn engine_event(thread: &Thread, input: FlowInput, facts: &Facts) -> Event {
    let channel = thread.conversation.as_ref().map_or(conversation::Channel::Webchat, |it| it.channel());
    let kind = match input {
        FlowInput::Started { opening } => EventKind::Started { opening },
        FlowInput::Message { content } => EventKind::Message { content },
        FlowInput::TimerFired { generation } => EventKind::TimerFired { generation },
        FlowInput::HttpFinished { number, result } => EventKind::HttpFinished { call: number, result },
        FlowInput::HandedBack => EventKind::HandedBack,
    };
    Event {
        now_ms: facts.now_ms,
        seed: seed(thread, facts),
        customer: CustomerFacts {
            name: thread.profile.name.clone(),
            language: thread.profile.language.clone(),
            channel,
            phone: thread.profile.phone.clone(),
            email: thread.profile.email.clone(),
        },
        kind,
    }
}

/// Random enough for a flow, and the same when the turn is tried again (R3).
fn seed(thread: &Thread, facts: &Facts) -> u64 {
    let hash = envelope::hash(&[thread.customer.as_str(), &facts.event_key]);
    u64::from_str_radix(&hash[..16], 16).unwrap_or_default()
}

fn from_engine(result: StepResult) -> (Option<String>, Vec<FlowAction>, Vec<Changed>) {
    let session = result.session.map(|bytes| URL_SAFE_NO_PAD.encode(bytes));
    let actions = result.effects.into_iter().filter_map(action).collect();
    // Variables of a subflow are its own.
    let outer = result.trace.visits.into_iter().filter(|visit| !visit.node.contains('/'));
    (session, actions, outer.flat_map(|visit| visit.changed).collect())
}

fn policy(delivery: Delivery) -> SendPolicy {
    match delivery {
        Delivery::AtLeastOnce => SendPolicy::AtLeastOnce,
        Delivery::AtMostOnce => SendPolicy::AtMostOnce,
    }
}

fn action(effect: Effect) -> Option<FlowAction> {
    Some(match effect {
        Effect::Send { node, content, delivery } => FlowAction::Say { node, content, policy: policy(delivery) },
        Effect::StartTimer { generation, due_ms } => FlowAction::SetTimer { generation, due_ms },
        // A timer that no longer counts is recognised by its generation when it fires.
        Effect::CancelTimer => return None,
        Effect::Http { call, request } => FlowAction::CallHttp {
            number: call,
            request: HttpRequest {
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: request.body,
                timeout_s: request.timeout_s,
            },
        },
        Effect::Handover { queue, reason } => FlowAction::HandOver { queue, reason },
        Effect::End => FlowAction::End,
        Effect::Fail { problem } => problem_action(problem, true),
        Effect::Note { problem } => problem_action(problem, false),
    })
}

fn problem_action(problem: flow_engine::Problem, gave_up: bool) -> FlowAction {
    let code = serde_json::to_value(problem.code).ok().and_then(|code| code.as_str().map(str::to_owned));
    FlowAction::Problem { code: code.unwrap_or_default(), node: problem.node, detail: problem.detail, gave_up }
}
