//! Which functions can re-enter themselves, whether they end, and how deep they go.
//!
//! Works from the text and its names alone: calls of functions by name, of methods on `self`,
//! and the calls Python makes by itself. `unbounded` is claimed only where it is certain under
//! ordinary execution, `bounded` where a measure was found; everything else is `unproven`.

mod arguments;
mod calls;
mod cycles;
mod deep;
mod definitions;
mod endless;
mod guards;
mod measure;
mod paths;
mod protocols;
mod words;

use crate::names::{Names, ScopeId};
use crate::options::Options;
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Definitions, FunctionId};
use crate::recursion::endless::{Endless, Walks};
use crate::recursion::measure::Measure;
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
    /// For `unbounded`: what to do about it, a sentence; else empty.
    pub advice: String,
    /// For `unbounded`: no way through the function, or the functions of the cycle, returns before the call.
    pub lacks_base_case: bool,
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

/// Finds every recursion of a file.
pub fn analyse(text: &str, tree: &Tree, names: &Names, options: &Options) -> Recursion {
    let definitions = Definitions::new(text, tree, names);
    let calls = calls::calls(tree, &definitions);
    let cycles = Cycles::new(definitions.functions.len(), &calls);
    let mut found = Recursion::default();
    if cycles.recursive().next().is_none() {
        return found;
    }
    let mut walks = Walks::new(&definitions, &calls, &cycles);
    let endless = endless::endless(&mut walks);
    for id in cycles.recursive() {
        let measure = measure::measure(id, &mut walks);
        if let Some(measure) = &measure {
            deep::deep_calls(id, measure, &walks, options.python, &mut found.deep_calls);
        }
        found.functions.push(judge(id, measure, &endless, &walks));
    }
    let start = |recursive: &Recursive| names.scope(recursive.function).head.start;
    found.functions.sort_by_key(start);
    found.deep_calls.sort_by_key(|call| call.span);
    found
}

fn judge(
    id: FunctionId,
    measure: Option<Measure>,
    endless: &Endless,
    walks: &Walks<'_, '_, '_>,
) -> Recursive {
    let (definitions, calls) = (walks.definitions, walks.calls);
    let mut way = walks.cycles.way_round(id, calls);
    let lasting = walks.cycles.inner(id, calls).into_iter().find(|site| endless.sites.contains_key(site));
    let unbounded = endless.entries.contains(&id) || lasting.is_some();
    // The call that is reached for ever, where it is one of the function's own.
    if !endless.entries.contains(&id)
        && let Some(site) = lasting
    {
        way = vec![site];
    }
    let (verdict, why, depth) = match (unbounded, measure) {
        (true, _) => (Verdict::Unbounded, words::unbounded(id, &way, lasting, endless, walks), None),
        (false, Some(measure)) => (Verdict::Bounded, measure.why, measure.depth),
        (false, None) => (Verdict::Unproven, words::unproven(id, &way, walks), None),
    };
    let advice = if unbounded { words::advice(id, &way, endless, walks) } else { String::new() };
    Recursive {
        function: definitions.function(id).scope,
        cycle: way
            .iter()
            .filter_map(|site| calls.site(*site).caller)
            .map(|caller| definitions.function(caller).scope)
            .collect(),
        verdict,
        why,
        lacks_base_case: endless.entries.contains(&id)
            && way.first().is_some_and(|site| calls.site(*site).call.is_some()),
        advice,
        depth,
        calls: way.iter().map(|site| calls.site(*site).span).collect(),
        certain: unbounded,
    }
}
