//! What emulators never do: transactions that meet, throttles, replies that are lost. A proxy in front does it.

mod on_aws {
    use aws_testkit::{Fault, FaultProxy};
    use ids::WorkspaceId;
    use ports::units::write_units;
    use ports::{Commit, CommitOutcome, Condition, Key, Op, Query, Store, StoreError};
    use store_dynamodb::{DynamoStore, Units, create_table};

    const NOW_MS: u64 = 1_767_225_600_000;

    struct Faulty {
        proxy: FaultProxy,
        /// Goes through the proxy.
        store: DynamoStore,
        /// Goes past it, to see what is really there.
        truth: DynamoStore,
        workspace: WorkspaceId,
    }

    impl Faulty {
        async fn new() -> Self {
            let (config, table) = (aws_testkit::config(), aws_testkit::unique("faults"));
            create_table(&config, &table).await.expect("the table is created");
            let proxy = FaultProxy::start(&aws_testkit::endpoint()).await;
            let store = DynamoStore::new(&aws_testkit::config_at(proxy.url()), table.clone());
            let truth = DynamoStore::new(&config, table);
            Self { proxy, store, truth, workspace: "acme".parse().expect("a workspace") }
        }

        async fn commit(&self, ops: Vec<Op>) -> Result<CommitOutcome, StoreError> {
            self.store.commit(&self.workspace, Commit { ops, now_ms: NOW_MS }).await
        }

        /// The version that really stands at a key.
        async fn version(&self, key: &Key) -> Option<u64> {
            let items = self.truth.get(&self.workspace, std::slice::from_ref(key)).await.expect("the store answers");
            items.into_iter().flatten().next().map(|item| item.version)
        }
    }

    fn key(sort: &str) -> Key {
        Key::new("thread#1", sort)
    }

    fn put(sort: &str, condition: Condition) -> Op {
        Op::Put { key: key(sort), body: b"{}".to_vec(), expires_at_ms: None, condition }
    }

    fn turn() -> Vec<Op> {
        vec![put("HEAD", Condition::Absent), put("M#1", Condition::Absent)]
    }

    const NEEDS: &str = "HEAD";

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy3_transactions_that_meet_are_a_conflict() {
        let it = Faulty::new().await;
        it.proxy.next("TransactWriteItems", Fault::cancelled(&["None", "TransactionConflict"]));
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Conflict));
        assert_eq!(it.version(&key(NEEDS)).await, None);
        // A plain write can meet a transaction as well.
        it.proxy.next("PutItem", Fault::error(400, "TransactionConflictException"));
        assert_eq!(it.commit(vec![put(NEEDS, Condition::Absent)]).await, Ok(CommitOutcome::Conflict));
        assert_eq!(it.proxy.seen("DynamoDB_20120810").len(), 2, "a conflict is the caller's to resolve");
        it.proxy.assert_spent();
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy3_a_condition_that_fails_weighs_more_than_a_conflict() {
        let it = Faulty::new().await;
        it.proxy.next("TransactWriteItems", Fault::cancelled(&["TransactionConflict", "ConditionalCheckFailed"]));
        let failed = CommitOutcome::ConditionFailed { index: 1, old: None };
        assert_eq!(it.commit(turn()).await, Ok(failed));
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy4_a_short_throttle_is_waited_out_and_a_long_one_is_told() {
        let it = Faulty::new().await;
        let throttle = || Fault::error(400, "ProvisionedThroughputExceededException");
        it.proxy.next("PutItem", throttle());
        assert_eq!(it.commit(vec![put("a", Condition::Absent)]).await, Ok(CommitOutcome::Committed));
        it.proxy.next("TransactWriteItems", Fault::cancelled(&["ThrottlingError", "None"]));
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Committed));

        for _ in 0..3 {
            it.proxy.next("PutItem", throttle());
            it.proxy.next("TransactWriteItems", Fault::cancelled(&["None", "ProvisionedThroughputExceeded"]));
        }
        assert_eq!(it.commit(vec![put("b", Condition::Absent)]).await, Ok(CommitOutcome::Throttled));
        let other = vec![put("c", Condition::Absent), put("d", Condition::Absent)];
        assert_eq!(it.commit(other).await, Ok(CommitOutcome::Throttled));
        for sort in ["b", "c", "d"] {
            assert_eq!(it.version(&key(sort)).await, None);
        }
        it.proxy.assert_spent();
    }

    /// Contract test 12: the effect is there, and nobody said so.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy5_a_plain_write_with_a_lost_reply_is_unknown_and_not_repeated() {
        let it = Faulty::new().await;
        it.proxy.next("PutItem", Fault::LoseReply);
        assert_eq!(it.commit(vec![put(NEEDS, Condition::Absent)]).await, Ok(CommitOutcome::Unknown));
        assert_eq!(it.version(&key(NEEDS)).await, Some(1));
        it.proxy
            .next("PutItem", Fault::DoneBut { status: 500, body: r#"{"__type":"InternalServerError"}"#.to_owned() });
        assert_eq!(it.commit(vec![put(NEEDS, Condition::Version(1))]).await, Ok(CommitOutcome::Unknown));
        assert_eq!(it.version(&key(NEEDS)).await, Some(2));
        assert_eq!(it.proxy.seen("PutItem").len(), 2);
    }

    /// Contract tests 11 and 12: the token makes the repetition harmless, and its answer tells what the first did.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy5_a_transaction_with_a_lost_reply_is_resolved_by_its_token() {
        let it = Faulty::new().await;
        it.proxy.next("TransactWriteItems", Fault::LoseReply);
        // Without the token, the second attempt would meet its own marker.
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Committed));
        assert_eq!(it.version(&key(NEEDS)).await, Some(1));

        let tokens: Vec<String> = it.proxy.seen("TransactWriteItems").iter().map(|seen| token(&seen.body)).collect();
        assert_eq!(tokens.len(), 2);
        assert_eq!(tokens[0], tokens[1], "a repetition has the token of the first");
        let again = vec![put(NEEDS, Condition::Version(1)), put("M#2", Condition::Absent)];
        assert_eq!(it.commit(again).await, Ok(CommitOutcome::Committed));
        let other = token(&it.proxy.seen("TransactWriteItems")[2].body);
        assert_ne!(other, tokens[0], "another commit has another token");
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy5_a_transaction_that_never_gets_a_reply_is_unknown() {
        let it = Faulty::new().await;
        for _ in 0..3 {
            it.proxy.next("TransactWriteItems", Fault::LoseReply);
        }
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Unknown));
        assert_eq!(it.version(&key("M#1")).await, Some(1), "the marker tells");
        it.proxy.assert_spent();
    }

    /// A later failure that did nothing says nothing about the attempt before it.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy5_doubt_outlives_a_throttle() {
        let it = Faulty::new().await;
        it.proxy.next("TransactWriteItems", Fault::LoseReply);
        for _ in 0..2 {
            it.proxy.next("TransactWriteItems", Fault::cancelled(&["ThrottlingError", "None"]));
        }
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Unknown));
        assert_eq!(it.version(&key(NEEDS)).await, Some(1));
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy6_a_table_that_nobody_reaches_is_unavailable_and_not_unknown() {
        let it = Faulty::new().await;
        let nobody = DynamoStore::new(&aws_testkit::config_at("http://127.0.0.1:9".to_owned()), "t");
        for ops in [turn(), vec![put(NEEDS, Condition::Always)]] {
            let outcome = nobody.commit(&it.workspace, Commit { ops, now_ms: NOW_MS }).await;
            assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
        }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy7_reads_are_repeated_and_consistent() {
        let it = Faulty::new().await;
        assert_eq!(it.commit(turn()).await, Ok(CommitOutcome::Committed));
        for operation in ["GetItem", "BatchGetItem", "Query"] {
            it.proxy.next(operation, Fault::error(500, "InternalServerError"));
            it.proxy.next(operation, Fault::LoseReply);
        }
        let one = it.store.get(&it.workspace, &[key("HEAD")]).await.expect("the store answers");
        let two =
            it.store.get(&it.workspace, &[key("HEAD"), key("M#1"), key("HEAD")]).await.expect("the store answers");
        let page = it.store.query(&it.workspace, Query::partition("thread#1")).await.expect("the store answers");
        assert_eq!((one.iter().flatten().count(), two.iter().flatten().count(), page.items.len()), (1, 3, 2));
        it.proxy.assert_spent();
        for operation in ["GetItem", "BatchGetItem", "Query"] {
            for seen in it.proxy.seen(operation) {
                assert!(seen.body.contains(r#""ConsistentRead":true"#), "{}", seen.body);
            }
        }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn dy8_the_units_of_a_commit_are_those_that_are_charged() {
        let it = Faulty::new().await;
        let sized = |sort: &str, size_bytes, expires_at_ms| Op::Put {
            key: key(sort),
            body: vec![b'x'; size_bytes],
            expires_at_ms,
            condition: Condition::Always,
        };
        let mut charged = 0.0;
        for ops in [
            vec![sized("one", 200, None)],
            vec![sized("large", 5_000, Some(NOW_MS + 1))],
            vec![sized("a", 900, None), sized("b", 1_100, Some(NOW_MS + 1)), put("c", Condition::Absent)],
            vec![sized("d", 10, None), Op::Check { key: key("none"), condition: Condition::Absent }],
            vec![Op::Delete { key: key("never"), condition: Condition::Always }],
        ] {
            let commit = Commit { ops, now_ms: NOW_MS };
            let expected = write_units(&it.workspace, &commit) as f64;
            assert_eq!(it.store.commit(&it.workspace, commit.clone()).await, Ok(CommitOutcome::Committed));
            let Units { write, .. } = it.store.units();
            assert_eq!(write - charged, expected, "{:?}", commit.ops);
            charged = write;
        }
    }

    /// The `ClientRequestToken` of a request.
    fn token(body: &str) -> String {
        let at = body.find(r#""ClientRequestToken":""#).expect("each transaction has a token") + 22;
        body[at..].chars().take_while(|c| *c != '"').collect()
    }
}
