//! What DynamoDB charged, as it told with each answer.

use std::sync::Mutex;

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// Read and write request units, as DynamoDB reported them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Units {
    pub read: f64,
    pub write: f64,
}

/// The sum since the store was made.
#[derive(Default)]
pub(crate) struct Meter(Mutex<Units>);

impl Meter {
    pub(crate) fn total(&self) -> Units {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    pub(crate) fn write<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let units: f64 = reported.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).write += units;
    }

    pub(crate) fn read<'a>(&self, reported: impl IntoIterator<Item = &'a ConsumedCapacity>) {
        let units: f64 = reported.into_iter().filter_map(ConsumedCapacity::capacity_units).sum();
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).read += units;
    }
}
