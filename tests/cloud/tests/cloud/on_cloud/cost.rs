//! What happens costs: requests as they arrive in the emulated AWS, compared with `requests.json`. `BLESS=1` writes it anew.
//! `cargo xtask bench cloud-cost` prices what is counted here.

use std::collections::BTreeMap;
use std::fs;

use channels::sms::simulate::{Wire, sign, status_form};
use conversation::Channel;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::scenario::Place;
use testkit::{OUR_NUMBER, TWILIO_SID, TWILIO_TOKEN, Webhook};

use crate::deployment::{api, output, post, settled};
use crate::ledger::{Tally, least, sweep, tally};
use crate::place::There;
use crate::vendors;

/// Says back what it is told, for ever.
const ECHO: &str = include_str!("../../../../e2e/flows/echo.json");
const ANSWERED_CALL: &str = include_str!("../../../../scenarios/answered-call.json");
const SHORT_WAIT: &str = include_str!("../../../../scenarios/short-wait.json");
const LONG_WAIT: &str = include_str!("../../../../scenarios/long-wait.json");
const LONG_WAIT_MS: u64 = 1_200_000;
/// Says a word and hands over.
const HANDOVER: &str = include_str!("handover.json");
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/requests.json");
/// Where what was counted goes in full.
const TOLD: &str = "TSUNAGI_TEST_CLOUD_COST";

const ROUNDS: usize = 3;

#[tokio::test]
#[ignore = "needs a deployment: `cargo xtask cloud test` makes one"]
async fn nothing_asks_for_more_than_is_written_down() {
    vendors::open();
    let mut all: BTreeMap<&str, Tally> = BTreeMap::new();
    for (name, channel) in [
        ("LINE: a message with one reply", Channel::Line),
        ("SMS: a message with one reply", Channel::Sms),
        ("custom: a message with one reply", Channel::Custom),
        ("web chat: a message with one reply", Channel::Webchat),
    ] {
        let mut there = There::arrive(channel, "cost", ECHO).await;
        all.insert(name, replies(&mut there).await);
        if channel == Channel::Sms {
            all.insert("SMS: a receipt", receipts(&mut there).await);
        }
        if channel == Channel::Webchat {
            all.insert("web chat: a visitor comes back", returns(&mut there).await);
        }
        there.leaves().await;
    }
    all.insert("custom: a first message, and the flow asks a server", calls().await);
    all.insert("custom: a first message, a wait of 30 s, and a message", short_waits().await);
    let [begun, over] = long_waits().await;
    all.insert("custom: a first message, and the flow waits", begun);
    all.insert("custom: the wait is over, with a message", over);
    let [handed, answered] = handovers().await;
    all.insert("custom: a first message, handed over", handed);
    all.insert("custom: an agent's answer", answered);
    all.insert("the sweeper, once a minute", sweep().await);

    let empty: Vec<_> = all.iter().filter(|(_, tally)| tally.is_empty()).map(|(name, _)| name).collect();
    assert!(empty.is_empty(), "nothing was counted for {empty:?}");
    if let Ok(file) = std::env::var(TOLD) {
        fs::write(&file, json!(all).to_string()).unwrap_or_else(|error| panic!("writing {file}: {error}"));
    }
    compare(&all);
}

/// One message in the middle of a conversation.
async fn replies(there: &mut There) -> Tally {
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let text = format!("message {round}");
        let counted = tally(async || {
            there.says(&text).await;
            let heard = there.hears().await;
            assert_eq!(heard, Some(format!("Echo {text}")));
        });
        rounds.push(counted.await);
    }
    // The first message begins the conversation, in functions that have just started.
    least(rounds.split_off(1))
}

async fn receipts(there: &mut There) -> Tally {
    let mut rounds = Vec::new();
    for round in 0..ROUNDS {
        let text = format!("message {}", ROUNDS + 1 + round);
        there.says(&text).await;
        there.hears().await;
        settled().await;
        let sid = vendors::last_sms();
        let (account, address) = (there.account_id().to_owned(), there.address().to_owned());
        let counted = tally(async || {
            let wire = Wire { account_sid: TWILIO_SID, message_sid: &sid, from: OUR_NUMBER, to: &address };
            let form = status_form(&wire, "delivered", None);
            let url = format!("{}/webhooks/sms/{account}", output("PublicUrl"));
            let headers = [
                ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
                ("x-twilio-signature".to_owned(), sign(TWILIO_TOKEN, &url, &form)),
            ];
            let webhook = Webhook {
                channel: Channel::Sms,
                account: account.clone(),
                headers: headers.to_vec(),
                body: form.into_bytes(),
            };
            assert_eq!(post(&webhook).await, 200);
        });
        rounds.push(counted.await);
    }
    least(rounds)
}

/// A page is closed and opened again by a visitor who missed nothing.
async fn returns(there: &mut There) -> Tally {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let counted = tally(async || {
            there.leaves().await;
            there.comes_back().await;
        });
        rounds.push(counted.await);
    }
    least(rounds)
}

async fn calls() -> Tally {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut there = There::arrive(Channel::Custom, "cost", ANSWERED_CALL).await;
        there.answers(200, r#"{"state":"on its way"}"#).await;
        let counted = tally(async || {
            there.says("hello").await;
            assert_eq!(there.hears().await.as_deref(), Some("Your order is on its way."));
        });
        rounds.push(counted.await);
    }
    least(rounds)
}

/// A flow that waits no longer than a queue delays. Its timer lies in a queue, which is not empty until it is over.
async fn short_waits() -> Tally {
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let mut there = There::arrive(Channel::Custom, "cost", SHORT_WAIT).await;
        let counted = tally(async || {
            there.says("hello").await;
            assert_eq!(there.hears().await.as_deref(), Some("Wait, please."));
            assert_eq!(there.hears_already().await, [""; 0]);
            there.waits(30_000).await;
            assert_eq!(there.hears().await.as_deref(), Some("Here I am again."));
        });
        rounds.push(counted.await);
    }
    least(rounds)
}

/// A flow that waits for longer than a queue delays, and then says something.
async fn long_waits() -> [Tally; 2] {
    let (mut begun, mut over) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut there = There::arrive(Channel::Custom, "cost", LONG_WAIT).await;
        let counted = tally(async || {
            there.says("hello").await;
            assert_eq!(there.hears().await.as_deref(), Some("Wait, please."));
        });
        begun.push(counted.await);
        assert_eq!(there.hears_already().await, [""; 0]);
        let counted = tally(async || {
            there.waits(LONG_WAIT_MS).await;
            assert_eq!(there.hears().await.as_deref(), Some("Here I am again."));
        });
        over.push(counted.await);
    }
    [least(begun), least(over)]
}

async fn handovers() -> [Tally; 2] {
    let (mut handed, mut answered) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let mut there = There::arrive(Channel::Custom, "cost", HANDOVER).await;
        let counted = tally(async || {
            there.says("hello").await;
            assert_eq!(there.hears().await.as_deref(), Some("One moment."));
        });
        handed.push(counted.await);
        let timeline = there.timeline().await;
        let conversation = timeline["entries"][0]["conversation_id"].as_str().expect("a conversation").to_owned();
        let path = format!("/api/v1/conversations/{conversation}");
        let (status, answer) = api(Method::POST, &format!("{path}/take-over"), Some(json!({}))).await;
        assert_eq!(status, 200, "taking it over: {answer}");
        let counted = tally(async || {
            let said = Some(json!({ "text": "Good morning." }));
            let (status, answer) = api(Method::POST, &format!("{path}/messages"), said).await;
            assert_eq!(status, 200, "answering: {answer}");
            assert_eq!(there.hears().await.as_deref(), Some("Good morning."));
        });
        answered.push(counted.await);
    }
    [least(handed), least(answered)]
}

/// How often each is asked for, and the units of all.
fn compare(all: &BTreeMap<&str, Tally>) {
    let counts = |tally: &Tally| -> BTreeMap<String, u64> {
        tally.iter().map(|(name, sum)| (name.clone(), sum.count)).collect()
    };
    let now: BTreeMap<&str, BTreeMap<String, u64>> = all.iter().map(|(name, tally)| (*name, counts(tally))).collect();
    if std::env::var_os("BLESS").is_some() {
        fs::write(FILE, format!("{:#}\n", json!(now))).expect("the file can be written");
    }
    let written: Value = serde_json::from_str(&fs::read_to_string(FILE).unwrap_or_default()).unwrap_or_default();
    let (mut gained, mut lost) = (Vec::new(), Vec::new());
    for (scenario, requests) in &now {
        for (name, count) in requests {
            let before = written[scenario][name].as_u64().unwrap_or_default();
            if *count > before {
                gained.push(format!("{scenario}: {name}, {count} instead of {before}"));
            }
        }
        for (name, before) in written[scenario].as_object().into_iter().flatten() {
            let count = requests.get(name).copied().unwrap_or_default();
            if Some(count) < before.as_u64() {
                lost.push(format!("{scenario}: {name}, {count} instead of {before}"));
            }
        }
    }
    assert!(gained.is_empty(), "more is asked for than {FILE} says:\n{}", gained.join("\n"));
    assert!(lost.is_empty(), "less is asked for: `BLESS=1` lowers {FILE}:\n{}", lost.join("\n"));
}
