//! What every `Secrets` promises.

use std::collections::BTreeMap;
use std::sync::Arc;

use ids::WorkspaceId;

use crate::Secrets;
use crate::conformance::registry;

/// No secrets in `workspace` and `neighbour`.
#[derive(Clone)]
pub struct SecretHarness {
    pub secrets: Arc<dyn Secrets>,
    pub workspace: WorkspaceId,
    pub neighbour: WorkspaceId,
}

/// Hands the names of all cases to the macro `$with`, after `[$args]`.
#[macro_export]
macro_rules! conformance_secret_cases {
    ($with:ident [$($args:tt)*]) => {
        $with! { [$($args)*]
            x01_a_set_comes_back
            x02_an_absent_set_is_empty
            x03_a_put_replaces_the_whole_set
            x04_a_neighbours_set_is_out_of_reach
            x05_an_empty_set_is_none
        }
    };
}
conformance_secret_cases!(registry[SecretHarness]);

const NAME: &str = "channel/line/main";

fn set(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

impl SecretHarness {
    async fn put(&self, name: &str, values: &BTreeMap<String, String>) {
        self.secrets.put(&self.workspace, name, values.clone()).await.expect("the set is put");
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> BTreeMap<String, String> {
        self.secrets.get(workspace, name).await.expect("the secrets answer")
    }
}

async fn x01_a_set_comes_back(h: SecretHarness) {
    let values = set(&[("channel_secret", "s3cr3t"), ("channel_access_token", "鍵 \"\\\n\u{0}"), ("empty", "")]);
    h.put(NAME, &values).await;
    assert_eq!(h.get(&h.workspace, NAME).await, values);
}

async fn x02_an_absent_set_is_empty(h: SecretHarness) {
    h.put(NAME, &set(&[("a", "1")])).await;
    assert!(h.get(&h.workspace, "channel/line").await.is_empty());
}

async fn x05_an_empty_set_is_none(h: SecretHarness) {
    let (none, one) = (BTreeMap::new(), set(&[("a", "1")]));
    h.put(NAME, &none).await;
    h.put(NAME, &one).await;
    h.put(NAME, &none).await;
    assert!(h.get(&h.workspace, NAME).await.is_empty());
    h.put(NAME, &one).await;
    assert_eq!(h.get(&h.workspace, NAME).await, one);
}

async fn x03_a_put_replaces_the_whole_set(h: SecretHarness) {
    h.put(NAME, &set(&[("old", "1"), ("both", "1")])).await;
    let values = set(&[("both", "2"), ("new", "2")]);
    h.put(NAME, &values).await;
    assert_eq!(h.get(&h.workspace, NAME).await, values);
}

async fn x04_a_neighbours_set_is_out_of_reach(h: SecretHarness) {
    h.put(NAME, &set(&[("a", "ours")])).await;
    assert!(h.get(&h.neighbour, NAME).await.is_empty());
    h.secrets.put(&h.neighbour, NAME, set(&[("a", "theirs")])).await.expect("the set is put");
    assert_eq!(h.get(&h.workspace, NAME).await, set(&[("a", "ours")]));
}
