//! What is made when it is first used.

use std::sync::LazyLock;

/// A client that an event may need, or may not. Making all that a function may need took 2 ms of its start.
pub type Late<C> = LazyLock<C, Box<dyn FnOnce() -> C + Send>>;

pub fn late<C>(make: impl FnOnce() -> C + Send + 'static) -> Late<C> {
    LazyLock::new(Box::new(make))
}
