//! People: making, changing, listing. Used by the API and by the command line.

use ids::{UserId, WorkspaceId};
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::people::{NewUser, Role, User, UserChange};

use super::password::{MIN_CHARS, hash_password};
use crate::records::{PersonEmail, PersonRecord, TokenName, decode, put};
use crate::{ApiError, ReadError, Services};

pub fn to_wire(person: &PersonRecord) -> User {
    User {
        id: person.id.to_string(),
        email: person.email.clone(),
        name: person.name.clone(),
        role: person.role,
        disabled: person.disabled,
    }
}

pub async fn list_users(services: &Services) -> Result<Vec<PersonRecord>, ApiError> {
    let items = services.read_all(services.workspace(), PersonRecord::PARTITION).await?;
    Ok(items.iter().map(decode).collect::<Result<_, _>>()?)
}

pub async fn has_owner(services: &Services) -> Result<bool, ApiError> {
    Ok(list_users(services).await?.iter().any(|person| person.role == Role::Owner && !person.disabled))
}

pub async fn create_user(services: &Services, new: NewUser) -> Result<PersonRecord, ApiError> {
    let email = new.email.trim().to_lowercase();
    if !is_email(&email) {
        return Err(ApiError::invalid("email", "email_invalid"));
    }
    let name = checked_name(&new.name)?;
    let password = checked_password(new.password).await?;
    let now_ms = services.now_ms();
    let person = PersonRecord {
        id: UserId::mint(now_ms, services.ids.random()),
        email: email.clone(),
        name,
        role: new.role,
        password,
        passwords: 0,
        disabled: false,
        created_ms: now_ms,
    };
    let ops = vec![
        put(PersonRecord::key(&person.id), &person, Condition::Absent),
        put(PersonEmail::key(&email), &PersonEmail { user: person.id.clone() }, Condition::Absent),
    ];
    match services.store.commit(services.workspace(), Commit { ops, now_ms }).await? {
        CommitOutcome::Committed => Ok(person),
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::conflict("email_taken").at("email")),
        _ => Err(ApiError::unavailable()),
    }
}

pub async fn change_user(services: &Services, id: &UserId, change: UserChange) -> Result<PersonRecord, ApiError> {
    let workspace = services.workspace();
    let key = PersonRecord::key(id);
    let (mut person, version) =
        services.read_versioned::<PersonRecord>(workspace, key.clone()).await?.ok_or_else(ApiError::not_found)?;
    let loses_owner = person.role == Role::Owner
        && (change.disabled == Some(true) || change.role.is_some_and(|role| role != Role::Owner));
    let mut ops = Vec::new();
    if loses_owner {
        ops.push(stays(services, id).await?);
    }
    if let Some(name) = change.name {
        person.name = checked_name(&name)?;
    }
    if let Some(password) = change.password {
        person.password = checked_password(password).await?;
        person.passwords += 1;
    }
    person.role = change.role.unwrap_or(person.role);
    person.disabled = change.disabled.unwrap_or(person.disabled);
    ops.push(put(key, &person, Condition::Version(version)));
    match services.store.commit(workspace, Commit { ops, now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(person),
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::conflict("version_changed")),
        _ => Err(ApiError::unavailable()),
    }
}

/// That another owner is still one when this change is made: two who step down at once would leave none.
async fn stays(services: &Services, id: &UserId) -> Result<Op, ApiError> {
    for other in list_users(services).await?.into_iter().filter(|other| other.id != *id) {
        let found = services.read_versioned::<PersonRecord>(services.workspace(), PersonRecord::key(&other.id)).await?;
        if let Some((other, version)) = found.filter(|(other, _)| other.role == Role::Owner && !other.disabled) {
            return Ok(Op::Check { key: PersonRecord::key(&other.id), condition: Condition::Version(version) });
        }
    }
    Err(ApiError::conflict("last_owner"))
}

/// What to call who did something: a person, or a program by its token's name.
pub async fn name_of(services: &Services, workspace: &WorkspaceId, user: &UserId) -> Result<Option<String>, ReadError> {
    let items = services.store.get(workspace, &[PersonRecord::key(user), TokenName::key(user)]).await?;
    match items.as_slice() {
        [Some(person), _] => Ok(Some(decode::<PersonRecord>(person)?.name)),
        [None, Some(token)] => Ok(Some(decode::<TokenName>(token)?.name)),
        _ => Ok(None),
    }
}

async fn checked_password(password: String) -> Result<String, ApiError> {
    if password.chars().count() < MIN_CHARS {
        return Err(ApiError::invalid("password", "password_short"));
    }
    hash_password(password).await.map_err(|error| ApiError::internal("hashing a password", &error))
}

/// A name of a person or a token.
pub(super) fn checked_name(name: &str) -> Result<String, ApiError> {
    let name = name.trim();
    if (1..=80).contains(&name.chars().count()) {
        Ok(name.to_owned())
    } else {
        Err(ApiError::invalid("name", "name_invalid"))
    }
}

/// Something before and after one `@`, a dot after it, no spaces: the rest is known when a mail arrives.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let plain = text.len() <= 254 && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    plain && !local.is_empty() && domain.contains('.') && !domain.contains('@') && !domain.ends_with('.')
}
