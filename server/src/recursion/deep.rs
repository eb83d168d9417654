//! Calls that need more frames than the recursion limit admits.
//!
//! Claimed only where the function certainly goes that deep from the constant it is called with,
//! and where the limit in force at the call is known. What is counted are the frames of the
//! recursive functions and those of their callers on the shortest way that the file shows, and
//! nothing for what they call besides: a call just below the claim can still be too deep.

use rustpython_ast::Expr;

use crate::names::ScopeId;
use crate::options::Python;
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Calls, Site};
use crate::recursion::definitions::{Definitions, FunctionId};
use crate::recursion::endless::Walks;
use crate::recursion::guards::integer;
use crate::recursion::measure::{self, Measure, Move};
use crate::syntax::Shift;
use crate::text::Span;

/// `sys.getrecursionlimit()` when Python starts.
pub(super) const DEFAULT_LIMIT: u64 = 1000;

/// The limit in force at a place, and where the file set it.
struct Limit {
    value: u64,
    set_at: Option<Span>,
}

/// Frames that a call from the module's own code can add on top of it under a limit, measured by
/// running scripts: 999 at the limit 1000. Up to 3.10 a comparison by `==`, `<` and so on counts as
/// one more while it runs (`PyObject_RichCompare` enters the recursion check).
fn admitted(limit: u64, python: Python, compares: bool) -> u64 {
    limit.saturating_sub(if compares && python.minor <= 10 { 2 } else { 1 })
}

/// What a call with known arguments needs, and what the limit in force admits there.
#[derive(Debug)]
pub(super) struct Need {
    pub span: Span,
    pub function: ScopeId,
    pub frames: u64,
    pub admitted: u64,
    /// What else is on the stack there, the module's frame included.
    pub besides: u64,
    pub limit: u64,
    pub limit_set_at: Option<Span>,
}

/// The calls of one function from outside its cycle whose depth is known. `frames` counts the frames
/// that a call needs; `compares` says whether the last of them compares with an operator.
pub(super) fn needs(
    id: FunctionId,
    compares: bool,
    frames: &dyn Fn(&Site<'_>) -> Option<u64>,
    walks: &Walks<'_, '_, '_>,
    python: Python,
    out: &mut Vec<Need>,
) {
    let function = walks.definitions.function(id);
    if function.is_generator || function.is_async || function.cached {
        return;
    }
    let outside = |site: &&Site<'_>| !site.caller.is_some_and(|caller| walks.cycles.same(caller, id));
    for site in walks.calls.sites.iter().filter(|site| site.callee == id).filter(outside) {
        if !site.certain || site.surroundings.guarded {
            continue;
        }
        let Some(frames) = frames(site) else { continue };
        let Some(limit) = limit_at(site, walks.calls, walks.definitions) else { continue };
        let callers = site.caller.map_or(0, |caller| callers(caller, walks));
        let admitted = admitted(limit.value, python, compares);
        out.push(Need {
            span: site.span,
            function: function.scope,
            frames,
            admitted: admitted.saturating_sub(callers),
            besides: limit.value.saturating_sub(admitted).saturating_add(callers),
            limit: limit.value,
            limit_set_at: limit.set_at,
        });
    }
}

/// Frames of functions that are on the stack while the function runs, itself included, on the
/// shortest way from the module's own code that the file shows.
fn callers(id: FunctionId, walks: &Walks<'_, '_, '_>) -> u64 {
    let mut seen = vec![id];
    let mut next = 0;
    let mut depth = 1;
    while next < seen.len() {
        let level = seen.len();
        for index in next..level {
            let function = seen[index];
            let mut sites = walks.calls.sites.iter().filter(|site| site.callee == function).peekable();
            // Called by others, as far as the file tells.
            if sites.peek().is_none() || walks.calls.referenced.contains(&function) {
                return depth;
            }
            for site in sites {
                match site.caller {
                    None => return depth,
                    Some(caller) if !seen.contains(&caller) => seen.push(caller),
                    Some(_) => {}
                }
            }
        }
        next = level;
        depth += 1;
    }
    1
}

/// Frames of the function that a call from outside needs, by its measure.
pub(super) fn measured(
    site: &Site<'_>,
    id: FunctionId,
    measure: &Measure,
    walks: &Walks<'_, '_, '_>,
) -> Option<u64> {
    if measure.exact { frames(site, id, measure, walks) } else { None }
}

fn frames(site: &Site<'_>, id: FunctionId, measure: &Measure, walks: &Walks<'_, '_, '_>) -> Option<u64> {
    let region = &measure.region;
    if matches!(measure.moves, Move::Shorten(_)) {
        let given = arguments::bind(walks.definitions.function(id), site.call, site.receiver)?;
        let Given::Argument(argument) = given.get(measure.parameter)? else { return None };
        return measure::frames(measure, length(argument, site.shift, walks.definitions)?);
    }
    let start = measure::start(site, id, measure.parameter, walks)?;
    if region.above.is_none() && region.below.is_none() && region.differs.is_none() {
        return measure::frames(measure, start);
    }
    // The bound is another parameter: known where this call passes a constant.
    let guards = walks.guards.get(&id)?;
    let value = |symbol: &str| {
        let given = arguments::bind(walks.definitions.function(id), site.call, site.receiver)?;
        let index = (0..given.len()).find(|index| guards.parameter_name(*index) == symbol)?;
        measure::start(site, id, index, walks)
    };
    let mut constant = measure.clone();
    if let Some((symbol, offset)) = constant.region.above.take() {
        constant.region.lower = Some(value(&symbol)?.checked_add(offset)?.checked_add(1)?);
    }
    if let Some((symbol, offset)) = constant.region.below.take() {
        constant.region.upper = Some(value(&symbol)?.checked_add(offset)?.checked_sub(1)?);
    }
    if let Some(symbol) = constant.region.differs.take() {
        constant.region.excluded.push(value(&symbol)?);
    }
    measure::frames(&constant, start)
}

/// The number of items of a display, a `range`, or a repeated display.
pub(super) fn length(expression: &Expr, shift: Shift, definitions: &Definitions<'_>) -> Option<i64> {
    let integer = |e: &Expr| integer(e, shift, definitions, 4);
    match expression {
        Expr::List(list) if !list.elts.iter().any(Expr::is_starred_expr) => {
            i64::try_from(list.elts.len()).ok()
        }
        Expr::Tuple(tuple) if !tuple.elts.iter().any(Expr::is_starred_expr) => {
            i64::try_from(tuple.elts.len()).ok()
        }
        Expr::Name(name) => {
            let home =
                definitions.home(shift.at(rustpython_text_size::Ranged::range(name).start().to_u32()))?;
            let (value, there) = definitions.sequence(home)?;
            if value.is_name_expr() { None } else { length(value, there, definitions) }
        }
        Expr::StringLiteral(text) => i64::try_from(text.value.to_str().chars().count()).ok(),
        Expr::BinOp(operation) if operation.op == rustpython_ast::Operator::Mult => {
            let items = length(&operation.left, shift, definitions)?;
            items.checked_mul(integer(&operation.right)?.max(0))
        }
        Expr::Call(call) if call.arguments.keywords.is_empty() => {
            let Expr::Name(name) = call.func.as_ref() else { return None };
            let start = shift.at(rustpython_text_size::Ranged::range(name).start().to_u32());
            if !definitions.is_builtin(start) {
                return None;
            }
            match (name.id.as_str(), &*call.arguments.args) {
                ("list" | "tuple" | "sorted", [items]) => length(items, shift, definitions),
                ("range", [end]) => Some(integer(end)?.max(0)),
                ("range", [start, end]) => Some(integer(end)?.checked_sub(integer(start)?)?.max(0)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The recursion limit at a call; `None` where it cannot be told.
fn limit_at(site: &Site<'_>, calls: &Calls<'_>, definitions: &Definitions<'_>) -> Option<Limit> {
    let default = Limit { value: DEFAULT_LIMIT, set_at: None };
    let mut set = Vec::new();
    for call in &calls.limits {
        let around = call.surroundings;
        let value = integer(call.argument?, call.shift, definitions, 4)?;
        let straight = !around.conditional && !around.guarded && !around.repeated;
        set.push((call.caller, call.span, u64::try_from(value).ok()?, straight));
    }
    if set.is_empty() {
        return Some(default);
    }
    if !set.iter().all(|(_, _, _, straight)| *straight) {
        return None;
    }
    let here = set.iter().rfind(|(caller, span, ..)| *caller == site.caller && span.end <= site.span.start);
    let elsewhere = set.iter().any(|(caller, ..)| *caller != site.caller);
    match (site.caller, here) {
        (_, Some((_, span, value, _))) if !elsewhere => Some(Limit { value: *value, set_at: Some(*span) }),
        (None, None) if !elsewhere => Some(default),
        // A function may run before or after the limit is set: the highest admits most.
        _ => {
            let (_, span, value, _) = set.iter().max_by_key(|(_, _, value, _)| *value)?;
            if *value < DEFAULT_LIMIT {
                Some(default)
            } else {
                Some(Limit { value: *value, set_at: Some(*span) })
            }
        }
    }
}
