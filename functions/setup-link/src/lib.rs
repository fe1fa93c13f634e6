//! The link by which the first owner comes in. Somebody who may call this function runs it once, by hand, after the first
//! deployment; local mode prints the same link when it starts.

use app::people::{has_owner, make_setup_token};
use app::{ApiError, Services};
use serde::Serialize;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SetupLink {
    /// It works once; links made before do not any more.
    Link(String),
    /// Whoever comes now logs in at this address.
    HasOwner(String),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("making the link for the first owner: {0}")]
pub struct Failed(String);

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Self {
        Self(error.code.to_owned())
    }
}

pub async fn handle(services: &Services) -> Result<SetupLink, Failed> {
    let url = &services.config.public_url;
    if has_owner(services).await? {
        return Ok(SetupLink::HasOwner(format!("{url}/login")));
    }
    let token = make_setup_token(services).await?;
    Ok(SetupLink::Link(format!("{url}/setup?token={token}")))
}
