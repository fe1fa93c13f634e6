//! Against real sockets on loopback; a name server is played by a closure.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use futures::StreamExt;
use futures::future::join_all;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

const PATIENCE_MS: u64 = 10_000;

fn request(url: String) -> ProviderRequest {
    ProviderRequest {
        method: "GET".to_owned(),
        url,
        headers: Vec::new(),
        body: Vec::new(),
        timeout_ms: PATIENCE_MS,
        max_response_bytes: 1024,
        allow_private_hosts: true,
    }
}

async fn serve(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    address
}

/// A server that reads something and then behaves as told.
async fn raw_server<F>(behave: impl Fn(tokio::net::TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut buffer = [0; 1024];
            let _ = stream.read(&mut buffer).await;
            tokio::spawn(behave(stream));
        }
    });
    address
}

/// A name server that gives the next answer at every question, and the last one for ever.
fn scripted(answers: &'static [&'static [&'static str]]) -> (Lookup, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = asked.clone();
    let lookup: Lookup = Arc::new(move |_| {
        let turn = counter.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        let ips: Vec<IpAddr> = answers[turn].iter().map(|ip| ip.parse().unwrap()).collect();
        Box::pin(async move { Ok(ips) })
    });
    (lookup, asked)
}

#[tokio::test]
async fn method_headers_and_body_arrive_and_come_back() {
    let router = Router::new().route(
        "/echo",
        post(|headers: HeaderMap, body: Bytes| async move {
            let seen = format!("{:?} {:?}", headers.get("x-test"), headers.get(header::ACCEPT_ENCODING));
            (StatusCode::CREATED, [("x-answer", "yes"), ("x-seen", seen.leak())], body)
        }),
    );
    let address = serve(router).await;
    let answer = HttpOutbound::new()
        .unwrap()
        .call(ProviderRequest {
            method: "POST".to_owned(),
            headers: vec![("x-test".to_owned(), "1".to_owned())],
            body: "こんにちは".as_bytes().to_vec(),
            ..request(format!("http://{address}/echo"))
        })
        .await
        .unwrap();
    assert_eq!(answer.status, 201);
    assert_eq!(answer.header("x-answer"), Some("yes"));
    assert_eq!(answer.header("x-seen"), Some("Some(\"1\") None"), "OH8: no compressed answer is asked for");
    assert_eq!(answer.body, "こんにちは".as_bytes());
}

#[tokio::test]
async fn many_calls_at_once_use_the_connections_of_those_before() {
    const AT_ONCE: usize = 64;
    let together = Arc::new(tokio::sync::Barrier::new(AT_ONCE));
    let peers = Arc::new(std::sync::Mutex::new(std::collections::HashSet::new()));
    let seen = peers.clone();
    let router = Router::new().route(
        "/",
        get(move |ConnectInfo(peer): ConnectInfo<SocketAddr>| async move {
            seen.lock().unwrap().insert(peer);
            together.wait().await;
        }),
    );
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let outbound = HttpOutbound::new().unwrap();
    for _ in 0..2 {
        let answers = join_all((0..AT_ONCE).map(|_| outbound.call(request(url.clone())))).await;
        assert!(answers.iter().all(|answer| answer.as_ref().is_ok_and(|answer| answer.status == 200)));
    }
    // A connection may come back to the pool a moment after its answer, so the second round may make a few.
    let connections = peers.lock().unwrap().len();
    assert!((AT_ONCE..AT_ONCE + AT_ONCE / 2).contains(&connections), "{connections}");
}

#[tokio::test]
async fn a_server_error_is_an_answer() {
    let address = serve(Router::new().route("/", get(|| async { (StatusCode::INTERNAL_SERVER_ERROR, "no") }))).await;
    let answer = HttpOutbound::new().unwrap().call(request(format!("http://{address}/"))).await.unwrap();
    assert_eq!((answer.status, answer.body.as_slice()), (500, b"no".as_slice()));
}

#[tokio::test]
async fn oh3_a_redirect_is_an_answer_and_is_not_followed() {
    let hits = Arc::new(AtomicUsize::new(0));
    let seen = hits.clone();
    let router = Router::new()
        .route("/", get(|| async { (StatusCode::FOUND, [(header::LOCATION, "/inside")]).into_response() }))
        .route(
            "/inside",
            get(move || async move {
                seen.fetch_add(1, Ordering::SeqCst);
            }),
        );
    let address = serve(router).await;
    let answer = HttpOutbound::new().unwrap().call(request(format!("http://{address}/"))).await.unwrap();
    assert_eq!((answer.status, answer.header("location")), (302, Some("/inside")));
    assert_eq!(hits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn oh4_a_server_that_hangs_is_no_answer_within_the_deadline() {
    let address = raw_server(|stream| async move {
        std::future::pending::<()>().await;
        drop(stream);
    })
    .await;
    let started = Instant::now();
    let failure = HttpOutbound::new()
        .unwrap()
        .call(ProviderRequest { timeout_ms: 200, ..request(format!("http://{address}/")) })
        .await
        .unwrap_err();
    assert_eq!(failure, OutboundFailure::NoAnswer { host: "127.0.0.1".to_owned(), timeout_ms: 200 });
    assert!(started.elapsed() < Duration::from_millis(PATIENCE_MS));
}

#[tokio::test]
async fn oh4_a_body_that_drips_is_cut_at_the_deadline() {
    let address = raw_server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            if stream.write_all(b"x").await.is_err() {
                return;
            }
        }
    })
    .await;
    let started = Instant::now();
    let failure = HttpOutbound::new()
        .unwrap()
        .call(ProviderRequest { timeout_ms: 300, ..request(format!("http://{address}/")) })
        .await
        .unwrap_err();
    assert!(matches!(failure, OutboundFailure::NoAnswer { timeout_ms: 300, .. }), "{failure:?}");
    assert!(started.elapsed() < Duration::from_millis(PATIENCE_MS));
}

#[tokio::test]
async fn oh5_an_endless_body_is_cut_at_the_limit() {
    let produced = Arc::new(AtomicUsize::new(0));
    let counter = produced.clone();
    let router = Router::new().route(
        "/",
        get(move || async move {
            // A gigabyte in chunks of 64 KiB, made as they are taken.
            let chunks = futures::stream::iter(0..16_384).map(move |_| {
                counter.fetch_add(65_536, Ordering::SeqCst);
                Ok::<_, Infallible>(Bytes::from_static(&[0; 65_536]))
            });
            Body::from_stream(chunks)
        }),
    );
    let address = serve(router).await;
    let failure = HttpOutbound::new()
        .unwrap()
        .call(ProviderRequest { max_response_bytes: 200_000, ..request(format!("http://{address}/")) })
        .await
        .unwrap_err();
    assert_eq!(failure, OutboundFailure::TooLarge { host: "127.0.0.1".to_owned(), max_bytes: 200_000 });
    assert!(produced.load(Ordering::SeqCst) < 100_000_000, "the server must be stopped by our closing");
}

#[tokio::test]
async fn oh5_an_announced_length_over_the_limit_is_refused_and_the_limit_itself_is_not() {
    let router = Router::new()
        .route("/over", get(|| async { vec![0_u8; 1025] }))
        .route("/at", get(|| async { vec![0_u8; 1024] }));
    let address = serve(router).await;
    let outbound = HttpOutbound::new().unwrap();
    let over = outbound.call(request(format!("http://{address}/over"))).await;
    assert!(matches!(over, Err(OutboundFailure::TooLarge { max_bytes: 1024, .. })), "{over:?}");
    let at = outbound.call(request(format!("http://{address}/at"))).await.unwrap();
    assert_eq!(at.body.len(), 1024);
}

#[tokio::test]
async fn oh6_a_refused_connection_sent_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let failure = HttpOutbound::new().unwrap().call(request(format!("http://{address}/"))).await.unwrap_err();
    let OutboundFailure::NotConnected { host, reason } = failure else { panic!("{failure:?}") };
    assert_eq!(host, "127.0.0.1");
    assert!(reason.contains("refused"), "{reason}");
}

#[tokio::test]
async fn oh6_a_certificate_that_does_not_fit_sent_nothing() {
    // The server speaks no TLS at all, which ends the handshake the same way.
    let address = raw_server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    })
    .await;
    let failure = HttpOutbound::new().unwrap().call(request(format!("https://{address}/"))).await.unwrap_err();
    assert!(matches!(failure, OutboundFailure::NotConnected { .. }), "{failure:?}");
}

#[tokio::test]
async fn oh6_a_connection_that_breaks_after_the_request_is_no_answer() {
    for answer in ["", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", "garbage\r\n\r\n"] {
        let address = raw_server(move |mut stream| async move {
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
        })
        .await;
        let failure = HttpOutbound::new().unwrap().call(request(format!("http://{address}/"))).await.unwrap_err();
        assert!(matches!(failure, OutboundFailure::NoAnswer { .. }), "{answer:?}: {failure:?}");
    }
}

#[tokio::test]
async fn oh2_a_name_with_one_private_answer_is_forbidden() {
    for answers in [
        &[&["127.0.0.1"] as &[&str]] as &'static [&'static [&'static str]],
        &[&["93.184.215.14", "10.0.0.1"]],
        &[&["::ffff:169.254.169.254"]],
        &[&["2606:4700::1", "fd00::1"]],
    ] {
        let (lookup, _) = scripted(answers);
        let failure = HttpOutbound::with_lookup(lookup)
            .unwrap()
            .call(ProviderRequest { allow_private_hosts: false, ..request("https://shop.example/".to_owned()) })
            .await
            .unwrap_err();
        assert!(matches!(failure, OutboundFailure::Forbidden { .. }), "{answers:?}: {failure:?}");
    }
}

#[tokio::test]
async fn oh1_the_name_is_asked_once_so_rebinding_gains_nothing() {
    let hits = Arc::new(AtomicUsize::new(0));
    let seen = hits.clone();
    let inside = serve(Router::new().route(
        "/",
        get(move || async move {
            seen.fetch_add(1, Ordering::SeqCst);
        }),
    ))
    .await;

    // Whatever the name answers next, the vetted answer is the one that is connected to.
    let (lookup, asked) = scripted(&[&["127.0.0.1"], &["127.9.9.9"]]);
    let outbound = HttpOutbound::with_lookup(lookup).unwrap();
    let url = format!("http://rebind.example:{}/", inside.port());
    outbound.call(request(url)).await.unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), hits.load(Ordering::SeqCst)), (1, 1));

    // A connection that a named host left in the pool is not there for others.
    let url = format!("https://rebind.example:{}/", inside.port());
    let failure = outbound.call(ProviderRequest { allow_private_hosts: false, ..request(url) }).await.unwrap_err();
    assert!(matches!(failure, OutboundFailure::Forbidden { .. }), "{failure:?}");
    assert_eq!((asked.load(Ordering::SeqCst), hits.load(Ordering::SeqCst)), (2, 1));
}

#[tokio::test]
async fn oh1_the_original_name_goes_into_the_host_header() {
    let router = Router::new()
        .route("/", get(|headers: HeaderMap| async move { headers[header::HOST].to_str().unwrap().to_owned() }));
    let address = serve(router).await;
    let (lookup, asked) = scripted(&[&["127.0.0.1"]]);
    let outbound = HttpOutbound::with_lookup(lookup).unwrap();
    for _ in 0..3 {
        let answer = outbound.call(request(format!("http://shop.example:{}/", address.port()))).await.unwrap();
        assert_eq!(answer.body, format!("shop.example:{}", address.port()).into_bytes());
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1, "the connection is kept between calls");
}

#[tokio::test]
async fn oh9_a_stand_in_takes_public_calls_and_opens_nothing_else() {
    let router = Router::new().fallback(async |uri: Uri| uri.to_string());
    let (address, inside) = (serve(router.clone()).await, serve(router).await);
    let base = format!("http://{address}/flows").parse().unwrap();
    let outbound = HttpOutbound::new().unwrap().with_stand_in(base);
    let call = |url: String| {
        let request = ProviderRequest { allow_private_hosts: false, ..request(url) };
        async { outbound.call(request).await.map(|answer| String::from_utf8(answer.body).unwrap()) }
    };
    let answer = call("https://shop.example/orders/1?of=me".to_owned()).await;
    assert_eq!(answer.as_deref(), Ok("/flows/shop.example/orders/1?of=me"));
    for url in [format!("https://{inside}/"), "https://169.254.169.254/".to_owned(), "http://shop.example/".to_owned()]
    {
        let failure = call(url.clone()).await;
        assert!(matches!(failure, Err(OutboundFailure::Forbidden { .. })), "{url}: {failure:?}");
    }
    // Hosts that the operator named are called themselves.
    let named = outbound.call(request(format!("http://{inside}/own"))).await.unwrap();
    assert_eq!(named.body, b"/own");
}

#[tokio::test]
async fn headers_that_steer_the_connection_or_break_lines_are_forbidden() {
    let outbound = HttpOutbound::new().unwrap();
    for (name, value) in [
        ("Host", "inside"),
        ("content-length", "5"),
        ("Transfer-Encoding", "chunked"),
        ("connection", "close"),
        ("x-a\r\nx-b", "1"),
        ("x-a", "1\r\nx-b: secret-2"),
        ("", "x"),
    ] {
        let failure = outbound
            .call(ProviderRequest {
                headers: vec![(name.to_owned(), value.to_owned())],
                ..request("http://127.0.0.1:1/".to_owned())
            })
            .await
            .unwrap_err();
        let OutboundFailure::Forbidden { reason, .. } = failure else { panic!("{name}: {failure:?}") };
        assert!(!reason.contains("secret-2"), "{reason}");
    }
}

#[tokio::test]
async fn an_unknown_name_sent_nothing() {
    let lookup: Lookup = Arc::new(|_| Box::pin(async { Ok(Vec::new()) }));
    let failure = HttpOutbound::with_lookup(lookup)
        .unwrap()
        .call(request("http://nowhere.example/".to_owned()))
        .await
        .unwrap_err();
    let OutboundFailure::NotConnected { reason, .. } = failure else { panic!("{failure:?}") };
    assert_eq!(reason, "the name has no address");
}
