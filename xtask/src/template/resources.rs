//! What templates say, read by their layout: all of them here are laid out alike.

use std::collections::BTreeMap;

/// The lines of each resource, without their indentation, by its name.
pub type Resources = BTreeMap<String, Vec<String>>;

/// A resource begins two columns in.
pub fn resources_of(template: &str) -> Resources {
    let mut resources = Resources::new();
    let mut name = None;
    let lines = template.lines().skip_while(|line| *line != "Resources:").skip(1);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let begins = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#']));
        if let Some(begins) = begins.and_then(|rest| rest.strip_suffix(':')) {
            name = Some(begins.to_owned());
        } else if let Some(name) = &name {
            resources.entry(name.clone()).or_default().push(line.trim().to_owned());
        }
    }
    resources
}

pub fn is_function(lines: &[String]) -> bool {
    lines.iter().any(|line| line == "Type: AWS::Serverless::Function")
}

/// The value of a property, wherever it stands in the resource.
pub fn value<'a>(lines: &'a [String], property: &str) -> Option<&'a str> {
    lines.iter().find_map(|line| line.strip_prefix(property)?.strip_prefix(": "))
}
