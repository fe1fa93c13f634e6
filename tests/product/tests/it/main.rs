//! The product's promises on the whole message path.

mod accounts;
mod api;
mod bad_input;
mod cost;
mod delivery;
mod flows;
mod given_up;
mod inbound;
mod many;
mod opt_out;
mod people;
mod receipts;
mod roles;
mod rules;
mod scenarios;
mod sessions;
mod support;
mod sweep;
mod timeline;
mod unsent;
mod webchat;
