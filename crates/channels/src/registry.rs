//! Every channel, by name. The `match` is exhaustive on purpose: a new channel does not build without its module.

use conversation::Channel;

use crate::{ChannelModule, custom, line, sms, webchat};

pub fn module(channel: Channel) -> &'static dyn ChannelModule {
    match channel {
        Channel::Webchat => &webchat::Webchat,
        Channel::Line => &line::Line,
        Channel::Sms => &sms::Sms,
        Channel::Custom => &custom::Custom,
    }
}

pub fn all() -> impl Iterator<Item = &'static dyn ChannelModule> {
    Channel::ALL.into_iter().map(module)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_finds_its_own_module_with_named_settings() {
        for channel in Channel::ALL {
            let module = module(channel);
            assert_eq!(module.channel(), channel);
            for setting in module.settings() {
                assert!(!setting.help_en.is_empty() && !setting.help_ja.is_empty(), "{}", setting.name);
                assert_eq!(module.settings().iter().filter(|other| other.name == setting.name).count(), 1);
            }
        }
    }
}
