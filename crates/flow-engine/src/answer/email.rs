//! E-mail addresses: what RFC 5321 allows without quoting, at a domain with a dot.

use super::plain;

/// The address, its domain in lower case; none if it could not receive mail.
pub(crate) fn read_email(text: &str) -> Option<String> {
    let text = plain(text);
    let text = text.strip_prefix("mailto:").unwrap_or(&text);
    let text = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    let (local, domain) = text.rsplit_once('@')?;
    let domain = domain.to_ascii_lowercase();
    (text.len() <= 254 && is_local(local) && is_domain(&domain)).then(|| format!("{local}@{domain}"))
}

fn is_local(local: &str) -> bool {
    // Consecutive and trailing dots break the RFC, but Japanese carriers gave out such addresses for years.
    let atext = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    (1..=64).contains(&local.len()) && !local.starts_with('.') && local.chars().all(atext)
}

fn is_domain(domain: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    domain.contains('.') && domain.split('.').all(label) && top.len() >= 2 && !top.chars().all(|c| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fe21_email_addresses() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(read_email(text).as_deref(), expected, "{text:?}");
        check("hana@example.com", Some("hana@example.com"));
        check(" Hana.Sato+shop@Example.CO.JP ", Some("Hana.Sato+shop@example.co.jp"));
        check("ｈａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ", Some("hana@example.com"));
        check("<hana@example.com>", Some("hana@example.com"));
        check("hana..s.@docomo.ne.jp", Some("hana..s.@docomo.ne.jp"));
        for text in [
            "",
            "hana",
            "hana@",
            "@example.com",
            "hana@example",
            "a b@example.com",
            "a@b@example.com",
            "hana@-x.com",
            "hana@example.1",
            "花@example.com",
            "hana@example..com",
        ] {
            check(text, None);
        }
    }
}
