//! What can go wrong inside a node, before it is known where.

use crate::effect::ProblemCode;
use crate::program::Damaged;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    pub code: ProblemCode,
    pub detail: String,
}

impl Trouble {
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into() }
    }

    pub fn endless() -> Self {
        Self::new(ProblemCode::LoopWithoutWait, "the flow runs on without waiting for anything")
    }

    pub fn damaged(detail: &str) -> Self {
        Self::new(ProblemCode::Damaged, detail)
    }
}

impl From<Damaged> for Trouble {
    fn from(_: Damaged) -> Self {
        Self::damaged("the program cannot be read")
    }
}
