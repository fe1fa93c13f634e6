//! API tokens: secrets for programs, kept as hashes.

use ids::TokenId;
use ports::{Commit, CommitOutcome, Condition, Op};
use protocol::people::{Role, Token};
use protocol::rfc3339;

use super::users::checked_name;
use crate::envelope::hash;
use crate::records::{TokenName, TokenRecord, decode, put};
use crate::{ApiError, Services};

/// Makes a token; the secret is returned once and kept as a hash.
pub async fn create_token(services: &Services, name: &str, role: Role) -> Result<(Token, String), ApiError> {
    let now_ms = services.now_ms();
    let secret = format!("tsk_{}", ids::hex(&services.ids.secret()));
    let record = TokenRecord {
        id: TokenId::mint(now_ms, services.ids.random()),
        name: checked_name(name)?,
        role,
        created_ms: now_ms,
    };
    let ops = vec![
        put(TokenRecord::key(&hash(&["token", &secret])), &record, Condition::Absent),
        put(TokenName::key(&record.user()), &TokenName { name: record.name.clone() }, Condition::Always),
    ];
    match services.store.commit(services.workspace(), Commit { ops, now_ms }).await? {
        CommitOutcome::Committed => Ok((token_to_wire(&record), secret)),
        _ => Err(ApiError::unavailable()),
    }
}

pub async fn list_tokens(services: &Services) -> Result<Vec<Token>, ApiError> {
    let items = services.read_all(services.workspace(), TokenRecord::PARTITION).await?;
    let records = items.iter().map(decode::<TokenRecord>).collect::<Result<Vec<_>, _>>()?;
    Ok(records.iter().map(token_to_wire).collect())
}

pub async fn remove_token(services: &Services, id: &TokenId) -> Result<(), ApiError> {
    let items = services.read_all(services.workspace(), TokenRecord::PARTITION).await?;
    for item in items {
        if decode::<TokenRecord>(&item)?.id == *id {
            let op = Op::Delete { key: item.key, condition: Condition::Always };
            services.write(services.workspace(), vec![op]).await?;
            return Ok(());
        }
    }
    Err(ApiError::not_found())
}

fn token_to_wire(record: &TokenRecord) -> Token {
    Token {
        id: record.id.to_string(),
        name: record.name.clone(),
        role: record.role,
        created_at: rfc3339(record.created_ms),
    }
}
