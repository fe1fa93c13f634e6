//! What decides about a flow beyond its own document: the flows that it calls, and the channels that start it.

use std::collections::{BTreeMap, BTreeSet};

use conversation::Channel;
use flow_model::analyse::ChannelLimits;
use flow_model::nodes::NodeKind;
use flow_model::{Context, Document};
use ids::FlowId;

use super::drafts::{list, read_blob};
use crate::{ApiError, Services};

#[derive(Debug, Clone)]
pub struct Surroundings {
    /// Every published flow by name. Those that are called, directly or by another, are as they were published; of the
    /// others only the name counts, and a placeholder stands for them.
    pub flows: BTreeMap<String, Document>,
    pub channels: Vec<ChannelLimits>,
}

impl Surroundings {
    pub fn context(&self) -> Context {
        Context {
            flows: Some(self.flows.clone()),
            queues: None,
            languages: Vec::new(),
            channels: self.channels.clone(),
        }
    }
}

/// Of a flow that calls these.
pub async fn surroundings(services: &Services, id: &FlowId, calls: Vec<String>) -> Result<Surroundings, ApiError> {
    let published: BTreeMap<String, String> = list(services)
        .await?
        .into_iter()
        .filter_map(|flow| flow.published.map(|revision| (flow.name, revision.document)))
        .collect();
    let mut flows: BTreeMap<String, Document> =
        published.keys().map(|name| (name.clone(), Document::placeholder())).collect();
    let mut read = BTreeSet::new();
    let mut wanted = calls;
    while let Some(name) = wanted.pop() {
        let Some(blob) = published.get(&name).filter(|_| read.insert(name.clone())) else { continue };
        // One that an older version published and this one cannot read counts as not published.
        match flow_model::read_value(read_blob(services, blob).await?) {
            Ok(document) => {
                wanted.extend(called_by(&document));
                flows.insert(name, document);
            }
            Err(_) => drop(flows.remove(&name)),
        }
    }
    Ok(Surroundings { flows, channels: bound_channels(services, id).await? })
}

pub fn called_by(document: &Document) -> Vec<String> {
    let calls = document.nodes.values().filter_map(|node| match &node.kind {
        NodeKind::Subflow(subflow) => Some(subflow.flow.clone()),
        _ => None,
    });
    calls.collect()
}

/// What the channels that start this flow can show.
async fn bound_channels(services: &Services, id: &FlowId) -> Result<Vec<ChannelLimits>, ApiError> {
    let accounts = services.accounts(services.workspace()).await?;
    let kinds: BTreeSet<_> =
        accounts.iter().filter(|account| account.flow.as_ref() == Some(id)).map(|account| account.channel).collect();
    Ok(kinds.into_iter().map(limits_of).collect())
}

fn limits_of(channel: Channel) -> ChannelLimits {
    let can = channels::module(channel).capabilities();
    ChannelLimits {
        name: channel.as_str().to_owned(),
        text_units: can.splits_texts.then_some(can.text_limit),
        text_bytes: (!can.splits_texts).then_some(can.text_limit),
        options: (can.buttons > 0).then_some(can.buttons),
        label_chars: (can.buttons > 0).then_some(can.button_label_limit),
        images: can.images,
    }
}

#[cfg(test)]
mod tests {
    use channels::TextUnit;

    use super::*;

    #[test]
    fn a_text_that_is_not_sent_in_parts_is_measured_in_bytes() {
        for channel in Channel::ALL {
            let can = channels::module(channel).capabilities();
            let told = limits_of(channel);
            assert_eq!(told.text_bytes.is_some(), can.text_unit == TextUnit::Bytes, "{channel:?}");
            assert_eq!(told.text_units.is_some(), told.text_bytes.is_none(), "{channel:?}");
        }
    }
}
