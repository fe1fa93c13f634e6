//! The functions that there are: in templates, in the code, and in local mode.

use std::collections::BTreeSet;

use super::resources::{Resources, is_function};
use crate::bundle::folder_of;

/// Functions that one of the three does not know. Local mode knows those that it mounts or calls.
pub fn both_ways(resources: &Resources, mains: &[(String, String)], local: &str) -> Vec<String> {
    let in_templates: BTreeSet<String> =
        resources.iter().filter(|(_, lines)| is_function(lines)).map(|(name, _)| folder_of(name)).collect();
    let in_code: BTreeSet<String> = mains.iter().map(|(folder, _)| folder.clone()).collect();
    let in_local: BTreeSet<String> = in_code.iter().filter(|folder| is_used(local, folder)).cloned().collect();
    let mut problems = Vec::new();
    for (some, others, what) in [
        (&in_code, &in_templates, "is in functions/ and in no template of infra/"),
        (&in_templates, &in_code, "is in a template and not in functions/ with a main.rs"),
        (&in_code, &in_local, "is in functions/ and crates/local mounts and calls it nowhere"),
    ] {
        problems.extend(some.difference(others).map(|name| format!("{name}: {what}")));
    }
    problems
}

/// Whether code mounts a function's router, calls its handler, or asks it whom to let in or what to answer.
fn is_used(code: &str, folder: &str) -> bool {
    let package = folder.replace('-', "_");
    ["router(", "handle(", "admit(", "answer("].iter().any(|call| code.contains(&format!("{package}::{call}")))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ROLE, check, template};
    use super::*;

    #[test]
    fn all_three_know_the_same_functions() {
        let mains = [("f".to_owned(), String::new())];
        check(both_ways(&template(ROLE), &mains, ".merge(f::router(services))"), &[]);
        check(both_ways(&Resources::new(), &mains, "use f::Answer;"), &["no template", "mounts and calls it nowhere"]);
        check(both_ways(&template(ROLE), &[], ""), &["not in functions/"]);
    }
}
