//! JSON bodies whose errors are problem documents: size, content type, unknown fields with their path.

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::{Extension, Router};
use serde::de::DeserializeOwned;

use crate::ApiError;

/// The largest body that a route takes, so that its refusal can name it.
#[derive(Clone, Copy)]
struct BodyLimit(usize);

/// The router, whose routes take bodies of at most this many bytes.
pub fn with_body_limit<S: Clone + Send + Sync + 'static>(router: Router<S>, bytes: usize) -> Router<S> {
    router.layer(DefaultBodyLimit::max(bytes)).layer(Extension(BodyLimit(bytes)))
}

/// An extractor for a request body of type `T`.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json")) {
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"));
        }
        let limit = request.extensions().get::<BodyLimit>().map_or(limits::REQUEST_BODY_BYTES, |limit| limit.0);
        let bytes = Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
            StatusCode::PAYLOAD_TOO_LARGE => {
                ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large").about(limit.to_string())
            }
            // The connection broke: whoever reads this is on the way.
            _ => ApiError::new(StatusCode::BAD_REQUEST, "body_invalid").about("it ended too early"),
        })?;
        let mut reader = serde_json::Deserializer::from_slice(&bytes);
        match serde_path_to_error::deserialize(&mut reader) {
            Ok(body) => Ok(Self(body)),
            Err(error) => {
                let path = error.path().to_string();
                let problem = ApiError::new(StatusCode::BAD_REQUEST, "body_invalid").about(error.inner().to_string());
                Err(if path == "." { problem } else { problem.at(path) })
            }
        }
    }
}
