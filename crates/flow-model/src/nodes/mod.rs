//! The registry of node kinds. A kind's settings, exits and words for the builder (`ABOUT`) stand in its own file,
//! as do the settings of a node just dropped on the canvas (`fresh`); its behaviour stands in
//! `flow-engine/src/nodes/` under the same name.

mod answer;
mod ask;
mod branch;
mod comment;
mod delivery;
mod end;
mod handover;
mod http;
mod jump;
mod message;
mod schedule_check;
mod set;
mod subflow;
mod switch;
mod wait;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::about::About;
use crate::nested::nested;

pub use answer::{Answer, AskOption, DateBounds, NumberBounds, TextBounds};
pub use ask::{Ask, Retry};
pub use branch::{Branch, ConditionCase};
pub use comment::Comment;
pub use delivery::Delivery;
pub use end::End;
pub use handover::Handover;
pub use http::{Header, Http, Method};
pub use jump::Jump;
pub use message::{Image, Message, MessageChoice};
pub use schedule_check::{Day, Hours, ScheduleCheck};
pub use set::{Assignment, Set};
pub use subflow::{Param, ResultValue, Subflow};
pub use switch::{Switch, SwitchCase};
pub use wait::{OnMessage, Wait};

/// One way out of a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    pub name: String,
    /// False where leaving it open is fine (it then falls back to another exit).
    pub required: bool,
}

impl Exit {
    fn required(name: &str) -> Self {
        Self { name: name.to_owned(), required: true }
    }

    fn optional(name: &str) -> Self {
        Self { name: name.to_owned(), required: false }
    }
}

/// Which part of the palette a kind belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    Message,
    Question,
    Logic,
    World,
    People,
    Canvas,
}

fn catalog_entry(name: &str, family: Family, about: &About, fresh: serde_json::Result<Value>) -> Value {
    let mut entry = serde_json::json!(about);
    entry["kind"] = name.into();
    entry["family"] = serde_json::json!(family);
    entry["defaults"] = fresh.unwrap_or_default();
    entry
}

macro_rules! kinds {
    ($($variant:ident $name:literal $family:ident;)*) => {
        /// A node's kind with its settings.
        #[derive(Debug, Clone, PartialEq, Serialize)]
        #[serde(tag = "kind", content = "settings", rename_all = "snake_case")]
        pub enum NodeKind {
            $($variant($variant),)*
        }

        impl NodeKind {
            /// Every kind's name, in palette order.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// Reads the settings of a kind. Paths in errors begin at `settings`.
            pub(crate) fn from_settings<E: serde::de::Error>(kind: &str, settings: Value) -> Result<Self, E> {
                match kind {
                    $($name => nested(settings, "settings").map(Self::$variant),)*
                    other => Err(E::unknown_variant(other, Self::NAMES)),
                }
            }

            /// Kind, settings type and settings schema, in palette order.
            pub(crate) fn settings_schemas(
                generator: &mut schemars::SchemaGenerator,
            ) -> Vec<(&'static str, &'static str, schemars::Schema)> {
                vec![$(($name, stringify!($variant), generator.subschema_for::<$variant>()),)*]
            }

            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }

            /// How the builder presents it.
            pub fn about(&self) -> &'static About {
                match self { $(Self::$variant(_) => &$variant::ABOUT,)* }
            }

            pub fn family(&self) -> Family {
                match self { $(Self::$variant(_) => Family::$family,)* }
            }

            /// How the builder presents every kind, in palette order.
            pub(crate) fn catalog() -> Vec<Value> {
                vec![$(
                    catalog_entry($name, Family::$family, &$variant::ABOUT, serde_json::to_value($variant::fresh())),
                )*]
            }

            /// The ways out, in the order they are drawn.
            pub fn exits(&self) -> Vec<Exit> {
                match self { $(Self::$variant(settings) => settings.exits(),)* }
            }
        }
    };
}

kinds! {
    Message "message" Message;
    Ask "ask" Question;
    Branch "branch" Logic;
    Switch "switch" Logic;
    Set "set" Logic;
    Wait "wait" Logic;
    ScheduleCheck "schedule_check" Logic;
    Jump "jump" Logic;
    Subflow "subflow" Logic;
    End "end" Logic;
    Http "http" World;
    Handover "handover" People;
    Comment "comment" Canvas;
}
