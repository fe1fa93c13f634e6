//! Channel accounts with their settings and secrets.

use std::collections::BTreeMap;

use channels::{Account, Setting};
use conversation::Channel;
use ids::{FlowId, WorkspaceId};
use ports::{Commit, CommitOutcome, Condition, Op};

use crate::problem::ApiError;
use crate::records::{AccountRecord, decode, put};
use crate::{ReadError, Services};

/// An account, ready for its channel module.
#[derive(Clone)]
pub struct LoadedAccount {
    pub record: AccountRecord,
    secrets: BTreeMap<String, String>,
}

impl LoadedAccount {
    pub fn for_channel(&self) -> Account<'_> {
        Account { id: &self.record.id, settings: &self.record.settings, secrets: &self.secrets }
    }

    /// The text without the account's secrets: vendors repeat in their complaints what they were sent, and people read
    /// the complaints (R7).
    pub fn without_secrets(&self, text: String) -> String {
        let secrets = self.secrets.values().filter(|secret| !secret.is_empty());
        secrets.fold(text, |text, secret| text.replace(secret, "***"))
    }

    pub fn secret(&self, name: &str) -> Option<&str> {
        self.secrets.get(name).map(String::as_str)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    #[error(transparent)]
    Read(#[from] ReadError),
    #[error(transparent)]
    Secret(#[from] ports::SecretError),
}

impl Services {
    pub async fn account(
        &self,
        workspace: &WorkspaceId,
        channel: Channel,
        id: &str,
    ) -> Result<Option<LoadedAccount>, AccountError> {
        let Some(record) = self.read::<AccountRecord>(workspace, AccountRecord::key(channel, id)).await? else {
            return Ok(None);
        };
        let secrets = self.secrets.get(workspace, &AccountRecord::secret_name(channel, id)).await?;
        Ok(Some(LoadedAccount { record, secrets }))
    }

    pub async fn accounts(&self, workspace: &WorkspaceId) -> Result<Vec<AccountRecord>, ReadError> {
        let items = self.read_all(workspace, AccountRecord::PARTITION).await?;
        Ok(items.iter().map(decode).collect::<Result<_, _>>()?)
    }
}

/// What somebody wants to connect.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub channel: Channel,
    pub id: String,
    pub flow: Option<FlowId>,
    /// Settings and secrets by the vendor's names.
    pub values: BTreeMap<String, String>,
    pub simulated: bool,
}

/// Connects an account, or replaces its settings when `replace` is set.
pub async fn save_account(
    services: &Services,
    workspace: &WorkspaceId,
    new: NewAccount,
    replace: bool,
) -> Result<AccountRecord, ApiError> {
    if !is_account_id(&new.id) {
        return Err(ApiError::invalid("id", "account_id_invalid"));
    }
    // Web chat has no vendor to play: such an account would be a real one.
    if new.simulated && new.channel == Channel::Webchat {
        return Err(ApiError::invalid("simulated", "simulated_webchat"));
    }
    let known = channels::module(new.channel).settings();
    let mut values = new.values;
    if new.simulated {
        fill_in_simulated(services, new.channel, &mut values);
    }
    let (settings, secrets) = sort_values(known, values)?;
    if let Some(missing) = known
        .iter()
        .find(|setting| setting.required && !settings.contains_key(setting.name) && !secrets.contains_key(setting.name))
    {
        return Err(ApiError::invalid(&format!("settings.{}", missing.name), "setting_missing"));
    }
    let record = AccountRecord {
        channel: new.channel,
        id: new.id,
        flow: new.flow,
        settings,
        secrets_set: secrets.keys().cloned().collect(),
        simulated: new.simulated,
        enabled: true,
        created_ms: services.now_ms(),
    };
    // Secrets first: an account that is seen without its secrets would refuse every webhook.
    services.secrets.put(workspace, &AccountRecord::secret_name(record.channel, &record.id), secrets).await?;
    let condition = if replace { Condition::Always } else { Condition::Absent };
    write(services, workspace, &record, condition).await?;
    Ok(record)
}

/// Changes an account: values given are set, empty ones removed.
pub async fn change_account(
    services: &Services,
    workspace: &WorkspaceId,
    mut record: AccountRecord,
    values: BTreeMap<String, String>,
) -> Result<AccountRecord, ApiError> {
    let known = channels::module(record.channel).settings();
    let name = AccountRecord::secret_name(record.channel, &record.id);
    let mut secrets = services.secrets.get(workspace, &name).await?;
    let before = secrets.clone();
    for (key, value) in values {
        let setting = find(known, &key)?;
        let target = if setting.secret { &mut secrets } else { &mut record.settings };
        if value.is_empty() {
            target.remove(&key);
        } else {
            target.insert(key, value);
        }
    }
    if secrets != before {
        record.secrets_set = secrets.keys().cloned().collect();
        services.secrets.put(workspace, &name, secrets).await?;
    }
    write(services, workspace, &record, Condition::Present).await?;
    Ok(record)
}

pub async fn remove_account(
    services: &Services,
    workspace: &WorkspaceId,
    channel: Channel,
    id: &str,
) -> Result<(), ApiError> {
    let op = Op::Delete { key: AccountRecord::key(channel, id), condition: Condition::Present };
    match services.store.commit(workspace, Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => {
            services.secrets.put(workspace, &AccountRecord::secret_name(channel, id), BTreeMap::new()).await?;
            Ok(())
        }
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::not_found()),
        _ => Err(ApiError::unavailable()),
    }
}

async fn write(
    services: &Services,
    workspace: &WorkspaceId,
    record: &AccountRecord,
    condition: Condition,
) -> Result<(), ApiError> {
    let op = put(AccountRecord::key(record.channel, &record.id), record, condition);
    match services.store.commit(workspace, Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(()),
        CommitOutcome::ConditionFailed { .. } if condition == Condition::Absent => {
            Err(ApiError::conflict("account_exists"))
        }
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::not_found()),
        _ => Err(ApiError::unavailable()),
    }
}

type Values = BTreeMap<String, String>;

fn sort_values(known: &[Setting], values: Values) -> Result<(Values, Values), ApiError> {
    let (mut settings, mut secrets) = (Values::new(), Values::new());
    for (key, value) in values.into_iter().filter(|(_, value)| !value.is_empty()) {
        let target = if find(known, &key)?.secret { &mut secrets } else { &mut settings };
        target.insert(key, value);
    }
    Ok((settings, secrets))
}

fn find<'a>(known: &'a [Setting], name: &str) -> Result<&'a Setting, ApiError> {
    known
        .iter()
        .find(|setting| setting.name == name)
        .ok_or_else(|| ApiError::invalid(&format!("settings.{name}"), "setting_unknown"))
}

/// The simulator signs with real secrets; nobody has to think them up.
fn fill_in_simulated(services: &Services, channel: Channel, values: &mut Values) {
    use base64::Engine as _;
    let random = || services.ids.secret();
    let hex = |bytes: [u8; 32]| ids::hex(&bytes[..16]);
    let mut fill = |name: &str, value: String| {
        values.entry(name.to_owned()).or_insert(value);
    };
    match channel {
        Channel::Line => {
            fill("channel_secret", hex(random()));
            fill("channel_access_token", format!("simulated-{}", hex(random())));
            fill("bot_user_id", format!("U{}", hex(random())));
        }
        Channel::Sms => {
            fill("account_sid", format!("AC{}", hex(random())));
            fill("auth_token", hex(random()));
            fill("from", "+15005550006".to_owned());
        }
        Channel::Custom => {
            let secret = base64::engine::general_purpose::STANDARD.encode(random());
            fill("secret", format!("whsec_{secret}"));
            fill("endpoint_url", "https://simulated.tsunagi.invalid/messages".to_owned());
        }
        Channel::Webchat => {}
    }
}

/// Part of a URL and of stored keys: lower-case letters, digits, `-` and `_`, 1 to 40.
fn is_account_id(id: &str) -> bool {
    (1..=40).contains(&id.len())
        && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}
