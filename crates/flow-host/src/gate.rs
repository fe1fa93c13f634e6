//! Lets as many steps run at once as the pool has places. A step takes some ten microseconds, so waiting for a place is
//! better than telling a customer's turn that there is none.

use std::sync::{Condvar, Mutex, PoisonError};

pub(crate) struct Gate {
    free: Mutex<u32>,
    left: Condvar,
}

/// A place in the pool, given back when dropped.
pub(crate) struct Place<'g>(&'g Gate);

impl Gate {
    pub fn new(places: u32) -> Self {
        Self { free: Mutex::new(places), left: Condvar::new() }
    }

    pub fn enter(&self) -> Place<'_> {
        // Nothing panics while it holds the lock, and a number cannot be left half written.
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let mut free = self.left.wait_while(free, |free| *free == 0).unwrap_or_else(PoisonError::into_inner);
        *free -= 1;
        Place(self)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        *self.0.free.lock().unwrap_or_else(PoisonError::into_inner) += 1;
        self.0.left.notify_one();
    }
}
