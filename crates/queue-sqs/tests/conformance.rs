//! The queue suite of `ports::conformance` on SQS queues of an emulated AWS.

mod on_aws {
    use std::sync::Arc;

    use aws_testkit::cases;
    use ports::conformance::Difference;
    use ports::conformance::queue::{self, QueueHarness};
    use queue_sqs::{SqsQueues, create_queues};

    /// What SQS does otherwise than the suite says.
    const SQS: &[Difference] = &[
        Difference {
            case: "q24_the_last_delivery_ends_among_the_dead_letters",
            because: "SQS tells when a message was sent, not when it died",
        },
        Difference {
            case: "q26_a_redriven_message_is_first_in_its_group",
            because: "SQS puts a redriven message behind all that wait",
        },
        Difference {
            case: "q27_redriven_messages_keep_their_order",
            because: "SQS puts a redriven message behind all that wait, so they keep the order of the redrives",
        },
    ];

    /// What MiniStack does otherwise than SQS.
    const MINISTACK: &[Difference] = &[Difference {
        case: "q18_a_late_acknowledgement_is_ignored",
        because: "it takes a late acknowledgement as long as nobody else got the message",
    }];

    async fn harness() -> QueueHarness {
        let clock = aws_testkit::CloudClock::alone().await;
        let config = aws_testkit::config();
        let addresses = create_queues(&config, &aws_testkit::unique("q")).await.expect("the queues are created");
        let queues = Arc::new(SqsQueues::new(&config, addresses));
        let rival = Arc::new(queues.as_ref().clone());
        QueueHarness { queue: queues.clone(), source: queues, rival, clock: Arc::new(clock) }
    }

    fn differences() -> Vec<Difference> {
        let emulated = if aws_testkit::is_ministack() { MINISTACK } else { &[] };
        [SQS, emulated].concat()
    }

    ports::conformance_queue_cases!(cases [queue::CASES, harness(), &differences()]);
}
