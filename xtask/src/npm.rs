//! The npm workspaces: which there are, what they depend on, and whether their packages are installed.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::workspace::Workspace;

/// What `tsunagi` embeds, one folder `dist` each.
pub const FRONT_ENDS: &[&str] = &["home", "flow-builder", "agent-desktop", "chat-widget"];

/// The browser tests of the whole system.
pub const E2E: &str = "tests/e2e";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    pub folder: String,
    pub scripts: Vec<String>,
    pub name: String,
    depends_on: Vec<String>,
}

impl Package {
    pub fn has_script(&self, script: &str) -> bool {
        self.scripts.iter().any(|name| name == script)
    }
}

/// Every workspace that has a `package.json`, in the order of the root's list.
pub fn packages(workspace: &Workspace) -> Vec<Package> {
    let mut folders: Vec<String> = Vec::new();
    for pattern in strings(&json(workspace, "package.json")["workspaces"]) {
        match pattern.strip_suffix("/*") {
            Some(parent) => folders.extend(crate::files::folders(workspace, parent)),
            None => folders.push(pattern),
        }
    }
    folders.retain(|folder| workspace.has(&format!("{folder}/package.json")));
    folders
        .into_iter()
        .map(|folder| package(folder.clone(), &json(workspace, &format!("{folder}/package.json"))))
        .collect()
}

fn package(folder: String, manifest: &Value) -> Package {
    let names = |table: &str| {
        let table = manifest[table].as_object();
        table.into_iter().flat_map(|table| table.keys().cloned()).collect::<Vec<_>>()
    };
    let depends_on = ["dependencies", "devDependencies", "peerDependencies"].into_iter().flat_map(names).collect();
    let name = manifest["name"].as_str().unwrap_or(&folder).to_owned();
    Package { folder, name, scripts: names("scripts"), depends_on }
}

/// The folders of a package and of every workspace that it depends on, however far.
pub fn sources(workspace: &Workspace, packages: &[Package], folder: &str) -> Vec<PathBuf> {
    let mut found: Vec<&Package> = packages.iter().filter(|package| package.folder == folder).collect();
    let mut at = 0;
    while let Some(package) = found.get(at).copied() {
        let more: Vec<&Package> = packages
            .iter()
            .filter(|other| package.depends_on.contains(&other.name) && !found.iter().any(|f| f.name == other.name))
            .collect();
        found.extend(more);
        at += 1;
    }
    found.into_iter().map(|package| workspace.path(&package.folder)).collect()
}

/// Packages of the lock file that are not installed in the version it names.
pub fn not_installed(workspace: &Workspace) -> Vec<String> {
    differences(&json(workspace, "package-lock.json"), &json(workspace, "node_modules/.package-lock.json"))
}

fn differences(lock: &Value, installed: &Value) -> Vec<String> {
    let wanted: BTreeMap<&String, &Value> = lock["packages"].as_object().into_iter().flatten().collect();
    wanted
        .into_iter()
        // The root and the workspaces themselves are listed too, and packages for other machines are optional.
        .filter(|(path, about)| path.contains("node_modules/") && about["optional"] != true)
        .filter(|(path, about)| {
            let there = &installed["packages"][path.as_str()];
            there.is_null() || there["version"] != about["version"]
        })
        .map(|(path, _)| path.clone())
        .collect()
}

fn json(workspace: &Workspace, file: &str) -> Value {
    fs::read(workspace.path(file)).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn strings(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_the_lock_file_wants_here_is_missing() {
        let lock = json!({ "packages": {
            "": { "version": "0.1.0" },
            "home": { "version": "0.1.0" },
            "node_modules/home": { "resolved": "home", "link": true },
            "node_modules/vite": { "version": "8.0.0" },
            "node_modules/react": { "version": "19.0.0" },
            "node_modules/fsevents": { "version": "2.0.0", "optional": true },
        }});
        let same = json!({ "packages": {
            "node_modules/home": { "resolved": "home", "link": true },
            "node_modules/vite": { "version": "8.0.0" },
            "node_modules/react": { "version": "19.0.0" },
        }});
        assert_eq!(differences(&lock, &same), [""; 0]);
        let older = json!({ "packages": {
            "node_modules/vite": { "version": "7.0.0" },
            "node_modules/react": { "version": "19.0.0" },
        }});
        assert_eq!(differences(&lock, &older), ["node_modules/home", "node_modules/vite"]);
        assert_eq!(differences(&lock, &Value::Null).len(), 3);
    }

    #[test]
    fn sources_follow_dependencies_between_workspaces() {
        let workspace = Workspace { root: "/r".into(), target: "/r/target".into() };
        let packages = [
            package("packages/i18n".into(), &json!({ "name": "@t/i18n" })),
            package("packages/ui".into(), &json!({ "name": "@t/ui", "dependencies": { "@t/i18n": "*" } })),
            package("home".into(), &json!({ "name": "home", "dependencies": { "@t/ui": "*", "react": "19" } })),
            package("widget".into(), &json!({ "name": "widget", "scripts": { "build": "vite build" } })),
        ];
        let of = |folder| sources(&workspace, &packages, folder);
        assert_eq!(of("home"), ["/r/home", "/r/packages/ui", "/r/packages/i18n"].map(PathBuf::from));
        assert_eq!(of("widget"), ["/r/widget"].map(PathBuf::from));
        assert!(packages[3].has_script("build") && !packages[3].has_script("test"));
    }
}
