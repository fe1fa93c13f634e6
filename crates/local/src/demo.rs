//! `--demo`: a sample workspace, made with the product's own means. Flows are published, customers write through signed
//! webhooks, so that everything that is seen is real.

use std::collections::BTreeMap;

use app::accounts::{NewAccount, connect_account};
use app::flows::{self, Draft, PublishOrder};
use app::people::{create_user, list_users};
use app::records::Editor;
use app::{ApiError, Services};
use conversation::Channel;
use ids::FlowId;
use machine::OsRandom;
use ports::{Ids, ProviderRequest, ProviderResponse};
use protocol::people::{NewUser, Role};
use protocol::simulator::{ActRequest, CustomerAct};
use serde_json::{Value, json};
use url::Url;

use crate::simulator::play;
use crate::system::System;

/// The demo's order service: answered inside this process.
pub const ORDERS_HOST: &str = "demo.tsunagi.invalid";

const LOGINS: &str = "owner@example.com, author@example.com or agent@example.com";
const PASSWORD: &str = "tsunagi-demo";

const PEOPLE: &[(&str, &str, Role)] = &[
    ("owner@example.com", "青木 由美", Role::Owner),
    ("author@example.com", "森 健太", Role::Author),
    ("agent@example.com", "Sam Carter", Role::Agent),
];

/// Name, document, tests. Subflows come before the flows that use them.
const FLOWS: &[(&str, &str, &[&str])] = &[
    ("contact-details", include_str!("../../../flows/contact-details.json"), &[]),
    ("order-support", include_str!("../../../flows/order-support.json"), ORDER_TESTS),
];
const ORDER_TESTS: &[&str] = &[
    include_str!("../../../flows/tests/closed-hours.json"),
    include_str!("../../../flows/tests/closed-on-holiday.json"),
    include_str!("../../../flows/tests/delivery-date.json"),
    include_str!("../../../flows/tests/handover-and-back.json"),
    include_str!("../../../flows/tests/invalid-retries.json"),
    include_str!("../../../flows/tests/no-reply-comes-back.json"),
    include_str!("../../../flows/tests/no-reply.json"),
    include_str!("../../../flows/tests/order-not-found.json"),
    include_str!("../../../flows/tests/order-service-down.json"),
    include_str!("../../../flows/tests/order-shipped.json"),
    include_str!("../../../flows/tests/return-by-email.json"),
    include_str!("../../../flows/tests/return-by-phone.json"),
    include_str!("../../../flows/tests/return-too-late.json"),
    include_str!("../../../flows/tests/return-without-contact.json"),
];
/// Where the demo flow's picture is, as drawn; browsers load it from this server.
const PICTURE: &str = "{{ base_url }}/demo/return-guide.png";
const MAIN_FLOW: &str = "order-support";

/// Customers who have written before anybody looks: channel, address, what they say.
const HISTORY: &[(Channel, &str, &[&str])] = &[
    (
        Channel::Line,
        "U1f3c9a7d5b2e4860a1c3d5e7f9b1a2c3",
        &["こんにちは", "返品・交換", "届いたマグカップの取っ手が欠けていました", "担当者"],
    ),
    (Channel::Sms, "+819012345678", &["注文について", "1"]),
    (Channel::Sms, "+14155550123", &["Hello", "agent"]),
];

/// Fills an empty workspace, and does nothing where there are people already. Says how to log in to what it made.
pub async fn seed(system: &System, loopback: bool) -> Result<Option<String>, ApiError> {
    let services = &system.services;
    if !list_users(services).await?.is_empty() {
        return Ok(None);
    }
    // A password that everybody knows: only where nobody else can reach this machine.
    let password = if loopback { PASSWORD.to_owned() } else { random_password() };
    for (email, name, role) in PEOPLE {
        let new =
            NewUser { email: (*email).to_owned(), name: (*name).to_owned(), role: *role, password: password.clone() };
        create_user(services, new).await?;
    }
    let mut flow = None;
    for (name, document, tests) in FLOWS {
        let id = publish(services, name, &document.replace(PICTURE, "{{ picture_url }}"), tests).await?;
        if *name == MAIN_FLOW {
            flow = Some(id);
        }
    }
    for (channel, id, simulated) in
        [(Channel::Webchat, "web", false), (Channel::Line, "demo", true), (Channel::Sms, "demo", true)]
    {
        let account = NewAccount { channel, id: id.to_owned(), flow: flow.clone(), values: BTreeMap::new(), simulated };
        connect_account(services, services.workspace(), account).await?;
    }
    history(system).await?;
    Ok(Some(format!("log in as {LOGINS}, password {password}")))
}

async fn publish(services: &Services, name: &str, document: &str, tests: &[&str]) -> Result<FlowId, ApiError> {
    let parse = |text: &str| serde_json::from_str::<Value>(text);
    let mut document = parse(document).map_err(|error| ApiError::internal("reading a demo flow", &error))?;
    if let Some(variables) = document["variables"].as_array_mut() {
        let address = format!("{}/demo/return-guide.png", services.config.public_url);
        variables.push(json!({ "name": "picture_url", "type": "text", "initial": address }));
    }
    let tests = tests
        .iter()
        .map(|text| parse(text))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| ApiError::internal("reading a demo flow's test", &error))?;
    let loaded = flows::create(services, name, Draft { document, tests }, Editor::named(PEOPLE[1].1)).await?;
    let order =
        PublishOrder { by: Editor::named(PEOPLE[1].1), version: None, note: "Demo".to_owned(), override_reason: None };
    let loaded = flows::publish(services, &loaded.record.id, order).await?;
    Ok(loaded.record.id)
}

async fn history(system: &System) -> Result<(), ApiError> {
    let services = &system.services;
    for (channel, from, texts) in HISTORY {
        let Some(account) = services.account(services.workspace(), *channel, "demo").await? else { continue };
        for text in *texts {
            let act = CustomerAct::Text { text: (*text).to_owned() };
            play(&system.simulator, services, &account, ActRequest { from: (*from).to_owned(), act }).await?;
        }
    }
    Ok(())
}

fn random_password() -> String {
    ids::hex(&OsRandom.random())
}

/// The order service. Orders 1000 to 1999 exist; the last digit says how far they are.
pub fn order(request: &ProviderRequest) -> ProviderResponse {
    let number = Url::parse(&request.url).ok().and_then(|url| url.path_segments()?.next_back()?.parse::<u32>().ok());
    let (status, body) = match number.filter(|number| (1000..2000).contains(number)) {
        Some(number) => {
            let (status, arrives_on) = match number % 10 {
                0 | 1 => ("accepted", "2026-12-04"),
                3 => ("preparing", "2026-12-02"),
                2 | 5 => ("shipped", "2026-11-26"),
                9 => ("delivered", "2026-11-18"),
                _ => ("in_transit", "2026-11-24"),
            };
            let reads_japanese =
                request.headers.iter().any(|(name, value)| name == "accept-language" && value.starts_with("ja"));
            let item = if reads_japanese { "コーヒーミル CM-20" } else { "Coffee mill CM-20" };
            (200, json!({ "number": number, "status": status, "item": item, "total": 5980, "arrives_on": arrives_on }))
        }
        None => (404, json!({ "error": "no such order" })),
    };
    ProviderResponse {
        status,
        headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        body: body.to_string().into_bytes(),
    }
}
