//! The store suite of `ports::conformance` on a table of an emulated AWS.

mod on_aws {
    use std::sync::Arc;

    use aws_testkit::cases;
    use ports::conformance::Difference;
    use ports::conformance::store::{self, StoreHarness};
    use store_dynamodb::{DynamoStore, create_table};

    /// What MiniStack does otherwise than the suite says. DynamoDB itself does nothing otherwise.
    const MINISTACK: &[Difference] = &[Difference {
        case: "s21_a_commit_at_its_limit_and_one_byte_more",
        because: "it measures a transaction as JSON, where bytes are a third longer than in the items that DynamoDB counts",
    }];

    fn differences() -> &'static [Difference] {
        if aws_testkit::is_ministack() { MINISTACK } else { &[] }
    }

    async fn harness() -> StoreHarness {
        let (config, table) = (aws_testkit::config(), aws_testkit::unique("store"));
        create_table(&config, &table).await.expect("the table is created");
        StoreHarness {
            store: Arc::new(DynamoStore::new(&config, table)),
            workspace: "acme".parse().expect("a workspace"),
            // The longer name begins like the shorter.
            neighbour: "acme-2".parse().expect("a workspace"),
        }
    }

    ports::conformance_store_cases!(cases [store::CASES, harness(), differences()]);
}
