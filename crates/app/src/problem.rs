//! Errors of the API. Handlers return `ApiError`; its sentence is chosen when the caller's language is known.

mod messages;

use axum::Json;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use protocol::problem::Problem;

/// Something that the caller is told. `code` names the sentence in `messages`.
#[derive(Debug, Clone, PartialEq)]
pub struct ApiError {
    pub status: StatusCode,
    pub code: &'static str,
    pub path: Option<String>,
    /// Replaces `{}` in the sentence: a name, a number.
    pub subject: Option<String>,
    pub more: Option<serde_json::Value>,
    pub retry_after_s: Option<u64>,
}

impl ApiError {
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, path: None, subject: None, more: None, retry_after_s: None }
    }

    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "login_needed")
    }

    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "not_allowed")
    }

    /// It is about who asks, and not about what.
    pub fn refuses_the_caller(&self) -> bool {
        [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&self.status)
    }

    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// A field that does not fit.
    pub fn invalid(path: &str, code: &'static str) -> Self {
        Self { path: Some(path.to_owned()), ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, code) }
    }

    pub fn unavailable() -> Self {
        Self { retry_after_s: Some(1), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable") }
    }

    pub fn internal(what: &'static str, cause: &dyn std::fmt::Display) -> Self {
        tracing::error!(%cause, "{what}");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    pub fn about(mut self, subject: impl Into<String>) -> Self {
        self.subject = Some(subject.into());
        self
    }

    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    pub fn with(mut self, more: serde_json::Value) -> Self {
        self.more = Some(more);
        self
    }

    /// The sentence in English, for the command line.
    pub fn sentence(&self) -> String {
        let path = self.path.as_ref().map(|path| format!("{path}: ")).unwrap_or_default();
        format!("{path}{}", messages::sentence(self.code, Language::En, self.subject.as_deref().unwrap_or_default()))
    }

    /// The answer in a language (`ja`, else English).
    pub fn respond(self, language: Language) -> Response {
        let detail = messages::sentence(self.code, language, self.subject.as_deref().unwrap_or_default());
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: self.status.canonical_reason().unwrap_or_default().to_owned(),
            status: self.status.as_u16(),
            code: self.code.to_owned(),
            detail,
            path: self.path,
            request_id: None,
            more: self.more,
        };
        let mut response = (self.status, Json(problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

/// Handlers answer through `?`; the language middleware fills in the sentence. Without it, English.
impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let language = Language::current();
        self.respond(language)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    En,
    Ja,
}

tokio::task_local! {
    static CURRENT: Language;
}

impl Language {
    pub fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if wanted.trim_start().to_ascii_lowercase().starts_with("ja") { Self::Ja } else { Self::En }
    }

    fn current() -> Self {
        CURRENT.try_with(|language| *language).unwrap_or(Self::En)
    }
}

/// Middleware: everything below answers in the caller's language.
pub(crate) async fn in_callers_language(request: axum::extract::Request, next: axum::middleware::Next) -> Response {
    let language = Language::of(request.headers());
    CURRENT.scope(language, next.run(request)).await
}

impl From<ports::StoreError> for ApiError {
    fn from(error: ports::StoreError) -> Self {
        match error {
            ports::StoreError::Unavailable(_) => Self::unavailable(),
            ports::StoreError::Refused(_) => Self::internal("the store refused a request", &error),
        }
    }
}

impl From<crate::ReadError> for ApiError {
    fn from(error: crate::ReadError) -> Self {
        match error {
            crate::ReadError::Store(error) => error.into(),
            crate::ReadError::Unreadable(error) => Self::internal("reading a record", &error),
        }
    }
}

impl From<crate::records::Unreadable> for ApiError {
    fn from(error: crate::records::Unreadable) -> Self {
        Self::internal("reading a record", &error)
    }
}

impl From<ports::SecretError> for ApiError {
    fn from(error: ports::SecretError) -> Self {
        Self::internal("the secret store", &error)
    }
}

impl From<ports::BlobError> for ApiError {
    fn from(error: ports::BlobError) -> Self {
        Self::internal("the blob store", &error)
    }
}

impl From<crate::accounts::AccountError> for ApiError {
    fn from(error: crate::accounts::AccountError) -> Self {
        match error {
            crate::accounts::AccountError::Read(error) => error.into(),
            crate::accounts::AccountError::Secret(error) => error.into(),
        }
    }
}

impl From<crate::turn::TurnError> for ApiError {
    fn from(error: crate::turn::TurnError) -> Self {
        match error {
            crate::turn::TurnError::Busy => Self::unavailable(),
            crate::turn::TurnError::Store(error) => error.into(),
            other => Self::internal("applying an action", &other),
        }
    }
}
