//! The timer suite of `ports::conformance` on an emulated AWS, whose clock moves, and what Scheduler adds.

mod on_aws {
    use std::collections::BTreeMap;
    use std::sync::Arc;
    use std::time::Duration;

    use async_trait::async_trait;
    use aws_client::SdkConfig;
    use aws_sdk_sqs::types::QueueAttributeName;
    use aws_testkit::{CloudClock, cases};
    use ids::{CustomerId, TimerId, WorkspaceId};
    use ports::conformance::timers::{self, TimerHarness};
    use ports::conformance::{Difference, TestClock};
    use ports::{Clock, DueTimer, Timer, TimerError, TimerSource, Timers};
    use timers_aws::{AwsTimers, ScheduleSettings, timer_of_message};
    use tokio::sync::Mutex;

    /// What timers on AWS do otherwise than the suite says.
    const DIFFERENCES: &[Difference] = &[
        Difference {
            case: "t02_due_timers_come_earliest_first_and_no_more_than_asked",
            because: "delays are whole seconds, so a timer comes up to a second late",
        },
        Difference {
            case: "t03_a_timer_fires_until_it_is_done",
            because: "delays are whole seconds, so a timer comes up to a second late",
        },
        Difference {
            case: "t04_setting_it_again_changes_nothing",
            because: "a delayed message cannot be found again, so it comes twice; the turn knows the generation",
        },
        Difference {
            case: "t06_done_takes_away_what_is_not_due_yet",
            because: "a delayed message cannot be taken back; it comes in vain",
        },
        Difference { case: "t07_next_due_is_the_earliest", because: "nobody asks: the queue pushes what is due" },
        Difference { case: "t08_changed_wakes_for_an_earlier_timer", because: "nobody waits: the queue pushes" },
        Difference { case: "t09_a_timer_set_before_listening_is_noticed", because: "nobody waits: the queue pushes" },
    ];

    /// The suite's time, and a minute before, when its timers are set.
    const NOW_MS: u64 = 1_767_225_600_000;
    const START_MS: u64 = NOW_MS - 60_000;

    /// Lambda's part, played by the test: receives from the queue.
    struct Receiver {
        sqs: aws_sdk_sqs::Client,
        queue_url: String,
        clock: Arc<CloudClock>,
        receipts: Mutex<BTreeMap<TimerId, String>>,
    }

    struct Target {
        config: SdkConfig,
        timers: Arc<AwsTimers>,
        source: Arc<Receiver>,
        clock: Arc<CloudClock>,
        group: String,
    }

    async fn target() -> Target {
        let clock = Arc::new(CloudClock::alone().await);
        clock.stop_at(START_MS);
        let config = aws_testkit::config();
        let sqs = aws_sdk_sqs::Client::new(&config);
        let created = sqs.create_queue().queue_name(aws_testkit::unique("timers")).send().await;
        let queue_url = created.expect("the queue is created").queue_url.expect("it has an address");
        let about = sqs.get_queue_attributes().queue_url(&queue_url).attribute_names(QueueAttributeName::QueueArn);
        let about = about.send().await.expect("the queue answers");
        let queue_arn = about.attributes().expect("it has attributes")[&QueueAttributeName::QueueArn].clone();
        let group = aws_testkit::unique("timers");
        let scheduler = aws_sdk_scheduler::Client::new(&config);
        scheduler.create_schedule_group().name(&group).send().await.expect("the group is created");
        let settings = ScheduleSettings {
            dead_letter_arn: queue_arn.clone(),
            queue_arn,
            role_arn: "arn:aws:iam::000000000000:role/scheduler".to_owned(),
            group: group.clone(),
        };
        let timers = Arc::new(AwsTimers::new(&config, queue_url.clone(), settings, clock.clone()));
        let source = Arc::new(Receiver { sqs, queue_url, clock: clock.clone(), receipts: Mutex::default() });
        Target { config, timers, source, clock, group }
    }

    async fn harness() -> TimerHarness {
        let Target { timers, source, .. } = target().await;
        TimerHarness { timers, source, workspace: acme() }
    }

    #[async_trait]
    impl TimerSource for Receiver {
        /// Moves the emulated time there, but never back, and takes what the queue then gives, without hiding it.
        async fn due(&self, now_ms: u64, max: usize) -> Result<Vec<DueTimer>, TimerError> {
            self.clock.stop_at(now_ms.max(Clock::now_ms(self.clock.as_ref())));
            let failed = |error: &dyn std::fmt::Debug| TimerError(format!("{error:?}"));
            let receive = self.sqs.receive_message().queue_url(&self.queue_url).max_number_of_messages(10);
            let output = receive.visibility_timeout(0).send().await.map_err(|error| failed(&error))?;
            let mut due = Vec::new();
            for message in output.messages() {
                let timer = timer_of_message(message.body().unwrap_or_default())?;
                let receipt = message.receipt_handle().unwrap_or_default().to_owned();
                self.receipts.lock().await.insert(timer.id.clone(), receipt);
                due.push(DueTimer { timer });
            }
            due.sort_by_key(|due| due.timer.due_ms);
            due.truncate(max);
            Ok(due)
        }

        async fn done(&self, ids: Vec<TimerId>) -> Result<(), TimerError> {
            for id in ids {
                let Some(receipt) = self.receipts.lock().await.remove(&id) else { continue };
                let delete = self.sqs.delete_message().queue_url(&self.queue_url).receipt_handle(receipt);
                delete.send().await.map_err(|error| TimerError(format!("{error:?}")))?;
            }
            Ok(())
        }

        async fn next_due_ms(&self) -> Result<Option<u64>, TimerError> {
            Err(TimerError("nobody asks the queue".to_owned()))
        }

        async fn changed(&self) {
            std::future::pending().await
        }
    }

    ports::conformance_timer_cases!(cases [timers::CASES, harness(), DIFFERENCES]);

    fn acme() -> WorkspaceId {
        "acme".parse().expect("a workspace")
    }

    fn timer(name: &str, due_ms: u64) -> Timer {
        let (id, customer) = (TimerId::derive(&[name]), CustomerId::derive(&[name]));
        Timer { workspace: acme(), id, customer, generation: 3, due_ms }
    }

    impl Target {
        async fn set(&self, timers: &[Timer]) {
            self.timers.set(timers.to_vec()).await.expect("the timers are set");
        }

        async fn due(&self, now_ms: u64) -> Vec<Timer> {
            let due = self.source.due(now_ms, 10).await.expect("the queue answers");
            due.into_iter().map(|due| due.timer).collect()
        }

        /// Schedules that stand now, as their names say.
        async fn schedules(&self) -> Vec<String> {
            let scheduler = aws_sdk_scheduler::Client::new(&self.config);
            let output = scheduler.list_schedules().group_name(&self.group).send().await.expect("Scheduler answers");
            output.schedules().iter().filter_map(|schedule| schedule.name().map(str::to_owned)).collect()
        }

        /// Scheduler looks by itself, in its own thread: real time passes until it has fired everything.
        async fn until_no_schedule_stands(&self) {
            let fired = async {
                while !self.schedules().await.is_empty() {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), fired).await.expect("the schedules fire");
        }
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ta1_a_quarter_of_an_hour_is_a_delay_and_a_second_more_a_schedule() {
        let it = target().await;
        let (short, long) = (timer("short", START_MS + 900_000), timer("long", START_MS + 900_001));
        it.set(&[long.clone(), short.clone()]).await;
        assert_eq!(it.schedules().await, [format!("{}-3", long.id)]);
        assert!(it.due(START_MS + 899_999).await.is_empty());
        assert_eq!(it.due(START_MS + 900_000).await, [short]);
    }

    /// What t02 and t03 ask, to the second.
    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ta1_delays_are_kept_to_the_second_and_a_message_stays_until_it_is_done() {
        let it = target().await;
        let [late, early, middle] = [30, 10, 20].map(|at| timer(&at.to_string(), START_MS + at * 1_000));
        it.set(&[late.clone(), early.clone(), middle.clone()]).await;
        for _ in 0..2 {
            assert_eq!(it.due(START_MS + 20_000).await, [early.clone(), middle.clone()]);
        }
        it.source.done(vec![early.id]).await.expect("the queue answers");
        assert_eq!(it.due(START_MS + 30_000).await, [middle, late]);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ta2_twenty_minutes_by_schedule_fire_once_and_leave_nothing() {
        let it = target().await;
        let timer = timer("wait", START_MS + 20 * 60_000);
        it.set(std::slice::from_ref(&timer)).await;
        it.clock.stop_at(timer.due_ms - 1_000);
        // Longer than Scheduler takes to look again.
        tokio::time::sleep(Duration::from_millis(600)).await;
        assert!(it.due(timer.due_ms - 1_000).await.is_empty());
        it.clock.advance(Duration::from_secs(1)).await;
        it.until_no_schedule_stands().await;
        assert_eq!(it.due(Clock::now_ms(it.clock.as_ref())).await, [timer]);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ta3_a_schedule_set_again_changes_nothing_and_a_generation_is_another() {
        let it = target().await;
        let first = timer("wait", START_MS + 3_600_000);
        let moved = Timer { due_ms: first.due_ms + 60_000, ..first.clone() };
        let next = Timer { generation: 4, ..first.clone() };
        for timer in [&first, &moved, &first, &next] {
            it.set(std::slice::from_ref(timer)).await;
        }
        let mut standing = it.schedules().await;
        standing.sort();
        assert_eq!(standing, [format!("{}-3", first.id), format!("{}-4", first.id)]);
        it.clock.stop_at(first.due_ms);
        it.until_no_schedule_stands().await;
        let mut fired = it.due(first.due_ms).await;
        fired.sort_by_key(|timer| timer.generation);
        assert_eq!(fired, [first, next]);
    }

    #[tokio::test]
    #[ignore = "needs an emulated AWS (TSUNAGI_TEST_AWS_ENDPOINT): `cargo xtask test` starts one"]
    async fn ta4_many_at_once_all_arrive() {
        let it = target().await;
        let soon: Vec<Timer> = (0..25).map(|at| timer(&format!("s{at}"), START_MS + at)).collect();
        let later: Vec<Timer> = (0..12).map(|at| timer(&format!("l{at}"), START_MS + 7_200_000 + at)).collect();
        it.set(&[soon.clone(), later.clone()].concat()).await;
        assert_eq!(it.schedules().await.len(), later.len());
        it.clock.stop_at(START_MS + 7_201_000);
        it.until_no_schedule_stands().await;
        let mut fired = Vec::new();
        loop {
            let some = it.due(START_MS + 7_201_000).await;
            if some.is_empty() {
                break;
            }
            it.source.done(some.iter().map(|timer| timer.id.clone()).collect()).await.expect("the queue answers");
            fired.extend(some);
        }
        fired.sort_by_key(|timer| timer.due_ms);
        assert_eq!(fired, [soon, later].concat());
    }
}
