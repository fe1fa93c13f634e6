//! Several operations, all or nothing.

use aws_client::Failure;
use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure,
    TransactWriteItem, Update,
};

use crate::answer::Answer;
use crate::item::Attributes;
use crate::store::DynamoStore;
use crate::write::{Action, TTL_NAME, Write, parts};

const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;

/// Writes all. `indices` says where each operation stands in the commit.
pub(crate) async fn write(store: &DynamoStore, writes: Vec<Write>, indices: &[usize], token: &str) -> Answer {
    let items = writes.into_iter().map(|write| transact_item(&store.table, write)).collect();
    let items: Vec<TransactWriteItem> = match items {
        Ok(items) => items,
        Err(error) => return Answer::Refused(format!("an operation cannot be written: {error:?}")),
    };
    let call = store.writes.transact_write_items().set_transact_items(Some(items)).client_request_token(token);
    match call.return_consumed_capacity(ReturnConsumedCapacity::Total).send().await {
        Ok(output) => {
            store.meter.write(output.consumed_capacity());
            Answer::Committed
        }
        Err(error) => match error.as_service_error() {
            Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) => {
                cancelled_by(cancelled.cancellation_reasons(), indices)
            }
            // Our own first attempt is still at work.
            Some(TransactWriteItemsError::TransactionInProgressException(_)) => {
                Answer::Ambiguous("the transaction is in progress".to_owned())
            }
            _ => Answer::of(Failure::of(&error)),
        },
    }
}

fn transact_item(table: &str, write: Write) -> Result<TransactWriteItem, BuildError> {
    let item = TransactWriteItem::builder();
    let none = Attributes::new;
    Ok(match write.action {
        Action::Put(attributes) => {
            let (condition, values) = parts(write.condition, none());
            let put = Put::builder().table_name(table).set_item(Some(attributes)).set_condition_expression(condition);
            let put = put.set_expression_attribute_values(values).return_values_on_condition_check_failure(ALL_OLD);
            item.put(put.build()?)
        }
        Action::Update { key, expression, values } => {
            let (condition, values) = parts(write.condition, values);
            let update = Update::builder().table_name(table).set_key(Some(key)).update_expression(expression);
            let update = update.expression_attribute_names(TTL_NAME.0, TTL_NAME.1).set_condition_expression(condition);
            let update = update.set_expression_attribute_values(values);
            item.update(update.return_values_on_condition_check_failure(ALL_OLD).build()?)
        }
        Action::Delete(key) => {
            let (condition, values) = parts(write.condition, none());
            let delete = Delete::builder().table_name(table).set_key(Some(key)).set_condition_expression(condition);
            let delete = delete.set_expression_attribute_values(values);
            item.delete(delete.return_values_on_condition_check_failure(ALL_OLD).build()?)
        }
        Action::Check(key) => {
            let (condition, values) = parts(write.condition, none());
            let check = ConditionCheck::builder().table_name(table).set_key(Some(key));
            let check = check.set_condition_expression(condition).set_expression_attribute_values(values);
            item.condition_check(check.return_values_on_condition_check_failure(ALL_OLD).build()?)
        }
    }
    .build())
}

/// Reasons come one for each operation. A condition that does not hold is the firmest of them: trying again would meet
/// it again, while a conflict or a throttle may be gone.
fn cancelled_by(reasons: &[CancellationReason], indices: &[usize]) -> Answer {
    let at =
        |wanted: &[&str]| reasons.iter().position(|reason| reason.code().is_some_and(|code| wanted.contains(&code)));
    if let Some(position) = at(&["ConditionalCheckFailed"]) {
        let Some(index) = indices.get(position) else {
            return Answer::Refused("a reason for an operation that was not sent".to_owned());
        };
        let old = reasons[position].item().filter(|item| !item.is_empty()).cloned();
        return Answer::ConditionFailed { index: *index, old };
    }
    if at(&["TransactionConflict"]).is_some() {
        return Answer::Conflict;
    }
    if at(&["ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded"]).is_some() {
        return Answer::Throttled;
    }
    let told = reasons
        .iter()
        .filter(|reason| reason.code() != Some("None"))
        .map(|reason| format!("{}: {}", reason.code().unwrap_or_default(), reason.message().unwrap_or_default()));
    Answer::Refused(told.collect::<Vec<_>>().join("; "))
}
