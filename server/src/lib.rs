//! memlens: Python code annotated with its memory, without running it.
//!
//! The way of a request: `lsp` or `cli` → `ide` → `memory`, `recursion`, `usage` → `names` → `syntax` → `text`.
//! See `server/ARCHITECTURE.md`.

pub mod cancel;
pub mod cli;
pub mod document;
pub mod draw;
pub mod ide;
pub mod life;
pub mod lsp;
pub mod memory;
pub mod names;
pub mod options;
pub mod recursion;
pub mod replay;
pub mod rewrite;
pub mod sizes;
pub mod stack;
pub mod syntax;
pub mod text;
pub mod usage;
