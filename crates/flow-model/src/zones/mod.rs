//! Time zones: which POSIX rule an IANA name follows today.
//!
//! `zones.tsv` holds one rule per line and the names that follow it. The rules are the footers of the compiled
//! IANA time zone database 2025b (public domain): what holds from the last recorded change on. Past
//! changes do not matter to a flow, which only asks about now and about dates to come. A few zones have years
//! of announced changes that no rule can express (Morocco at Ramadan): those keep their usual offset.

const TABLE: &str = include_str!("zones.tsv");

/// The POSIX form of an IANA zone: `Asia/Tokyo` gives `JST-9`.
pub fn posix_zone(name: &str) -> Option<&'static str> {
    TABLE.lines().find_map(|line| {
        let (rule, names) = line.split_once('\t')?;
        names.split(' ').any(|known| known == name).then_some(rule)
    })
}

/// Every IANA name that we know, for pickers and suggestions.
pub fn zone_names() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter_map(|line| line.split_once('\t')).flat_map(|(_, names)| names.split(' '))
}

#[cfg(test)]
mod tests {
    use super::{posix_zone, zone_names};

    #[test]
    fn knows_zones_with_and_without_summer_time() {
        assert_eq!(posix_zone("Asia/Tokyo"), Some("JST-9"));
        assert_eq!(posix_zone("America/New_York"), Some("EST5EDT,M3.2.0,M11.1.0"));
        assert_eq!(posix_zone("Asia/Kolkata"), Some("IST-5:30"));
        assert_eq!(posix_zone("UTC"), Some("UTC0"));
        assert_eq!(posix_zone("Asia/Tokio"), None);
        assert_eq!(posix_zone(""), None);
        assert!(zone_names().count() > 500);
    }
}
