//! The way out of this process: real HTTP, except to hosts that only exist inside it.

use std::sync::Arc;

use app::simulated::SIMULATOR_HOST;
use async_trait::async_trait;
use outbound_http::HttpOutbound;
use ports::{Outbound, OutboundFailure, ProviderRequest, ProviderResponse};
use url::Url;

use crate::demo;
use crate::simulator::Simulator;

pub struct LocalOutbound {
    http: HttpOutbound,
    simulator: Arc<Simulator>,
    demo: bool,
}

impl LocalOutbound {
    pub fn new(simulator: Arc<Simulator>, demo: bool) -> Result<Self, outbound_http::StartError> {
        Ok(Self { http: HttpOutbound::new()?, simulator, demo })
    }
}

#[async_trait]
impl Outbound for LocalOutbound {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        let host = Url::parse(&request.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        match host.as_deref() {
            Some(SIMULATOR_HOST) => Ok(self.simulator.take_call(&request).await),
            Some(demo::ORDERS_HOST) if self.demo => Ok(demo::order(&request)),
            _ => self.http.call(request).await,
        }
    }
}
