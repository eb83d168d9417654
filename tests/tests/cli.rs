//! The command line, by running the program: what it prints, where, and its exit status.

#[path = "cli/folder.rs"]
mod folder;

#[path = "cli/check.rs"]
mod check;
#[path = "cli/config.rs"]
mod config;
#[path = "cli/draw.rs"]
mod draw;
#[path = "cli/files.rs"]
mod files;
#[path = "cli/formats.rs"]
mod formats;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/trace.rs"]
mod trace;
