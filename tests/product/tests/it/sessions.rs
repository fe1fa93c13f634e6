//! Browser sessions: the cookie, the CSRF token that writes need, and what ends them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use app::Services;
use app::people::{create_token, create_user, end_login, remove_token};
use async_trait::async_trait;
use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use ids::WorkspaceId;
use ports::{Commit, CommitOutcome, Item, Key, Page, Query, Store, StoreError};
use protocol::people::{NewUser, Role};
use serde_json::{Value, json};
use testkit::World;

const PASSWORD: &str = "correct horse battery";

async fn person(world: &World, name: &str, role: Role) -> String {
    let new =
        NewUser { email: format!("{name}@example.com"), name: name.to_owned(), role, password: PASSWORD.to_owned() };
    create_user(&world.services, new).await.expect("the person is made").id.to_string()
}

/// A browser that keeps its cookie.
#[derive(Clone)]
struct Browser<'w> {
    world: &'w World,
    cookie: String,
    csrf: String,
}

impl<'w> Browser<'w> {
    async fn log_in(world: &'w World, name: &str) -> Self {
        let (status, headers, me) = login(world, name, PASSWORD).await;
        assert_eq!(status, 200, "{me}");
        let cookie = set_cookie(&headers).split(';').next().unwrap_or_default().to_owned();
        Self { world, cookie, csrf: me["csrf_token"].as_str().expect("a token").to_owned() }
    }

    async fn ask(&self, method: &str, path: &str, csrf: Option<&str>, body: Option<Value>) -> (u16, Value) {
        let mut request = Request::builder().method(method).uri(path).header("cookie", &self.cookie);
        request = request.header("content-type", "application/json");
        if let Some(csrf) = csrf {
            request = request.header("x-csrf-token", csrf);
        }
        let body = body.map(|body| Body::from(body.to_string())).unwrap_or_default();
        let (status, _, answer) = self.world.send(request.body(body).expect("a request")).await;
        (status, answer)
    }

    async fn write(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.ask(method, path, Some(&self.csrf), Some(body)).await
    }

    async fn is_known(&self) -> bool {
        self.ask("GET", "/api/v1/me", None, None).await.0 == 200
    }
}

async fn login(world: &World, name: &str, password: &str) -> (u16, HeaderMap, Value) {
    let body = json!({ "email": format!("{name}@example.com"), "password": password }).to_string();
    let request = Request::post("/api/v1/login").header("content-type", "application/json").body(Body::from(body));
    world.send(request.expect("a request")).await
}

fn set_cookie(headers: &HeaderMap) -> &str {
    headers["set-cookie"].to_str().expect("text")
}

#[tokio::test]
async fn the_cookie_is_for_the_server_alone_and_no_answer_holds_its_secret() {
    let world = World::new().await;
    person(&world, "anna", Role::Owner).await;
    let (_, headers, me) = login(&world, "anna", PASSWORD).await;
    let cookie = set_cookie(&headers);
    for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age="] {
        assert!(cookie.split("; ").any(|it| it.starts_with(part)), "{part} is missing from the cookie");
    }
    let secret = cookie.split(';').next().and_then(|pair| pair.split_once('=')).expect("a pair").1;
    assert!(secret.len() >= 32 && !me.to_string().contains(secret));
    assert!(!me.to_string().contains("argon2"), "{me}");
}

#[tokio::test]
pub(crate) async fn writes_of_a_browser_need_its_csrf_token_and_reads_do_not() {
    let world = World::new().await;
    for name in ["anna", "ken"] {
        person(&world, name, Role::Owner).await;
    }
    let (anna, ken) = (Browser::log_in(&world, "anna").await, Browser::log_in(&world, "ken").await);
    assert!(anna.is_known().await);
    let new = json!({ "name": "made", "role": "agent" });
    for csrf in [None, Some(""), Some("0000"), Some(ken.csrf.as_str())] {
        let (status, problem) = anna.ask("POST", "/api/v1/tokens", csrf, Some(new.clone())).await;
        assert_eq!((status, &problem["code"]), (403, &json!("csrf")), "{csrf:?}");
    }
    let (_, tokens) = anna.ask("GET", "/api/v1/tokens", None, None).await;
    assert_eq!(tokens, json!([]), "nothing was made");
    assert_eq!(anna.write("POST", "/api/v1/tokens", new).await.0, 201);
}

#[tokio::test]
async fn a_session_ends_by_logout_time_a_new_password_and_the_person_s_leaving() {
    let world = World::new().await;
    let ids = [person(&world, "anna", Role::Owner).await, person(&world, "ken", Role::Agent).await];
    let (anna, ken) = (Browser::log_in(&world, "anna").await, Browser::log_in(&world, "ken").await);
    let ken_at_home = Browser::log_in(&world, "ken").await;
    let path = format!("/api/v1/users/{}", ids[1]);

    assert_eq!(ken.write("POST", "/api/v1/logout", json!({})).await.0, 204);
    assert!(!ken.is_known().await && ken_at_home.is_known().await, "logging out ends this session only");

    let rename = anna.write("PATCH", &path, json!({ "name": "Ken" })).await;
    assert_eq!(rename.0, 200, "{}", rename.1);
    assert!(ken_at_home.is_known().await);
    assert_eq!(anna.write("PATCH", &path, json!({ "password": "another long secret" })).await.0, 200);
    assert!(!ken_at_home.is_known().await, "who knew the old password is out");
    assert_eq!(login(&world, "ken", PASSWORD).await.0, 401);
    assert_eq!(login(&world, "ken", "another long secret").await.0, 200);

    let body = json!({ "password": PASSWORD });
    assert_eq!(anna.write("PATCH", &path, body).await.0, 200);
    let ken = Browser::log_in(&world, "ken").await;
    assert_eq!(anna.write("PATCH", &path, json!({ "disabled": true })).await.0, 200);
    assert!(!ken.is_known().await);
    let (status, _, problem) = login(&world, "ken", PASSWORD).await;
    assert_eq!((status, &problem["code"]), (401, &json!("login_failed")), "as if nobody of that name existed");

    world.advance(limits::LOGIN_SECONDS * 1000).await;
    assert!(!anna.is_known().await);
}

/// A store that is too busy for so many commits.
struct Busy {
    store: Arc<dyn Store>,
    commits: AtomicU32,
}

#[async_trait]
impl Store for Busy {
    async fn get(&self, workspace: &WorkspaceId, keys: &[Key]) -> Result<Vec<Option<Item>>, StoreError> {
        self.store.get(workspace, keys).await
    }

    async fn query(&self, workspace: &WorkspaceId, query: Query) -> Result<Page, StoreError> {
        self.store.query(workspace, query).await
    }

    async fn commit(&self, workspace: &WorkspaceId, commit: Commit) -> Result<CommitOutcome, StoreError> {
        let left = self.commits.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if left.is_ok() { Ok(CommitOutcome::Throttled) } else { self.store.commit(workspace, commit).await }
    }
}

#[tokio::test]
async fn what_is_told_to_have_ended_has_ended_also_where_the_store_was_busy() {
    let world = World::new().await;
    person(&world, "anna", Role::Owner).await;
    let (token, secret) = create_token(&world.services, "a program", Role::Agent).await.expect("a token");
    let id = token.id.parse().expect("an id");
    let anna = Browser::log_in(&world, "anna").await;
    let cookie = HeaderMap::from_iter([(header::COOKIE, anna.cookie.parse().expect("a header"))]);
    // The first is tried again until it gives up.
    for (commits, ends) in [(u32::MAX, false), (1, true)] {
        let busy = || Busy { store: world.services.store.clone(), commits: AtomicU32::new(commits) };
        let services = || Services { store: Arc::new(busy()), ..world.services.clone() };
        assert_eq!(remove_token(&services(), &id).await.is_ok(), ends);
        assert_eq!(end_login(&services(), &cookie).await.is_ok(), ends);
        assert_eq!(world.call(&secret, "GET", "/api/v1/me", None).await.0, if ends { 401 } else { 200 });
        assert_eq!(anna.is_known().await, !ends);
    }
}

#[tokio::test]
async fn who_guesses_has_to_pause_and_the_right_password_starts_anew() {
    let world = World::new().await;
    person(&world, "anna", Role::Owner).await;
    for _ in 1..limits::LOGIN_FAILURES {
        assert_eq!(login(&world, "anna", "a wrong password").await.0, 401);
    }
    assert_eq!(login(&world, "anna", PASSWORD).await.0, 200);
    for _ in 0..limits::LOGIN_FAILURES {
        assert_eq!(login(&world, "anna", "a wrong password").await.0, 401);
    }
    let (status, headers, problem) = login(&world, "anna", PASSWORD).await;
    assert_eq!((status, &problem["code"]), (429, &json!("login_paused")), "not even the right one");
    assert_eq!(headers["retry-after"], limits::LOGIN_PAUSE_SECONDS.to_string().as_str());
    world.advance(limits::LOGIN_PAUSE_SECONDS * 1000 + 1).await;
    assert_eq!(login(&world, "anna", PASSWORD).await.0, 200);
}

#[tokio::test]
pub(crate) async fn people_change_their_own_password_and_stay_logged_in_where_they_do() {
    let world = World::new().await;
    person(&world, "ken", Role::Agent).await;
    let (here, elsewhere) = (Browser::log_in(&world, "ken").await, Browser::log_in(&world, "ken").await);
    let change = |current: &str, password: &str| json!({ "current": current, "password": password });
    let path = "/api/v1/me/password";
    for (body, code, field) in [
        (change("a wrong password", "another long secret"), "password_wrong", "current"),
        (change(PASSWORD, "short"), "password_short", "password"),
    ] {
        let (status, problem) = here.write("POST", path, body).await;
        assert_eq!((status, &problem["code"], &problem["path"]), (422, &json!(code), &json!(field)));
    }
    assert!(elsewhere.is_known().await, "nothing changed");
    let request = Request::post(path).header("cookie", &here.cookie).header("x-csrf-token", &here.csrf);
    let body = Body::from(change(PASSWORD, "another long secret").to_string());
    let request = request.header("content-type", "application/json").body(body).expect("a request");
    let (status, headers, me) = world.send(request).await;
    assert_eq!(status, 200, "{me}");
    assert!(!here.is_known().await && !elsewhere.is_known().await);
    let cookie = set_cookie(&headers).split(';').next().unwrap_or_default().to_owned();
    let csrf = me["csrf_token"].as_str().expect("a token").to_owned();
    let here = Browser { world: &world, cookie, csrf };
    assert!(here.is_known().await);
    assert_eq!(here.write("POST", "/api/v1/logout", json!({})).await.0, 204);
    assert_eq!(login(&world, "ken", "another long secret").await.0, 200);
}

#[tokio::test]
async fn the_last_owner_stays() {
    let world = World::new().await;
    let id = person(&world, "anna", Role::Owner).await;
    let anna = Browser::log_in(&world, "anna").await;
    for change in [json!({ "disabled": true }), json!({ "role": "agent" })] {
        let (status, problem) = anna.write("PATCH", &format!("/api/v1/users/{id}"), change).await;
        assert_eq!((status, &problem["code"]), (409, &json!("last_owner")));
    }
}

#[tokio::test]
async fn r7_the_desk_s_socket_in_the_cloud_ends_with_what_let_it_in() {
    let world = World::new().await;
    let ids = [person(&world, "anna", Role::Owner).await, person(&world, "ken", Role::Agent).await];
    let anna = Browser::log_in(&world, "anna").await;
    let path = format!("/api/v1/users/{}", ids[1]);
    for (number, change) in [
        None,
        Some(json!({ "password": "another long secret" })),
        Some(json!({ "password": PASSWORD, "role": "author" })),
        Some(json!({ "disabled": true })),
    ]
    .into_iter()
    .enumerate()
    {
        let password = if number == 2 { "another long secret" } else { PASSWORD };
        let (_, headers, _) = login(&world, "ken", password).await;
        let cookie = set_cookie(&headers).split(';').next().expect("a pair").to_owned();
        let origin = world.services.config.public_url.clone();
        let headers = [("cookie", cookie), ("origin", origin)];
        let headers = headers.map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        let headers = HeaderMap::from_iter(headers);
        let connection = format!("desk-{number}");
        desk_connect::handle(&world.of("DeskConnect"), &connection, &headers).await.expect("it is let in");
        let ping = || async { desk_message::handle(&world.of("DeskMessage"), &connection, r#"{"type":"ping"}"#).await };
        assert!(ping().await.is_some());
        match change {
            None => end_login(&world.services, &headers).await.expect("it ends"),
            Some(change) => assert_eq!(anna.write("PATCH", &path, change).await.0, 200),
        }
        assert_eq!(ping().await, None, "{number}");
        assert_eq!(world.sockets.take_posted(), [(connection.clone(), testkit::Sockets::CLOSED.to_owned())]);
    }
}
