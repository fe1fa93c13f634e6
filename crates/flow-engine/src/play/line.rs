//! The transcript's lines.

use conversation::Content;
use serde::Serialize;

use crate::effect::{HttpCall, Problem};

/// One thing that happened. `Display` is one line of a transcript: `>` what came in, `<` what went out, `~` what
/// the flow did beside, `!` what went wrong.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Line {
    Customer { content: Content },
    Flow { node: String, content: Content },
    Http { request: HttpCall },
    Handover { queue: String, reason: String },
    HandedBack,
    Waited { seconds: u64 },
    Ended,
    Failed { problem: Problem },
    Noted { problem: Problem },
}

impl std::fmt::Display for Line {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Customer { content } => write!(out, "> {}", content.preview()),
            Self::Flow { content, .. } => {
                write!(out, "< {}", content.preview())?;
                if let Content::Choice { options, .. } = content {
                    for option in options {
                        write!(out, " [{}]", option.label)?;
                    }
                }
                Ok(())
            }
            Self::Http { request } => write!(out, "~ {} {}", request.method, request.url),
            Self::Handover { queue, reason } => write!(out, "~ → {queue} {reason}"),
            Self::HandedBack => out.write_str("~ ←"),
            Self::Waited { seconds } => write!(out, "~ {seconds} s"),
            Self::Ended => out.write_str("~ end"),
            Self::Failed { problem } | Self::Noted { problem } => {
                write!(out, "! {}: {}", problem.node, problem.detail)
            }
        }
    }
}
