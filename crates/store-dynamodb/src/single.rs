//! One operation as one plain write: half the price of a transaction.

use aws_client::Failure;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{ReturnConsumedCapacity, ReturnValuesOnConditionCheckFailure};

use crate::answer::Answer;
use crate::item::Attributes;
use crate::store::DynamoStore;
use crate::write::{Action, TTL_NAME, Write, parts};

const ALL_OLD: ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure::AllOld;
const TOTAL: ReturnConsumedCapacity = ReturnConsumedCapacity::Total;

/// Writes the operation at `index` of the commit. A check is none: it goes as a transaction.
pub(crate) async fn write(store: &DynamoStore, write: Write, index: usize) -> Answer {
    match write.action {
        Action::Put(item) => {
            let (condition, values) = parts(write.condition, Attributes::new());
            let put = store.writes.put_item().table_name(&store.table).set_item(Some(item));
            let put = put.set_condition_expression(condition).set_expression_attribute_values(values);
            let put = put.return_values_on_condition_check_failure(ALL_OLD).return_consumed_capacity(TOTAL);
            match put.send().await {
                Ok(output) => committed(store, output.consumed_capacity.as_slice()),
                Err(error) => match error.as_service_error() {
                    Some(PutItemError::ConditionalCheckFailedException(failed)) => refused(index, failed.item()),
                    _ => Answer::of(Failure::of(&error)),
                },
            }
        }
        Action::Update { key, expression, values } => {
            let (condition, values) = parts(write.condition, values);
            let update = store.writes.update_item().table_name(&store.table).set_key(Some(key));
            let update = update.update_expression(expression).expression_attribute_names(TTL_NAME.0, TTL_NAME.1);
            let update = update.set_condition_expression(condition).set_expression_attribute_values(values);
            let update = update.return_values_on_condition_check_failure(ALL_OLD).return_consumed_capacity(TOTAL);
            match update.send().await {
                Ok(output) => committed(store, output.consumed_capacity.as_slice()),
                Err(error) => match error.as_service_error() {
                    Some(UpdateItemError::ConditionalCheckFailedException(failed)) => refused(index, failed.item()),
                    _ => Answer::of(Failure::of(&error)),
                },
            }
        }
        Action::Delete(key) => {
            let (condition, values) = parts(write.condition, Attributes::new());
            let delete = store.writes.delete_item().table_name(&store.table).set_key(Some(key));
            let delete = delete.set_condition_expression(condition).set_expression_attribute_values(values);
            let delete = delete.return_values_on_condition_check_failure(ALL_OLD).return_consumed_capacity(TOTAL);
            match delete.send().await {
                Ok(output) => committed(store, output.consumed_capacity.as_slice()),
                Err(error) => match error.as_service_error() {
                    Some(DeleteItemError::ConditionalCheckFailedException(failed)) => refused(index, failed.item()),
                    _ => Answer::of(Failure::of(&error)),
                },
            }
        }
        Action::Check(_) => Answer::Refused("a check alone is a transaction".to_owned()),
    }
}

fn committed(store: &DynamoStore, capacity: &[aws_sdk_dynamodb::types::ConsumedCapacity]) -> Answer {
    store.meter.write(capacity);
    Answer::Committed
}

fn refused(index: usize, old: Option<&Attributes>) -> Answer {
    Answer::ConditionFailed { index, old: old.filter(|item| !item.is_empty()).cloned() }
}
