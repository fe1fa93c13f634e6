//! What goes wrong while a flow runs, and what bounds it.

use conversation::Channel;
use flow_engine::play::{Line, Player, Setting};
use flow_engine::{Effect, EventKind, ProblemCode, step};
use flow_model::nodes::Delivery;
use flow_model::program::{Header, MAGIC, MessageNode, Operation, PREAMBLE_BYTES, PROGRAM_FORMAT, ProgramNode, Unit};
use serde_json::{Value, json};

use crate::script::{NOW_MS, check, compile, end, flow, message, set, with};
use crate::waiting::event;

/// A node's id, its exits, and what it does.
type Drawn = (&'static str, Vec<(&'static str, u32)>, Operation);

/// A program that `compile` would refuse, from its nodes.
pub fn link(nodes: Vec<Drawn>, on_error: Option<u32>) -> Vec<u8> {
    let unit = Unit {
        name: String::new(),
        start: 0,
        languages: vec!["en".to_owned()],
        time_zone: "Asia/Tokyo".to_owned(),
        posix_zone: "JST-9".to_owned(),
        initial: Vec::new(),
        commands: Vec::new(),
        on_error,
    };
    let header = postcard::to_allocvec(&Header { units: vec![unit] }).expect("a header");
    let records: Vec<Vec<u8>> = nodes
        .into_iter()
        .map(|(id, exits, operation)| {
            let exits = exits.into_iter().map(|(name, target)| (name.to_owned(), target)).collect();
            let node = ProgramNode { id: id.to_owned(), unit: 0, exits, operation, delivery: Delivery::default() };
            node.to_record().expect("a node")
        })
        .collect();
    let mut offset = PREAMBLE_BYTES + header.len();
    let index = offset + records.iter().map(Vec::len).sum::<usize>();
    let mut program = MAGIC.to_vec();
    for word in [PROGRAM_FORMAT as usize, header.len(), records.len(), index] {
        program.extend((word as u32).to_le_bytes());
    }
    program.extend(header);
    program.extend(records.iter().flatten());
    for record in &records {
        program.extend((offset as u32).to_le_bytes());
        program.extend((record.len() as u32).to_le_bytes());
        offset += record.len();
    }
    program
}

fn say(text: &str) -> Operation {
    Operation::Message(MessageNode { text: vec![("en".to_owned(), text.to_owned())], image: None, choices: Vec::new() })
}

#[track_caller]
fn check_lines(program: &[u8], expected: &[&str]) {
    let mut player = Player::new(program, Setting::new("en", Channel::Webchat, NOW_MS));
    player.start(None);
    let lines: Vec<String> = player.lines().iter().map(Line::to_string).collect();
    assert_eq!(lines, expected);
}

const RUNS_ON: &str = "the flow runs on without waiting for anything";

#[test]
fn fe15_a_loop_of_messages_sends_one() {
    let round = |on_error| {
        link(
            vec![
                ("a", vec![("next", 1)], say("Hello")),
                ("b", vec![], Operation::Jump(0)),
                ("c", vec![], say("Sorry")),
            ],
            on_error,
        )
    };
    check_lines(&round(None), &["< Hello", &format!("! a: {RUNS_ON}")]);
    check_lines(
        &round(Some(2)),
        &["< Hello", &format!("! a: {RUNS_ON}"), "< Sorry", "! c: the exit `next` leads nowhere"],
    );
    // With nothing sent the budget is what ends it.
    let silent = link(vec![("a", vec![], Operation::Jump(0))], None);
    check_lines(&silent, &[&format!("! a: {RUNS_ON}")]);
}

#[test]
fn fe16_so_many_messages_at_once_are_too_many() {
    let count = limits::STEP_SENDS as u32 + 1;
    let mut nodes: Vec<_> = (0..count).map(|at| ("m", vec![("next", at + 1)], say("x"))).collect();
    nodes.push(("end", vec![], Operation::End));
    let program = link(nodes, None);
    let result = step(&program.as_slice(), None, &event(EventKind::Started { opening: None }));
    let sends = result.effects.iter().filter(|effect| matches!(effect, Effect::Send { .. })).count();
    assert_eq!(sends, limits::STEP_SENDS);
    let Some(Effect::Fail { problem }) = result.effects.last() else { panic!("it goes on") };
    assert_eq!(problem.code, ProblemCode::TooManySends);
}

#[test]
fn fe13_an_exit_that_leads_nowhere_ends_the_flow_with_a_problem() {
    check_lines(&link(vec![("a", vec![], say("x"))], None), &["< x", "! a: the exit `next` leads nowhere"]);
}

fn broken(handler: bool) -> Value {
    let base = flow(json!({
        "a": set("list", "[1]", "b"),
        "b": message("{{ list[3].name }}", "end"),
        "sorry": message("Sorry.", "end"),
        "end": end(),
    }));
    match handler {
        true => with(base, json!({ "handlers": { "error": "sorry" } })),
        false => {
            let mut base = base;
            base["nodes"].as_object_mut().expect("nodes").remove("sorry");
            base
        }
    }
}

#[test]
fn fe14_an_error_goes_to_the_handler_with_a_note() {
    check(
        &broken(true),
        "start
        ! b: undefined value (line 1)
        < Sorry.
        ~ end",
    );
    check(
        &broken(false),
        "start
        ! b: undefined value (line 1)",
    );
}

#[test]
fn fe14_an_error_of_the_handler_ends_the_flow() {
    let mut flow = broken(true);
    flow["nodes"]["sorry"] = message("{{ list[4].name }}", "end");
    check(
        &flow,
        "start
        ! b: undefined value (line 1)
        ! sorry: undefined value (line 1)",
    );
    let program = compile(&flow);
    let result = step(&program.as_slice(), None, &event(EventKind::Started { opening: None }));
    assert!(matches!(&result.effects[..], [Effect::Note { .. }, Effect::Fail { .. }]));
    assert_eq!(result.session, None);
}

#[test]
fn fe14_an_error_after_a_timer_was_started_stops_it() {
    let flow = with(
        flow(json!({
            "a": { "kind": "ask", "settings": { "text": { "en": "Well?" }, "answer": { "type": "number" }, "save_as": "x",
                "retry": { "max": 1, "text": { "en": "{{ 1 // 0 }}" } }, "no_reply_after_s": 60 },
                "exits": { "answered": "end", "invalid": "end", "no_reply": "end" } },
            "end": end(),
        })),
        json!({ "handlers": { "error": "end" } }),
    );
    let program = compile(&flow);
    let session = crate::waiting::started(&program).session.expect("it waits");
    let result = step(&program.as_slice(), Some(&session), &crate::waiting::said("what"));
    assert!(
        matches!(&result.effects[..], [Effect::Note { .. }, Effect::CancelTimer, Effect::End]),
        "{:?}",
        result.effects
    );
}

#[test]
fn fe17_a_flow_that_hoards_data_goes_to_its_handler() {
    let flow = with(
        flow(json!({
            "a": set("x", "'0123456789' * 3000", "b"),
            "b": set("y", "x ~ x", "end"),
            "sorry": message("{{ x | length }}", "end"),
            "end": end(),
        })),
        json!({ "handlers": { "error": "sorry" } }),
    );
    check(
        &flow,
        "start
        ! b: the flow keeps more than a session holds
        < 30000
        ~ end",
    );
}

#[test]
fn fe29_templates_have_fuel_and_a_longest_output() {
    let flow = |text: &str| flow(json!({ "a": message(text, "end"), "end": end() }));
    check(
        &flow("{% for a in range(1000) %}{% for b in range(1000) %}x{% endfor %}{% endfor %}"),
        "start
        ! a: engine ran out of fuel (line 1)",
    );
    let long = flow("{% for a in range(1000) %}{{ 'x' * 100 }}{% endfor %}");
    let program = compile(&long);
    let result = step(&program.as_slice(), None, &event(EventKind::Started { opening: None }));
    let [Effect::Fail { problem }] = &result.effects[..] else { panic!("{:?}", result.effects) };
    assert_eq!(problem.code, ProblemCode::TemplateFailed);
}

#[test]
fn fe30_damage_ends_the_flow_and_says_so() {
    let program = compile(&broken(true));
    let session = [1, 2, 3];
    for (program, session, kind) in [
        (&program[..program.len() - 9], None, EventKind::Started { opening: None }),
        (&program[..10], None, EventKind::Started { opening: None }),
        (&program[..], Some(&session[..]), EventKind::TimerFired { generation: 1 }),
    ] {
        let result = step(&program, session, &event(kind));
        let Some(Effect::Fail { problem }) = result.effects.last() else { panic!("{:?}", result.effects) };
        assert_eq!((problem.code, result.session), (ProblemCode::Damaged, None));
    }
}
