//! Measures: what gets smaller from one activation to the next, and where it stops.
//!
//! Found for functions that call only themselves: an integer that goes down or up by a constant
//! towards a tested bound, a sequence that is sliced shorter, an integer that is divided, the
//! remainders of Euclid's algorithm. The claims are for finite numbers and for sequences whose
//! slices are shorter; infinity and objects with arithmetic of their own are left out.

pub(super) mod formula;
pub(super) mod local;
mod region;

pub(super) use formula::frames;
pub(super) use region::{Region, region};

use rustpython_ast::{Expr, Operator};

use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Site, SiteId};
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::guards::{Guards, Known, Operand, Relation, TestId, integer};
use crate::recursion::measure::formula::{depth, why};
use crate::recursion::measure::region::{descends, stop_below};

/// What a call to itself makes of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Move {
    Same,
    Step(i64),
    /// `n // divisor`, `divisor >= 2`.
    Divide(i64),
    /// Sliced by that many items, at least one.
    Shorten(i64),
    /// The lower or upper half of a sequence.
    Half {
        upper: bool,
    },
    /// `a % n` where `n` is this parameter, passed in its place.
    Remainder,
    Other,
}

#[derive(Debug, Clone)]
pub(super) struct Measure {
    /// Index of the parameter.
    pub parameter: usize,
    pub moves: Move,
    pub region: Region,
    /// Each activation in the region certainly makes a call with this move.
    pub exact: bool,
    /// The last activation compares with an operator, where `not xs` would not.
    pub compares: bool,
    /// Frames needed.
    pub depth: Option<String>,
    /// Frames that are not exceeded.
    pub bound: Option<String>,
    pub why: String,
}

/// What a function's parameter `index` becomes in a call that passes `argument` for it.
pub(super) fn movement(argument: &Expr, index: usize, guards: &Guards<'_, '_>) -> Move {
    let is_it = |e: &Expr| guards.parameter(guards.meaning(e)) == Some(index);
    let integer = |e: &Expr| guards.integer(e, 4);
    if is_it(argument) {
        return Move::Same;
    }
    match guards.meaning(argument) {
        Expr::BinOp(operation) => {
            let (left, right) = (&operation.left, &operation.right);
            match operation.op {
                Operator::Add if is_it(left) => integer(right).map_or(Move::Other, Move::Step),
                Operator::Add if is_it(right) => integer(left).map_or(Move::Other, Move::Step),
                Operator::Sub if is_it(left) => {
                    integer(right).and_then(i64::checked_neg).map_or(Move::Other, Move::Step)
                }
                Operator::FloorDiv if is_it(left) => match integer(right) {
                    Some(divisor) if divisor >= 2 => Move::Divide(divisor),
                    _ => Move::Other,
                },
                Operator::RShift if is_it(left) => match integer(right) {
                    Some(bits @ 1..=62) => Move::Divide(1 << bits),
                    _ => Move::Other,
                },
                Operator::Mod if is_it(right) => Move::Remainder,
                _ => Move::Other,
            }
        }
        // A slice in a local is the caller's own until it is passed.
        Expr::Subscript(_) if argument.is_name_expr() && guards.may_change(argument) => Move::Other,
        Expr::Subscript(subscript) if is_it(&subscript.value) => slice(&subscript.slice, index, guards),
        _ => Move::Other,
    }
}

fn slice(slice: &Expr, index: usize, guards: &Guards<'_, '_>) -> Move {
    let Expr::Slice(slice) = slice else { return Move::Other };
    if slice.step.is_some() {
        return Move::Other;
    }
    let integer = |e: &Expr| guards.integer(e, 4);
    let half = |e: &Expr| {
        let text = format!("(len({}) // 2)", guards.parameter_name(index));
        guards.operand(e).is_some_and(|operand| operand.text == text)
    };
    match (slice.lower.as_deref(), slice.upper.as_deref()) {
        (Some(lower), None) if half(lower) => Move::Half { upper: true },
        (None, Some(upper)) if half(upper) => Move::Half { upper: false },
        (lower, upper) => {
            let from_start = lower.map_or(Some(0), integer).filter(|value| *value >= 0);
            let from_end = upper.map_or(Some(0), |e| integer(e).filter(|value| *value < 0));
            match (from_start, from_end) {
                (Some(start), Some(end)) if start - end >= 1 => Move::Shorten(start - end),
                _ => Move::Other,
            }
        }
    }
}

/// With more calls of itself than this no measure is looked for.
const MOST_SITES: usize = 64;

/// What the calls of a function to itself do to one of its parameters.
pub(super) struct Shape {
    pub parameter: usize,
    /// `n`, or `len(xs)`.
    pub subject: String,
    /// One of each for each call.
    pub sites: Vec<SiteId>,
    pub moves: Vec<Move>,
    pub regions: Vec<Region>,
}

/// The measure of a function all of whose inner calls are calls of itself.
pub(super) fn measure(id: FunctionId, walks: &mut Walks<'_, '_, '_>) -> Option<Measure> {
    shapes(id, walks).into_iter().find_map(|shape| of_shape(id, &shape, walks))
}

/// One for each parameter that every call moves.
pub(super) fn shapes(id: FunctionId, walks: &Walks<'_, '_, '_>) -> Vec<Shape> {
    let calls = walks.calls;
    let function = walks.definitions.function(id);
    let sites = walks.cycles.inner(id, calls);
    let bind = |site: &SiteId| {
        let call = calls.site(*site);
        if call.callee != id {
            return None;
        }
        arguments::bind(function, Some(call.call?), call.receiver)
    };
    let Some(bound) =
        sites.iter().map(bind).collect::<Option<Vec<_>>>().filter(|_| sites.len() <= MOST_SITES)
    else {
        return Vec::new();
    };
    let parameters = bound.first().map_or(0, Vec::len);
    (0..parameters).filter_map(|parameter| shape(id, parameter, &sites, &bound, walks)).collect()
}

fn shape(
    id: FunctionId,
    parameter: usize,
    sites: &[SiteId],
    bound: &[Vec<Given<'_>>],
    walks: &Walks<'_, '_, '_>,
) -> Option<Shape> {
    let guards = walks.guards.get(&id)?;
    let moves = bound.iter().map(|given| match given[parameter] {
        Given::Argument(argument) => movement(argument, parameter, guards),
        _ => Move::Other,
    });
    let moves = moves.collect::<Vec<_>>();
    if moves.iter().any(|step| matches!(step, Move::Other | Move::Same | Move::Step(0))) {
        return None;
    }
    let plain = walks.plain.get(&id)?;
    let name = guards.parameter_name(parameter);
    let of_length = moves.iter().all(|step| matches!(step, Move::Shorten(_) | Move::Half { .. }));
    if of_length && plain.touched.contains(&parameter) {
        return None;
    }
    let subject = if of_length { format!("len({name})") } else { name.to_owned() };
    let mut regions = Vec::new();
    for (site, given) in sites.iter().zip(bound) {
        // A call that no way reaches goes nowhere.
        let known = plain.reached.get(site)?;
        let unchanged = |index: usize, mutable: bool| {
            let same = matches!(given[index], Given::Argument(e) if movement(e, index, guards) == Move::Same);
            same && !(mutable && plain.touched.contains(&index))
        };
        regions.push(region(&subject, name, of_length, known, guards, &unchanged));
    }
    Some(Shape { parameter, subject, sites: sites.to_vec(), moves, regions })
}

fn of_shape(id: FunctionId, shape: &Shape, walks: &mut Walks<'_, '_, '_>) -> Option<Measure> {
    let Shape { parameter, subject, sites, moves, regions } = shape;
    let mut starts = Starts::Any;
    for (step, region) in moves.iter().zip(regions) {
        if descends(step, region) {
            continue;
        }
        starts = starts.max(starts_that_descend(id, shape, step, region, walks)?);
    }
    let name = walks.guards[&id].parameter_name(*parameter);
    // The longest chain takes the smallest steps.
    let slowest = (0..moves.len()).min_by_key(|index| size(&moves[*index]))?;
    let same_region = regions.iter().all(|region| *region == regions[slowest]);
    let same_kind =
        moves.iter().all(|step| std::mem::discriminant(step) == std::mem::discriminant(&moves[slowest]));
    let known = about(*parameter, sites[slowest], id, walks)?;
    let relation = |fact: &(TestId, bool)| walks.guards[&id].get(fact.0).relation;
    let compares = known.facts.iter().any(|fact| !matches!(relation(fact), Relation::Truth | Relation::Is));
    let exact = same_region
        && same_kind
        && regions[slowest].single(&moves[slowest])
        && goes_on(sites[slowest], id, known, walks);
    let depth =
        if same_region && same_kind { depth(subject, &moves[slowest], &regions[slowest]) } else { None };
    let why = why(subject, name, &moves[slowest], &regions[slowest], same_region, &starts);
    Some(Measure {
        parameter: *parameter,
        moves: moves[slowest].clone(),
        region: regions[slowest].clone(),
        exact,
        compares,
        bound: depth.clone(),
        depth: depth.filter(|_| exact && regions[slowest].open(&moves[slowest])),
        why,
    })
}

/// What is known at a call of the parameter alone, or of its length: not of what is computed from them, which other
/// numbers of the region need not share.
pub(super) fn about(
    parameter: usize,
    site: SiteId,
    id: FunctionId,
    walks: &Walks<'_, '_, '_>,
) -> Option<Known> {
    let guards = walks.guards.get(&id)?;
    let mut known = walks.plain.get(&id)?.reached.get(&site)?.clone();
    let name = guards.parameter_name(parameter);
    let is_it = |operand: &Operand| {
        let of_length =
            || operand.text.strip_prefix("len(").and_then(|text| text.strip_suffix(')')) == Some(name);
        operand.parameters[..] == [parameter] && (operand.text == name || of_length())
    };
    known.facts.retain(|(test, _)| {
        let test = guards.get(*test);
        is_it(&test.left) || is_it(&test.right)
    });
    known.bound.clear();
    Some(known)
}

/// Where this is known the function certainly makes the call.
pub(super) fn goes_on(site: SiteId, id: FunctionId, known: Known, walks: &mut Walks<'_, '_, '_>) -> bool {
    walks.calls.site(site).certain && !walks.walk(id, known, &|other| other == site, false).exits
}

fn size(step: &Move) -> i64 {
    match step {
        Move::Step(step) => step.saturating_abs(),
        Move::Divide(by) | Move::Shorten(by) => *by,
        Move::Half { upper } => i64::from(!*upper) + 1,
        Move::Same | Move::Remainder | Move::Other => 0,
    }
}

/// For which starts a measure holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Starts {
    Any,
    /// Those of the calls in the file, all of which are known.
    OfCalls,
    /// As the words say; some calls, or callers outside the file, are not known.
    Where(String),
}

/// The starts from which it leaves the region; `None` where a call has another one, or may have.
fn starts_that_descend(
    id: FunctionId,
    shape: &Shape,
    step: &Move,
    region: &Region,
    walks: &Walks<'_, '_, '_>,
) -> Option<Starts> {
    let parameter = shape.parameter;
    let largest = shape.moves.iter().map(size).max().unwrap_or(1);
    if hits_exactly(id, shape, walks) {
        return Some(Starts::OfCalls);
    }
    if walks.calls.referenced.contains(&id) {
        return None;
    }
    let (least, most, words) = match step {
        Move::Step(step) if *step < 0 => {
            let lowest = stop_below(region, largest)?;
            (lowest, i64::MAX, format!("whole numbers of at least {lowest}"))
        }
        Move::Step(1) if region.differs.is_some() => {
            let symbol = region.differs.as_ref()?;
            if largest != 1 || !symbol.starts_with("len(") || symbol.contains(") ") {
                return None;
            }
            (i64::MIN, 0, format!("whole numbers of at most `{symbol}`"))
        }
        Move::Step(1) if largest == 1 => {
            let [highest] = region.excluded[..] else { return None };
            (i64::MIN, highest, format!("whole numbers of at most {highest}"))
        }
        Move::Divide(_) if region.excluded.contains(&0) => (0, i64::MAX, "numbers of at least 0".to_owned()),
        _ => return None,
    };
    let mut known = true;
    let mut called = false;
    for site in walks.calls.sites.iter().filter(|site| site.callee == id && site.caller != Some(id)) {
        called = true;
        match start(site, id, parameter, walks) {
            Some(value) if value < least || value > most => return None,
            Some(_) => {}
            None if may_be_anything(site, id, parameter, walks) => return None,
            None => known = false,
        }
    }
    Some(if known && called { Starts::OfCalls } else { Starts::Where(words) })
}

/// Every call of the file starts with a number from which equal steps lead to a value that
/// all calls stop at.
fn hits_exactly(id: FunctionId, shape: &Shape, walks: &Walks<'_, '_, '_>) -> bool {
    let (Some(Move::Step(step)), Some(region)) = (shape.moves.first(), shape.regions.first()) else {
        return false;
    };
    let alike = shape.moves.iter().all(|other| *other == Move::Step(*step))
        && shape.regions.iter().all(|other| other.excluded == region.excluded);
    if *step == 0 || !alike {
        return false;
    }
    let mut outer =
        walks.calls.sites.iter().filter(|site| site.callee == id && site.caller != Some(id)).peekable();
    let called = outer.peek().is_some();
    called
        && outer.all(|site| {
            let hits = |start: i64| {
                let reaches = |stop: &i64| {
                    stop.checked_sub(start).is_some_and(|gap| gap % step == 0 && gap / step >= 0)
                };
                region.excluded.iter().any(reaches)
            };
            start(site, id, shape.parameter, walks).is_some_and(hits)
        })
}

/// The start is computed in a way that a negative number or a fraction may come of.
pub(super) fn may_be_anything(
    site: &Site<'_>,
    id: FunctionId,
    parameter: usize,
    walks: &Walks<'_, '_, '_>,
) -> bool {
    let given = arguments::bind(walks.definitions.function(id), site.call, site.receiver);
    let Some(Given::Argument(argument)) = given.and_then(|given| given.get(parameter).copied()) else {
        return true;
    };
    !matches!(argument, Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Call(_))
}

/// The integer that a call from outside starts with.
pub(super) fn start(
    site: &Site<'_>,
    id: FunctionId,
    parameter: usize,
    walks: &Walks<'_, '_, '_>,
) -> Option<i64> {
    let function = walks.definitions.function(id);
    let given = arguments::bind(function, site.call, site.receiver)?;
    match given.get(parameter)? {
        Given::Argument(argument) => integer(argument, site.shift, walks.definitions, 4),
        Given::Default => {
            let parameters = function.parameters?;
            let default = parameters.iter_non_variadic_params().nth(parameter)?.default.as_deref()?;
            integer(default, function.shift, walks.definitions, 4)
        }
        Given::Receiver => None,
    }
}
