//! The `tsunagi` binary as scripts and operators meet it: commands, probes, permissions of every operation.

mod commands;
mod load;
mod permissions;
mod serving;
mod sockets;
mod support;
