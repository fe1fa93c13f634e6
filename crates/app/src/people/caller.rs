//! The caller of an API request, as an axum extractor.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use ids::UserId;
use protocol::people::{Ability, Role};
use serde::{Deserialize, Serialize};
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

/// Where what somebody shows us is looked up, without the secret itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Credential {
    Token(String),
    Login(String),
}

impl Credential {
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let token = bearer(headers).map(|secret| Self::Token(hash(&["token", secret])));
        token.or_else(|| cookie::read(headers).map(|secret| Self::Login(hash(&["login", secret]))))
    }

    /// Whose it is, as long as it counts.
    pub async fn caller(&self, services: &Services) -> Result<Caller, ApiError> {
        match self {
            Self::Token(hash) => by_token(services, hash).await,
            Self::Login(hash) => by_login(services, hash).await,
        }
    }
}

/// Who sends this request. Writes of a browser session must carry its CSRF token.
pub async fn identify(services: &Services, method: &Method, headers: &HeaderMap) -> Result<Caller, ApiError> {
    let credential = Credential::of(headers).ok_or_else(ApiError::unauthenticated)?;
    let caller = credential.caller(services).await?;
    let (Credential::Login(_), Some(secret)) = (credential, cookie::read(headers)) else { return Ok(caller) };
    let is_write = !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_write && !csrf_fits(headers, secret) {
        return Err(ApiError::new(axum::http::StatusCode::FORBIDDEN, "csrf"));
    }
    Ok(Caller { csrf_token: Some(csrf_token(secret)), ..caller })
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

fn csrf_fits(headers: &HeaderMap, secret: &str) -> bool {
    let given = headers.get(CSRF_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    given.ct_eq(csrf_token(secret).as_bytes()).into()
}

async fn by_token(services: &Services, hash: &str) -> Result<Caller, ApiError> {
    let token = services
        .read::<TokenRecord>(services.workspace(), TokenRecord::key(hash))
        .await?
        .ok_or_else(ApiError::unauthenticated)?;
    Ok(Caller { user: token.user(), name: token.name, email: String::new(), role: token.role, csrf_token: None })
}

async fn by_login(services: &Services, hash: &str) -> Result<Caller, ApiError> {
    let workspace = services.workspace();
    let login =
        services.read::<LoginRecord>(workspace, LoginRecord::key(hash)).await?.ok_or_else(ApiError::unauthenticated)?;
    if login.expires_ms <= services.now_ms() {
        return Err(ApiError::unauthenticated());
    }
    let person = services
        .read::<PersonRecord>(workspace, PersonRecord::key(&login.user))
        .await?
        .filter(|person| !person.disabled && person.passwords == login.passwords)
        .ok_or_else(ApiError::unauthenticated)?;
    Ok(Caller { user: person.id, name: person.name, email: person.email, role: person.role, csrf_token: None })
}
