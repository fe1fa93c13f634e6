//! The caller of an API request, as an axum extractor.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use ids::UserId;
use protocol::people::{Ability, Role};
use subtle::ConstantTimeEq;

use super::{abilities, cookie, csrf_token};
use crate::envelope::hash;
use crate::records::{Editor, LoginRecord, PersonRecord, TokenRecord};
use crate::{ApiError, Services};

/// Header that carries the CSRF token of a browser session.
const CSRF_HEADER: &str = "x-csrf-token";

/// Somebody who logged in, or a program with a token.
#[derive(Clone)]
pub struct Caller {
    /// For a token: the id that its actions are recorded under.
    pub user: UserId,
    pub name: String,
    pub email: String,
    pub role: Role,
    /// Of a browser session.
    pub csrf_token: Option<String>,
}

/// A `Caller` who was asked for nothing more than to be known.
pub struct Identified(pub Caller);

impl Caller {
    pub fn may(&self, ability: Ability) -> bool {
        abilities(self.role).contains(&ability)
    }

    pub fn editor(&self) -> Editor {
        Editor { id: self.user.clone(), name: self.name.clone() }
    }
}

/// Checks that the caller may do this.
pub fn require(caller: &Caller, ability: Ability) -> Result<(), ApiError> {
    if caller.may(ability) { Ok(()) } else { Err(ApiError::forbidden()) }
}

impl FromRequestParts<Services> for Identified {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, ApiError> {
        identify(services, &parts.method, &parts.headers).await.map(Self)
    }
}

/// Who sends this request. Writes of a browser session must carry its CSRF token.
pub async fn identify(services: &Services, method: &Method, headers: &HeaderMap) -> Result<Caller, ApiError> {
    if let Some(secret) = bearer(headers) {
        return by_token(services, secret).await;
    }
    let secret = cookie::read(headers).ok_or_else(ApiError::unauthenticated)?;
    let caller = by_session(services, secret).await?;
    let is_write = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_write && !csrf_fits(headers, secret) {
        return Err(ApiError::new(axum::http::StatusCode::FORBIDDEN, "csrf"));
    }
    Ok(caller)
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn csrf_fits(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(CSRF_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    given.ct_eq(csrf_token(secret).as_bytes()).into()
}

async fn by_token(services: &Services, secret: &str) -> Result<Caller, ApiError> {
    let key = TokenRecord::key(&hash(&["token", secret]));
    let token = services.read::<TokenRecord>(services.workspace(), key).await?.ok_or_else(ApiError::unauthenticated)?;
    Ok(Caller { user: token.user(), name: token.name, email: String::new(), role: token.role, csrf_token: None })
}

async fn by_session(services: &Services, secret: &str) -> Result<Caller, ApiError> {
    let workspace = services.workspace();
    let key = LoginRecord::key(&hash(&["login", secret]));
    let login = services.read::<LoginRecord>(workspace, key).await?.ok_or_else(ApiError::unauthenticated)?;
    if login.expires_ms <= services.now_ms() {
        return Err(ApiError::unauthenticated());
    }
    let person = services
        .read::<PersonRecord>(workspace, PersonRecord::key(&login.user))
        .await?
        .filter(|person| !person.disabled && person.passwords == login.passwords)
        .ok_or_else(ApiError::unauthenticated)?;
    Ok(Caller {
        user: person.id,
        name: person.name,
        email: person.email,
        role: person.role,
        csrf_token: Some(csrf_token(secret)),
    })
}
