//! Plays customers and vendors: acts become signed webhooks for our own routes, our calls to a played vendor are checked
//! as that vendor would and kept for the phone's screen.

mod acts;
mod api;
mod vendor;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock};

use axum::Router;
use ids::WorkspaceId;
use ports::{Clock, ProviderRequest, ProviderResponse, Sockets, Topic};
use protocol::desk_socket::DeskFrame;
use protocol::simulator::ProviderCall;

use crate::clock::MovableClock;
use crate::sockets::Hub;

pub use acts::play;
pub use api::router;

/// Calls kept per account: what a phone's screen shows since the start.
const KEPT: usize = 500;

pub struct Simulator {
    clock: Arc<MovableClock>,
    hub: Arc<Hub>,
    workspace: WorkspaceId,
    /// Our own webhook routes; set once they are built.
    webhooks: OnceLock<Router>,
    accounts: Mutex<HashMap<String, Played>>,
}

/// What a played vendor remembers about one account.
#[derive(Default)]
struct Played {
    calls: VecDeque<ProviderCall>,
    last_id: u64,
    /// LINE: tokens given out, with the person they answer and when they end (Unix milliseconds).
    reply_tokens: BTreeMap<String, (String, u64)>,
    /// LINE: the newest retry keys seen, with the answer's body.
    retry_keys: VecDeque<(String, String)>,
}

impl Simulator {
    pub fn new(clock: Arc<MovableClock>, hub: Arc<Hub>, workspace: WorkspaceId) -> Self {
        Self { clock, hub, workspace, webhooks: OnceLock::new(), accounts: Mutex::default() }
    }

    pub fn set_webhooks(&self, router: Router) {
        // Only the first set counts, and there is only one.
        let _ = self.webhooks.set(router);
    }

    fn with<T>(&self, channel: &str, account: &str, work: impl FnOnce(&mut Played) -> T) -> T {
        let mut accounts = self.accounts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(accounts.entry(format!("{channel}/{account}")).or_default())
    }

    /// A call of ours to a played vendor.
    pub async fn take_call(&self, request: &ProviderRequest) -> ProviderResponse {
        let path = url::Url::parse(&request.url).map(|url| url.path().to_owned()).unwrap_or_default();
        let mut parts = path.trim_start_matches('/').splitn(3, '/');
        let (channel, account) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let rest = format!("/{}", parts.next().unwrap_or_default());
        let now_ms = self.clock.now_ms();
        let verdict = self.with(channel, account, |played| {
            let verdict = vendor::judge(channel, played, &rest, request, now_ms);
            keep(played, request, &rest, &verdict, now_ms);
            verdict
        });
        let frame = DeskFrame::SimulatorChanged { channel: channel.to_owned(), account: account.to_owned() };
        let text = serde_json::to_string(&frame).unwrap_or_default();
        self.hub.publish(Topic::Desk(self.workspace.clone()), text).await;
        ProviderResponse { status: verdict.status, headers: verdict.headers, body: verdict.body.into_bytes() }
    }

    /// What the phone of one person got, after a call's id.
    fn calls(&self, channel: &str, account: &str, to: Option<&str>, after: u64) -> Vec<ProviderCall> {
        let accounts = self.accounts.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_wanted = |call: &&ProviderCall| call.id > after && to.is_none_or(|to| call.to == to);
        let calls = accounts.get(&format!("{channel}/{account}")).into_iter().flat_map(|played| &played.calls);
        calls.filter(is_wanted).cloned().collect()
    }
}

fn keep(played: &mut Played, request: &ProviderRequest, path: &str, verdict: &vendor::Verdict, now_ms: u64) {
    played.last_id += 1;
    if played.calls.len() >= KEPT {
        played.calls.pop_front();
    }
    played.calls.push_back(ProviderCall {
        id: played.last_id,
        at: protocol::rfc3339(now_ms),
        method: request.method.clone(),
        path: path.to_owned(),
        headers: without_credentials(&request.headers),
        body: String::from_utf8_lossy(&request.body).into_owned(),
        status: verdict.status,
        refused: verdict.refused.clone(),
        to: verdict.to.clone(),
        shown: verdict.shown.clone(),
    });
}

fn without_credentials(headers: &[(String, String)]) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let is_secret = name.eq_ignore_ascii_case("authorization");
            (name.clone(), if is_secret { "•••".to_owned() } else { value.clone() })
        })
        .collect()
}
