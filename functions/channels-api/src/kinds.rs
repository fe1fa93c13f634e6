//! Kinds of channels, with what a form needs to know about their settings.

use app::people::Identified;
use axum::Json;
use channels::ChannelModule;
use protocol::channel_accounts::{ChannelKind, ChannelSetting};

pub(crate) async fn list(Identified(_caller): Identified) -> Json<Vec<ChannelKind>> {
    Json(channels::all().map(kind).collect())
}

fn kind(module: &dyn ChannelModule) -> ChannelKind {
    let can = module.capabilities();
    ChannelKind {
        channel: module.channel().as_str().to_owned(),
        settings: module
            .settings()
            .iter()
            .map(|setting| ChannelSetting {
                name: setting.name.to_owned(),
                secret: setting.secret,
                required: setting.required,
                help_en: setting.help_en.to_owned(),
                help_ja: setting.help_ja.to_owned(),
            })
            .collect(),
        text_limit: can.text_limit as u32,
        buttons: can.buttons as u32,
        button_label_limit: can.button_label_limit as u32,
        images: can.images,
        receipts: can.receipts,
    }
}
