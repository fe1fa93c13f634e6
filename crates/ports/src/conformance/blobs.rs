//! What every `Blobs` promises.

use std::sync::Arc;

use ids::WorkspaceId;

use crate::Blobs;
use crate::conformance::registry;

/// No blobs in `workspace` and `neighbour`.
#[derive(Clone)]
pub struct BlobHarness {
    pub blobs: Arc<dyn Blobs>,
    pub workspace: WorkspaceId,
    pub neighbour: WorkspaceId,
}

/// Hands the names of all cases to the macro `$with`, after `[$args]`.
#[macro_export]
macro_rules! conformance_blob_cases {
    ($with:ident [$($args:tt)*]) => {
        $with! { [$($args)*]
            b01_a_blob_comes_back_byte_for_byte
            b02_an_absent_blob_is_none
            b03_the_same_bytes_may_be_put_again
            b04_a_large_blob_comes_back
            b05_a_neighbours_blob_is_out_of_reach
            b06_a_deleted_blob_is_gone_and_its_name_is_free
        }
    };
}
conformance_blob_cases!(registry[BlobHarness]);

impl BlobHarness {
    async fn put(&self, name: &str, bytes: &[u8]) {
        self.blobs.put(&self.workspace, name, bytes.to_vec()).await.expect("the blob is put");
    }

    async fn get(&self, workspace: &WorkspaceId, name: &str) -> Option<Vec<u8>> {
        self.blobs.get(workspace, name).await.expect("the blobs answer")
    }
}

async fn b01_a_blob_comes_back_byte_for_byte(h: BlobHarness) {
    let bytes: Vec<u8> = (0..=255).collect();
    for (name, bytes) in [("program/1", bytes.as_slice()), ("program/2", b""), ("program", b"x")] {
        h.put(name, bytes).await;
        assert_eq!(h.get(&h.workspace, name).await.as_deref(), Some(bytes), "{name}");
    }
}

async fn b02_an_absent_blob_is_none(h: BlobHarness) {
    assert_eq!(h.get(&h.workspace, "none").await, None);
}

async fn b03_the_same_bytes_may_be_put_again(h: BlobHarness) {
    h.put("a", b"same").await;
    h.put("a", b"same").await;
    assert_eq!(h.get(&h.workspace, "a").await.as_deref(), Some(b"same".as_slice()));
}

async fn b04_a_large_blob_comes_back(h: BlobHarness) {
    let bytes: Vec<u8> = (0..limits::FLOW_DOCUMENT_BYTES).map(|at| (at % 251) as u8).collect();
    h.put("large", &bytes).await;
    assert!(h.get(&h.workspace, "large").await == Some(bytes), "the bytes differ");
}

async fn b05_a_neighbours_blob_is_out_of_reach(h: BlobHarness) {
    h.put("a", b"ours").await;
    let roundabout = format!("../{}/a", h.workspace);
    for name in ["a", roundabout.as_str()] {
        assert_eq!(h.get(&h.neighbour, name).await, None);
    }
    h.blobs.put(&h.neighbour, "a", b"theirs".to_vec()).await.expect("a name is free next door");
    assert_eq!(h.get(&h.workspace, "a").await.as_deref(), Some(b"ours".as_slice()));
}

async fn b06_a_deleted_blob_is_gone_and_its_name_is_free(h: BlobHarness) {
    h.put("a", b"ours").await;
    h.blobs.put(&h.neighbour, "a", b"theirs".to_vec()).await.expect("a name is free next door");
    for _ in 0..2 {
        h.blobs.delete(&h.workspace, "a").await.expect("what is gone may be deleted again");
    }
    assert_eq!(h.get(&h.workspace, "a").await, None);
    assert_eq!(h.get(&h.neighbour, "a").await.as_deref(), Some(b"theirs".as_slice()));
    h.put("a", b"other").await;
    assert_eq!(h.get(&h.workspace, "a").await.as_deref(), Some(b"other".as_slice()));
}
