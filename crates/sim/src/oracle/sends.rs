//! What customers see must have been said once, in order, and twice only where nobody could know better.

use conversation::{DeliveryStatus, Identity, SendPolicy};
use ids::ConversationId;

use super::{Oracle, is_chat};
use crate::scheduler::TaskId;

/// A message that a turn said.
#[derive(Debug, Clone, Default)]
pub struct Said {
    pub policy: SendPolicy,
    /// Names the messages that leave together: those of one turn under one policy.
    pub together: u64,
    pub conversation: Option<ConversationId>,
    /// When its delivery was first written down.
    pub settled_at_ms: Option<u64>,
    pub status: Option<DeliveryStatus>,
    pub resent: bool,
    /// The vendor was asked to bring it.
    pub tried: bool,
    /// How often the customer saw it.
    pub seen: u32,
    /// What the vendor calls it, once for each time.
    pub vendor_ids: Vec<String>,
}

/// A customer sees a message.
#[derive(Debug, Clone)]
pub struct Shown {
    pub workspace: usize,
    pub identity: Identity,
    pub text: String,
    pub vendor_id: String,
    /// When the call left that brought it.
    pub issued_ms: u64,
    pub at_ms: u64,
    pub task: TaskId,
    /// The vendor said so, and whoever called was there to hear it.
    pub answered: bool,
}

impl Oracle {
    /// A vendor is asked to bring these.
    pub fn tried(&mut self, workspace: usize, identity: &Identity, texts: &[String]) {
        for text in texts {
            let place = self.texts.get(&(workspace, identity.clone(), text.clone()));
            if let Some(said) = place.and_then(|place| self.sends.get_mut(place)) {
                said.tried = true;
            }
        }
    }

    pub fn shown(&mut self, shown: Shown) {
        let now_ms = shown.at_ms;
        let address = (shown.workspace, shown.identity.clone());
        let Some(place) = self.texts.get(&(address.0, address.1.clone(), shown.text.clone())).cloned() else {
            let text = &shown.text;
            return self.violated(now_ms, format!("a customer sees `{text}`, which nobody said to them (R8)"));
        };
        let seq = place.2;
        let earlier = self
            .seen
            .iter()
            .rfind(|it| it.text == shown.text && it.identity == shown.identity && it.workspace == shown.workspace);
        let reason = earlier.and_then(|earlier| self.unexcused(earlier, &shown));
        let Some(said) = self.sends.get_mut(&place) else { return };
        said.seen += 1;
        said.vendor_ids.push(shown.vendor_id.clone());
        let (is_first, together, policy) = (said.seen == 1, said.together, said.policy);
        if !is_first && policy == SendPolicy::AtMostOnce {
            self.violated(now_ms, format!("entry {seq} may be sent only once, and the customer sees it again"));
        }
        if let Some(reason) = reason {
            self.violated(now_ms, format!("the customer sees entry {seq} again, {reason} (R1)"));
        }
        let furthest = self.furthest.get(&address).cloned();
        match furthest.and_then(|furthest| Some((furthest.2, self.sends.get(&furthest)?.together))) {
            // What left together is repeated together, from its beginning.
            Some((furthest, with)) if seq < furthest && (is_first || with != together) => {
                self.violated(now_ms, format!("the customer sees entry {seq} after {furthest} (R2)"));
            }
            Some((furthest, _)) if seq < furthest => {}
            _ => {
                self.furthest.insert(address, place);
            }
        }
        self.seen.push(shown);
    }

    /// Why a repeat is not one of those that nobody can avoid.
    fn unexcused(&self, earlier: &Shown, shown: &Shown) -> Option<&'static str> {
        let place = self.texts.get(&(shown.workspace, shown.identity.clone(), shown.text.clone()))?;
        let settled = self.sends.get(place)?.settled_at_ms;
        if settled.is_some_and(|at| at < shown.issued_ms) {
            return Some("though its delivery was written down");
        }
        let hurt = self.hurt.get(&earlier.task).is_some_and(|at| *at >= earlier.issued_ms);
        (earlier.answered && !hurt).then_some("though the vendor had said that it took it")
    }

    /// What is wrong with how a message ended.
    pub(super) fn unsettled(said: &Said, identity: &Identity) -> Option<&'static str> {
        let Some(status) = said.status else { return Some("has no delivery (R1)") };
        if is_chat(identity) {
            return (status != DeliveryStatus::Accepted).then_some("was for the web chat and not accepted");
        }
        match status {
            DeliveryStatus::Pending => Some("is still pending"),
            DeliveryStatus::Accepted | DeliveryStatus::Sent | DeliveryStatus::Delivered | DeliveryStatus::Read => {
                if said.seen == 0 {
                    Some("is called accepted, and nobody saw it (R1)")
                } else if said.seen > 1 && !said.resent {
                    Some("was seen twice and is not marked (R1)")
                } else {
                    None
                }
            }
            DeliveryStatus::Unknown => None,
            DeliveryStatus::Rejected => (!said.tried).then_some("is called rejected, and no vendor was asked (R1)"),
        }
    }
}
