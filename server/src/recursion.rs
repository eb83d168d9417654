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
mod descent;
mod endless;
mod guards;
mod measure;
mod outside;
mod paths;
mod protocols;
mod raised;
mod rounds;
mod skipped;
mod special;
mod words;

pub use crate::recursion::raised::Raised;
pub use crate::recursion::skipped::Skipped;

use crate::names::{Names, ScopeId};
use crate::options::Options;
use crate::recursion::calls::Calls;
use crate::recursion::cycles::Cycles;
use crate::recursion::definitions::{Definitions, FunctionId};
use crate::recursion::descent::Gap;
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
    /// Base cases that can be stepped over, in order of position.
    pub skipped: Vec<Skipped>,
    /// Calls of `sys.setrecursionlimit` with more than the default, in order of position.
    pub raised: Vec<Raised>,
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
    /// Frames that are not exceeded, over the parameters, where fewer may do.
    pub bound: Option<String>,
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
    let (mut found, needs) = judge_all(&definitions, &calls, &cycles, options);
    found.raised = raised::raised(&calls, &definitions, &needs, options.python);
    found.deep_calls = needs.into_iter().filter(|need| need.frames > need.admitted).map(too_deep).collect();
    found.deep_calls.sort_by_key(|call| call.span);
    found.skipped.sort_by_key(|skipped| skipped.span);
    found
}

/// The functions among the `wanted` ones that can re-enter themselves, in order of position. Nothing
/// is proven of what these do not lead to.
pub fn functions(
    text: &str,
    tree: &Tree,
    names: &Names,
    options: &Options,
    wanted: &dyn Fn(ScopeId) -> bool,
) -> Vec<Recursive> {
    let definitions = Definitions::new(text, tree, names);
    let calls = calls::calls(tree, &definitions);
    let mut cycles = Cycles::new(definitions.functions.len(), &calls);
    let is_wanted = |id: &FunctionId| wanted(definitions.function(*id).scope);
    let starts = cycles.recursive().filter(is_wanted).collect();
    cycles.keep_reached(starts, &calls);
    let mut found = judge_all(&definitions, &calls, &cycles, options).0.functions;
    found.retain(|recursive| wanted(recursive.function));
    found
}

/// Judges the functions of all cycles. Besides, the calls with known arguments and the frames they need.
fn judge_all(
    definitions: &Definitions<'_>,
    calls: &Calls<'_>,
    cycles: &Cycles,
    options: &Options,
) -> (Recursion, Vec<deep::Need>) {
    let mut found = Recursion::default();
    let mut needs = Vec::new();
    if cycles.recursive().next().is_none() {
        return (found, needs);
    }
    let mut walks = Walks::new(definitions, calls, cycles);
    let endless = endless::endless(&mut walks);
    for component in cycles.components() {
        let measures = component.iter().map(|id| measure::measure(*id, &mut walks)).collect::<Vec<_>>();
        let endless_here = component.iter().any(|id| is_endless(*id, &endless, &walks));
        let measured = measures.iter().all(Option::is_some);
        let ends = !endless_here && !measured && has_base_case(&component, &mut walks);
        let proofs = if ends { descent::proofs(&component, &walks) } else { Err(None) };
        let rounds =
            if component.len() > 1 && proofs.is_ok() { rounds::rounds(&component, &mut walks) } else { None };
        for (id, measure) in component.into_iter().zip(measures) {
            if let Some(measure) = &measure {
                let frames = |site: &calls::Site<'_>| deep::measured(site, id, measure, &walks);
                deep::needs(id, measure.compares, &frames, &walks, options.python, &mut needs);
            } else if let Some(rounds) = &rounds {
                let frames = |site: &calls::Site<'_>| rounds.frames(site, &walks);
                deep::needs(id, true, &frames, &walks, options.python, &mut needs);
            }
            if !is_endless(id, &endless, &walks) {
                skipped::skipped(id, &mut walks, &mut found.skipped);
            }
            let proof = match &proofs {
                Ok(reasons) => Ok(reasons.get(&id).cloned().unwrap_or_default()),
                Err(gap) => Err(*gap),
            };
            let mut recursive = judge(id, measure, proof, &endless, &walks);
            if let Some(rounds) = rounds.as_ref().filter(|_| recursive.verdict == Verdict::Bounded) {
                recursive.depth = rounds.depth(id);
            }
            found.functions.push(recursive);
        }
    }
    found.functions.sort_by_key(|recursive| definitions.names.scope(recursive.function).head.start);
    (found, needs)
}

fn too_deep(need: deep::Need) -> DeepCall {
    DeepCall {
        span: need.span,
        function: need.function,
        frames: need.frames,
        admitted: need.admitted,
        limit: need.limit,
        limit_set_at: need.limit_set_at,
    }
}

/// It is entered for ever once it is entered, or once one of its calls is made.
fn is_endless(id: FunctionId, endless: &Endless, walks: &Walks<'_, '_, '_>) -> bool {
    let lasting = |site| endless.sites.contains_key(site);
    endless.entries.contains(&id) || walks.cycles.inner(id, walks.calls).iter().any(lasting)
}

/// Some way leaves a function of the component without another call, and without an exception.
fn has_base_case(component: &[FunctionId], walks: &mut Walks<'_, '_, '_>) -> bool {
    let (calls, cycles) = (walks.calls, walks.cycles);
    let stops =
        |site| calls.site(site).caller.is_some_and(|caller| cycles.same(caller, calls.site(site).callee));
    component.iter().any(|id| walks.walk(*id, guards::Known::default(), &stops, false).exits)
}

fn judge(
    id: FunctionId,
    measure: Option<Measure>,
    proof: Result<descent::Reason, Option<Gap>>,
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
        && (calls.site(site).callee == id || way.first() != Some(&site))
    {
        way = vec![site];
    }
    let (verdict, why, depth, bound) = match (unbounded, measure) {
        (true, _) => (Verdict::Unbounded, words::unbounded(id, &way, lasting, endless, walks), None, None),
        (false, Some(measure)) => (Verdict::Bounded, measure.why, measure.depth, measure.bound),
        (false, None) => match proof {
            Ok(proof) => (Verdict::Bounded, proof.why, None, proof.bound),
            Err(gap) => (Verdict::Unproven, words::unproven(id, &way, gap, walks), None, None),
        },
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
        bound: bound.filter(|_| depth.is_none()),
        depth,
        calls: way.iter().map(|site| calls.site(*site).span).collect(),
        certain: unbounded,
    }
}
