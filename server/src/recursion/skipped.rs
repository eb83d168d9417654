//! Base cases that are tested for exactly, and that the steps of the recursion can pass.
//!
//! `n == 0` is passed by steps of −2 from an odd number, and from a negative one or a fraction by
//! any steps. Told at a call that certainly starts so, and at a step that is too wide for its test.

use rustpython_ast::{Expr, Number, UnaryOp};

use crate::names::ScopeId;
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::Site;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::measure::{self, Move, Shape};
use crate::text::Span;

/// A base case that can be stepped over.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// The call that starts on the wrong side, or the call whose step is too wide.
    pub span: Span,
    pub function: ScopeId,
    pub parameter: String,
    /// What each call adds to it.
    pub step: i64,
    /// The values that stop it, as `n == 0` tests them.
    pub stops: Vec<i64>,
    /// The start, as written, of a call that never gets there.
    pub start: Option<String>,
}

pub(super) fn skipped(id: FunctionId, walks: &mut Walks<'_, '_, '_>, out: &mut Vec<Skipped>) {
    for shape in measure::shapes(id, walks) {
        let Some((step, stops)) = exact_stops(&shape) else { continue };
        let function = walks.definitions.function(id);
        let parameter =
            walks.guards.get(&id).map_or("", |guards| guards.parameter_name(shape.parameter)).to_owned();
        let found = |span: Span, start: Option<String>| Skipped {
            span,
            function: function.scope,
            parameter: parameter.clone(),
            step,
            stops: stops.clone(),
            start,
        };
        let goes_on = measure::about(shape.parameter, shape.sites[0], id, walks)
            .is_some_and(|known| measure::goes_on(shape.sites[0], id, known, walks));
        if !goes_on {
            continue;
        }
        let mut all_hit = !walks.calls.referenced.contains(&id);
        let mut called = false;
        let outside = |site: &&Site<'_>| !site.caller.is_some_and(|caller| walks.cycles.same(caller, id));
        for site in walks.calls.sites.iter().filter(|site| site.callee == id).filter(outside) {
            called = true;
            let reaches = |start: i64| {
                stops
                    .iter()
                    .any(|stop| (stop - start).checked_rem(step) == Some(0) && (stop - start) / step >= 0)
            };
            match start(site, id, &shape, walks) {
                Some((value, _)) if value.is_some_and(reaches) => {}
                Some((_, text)) => {
                    all_hit = false;
                    if site.certain && !site.surroundings.guarded {
                        out.push(found(site.span, Some(text)));
                    }
                }
                None => all_hit = false,
            }
        }
        let wide = step.unsigned_abs() >= 2 && !covered(&stops, step);
        if wide && !(called && all_hit) {
            out.push(found(walks.calls.site(shape.sites[0]).span, None));
        }
        return;
    }
}

/// The step and the stops of a function whose calls all move a number alike, and go on from all
/// numbers but some.
fn exact_stops(shape: &Shape) -> Option<(i64, Vec<i64>)> {
    let [Move::Step(step), rest @ ..] = shape.moves.as_slice() else { return None };
    let [region, other_regions @ ..] = shape.regions.as_slice() else { return None };
    let unbounded = region.lower.is_none()
        && region.upper.is_none()
        && region.above.is_none()
        && region.below.is_none()
        && region.differs.is_none();
    let alike = rest.iter().all(|other| *other == Move::Step(*step))
        && other_regions.iter().all(|other| other == region);
    (unbounded && alike && !region.excluded.is_empty()).then(|| (*step, region.excluded.clone()))
}

/// So many stops side by side that no step passes them.
fn covered(stops: &[i64], step: i64) -> bool {
    let size = i64::try_from(step.unsigned_abs()).unwrap_or(i64::MAX).min(64);
    stops.iter().any(|first| (0..size).all(|more| stops.contains(&(first + more))))
}

/// The number that a call starts with, `None` for a fraction; and how it is written.
fn start(
    site: &Site<'_>,
    id: FunctionId,
    shape: &Shape,
    walks: &Walks<'_, '_, '_>,
) -> Option<(Option<i64>, String)> {
    if let Some(value) = measure::start(site, id, shape.parameter, walks) {
        return Some((Some(value), value.to_string()));
    }
    let given = arguments::bind(walks.definitions.function(id), site.call, site.receiver)?;
    let Given::Argument(argument) = given.get(shape.parameter)? else { return None };
    let (sign, number) = match argument {
        Expr::UnaryOp(operation) if operation.op == UnaryOp::USub => (-1.0, operation.operand.as_ref()),
        other => (1.0, *other),
    };
    let Expr::NumberLiteral(literal) = number else { return None };
    let Number::Float(value) = &literal.value else { return None };
    let value = sign * value;
    // Of larger floats every second number is missing, and more.
    let whole = value.fract() == 0.0 && value.abs() < 1e15;
    Some((whole.then_some(value as i64), walks.definitions.text(site.shift.span(*argument)).to_owned()))
}
