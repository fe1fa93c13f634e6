//! Which settings can work, by the shapes that vendors give them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use channels::WrongSetting;
use conversation::Channel;

use crate::support::*;

/// Whether a good account still is one with this value; otherwise which setting is wrong.
fn with(channel: Channel, name: &str, value: &str) -> Result<(), WrongSetting> {
    let mut account = match channel {
        Channel::Line => account(&[], &[("channel_secret", "s"), ("channel_access_token", "t")]),
        Channel::Sms => {
            let sid = format!("AC{}", "0".repeat(32));
            account(&[("account_sid", &sid), ("from", "+15558675310")], &[("auth_token", "t")])
        }
        Channel::Custom => custom_account(),
        Channel::Webchat => account(&[], &[]),
    };
    let is_secret = channels::module(channel).settings().iter().any(|known| known.name == name && known.secret);
    let values = if is_secret { &mut account.secrets } else { &mut account.settings };
    values.insert(name.to_owned(), value.to_owned());
    channels::module(channel).check_settings(&account.view())
}

fn check(channel: Channel, name: &'static str, code: &'static str, good: &[&str], bad: &[&str]) {
    for value in good {
        assert_eq!(with(channel, name, value), Ok(()), "{value}");
    }
    for value in bad {
        assert_eq!(with(channel, name, value), Err(WrongSetting { name, code }), "{value}");
    }
}

#[test]
fn ids_are_those_of_their_vendor() {
    let id = |letters: &str, digit: &str| format!("{letters}{}", digit.repeat(32));
    let too_long = id("U", "8e8");
    check(
        Channel::Line,
        "bot_user_id",
        "bot_user_id_invalid",
        &["", "U8e742f61d673b39c7fff3cecb7536ef0", &format!(" {} ", id("U", "a"))],
        &["@shop", "U", "8e742f61d673b39c7fff3cecb7536ef0", "u8e742f61d673b39c7fff3cecb7536ef0", &too_long],
    );
    check(
        Channel::Sms,
        "account_sid",
        "account_sid_invalid",
        &[&id("AC", "0"), &id("AC", "f")],
        &["AC", "shop", "AC 1", &id("SK", "0")],
    );
}

#[test]
fn senders_are_numbers_services_short_codes_and_names() {
    let service = format!("MG{}", "0".repeat(32));
    check(
        Channel::Sms,
        "from",
        "sms_from_invalid",
        &["+819012345678", "+15005550006", &service, "12345", "Tsunagi", "My Shop 2", "whatsapp:+14155238886"],
        &["090-1234-5678", "09012345678", "+81 90 1234 5678", "+0123456789", "A name too long", "12", "店"],
    );
}

#[test]
fn a_signature_algorithm_is_known_and_has_its_key() {
    let name = "signature_algorithm";
    check(Channel::Sms, name, "signature_algorithm_invalid", &["", "HMAC_SHA1"], &["SHA256", "hmac_sha1", "none"]);
    let missing = WrongSetting { name: "shared_key_secret", code: "shared_key_secret_missing" };
    assert_eq!(with(Channel::Sms, name, "HMAC_SHA256"), Err(missing));
    let mut with_key = sms_account();
    with_key.settings.insert("account_sid".to_owned(), format!("AC{}", "0".repeat(32)));
    with_key.settings.insert(name.to_owned(), "HMAC_SHA256".to_owned());
    with_key.secrets.insert("shared_key_secret".to_owned(), "k".to_owned());
    assert_eq!(channels::module(Channel::Sms).check_settings(&with_key.view()), Ok(()));
}

#[test]
fn a_signing_secret_can_sign() {
    let of_bytes = |count: usize| format!("whsec_{}", STANDARD.encode(vec![7; count]));
    let without_prefix = STANDARD.encode([7; 32]);
    for name in ["secret", "secret_previous"] {
        check(
            Channel::Custom,
            name,
            "signing_secret_invalid",
            &[WHSEC, &of_bytes(24), &of_bytes(64), &of_bytes(6), &without_prefix, without_prefix.trim_end_matches('=')],
            &["hunter2", "whsec_", "whsec_a secret", "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
        );
    }
}

#[test]
fn an_endpoint_is_a_whole_address() {
    check(
        Channel::Custom,
        "endpoint_url",
        "endpoint_url_invalid",
        &["https://crm.example.com/tsunagi", "https://crm.example.com:8443/?a=b", "http://127.0.0.1:9000/hook"],
        &["crm.example.com", "ftp://crm.example.com/", "https://", "/tsunagi"],
    );
}
