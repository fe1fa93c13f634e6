//! The first event of a function.

/// A customer's first message, which no flow takes: read, kept, and told to desks.
const MESSAGE: &str = r#"{"Records":[{"messageId":"m1","receiptHandle":"r1","eventSource":"aws:sqs","awsRegion":"us-east-1","attributes":{"ApproximateReceiveCount":"1","MessageGroupId":"main/cus_00000000000000000000000000","MessageDeduplicationId":"d1"},"messageAttributes":{},"body":"{\"workspace\":\"main\",\"customer\":\"cus_00000000000000000000000000\",\"event_key\":\"e1\",\"event\":{\"inbound\":{\"identity\":{\"channel\":\"line\",\"account\":\"shop\",\"address\":\"U1\"},\"event_key\":\"e1\",\"occurred_at_ms\":1790000000000,\"kind\":{\"message\":{\"content\":{\"text\":\"hello\"},\"provider_message_id\":\"p1\",\"reply_token\":null}},\"display_name\":null,\"language\":null}}}"}]}"#;

/// What a function is given first. A hello answers with what it was given; the others are only started.
pub fn of(function: &str) -> Option<&'static str> {
    match function {
        "conversation-turn" => Some(MESSAGE),
        "hello" => Some("{}"),
        _ => None,
    }
}
