//! Hears a caller out before an error is answered: who is still sending when the connection closes never reads why.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use futures::{Stream, StreamExt, stream};

/// More than this, or for longer, nobody is heard out.
const BYTES: usize = 64 * 1024 * 1024;
const WITHIN: Duration = Duration::from_secs(5);

/// Reads and forgets what a refusing handler left of the body. A caller that asked first (`Expect`) has sent nothing yet.
pub async fn linger(request: Request, next: Next) -> Response {
    if request.headers().contains_key(header::EXPECT) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let sent = Arc::new(Mutex::new(body.into_data_stream()));
    let mut rest = shared(Arc::clone(&sent));
    let response = next.run(Request::from_parts(parts, Body::from_stream(shared(sent)))).await;
    if response.status().is_client_error() {
        let forget = async {
            let mut heard = 0;
            while let Some(Ok(bytes)) = rest.next().await {
                heard += bytes.len();
                if heard > BYTES {
                    break;
                }
            }
        };
        // Whoever is still sending after that gets the answer and a closed connection.
        let _ = tokio::time::timeout(WITHIN, forget).await;
    }
    response
}

fn shared<S>(stream: Arc<Mutex<S>>) -> impl Stream<Item = Result<Bytes, axum::Error>> + Unpin
where
    S: Stream<Item = Result<Bytes, axum::Error>> + Unpin,
{
    stream::poll_fn(move |context| stream.lock().unwrap_or_else(PoisonError::into_inner).poll_next_unpin(context))
}
