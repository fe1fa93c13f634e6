//! `tsunagi backup`

use std::path::PathBuf;

use clap::Args;

use super::{Failed, out};
use crate::system::System;

#[derive(Args)]
pub struct BackupArgs {
    /// The file to write; it must not exist yet. Keep `secret.key` from the data folder elsewhere: without it the copy
    /// shows no channel secrets.
    #[arg(value_name = "FILE")]
    to: PathBuf,
}

pub async fn run(args: BackupArgs, system: &System) -> Result<(), Failed> {
    if args.to.exists() {
        return Err(Failed(format!("{} exists already; choose another name", args.to.display())));
    }
    system.store.backup(&args.to).await.map_err(|error| Failed(error.to_string()))?;
    eprintln!("The database is copied. Channel secrets need `secret.key` too, which is not in the copy.");
    out::line(args.to.display());
    system.store.shutdown().await;
    Ok(())
}
