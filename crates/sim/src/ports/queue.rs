//! Sending to a queue: taken, not taken, or taken in part while an error is told.

use std::collections::BTreeMap;

use async_trait::async_trait;
use ports::{Message, Queue, QueueError, QueueName};

use super::Ports;
use crate::world::State;

#[async_trait]
impl Queue for Ports {
    async fn send(&self, queue: QueueName, mut messages: Vec<Message>) -> Result<(), QueueError> {
        messages.iter().try_for_each(Message::check)?;
        for message in &mut messages {
            message.body = self.written(std::mem::take(&mut message.body));
        }
        let name = match queue {
            QueueName::Inbound => "send to inbound",
            QueueName::Outbound => "send to outbound",
            QueueName::HttpCalls => "send to http-calls",
        };
        let call = self.world().call(name, move |state, reply| {
            let error = Err(QueueError::Unavailable("simulated".to_owned()));
            if state.fails(|it| it.unavailable) {
                state.hurt(reply.task);
                state.note_of(reply.task, format_args!("{name}: unavailable"));
                return error;
            }
            let all = messages.len();
            let partial = state.fails(|it| it.partial);
            let taken = if partial { some_of(state, messages) } else { messages };
            state.note_of(
                reply.task,
                format_args!("{name}: {} of {all}{}", taken.len(), if partial { ", error" } else { "" }),
            );
            let now_ms = state.now_ms();
            state.queues.send(queue, taken, now_ms)?;
            crate::pumps::wake(state, queue);
            if partial { error } else { Ok(()) }
        });
        call.await
    }
}

/// The beginning of each group, as far as the adapter got: of a group, nothing goes before what stood before it.
fn some_of(state: &mut State, messages: Vec<Message>) -> Vec<Message> {
    let mut groups: BTreeMap<String, Vec<Message>> = BTreeMap::new();
    for message in messages {
        groups.entry(message.group.clone()).or_default().push(message);
    }
    let mut taken = Vec::new();
    for group in groups.into_values() {
        let count = state.random.index(group.len() + 1);
        taken.extend(group.into_iter().take(count));
    }
    taken
}
