//! A front end opens the desk's socket, somebody who is logged in, from one of our own pages; and closes it again.

use app::people::{Caller, Credential, identify};
use app::records::{DeskRecord, encode};
use app::{ApiError, Services};
use axum::http::{HeaderMap, Method, StatusCode, header};
use ports::{Condition, Follower, Op, Topic};
use protocol::people::Ability;

/// Who opens the socket, when they may.
pub async fn admit(services: &Services, headers: &HeaderMap) -> Result<Caller, ApiError> {
    if !is_own_page(headers, &services.config.public_url) {
        return Err(ApiError::forbidden());
    }
    identify(services, &Method::GET, headers).await
}

/// Lets the socket in and remembers it, where sockets and functions share nothing but the store.
pub async fn handle(services: &Services, connection: &str, headers: &HeaderMap) -> Result<(), StatusCode> {
    let caller = admit(services, headers).await.map_err(|error| error.status)?;
    let credential = Credential::of(headers).ok_or(StatusCode::UNAUTHORIZED)?;
    let workspace = services.workspace();
    let agent = caller.may(Ability::AnswerConversations).then(|| caller.user.to_string());
    let record = DeskRecord { follower: Follower { agent }, credential };
    let op = Op::Put {
        key: Topic::Desk(workspace.clone()).follower(connection),
        body: encode(&record),
        expires_at_ms: Some(Follower::expires_ms(services.now_ms())),
        condition: Condition::Always,
    };
    services.write(workspace, vec![op]).await.map_err(|error| {
        tracing::error!(%error, "remembering a desk socket");
        StatusCode::SERVICE_UNAVAILABLE
    })
}

/// The socket is closed: whoever had it is here no more. Best effort, as the event itself is; the row also expires.
pub async fn forget(services: &Services, connection: &str) {
    let workspace = services.workspace();
    let key = Topic::Desk(workspace.clone()).follower(connection);
    let ops = vec![Op::Delete { key, condition: Condition::Always }];
    if let Err(error) = services.write(workspace, ops).await {
        tracing::warn!(%error, "forgetting a desk socket");
    }
}

/// Cookies come along from any page that opens a socket, so the page must be ours: its origin is the host it called, or
/// where we are reached. Programs with a token send no origin.
fn is_own_page(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN) else { return headers.contains_key(header::AUTHORIZATION) };
    let own = url::Url::parse(public_url).map(|url| url.origin().ascii_serialization());
    own.is_ok_and(|own| own == origin)
        || text(header::HOST).is_some_and(|host| origin.split_once("://").is_some_and(|(_, from)| from == host))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_our_own_pages_open_the_socket() {
        let public = "https://desk.example.com/";
        for (sent, expected) in [
            (vec![("origin", "https://desk.example.com"), ("host", "id.execute-api.example")], true),
            (vec![("origin", "http://127.0.0.1:8080"), ("host", "127.0.0.1:8080")], true),
            (vec![("origin", "https://evil.example"), ("host", "id.execute-api.example")], false),
            (vec![("origin", "https://desk.example.com.evil.example"), ("host", "id.execute-api.example")], false),
            (vec![("origin", "null"), ("authorization", "Bearer x")], false),
            (vec![("authorization", "Bearer x")], true),
            (vec![("cookie", "session=x")], false),
        ] {
            let headers = sent
                .iter()
                .map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value)));
            assert_eq!(is_own_page(&headers.collect(), public), expected, "{sent:?}");
        }
    }
}
