//! People at the desk: they take over, answer, hand back and close, and repeat what was not answered.

use std::sync::Arc;

use conversation::{Conversation, State as Stage, Thread};
use serde_json::json;

use super::{ApiCall, api};
use crate::crash::Function;
use crate::fleet::Instance;
use crate::world::{State, WORKSPACES, World, workspace_id};

#[derive(Clone)]
struct Action {
    workspace: usize,
    conversation: String,
    verb: &'static str,
    key: String,
    text: Option<String>,
}

pub fn act(world: &Arc<World>) {
    let Some(action) = choose(&mut world.lock()) else { return };
    attempt(world, action, 0);
}

/// Something that may be done with a conversation that people have or wait for.
fn choose(state: &mut State) -> Option<Action> {
    let workspace = state.random.index(WORKSPACES.len());
    let id = workspace_id(workspace);
    let heads = state.store.all(&id, "T#").filter(|item| item.key.sort == "HEAD");
    let threads = heads.filter_map(|item| serde_json::from_slice::<Thread>(&item.body).ok());
    let open: Vec<Conversation> =
        threads.filter_map(|thread| thread.conversation).filter(|it| it.state != Stage::Closed).collect();
    let people: Vec<Conversation> = open.iter().filter(|it| it.state != Stage::Flow).cloned().collect();
    // Mostly where somebody waits; sometimes in the middle of a flow, which then hardly gets to a handover.
    let from = if state.random.chance(200) { open } else { people };
    if from.is_empty() {
        return None;
    }
    let conversation = state.random.pick(&from).clone();
    let verb = match conversation.state {
        // A flow that was interrupted would put its question again, word for word.
        Stage::Active if conversation.queue.is_none() => *state.random.pick(&["messages", "close", "notes"]),
        Stage::Active => *state.random.pick(&["messages", "hand-back", "hand-back", "close", "notes"]),
        _ => "take-over",
    };
    let conversation = conversation.id.to_string();
    let text = matches!(verb, "messages" | "notes").then(|| state.people.fresh_text());
    let key = state.people.fresh_text();
    Some(Action { workspace, conversation, verb, key, text })
}

fn attempt(world: &Arc<World>, action: Action, tries: u32) {
    let (retry, on_death) = (action.clone(), action.clone());
    let workspace = action.workspace;
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        let token = world.lock().people.tokens[action.workspace].clone();
        let path = format!("/api/v1/conversations/{}/{}", action.conversation, action.verb);
        let body = action.text.as_ref().map(|text| json!({ "text": text }));
        let call = ApiCall { method: "POST", path: &path, key: &action.key, version: None, body };
        let (status, _) = api(&instance, &token, call).await;
        let mut state = world.lock();
        state.note(format_args!("the desk does {} and is answered {status}", action.verb));
        if status == 200 && action.verb == "messages" {
            state.oracle.answered(action.workspace, action.text.unwrap_or_default());
        } else if status >= 500 {
            drop(state);
            again(&world, retry, tries);
        }
    };
    world.spawn(Function::ConversationsApi, workspace, work, Box::new(move |world| again(world, on_death, tries)));
}

fn again(world: &Arc<World>, action: Action, tries: u32) {
    world.lock().after(1_000 << tries.min(4), move |world| attempt(world, action, tries + 1));
}
