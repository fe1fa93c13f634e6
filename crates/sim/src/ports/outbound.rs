//! The way out: to vendors, and to the service that the flow asks.

use async_trait::async_trait;
use ports::{Outbound, OutboundFailure, ProviderRequest, ProviderResponse};

use super::Ports;

#[async_trait]
impl Outbound for Ports {
    async fn call(&self, request: ProviderRequest) -> Result<ProviderResponse, OutboundFailure> {
        let world = self.world();
        let issued_ms = world.lock().now_ms();
        world.call("call out", move |state, reply| state.answer_call(reply, &request, issued_ms)).await
    }
}
