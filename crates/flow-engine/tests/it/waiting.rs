//! Timers, waits, and messages that come early.

use conversation::{Channel, Content};
use flow_engine::play::{Player, Setting};
use flow_engine::{Effect, Event, EventKind, StepResult, inspect, step};
use serde_json::{Value, json};

use crate::script::{NOW_MS, check, compile, end, flow, message, question};

fn patient() -> Value {
    let mut flow = question(json!({ "type": "number" }));
    flow["nodes"]["a"]["settings"]["no_reply_after_s"] = json!(600);
    flow["nodes"]["a"]["exits"]["no_reply"] = json!("silent");
    flow["nodes"]["silent"] = message("Still there?", "end");
    flow
}

pub fn event(kind: EventKind) -> Event {
    Event { now_ms: NOW_MS, seed: 1, customer: Setting::new("en", Channel::Webchat, NOW_MS).customer, kind }
}

pub fn said(text: &str) -> Event {
    event(EventKind::Message { content: Content::text(text) })
}

pub fn started(program: &[u8]) -> StepResult {
    step(&program, None, &event(EventKind::Started { opening: None }))
}

#[test]
fn fe7_silence_leaves_by_no_reply_and_every_retry_waits_anew() {
    check(
        &patient(),
        "start
        < Well?
        + 599s
        + 1s
        < Still there?
        ~ end",
    );
    check(
        &patient(),
        "start
        < Well?
        + 500s
        > what
        < Again?
        + 500s
        + 100s
        < Still there?
        ~ end",
    );
}

#[test]
fn fe7_an_answer_cancels_the_timer_and_a_retry_replaces_it() {
    let program = compile(&patient());
    let first = started(&program);
    assert!(matches!(first.effects[..], [Effect::Send { .. }, Effect::StartTimer { generation: 1, .. }]));
    let session = first.session.expect("it waits");
    let retried = step(&program.as_slice(), Some(&session), &said("what"));
    assert!(matches!(retried.effects[..], [Effect::Send { .. }, Effect::StartTimer { generation: 2, .. }]));
    let answered = step(&program.as_slice(), Some(&session), &said("7"));
    assert_eq!(answered.effects, [Effect::CancelTimer, Effect::End]);
}

#[test]
fn fe2_what_a_session_does_not_wait_for_changes_no_byte() {
    let program = compile(&patient());
    let session = started(&program).session.expect("it waits");
    let result = conversation::HttpResult::Failed { reason: String::new() };
    for kind in [
        EventKind::TimerFired { generation: 0 },
        EventKind::TimerFired { generation: 2 },
        EventKind::HttpFinished { call: 0, result },
    ] {
        let after = step(&program.as_slice(), Some(&session), &event(kind));
        assert_eq!(after.session.as_deref(), Some(&*session));
        assert_eq!(after.effects, []);
        assert_eq!(after.trace.visits, []);
    }
}

#[test]
fn fe31_started_begins_anew_and_what_ran_for_the_old_session_comes_too_late() {
    let program = compile(&patient());
    let old = started(&program).session.expect("it waits");
    let anew = step(&program.as_slice(), Some(&old), &event(EventKind::Started { opening: None }));
    assert!(matches!(anew.effects[..], [Effect::Send { .. }, Effect::StartTimer { generation: 2, .. }]));
    let session = anew.session.expect("it waits");
    let late = step(&program.as_slice(), Some(&session), &event(EventKind::TimerFired { generation: 1 }));
    assert_eq!(late.session, Some(session));
}

#[test]
fn a_message_without_a_session_is_noted() {
    let program = compile(&patient());
    let result = step(&program.as_slice(), None, &said("hello"));
    assert!(matches!(&result.effects[..], [Effect::Note { .. }]));
    assert_eq!(result.session, None);
}

fn pause(on_message: &str) -> Value {
    flow(json!({
        "a": { "kind": "wait", "settings": { "for_s": 60, "on_message": on_message },
            "exits": { "next": "b", "message": "came" } },
        "b": { "kind": "ask", "settings": { "text": { "en": "How many?" }, "answer": { "type": "number" },
            "save_as": "x" }, "exits": { "answered": "c", "invalid": "end" } },
        "c": { "kind": "ask", "settings": { "text": { "en": "And then?" }, "answer": { "type": "number" },
            "save_as": "y" }, "exits": { "answered": "end", "invalid": "end" } },
        "came": message("You wrote {{ message.text }}.", "end"),
        "end": end(),
    }))
}

fn keeping() -> Value {
    let mut flow = pause("keep");
    flow["nodes"].as_object_mut().expect("nodes").remove("came");
    flow["nodes"]["a"]["exits"] = json!({ "next": "b" });
    flow
}

#[test]
fn fe8_a_kept_message_answers_the_next_question_without_asking() {
    check(
        &keeping(),
        "start
        > 4
        + 1m
        < And then?
        ? x
        4",
    );
    check(
        &keeping(),
        "start
        > 4
        > 5
        + 1m
        ~ end
        ? y
        5",
    );
}

#[test]
fn fe8_a_kept_message_that_is_no_answer_is_passed_over_and_the_question_put() {
    check(
        &keeping(),
        "start
        > hello?
        + 1m
        < How many?
        > 2
        < And then?",
    );
}

#[test]
fn fe8_what_was_kept_is_told_when_the_flow_ends_without_a_question() {
    let mut flow = keeping();
    flow["nodes"]["a"]["exits"] = json!({ "next": "end" });
    for unread in ["b", "c"] {
        flow["nodes"].as_object_mut().expect("nodes").remove(unread);
    }
    check(
        &flow,
        "start
        > wait, I forgot something
        + 1m
        ! end: a message came while the flow was waiting; no question took it before the flow ended
        ~ end",
    );
}

#[test]
fn fe8_the_mailbox_is_full_at_some_point_and_says_so() {
    let program = compile(&keeping());
    let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Webchat, NOW_MS));
    player.start(None);
    for _ in 0..limits::SESSION_MAILBOX {
        player.say("x");
    }
    assert_eq!(player.lines().iter().filter(|line| line.to_string().starts_with('!')).count(), 0);
    player.say("x");
    assert!(player.lines().last().is_some_and(|line| line.to_string().starts_with("! a: too many messages")));
    let session = player.session().expect("it waits");
    assert_eq!(inspect(session).map(|session| session.kept), Ok(limits::SESSION_MAILBOX));
}

#[test]
fn fe10_a_message_interrupts_a_wait_that_says_so() {
    check(
        &pause("interrupt"),
        "start
        > stop
        < You wrote stop.
        ~ end",
    );
    check(
        &pause("interrupt"),
        "start
        + 1m
        < How many?",
    );
}

#[test]
fn waits_until_a_moment_and_not_at_all_for_one_that_has_passed() {
    let until = |moment: &str| {
        flow(json!({
            "a": { "kind": "wait", "settings": { "until": moment }, "exits": { "next": "b" } },
            "b": message("Now.", "end"), "end": end() }))
    };
    check(
        &until("'2026-11-22T10:30'"),
        "start
        + 29m
        + 1m
        < Now.
        ~ end",
    );
    check(
        &until("'2026-11-22T02:00:00Z'"),
        "start
        + 1h
        < Now.
        ~ end",
    );
    check(
        &until("today"),
        "start
        < Now.
        ~ end",
    );
    check(
        &until("'soon'"),
        "start
        ! a: `until` is no moment such as 2026-11-22T09:00",
    );
    check(
        &until("'2030-01-01'"),
        "start
        ! a: the wait is longer than a year",
    );
}

#[test]
fn what_waited_when_a_person_took_over_waits_anew_when_it_is_handed_back() {
    check(
        &patient(),
        "start
        < Well?
        + 9m
        back
        < Well?
        + 9m
        + 1m
        < Still there?
        ~ end",
    );
    let pause = flow(json!({
        "a": { "kind": "wait", "settings": { "for_s": 600 }, "exits": { "next": "done" } },
        "done": message("Done.", "end"),
        "end": end(),
    }));
    check(&pause, "start\n+ 9m\nback\n+ 9m\n+ 1m\n< Done.\n~ end");
}

#[test]
fn a_call_that_only_reads_is_made_again_after_a_hand_back_and_another_has_failed() {
    let call = |method: &str| {
        flow(json!({
            "a": { "kind": "http", "settings": { "method": method, "url": "https://x.example/", "save_as": "got" },
                "exits": { "success": "good", "failure": "bad" } },
            "good": message("Good.", "end"),
            "bad": message("Bad.", "end"),
            "end": end(),
        }))
    };
    check(&call("GET"), "start\n~ GET https://x.example/\nback\n~ GET https://x.example/\nanswer 200\n< Good.\n~ end");
    check(&call("POST"), "start\n~ POST https://x.example/\nback\n< Bad.\n~ end");
}
