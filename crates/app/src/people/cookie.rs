//! The session cookie: `HttpOnly`, `SameSite=Lax`, `Secure` where the public address is https.

use axum::http::HeaderMap;
use axum::http::header::COOKIE;

use crate::Services;

const NAME: &str = "tsunagi_session";

pub fn session_cookie(services: &Services, secret: &str) -> String {
    let secure = if services.config.public_url.starts_with("https://") { "; Secure" } else { "" };
    format!("{NAME}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", limits::LOGIN_SECONDS)
}

pub fn clear_cookie() -> String {
    format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
}

pub(super) fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
}
