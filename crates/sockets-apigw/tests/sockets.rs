//! Posting and fan-out against the management API of an emulated AWS, which answers 410, and a proxy in front, which
//! plays the connections that are open.

use std::sync::Arc;
use std::time::Duration;

use ports::conformance::ManualClock;
use ports::{SocketError, Sockets};
use sockets_apigw::ApiGatewaySockets;
use store_dynamodb::DynamoStore;

mod on_aws {
    use std::sync::Arc;

    use aws_testkit::{Fault, FaultProxy};
    use ids::WorkspaceId;
    use ports::conformance::ManualClock;
    use ports::{Clock, Commit, CommitOutcome, Condition, Follower, Op, Query, SocketError, Sockets, Store, Topic};
    use sockets_apigw::ApiGatewaySockets;
    use store_dynamodb::{DynamoStore, create_table};

    struct Target {
        proxy: FaultProxy,
        store: Arc<DynamoStore>,
        clock: Arc<ManualClock>,
        sockets: ApiGatewaySockets,
        workspace: WorkspaceId,
    }

    impl Target {
        async fn new() -> Self {
            let (config, table) = (aws_testkit::config(), aws_testkit::unique("sockets"));
            create_table(&config, &table).await.expect("the table is created");
            let proxy = FaultProxy::start(&aws_testkit::endpoint()).await;
            let (store, clock) = (Arc::new(DynamoStore::new(&config, table)), Arc::<ManualClock>::default());
            let url = format!("{}/_aws/execute-api/api1/live", proxy.url());
            let sockets = ApiGatewaySockets::new(&config, &url, store.clone(), clock.clone());
            Self { proxy, store, clock, sockets, workspace: "acme".parse().expect("a workspace") }
        }

        fn topic(&self) -> Topic {
            Topic::Desk(self.workspace.clone())
        }

        async fn follow(&self, connection: &str, expires_at_ms: u64) {
            let (key, now_ms) = (self.topic().follower(connection), self.clock.now_ms());
            let expires_at_ms = Some(expires_at_ms);
            let op = Op::Put { key, body: b"{}".to_vec(), expires_at_ms, condition: Condition::Always };
            let outcome = self.store.commit(&self.workspace, Commit { ops: vec![op], now_ms }).await;
            assert_eq!(outcome, Ok(CommitOutcome::Committed));
        }

        async fn followers(&self) -> Vec<String> {
            let query = Query::partition(self.topic().followers());
            let page = self.store.query(&self.workspace, query).await.expect("the store answers");
            page.items.into_iter().map(|item| item.key.sort).collect()
        }
    }

    fn taken() -> Fault {
        Fault::Answer { status: 200, body: String::new() }
    }

    /// Contract test 17.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn sg1_a_closed_connection_is_gone() {
        let it = Target::new().await;
        assert_eq!(it.sockets.post("closed=", "{}".to_owned()).await, Err(SocketError::Gone));
        assert_eq!(it.proxy.seen("POST /_aws/execute-api/api1/live/@connections/closed").len(), 1);
        it.sockets.close("closed=").await;
        assert_eq!(it.proxy.seen("DELETE ").len(), 1);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn sg1_throttles_and_lost_replies_are_tried_again() {
        let it = Target::new().await;
        it.proxy.next("/open", Fault::error(429, "LimitExceededException"));
        it.proxy.next("/open", Fault::Drop);
        it.proxy.next("/open", taken());
        assert_eq!(it.sockets.post("open", "{\"a\":1}".to_owned()).await, Ok(()));
        assert!(it.proxy.seen("/open").iter().all(|seen| seen.body == "{\"a\":1}"));
        for _ in 0..3 {
            it.proxy.next("/slow", Fault::error(429, "LimitExceededException"));
        }
        let outcome = it.sockets.post("slow", "{}".to_owned()).await;
        assert!(matches!(outcome, Err(SocketError::Failed(_))), "{outcome:?}");
        it.proxy.assert_spent();
    }

    /// Contract test 17: a 33 KB frame would close the socket.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn sg2_a_frame_over_its_limit_is_not_sent() {
        let it = Target::new().await;
        it.proxy.next("/open", taken());
        assert_eq!(it.sockets.post("open", "x".repeat(limits::SOCKET_FRAME_BYTES)).await, Ok(()));
        let outcome = it.sockets.post("open", "x".repeat(limits::SOCKET_FRAME_BYTES + 1)).await;
        assert!(matches!(outcome, Err(SocketError::Failed(_))), "{outcome:?}");
        assert_eq!(it.proxy.seen("/open").len(), 1);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn sg3_a_hint_reaches_who_follows_and_forgets_who_missed_it() {
        let it = Target::new().await;
        let now_ms = it.clock.now_ms();
        for connection in ["gone", "open-1", "open-2"] {
            it.follow(connection, now_ms + 60_000).await;
        }
        it.follow("expired", now_ms).await;
        // API Gateway does not know it yet.
        it.follow("opening", Follower::expires_ms(now_ms)).await;
        it.follow("failing", now_ms + 60_000).await;
        (0..3).for_each(|_| it.proxy.next("/failing", Fault::Answer { status: 500, body: "{}".to_owned() }));
        it.proxy.next("/open-1", taken());
        it.proxy.next("/open-2", taken());
        it.sockets.publish(it.topic(), "{\"hint\":true}".to_owned()).await;
        it.proxy.assert_spent();
        assert_eq!(it.followers().await, ["expired", "open-1", "open-2", "opening"]);
        assert!(it.proxy.seen("/expired").is_empty(), "an expired row is not asked for");
        assert_eq!(it.proxy.seen("POST ").len(), 7);
        // Another workspace's desks hear nothing.
        let next_door = Topic::Desk("acme-2".parse().expect("a workspace"));
        it.sockets.publish(next_door, "{}".to_owned()).await;
        assert_eq!(it.proxy.seen("POST ").len(), 7);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn sg3_followers_beyond_a_page_hear_it_too() {
        let it = Target::new().await;
        let all = limits::PAGE_ITEMS + 1;
        for at in 0..all {
            it.follow(&format!("c{at:03}"), it.clock.now_ms() + 60_000).await;
            it.proxy.next(&format!("/c{at:03}"), taken());
        }
        it.sockets.publish(it.topic(), "{}".to_owned()).await;
        it.proxy.assert_spent();
        assert_eq!(it.followers().await.len(), limits::PAGE_ITEMS);
    }
}

/// Whoever posts has work to do that nothing else does.
#[tokio::test]
async fn sg1_a_gateway_that_says_nothing_is_not_waited_for_long() {
    let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("loopback has a free port");
    let url = format!("http://{}", silent.local_addr().expect("it is bound"));
    let config = aws_testkit::config_at(url.clone());
    let store = Arc::new(DynamoStore::new(&config, "nothing".to_owned()));
    let sockets = ApiGatewaySockets::new(&config, &url, store, Arc::<ManualClock>::default());
    let outcome = tokio::time::timeout(Duration::from_secs(10), sockets.post("open", "{}".to_owned())).await;
    assert!(matches!(outcome, Ok(Err(SocketError::Failed(_)))), "{outcome:?}");
}
