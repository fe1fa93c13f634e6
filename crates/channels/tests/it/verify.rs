//! Vendors' published vectors, and everything that must not get in (rule R7; facts, section 5).

use channels::Rejection::{BadSignature, ContentType, Method, NotConfigured, Stale};
use channels::{custom, line, sms};
use conversation::Channel;

use crate::support::*;

const SMS_URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
const SMS_FORM: &str =
    "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";
const FORM_TYPE: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

#[test]
fn line_vectors() {
    // iamprompt/line-dev-docs-archive, "Verify webhook signature"; line/line-bot-sdk-nodejs, validate-signature.spec.ts.
    for (secret, body, signature) in [
        (
            "8c570fa6dd201bb328f1c1eac23a96d8",
            r#"{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}"#,
            "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=",
        ),
        ("test_secret", r#"{"hello":"world"}"#, "t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM="),
    ] {
        let account = account(&[], &[("channel_secret", secret)]);
        let request = post("https://x.example/", &[("X-Line-Signature", signature)], body);
        assert_eq!(request.verify(Channel::Line, &account), Ok(()), "{body}");
        assert_eq!(line::simulate::sign(secret, body.as_bytes()), signature);
    }
}

#[test]
fn twilio_vectors() {
    // twilio/twilio-python, tests/unit/test_request_validator.py.
    let account = account(&[], &[("auth_token", "12345")]);
    let http = SMS_URL.replace("https", "http");
    for (url, form, signature) in [
        (SMS_URL.to_owned(), SMS_FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (SMS_URL.replace(".com", ".com:443"), SMS_FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (SMS_URL.to_owned(), SMS_FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        (SMS_URL.replace(".com", ".com:443"), SMS_FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (SMS_URL.replace(".com", ".com:1234"), SMS_FORM, "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        (http.replace(".com", ".com:80"), SMS_FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (http.clone(), SMS_FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        (http.replace(".com", ".com:1234"), SMS_FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        (
            SMS_URL.to_owned(),
            "Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234",
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
    ] {
        let request = post(&url, &[("X-Twilio-Signature", signature), FORM_TYPE], form);
        assert_eq!(request.verify(Channel::Sms, &account), Ok(()), "{url} {signature}");
    }
    assert_eq!(sms::simulate::sign("12345", SMS_URL, SMS_FORM), "RSOYDt4T1cUTdK1PDd93/VVr8B8=");
}

#[test]
fn twilio_json_bodies_are_bound_by_their_hash() {
    let account = account(&[], &[("auth_token", "12345")]);
    let url = format!("{SMS_URL}&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620");
    let body = r#"{"property": "value", "boolean": true}"#;
    let headers = [("x-twilio-signature", "a9nBmqA0ju/hNViExpshrM61xv4="), ("content-type", "application/json")];
    assert_eq!(post(&url, &headers, body).verify(Channel::Sms, &account), Ok(()));

    let flipped = body.replace("true", "fals");
    assert_eq!(post(&url, &headers, flipped).verify(Channel::Sms, &account), Err(BadSignature));

    // Signed correctly, but without the hash the body could be anybody's.
    let unhashed = [("x-twilio-signature", &*sms::simulate::sign("12345", SMS_URL, "")), headers[1]];
    assert_eq!(post(SMS_URL, &unhashed, body).verify(Channel::Sms, &account), Err(BadSignature));

    // The same signature cannot be carried over to a form.
    assert_eq!(post(&url, &[headers[0], FORM_TYPE], "Body=x").verify(Channel::Sms, &account), Err(BadSignature));
    assert_eq!(post(&url, &[headers[0], FORM_TYPE], "").verify(Channel::Sms, &account), Err(BadSignature));
    assert_eq!(
        post(&url, &[headers[0], ("content-type", "text/plain")], body).verify(Channel::Sms, &account),
        Err(ContentType)
    );
}

#[test]
fn twilio_algorithm_is_pinned_by_the_account() {
    let sha1 = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
    let sha256 = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s=";
    let settings_header = ("x-twilio-webhooks-signature-settings", "key=k1,algorithm=HMAC_SHA256");
    let check = |settings: &[(&str, &str)], secrets: &[(&str, &str)], signature: &str| {
        let headers = [("x-twilio-signature", signature), settings_header, FORM_TYPE];
        post(SMS_URL, &headers, SMS_FORM).verify(Channel::Sms, &account(settings, secrets))
    };
    let both = [("auth_token", "12345"), ("shared_key_secret", "12345")];
    let pinned = [("signature_algorithm", "HMAC_SHA256")];
    assert_eq!(check(&pinned, &both, sha256), Ok(()));
    assert_eq!(check(&pinned, &both, sha1), Err(BadSignature));
    assert_eq!(check(&[], &both, sha1), Ok(()));
    assert_eq!(check(&[], &both, sha256), Err(BadSignature));
    assert_eq!(check(&pinned, &both[..1], sha256), Err(NotConfigured("shared_key_secret")));
    assert_eq!(check(&[("signature_algorithm", "none")], &both, sha1), Err(NotConfigured("signature_algorithm")));
}

const WEBHOOK_ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";

fn standard(signature: &str, timestamp: &str, body: &str) -> Posted {
    let headers = [("webhook-id", WEBHOOK_ID), ("webhook-timestamp", timestamp), ("webhook-signature", signature)];
    post("https://x.example/", &headers, body)
}

#[test]
fn standard_webhooks_vector() {
    // standard-webhooks/standard-webhooks, libraries/python/tests/test_webhooks.py.
    let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    let body = r#"{"test": 2432232314}"#;
    let account = custom_account();
    for header in
        [signature.to_owned(), format!("v1,AAAA v1a,fldx v2,zzz {signature}"), format!("{signature} v1,not-base64")]
    {
        assert_eq!(standard(&header, "1614265330", body).verify(Channel::Custom, &account), Ok(()), "{header}");
    }
    assert_eq!(custom::simulate::sign(WHSEC, WEBHOOK_ID, 1_614_265_330, body.as_bytes()).as_deref(), Some(signature));

    for header in [
        signature.replace("v1,", "v1a,"),
        signature.replace("v1,", ""),
        signature.replace("v1,", "V1,"),
        format!(",{signature}"),
        format!("v1,AAAA,{signature}"),
    ] {
        assert_eq!(
            standard(&header, "1614265330", body).verify(Channel::Custom, &account),
            Err(BadSignature),
            "{header}"
        );
    }
}

#[test]
fn standard_webhooks_window_is_five_minutes_each_way() {
    let account = custom_account();
    let now_s = NOW_MS / 1_000;
    for (timestamp_s, expected) in [
        (now_s, Ok(())),
        (now_s - 300, Ok(())),
        (now_s + 300, Ok(())),
        (now_s - 301, Err(Stale)),
        (now_s + 301, Err(Stale)),
        (0, Err(Stale)),
        (u64::MAX, Err(Stale)),
    ] {
        let signature = custom::simulate::sign(WHSEC, WEBHOOK_ID, timestamp_s, b"{}").unwrap();
        let request = standard(&signature, &timestamp_s.to_string(), "{}");
        assert_eq!(request.verify(Channel::Custom, &account), expected, "{timestamp_s}");
    }
    // A newer time stamp under an old signature is no way around it.
    let old = custom::simulate::sign(WHSEC, WEBHOOK_ID, now_s - 9_999, b"{}").unwrap();
    assert_eq!(standard(&old, &now_s.to_string(), "{}").verify(Channel::Custom, &account), Err(BadSignature));
    for timestamp in ["", "-1", "1614265330.5", " 1614265330", "+1614265330", "99999999999999999999"] {
        let outcome = standard(&old, timestamp, "{}").verify(Channel::Custom, &account);
        assert_eq!(outcome, Err(BadSignature), "{timestamp:?}");
    }
}

#[test]
fn standard_webhooks_ids_hold_no_dot() {
    let account = custom_account();
    let signature = custom::simulate::sign(WHSEC, "a.1", 1_614_265_330, b"{}").unwrap();
    let mut request = standard(&signature, "1614265330", "{}");
    request.headers[0].1 = "a.1".to_owned();
    assert_eq!(request.verify(Channel::Custom, &account), Err(BadSignature));
}

/// A request that a vendor signed correctly, with the name of the header that carries the signature.
struct Good {
    channel: Channel,
    account: Owned,
    request: Posted,
    header: &'static str,
    secret: &'static str,
    previous: &'static str,
}

fn good() -> Vec<Good> {
    let line_body = line::simulate::verify_body("Ubot");
    let line_signature = line::simulate::sign("line-secret", &line_body);
    let url = "https://tsunagi.example/webhooks/sms/main";
    let wire = sms::simulate::Wire { account_sid: "AC1", message_sid: "SM1", from: "+81901", to: "+15558675310" };
    let form = sms::simulate::form(&wire, "こんにちは & more", &[]);
    let sms_signature = sms::simulate::sign("sms-token", url, &form);
    let body = custom::simulate::text_body("user-1", "hello", NOW_MS);
    let custom_signature = custom::simulate::sign(WHSEC, WEBHOOK_ID, NOW_MS / 1_000, &body).unwrap();
    vec![
        Good {
            channel: Channel::Line,
            account: line_account(),
            request: post("https://tsunagi.example/", &[("x-line-signature", &line_signature)], line_body),
            header: "x-line-signature",
            secret: "channel_secret",
            previous: "channel_secret_previous",
        },
        Good {
            channel: Channel::Sms,
            account: sms_account(),
            request: post(url, &[("x-twilio-signature", &sms_signature), FORM_TYPE], form),
            header: "x-twilio-signature",
            secret: "auth_token",
            previous: "auth_token_previous",
        },
        Good {
            channel: Channel::Custom,
            account: custom_account(),
            request: standard(&custom_signature, &(NOW_MS / 1_000).to_string(), std::str::from_utf8(&body).unwrap()),
            header: "webhook-signature",
            secret: "secret",
            previous: "secret_previous",
        },
    ]
}

impl Good {
    fn with_signature(&self, change: impl Fn(&mut String)) -> Posted {
        let mut request = self.request.clone();
        let header = request.headers.iter_mut().find(|(name, _)| name == self.header).unwrap();
        change(&mut header.1);
        request
    }
}

#[test]
fn untouched_requests_pass() {
    for good in good() {
        assert_eq!(good.request.verify(good.channel, &good.account), Ok(()), "{:?}", good.channel);
    }
}

#[test]
fn missing_and_malformed_signatures_fail() {
    for good in good() {
        let check = |request: Posted, what: &str| {
            assert_eq!(request.verify(good.channel, &good.account), Err(BadSignature), "{:?}: {what}", good.channel);
        };
        let mut bare = good.request.clone();
        bare.headers.retain(|(name, _)| name != good.header);
        check(bare, "no header");
        check(good.with_signature(String::clear), "empty header");
        check(good.with_signature(|value| *value = " ".to_owned()), "blank header");
        check(good.with_signature(|value| *value = "v1,".to_owned()), "nothing signed");
        check(good.with_signature(|value| *value = "あ".to_owned()), "not base64");
        check(good.with_signature(|value| value.truncate(value.len() - 4)), "short");
        check(good.with_signature(|value| value.push_str("AAAA")), "long");
    }
}

#[test]
fn one_flipped_bit_fails() {
    for good in good() {
        for at in 0..good.request.body.len() {
            let mut request = good.request.clone();
            request.body[at] ^= 1;
            assert_eq!(request.verify(good.channel, &good.account), Err(BadSignature), "{:?} byte {at}", good.channel);
        }
        let signature = good.request.view().header(good.header).unwrap().to_owned();
        for at in signature.find(',').map_or(0, |comma| comma + 1)..signature.len() {
            let request = good.with_signature(|value| {
                let flipped = char::from(value.as_bytes()[at] ^ 1);
                value.replace_range(at..=at, flipped.encode_utf8(&mut [0; 4]));
            });
            assert_eq!(request.verify(good.channel, &good.account), Err(BadSignature), "{:?} sign {at}", good.channel);
        }
    }
}

#[test]
fn another_accounts_key_fails() {
    for good in good() {
        for other in ["another-secret", "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let mut account = good.account.clone();
            account.secrets.insert(good.secret.to_owned(), other.to_owned());
            let outcome = good.request.verify(good.channel, &account);
            assert!(matches!(outcome, Err(BadSignature | NotConfigured("secret"))), "{:?}: {outcome:?}", good.channel);
        }
    }
}

#[test]
fn a_missing_or_blank_secret_fails_closed_whatever_the_signature() {
    for good in good() {
        for blank in [None, Some(""), Some(" \n"), Some("whsec_")] {
            if blank == Some("whsec_") && good.channel != Channel::Custom {
                continue;
            }
            let mut account = good.account.clone();
            match blank {
                None => account.secrets.remove(good.secret),
                Some(blank) => account.secrets.insert(good.secret.to_owned(), blank.to_owned()),
            };
            // A good previous secret does not stand in for the current one.
            account.secrets.insert(good.previous.to_owned(), good.account.secrets[good.secret].clone());
            let expected = NotConfigured(good.secret);
            assert_eq!(expected.status(), 503);
            assert_eq!(good.request.verify(good.channel, &account), Err(expected), "{:?} {blank:?}", good.channel);
        }
    }
    // What HMAC with an empty key gives must not open anything.
    let body = b"{}".to_vec();
    let signature = line::simulate::sign("", &body);
    let request = post("https://x.example/", &[("x-line-signature", &signature)], body);
    assert_eq!(
        request.verify(Channel::Line, &account(&[], &[("channel_secret", "")])),
        Err(NotConfigured("channel_secret"))
    );
}

#[test]
fn both_secrets_work_during_a_rotation() {
    for good in good() {
        let mut account = good.account.clone();
        let old = account.secrets[good.secret].clone();
        account.secrets.insert(good.secret.to_owned(), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned());
        account.secrets.insert(good.previous.to_owned(), format!("{old}\n"));
        assert_eq!(good.request.verify(good.channel, &account), Ok(()), "{:?}", good.channel);
        account.secrets.insert(good.previous.to_owned(), String::new());
        assert_eq!(good.request.verify(good.channel, &account), Err(BadSignature), "{:?}", good.channel);
    }
}

#[test]
fn only_post_is_taken() {
    for good in good() {
        for method in ["GET", "PUT", "HEAD", ""] {
            let request = Posted { method: method.to_owned(), ..good.request.clone() };
            assert_eq!(request.verify(good.channel, &good.account), Err(Method), "{:?} {method}", good.channel);
        }
    }
}

#[test]
fn twilio_signs_the_url_too() {
    let good = good().remove(1);
    for url in [
        "https://tsunagi.example/webhooks/sms/other",
        "https://tsunagi.example/webhooks/sms/main/",
        "https://tsunagi.example/webhooks/sms/main?a=b",
        "http://tsunagi.example/webhooks/sms/main",
        "https://evil.example/webhooks/sms/main",
    ] {
        let request = Posted { url: url.to_owned(), ..good.request.clone() };
        assert_eq!(request.verify(good.channel, &good.account), Err(BadSignature), "{url}");
    }
    let fragment = Posted { url: format!("{}#rc=2", good.request.url), ..good.request.clone() };
    assert_eq!(fragment.verify(good.channel, &good.account), Ok(()));
}
