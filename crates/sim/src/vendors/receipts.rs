//! How far a text message got, told by Twilio: early, late, twice, out of order.

use channels::sms;
use conversation::Channel;

use super::{OUR_NUMBER, account_sid};
use crate::people::webhooks::Post;
use crate::world::State;

impl State {
    pub(super) fn send_receipts(&mut self, workspace: usize, sid: &str, to: &str) {
        let end = *self.random.pick(&["delivered", "delivered", "delivered", "undelivered"]);
        let mut told = vec!["queued", "sent", end];
        if self.fails(|it| it.receipts) {
            self.random.shuffle(&mut told);
        }
        if self.fails(|it| it.receipts) {
            told.push(*self.random.pick(&["queued", "sent", end]));
        }
        let mut delay_ms = if self.fails(|it| it.receipts) { 0 } else { 2_000 };
        for status in told {
            let account_sid = account_sid(workspace);
            let wire = sms::simulate::Wire { account_sid: &account_sid, message_sid: sid, from: OUR_NUMBER, to };
            let body = sms::simulate::status_form(&wire, status, None).into_bytes();
            let post = Post { workspace, channel: Channel::Sms, id: String::new(), body, events: Vec::new() };
            let gap_ms = self.random.between(0, 3_000);
            delay_ms += gap_ms;
            self.after(delay_ms, move |world| crate::people::webhooks::post(world, post));
        }
    }
}
