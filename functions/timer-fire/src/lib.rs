//! A timer is due: it becomes an event of its thread. Firing twice, late or in vain is harmless: the flow knows
//! the generation it waits for.

use app::{Envelope, Services};
use conversation::Event;
use ports::{QueueError, QueueName, Timer};

pub async fn handle(services: &Services, timers: Vec<Timer>) -> Result<(), QueueError> {
    let messages = timers.into_iter().map(|timer| envelope(timer).message()).collect();
    services.queue.send(QueueName::Inbound, messages).await
}

fn envelope(timer: Timer) -> Envelope {
    Envelope {
        workspace: timer.workspace,
        customer: timer.customer,
        event_key: format!("timer#{}", timer.id),
        event: Event::TimerFired { timer: timer.id, generation: timer.generation },
    }
}
