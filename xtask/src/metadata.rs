//! The graph of crates, as cargo resolves it for this machine.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::args::Failure;
use crate::process;
use crate::workspace::Workspace;

/// A crate of the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crate {
    pub id: String,
    pub name: String,
    pub version: String,
    /// The licence expression; empty when the crate names none.
    pub licence: String,
    /// The folder from the workspace's root, for our own crates.
    pub folder: Option<String>,
    /// What its manifest says, dependencies of tests left out.
    pub declared: Vec<Declared>,
    /// Ids of the crates it is built from with default features, dependencies of tests left out.
    uses: Vec<String>,
}

/// A line of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub name: String,
    pub optional: bool,
    pub features: Vec<String>,
}

pub struct Graph {
    crates: BTreeMap<String, Crate>,
}

impl Graph {
    pub fn read(workspace: &Workspace) -> Result<Self, Failure> {
        let mut ask = workspace.cargo(&["metadata", "--format-version", "1", "--filter-platform", &host(workspace)?]);
        let bytes = process::capture(&mut ask)?;
        let metadata = serde_json::from_slice(&bytes)
            .map_err(|error| Failure::failed(format!("reading cargo's metadata: {error}")))?;
        Ok(Self::from_metadata(&metadata))
    }

    fn from_metadata(metadata: &Value) -> Self {
        let root = metadata["workspace_root"].as_str().unwrap_or_default();
        let uses: BTreeMap<&str, &Value> =
            list(&metadata["resolve"]["nodes"]).map(|node| (text(&node["id"]), &node["deps"])).collect();
        let crates = list(&metadata["packages"]).filter_map(|package| {
            let id = text(&package["id"]);
            let uses = uses.get(id)?;
            let ours = package["source"].is_null();
            let manifest = text(&package["manifest_path"]);
            let folder = manifest.strip_prefix(root).and_then(|path| path.strip_suffix("/Cargo.toml"));
            let made = Crate {
                id: id.to_owned(),
                name: text(&package["name"]).to_owned(),
                version: text(&package["version"]).to_owned(),
                licence: text(&package["license"]).to_owned(),
                folder: folder.filter(|_| ours).map(|folder| folder.trim_start_matches('/').to_owned()),
                declared: list(&package["dependencies"]).filter(|line| line["kind"] != "dev").map(declared).collect(),
                uses: list(uses)
                    .filter(|edge| list(&edge["dep_kinds"]).any(|kind| kind["kind"] != "dev"))
                    .map(|edge| text(&edge["pkg"]).to_owned())
                    .collect(),
            };
            Some((made.id.clone(), made))
        });
        Self { crates: crates.collect() }
    }

    pub fn all(&self) -> impl Iterator<Item = &Crate> {
        self.crates.values()
    }

    /// Our own crates.
    pub fn ours(&self) -> impl Iterator<Item = &Crate> {
        self.all().filter(|one| one.folder.is_some())
    }

    /// The crates that `one` is directly built from.
    pub fn uses<'a>(&'a self, one: &'a Crate) -> impl Iterator<Item = &'a Crate> {
        one.uses.iter().filter_map(|id| self.crates.get(id))
    }

    /// How `one` comes to a crate for which `wanted` holds: the names on the shortest way, both ends included.
    pub fn way(&self, one: &Crate, wanted: impl Fn(&Crate) -> bool) -> Option<Vec<String>> {
        let mut seen = BTreeSet::from([one.id.clone()]);
        let mut ways = vec![vec![one]];
        while !ways.is_empty() {
            let mut longer = Vec::new();
            for way in ways {
                for next in way.last().into_iter().flat_map(|last| self.uses(last)) {
                    let whole: Vec<&Crate> = way.iter().copied().chain([next]).collect();
                    if wanted(next) {
                        return Some(whole.into_iter().map(|one| one.name.clone()).collect());
                    }
                    if seen.insert(next.id.clone()) {
                        longer.push(whole);
                    }
                }
            }
            ways = longer;
        }
        None
    }

    #[cfg(test)]
    pub fn of(lines: &[(&str, &[&str])]) -> Self {
        let crates = lines.iter().map(|(name, uses)| {
            let (name, version) = name.split_once('@').unwrap_or((name, ""));
            let uses: Vec<String> = uses.iter().map(|name| (*name).to_owned()).collect();
            let declared =
                uses.iter().map(|name| Declared { name: name.clone(), optional: false, features: Vec::new() });
            let made = Crate {
                id: format!("{name}{version}"),
                name: name.to_owned(),
                version: version.to_owned(),
                licence: "MIT".to_owned(),
                folder: version.is_empty().then(|| format!("crates/{name}")),
                declared: declared.collect(),
                uses,
            };
            (made.id.clone(), made)
        });
        Self { crates: crates.collect() }
    }

    #[cfg(test)]
    pub fn with_folder(mut self, id: &str, folder: &str) -> Self {
        if let Some(one) = self.crates.get_mut(id) {
            one.folder = Some(folder.to_owned());
        }
        self
    }
}

fn host(workspace: &Workspace) -> Result<String, Failure> {
    let about = process::capture(&mut workspace.command("rustc", &["-vV"]))?;
    let about = String::from_utf8_lossy(&about);
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| Failure::failed("'rustc -vV' names no host"))
}

fn declared(line: &Value) -> Declared {
    Declared {
        name: text(&line["name"]).to_owned(),
        optional: line["optional"] == true,
        features: list(&line["features"]).map(|feature| text(feature).to_owned()).collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn metadata_becomes_a_graph_without_the_crates_of_tests() {
        let graph = Graph::from_metadata(&json!({
            "workspace_root": "/r",
            "packages": [
                { "id": "a", "name": "a", "version": "0.1.0", "source": null, "license": "Apache-2.0",
                  "manifest_path": "/r/crates/a/Cargo.toml", "dependencies": [
                    { "name": "b", "kind": null, "optional": true, "features": ["net"] },
                    { "name": "c", "kind": "dev" } ] },
                { "id": "b", "name": "b", "version": "1.0.0", "source": "registry", "manifest_path": "/else/Cargo.toml" },
                { "id": "c", "name": "c", "version": "1.0.0", "source": "registry", "manifest_path": "/else/Cargo.toml" },
            ],
            "resolve": { "nodes": [
                { "id": "a", "deps": [
                    { "pkg": "b", "dep_kinds": [{ "kind": null }] },
                    { "pkg": "c", "dep_kinds": [{ "kind": "dev" }] } ] },
                { "id": "b", "deps": [] },
                { "id": "c", "deps": [] } ] },
        }));
        let a = graph.ours().next().expect("a is ours");
        assert_eq!((a.folder.as_deref(), graph.ours().count(), graph.all().count()), (Some("crates/a"), 1, 3));
        assert_eq!(a.declared, [Declared { name: "b".into(), optional: true, features: vec!["net".into()] }]);
        assert_eq!(graph.way(a, |one| one.name == "b"), Some(vec!["a".into(), "b".into()]));
        assert_eq!(graph.way(a, |one| one.name == "c"), None);
    }
}
