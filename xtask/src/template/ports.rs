//! The ports that functions name, the calls that their adapters make, and the actions that allow these.

/// A port as `main.rs` names it, and what stands behind it.
pub struct Port {
    pub name: &'static str,
    pub adapter: &'static str,
    /// Calls of the SDK that the adapter makes for functions, with the action that allows each.
    pub calls: &'static [(&'static str, &'static str)],
    /// Actions that are no calls.
    pub besides: &'static [&'static str],
    /// What every role with the port has.
    pub least: &'static [&'static str],
    pub variables: &'static [&'static str],
}

pub const PORTS: &[Port] = &[
    Port {
        name: "store",
        adapter: "store-dynamodb",
        calls: &[
            ("batch_get_item", "dynamodb:BatchGetItem"),
            ("delete_item", "dynamodb:DeleteItem"),
            ("get_item", "dynamodb:GetItem"),
            ("put_item", "dynamodb:PutItem"),
            ("query", "dynamodb:Query"),
            // Authorised by what the transaction holds.
            ("transact_write_items", "dynamodb:ConditionCheckItem"),
            ("update_item", "dynamodb:UpdateItem"),
        ],
        besides: &[],
        least: &["dynamodb:GetItem"],
        variables: &["TSUNAGI_TABLE"],
    },
    Port {
        name: "queue",
        adapter: "queue-sqs",
        calls: &[
            ("change_message_visibility_batch", "sqs:ChangeMessageVisibility"),
            ("send_message", "sqs:SendMessage"),
            ("send_message_batch", "sqs:SendMessage"),
        ],
        besides: &[],
        least: &["sqs:SendMessage"],
        variables: &[],
    },
    Port {
        name: "dead_letters",
        adapter: "queue-sqs",
        calls: &[
            ("change_message_visibility_batch", "sqs:ChangeMessageVisibility"),
            ("delete_message", "sqs:DeleteMessage"),
            ("get_queue_attributes", "sqs:GetQueueAttributes"),
            ("receive_message", "sqs:ReceiveMessage"),
            ("send_message", "sqs:SendMessage"),
        ],
        besides: &[],
        least: &[
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
            "sqs:SendMessage",
        ],
        variables: &[
            "TSUNAGI_DEAD_HTTP_CALLS",
            "TSUNAGI_DEAD_INBOUND",
            "TSUNAGI_DEAD_OUTBOUND",
            "TSUNAGI_QUEUE_HTTP_CALLS",
            "TSUNAGI_QUEUE_INBOUND",
            "TSUNAGI_QUEUE_OUTBOUND",
        ],
    },
    Port {
        name: "timers",
        adapter: "timers-aws",
        calls: &[("create_schedule", "scheduler:CreateSchedule"), ("send_message_batch", "sqs:SendMessage")],
        besides: &["iam:PassRole"],
        least: &["iam:PassRole", "scheduler:CreateSchedule", "sqs:SendMessage"],
        variables: &[
            "TSUNAGI_SCHEDULE_GROUP",
            "TSUNAGI_SCHEDULE_ROLE_ARN",
            "TSUNAGI_TIMERS_DEAD_LETTER_ARN",
            "TSUNAGI_TIMERS_QUEUE",
            "TSUNAGI_TIMERS_QUEUE_ARN",
        ],
    },
    Port {
        name: "blobs",
        adapter: "blobs-s3",
        calls: &[("delete_object", "s3:DeleteObject"), ("get_object", "s3:GetObject"), ("put_object", "s3:PutObject")],
        // Without it, what is missing cannot be told from what is denied.
        besides: &["s3:ListBucket"],
        least: &["s3:GetObject", "s3:ListBucket"],
        variables: &["TSUNAGI_BUCKET"],
    },
    Port {
        name: "secrets",
        adapter: "secrets-ssm",
        calls: &[("get_parameter", "ssm:GetParameter")],
        besides: &["kms:Decrypt"],
        least: &["kms:Decrypt", "ssm:GetParameter"],
        variables: &["TSUNAGI_SECRETS_PREFIX"],
    },
    Port {
        name: "changing_secrets",
        adapter: "secrets-ssm",
        calls: &[
            ("delete_parameter", "ssm:DeleteParameter"),
            ("get_parameter", "ssm:GetParameter"),
            ("put_parameter", "ssm:PutParameter"),
        ],
        // Systems Manager encrypts with the caller's rights.
        besides: &["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey"],
        least: &[
            "kms:Decrypt",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "ssm:DeleteParameter",
            "ssm:GetParameter",
            "ssm:PutParameter",
        ],
        variables: &["TSUNAGI_SECRETS_PREFIX"],
    },
    Port {
        name: "sockets",
        adapter: "sockets-apigw",
        calls: &[
            ("delete_connection", "execute-api:ManageConnections"),
            ("post_to_connection", "execute-api:ManageConnections"),
        ],
        besides: &[],
        least: &["execute-api:ManageConnections"],
        variables: &["TSUNAGI_SOCKETS_URL"],
    },
];

/// What people and tests do with queues and tables, which no function does.
const BY_HAND: &[&str] = &[
    "change_message_visibility",
    "create_queue",
    "create_table",
    "delete_message",
    "delete_message_batch",
    "get_queue_attributes",
    "receive_message",
    "update_time_to_live",
];

/// What feeds a function from a queue asks for.
pub const FEED: &[&str] = &["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"];
pub const LOG: &[&str] = &["logs:CreateLogStream", "logs:PutLogEvents"];

/// What a function needs of a port at least.
pub fn least(function: &str, port: &Port) -> &'static [&'static str] {
    match (function, port.name) {
        // They put bodies aside, and look whether what has the name already is the same.
        ("WebhookCustom" | "WebhookLine" | "WebhookSms", "blobs") => &["s3:GetObject", "s3:PutObject"],
        // It counts who is there, and tells nobody anything.
        ("OverviewApi", "sockets") => &[],
        _ => port.least,
    }
}

impl Port {
    /// Where its adapter's code lies.
    pub fn sources(&self) -> String {
        format!("crates/{}/src/", self.adapter)
    }

    /// Variables that the starts of `bench coldstart` do not set.
    pub fn unset(&self, starts: &str) -> Vec<String> {
        let unset = self.variables.iter().filter(|variable| !starts.contains(&format!("\"{variable}\"")));
        unset.map(|variable| format!("{variable}: is not in the environment of tests/coldstart")).collect()
    }

    /// Calls that its adapter's code makes and the list of its ports does not know.
    pub fn unknown_calls(&self, code: &str) -> Vec<String> {
        let known = || {
            PORTS.iter().filter(|it| it.adapter == self.adapter).flat_map(|it| it.calls.iter().map(|(call, _)| call))
        };
        let unknown =
            sdk_calls(code).into_iter().filter(|call| !BY_HAND.contains(call) && !known().any(|it| it == call));
        unknown
            .map(|call| format!("{}: calls {call}, which xtask/src/template/ports.rs gives no action", self.adapter))
            .collect()
    }
}

/// Operations of clients: `client.get_item()` and the same over two lines.
fn sdk_calls(text: &str) -> Vec<&str> {
    let mut calls = Vec::new();
    for client in ["client", "queue", "scheduler", "reads", "writes", "connections", "followers"] {
        for (at, _) in text.match_indices(client) {
            let rest = text[at + client.len()..].trim_start();
            let Some((call, after)) = rest.strip_prefix('.').and_then(|rest| rest.split_once('(')) else { continue };
            let is_name = !call.is_empty() && call.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            let is_operation = call.contains('_') || call == "query";
            if is_name && is_operation && after.starts_with(')') && !["as_str", "into_iter"].contains(&call) {
                calls.push(call);
            }
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_found_over_two_lines() {
        let text = "self.client.get_item().x(); store.writes\n    .put_item()\n; client.send(); queue.as_str()";
        assert_eq!(sdk_calls(text), ["get_item", "put_item"]);
    }
}
