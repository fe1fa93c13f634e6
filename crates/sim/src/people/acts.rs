//! One thing that somebody does: what, and by whom, is chance.

use std::sync::Arc;

use channels::{custom, line, sms};
use conversation::Channel;
use serde_json::{Value, json};

use super::webhooks::{Post, post};
use super::{chat, desk, publisher};
use crate::vendors::{OUR_NUMBER, account_sid, identity};
use crate::world::{State, World};

pub fn act(world: &Arc<World>) {
    let kind = world.lock().random.between(0, 100);
    match kind {
        0..60 => write(world, 1),
        // Several at once: first messages of one person meet in one conversation.
        60..66 => write(world, 3),
        66..82 => chat::write(world),
        82..84 => chat::break_one(world),
        84..93 => desk::act(world),
        93..98 => line_event(world),
        _ => publisher::publish(world),
    }
}

fn write(world: &Arc<World>, count: usize) {
    let posts = {
        let mut state = world.lock();
        let all = state.people.customers.len();
        let customer = state.random.index(all);
        let bodies: Vec<Post> = (0..count).map(|_| message(&mut state, customer)).collect();
        let together = state.random.chance(500);
        if together { join(bodies) } else { bodies }
    };
    posts.into_iter().for_each(|it| post(world, it));
}

/// LINE puts several events into one body.
fn join(mut posts: Vec<Post>) -> Vec<Post> {
    if posts.len() < 2 || posts[0].channel != Channel::Line {
        return posts;
    }
    let mut bodies: Vec<Value> = posts.iter().filter_map(|post| serde_json::from_slice(&post.body).ok()).collect();
    let events: Vec<Value> = bodies.iter_mut().filter_map(|body| body["events"][0].take().into()).collect();
    bodies[0]["events"] = events.into();
    posts.truncate(1);
    posts[0].body = bodies[0].to_string().into_bytes();
    posts
}

fn message(state: &mut State, customer: usize) -> Post {
    let mut text = state.people.fresh_text();
    if state.random.chance(300) {
        text.push_str(" agent");
    }
    let now_ms = state.now_ms();
    let customer = state.people.customers[customer].clone();
    let id = state.people.fresh_text();
    let body = match customer.channel {
        Channel::Line => {
            let token = format!("reply-{id}");
            state.vendors.tokens.insert(token.clone(), (identity(Channel::Line, &customer.address), false));
            state.remember_message(&customer.address, customer.workspace, &id);
            line::simulate::text_message_body(&deed(&customer.address, &id, &token, now_ms), &text)
        }
        Channel::Sms => {
            let (account_sid, sid) = (account_sid(customer.workspace), format!("SM{id}"));
            let from = &customer.address;
            let wire = sms::simulate::Wire { account_sid: &account_sid, message_sid: &sid, from, to: OUR_NUMBER };
            sms::simulate::form(&wire, &text, &[]).into_bytes()
        }
        Channel::Custom | Channel::Webchat => custom::simulate::text_body(&customer.address, &text, now_ms),
    };
    state.note(format_args!("{} writes `{text}` on {}", customer.address, customer.channel.as_str()));
    Post { workspace: customer.workspace, channel: customer.channel, id, body, events: Vec::new() }
}

/// What LINE tells besides messages.
fn line_event(world: &Arc<World>) {
    let it = {
        let mut state = world.lock();
        let line: Vec<usize> = (0..state.people.customers.len())
            .filter(|at| state.people.customers[*at].channel == Channel::Line)
            .collect();
        let customer = *state.random.pick(&line);
        let first_time = !std::mem::replace(&mut state.people.customers[customer].followed, true);
        let customer = state.people.customers[customer].clone();
        let id = state.people.fresh_text();
        let token = format!("reply-{id}");
        let now_ms = state.now_ms();
        let deed = deed(&customer.address, &id, &token, now_ms);
        let body = match state.random.between(0, 5) {
            0 => line::simulate::unfollow_body(&deed),
            1 if customer.last_message.is_some() => {
                line::simulate::unsend_body(&deed, customer.last_message.as_deref().unwrap_or_default())
            }
            2 => unknown_body(&deed),
            _ if !first_time => unknown_body(&deed),
            _ => {
                state.vendors.tokens.insert(token.clone(), (identity(Channel::Line, &customer.address), false));
                line::simulate::follow_body(&deed)
            }
        };
        Post { workspace: customer.workspace, channel: Channel::Line, id, body, events: Vec::new() }
    };
    post(world, it);
}

fn unknown_body(deed: &line::simulate::Deed) -> Vec<u8> {
    let body: Value = serde_json::from_slice(&line::simulate::unfollow_body(deed)).unwrap_or_default();
    let mut body = body;
    body["events"][0]["type"] = json!("somethingNew");
    body.to_string().into_bytes()
}

fn deed<'a>(user_id: &'a str, event_id: &'a str, reply_token: &'a str, at_ms: u64) -> line::simulate::Deed<'a> {
    line::simulate::Deed { destination: "U00000000000000000000000000000000", user_id, event_id, reply_token, at_ms }
}

impl State {
    fn remember_message(&mut self, address: &str, workspace: usize, id: &str) {
        let is_them = |it: &&mut super::Customer| it.address == address && it.workspace == workspace;
        if let Some(customer) = self.people.customers.iter_mut().find(is_them) {
            customer.last_message = Some(id.to_owned());
        }
    }
}
