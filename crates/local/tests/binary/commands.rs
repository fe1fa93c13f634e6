//! The command line without a server.

use std::path::Path;

use serde_json::Value;

use crate::support::{Installation, repository};

const FLOW: &str = "flows/contact-details.json";

#[test]
fn every_command_explains_itself_and_nonsense_is_a_usage_error() {
    let it = Installation::new();
    let commands: &[&[&str]] = &[
        &[],
        &["serve"],
        &["flow"],
        &["flow", "check"],
        &["flow", "run"],
        &["flow", "test"],
        &["flow", "publish"],
        &["flow", "export"],
        &["flow", "import"],
        &["channel", "add"],
        &["channel", "list"],
        &["token", "create"],
        &["backup"],
        &["doctor"],
    ];
    for command in commands {
        let said = it.run(&[*command, &["--help"]].concat());
        assert_eq!(said.code, 0, "{command:?}");
        assert!(said.out.contains("Usage:") && said.out.contains("--data"), "{command:?}: {}", said.out);
    }
    for nonsense in [&["servr"][..], &["flow"], &["flow", "publish"], &["token", "create", "--role", "king"]] {
        let said = it.run(nonsense);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{nonsense:?}");
        assert!(!said.err.is_empty());
    }
    assert!(!it.path("data").exists(), "asking for help makes nothing");
}

#[test]
fn every_wrong_setting_is_told_at_once() {
    let it = Installation::new();
    let mut command = it.command(&["doctor"]);
    let output = command.env("TSUNAGI_PORT", "many").env("TSUNAGI_PUBLIC_ULR", "https://a.example").output();
    let output = output.expect("the binary runs");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("TSUNAGI_PORT") && said.contains("TSUNAGI_PUBLIC_ULR"), "{said}");
}

#[test]
fn a_flow_is_published_exported_and_imported() {
    let it = Installation::new();
    let file = repository(FLOW);
    let first: Value =
        serde_json::from_str(&it.data(&["flow", "publish", &file, "--name", "contact", "--json"])).expect("JSON");
    assert_eq!(first["revision"], 1);
    assert!(it.data(&["flow", "publish", &file, "--name", "contact"]).starts_with("contact #"));

    let exported = it.data(&["flow", "export", "--name", "contact"]);
    let document = |text: &str| flow_model::read(text).expect("a flow");
    assert_eq!(document(&exported), document(&std::fs::read_to_string(&file).expect("the file")));

    let copy = it.write("copy.json", &exported);
    it.data(&["flow", "import", &copy, "--name", "another"]);
    assert_eq!(it.data(&["flow", "export", "--name", "another"]), exported);
    let unknown = it.run(&["flow", "export", "--name", "nothing"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
    assert!(unknown.err.contains("there is no flow `nothing`"), "{}", unknown.err);
}

#[test]
fn a_file_that_is_no_flow_is_refused_with_path_and_suggestion_and_nothing_is_saved() {
    let it = Installation::new();
    let text = std::fs::read_to_string(repository(FLOW)).expect("the file");
    let mut document: Value = serde_json::from_str(&text).expect("JSON");
    let node = document["nodes"].as_object_mut().and_then(|nodes| nodes.values_mut().next()).expect("a node");
    node["kind"] = "mesage".into();
    let broken = it.write("broken.json", &document.to_string());
    for command in [["flow", "publish", &broken, "--name", "x"], ["flow", "import", &broken, "--name", "x"]] {
        let said = it.run(&command);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{command:?}");
        assert!(said.err.contains("nodes.") && said.err.contains("`message`"), "{}", said.err);
    }
    assert_eq!(it.run(&["flow", "export", "--name", "x"]).code, 1);
    let check = it.run(&["flow", "check", &broken, "--json"]);
    assert_eq!(check.code, 1);
    let problem: Value = serde_json::from_str(check.out.lines().next().expect("a line")).expect("JSON");
    assert_eq!((&problem["severity"], &problem["suggestion"]), (&"error".into(), &"message".into()), "{problem}");
}

#[test]
fn channels_take_secrets_from_files_and_standard_input_and_never_show_them() {
    let it = Installation::new();
    it.data(&["flow", "publish", &repository(FLOW), "--name", "main"]);
    let secret = it.write("secret", "0123456789abcdef0123456789abcdef\n");
    let (from_file, bot) = (format!("channel_secret=@{secret}"), "bot_user_id=U00000000000000000000000000000000");
    let add = [
        "channel",
        "add",
        "line",
        "--account",
        "shop",
        "--flow",
        "main",
        "--set",
        &from_file,
        "--set",
        "channel_access_token=-",
        "--set",
        bot,
    ];
    let said = it.run_with_input(&add, "the-access-token\n");
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(said.out.trim_end(), "http://127.0.0.1:8080/webhooks/line/shop");

    let listed = it.data(&["channel", "list", "--json"]);
    let views: Value = serde_json::from_str(&listed).expect("JSON");
    assert_eq!((&views[0]["channel"], &views[0]["flow_name"]), (&"line".into(), &"main".into()), "{views}");
    for secret in ["0123456789abcdef0123456789abcdef", "the-access-token"] {
        assert!(!listed.contains(secret) && !said.out.contains(secret) && !said.err.contains(secret));
    }
    let database = std::fs::read(it.path("data/tsunagi.db")).expect("the database");
    assert!(!database.windows(16).any(|bytes| bytes == b"the-access-token"), "it is sealed at rest");

    for (arguments, words) in [
        (&["channel", "add", "pigeon", "--account", "a"][..], "there are"),
        (&["channel", "add", "line", "--account", "a", "--flow", "nothing"], "publish it first"),
        (&["channel", "add", "line", "--account", "a", "--set", "channel_secret"], "NAME=VALUE"),
        (&["channel", "add", "line", "--account", "a", "--set", "channel_secret=@/nowhere"], "/nowhere"),
        (&["channel", "add", "line", "--account", "a", "--set", "colour=red"], "colour"),
    ] {
        let said = it.run(arguments);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{arguments:?}");
        assert!(said.err.contains(words), "{arguments:?}: {}", said.err);
    }
}

#[test]
fn a_backup_is_a_whole_installation_and_overwrites_nothing() {
    let it = Installation::new();
    it.data(&["flow", "publish", &repository(FLOW), "--name", "main"]);
    let copy = it.path("restored").join("tsunagi.db");
    std::fs::create_dir(it.path("restored")).expect("a folder");
    let target = copy.display().to_string();
    assert_eq!(it.data(&["backup", &target]), target);
    let again = it.run(&["backup", &target]);
    assert_eq!(again.code, 1);
    assert!(again.err.contains("exists already"), "{}", again.err);

    std::fs::copy(it.path("data/secret.key"), it.path("restored/secret.key")).expect("the key is copied");
    let original = it.data(&["flow", "export", "--name", "main"]);
    std::fs::remove_dir_all(it.path("data")).expect("the disk is lost");
    std::fs::rename(it.path("restored"), it.path("data")).expect("the copy takes its place");
    assert_eq!(it.data(&["flow", "export", "--name", "main"]), original);
}

#[test]
fn doctor_says_what_is_missing() {
    let it = Installation::new();
    let said = it.run(&["doctor"]);
    assert_eq!(said.code, 1, "there is no owner yet");
    let line = said.out.lines().find(|line| line.contains("owner")).expect("a line about the owner");
    assert!(line.starts_with("look") && line.contains("serve"), "{line}");
    for line in it.run(&["doctor", "--json"]).out.lines() {
        let finding: Value = serde_json::from_str(line).expect("JSON");
        assert!(finding["good"].is_boolean() && finding["text"].is_string(), "{finding}");
    }
    let broken = Installation::new();
    std::fs::create_dir(broken.path("data")).expect("a folder");
    std::fs::write(broken.path("data/tsunagi.db"), "this is no database, and long enough to be looked at")
        .expect("written");
    let said = broken.run(&["doctor"]);
    assert_eq!(said.code, 1);
    assert!(said.out.starts_with("look data folder:"), "{}", said.out);
    assert!(Path::new(&broken.path("data/tsunagi.db")).exists(), "nothing is thrown away");
}
