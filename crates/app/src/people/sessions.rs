//! Browser sessions: logging in with a password, what ends them, and pauses for those who guess.

use axum::http::{HeaderMap, StatusCode};
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::people::{PasswordChange, UserChange};

use super::password::check_password;
use super::{Caller, change_user, cookie};
use crate::envelope::hash;
use crate::records::{LoginFailures, LoginRecord, PersonEmail, PersonRecord, decode, encode};
use crate::{ApiError, Services};

/// What a browser session sends with its writes. Derived, so that it needs no storage; useless without the cookie.
pub fn csrf_token(session_secret: &str) -> String {
    hash(&["csrf", session_secret])
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
    let secret = begin_login(services, &person).await?;
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
    let secret = begin_login(services, &person).await?;
    Ok((person, secret))
}

/// Counts an attempt before it is looked at, so that many at once are many. Who fails too often has to pause.
async fn count_attempt(services: &Services, email: &str) -> Result<(), ApiError> {
    let (workspace, key) = (services.workspace(), LoginFailures::key(&hash(&[email])));
    let paused = |until_ms: u64| {
        let seconds = until_ms.saturating_sub(services.now_ms()).div_ceil(1000).max(1);
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
            return Err(paused(live.and_then(|item| item.expires_at_ms).unwrap_or(now_ms)));
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
    Err(paused(services.now_ms() + limits::LOGIN_PAUSE_SECONDS * 1000))
}

async fn forget_attempts(services: &Services, email: &str) -> Result<(), ApiError> {
    let op = Op::Delete { key: LoginFailures::key(&hash(&[email])), condition: Condition::Always };
    Ok(services.write(services.workspace(), vec![op]).await?)
}

async fn begin_login(services: &Services, person: &PersonRecord) -> Result<String, ApiError> {
    let now_ms = services.now_ms();
    let secret = ids::hex(&services.ids.secret());
    let expires_ms = now_ms + limits::LOGIN_SECONDS * 1000;
    let op = Op::Put {
        key: LoginRecord::key(&hash(&["login", &secret])),
        body: encode(&LoginRecord { user: person.id.clone(), passwords: person.passwords, expires_ms }),
        expires_at_ms: Some(expires_ms),
        condition: Condition::Absent,
    };
    match services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms }).await? {
        CommitOutcome::Committed => Ok(secret),
        _ => Err(ApiError::unavailable()),
    }
}

/// Ends the session of the request's cookie, if there is one.
pub async fn end_login(services: &Services, headers: &HeaderMap) -> Result<(), ApiError> {
    let Some(secret) = cookie::read(headers) else { return Ok(()) };
    let op = Op::Delete { key: LoginRecord::key(&hash(&["login", secret])), condition: Condition::Always };
    Ok(services.write(services.workspace(), vec![op]).await?)
}
