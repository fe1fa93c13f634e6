//! Alarms that go by what a function says in its log.

use super::resources::{Resources, value};
use crate::bundle::folder_of;

/// Words of a filter that are not in the code of the function whose log it reads. `code` is that of a folder.
pub fn check(resources: &Resources, code: impl Fn(&str) -> String) -> Vec<String> {
    let filters = resources.iter().filter_map(|(name, lines)| Some((name, value(lines, "FilterPattern")?, lines)));
    let unsaid = filters.filter(|(_, pattern, lines)| {
        let function = value(lines, "LogGroupName").and_then(|group| group.strip_prefix("!Ref ")?.strip_suffix("Log"));
        let words = pattern.split('"').nth(1);
        let said = function.zip(words).map(|(function, words)| {
            let folder = format!("functions/{}/src/", folder_of(function));
            code(&folder).contains(&format!("\"{words}\""))
        });
        said != Some(true)
    });
    unsaid.map(|(name, pattern, _)| format!("{name}: the function never says {pattern}")).collect()
}

#[cfg(test)]
mod tests {
    use super::super::resources::resources_of;
    use super::super::tests::check as told;
    use super::*;

    #[test]
    fn what_a_filter_looks_for_is_said() {
        let template = "Resources:
  Lost:
    LogGroupName: !Ref OutboundSendLog
    FilterPattern: '{ $.fields.message = \"a send is lost\" }'
";
        let says = |what: &str| {
            let what = format!("error!(\"{what}\")");
            check(&resources_of(template), move |folder| match folder {
                "functions/outbound-send/src/" => what.clone(),
                _ => String::new(),
            })
        };
        told(says("a send is lost"), &[]);
        told(says("a send was lost"), &["Lost: the function never says"]);
    }
}
