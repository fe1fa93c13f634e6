//! Webhooks are open to the world: their roles in the cloud name every partition that they touch, and nothing else.

use conversation::Channel;
use testkit::meter::Request;

use crate::support::{COLOUR, LINE_USER, world};

const INTAKE: &str = include_str!("../../../../infra/intake.yaml");
const OF_WORKSPACE: &str = "- !Sub W#${Workspace}#";

/// What the role may read and write, as patterns of partitions.
fn reach(role: &str) -> [Vec<&str>; 2] {
    let role =
        INTAKE.split(&format!("\n  {role}:\n")).nth(1).and_then(|rest| rest.split("\n\n").next()).expect("a role");
    let mut reach = [Vec::new(), Vec::new()];
    for statement in role.split("- Effect: Allow") {
        let writes = usize::from(statement.contains("dynamodb:UpdateItem"));
        reach[writes].extend(statement.lines().filter_map(|line| line.trim().strip_prefix(OF_WORKSPACE)));
    }
    reach
}

fn fits(partition: &str, pattern: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => partition.starts_with(start),
        None => partition == pattern,
    }
}

#[tokio::test]
async fn a_webhook_touches_what_its_role_names() {
    let world = world(COLOUR).await;
    for (channel, from, role) in [
        (Channel::Line, LINE_USER, "WebhookLineRole"),
        (Channel::Sms, "+819012345678", "WebhookSmsRole"),
        (Channel::Custom, "user-1", "WebhookCustomRole"),
    ] {
        let unknown =
            testkit::vendor::Webhook { account: "nobody-s".to_owned(), ..world.text_webhook(channel, from, "hello") };
        world.meter.take();
        let webhooks = [world.text_webhook(channel, from, "hello"), unknown, world.signed_webhook(channel, "\u{0}{")];
        for webhook in &webhooks {
            world.post(webhook).await;
        }
        let requests = world.meter.take();
        let [reads, writes] = reach(role);
        for Request { name, partitions, write_units, .. } in &requests {
            let may = if *write_units > 0 { &writes } else { &reads };
            for partition in partitions {
                assert!(may.iter().any(|it| fits(partition, it)), "{role}: {name} of {partition}; it may {may:?}");
            }
        }
        // A pattern that nothing needs is too much. `WARM` is read when the function starts.
        for pattern in reads.iter().chain(&writes).filter(|it| **it != "WARM") {
            let touched = requests.iter().flat_map(|it| &it.partitions).any(|it| fits(it, pattern));
            assert!(touched, "{role}: nothing touches {pattern}");
        }
    }
    world.finish().await;
}
