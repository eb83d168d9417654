//! Which functions can re-enter themselves, whether they end, and how deep they go.

use rustpython_ast::name::Name;

use crate::memory::facts::Facts;
use crate::names::{Names, ScopeId};
use crate::options::Options;
use crate::syntax::Tree;
use crate::text::Span;

#[derive(Debug, Default)]
pub struct Recursion {
    /// One for each function that can re-enter itself, in order of position.
    pub functions: Vec<Recursive>,
    /// Calls that need more frames than the limit admits, in order of position.
    pub deep_calls: Vec<DeepCall>,
}

#[derive(Debug, Clone)]
pub struct Recursive {
    pub function: ScopeId,
    /// In call order, starting with `function`.
    pub cycle: Vec<ScopeId>,
    pub verdict: Verdict,
    /// The reason in words, a sentence.
    pub why: String,
    /// Frames needed, over the parameters: `n + 1`.
    pub depth: Option<String>,
    /// The calls that close the cycle, the first of `function` first.
    pub calls: Vec<Span>,
    /// For `unbounded`: worth a warning, that is certain under ordinary execution.
    pub certain: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Bounded,
    Unbounded,
    Unproven,
}

#[derive(Debug, Clone)]
pub struct DeepCall {
    pub span: Span,
    pub function: ScopeId,
    /// Frames of `function` the call needs.
    pub frames: u64,
    /// Frames of it the limit in force admits here.
    pub admitted: u64,
    /// The limit in force and where it was set, if by the file.
    pub limit: u64,
    pub limit_set_at: Option<Span>,
}

/// Finds every recursion of a file. `facts` is asked for only where a cycle of calls was found.
pub fn analyse<'a>(
    _text: &str,
    _tree: &Tree,
    _names: &Names,
    _options: &Options,
    _facts: &dyn Fn() -> &'a Facts,
) -> Recursion {
    let _: Option<Name> = None;
    Recursion::default()
}
