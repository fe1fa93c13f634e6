//! A front end speaks on the desk's socket: it says that it is there, and asks whether it is still heard.

use app::Services;
use app::records::{DeskRecord, encode};
use ports::{Commit, CommitOutcome, Condition, Follower, Key, Op, Topic};
use protocol::desk_socket::{DeskClientFrame, DeskFrame};
use protocol::people::Ability;

/// Where sockets and functions share nothing but the store. Who follows no more, or may not, is cut off instead of answered:
/// a front end connects again, and whoever still may come in reads everything anew.
pub async fn handle(services: &Services, connection: &str, said: &str) -> Option<String> {
    let answer = answer(said)?;
    if follows(services, connection).await {
        return Some(answer);
    }
    let key = Topic::Desk(services.workspace().clone()).follower(connection);
    let ops = vec![Op::Delete { key, condition: Condition::Always }];
    if let Err(error) = services.write(services.workspace(), ops).await {
        tracing::warn!(%error, "forgetting a desk socket");
    }
    services.sockets.close(connection).await;
    None
}

/// The answer's text. What a later version may say is no mistake, and has none.
pub fn answer(said: &str) -> Option<String> {
    let answer = match serde_json::from_str(said).ok()? {
        DeskClientFrame::Hello {} => DeskFrame::Hello { v: 1 },
        DeskClientFrame::Ping {} => DeskFrame::Pong {},
    };
    serde_json::to_string(&answer).ok()
}

/// Whether it follows still, and then for another while. False only when that is known: a store out of reach shuts nobody out.
async fn follows(services: &Services, connection: &str) -> bool {
    let key = Topic::Desk(services.workspace().clone()).follower(connection);
    let record = match services.read::<DeskRecord>(services.workspace(), key.clone()).await {
        Ok(Some(record)) => record,
        Ok(None) => return false,
        Err(_) => return true,
    };
    let may = match record.credential.caller(services).await {
        // Who became an agent, or is none any more, counts otherwise.
        Ok(caller) => caller.may(Ability::AnswerConversations) == record.follower.agent.is_some(),
        Err(error) => !error.refuses_the_caller(),
    };
    may && stays(services, key, &record).await
}

async fn stays(services: &Services, key: Key, record: &DeskRecord) -> bool {
    let now_ms = services.now_ms();
    let expires_at_ms = Some(Follower::expires_ms(now_ms));
    let op = Op::Put { key, body: encode(record), expires_at_ms, condition: Condition::Present };
    let outcome = services.store.commit(services.workspace(), Commit { ops: vec![op], now_ms }).await;
    !matches!(outcome, Ok(CommitOutcome::ConditionFailed { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_answers_what_it_knows() {
        assert_eq!(answer(r#"{"type":"hello"}"#).as_deref(), Some(r#"{"type":"hello","v":1}"#));
        assert_eq!(answer(r#"{"type":"ping"}"#).as_deref(), Some(r#"{"type":"pong"}"#));
        for said in ["", "{}", r#"{"type":"of a later version"}"#, "\u{0}", "[[[["] {
            assert_eq!(answer(said), None, "{said}");
        }
    }
}
