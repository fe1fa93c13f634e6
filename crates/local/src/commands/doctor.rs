//! `tsunagi doctor`

use std::process::ExitCode;

use app::people::has_owner;
use ports::{DeadLetters, QueueName};
use serde_json::json;

use super::{Failed, out};
use crate::settings::Settings;
use crate::system::System;

/// One thing that was looked at.
struct Finding {
    what: &'static str,
    good: bool,
    /// What was found, and what to do when it is not good.
    text: String,
}

pub async fn run(settings: &Settings, as_json: bool) -> Result<ExitCode, Failed> {
    let findings = match super::open(settings).await {
        Ok(system) => {
            let findings = look(&system, settings).await?;
            system.store.shutdown().await;
            findings
        }
        Err(Failed(text)) => vec![Finding { what: "data folder", good: false, text }],
    };
    for finding in &findings {
        if as_json {
            out::line(json!({ "what": finding.what, "good": finding.good, "text": finding.text }));
        } else {
            out::line(format_args!(
                "{} {}: {}",
                if finding.good { "ok  " } else { "look" },
                finding.what,
                finding.text
            ));
        }
    }
    Ok(if findings.iter().all(|finding| finding.good) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn look(system: &System, settings: &Settings) -> Result<Vec<Finding>, Failed> {
    let mut findings = vec![Finding {
        what: "data folder",
        good: true,
        text: format!("{} opens; the flow interpreter loads", settings.data.display()),
    }];
    let owner = has_owner(&system.services).await?;
    findings.push(Finding {
        what: "owner",
        good: owner,
        text: if owner { "exists".to_owned() } else { "start `tsunagi serve` and open the link it prints".to_owned() },
    });
    for view in app::accounts::views(&system.services).await? {
        findings.push(Finding {
            what: "channel",
            good: view.state == "ok",
            text: format!("{}/{} {}", view.channel, view.id, view.todo_en.unwrap_or_else(|| "is ready".to_owned())),
        });
    }
    let has_vendor =
        system.services.accounts(system.services.workspace()).await.is_ok_and(|accounts| {
            accounts.iter().any(|it| !it.simulated && it.channel != conversation::Channel::Webchat)
        });
    let public_url = &system.services.config.public_url;
    let reachable = public_url.starts_with("https://") || !has_vendor;
    findings.push(Finding {
        what: "public address",
        good: reachable,
        text: if reachable {
            public_url.clone()
        } else {
            format!("vendors cannot call {public_url}; set TSUNAGI_PUBLIC_URL")
        },
    });
    for queue in QueueName::ALL {
        let letters = system.store.dead_letter_count(queue).await.map_err(|error| Failed(error.to_string()))?;
        findings.push(Finding {
            what: "queue",
            good: letters == 0,
            text: format!("{}: {letters} messages were given up", queue.as_str()),
        });
    }
    Ok(findings)
}
