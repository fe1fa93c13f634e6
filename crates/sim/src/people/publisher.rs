//! The workspace's author: sets everything up, and publishes while conversations run.

use std::sync::Arc;

use app::accounts::{NewAccount, connect_account};
use app::flows::{self, Draft, PublishOrder};
use app::people::create_token;
use app::records::Editor;
use conversation::Channel;
use protocol::people::Role;
use serde_json::json;

use super::{ApiCall, api};
use crate::crash::Function;
use crate::fleet::Instance;
use crate::flow;
use crate::vendors::{ACCOUNT, settings};
use crate::world::{WORKSPACES, World};

/// A flow, accounts of every channel, and a token, in each workspace. Nothing goes wrong meanwhile.
pub fn set_up(world: &Arc<World>) {
    for workspace in 0..WORKSPACES.len() {
        let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
            let services = &instance.services;
            let draft = Draft { document: flow::document(workspace, 1), tests: Vec::new() };
            let made = flows::create(services, "main", draft, Editor::named("author")).await;
            let id = made.unwrap_or_else(|error| panic!("the flow is made: {}", error.code)).record.id;
            let order =
                PublishOrder { by: Editor::named("author"), version: None, note: String::new(), override_reason: None };
            if let Err(error) = flows::publish(services, &id, order).await {
                panic!("the flow is not published: {} {:?}", error.code, error.more);
            }
            for channel in Channel::ALL {
                let values = serde_json::from_value(settings(workspace, channel)).expect("settings are texts");
                let flow = Some(id.clone());
                let account = NewAccount { channel, id: ACCOUNT.to_owned(), flow, values, simulated: false };
                let saved = connect_account(services, services.workspace(), account).await;
                saved.unwrap_or_else(|error| panic!("the account is made: {}", error.code));
            }
            let (_, token) = create_token(services, "desk", Role::Owner).await.unwrap_or_else(|_| panic!("a token"));
            let mut state = world.lock();
            state.people.flows[workspace] = id.to_string();
            state.people.tokens[workspace] = token;
            state.people.revisions[workspace] = 1;
        };
        world.spawn(Function::FlowsApi, workspace, work, Box::new(|_| {}));
    }
}

/// Writes the next revision, saves it as the draft and publishes it, until that is done.
pub fn publish(world: &Arc<World>) {
    let (workspace, revision) = {
        let mut state = world.lock();
        let workspace = state.random.index(WORKSPACES.len());
        state.people.revisions[workspace] += 1;
        (workspace, state.people.revisions[workspace])
    };
    attempt(world, workspace, revision);
}

fn attempt(world: &Arc<World>, workspace: usize, revision: u32) {
    let work = move |world: Arc<World>, instance: Arc<Instance>| async move {
        if !saved_and_published(&world, &instance, workspace, revision).await {
            again(&world, workspace, revision);
        }
    };
    world.spawn(Function::FlowsApi, workspace, work, Box::new(move |world| again(world, workspace, revision)));
}

async fn saved_and_published(world: &Arc<World>, instance: &Instance, workspace: usize, revision: u32) -> bool {
    let (token, id) = {
        let state = world.lock();
        (state.people.tokens[workspace].clone(), state.people.flows[workspace].clone())
    };
    let path = format!("/api/v1/flows/{id}");
    let read = ApiCall { method: "GET", path: &path, key: "", version: None, body: None };
    let (status, flow) = api(instance, &token, read).await;
    if status != 200 {
        return false;
    }
    let body = Some(json!({ "document": flow::document(workspace, revision) }));
    let save = ApiCall { method: "PATCH", path: &path, key: "", version: flow["version"].as_u64(), body };
    if api(instance, &token, save).await.0 != 200 {
        return false;
    }
    let publish_path = format!("{path}/publish");
    let body = Some(json!({ "note": format!("revision {revision}") }));
    let publish = ApiCall { method: "POST", path: &publish_path, key: "", version: None, body };
    let (status, answer) = api(instance, &token, publish).await;
    let mut state = world.lock();
    state.note(format_args!("publishing revision {revision} is answered {status}"));
    if status == 200 {
        state.oracle.published(workspace, &answer);
    }
    status == 200
}

fn again(world: &Arc<World>, workspace: usize, revision: u32) {
    world.lock().after(2_000, move |world| attempt(world, workspace, revision));
}
