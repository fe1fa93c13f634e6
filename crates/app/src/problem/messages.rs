//! The sentences of the API's errors: what happened and what to do, in both languages.

use super::Language;

/// Code, English, Japanese. `{}` is the subject.
const SENTENCES: &[(&str, &str, &str)] = &[
    ("not_found", "There is nothing here, or not any more.", "見つかりません。すでに削除された可能性があります。"),
    ("login_needed", "Log in, or send an API token.", "ログインするか、APIトークンを送信してください。"),
    (
        "not_allowed",
        "Your role does not allow this. Ask an owner.",
        "この操作の権限がありません。オーナーに確認してください。",
    ),
    (
        "csrf",
        "The page was open too long. Load it again; nothing was changed.",
        "ページの有効期限が切れました。再読み込みしてください。変更は行われていません。",
    ),
    ("login_failed", "The e-mail address or the password is wrong.", "メールアドレスまたはパスワードが違います。"),
    (
        "login_paused",
        "Too many attempts. Try again in {} seconds.",
        "試行回数が多すぎます。{}秒後にもう一度お試しください。",
    ),
    (
        "setup_token_wrong",
        "This set-up link is not valid. Use the one printed at start.",
        "この初期設定リンクは無効です。起動時に表示されたリンクを使用してください。",
    ),
    (
        "setup_done",
        "The owner already exists. Log in instead.",
        "オーナーはすでに登録されています。ログインしてください。",
    ),
    ("password_wrong", "This is not your current password.", "現在のパスワードが違います。"),
    ("password_short", "The password needs at least 10 characters.", "パスワードは10文字以上にしてください。"),
    ("email_invalid", "This is not an e-mail address.", "メールアドレスの形式が正しくありません。"),
    ("name_invalid", "A name needs 1 to 80 characters.", "名前は1〜80文字で入力してください。"),
    (
        "email_taken",
        "Somebody with this e-mail address already exists.",
        "このメールアドレスはすでに登録されています。",
    ),
    (
        "last_owner",
        "Somebody has to be owner. Make another person owner first.",
        "オーナーが1人以上必要です。先に別の人をオーナーにしてください。",
    ),
    ("body_invalid", "The request could not be read: {}", "リクエストを読み取れません: {}"),
    ("query_invalid", "A parameter of the address could not be read: {}", "URLのパラメーターを読み取れません: {}"),
    (
        "method_not_allowed",
        "This address does not take this method; the header `allow` names those it takes.",
        "このURLではこのメソッドを使えません。使えるメソッドはヘッダー `allow` で確認できます。",
    ),
    ("body_too_large", "The request is larger than {} bytes.", "リクエストが{}バイトを超えています。"),
    ("content_type", "Send `content-type: application/json`.", "`content-type: application/json` で送信してください。"),
    (
        "idempotency_key_invalid",
        "An `Idempotency-Key` has 1 to 128 ASCII characters.",
        "`Idempotency-Key`は1〜128文字のASCII文字で指定してください。",
    ),
    (
        "unavailable",
        "The service is busy. Nothing was changed; try again.",
        "ただいま混み合っています。変更は行われていません。もう一度お試しください。",
    ),
    (
        "internal",
        "Something went wrong on our side. What was saved before is kept; try again.",
        "サーバーで問題が発生しました。保存済みの内容は残っています。もう一度お試しください。",
    ),
    (
        "account_id_invalid",
        "An account's ID has 1 to 40 lower-case letters, digits, `-` or `_`.",
        "アカウントIDは、英小文字、数字、-、_ で1〜40文字にしてください。",
    ),
    ("account_exists", "An account with this ID already exists.", "このIDはすでに使われています。"),
    ("channel_unknown", "There is no channel of this kind.", "この種類のチャネルはありません。"),
    ("setting_missing", "This setting is needed.", "この設定は必須です。"),
    ("setting_unknown", "This channel has no setting of this name.", "このチャネルにその名前の設定はありません。"),
    (
        "bot_user_id_invalid",
        "The bot's user ID begins with `U`, and letters and digits follow: `userId` in the answer of GET https://api.line.me/v2/bot/info.",
        "ボットのユーザーIDは `U` で始まり、英数字が続きます。GET https://api.line.me/v2/bot/info の応答の `userId` を入力してください。",
    ),
    (
        "account_sid_invalid",
        "An Account SID begins with `AC`, and letters and digits follow. Copy it from the Twilio console.",
        "Account SIDは `AC` で始まり、英数字が続きます。Twilioコンソールからコピーしてください。",
    ),
    (
        "sms_from_invalid",
        "Write the number with its country code (+81…, 7 to 15 digits and nothing between them), a Messaging Service SID (MG…), a short code, or a sender name of up to 11 letters and digits.",
        "国番号付きの電話番号(+81…、数字7〜15桁、区切りなし)、Messaging Service SID(MG…)、ショートコード、または英数字11文字以内の送信者名を入力してください。",
    ),
    (
        "signature_algorithm_invalid",
        "The signature algorithm is `HMAC_SHA1` or `HMAC_SHA256`.",
        "署名アルゴリズムは `HMAC_SHA1` か `HMAC_SHA256` です。",
    ),
    (
        "shared_key_secret_missing",
        "With `HMAC_SHA256` the secret of the Shared Key is needed.",
        "`HMAC_SHA256` では、Shared Keyのシークレットが必要です。",
    ),
    (
        "signing_secret_invalid",
        "A signing secret is `whsec_` and random bytes in base64, 24 to 64 of them where you choose.",
        "署名シークレットは、`whsec_` に続けて乱数をBase64で指定してください(新しく作る場合は24〜64バイト)。",
    ),
    (
        "endpoint_url_invalid",
        "The endpoint is a whole address, such as https://crm.example.com/messages.",
        "エンドポイントは https://crm.example.com/messages のような完全なURLで指定してください。",
    ),
    (
        "no_simulator",
        "There is no simulator here: vendors can be played where Tsunagi runs on one machine.",
        "この環境にはシミュレーターがありません。シミュレーターは1台のマシンで動かしたときに使えます。",
    ),
    (
        "simulated_only",
        "Only simulated accounts can be played.",
        "シミュレーターで操作できるのは、シミュレーション用のアカウントだけです。",
    ),
    (
        "demo_only",
        "The clock can only be moved when the server runs with `--demo`.",
        "時計を進められるのは、`--demo` で起動したときだけです。",
    ),
    ("advance_invalid", "The clock can go forward by 1 second to 366 days.", "時計は1秒から366日まで進められます。"),
    ("act_not_possible", "This channel's customers cannot do this.", "このチャネルではその操作はできません。"),
    (
        "flow_name_invalid",
        "A flow's name has 1 to 80 letters, digits, spaces, `-` or `_`.",
        "フロー名は、文字、数字、スペース、-、_ で1〜80文字にしてください。",
    ),
    ("flow_name_taken", "Another flow has this name.", "同じ名前のフローがすでにあります。"),
    (
        "flow_in_use",
        "The flow is used by {}. Choose another flow there first.",
        "このフローは{}で使われています。先に別のフローを選んでください。",
    ),
    (
        "flow_document_invalid",
        "The flow could not be read; the draft is unchanged.",
        "フローを読み取れません。下書きは変更されていません。",
    ),
    (
        "flow_has_problems",
        "The flow has errors. Mend them, then publish; the draft is kept.",
        "フローにエラーがあります。修正してから公開してください。下書きは保存されています。",
    ),
    (
        "flow_tests_failed",
        "A test fails. Mend it, or publish with a reason.",
        "失敗したテストがあります。修正するか、理由を書いて公開してください。",
    ),
    ("flow_tests_invalid", "A flow test could not be read: {}", "フローのテストを読み取れません: {}"),
    ("flow_too_large", "The flow is larger than {} bytes.", "フローが{}バイトを超えています。"),
    ("version_needed", "Send the version you read in `If-Match`.", "読み込んだ版を `If-Match` で送信してください。"),
    (
        "version_changed",
        "Somebody else saved meanwhile. Your changes are not lost: look at both and save again.",
        "ほかの人が先に保存しました。あなたの変更は失われていません。両方を確認して、もう一度保存してください。",
    ),
    ("revision_unknown", "There is no such revision.", "その版はありません。"),
    (
        "conversation_closed",
        "The conversation is closed. It opens again when the customer writes.",
        "会話は終了しています。顧客から連絡があると再開します。",
    ),
    ("taken_by_other", "{} already has this conversation.", "この会話は{}さんが対応中です。"),
    ("take_over_first", "Take the conversation over first.", "先に会話を引き受けてください。"),
    (
        "channel_blocked",
        "The customer has closed this channel; nothing can be sent until they write again.",
        "顧客がこのチャネルをブロックしています。顧客から連絡があるまで送信できません。",
    ),
    (
        "no_flow_waiting",
        "No flow is waiting for this conversation. Close it instead.",
        "この会話を待っているフローはありません。会話を終了してください。",
    ),
    ("text_empty", "Write something first.", "内容を入力してください。"),
    ("text_too_long", "The text is too long: at most {} characters.", "文章が長すぎます。上限は{}文字です。"),
    ("text_too_long_bytes", "The text is too long: at most {} bytes.", "文章が長すぎます。上限は{}バイトです。"),
    (
        "text_too_long_septets",
        "The text is too long: at most {} characters, and €, [ ] and some other signs count twice.",
        "文章が長すぎます。上限は{}文字で、€や[ ]などの記号は2文字として数えます。",
    ),
    ("cursor_invalid", "The cursor is not one that a list gave.", "カーソルが正しくありません。"),
    (
        "state_invalid",
        "States are: waiting, mine, active, flow, closed, open.",
        "状態は waiting、mine、active、flow、closed、open のいずれかです。",
    ),
    (
        "simulated_webchat",
        "Web chat has no vendor to play: connect it as it is, and chat in the simulator.",
        "Webチャットには提供元がないため、シミュレーション用は作れません。そのまま接続し、シミュレーターで試してください。",
    ),
    ("failure_unknown", "This is not waiting any more.", "この項目はすでに処理されています。"),
    (
        "too_many_requests",
        "Too many requests. Try again in {} seconds.",
        "リクエストが多すぎます。{}秒後にもう一度お試しください。",
    ),
];

pub(super) fn sentence(code: &str, language: Language, subject: &str) -> String {
    let found = SENTENCES.iter().find(|(known, _, _)| *known == code);
    let text = match (found, language) {
        (Some((_, en, _)), Language::En) => en,
        (Some((_, _, ja)), Language::Ja) => ja,
        (None, _) => code,
    };
    text.replace("{}", subject)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_stands_once_and_takes_its_subject_in_both_languages() {
        let mut codes: Vec<_> = SENTENCES.iter().map(|(code, _, _)| code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), SENTENCES.len());
        for (code, en, ja) in SENTENCES {
            assert_eq!(en.contains("{}"), ja.contains("{}"), "{code}");
        }
    }
}
