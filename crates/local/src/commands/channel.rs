//! `tsunagi channel add|list`

use std::collections::BTreeMap;
use std::io::Read;

use app::accounts::{NewAccount, save_account};
use app::flows;
use clap::Subcommand;
use conversation::Channel;
use serde_json::json;

use super::{Failed, out};
use crate::system::System;

#[derive(Subcommand)]
pub enum ChannelCommand {
    /// Connects an account, or changes one that exists.
    Add {
        /// webchat, line, sms or custom.
        kind: String,
        /// The account's id: part of its webhook address.
        #[arg(long, value_name = "ID")]
        account: String,
        /// The flow that conversations start with.
        #[arg(long, value_name = "NAME")]
        flow: Option<String>,
        /// A setting by the vendor's name; `NAME=@FILE` reads a file, `NAME=-` standard input.
        #[arg(long = "set", value_name = "NAME=VALUE")]
        settings: Vec<String>,
        /// Played by the simulator instead of the vendor; needs no settings.
        #[arg(long)]
        simulated: bool,
    },
    /// Lists connected accounts.
    List,
}

pub async fn run(command: ChannelCommand, system: &System, as_json: bool) -> Result<(), Failed> {
    match command {
        ChannelCommand::Add { kind, account, flow, settings, simulated } => {
            add(system, kind, account, flow, settings, simulated, as_json).await?;
        }
        ChannelCommand::List => list(system, as_json).await?,
    }
    system.store.shutdown().await;
    Ok(())
}

async fn add(
    system: &System,
    kind: String,
    id: String,
    flow: Option<String>,
    settings: Vec<String>,
    simulated: bool,
    as_json: bool,
) -> Result<(), Failed> {
    let services = &system.services;
    let channel = Channel::parse(&kind).ok_or_else(|| {
        let known: Vec<_> = Channel::ALL.iter().map(|channel| channel.as_str()).collect();
        Failed(format!("there is no channel `{kind}`; there are {}", known.join(", ")))
    })?;
    let flow = match flow {
        Some(name) => {
            let found = flows::by_name(services, &name).await?;
            Some(found.ok_or_else(|| Failed(format!("there is no flow `{name}`; publish it first")))?)
        }
        None => None,
    };
    let values = settings.iter().map(|pair| setting(pair)).collect::<Result<BTreeMap<_, _>, _>>()?;
    let account = NewAccount { channel, id, flow, values, simulated };
    let record = save_account(services, services.workspace(), account).await?;
    let path = format!("/webhooks/{}/{}", channel.as_str(), record.id);
    let url = format!("{}{path}", services.config.public_url);
    let text = if channel == Channel::Webchat {
        format!(
            "<script src=\"{}/widget.js\" data-account=\"{}\" async></script>",
            services.config.public_url, record.id
        )
    } else {
        url.clone()
    };
    out::data(as_json, &json!({ "channel": channel.as_str(), "account": record.id, "webhook_url": url }), &text);
    Ok(())
}

fn setting(pair: &str) -> Result<(String, String), Failed> {
    let (name, value) =
        pair.split_once('=').ok_or_else(|| Failed(format!("`--set {pair}` has no `=`; write NAME=VALUE")))?;
    let value = match value {
        "-" => {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).map_err(|error| Failed(format!("standard input: {error}")))?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        file if file.starts_with('@') => {
            let path = &file[1..];
            let text = std::fs::read_to_string(path).map_err(|error| Failed(format!("{path}: {error}")))?;
            text.trim_end_matches(['\r', '\n']).to_owned()
        }
        plain => plain.to_owned(),
    };
    Ok((name.to_owned(), value))
}

async fn list(system: &System, as_json: bool) -> Result<(), Failed> {
    let views = app::accounts::views(&system.services).await?;
    if as_json {
        out::line(serde_json::to_string(&views).unwrap_or_default());
        return Ok(());
    }
    if views.is_empty() {
        eprintln!("Nothing is connected yet: tsunagi channel add --help");
    }
    for view in views {
        let flow = view.flow_name.as_deref().unwrap_or("-");
        let todo = view.todo_en.as_deref().unwrap_or_default();
        out::line(format_args!("{}/{}\t{}\t{}\t{todo}", view.channel, view.id, view.state, flow));
    }
    Ok(())
}
