//! The product's promises on the deployed templates. `cargo xtask cloud test` deploys them on an emulated AWS, in which
//! roles count, and runs these there; without that they are ignored.

mod aws;
mod deployment;
mod ledger;
mod on_cloud;
mod place;
mod process;
mod vendors;
mod visitor;
