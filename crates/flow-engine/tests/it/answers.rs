//! Questions and what answers them.

use serde_json::json;

use crate::script::{check, check_program, compile, end, flow, message, question, with};

#[test]
fn fe6_a_wrong_answer_is_asked_again_and_then_leaves_by_invalid() {
    let number = question(json!({ "type": "number", "min": 1, "max": 10, "integer": true }));
    check(
        &number,
        "start
        < Well?
        > many
        < Again?
        > ３
        ~ end
        ? x
        3",
    );
    check(
        &number,
        "start
        < Well?
        > 11
        < Again?
        > 2.5
        < Bad.
        ~ end
        ? x
        unset",
    );
}

#[test]
fn fe6_the_question_is_repeated_where_no_words_for_that_are_written() {
    let mut flow = question(json!({ "type": "email" }));
    flow["nodes"]["a"]["settings"]["retry"] = json!({ "max": 1 });
    check(
        &flow,
        "start
        < Well?
        > none
        < Well?
        > Hana@Example.com
        ~ end
        ? x
        \"Hana@example.com\"",
    );
}

#[test]
fn texts_have_lengths_and_a_pattern() {
    let order = question(json!({ "type": "text", "min_length": 2, "max_length": 4, "pattern": "[A-Z]+" }));
    check(
        &order,
        "start
        < Well?
        > A
        < Again?
        > ABCDE
        < Bad.
        ~ end",
    );
    check(
        &order,
        "start
        < Well?
        > ab
        < Again?
        >  ABC 
        ~ end
        ? x
        \"ABC\"",
    );
}

#[test]
fn phone_numbers_and_dates_are_saved_in_one_form() {
    check(
        &question(json!({ "type": "phone", "country": "JP" })),
        "start
        < Well?
        > 090 1234 5678
        ~ end
        ? x
        \"+819012345678\"",
    );
    check(
        &question(json!({ "type": "date", "min": "today", "max": "today+7" })),
        "start
        < Well?
        > 11月30日
        < Again?
        > 明日
        ~ end
        ? x
        \"2026-11-23\"",
    );
}

#[test]
fn a_picture_is_no_answer_to_a_question_for_text() {
    use conversation::{Channel, Content, Media, MediaKind, MediaSource};
    use flow_engine::play::{Player, Setting};
    let program = compile(&question(json!({ "type": "text" })));
    let mut player = Player::new(program.as_slice(), Setting::new("en", Channel::Line, 0));
    player.start(None);
    player.receive(Content::Media(Media {
        kind: MediaKind::Image,
        source: MediaSource::Provider("1".to_owned()),
        alt: String::new(),
        caption: String::new(),
    }));
    assert_eq!(player.lines().last().map(ToString::to_string).as_deref(), Some("< Again?"));
}

fn drinks() -> serde_json::Value {
    flow(json!({
        "a": { "kind": "ask", "settings": { "text": { "en": "Drink?", "ja": "飲み物は？" }, "save_as": "x",
            "retry": { "max": 3 },
            "answer": { "type": "choice", "options": [
                { "id": "coffee", "label": { "en": "Coffee", "ja": "コーヒー" }, "keywords": ["espresso"] },
                { "id": "tea", "label": { "en": "Tea", "ja": "お茶" } } ] } },
            "exits": { "option:tea": "tea", "answered": "end", "invalid": "end" } },
        "tea": message("Tea it is.", "end"),
        "end": end(),
    }))
}

#[test]
fn fe24_choices_by_tap_number_label_and_keyword_in_any_language() {
    for answer in ["* coffee", "> 1", "> ①", "> 1番", "> coffee", "> コーヒー", "> an espresso, please"] {
        check(
            &drinks(),
            &format!(
                "start
            < Drink? [Coffee] [Tea]
            {answer}
            ~ end
            ? x
            \"coffee\""
            ),
        );
    }
    check_program(
        &compile(&drinks()),
        "ja",
        "start
        < 飲み物は？ [コーヒー] [お茶]
        > 牛乳
        < 飲み物は？ [コーヒー] [お茶]
        > Tea
        < Tea it is.
        ~ end",
    );
}

#[test]
fn fe13_an_option_without_an_exit_of_its_own_leaves_by_answered() {
    check(
        &drinks(),
        "start
        < Drink? [Coffee] [Tea]
        * coffee
        ~ end",
    );
}

#[test]
fn fe5_commands_work_at_every_question_and_go_before_answers() {
    let base = question(json!({ "type": "text" }));
    let flow = with(
        base,
        json!({ "commands": [
        { "keywords": { "en": ["start over"], "ja": ["やり直し"] }, "to": "a" } ] }),
    );
    check(
        &flow,
        "start
        < Well?
        > やり直し
        < Well?
        > Start  OVER
        < Well?
        > start over please
        ~ end
        ? x
        \"start over please\"",
    );
}

#[test]
fn fe25_choices_of_a_message_can_be_typed_too() {
    let flow = flow(json!({
        "a": { "kind": "message", "settings": { "text": { "en": "Size?" }, "choices": [
            { "id": "s", "label": { "en": "Small" } }, { "id": "l", "label": { "en": "Large" } } ] },
            "exits": { "next": "b" } },
        "b": { "kind": "ask", "settings": { "text": { "en": "Which?" }, "answer": { "type": "text" }, "save_as": "x" },
            "exits": { "answered": "c", "invalid": "end" } },
        "c": message("{{ message.choice }} {{ x }}", "end"),
        "end": end(),
    }));
    for answer in ["> 2", "> large", "* l", "> Large!"] {
        check(
            &flow,
            &format!(
                "start
            < Size? [Small] [Large]
            < Which?
            {answer}
            < l Large
            ~ end"
            ),
        );
    }
    check(
        &flow,
        "start
        < Size? [Small] [Large]
        < Which?
        > huge
        <  huge
        ~ end",
    );
}
