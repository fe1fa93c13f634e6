//! What is done when nobody can know whether a message arrived: a setting of the nodes that send.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::about::{Field, Input, choice, field, label};

/// Whether a message is sent again when its sending was cut off and its fate is unknown (R1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Sent again: it may arrive twice, it is not lost.
    #[default]
    AtLeastOnce,
    /// Not sent again: it may be lost, it does not arrive twice.
    AtMostOnce,
}

impl Delivery {
    pub(super) const FIELD: Field = field(
        "delivery",
        Input::Select,
        label("If sending is cut off", "送信が中断されたとき"),
        label(
            "When it cannot be known whether a message arrived, it is sent again or left. The timeline shows it either way.",
            "届いたかどうか確認できないときに、送り直すかどうかを選びます。どちらの場合も、タイムラインに表示されます。",
        ),
    )
    .options(&[
        choice("at_least_once", label("Send it again (may arrive twice)", "送り直す(二重に届くことがあります)")),
        choice("at_most_once", label("Do not send it again (may be lost)", "送り直さない(届かないことがあります)")),
    ]);

    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
