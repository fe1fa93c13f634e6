//! Changes in words.

use serde_json::{Value, json};

use super::diff;
use crate::compile;
use crate::document::Document;
use crate::read::read_value;

fn base() -> Value {
    json!({
        "format": "tsunagi.flow/1", "languages": ["ja", "en"], "time_zone": "Asia/Tokyo", "start": "drink",
        "variables": [{ "name": "n", "type": "number", "initial": 1 }],
        "commands": [{ "keywords": { "ja": ["戻る"], "en": ["back"] }, "to": "drink" }],
        "nodes": {
            "drink": {
                "kind": "ask",
                "settings": {
                    "text": { "ja": "お飲み物は?", "en": "A drink?" }, "save_as": "drink",
                    "answer": { "type": "choice", "options": [
                        { "id": "tea", "label": { "ja": "お茶", "en": "Tea" } },
                        { "id": "milk", "label": { "ja": "牛乳", "en": "Milk" } }
                    ] }
                },
                "exits": { "answered": "finish", "invalid": "finish" }
            },
            "finish": { "kind": "end", "settings": {} },
            "remark": { "kind": "comment", "settings": { "text": "old" } }
        },
        "layout": { "nodes": { "drink": { "x": 0, "y": 0, "title": "飲み物" }, "finish": { "x": 300, "y": 0 } } }
    })
}

fn document(value: Value) -> Document {
    read_value(value).expect("a document")
}

/// Changes the base document and compares the sentences, English and Japanese in turn.
fn check(change: impl FnOnce(&mut Value), expected: &[(&str, &str)]) {
    let (old, mut new) = (document(base()), base());
    change(&mut new);
    let new = document(new);
    let changes = diff(&old, &new);
    let sentences: Vec<_> = changes.iter().map(|change| (change.words.en.as_str(), change.words.ja.as_str())).collect();
    assert_eq!(sentences, expected);
    // What is said to make a revision makes one, and nothing else does.
    let hash = |document| compile(document, &|_| None).map(|program| program.hash).ok();
    assert_eq!(hash(&old) != hash(&new), changes.iter().any(|change| change.revision));
}

#[test]
fn fm11_equal_documents_have_no_changes() {
    check(|_| {}, &[]);
}

#[test]
fn fm11_texts_are_told_per_language_and_options_by_their_id() {
    check(
        |new| {
            let settings = &mut new["nodes"]["drink"]["settings"];
            settings["text"]["ja"] = json!("何を飲まれますか。");
            settings["answer"]["options"][1]["label"]["en"] = json!("Soy milk");
        },
        &[
            (
                "“飲み物” (`drink`): label of `milk` in English changed from “Milk” to “Soy milk”.",
                "「飲み物」(`drink`): `milk` のラベル(英語)を「Milk」から「Soy milk」に変更しました。",
            ),
            (
                "“飲み物” (`drink`): question in Japanese changed from “お飲み物は?” to “何を飲まれますか。”.",
                "「飲み物」(`drink`): 質問文(日本語)を「お飲み物は?」から「何を飲まれますか。」に変更しました。",
            ),
        ],
    );
}

#[test]
fn fm11_settings_are_named_as_in_the_inspector() {
    check(
        |new| {
            let settings = &mut new["nodes"]["drink"]["settings"];
            settings["retry"] = json!({ "max": 5 });
            settings["no_reply_after_s"] = json!(60);
            new["nodes"]["drink"]["exits"]["no_reply"] = json!("finish");
        },
        &[
            (
                "“飲み物” (`drink`): no reply after added: 60.",
                "「飲み物」(`drink`): 応答なしとみなす時間を追加しました(60)。",
            ),
            (
                "“飲み物” (`drink`): how often changed from 2 to 5.",
                "「飲み物」(`drink`): 回数を 2 から 5 に変更しました。",
            ),
            (
                "“飲み物” (`drink`): the exit “No reply” now leads to `finish`.",
                "「飲み物」(`drink`): 出口「応答なし」を `finish` につなぎました。",
            ),
        ],
    );
}

#[test]
fn fm11_nodes_exits_and_the_start_are_told() {
    check(
        |new| {
            new["start"] = json!("hello");
            new["nodes"]["hello"] = json!({ "kind": "message", "settings": { "text": { "ja": "やあ", "en": "Hi" } }, "exits": { "next": "drink" } });
            new["nodes"]["drink"]["exits"]["invalid"] = json!("hello");
            new["nodes"]["drink"]["exits"]["option:tea"] = json!("finish");
        },
        &[
            (
                "The flow now starts at `hello` instead of “飲み物” (`drink`).",
                "開始するノードを「飲み物」(`drink`)から `hello` に変更しました。",
            ),
            (
                "“飲み物” (`drink`): the exit “Invalid” now leads to `hello` instead of `finish`.",
                "「飲み物」(`drink`): 出口「無効な回答」のつなぎ先を `finish` から `hello` に変更しました。",
            ),
            (
                "“飲み物” (`drink`): the exit “Option tea” now leads to `finish`.",
                "「飲み物」(`drink`): 出口「選択肢 tea」を `finish` につなぎました。",
            ),
            ("Added the node `hello` (message).", "ノード `hello` (メッセージ)を追加しました。"),
        ],
    );
}

#[test]
fn fm11_variables_commands_and_handlers_are_told() {
    check(
        |new| {
            new["variables"] =
                json!([{ "name": "n", "type": "number", "initial": 2 }, { "name": "m", "type": "text" }]);
            new["commands"] = json!([{ "keywords": { "ja": ["戻る"], "en": ["back"] }, "to": "finish" }]);
            new["handlers"] = json!({ "error": "finish" });
            new["time_zone"] = json!("Europe/Paris");
        },
        &[
            (
                "The time zone is now Europe/Paris instead of Asia/Tokyo.",
                "タイムゾーンを Asia/Tokyo から Europe/Paris に変更しました。",
            ),
            ("Added the variable `m`.", "変数 `m` を追加しました。"),
            (
                "Changed the variable `n`: number = 1 to number = 2.",
                "変数 `n` を変更しました(number = 1 → number = 2)。",
            ),
            (
                "The command “back、戻る” now leads to `finish` instead of “飲み物” (`drink`).",
                "コマンド「back、戻る」の移動先を「飲み物」(`drink`)から `finish` に変更しました。",
            ),
            ("Errors now lead to `finish` instead of nothing.", "エラー時の移動先をなしから `finish` に変更しました。"),
        ],
    );
}

#[test]
fn fm11_layout_and_comments_make_no_revision() {
    check(
        |new| {
            new["layout"]["nodes"]["drink"]["x"] = json!(10);
            new["layout"]["nodes"]["finish"]["y"] = json!(10);
        },
        &[(
            "Moved 2 boxes. Nothing else changed: the revision stays the same.",
            "2個のノードの位置を変更しました。ほかに変更はなく、版も変わりません。",
        )],
    );
    check(
        |new| {
            new["nodes"]["remark"]["settings"]["text"] = json!("new");
            new["layout"]["nodes"]["drink"]["title"] = json!("ドリンク");
        },
        &[
            ("`remark`: text changed from “old” to “new”.", "`remark`: 本文を「old」から「new」に変更しました。"),
            (
                "The title of `drink` is now “ドリンク” instead of “飲み物”.",
                "`drink` の表示名を「飲み物」から「ドリンク」に変更しました。",
            ),
        ],
    );
}
