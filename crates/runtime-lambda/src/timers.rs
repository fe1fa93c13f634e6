//! Due timers, from the standard queue `timers`.

use app::Services;
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use ports::{QueueError, Timer};
use timers_aws::timer_of_message;

use crate::setup::Lambda;

impl Lambda {
    /// Hands due timers to `handle`, all of a batch together. A message that is no timer dies visibly.
    pub async fn serve_timers<F>(self, handle: F) -> Result<(), Error>
    where
        F: AsyncFn(&Services, Vec<Timer>) -> Result<(), QueueError>,
    {
        let (services, handle) = (&self.services, &handle);
        lambda_runtime::run(service_fn(move |event: LambdaEvent<SqsEvent>| async move {
            let (mut timers, mut failed) = (Vec::new(), Vec::new());
            for message in event.payload.records {
                let id = message.message_id.unwrap_or_default();
                match timer_of_message(message.body.as_deref().unwrap_or_default()) {
                    Ok(timer) => timers.push((id, timer)),
                    Err(error) => {
                        tracing::error!(%error, id, "this is no timer");
                        failed.push(id);
                    }
                }
            }
            let (ids, timers): (Vec<_>, Vec<_>) = timers.into_iter().unzip();
            if let Err(error) = handle(services, timers).await {
                tracing::warn!(%error, "timers come again");
                failed.extend(ids);
            }
            let mut response = SqsBatchResponse::default();
            response.batch_item_failures = failed.into_iter().map(failure).collect();
            Ok::<_, Error>(response)
        }))
        .await
    }
}

fn failure(id: String) -> BatchItemFailure {
    let mut failure = BatchItemFailure::default();
    failure.item_identifier = id;
    failure
}
