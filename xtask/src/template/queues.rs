//! Queues and what they feed.

use super::resources::{Resources, value};

/// Queues, and the function that each feeds.
const QUEUES: &[(&str, &str, &str)] = &[
    ("InboundQueue", "ConversationTurn", "QUEUE_RECEIVES"),
    ("OutboundQueue", "OutboundSend", "SEND_RECEIVES"),
    ("HttpCallsQueue", "HttpCall", "QUEUE_RECEIVES"),
    ("TimersQueue", "TimerFire", "QUEUE_RECEIVES"),
];

/// Whether queues hide a message long enough, and give up as `limits` says.
pub fn check(resources: &Resources, limits: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let number = |lines: &[String], property: &str| value(lines, property).and_then(|text| text.parse::<u64>().ok());
    for (queue, function, limit) in QUEUES {
        let (Some(hides), Some(works)) = (resources.get(*queue), resources.get(*function)) else {
            problems.push(format!("{queue} or {function} is in no template"));
            continue;
        };
        let (hidden_s, works_s) = (number(hides, "VisibilityTimeout"), number(works, "Timeout"));
        if hidden_s.zip(works_s).is_none_or(|(hidden_s, works_s)| hidden_s < 6 * works_s) {
            problems.push(format!("{queue}: hides messages for {hidden_s:?} s; {function} may take {works_s:?} s, and six times that is advised"));
        }
        let receives =
            limits.split(&format!("pub const {limit}: u32 = ")).nth(1).and_then(|rest| rest.split(';').next());
        if value(hides, "maxReceiveCount") != receives {
            problems.push(format!("{queue}: gives up otherwise than limits::{limit} ({receives:?}) says"));
        }
    }
    problems
}
