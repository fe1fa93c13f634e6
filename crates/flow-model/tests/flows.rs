//! The flows of `flows/` are what we show first, so they are held to more than the analyser asks for.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flow_model::analyse::ChannelLimits;
use flow_model::flow_test::Step;
use flow_model::{Context, Document, FlowTest, NodeKind, analyse, compile, read, read_test, write, write_test};

/// What a box on the builder's canvas takes.
const BOX: (f64, f64) = (240.0, 120.0);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../flows")
}

fn json_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
}

/// Every flow by name, read once: with BLESS=1 it is also written.
fn flows() -> BTreeMap<String, Document> {
    static FLOWS: OnceLock<BTreeMap<String, Document>> = OnceLock::new();
    FLOWS.get_or_init(read_flows).clone()
}

/// Compares every flow with its canonical text.
fn read_flows() -> BTreeMap<String, Document> {
    let mut flows = BTreeMap::new();
    for path in [folder(), folder().join("examples")].iter().flat_map(|folder| json_files(folder)) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a file");
        let document = read(&text).unwrap_or_else(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{name}: {lines:#?}")
        });
        let canonical = write(&document);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &canonical).expect("a file");
        } else {
            assert_eq!(text, canonical, "{name} is not in canonical form: BLESS=1 writes it anew");
        }
        flows.insert(name, document);
    }
    flows
}

fn context(flows: BTreeMap<String, Document>) -> Context {
    let channel = |name: &str, text_units, text_bytes, options| ChannelLimits {
        name: name.to_owned(),
        text_units,
        text_bytes,
        options: Some(options),
        label_chars: Some(20),
        images: true,
    };
    Context {
        flows: Some(flows),
        queues: Some(BTreeSet::from(["general".to_owned()])),
        languages: vec!["ja".to_owned(), "en".to_owned()],
        channels: vec![channel("LINE", Some(5000), None, 13), channel("Web chat", None, Some(8192), 10)],
    }
}

#[test]
fn our_flows_have_no_problems_and_compile() {
    let context = context(flows());
    let flows = context.flows.as_ref().expect("flows");
    // No channel leads to a flow that is only called by others.
    let called = Context { channels: Vec::new(), ..context.clone() };
    for (name, document) in flows {
        let context = if name == "contact-details" { &called } else { &context };
        let problems: Vec<String> = analyse(document, context)
            .iter()
            .map(|problem| format!("{} {}: {}", problem.code, problem.place, problem.message.en))
            .collect();
        assert_eq!(problems, Vec::<String>::new(), "{name}");
        let program = compile(document, &|name| flows.get(name).cloned());
        assert!(program.is_ok(), "{name}: {program:?}");
    }
}

#[test]
fn the_demo_uses_every_kind_of_node_and_answer() {
    let flows = flows();
    let demo = &flows["order-support"];
    let used: BTreeSet<&str> = demo.nodes.values().map(|node| node.kind.name()).collect();
    assert_eq!(used, NodeKind::NAMES.iter().copied().collect());
    let answers: BTreeSet<String> = [demo, &flows["contact-details"]]
        .iter()
        .flat_map(|document| document.nodes.values())
        .filter_map(|node| match &node.kind {
            NodeKind::Ask(ask) => Some(serde_json::to_value(&ask.answer).expect("JSON")["type"].to_string()),
            _ => None,
        })
        .collect();
    assert_eq!(answers.len(), flow_model::nodes::Answer::TYPES.len());
}

#[test]
fn boxes_do_not_overlap_and_wires_go_to_the_right() {
    for (name, document) in flows() {
        let places: Vec<_> = document
            .nodes
            .keys()
            .map(|id| (id, document.layout.nodes.get(id).unwrap_or_else(|| panic!("{name}: {id} has no place"))))
            .collect();
        for (at, (left_id, left)) in places.iter().enumerate() {
            for (right_id, right) in &places[at + 1..] {
                let apart = (left.x - right.x).abs() >= BOX.0 || (left.y - right.y).abs() >= BOX.1;
                assert!(apart, "{name}: {left_id} and {right_id} overlap");
            }
        }
        let at = |id: &String| document.layout.nodes[id].x;
        let (mut ahead, mut back) = (0, 0);
        for (id, node) in &document.nodes {
            for to in node.exits.values() {
                if at(to) > at(id) { ahead += 1 } else { back += 1 }
            }
        }
        assert!(ahead > back * 2, "{name}: {ahead} wires go ahead and {back} back");
    }
}

fn tests() -> BTreeMap<String, FlowTest> {
    let mut tests = BTreeMap::new();
    for path in json_files(&folder().join("tests")) {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("a file");
        let test = read_test(&text).unwrap_or_else(|errors| {
            let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
            panic!("{name}: {lines:#?}")
        });
        let canonical = write_test(&test);
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &canonical).expect("a file");
        } else {
            assert_eq!(text, canonical, "{name} is not in canonical form: BLESS=1 writes it anew");
        }
        tests.insert(name, test);
    }
    tests
}

#[test]
fn every_flow_has_tests_and_they_name_what_exists() {
    let (flows, tests) = (flows(), tests());
    for (name, test) in &tests {
        let flow = flows.get(&test.flow).unwrap_or_else(|| panic!("{name}: there is no flow {}", test.flow));
        assert!(flow.languages.contains(&test.language), "{name}");
        assert!(test.steps.iter().any(|step| matches!(step, Step::Expect(_))), "{name} expects nothing");
    }
    let mut tested: BTreeSet<&str> = tests.values().map(|test| test.flow.as_str()).collect();
    // A subflow is tested through the flow that calls it.
    let called = flows.values().flat_map(|document| document.nodes.values());
    tested.extend(called.filter_map(|node| match &node.kind {
        NodeKind::Subflow(call) => Some(call.flow.as_str()),
        _ => None,
    }));
    for name in flows.keys() {
        assert!(tested.contains(name.as_str()), "{name} has no test");
    }
}
