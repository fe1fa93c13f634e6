//! Every text of a flow that customers read.

use super::Spot;
use crate::document::{Document, Text};
use crate::nodes::{Answer, NodeKind};

pub(super) struct Said<'a> {
    pub node: &'a str,
    /// Inside the node: `settings.answer.options[0].label`.
    pub field: String,
    pub text: &'a Text,
    pub role: Role,
    /// The flow makes no sense without it.
    pub required: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Text,
    Label,
    /// What stands for an image.
    Alt,
}

impl Said<'_> {
    pub fn spot(&self) -> Spot {
        Spot::node(self.node).field(self.field.clone())
    }
}

pub(super) fn texts(document: &Document) -> Vec<Said<'_>> {
    let mut all = Vec::new();
    for (id, node) in &document.nodes {
        let mut said = |field: String, text, role, required| {
            all.push(Said { node: id, field: format!("settings.{field}"), text, role, required });
        };
        match &node.kind {
            NodeKind::Message(message) => {
                said("text".to_owned(), &message.text, Role::Text, message.image.is_none());
                if let Some(image) = &message.image {
                    said("image.alt".to_owned(), &image.alt, Role::Alt, false);
                }
                for (at, choice) in message.choices.iter().enumerate() {
                    said(format!("choices[{at}].label"), &choice.label, Role::Label, true);
                }
            }
            NodeKind::Ask(ask) => {
                said("text".to_owned(), &ask.text, Role::Text, true);
                said("retry.text".to_owned(), &ask.retry.text, Role::Text, false);
                if let Answer::Choice { options } = &ask.answer {
                    for (at, option) in options.iter().enumerate() {
                        said(format!("answer.options[{at}].label"), &option.label, Role::Label, true);
                    }
                }
            }
            NodeKind::Handover(handover) => said("text".to_owned(), &handover.text, Role::Text, false),
            NodeKind::Branch(_)
            | NodeKind::Switch(_)
            | NodeKind::Set(_)
            | NodeKind::Wait(_)
            | NodeKind::ScheduleCheck(_)
            | NodeKind::Jump(_)
            | NodeKind::Subflow(_)
            | NodeKind::End(_)
            | NodeKind::Http(_)
            | NodeKind::Comment(_) => {}
        }
    }
    all
}
