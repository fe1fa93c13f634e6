//! The blob suite of `ports::conformance` on a bucket of an emulated AWS, and what S3 adds.

mod on_aws {
    use std::sync::Arc;

    use aws_testkit::{Fault, FaultProxy, cases};
    use blobs_s3::S3Blobs;
    use ports::Blobs;
    use ports::conformance::Difference;
    use ports::conformance::blobs::{self, BlobHarness};

    /// What this target does otherwise than the suite says: nothing.
    const DIFFERENCES: &[Difference] = &[];

    async fn bucket() -> String {
        let (config, bucket) = (aws_testkit::config(), aws_testkit::unique("blobs"));
        let config = aws_sdk_s3::config::Builder::from(&config).force_path_style(true).build();
        let create = aws_sdk_s3::Client::from_conf(config).create_bucket().bucket(&bucket);
        create.send().await.expect("the bucket is created");
        bucket
    }

    async fn harness() -> BlobHarness {
        BlobHarness {
            blobs: Arc::new(S3Blobs::new(&aws_testkit::config(), bucket().await)),
            workspace: "acme".parse().expect("a workspace"),
            neighbour: "acme-2".parse().expect("a workspace"),
        }
    }

    ports::conformance_blob_cases!(cases [blobs::CASES, harness(), DIFFERENCES]);

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn bs2_a_name_is_written_once() {
        let h = harness().await;
        h.blobs.put(&h.workspace, "a", b"first".to_vec()).await.expect("the name is free");
        let error = h.blobs.put(&h.workspace, "a", b"second".to_vec()).await.expect_err("the name is taken");
        assert!(error.to_string().contains("other bytes"), "{error}");
        assert_eq!(h.blobs.get(&h.workspace, "a").await, Ok(Some(b"first".to_vec())));
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn bs3_a_lost_reply_is_no_failure() {
        let proxy = FaultProxy::start(&aws_testkit::endpoint()).await;
        let blobs = S3Blobs::new(&aws_testkit::config_at(proxy.url()), bucket().await);
        let workspace = "acme".parse().expect("a workspace");
        proxy.next("PUT ", Fault::LoseReply);
        blobs.put(&workspace, "a", b"bytes".to_vec()).await.expect("the second attempt finds its own bytes");
        proxy.next("GET ", Fault::LoseReply);
        assert_eq!(blobs.get(&workspace, "a").await, Ok(Some(b"bytes".to_vec())));
        proxy.assert_spent();
    }
}
