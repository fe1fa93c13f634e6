//! `jump`: goes on at another node.

use flow_model::program::NodeIndex;

use super::Next;

pub(super) fn enter(target: NodeIndex) -> Next {
    Next::To(target, "jump")
}
