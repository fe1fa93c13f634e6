//! Names to vetted addresses, inside the connector: what is checked here is what the socket connects to.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address;

/// Looks a name up. A value, so that tests can play a name server that changes its mind.
pub(crate) type Lookup = Arc<dyn Fn(String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> + Send + Sync>;

/// The operating system's resolver.
pub(crate) fn system_lookup() -> Lookup {
    Arc::new(|name| {
        Box::pin(async move {
            let answers = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(answers.map(|answer| answer.ip()).collect())
        })
    })
}

/// The reason of a `Forbidden`, found again in the chain of causes that `reqwest` returns.
#[derive(Debug, thiserror::Error)]
#[error("one of its addresses is {0}")]
pub(crate) struct Refused(pub &'static str);

pub(crate) struct VettingResolver {
    pub lookup: Lookup,
    pub allow_private_hosts: bool,
}

impl Resolve for VettingResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let answers = (self.lookup)(name.as_str().to_owned());
        let allow_private_hosts = self.allow_private_hosts;
        Box::pin(async move {
            let answers = answers.await?;
            if answers.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            if !allow_private_hosts && let Some(reason) = answers.iter().copied().find_map(address::refusal) {
                return Err(Refused(reason).into());
            }
            // Port 0 stands for the port of the URL.
            let addresses: Addrs = Box::new(answers.into_iter().map(|ip| SocketAddr::new(ip, 0)));
            Ok(addresses)
        })
    }
}
