//! A node's settings to what the engine reads.

use super::Index;
use crate::document::{Document, Text};
use crate::in_order::in_order;
use crate::nodes::{
    Answer, Ask, AskOption, Delivery, Handover, Hours, Http, Message, NodeKind, OnMessage, ScheduleCheck, Subflow,
    Switch, Wait,
};
use crate::normalise::normalise;
use crate::program::{
    AnswerRule, AskNode, BranchNode, ChoiceRule, HandoverNode, HourSpan, HttpNode, LocalText, MessageNode, Operation,
    RetryRule, ScheduleNode, SubflowNode, SwitchNode, WaitNode,
};
use crate::schedule::minute_of_day;
use crate::template::is_template;
use crate::zones::posix_zone;

/// `None` only for what the analyser reports as an error, and for comments.
pub(super) fn operation(kind: &NodeKind, unit: u16, document: &Document, index: &Index<'_>) -> Option<Operation> {
    Some(match kind {
        NodeKind::Message(node) => Operation::Message(message(node, document)),
        NodeKind::Ask(node) => Operation::Ask(ask(node, document)),
        NodeKind::Branch(node) => Operation::Branch(BranchNode {
            cases: node.conditions.iter().map(|case| (format!("case:{}", case.id), case.when.clone())).collect(),
        }),
        NodeKind::Switch(node) => Operation::Switch(switch(node)),
        NodeKind::Set(node) => {
            Operation::Set(node.assignments.iter().map(|set| (set.variable.clone(), set.value.clone())).collect())
        }
        NodeKind::Wait(node) => Operation::Wait(wait(node)),
        NodeKind::ScheduleCheck(node) => Operation::ScheduleCheck(schedule(node)?),
        NodeKind::Jump(node) => Operation::Jump(index.node(unit, &node.to)?),
        NodeKind::Subflow(node) => Operation::Subflow(subflow(node, index)?),
        NodeKind::End(_) => Operation::End,
        NodeKind::Http(node) => Operation::Http(http(node)),
        NodeKind::Handover(node) => Operation::Handover(handover(node, document)),
        NodeKind::Comment(_) => return None,
    })
}

/// How what the kind sends is delivered.
pub(super) fn delivery(kind: &NodeKind) -> Delivery {
    match kind {
        NodeKind::Message(node) => node.delivery,
        NodeKind::Ask(node) => node.delivery,
        NodeKind::Branch(_)
        | NodeKind::Switch(_)
        | NodeKind::Set(_)
        | NodeKind::Wait(_)
        | NodeKind::ScheduleCheck(_)
        | NodeKind::Jump(_)
        | NodeKind::Subflow(_)
        | NodeKind::End(_)
        | NodeKind::Http(_)
        | NodeKind::Handover(_)
        | NodeKind::Comment(_) => Delivery::default(),
    }
}

/// The translations that there are, the default language first.
fn local(text: &Text, document: &Document) -> LocalText {
    document
        .languages
        .iter()
        .filter_map(|language| {
            let translation = text.get(language).filter(|text| !text.trim().is_empty())?;
            Some((language.clone(), translation.clone()))
        })
        .collect()
}

fn message(node: &Message, document: &Document) -> MessageNode {
    MessageNode {
        text: local(&node.text, document),
        image: node.image.as_ref().map(|image| (image.url.clone(), local(&image.alt, document))),
        choices: node.choices.iter().map(|choice| (choice.id.clone(), local(&choice.label, document))).collect(),
    }
}

fn ask(node: &Ask, document: &Document) -> AskNode {
    AskNode {
        text: local(&node.text, document),
        answer: answer(&node.answer, document),
        save_as: node.save_as.clone(),
        retry: RetryRule { max: node.retry.max, text: local(&node.retry.text, document) },
        no_reply_after_s: node.no_reply_after_s,
    }
}

fn answer(answer: &Answer, document: &Document) -> AnswerRule {
    match answer {
        Answer::Text(bounds) => AnswerRule::Text {
            min_length: bounds.min_length,
            max_length: bounds.max_length,
            pattern: bounds.pattern.as_ref().map(|pattern| format!("^(?:{pattern})$")),
        },
        Answer::Number(bounds) => AnswerRule::Number { min: bounds.min, max: bounds.max, integer: bounds.integer },
        Answer::Email {} => AnswerRule::Email,
        Answer::Phone { country } => AnswerRule::Phone { country: country.to_ascii_uppercase() },
        Answer::Date(bounds) => AnswerRule::Date { min: bounds.min.clone(), max: bounds.max.clone() },
        Answer::Choice { options } => {
            AnswerRule::Choice { options: options.iter().map(|option| choice(option, document)).collect() }
        }
    }
}

/// Labels without placeholders are words like keywords: a customer may type them in any language of the flow.
fn choice(option: &AskOption, document: &Document) -> ChoiceRule {
    let label = local(&option.label, document);
    let words = label.iter().map(|(_, text)| text).filter(|text| !is_template(text)).chain(&option.keywords);
    let mut keywords = Vec::new();
    for word in words.map(|word| normalise(word)) {
        if !word.is_empty() && !keywords.contains(&word) {
            keywords.push(word);
        }
    }
    ChoiceRule { id: option.id.clone(), label, keywords }
}

fn switch(node: &Switch) -> SwitchNode {
    SwitchNode {
        value: node.value.clone(),
        cases: node
            .cases
            .iter()
            .map(|case| {
                let values = case.equals.iter().map(|value| normalise(value)).collect();
                (format!("case:{}", case.id), values)
            })
            .collect(),
    }
}

fn wait(node: &Wait) -> WaitNode {
    WaitNode { for_s: node.for_s, until: node.until.clone(), interrupt: node.on_message == OnMessage::Interrupt }
}

fn schedule(node: &ScheduleCheck) -> Option<ScheduleNode> {
    let posix_zone = match &node.time_zone {
        Some(name) => Some(posix_zone(name)?.to_owned()),
        None => None,
    };
    let holidays = in_order(node.holidays.iter().map(|day| (day.clone(), ()))).into_keys().collect();
    Some(ScheduleNode { posix_zone, spans: node.hours.iter().map(span).collect::<Option<_>>()?, holidays })
}

fn span(hours: &Hours) -> Option<HourSpan> {
    Some(HourSpan {
        days: hours.days.iter().fold(0, |days, day| days | day.bit()),
        from_minute: minute_of_day(&hours.from)?,
        to_minute: minute_of_day(&hours.to)?,
    })
}

fn subflow(node: &Subflow, index: &Index<'_>) -> Option<SubflowNode> {
    Some(SubflowNode {
        unit: *index.units.get(node.flow.as_str())?,
        params: node.params.iter().map(|param| (param.name.clone(), param.value.clone())).collect(),
        results: node.results.iter().map(|result| (result.variable.clone(), result.value.clone())).collect(),
    })
}

fn http(node: &Http) -> HttpNode {
    HttpNode {
        method: node.method.as_str().to_owned(),
        url: node.url.clone(),
        headers: node.headers.iter().map(|header| (header.name.clone(), header.value.clone())).collect(),
        body: node.body.clone(),
        timeout_s: node.timeout_s.unwrap_or(limits::HTTP_TIMEOUT_DEFAULT_SECONDS),
        save_as: node.save_as.clone(),
    }
}

fn handover(node: &Handover, document: &Document) -> HandoverNode {
    HandoverNode { text: local(&node.text, document), queue: node.queue.clone(), reason: node.reason.clone() }
}
