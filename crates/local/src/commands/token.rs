//! `tsunagi token create`

use app::people::create_token;
use clap::{Subcommand, ValueEnum};
use protocol::people::Role;
use serde_json::json;

use super::{Failed, out};
use crate::system::System;

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Prints a new API token for `Authorization: Bearer`. It is shown only now.
    Create {
        /// What the token may do.
        #[arg(long)]
        role: RoleName,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
    },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum RoleName {
    Owner,
    Author,
    Agent,
}

pub async fn run(command: TokenCommand, system: &System, as_json: bool) -> Result<(), Failed> {
    let TokenCommand::Create { role, name } = command;
    let role = match role {
        RoleName::Owner => Role::Owner,
        RoleName::Author => Role::Author,
        RoleName::Agent => Role::Agent,
    };
    let (token, secret) = create_token(&system.services, &name, role).await?;
    out::data(as_json, &json!({ "id": token.id, "role": token.role, "secret": secret }), &secret);
    system.store.shutdown().await;
    Ok(())
}
