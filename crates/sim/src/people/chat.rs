//! Visitors with the web chat open: they keep to `docs/webchat-protocol.md`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use conversation::Channel;
use protocol::webchat::{ClientFrame, ServerFrame, VERSION};

use crate::crash::Function;
use crate::fleet::{Instance, PUBLIC_URL};
use crate::oracle::EventKey;
use crate::vendors::{ACCOUNT, identity};
use crate::world::{State, World};

/// How long a visitor waits for an answer before they try again.
const PATIENCE_MS: u64 = 8_000;

pub struct Visitor {
    pub workspace: usize,
    /// Who they are, once they were told.
    pub id: Option<String>,
    token: Option<String>,
    connection: Option<String>,
    welcomed: bool,
    /// Said and not acknowledged yet.
    unsent: VecDeque<(String, String)>,
    /// When the first of them was sent last.
    asked_ms: u64,
    /// What they see, by `seq`.
    pub seen: BTreeMap<u64, String>,
    /// Up to where they have everything.
    complete: u64,
    /// This connection told what was missed.
    caught_up: bool,
}

impl Visitor {
    pub fn new(workspace: usize) -> Self {
        Self {
            workspace,
            id: None,
            token: None,
            connection: None,
            welcomed: false,
            unsent: VecDeque::new(),
            asked_ms: 0,
            seen: BTreeMap::new(),
            complete: 0,
            caught_up: false,
        }
    }

    pub fn is_quiet(&self) -> bool {
        self.unsent.is_empty()
    }

    fn event_key(&self, client_id: &str) -> Option<EventKey> {
        let identity = identity(Channel::Webchat, self.id.as_deref()?);
        Some(EventKey::new(self.workspace, &identity, client_id))
    }
}

pub fn write(world: &Arc<World>) {
    let visitor = {
        let mut state = world.lock();
        let all = state.people.visitors.len();
        let visitor = state.random.index(all);
        let text = state.people.fresh_text();
        state.note(format_args!("visitor {visitor} writes `{text}`"));
        state.people.visitors[visitor].unsent.push_back((format!("c-{text}"), text));
        visitor
    };
    go_on(world, visitor);
}

/// A socket breaks, and the server may not hear of it.
pub fn break_one(world: &Arc<World>) {
    let told = {
        let mut state = world.lock();
        let all = state.people.visitors.len();
        let visitor = state.random.index(all);
        let Some(connection) = state.people.visitors[visitor].connection.take() else { return };
        state.note(format_args!("visitor {visitor} loses {connection}"));
        state.lines.close(&connection);
        state.random.chance(500).then_some((state.people.visitors[visitor].workspace, connection))
    };
    if let Some((workspace, connection)) = told {
        let work = move |_: Arc<World>, instance: Arc<Instance>| async move {
            webchat_disconnect::handle(&instance.services, &connection).await;
        };
        world.spawn(Function::ChatDisconnect, workspace, work, Box::new(|_| {}));
    }
}

/// Everybody comes back, and gets what they missed.
pub fn connect_all(world: &Arc<World>) {
    let all = world.lock().people.visitors.len();
    for visitor in 0..all {
        let connection = world.lock().people.visitors[visitor].connection.take();
        if let Some(connection) = connection {
            world.lock().lines.close(&connection);
        }
        go_on(world, visitor);
    }
}

/// Looks after every visitor, again and again.
pub fn tick(world: &Arc<World>) {
    let all = world.lock().people.visitors.len();
    for visitor in 0..all {
        go_on(world, visitor);
    }
    world.lock().after(2_000, tick);
}

fn go_on(world: &Arc<World>, visitor: usize) {
    let next = {
        let mut state = world.lock();
        let now_ms = state.now_ms();
        let line = state.people.visitors[visitor].connection.clone().filter(|it| state.lines.is_open(it));
        let calm = state.calm;
        let person = &mut state.people.visitors[visitor];
        match line {
            None if person.asked_ms + 2_000 <= now_ms || calm => {
                (person.connection, person.welcomed, person.asked_ms) = (None, false, now_ms);
                Next::Connect
            }
            None => return,
            Some(_) if person.asked_ms + PATIENCE_MS <= now_ms && !person.welcomed => {
                person.asked_ms = now_ms;
                Next::Connect
            }
            Some(line) if person.welcomed => match person.unsent.front().cloned() {
                Some((client_id, text)) if person.asked_ms + PATIENCE_MS <= now_ms || person.asked_ms == 0 => {
                    person.asked_ms = now_ms;
                    Next::Say(line, client_id, text)
                }
                _ => return,
            },
            Some(_) => return,
        }
    };
    match next {
        Next::Connect => connect(world, visitor),
        Next::Say(line, client_id, text) => {
            let frame = ClientFrame::Message { client_id, text };
            say(world, visitor, line, &frame);
        }
    }
}

enum Next {
    Connect,
    Say(String, String, String),
}

fn connect(world: &Arc<World>, visitor: usize) {
    let (workspace, connection) = {
        let mut state = world.lock();
        state.people.last_connection += 1;
        let connection = format!("connection-{}", state.people.last_connection);
        state.note(format_args!("visitor {visitor} opens {connection}"));
        let person = &mut state.people.visitors[visitor];
        (person.connection, person.welcomed, person.caught_up) = (Some(connection.clone()), false, false);
        let workspace = person.workspace;
        state.lines.open(&connection, visitor);
        (workspace, connection)
    };
    let line = connection.clone();
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let connect = webchat_connect::Connect { connection: &connection, account: ACCOUNT, origin: Some(PUBLIC_URL) };
        if webchat_connect::handle(&instance.services, connect).await.is_err() {
            world.lock().lines.close(&connection);
            return;
        }
        let hello = {
            let state = world.lock();
            let person = &state.people.visitors[visitor];
            ClientFrame::Hello { v: VERSION, token: person.token.clone(), after: person.complete, language: None }
        };
        say(&world, visitor, connection, &hello);
    };
    world.spawn(Function::ChatConnect, workspace, work, Box::new(move |world| world.lock().lines.close(&line)));
}

fn say(world: &Arc<World>, visitor: usize, connection: String, frame: &ClientFrame) {
    let text = serde_json::to_string(frame).expect("frames are JSON");
    let workspace = {
        let mut state = world.lock();
        if let ClientFrame::Message { client_id, .. } = frame
            && let Some(key) = state.people.visitors[visitor].event_key(client_id)
        {
            state.oracle.expect_one(key);
        }
        state.people.visitors[visitor].workspace
    };
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let frames = webchat_message::handle(&instance.services, &connection, &text).await;
        {
            let mut state = world.lock();
            for frame in &frames {
                if let ServerFrame::Ack { client_id } = frame
                    && let Some(key) = state.people.visitors[visitor].event_key(client_id)
                {
                    state.oracle.accepted(&[key]);
                }
            }
            if state.fails(|it| it.socket) {
                state.lines.close(&connection);
            }
            if state.lines.is_open(&connection) {
                frames.into_iter().for_each(|frame| state.hear(visitor, &connection, frame));
            }
        }
        go_on(&world, visitor);
    };
    world.spawn(Function::ChatMessage, workspace, work, Box::new(|_| {}));
}

impl State {
    /// A frame comes to a visitor.
    pub fn hear(&mut self, visitor: usize, connection: &str, frame: ServerFrame) {
        let now_ms = self.now_ms();
        let person = &mut self.people.visitors[visitor];
        if person.connection.as_deref() != Some(connection) {
            return;
        }
        match frame {
            ServerFrame::Welcome { token, visitor, new_visitor, .. } => {
                person.caught_up = new_visitor;
                person.token = Some(token);
                person.id = Some(visitor);
                person.welcomed = true;
                person.asked_ms = 0;
            }
            ServerFrame::Entries { entries, caught_up, .. } => {
                person.caught_up |= caught_up;
                for entry in entries {
                    if person.caught_up && (caught_up || entry.from != "customer") {
                        person.complete = person.complete.max(entry.seq);
                    }
                    let text = conversation_text(&entry.content);
                    let before = person.seen.insert(entry.seq, text.clone());
                    if before.as_ref().is_some_and(|before| *before != text) {
                        self.oracle.violated(now_ms, format!("visitor {visitor} sees two texts under one seq"));
                        return;
                    }
                }
            }
            ServerFrame::Ack { client_id } => {
                if person.unsent.front().is_some_and(|(first, _)| *first == client_id) {
                    person.unsent.pop_front();
                    person.asked_ms = 0;
                }
            }
            // It is tried again after the visitor's patience; what needs a new socket gets one.
            ServerFrame::Error { code, .. } if code == "closed" || code == "hello_first" => {
                person.connection = None;
                self.lines.close(connection);
            }
            ServerFrame::Error { .. } | ServerFrame::Typing {} | ServerFrame::Pong {} => {}
        }
    }
}

pub fn conversation_text(content: &protocol::content::Content) -> String {
    let value = serde_json::to_value(content).unwrap_or_default();
    value["text"].as_str().map_or_else(|| value.to_string(), str::to_owned)
}
