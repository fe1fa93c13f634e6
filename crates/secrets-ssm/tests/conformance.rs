//! The secrets suite of `ports::conformance` on parameters of an emulated AWS, and what is kept in memory.

mod on_aws {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use aws_testkit::{Fault, FaultProxy, cases};
    use ids::WorkspaceId;
    use ports::Secrets;
    use ports::conformance::secrets::{self, SecretHarness};
    use ports::conformance::{Difference, ManualClock, TestClock};
    use secrets_ssm::SsmSecrets;

    /// What this target does otherwise than the suite says: nothing.
    const DIFFERENCES: &[Difference] = &[];

    fn prefix() -> String {
        format!("/{}", aws_testkit::unique("tsunagi"))
    }

    fn acme() -> WorkspaceId {
        "acme".parse().expect("a workspace")
    }

    async fn harness() -> SecretHarness {
        let clock: Arc<ManualClock> = Arc::default();
        SecretHarness {
            secrets: Arc::new(SsmSecrets::new(&aws_testkit::config(), prefix(), clock)),
            workspace: acme(),
            neighbour: "acme-2".parse().expect("a workspace"),
        }
    }

    ports::conformance_secret_cases!(cases [secrets::CASES, harness(), DIFFERENCES]);

    /// Two functions with the same parameters, one of them behind a proxy.
    struct Pair {
        proxy: FaultProxy,
        reader: SsmSecrets,
        writer: SsmSecrets,
        clock: Arc<ManualClock>,
    }

    impl Pair {
        async fn new() -> Self {
            let (prefix, clock) = (prefix(), Arc::<ManualClock>::default());
            let proxy = FaultProxy::start(&aws_testkit::endpoint()).await;
            let reader = SsmSecrets::new(&aws_testkit::config_at(proxy.url()), prefix.clone(), clock.clone());
            let writer = SsmSecrets::new(&aws_testkit::config(), prefix, clock.clone());
            Self { proxy, reader, writer, clock }
        }

        async fn write(&self, value: &str) {
            let set = BTreeMap::from([("secret".to_owned(), value.to_owned())]);
            self.writer.put(&acme(), "channel/line/main", set).await.expect("the set is put");
        }

        async fn read(&self) -> Option<String> {
            let set = self.reader.get(&acme(), "channel/line/main").await.expect("the secrets answer");
            set.get("secret").cloned()
        }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ss2_a_set_is_kept_for_a_minute() {
        let it = Pair::new().await;
        for _ in 0..3 {
            assert_eq!(it.read().await, None);
        }
        it.write("first").await;
        it.clock.advance(Duration::from_secs(60)).await;
        assert_eq!(it.read().await.as_deref(), Some("first"));
        it.write("second").await;
        it.clock.advance(Duration::from_secs(59)).await;
        assert_eq!(it.read().await.as_deref(), Some("first"));
        it.clock.advance(Duration::from_secs(1)).await;
        assert_eq!(it.read().await.as_deref(), Some("second"));
        assert_eq!(it.proxy.seen("GetParameter").len(), 3);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ss2_who_writes_back_what_it_read_keeps_nothing() {
        let it = Pair::new().await;
        let it = Pair { reader: it.reader.without_memory(), ..it };
        for value in ["first", "second"] {
            it.write(value).await;
            assert_eq!(it.read().await.as_deref(), Some(value));
        }
        // Nor does it take an old one for the present one when nobody answers.
        (0..3).for_each(|_| it.proxy.next("GetParameter", Fault::error(500, "InternalServerError")));
        assert!(it.reader.get(&acme(), "channel/line/main").await.is_err());
        it.proxy.assert_spent();
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ss3_what_was_known_outlives_a_failure() {
        let it = Pair::new().await;
        it.write("known").await;
        assert_eq!(it.read().await.as_deref(), Some("known"));
        let down = || (0..3).for_each(|_| it.proxy.next("GetParameter", Fault::error(500, "InternalServerError")));
        it.clock.advance(Duration::from_secs(10 * 60)).await;
        down();
        assert_eq!(it.read().await.as_deref(), Some("known"));
        it.clock.advance(Duration::from_secs(60)).await;
        down();
        assert!(it.reader.get(&acme(), "channel/line/main").await.is_err(), "old secrets are not used for ever");
        it.proxy.assert_spent();
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ss4_ss5_a_set_that_is_too_large_is_refused_and_stays_secret() {
        let it = Pair::new().await;
        let set = |size_bytes| BTreeMap::from([("k".to_owned(), "s".repeat(size_bytes))]);
        let around = r#"{"k":""}"#.len();
        let fits = it.writer.put(&acme(), "large", set(limits::SECRET_SET_BYTES - around)).await;
        assert_eq!(fits, Ok(()));
        let error = it.writer.put(&acme(), "large", set(limits::SECRET_SET_BYTES - around + 1)).await;
        let error = error.expect_err("it is too large").to_string();
        assert!(error.contains("large") && !error.contains("sss"), "{error}");
        it.proxy.next(
            "GetParameter",
            Fault::Answer {
                status: 200,
                body: r#"{"Parameter":{"Name":"x","Type":"SecureString","Value":"s3cr3t"}}"#.to_owned(),
            },
        );
        let error = it.reader.get(&acme(), "other").await.expect_err("it is no set").to_string();
        assert!(!error.contains("s3cr3t"), "{error}");
    }
}
