//! Files that are part of the binary: the front ends and the flow interpreter.

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

#[derive(RustEmbed)]
#[folder = "../../home/dist"]
struct Home;

#[derive(RustEmbed)]
#[folder = "../../flow-builder/dist"]
struct Builder;

#[derive(RustEmbed)]
#[folder = "../../agent-desktop/dist"]
struct Desk;

#[derive(RustEmbed)]
#[folder = "../../chat-widget/dist"]
struct Widget;

#[derive(RustEmbed)]
#[folder = "../../target/guest"]
#[include = "flow_wasm.wasm"]
#[include = "flow_wasm.cwasm"]
struct GuestFiles;

/// The interpreter as machine code for this processor.
pub struct Precompiled;

impl Precompiled {
    pub fn bytes() -> Option<Vec<u8>> {
        GuestFiles::get("flow_wasm.cwasm").map(|file| file.data.into_owned())
    }
}

/// What the demo flow shows to people who want to return something.
const RETURN_GUIDE: &[u8] = include_bytes!("../assets/return-guide.png");

/// Names with a hash in them never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// What our pages may do: their own scripts, WebAssembly, images from anywhere over https, no frames around them.
const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; \
    img-src 'self' data: blob: https:; media-src 'self' blob: https:; connect-src 'self' ws: wss:; worker-src 'self' blob:; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

pub async fn builder(uri: Uri) -> Response {
    app_page::<Builder>(uri.path().trim_start_matches("/builder").trim_start_matches('/'))
}

pub async fn desk(uri: Uri) -> Response {
    app_page::<Desk>(uri.path().trim_start_matches("/desk").trim_start_matches('/'))
}

pub async fn home(uri: Uri) -> Response {
    app_page::<Home>(uri.path().trim_start_matches('/'))
}

/// A file of the front end, or its page for a path that the front end routes by itself.
fn app_page<App: RustEmbed>(path: &str) -> Response {
    if let Some(file) = App::get(path).filter(|_| !path.is_empty() && path != "index.html") {
        let caching = if path.starts_with("assets/") { FOREVER } else { ASK_AGAIN };
        return send(path, file, caching);
    }
    if path.rsplit('/').next().is_some_and(|name| name.contains('.')) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match App::get("index.html") {
        Some(page) => send("index.html", page, ASK_AGAIN),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/widget.js`: embedded by other sites' pages.
pub async fn widget() -> Response {
    match Widget::get("widget.js") {
        Some(file) => {
            let mut response = send("widget.js", file, "public, max-age=300");
            let any = header::HeaderValue::from_static("*");
            response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, any);
            response
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `/demo`: a page with the widget on it.
pub async fn demo_page() -> Response {
    file::<Widget>("demo.html")
}

/// Files that the demo page and the demo flow bring along.
pub async fn demo_file(uri: Uri) -> Response {
    match uri.path().trim_start_matches("/demo/") {
        "return-guide.png" => ([(header::CONTENT_TYPE, "image/png")], RETURN_GUIDE).into_response(),
        path => file::<Widget>(path),
    }
}

/// The interpreter for browsers.
pub async fn interpreter() -> Response {
    match GuestFiles::get("flow_wasm.wasm") {
        Some(file) => send("flow.wasm", file, ASK_AGAIN),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn file<Files: RustEmbed>(path: &str) -> Response {
    match Files::get(path) {
        Some(file) => send(path, file, ASK_AGAIN),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn send(path: &str, file: EmbeddedFile, caching: &'static str) -> Response {
    let kind = content_type(path);
    let hash = file.metadata.sha256_hash();
    let etag = ids::hex(&hash[..8]);
    let headers = [
        (header::CONTENT_TYPE, kind.to_owned()),
        (header::CACHE_CONTROL, caching.to_owned()),
        (header::ETAG, format!("\"{etag}\"")),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::REFERRER_POLICY, "same-origin".to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
