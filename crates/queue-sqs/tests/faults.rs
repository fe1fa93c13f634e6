//! Batches that are taken in part, and replies that are lost. A proxy in front does it.

mod on_aws {
    use aws_testkit::{Fault, FaultProxy};
    use ports::{DeadLetters, Message, Queue, QueueError, QueueName, QueueSource};
    use queue_sqs::{SqsQueues, create_queues};

    const INBOUND: QueueName = QueueName::Inbound;

    struct Faulty {
        proxy: FaultProxy,
        /// Goes through the proxy.
        queues: SqsQueues,
        /// Goes past it.
        truth: SqsQueues,
    }

    impl Faulty {
        async fn new() -> Self {
            let config = aws_testkit::config();
            let addresses = create_queues(&config, &aws_testkit::unique("f")).await.expect("the queues are created");
            let proxy = FaultProxy::start(&aws_testkit::endpoint()).await;
            let queues = SqsQueues::new(&aws_testkit::config_at(proxy.url()), addresses.clone());
            Self { proxy, queues, truth: SqsQueues::new(&config, addresses) }
        }

        async fn send(&self, messages: &[&str]) -> Result<(), QueueError> {
            let message = |text: &&str| {
                let (group, dedupe) = text.split_once(':').expect("written as group:dedupe");
                Message { group: group.to_owned(), dedupe: dedupe.to_owned(), body: text.as_bytes().to_vec() }
            };
            self.queues.send(INBOUND, messages.iter().map(message).collect()).await
        }

        /// What is really in the queue, in the order of its groups.
        async fn drain(&self) -> Vec<String> {
            let mut seen = Vec::new();
            loop {
                let batch = self.truth.receive(INBOUND, 10).await.expect("the queue answers");
                if batch.is_empty() {
                    seen.sort_by_key(|text: &String| text.split(':').next().map(str::to_owned));
                    return seen;
                }
                let receipts = batch.iter().map(|delivery| delivery.receipt.clone()).collect();
                self.truth.ack(INBOUND, receipts).await.expect("the queue answers");
                seen.extend(batch.into_iter().map(|it| String::from_utf8(it.message.body).expect("a text")));
            }
        }
    }

    /// A batch of which SQS took nothing but the first `taken`, so it says.
    fn taken(taken: usize, of: usize) -> Fault {
        let entry = |id| format!(r#"{{"Id":"{id}","MessageId":"m{id}","MD5OfMessageBody":"0"}}"#);
        let failed = |id| format!(r#"{{"Id":"{id}","SenderFault":false,"Code":"InternalError","Message":"made"}}"#);
        let good: Vec<String> = (0..taken).map(entry).collect();
        let bad: Vec<String> = (taken..of).map(failed).collect();
        Fault::Answer {
            status: 200,
            body: format!(r#"{{"Successful":[{}],"Failed":[{}]}}"#, good.join(","), bad.join(",")),
        }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn qs2_the_part_of_a_batch_that_failed_goes_again_before_what_follows() {
        let it = Faulty::new().await;
        it.proxy.next("SendMessageBatch", taken(0, 3));
        it.send(&["a:1", "b:1", "c:1", "a:2", "b:2"]).await.expect("the queue takes it");
        assert_eq!(it.drain().await, ["a:1", "a:2", "b:1", "b:2", "c:1"]);
        let batches = it.proxy.seen("SendMessageBatch");
        let second = |text: &str| batches.iter().position(|seen| seen.body.contains(text));
        assert_eq!((batches.len(), second("a:2")), (3, Some(2)), "the second of a group waits for the first");
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn qs2_only_what_failed_goes_again_and_not_for_ever() {
        let it = Faulty::new().await;
        for left in [3, 1, 1] {
            it.proxy.next("SendMessageBatch", if left == 3 { taken(2, 3) } else { only(2) });
        }
        let outcome = it.send(&["a:1", "b:1", "c:1"]).await;
        assert!(matches!(outcome, Err(QueueError::Unavailable(_))), "{outcome:?}");
        it.proxy.assert_spent();
        let sizes: Vec<usize> =
            it.proxy.seen("SendMessageBatch").iter().map(|seen| seen.body.matches("MessageBody").count()).collect();
        assert_eq!(sizes, [3, 1, 1]);
    }

    /// The entry of this id failed alone.
    fn only(id: usize) -> Fault {
        let failed = format!(r#"{{"Id":"{id}","SenderFault":false,"Code":"InternalError","Message":"made"}}"#);
        Fault::Answer { status: 200, body: format!(r#"{{"Successful":[],"Failed":[{failed}]}}"#) }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn qs5_a_lost_reply_is_sent_again_and_counts_once() {
        let it = Faulty::new().await;
        it.proxy.next("SendMessage", Fault::LoseReply);
        it.send(&["a:1"]).await.expect("the queue takes it");
        it.proxy.next("SendMessageBatch", Fault::LoseReply);
        it.send(&["a:2", "b:1"]).await.expect("the queue takes it");
        assert_eq!(it.proxy.seen("SendMessage").len(), 4);
        assert_eq!(it.drain().await, ["a:1", "a:2", "b:1"]);
    }

    /// The suite's own case cannot show this here: its time does not move the queue's.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn qs7_the_last_delivery_ends_among_the_dead_letters_and_comes_back() {
        let it = Faulty::new().await;
        it.send(&["a:1", "a:2"]).await.expect("the queue takes it");
        for receives in 1..=limits::QUEUE_RECEIVES {
            let batch = it.truth.receive(INBOUND, 1).await.expect("the queue answers");
            assert_eq!((batch[0].message.dedupe.as_str(), batch[0].receives), ("1", receives));
            it.truth.release(INBOUND, vec![batch[0].receipt.clone()], 0).await.expect("the queue answers");
        }
        assert_eq!(it.drain().await, ["a:2"]);
        for _ in 0..2 {
            let dead = it.truth.dead_letters(INBOUND).await.expect("the queue answers");
            assert_eq!(dead.len(), 1, "listing takes nothing away");
        }
        let dead = it.truth.dead_letters(INBOUND).await.expect("the queue answers").remove(0);
        assert_eq!((dead.queue, dead.message.group.as_str(), dead.message.dedupe.as_str()), (INBOUND, "a", "1"));
        assert_eq!(it.queues.redrive(INBOUND, &dead.id).await, Ok(true));
        let asked = it.proxy.seen("ReceiveMessage");
        assert!(
            asked.iter().all(|seen| seen.body.contains(r#""WaitTimeSeconds":1"#)),
            "all servers are asked: {asked:?}"
        );
        // Within SQS's five minutes, in which it would have dropped the same dedupe id.
        assert_eq!(it.drain().await, ["a:1"]);
        assert_eq!(it.truth.dead_letters(INBOUND).await, Ok(vec![]));
    }
}

#[tokio::test]
async fn a_queue_without_an_address_is_refused() {
    let queues =
        queue_sqs::SqsQueues::new(&aws_testkit::config_at("http://127.0.0.1:9".to_owned()), Default::default());
    let message = ports::Message { group: "a".to_owned(), dedupe: "1".to_owned(), body: Vec::new() };
    let outcome = ports::Queue::send(&queues, ports::QueueName::Inbound, vec![message]).await;
    assert!(matches!(&outcome, Err(ports::QueueError::Refused(why)) if why.contains("inbound")), "{outcome:?}");
}
