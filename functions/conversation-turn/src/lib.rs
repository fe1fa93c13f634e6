//! Applies events to customer threads, from the `inbound` queue.

use app::batch::{self, BatchReport, Retry};
use app::turn::{self, Turn, TurnError};
use app::{Envelope, Services};
use ports::{Delivery, QueueName};

pub async fn handle(services: &Services, batch: Vec<Delivery>) -> BatchReport {
    batch::run(QueueName::Inbound, batch, |delivery| one(services, delivery)).await
}

async fn one(services: &Services, delivery: Delivery) -> Result<(), Retry> {
    // What cannot be read will hardly be readable later: it dies visibly instead of blocking for long.
    let envelope: Envelope = serde_json::from_slice(&delivery.message.body)
        .map_err(|error| Retry::hopeless(delivery.receives, format!("an event could not be read: {error}")))?;
    match turn::run(services, envelope).await {
        Ok(Turn::Applied | Turn::Duplicate) => Ok(()),
        Ok(Turn::Refused(refusal)) => {
            tracing::info!(?refusal, "an action came too late");
            Ok(())
        }
        Err(error @ (TurnError::Unreadable(_) | TurnError::ProgramMissing(_))) => {
            Err(Retry::hopeless(delivery.receives, error.to_string()))
        }
        Err(error) => Err(Retry::backoff(delivery.receives, error.to_string())),
    }
}
