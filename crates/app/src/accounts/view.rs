//! Channel accounts as people see them.

use std::collections::BTreeMap;

use conversation::Channel;
use ids::FlowId;
use protocol::channel_accounts::ChannelAccount;

use crate::records::{AccountRecord, FlowRecord};
use crate::{ApiError, Services, flows};

/// All of them.
pub async fn views(services: &Services) -> Result<Vec<ChannelAccount>, ApiError> {
    let names: BTreeMap<FlowId, FlowRecord> =
        flows::list(services).await?.into_iter().map(|flow| (flow.id.clone(), flow)).collect();
    let accounts = services.accounts(services.workspace()).await?;
    Ok(accounts.iter().map(|account| view(services, account, &names)).collect())
}

/// An account with its state and the one thing to do about it.
pub fn view(services: &Services, record: &AccountRecord, flows: &BTreeMap<FlowId, FlowRecord>) -> ChannelAccount {
    let flow = record.flow.as_ref().and_then(|id| flows.get(id));
    let (state, todo) = state(record, flow);
    let channel = record.channel.as_str();
    let has_webhook = record.channel != Channel::Webchat;
    ChannelAccount {
        channel: channel.to_owned(),
        id: record.id.clone(),
        flow_id: record.flow.as_ref().map(ToString::to_string),
        flow_name: flow.map(|flow| flow.name.clone()),
        settings: record.settings.clone(),
        secrets_set: record.secrets_set.clone(),
        webhook_url: has_webhook.then(|| format!("{}/webhooks/{channel}/{}", services.config.public_url, record.id)),
        simulated: record.simulated,
        enabled: record.enabled,
        state: state.to_owned(),
        todo_en: todo.as_ref().map(|(en, _)| en.clone()),
        todo_ja: todo.map(|(_, ja)| ja),
    }
}

type Todo = (String, String);

fn state(record: &AccountRecord, flow: Option<&FlowRecord>) -> (&'static str, Option<Todo>) {
    let todo = |en: &str, ja: &str| ("attention", Some((en.to_owned(), ja.to_owned())));
    let is_set = |name: &str| record.settings.contains_key(name) || record.secrets_set.iter().any(|set| set == name);
    let known = channels::module(record.channel).settings();
    if let Some(missing) = known.iter().find(|setting| setting.required && !is_set(setting.name)) {
        let name = missing.name;
        return todo(&format!("Set {name}."), &format!("{name}を設定してください。"));
    }
    match flow {
        _ if !record.enabled => todo(
            "Switched off. Switch it on to receive messages.",
            "無効になっています。受信するには有効にしてください。",
        ),
        None => todo(
            "Choose a flow. Until then people answer.",
            "フローを選んでください。それまではオペレーターが対応します。",
        ),
        Some(flow) if flow.published.is_none() => todo("Publish its flow.", "フローを公開してください。"),
        Some(_) => ("ok", None),
    }
}
