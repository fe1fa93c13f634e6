//! The channels from outside: what vendors publish, what attackers try, what customers get.

mod custom;
mod line;
mod properties;
mod settings;
mod sms;
mod support;
mod verify;
mod webchat;
