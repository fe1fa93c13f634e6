//! Why a call failed, sorted by what it may have done.

use std::error::Error;
use std::io;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::display::DisplayErrorContext;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;

/// Codes by which the services say "too fast". Nothing was done.
const THROTTLED: &[&str] = &[
    "LimitExceededException",
    "OverLimit",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TooManyUpdates",
];

/// What is known after a call failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The service took the request in and said no, by this code. Nothing was done.
    #[error("{code}: {message}")]
    Refused { code: String, message: String },
    /// Nothing was done; later it may be.
    #[error("too fast: {0}")]
    Throttled(String),
    /// The request never left this machine.
    #[error("{0}")]
    NotSent(String),
    /// The request left, and nobody knows whether it was done.
    #[error("no certain answer: {0}")]
    Ambiguous(String),
}

impl Failure {
    pub fn of<E>(error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + Error + Send + Sync + 'static,
    {
        match error {
            SdkError::ConstructionFailure(_) => Self::NotSent(told(error)),
            SdkError::DispatchFailure(_) if never_connected(error) => Self::NotSent(told(error)),
            SdkError::ServiceError(context) => {
                let (code, message) = (context.err().code(), context.err().message());
                let status = context.raw().status().as_u16();
                answered(status, code.unwrap_or_default(), message.unwrap_or_default())
            }
            _ => Self::Ambiguous(told(error)),
        }
    }

    /// The code of a refusal.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }
}

fn answered(status: u16, code: &str, message: &str) -> Failure {
    if THROTTLED.contains(&code) || status == 429 {
        return Failure::Throttled(format!("{code}: {message}"));
    }
    if status >= 500 {
        return Failure::Ambiguous(format!("status {status} {code}: {message}"));
    }
    let code = if code.is_empty() { format!("status {status}") } else { code.to_owned() };
    Failure::Refused { code, message: message.to_owned() }
}

/// True only when the operating system said that nobody listens.
fn never_connected(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(one) = cause {
        if let Some(io) = one.downcast_ref::<io::Error>() {
            return io.kind() == io::ErrorKind::ConnectionRefused;
        }
        cause = one.source();
    }
    false
}

fn told(error: &(dyn Error + 'static)) -> String {
    DisplayErrorContext(error).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ac5_answers_are_sorted_by_what_they_may_have_done() {
        let code = |status, code| match answered(status, code, "m") {
            Failure::Refused { .. } => "refused",
            Failure::Throttled(_) => "throttled",
            Failure::NotSent(_) => "not sent",
            Failure::Ambiguous(_) => "ambiguous",
        };
        assert_eq!(code(400, "ValidationException"), "refused");
        assert_eq!(code(400, "ProvisionedThroughputExceededException"), "throttled");
        // S3 says it with a status that elsewhere means doubt.
        assert_eq!(code(503, "SlowDown"), "throttled");
        assert_eq!(code(429, ""), "throttled");
        assert_eq!(code(500, "InternalServerError"), "ambiguous");
        assert_eq!(code(503, "ServiceUnavailable"), "ambiguous");
    }
}
