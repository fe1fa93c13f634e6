//! What the tests ask AWS themselves: queues, functions, and the time.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use aws_testkit::CloudClock;
use ports::conformance::TestClock;
use serde_json::{Value, json};
use tokio::sync::OnceCell;

/// How long anything may take that the system does by itself.
const PATIENCE: Duration = Duration::from_secs(60);
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// The emulator's clock. It only moves forward: whoever waits in the emulator never sees time turn back.
pub async fn pass(time: Duration) {
    clock().await.advance(time).await;
}

/// How far it is ahead of the real time, by which functions go.
pub async fn ahead() -> Duration {
    let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Duration::from_millis(TestClock::now_ms(clock().await)).saturating_sub(real)
}

async fn clock() -> &'static CloudClock {
    static CLOCK: OnceCell<CloudClock> = OnceCell::const_new();
    CLOCK.get_or_init(CloudClock::alone).await
}

/// Asks again and again until there is an answer; panics when there is none in time.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < PATIENCE, "waited {} s in vain for {what}", PATIENCE.as_secs());
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Who calls: the account's root, which the emulator asks for no signature.
fn root(service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=0"
    )
}

/// A call of SQS.
pub async fn sqs(operation: &str, body: Value) -> Value {
    let request = reqwest::Client::new()
        .post(aws_testkit::endpoint())
        .header("authorization", root("sqs"))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("AmazonSQS.{operation}"))
        .body(body.to_string());
    let answer = request.send().await.expect("SQS answers");
    assert!(answer.status().is_success(), "{operation}: {}", answer.status());
    serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default()
}

/// Messages that wait in a queue, and those that somebody works on.
pub async fn depth(queue: &str) -> (u64, u64) {
    let names =
        ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed", "ApproximateNumberOfMessagesNotVisible"];
    let answer = sqs("GetQueueAttributes", json!({ "QueueUrl": queue, "AttributeNames": names })).await;
    let [waiting, delayed, in_work] =
        names.map(|name| answer["Attributes"][name].as_str().and_then(|text| text.parse::<u64>().ok()).unwrap_or(0));
    (waiting + delayed, in_work)
}

/// Runs a function and returns what it answers.
pub async fn invoke(function: &str) -> Value {
    let url = format!("{}/2015-03-31/functions/{function}/invocations", aws_testkit::endpoint());
    let answer = reqwest::Client::new().post(url).header("authorization", root("lambda")).body("{}").send().await;
    let answer = answer.expect("Lambda answers");
    let failed = !answer.status().is_success() || answer.headers().contains_key("x-amz-function-error");
    let text = answer.text().await.expect("a body");
    assert!(!failed, "{function}: {text}");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{function} answered {text}: {error}"))
}
