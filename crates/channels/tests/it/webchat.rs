//! Web chat has no webhook and calls nobody.

use channels::Rejection;
use conversation::{Channel, Content};

use crate::support::*;

#[test]
fn webchat_has_no_webhook_and_no_provider() {
    let account = account(&[("allowed_origins", "https://a.example")], &[]);
    let request = post("https://x.example/", &[], "{}");
    assert_eq!(request.verify(Channel::Webchat, &account), Err(Rejection::Method));
    let module = channels::module(Channel::Webchat);
    assert!(module.parse(&account.view(), &request.view(), NOW_MS).is_err());
    assert_eq!(module.provider_url(), None);
    assert!(render(Channel::Webchat, &account, &Content::text("hi"), None).parts.is_empty());
    assert!(channels::webchat::Webchat::allows(&account.view(), "https://a.example"));
    assert!(!channels::webchat::Webchat::allows(&account.view(), "https://b.example"));
}
