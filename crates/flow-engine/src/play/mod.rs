//! Plays a conversation with a compiled flow, step by step, for `tsunagi flow run`, for tests of flows and for
//! demonstrations. It has no clock: time moves when somebody moves it.

mod line;
mod test;

use conversation::{Channel, Content, HttpResult};
use flow_model::flow_test::{HttpMock, MockOutcome};
use serde::Serialize;

use crate::effect::{Effect, HttpCall, Problem, ProblemCode};
use crate::event::{CustomerFacts, Event, EventKind};
use crate::inspect::{WaitsFor, inspect};
use crate::program::ReadProgram;
use crate::step::{StepResult, step};
use crate::trace::Visit;
use crate::value::Value;

pub use line::Line;
pub use test::{Failure, TestReport, run_test};

/// Who talks, where, and when it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub customer: CustomerFacts,
    /// Unix milliseconds.
    pub start_ms: u64,
    /// Step `n` gets `seed + n`.
    pub seed: u64,
}

impl Setting {
    /// A customer of whom nothing else is known.
    pub fn new(language: &str, channel: Channel, start_ms: u64) -> Self {
        Self {
            customer: CustomerFacts {
                name: String::new(),
                language: language.to_owned(),
                channel,
                phone: String::new(),
                email: String::new(),
            },
            start_ms,
            seed: 0,
        }
    }
}

/// One conversation under way.
pub struct Player<P> {
    program: P,
    setting: Setting,
    now_ms: u64,
    steps: u64,
    session: Option<Vec<u8>>,
    timer: Option<(u32, u64)>,
    call: Option<(u32, HttpCall)>,
    mocks: Vec<Mock>,
    lines: Vec<Line>,
    visits: Vec<Visit>,
    variables: Vec<(String, Value)>,
    over: bool,
}

/// A stand-in for services, with the calls it still answers; `None` for any number.
struct Mock {
    mock: HttpMock,
    left: Option<u32>,
}

/// A conversation as it stands.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct State<'p> {
    pub waits_for: Option<WaitsFor>,
    /// Of the innermost flow; when the flow is over, as they were last.
    pub variables: &'p [(String, Value)],
    pub now_ms: u64,
    pub is_over: bool,
}

impl<P: ReadProgram> Player<P> {
    /// Nothing has happened yet: `start` lets the flow begin.
    pub fn new(program: P, setting: Setting) -> Self {
        Self {
            program,
            now_ms: setting.start_ms,
            setting,
            steps: 0,
            session: None,
            timer: None,
            call: None,
            mocks: Vec::new(),
            lines: Vec::new(),
            visits: Vec::new(),
            variables: Vec::new(),
            over: false,
        }
    }

    /// Answers calls from now on: the first mock that matches and has `times` left.
    #[must_use]
    pub fn with_mocks(mut self, mocks: impl IntoIterator<Item = HttpMock>) -> Self {
        self.mocks = mocks.into_iter().map(|mock| Mock { left: mock.times, mock }).collect();
        self
    }

    /// The conversation begins, with a message of the customer or without.
    pub fn start(&mut self, opening: Option<&str>) {
        let opening = opening.map(Content::text);
        if let Some(content) = &opening {
            self.lines.push(Line::Customer { content: content.clone() });
        }
        self.send(EventKind::Started { opening });
    }

    /// The customer writes.
    pub fn say(&mut self, text: &str) {
        self.receive(Content::text(text));
    }

    /// The customer taps an option. False, and nothing happens, when no message showed it.
    pub fn pick(&mut self, id: &str) -> bool {
        let Some(label) = self.label_of(id) else {
            return false;
        };
        self.receive(Content::Picked { id: id.to_owned(), label });
        true
    }

    /// Any message of the customer.
    pub fn receive(&mut self, content: Content) {
        self.lines.push(Line::Customer { content: content.clone() });
        self.send(EventKind::Message { content });
    }

    /// Time passes; timers fire in their order on the way.
    pub fn advance(&mut self, seconds: u64) {
        self.lines.push(Line::Waited { seconds });
        let until = self.now_ms.saturating_add(seconds.saturating_mul(1000));
        while let Some((generation, due_ms)) = self.timer.filter(|(_, due_ms)| *due_ms <= until) {
            self.now_ms = self.now_ms.max(due_ms);
            self.timer = None;
            self.send(EventKind::TimerFired { generation });
        }
        self.now_ms = until;
    }

    /// A person gives the conversation back.
    pub fn hand_back(&mut self) {
        self.lines.push(Line::HandedBack);
        self.send(EventKind::HandedBack);
    }

    /// The service that the flow called answers. False when no call runs.
    pub fn answer(&mut self, result: HttpResult) -> bool {
        let Some((call, _)) = self.call.take() else {
            return false;
        };
        self.send(EventKind::HttpFinished { call, result });
        true
    }

    /// The call that no mock answers.
    pub fn open_call(&self) -> Option<&HttpCall> {
        self.call.as_ref().map(|(_, request)| request)
    }

    /// Everything that happened, in order.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every node that was visited, in order.
    pub fn visits(&self) -> &[Visit] {
        &self.visits
    }

    pub fn state(&self) -> State<'_> {
        let session = self.session.as_deref().and_then(|session| inspect(session).ok());
        State {
            waits_for: session.map(|session| session.waits_for),
            variables: &self.variables,
            now_ms: self.now_ms,
            is_over: self.over,
        }
    }

    /// The session as it would be stored; `None` before the start and at the end.
    pub fn session(&self) -> Option<&[u8]> {
        self.session.as_deref()
    }

    fn send(&mut self, kind: EventKind) {
        self.step(kind);
        while let Some(result) = self.mocked() {
            self.answer_once(result);
        }
    }

    fn answer_once(&mut self, result: HttpResult) {
        if let Some((call, _)) = self.call.take() {
            self.step(EventKind::HttpFinished { call, result });
        }
    }

    fn step(&mut self, kind: EventKind) {
        if self.steps == limits::PLAYED_STEPS {
            return self.give_up();
        }
        let event = Event {
            now_ms: self.now_ms,
            seed: self.setting.seed.wrapping_add(self.steps),
            customer: self.setting.customer.clone(),
            kind,
        };
        self.steps += 1;
        let result = step(&self.program, self.session.as_deref(), &event);
        self.take(result);
    }

    /// The flow goes round in circles: nothing more is played.
    fn give_up(&mut self) {
        if !self.over {
            let problem = Problem {
                code: ProblemCode::LoopWithoutWait,
                node: String::new(),
                detail: format!("the conversation did not end within {} steps", limits::PLAYED_STEPS),
            };
            self.lines.push(Line::Failed { problem });
        }
        (self.over, self.session, self.timer, self.call) = (true, None, None, None);
    }

    fn take(&mut self, result: StepResult) {
        for effect in result.effects {
            match effect {
                Effect::Send { node, content, .. } => self.lines.push(Line::Flow { node, content }),
                Effect::StartTimer { generation, due_ms } => self.timer = Some((generation, due_ms)),
                Effect::CancelTimer => self.timer = None,
                Effect::Http { call, request } => {
                    self.lines.push(Line::Http { request: request.clone() });
                    self.call = Some((call, request));
                }
                Effect::Handover { queue, reason } => self.lines.push(Line::Handover { queue, reason }),
                Effect::End => self.lines.push(Line::Ended),
                Effect::Fail { problem } => self.lines.push(Line::Failed { problem }),
                Effect::Note { problem } => self.lines.push(Line::Noted { problem }),
            }
        }
        let session = result.session.as_deref().and_then(|session| inspect(session).ok());
        match session {
            Some(session) => self.variables = session.variables,
            // No session is left to look into: what changed last still counts.
            None => {
                for (name, value) in result.trace.visits.iter().flat_map(|visit| &visit.changed) {
                    match self.variables.iter_mut().find(|(known, _)| known == name) {
                        Some((_, old)) => *old = value.clone(),
                        None => self.variables.push((name.clone(), value.clone())),
                    }
                }
            }
        }
        self.over = result.session.is_none();
        self.session = result.session;
        self.visits.extend(result.trace.visits);
    }

    /// What the first mock for the open call says.
    fn mocked(&mut self) -> Option<HttpResult> {
        let (_, request) = self.call.as_ref()?;
        let mock = self
            .mocks
            .iter_mut()
            .find(|mock| mock.left != Some(0) && mock.mock.matches.covers(&request.method, &request.url))?;
        mock.left = mock.left.map(|left| left - 1);
        Some(match &mock.mock.outcome {
            MockOutcome::Fail(reason) => HttpResult::Failed { reason: reason.clone() },
            MockOutcome::Answer(answer) => {
                let (content_type, body) = match &answer.body {
                    serde_json::Value::Null => ("application/json", String::new()),
                    serde_json::Value::String(text) => ("text/plain; charset=utf-8", text.clone()),
                    json => ("application/json", json.to_string()),
                };
                HttpResult::Answered {
                    status: answer.status,
                    content_type: content_type.to_owned(),
                    body: body.into_bytes(),
                }
            }
        })
    }

    /// The label of an option that was shown, as it was shown last.
    fn label_of(&self, id: &str) -> Option<String> {
        self.lines.iter().rev().find_map(|line| match line {
            Line::Flow { content: Content::Choice { options, .. }, .. } => {
                options.iter().find(|option| option.id == id).map(|option| option.label.clone())
            }
            _ => None,
        })
    }
}
