//! Channel accounts with their settings and secrets.

mod view;

use std::collections::BTreeMap;

use channels::{Account, Setting};
use conversation::Channel;
use ids::{FlowId, WorkspaceId};
use ports::{Commit, CommitOutcome, Condition, Op};

use crate::problem::ApiError;
use crate::records::{AccountRecord, decode, put};
use crate::{ReadError, Services};

pub use view::{view, views};

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

/// Connects an account. Another of its name stays as it is.
pub async fn connect_account(
    services: &Services,
    workspace: &WorkspaceId,
    new: NewAccount,
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
    let (mut settings, mut secrets) = (Values::new(), Values::new());
    set_values(known, values, &mut settings, &mut secrets)?;
    check_required(known, &settings, &secrets)?;
    check_settings(new.channel, &new.id, &settings, &secrets)?;
    let mut record = AccountRecord {
        channel: new.channel,
        id: new.id,
        flow: new.flow,
        settings,
        secrets_set: Vec::new(),
        simulated: new.simulated,
        enabled: false,
        created_ms: services.now_ms(),
    };
    // The name first, or the secrets would replace those of the account that has it. Until they are there it is off.
    write(services, workspace, &record, Condition::Absent).await?;
    record.secrets_set = secrets.keys().cloned().collect();
    services.secrets.put(workspace, &AccountRecord::secret_name(record.channel, &record.id), secrets).await?;
    record.enabled = true;
    write(services, workspace, &record, Condition::Present).await?;
    Ok(record)
}

/// What somebody changes about an account.
#[derive(Debug, Clone, Default)]
pub struct AccountChange {
    /// `Some(None)` takes the flow away.
    pub flow: Option<Option<FlowId>>,
    pub enabled: Option<bool>,
    /// Values given are set, empty ones removed.
    pub values: BTreeMap<String, String>,
}

/// Changes an account as it was read, with its version.
pub async fn change_account(
    services: &Services,
    workspace: &WorkspaceId,
    (mut record, version): (AccountRecord, u64),
    change: AccountChange,
) -> Result<AccountRecord, ApiError> {
    let known = channels::module(record.channel).settings();
    let name = AccountRecord::secret_name(record.channel, &record.id);
    let mut secrets = services.secrets.get(workspace, &name).await?;
    let before = secrets.clone();
    let sets_values = !change.values.is_empty();
    set_values(known, change.values, &mut record.settings, &mut secrets)?;
    check_required(known, &record.settings, &secrets)?;
    // An account that is older than a rule keeps what it has until somebody sets something.
    if sets_values {
        check_settings(record.channel, &record.id, &record.settings, &secrets)?;
    }
    record.flow = change.flow.unwrap_or(record.flow);
    record.enabled = change.enabled.unwrap_or(record.enabled);
    record.secrets_set = secrets.keys().cloned().collect();
    // The record first: of two who change it at once, one is told, and has not changed the secrets.
    write(services, workspace, &record, Condition::Version(version)).await?;
    if secrets != before {
        services.secrets.put(workspace, &name, secrets).await?;
    }
    Ok(record)
}

/// Connects an account, or changes the one that has its name: what is not given stays as it is.
pub async fn save_account(
    services: &Services,
    workspace: &WorkspaceId,
    new: NewAccount,
) -> Result<AccountRecord, ApiError> {
    match services.read_versioned(workspace, AccountRecord::key(new.channel, &new.id)).await? {
        Some(found) => {
            let change = AccountChange { flow: new.flow.map(Some), enabled: None, values: new.values };
            change_account(services, workspace, found, change).await
        }
        None => connect_account(services, workspace, new).await,
    }
}

pub async fn remove_account(
    services: &Services,
    workspace: &WorkspaceId,
    channel: Channel,
    id: &str,
) -> Result<(), ApiError> {
    if !is_account_id(id) {
        return Err(ApiError::not_found());
    }
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
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::conflict("version_changed")),
        _ => Err(ApiError::unavailable()),
    }
}

type Values = BTreeMap<String, String>;

/// Values given are set, empty ones removed, each where it belongs.
fn set_values(known: &[Setting], values: Values, settings: &mut Values, secrets: &mut Values) -> Result<(), ApiError> {
    for (name, value) in values {
        let target = if find(known, &name)?.secret { &mut *secrets } else { &mut *settings };
        if value.is_empty() {
            target.remove(&name);
        } else {
            target.insert(name, value);
        }
    }
    Ok(())
}

fn check_required(known: &[Setting], settings: &Values, secrets: &Values) -> Result<(), ApiError> {
    let is_set = |name: &str| settings.contains_key(name) || secrets.contains_key(name);
    match known.iter().find(|setting| setting.required && !is_set(setting.name)) {
        Some(missing) => Err(ApiError::invalid(&format!("settings.{}", missing.name), "setting_missing")),
        None => Ok(()),
    }
}

fn check_settings(channel: Channel, id: &str, settings: &Values, secrets: &Values) -> Result<(), ApiError> {
    let checked = channels::module(channel).check_settings(&Account { id, settings, secrets });
    checked.map_err(|wrong| ApiError::invalid(&format!("settings.{}", wrong.name), wrong.code))
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
