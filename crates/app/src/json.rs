//! JSON bodies whose errors are problem documents: size, content type, unknown fields with their path.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use serde::de::DeserializeOwned;

use crate::ApiError;

/// An extractor for a request body of type `T`.
pub struct JsonBody<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if !kind.is_some_and(|kind| kind.to_ascii_lowercase().starts_with("application/json")) {
            return Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type"));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| {
            ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
                .about(limits::FLOW_DOCUMENT_BYTES.to_string())
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
