//! People and tokens: making, changing, listing. Used by the API and by the command line.

use axum::http::StatusCode;
use ids::{TokenId, UserId, WorkspaceId};
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::people::{NewUser, PasswordChange, Role, Token, User, UserChange};
use protocol::rfc3339;

use super::Caller;
use super::password::{MIN_CHARS, check_password, hash_password};
use crate::envelope::hash;
use crate::records::{
    LoginFailures, LoginRecord, PersonEmail, PersonRecord, TokenName, TokenRecord, decode, encode, put,
};
use crate::{ApiError, ReadError, Services};

/// What a browser session sends with its writes. Derived, so that it needs no storage; useless without the cookie.
pub fn csrf_token(session_secret: &str) -> String {
    hash(&["csrf", session_secret])
}

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
    if loses_owner {
        let others = list_users(services).await?;
        if !others.iter().any(|other| other.id != *id && other.role == Role::Owner && !other.disabled) {
            return Err(ApiError::conflict("last_owner"));
        }
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
    let op = put(key, &person, Condition::Version(version));
    match services.store.commit(workspace, Commit { ops: vec![op], now_ms: services.now_ms() }).await? {
        CommitOutcome::Committed => Ok(person),
        CommitOutcome::ConditionFailed { .. } => Err(ApiError::conflict("version_changed")),
        _ => Err(ApiError::unavailable()),
    }
}

/// Changes the password of somebody who is logged in and knows the present one. Their sessions end, and a new one begins.
pub async fn change_own_password(
    services: &Services,
    caller: &Caller,
    change: PasswordChange,
) -> Result<(PersonRecord, String), ApiError> {
    // A token is no person.
    if caller.csrf_token.is_none() {
        return Err(ApiError::forbidden());
    }
    count_attempt(services, &caller.email).await?;
    let (person, _) = services
        .read_versioned::<PersonRecord>(services.workspace(), PersonRecord::key(&caller.user))
        .await?
        .ok_or_else(ApiError::not_found)?;
    if !check_password(change.current, Some(person.password)).await {
        return Err(ApiError::invalid("current", "password_wrong"));
    }
    forget_attempts(services, &caller.email).await?;
    let new = UserChange { password: Some(change.password), ..UserChange::default() };
    let person = change_user(services, &caller.user, new).await?;
    let secret = begin_login(services, services.workspace(), &person).await?;
    Ok((person, secret))
}

/// Checks address and password and begins a session; returns its secret for the cookie.
pub async fn log_in(services: &Services, email: &str, password: String) -> Result<(PersonRecord, String), ApiError> {
    let workspace = services.workspace();
    let email = email.trim().to_lowercase();
    count_attempt(services, &email).await?;
    let person = match services.read::<PersonEmail>(workspace, PersonEmail::key(&email)).await? {
        Some(found) => services.read::<PersonRecord>(workspace, PersonRecord::key(&found.user)).await?,
        None => None,
    }
    .filter(|person| !person.disabled);
    let fits = check_password(password, person.as_ref().map(|person| person.password.clone())).await;
    let (Some(person), true) = (person, fits) else {
        return Err(ApiError::new(StatusCode::UNAUTHORIZED, "login_failed"));
    };
    forget_attempts(services, &email).await?;
    let secret = begin_login(services, workspace, &person).await?;
    Ok((person, secret))
}

/// Counts an attempt before it is looked at, so that many at once are many. Who fails too often has to pause.
async fn count_attempt(services: &Services, email: &str) -> Result<(), ApiError> {
    let (workspace, key) = (services.workspace(), LoginFailures::key(&hash(&[email])));
    let paused = || {
        let seconds = limits::LOGIN_PAUSE_SECONDS;
        let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "login_paused").about(seconds.to_string());
        ApiError { retry_after_s: Some(seconds), ..error }
    };
    // One more than may be wrong: of all that come at once each changes the count, or finds it full.
    for _ in 0..=limits::LOGIN_FAILURES {
        let now_ms = services.now_ms();
        let item = services.store.get(workspace, std::slice::from_ref(&key)).await?.pop().flatten();
        let live = item.as_ref().filter(|item| item.is_live(now_ms));
        let count = live.map(decode::<LoginFailures>).transpose()?.unwrap_or_default().count;
        if count >= limits::LOGIN_FAILURES {
            return Err(paused());
        }
        let op = Op::Put {
            key: key.clone(),
            body: encode(&LoginFailures { count: count + 1 }),
            expires_at_ms: Some(now_ms + limits::LOGIN_PAUSE_SECONDS * 1000),
            condition: live.map_or(Condition::Absent, |item| Condition::Version(item.version)),
        };
        match services.store.commit(workspace, Commit { ops: vec![op], now_ms }).await? {
            CommitOutcome::Committed => return Ok(()),
            CommitOutcome::ConditionFailed { .. } | CommitOutcome::Conflict => {}
            _ => return Err(ApiError::unavailable()),
        }
    }
    Err(paused())
}

async fn forget_attempts(services: &Services, email: &str) -> Result<(), ApiError> {
    let op = Op::Delete { key: LoginFailures::key(&hash(&[email])), condition: Condition::Always };
    services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms: services.now_ms() }).await?;
    Ok(())
}

async fn begin_login(services: &Services, workspace: &WorkspaceId, person: &PersonRecord) -> Result<String, ApiError> {
    let now_ms = services.now_ms();
    let secret = ids::hex(&services.ids.secret());
    let expires_ms = now_ms + limits::LOGIN_SECONDS * 1000;
    let op = Op::Put {
        key: LoginRecord::key(&hash(&["login", &secret])),
        body: encode(&LoginRecord { user: person.id.clone(), passwords: person.passwords, expires_ms }),
        expires_at_ms: Some(expires_ms),
        condition: Condition::Absent,
    };
    match services.store.commit(workspace, Commit { ops: vec![op], now_ms }).await? {
        CommitOutcome::Committed => Ok(secret),
        _ => Err(ApiError::unavailable()),
    }
}

/// Ends the session of the request's cookie, if there is one.
pub async fn end_login(services: &Services, headers: &axum::http::HeaderMap) -> Result<(), ApiError> {
    let Some(secret) = super::cookie::read(headers) else { return Ok(()) };
    let op = Op::Delete { key: LoginRecord::key(&hash(&["login", secret])), condition: Condition::Always };
    services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms: services.now_ms() }).await?;
    Ok(())
}

/// Makes a token; the secret is returned once and kept as a hash.
pub async fn create_token(services: &Services, name: &str, role: Role) -> Result<(Token, String), ApiError> {
    let now_ms = services.now_ms();
    let secret = format!("tsk_{}", ids::hex(&services.ids.secret()));
    let record = TokenRecord {
        id: TokenId::mint(now_ms, services.ids.random()),
        name: checked_name(name)?,
        role,
        created_ms: now_ms,
    };
    let ops = vec![
        put(TokenRecord::key(&hash(&["token", &secret])), &record, Condition::Absent),
        put(TokenName::key(&record.user()), &TokenName { name: record.name.clone() }, Condition::Always),
    ];
    match services.store.commit(services.workspace(), Commit { ops, now_ms }).await? {
        CommitOutcome::Committed => Ok((token_to_wire(&record), secret)),
        _ => Err(ApiError::unavailable()),
    }
}

pub async fn list_tokens(services: &Services) -> Result<Vec<Token>, ApiError> {
    let items = services.read_all(services.workspace(), TokenRecord::PARTITION).await?;
    let records = items.iter().map(decode::<TokenRecord>).collect::<Result<Vec<_>, _>>()?;
    Ok(records.iter().map(token_to_wire).collect())
}

pub async fn remove_token(services: &Services, id: &TokenId) -> Result<(), ApiError> {
    let items = services.read_all(services.workspace(), TokenRecord::PARTITION).await?;
    for item in items {
        if decode::<TokenRecord>(&item)?.id == *id {
            let op = Op::Delete { key: item.key, condition: Condition::Present };
            services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms: services.now_ms() }).await?;
            return Ok(());
        }
    }
    Err(ApiError::not_found())
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

fn token_to_wire(record: &TokenRecord) -> Token {
    Token {
        id: record.id.to_string(),
        name: record.name.clone(),
        role: record.role,
        created_at: rfc3339(record.created_ms),
    }
}

async fn checked_password(password: String) -> Result<String, ApiError> {
    if password.chars().count() < MIN_CHARS {
        return Err(ApiError::invalid("password", "password_short"));
    }
    hash_password(password).await.map_err(|error| ApiError::internal("hashing a password", &error))
}

fn checked_name(name: &str) -> Result<String, ApiError> {
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
