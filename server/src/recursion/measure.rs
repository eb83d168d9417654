//! Measures: what gets smaller from one activation to the next, and where it stops.
//!
//! Found for functions that call only themselves: an integer that goes down or up by a constant
//! towards a tested bound, a sequence that is sliced shorter, an integer that is divided, the
//! remainders of Euclid's algorithm. The claims are for finite numbers and for sequences whose
//! slices are shorter; infinity and objects with arithmetic of their own are left out.

use rustpython_ast::{Expr, Operator};

use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::{Site, SiteId};
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;
use crate::recursion::guards::{Guards, Known, Relation, TestId, integer};

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

/// Where the recursion of a function goes on, as a condition on one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Region {
    pub lower: Option<i64>,
    pub upper: Option<i64>,
    pub excluded: Vec<i64>,
    /// Goes on while above (below) the symbol plus the offset.
    pub above: Option<(String, i64)>,
    pub below: Option<(String, i64)>,
    /// Differs from the symbol.
    pub differs: Option<String>,
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
    pub depth: Option<String>,
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

/// The measure of a function all of whose inner calls are calls of itself.
pub(super) fn measure(id: FunctionId, walks: &mut Walks<'_, '_, '_>) -> Option<Measure> {
    let calls = walks.calls;
    let function = walks.definitions.function(id);
    let sites = walks.cycles.inner(id, calls);
    let mut bound = Vec::new();
    for site in &sites {
        let call = calls.site(*site);
        call.call?;
        bound.push(arguments::bind(function, call.call, call.receiver)?);
    }
    let parameters = bound.first()?.len();
    (0..parameters).find_map(|parameter| {
        let moves = bound.iter().map(|given| match given[parameter] {
            Given::Argument(argument) => movement(argument, parameter, &walks.guards[&id]),
            _ => Move::Other,
        });
        let moves = moves.collect::<Vec<_>>();
        of_parameter(id, parameter, &sites, &moves, &bound, walks)
    })
}

fn of_parameter(
    id: FunctionId,
    parameter: usize,
    sites: &[SiteId],
    moves: &[Move],
    bound: &[Vec<Given<'_>>],
    walks: &mut Walks<'_, '_, '_>,
) -> Option<Measure> {
    if moves.iter().any(|step| matches!(step, Move::Other | Move::Same | Move::Step(0))) {
        return None;
    }
    let guards = &walks.guards[&id];
    let name = guards.parameter_name(parameter);
    let of_length = moves.iter().all(|step| matches!(step, Move::Shorten(_) | Move::Half { .. }));
    if of_length && walks.plain[&id].touched.contains(&parameter) {
        return None;
    }
    let subject = if of_length { format!("len({name})") } else { name.to_owned() };
    let mut regions = Vec::new();
    for (site, given) in sites.iter().zip(bound) {
        // A call that no way reaches goes nowhere.
        let known = walks.plain[&id].reached.get(site)?;
        let unchanged = |index: usize, mutable: bool| {
            let same = matches!(given[index], Given::Argument(e) if movement(e, index, guards) == Move::Same);
            same && !(mutable && walks.plain[&id].touched.contains(&index))
        };
        regions.push(region(&subject, name, of_length, known, guards, &unchanged));
    }
    let mut by_calls = false;
    for (step, region) in moves.iter().zip(&regions) {
        if descends(step, region) {
            continue;
        }
        let largest = moves.iter().map(size).max().unwrap_or(1);
        if !descends_from_calls(id, parameter, step, largest, region, walks) {
            return None;
        }
        by_calls = true;
    }
    // The longest chain takes the smallest steps.
    let slowest = (0..moves.len()).min_by_key(|index| size(&moves[*index]))?;
    let same_region = regions.iter().all(|region| *region == regions[slowest]);
    let same_kind =
        moves.iter().all(|step| std::mem::discriminant(step) == std::mem::discriminant(&moves[slowest]));
    let mut known = walks.plain[&id].reached.get(&sites[slowest])?.clone();
    let about_subject = |walks: &Walks<'_, '_, '_>, known: &mut Known| {
        let guards = &walks.guards[&id];
        known.facts.retain(|(test, _)| {
            let test = guards.get(*test);
            test.left.parameters[..] == [parameter] || test.right.parameters[..] == [parameter]
        });
    };
    about_subject(walks, &mut known);
    known.bound.clear();
    let relation = |fact: &(TestId, bool)| walks.guards[&id].get(fact.0).relation;
    let compares = known.facts.iter().any(|fact| !matches!(relation(fact), Relation::Truth | Relation::Is));
    let certain = walks.calls.site(sites[slowest]).certain;
    let ways = walks.walk(id, known, &|site| site == sites[slowest], false);
    let exact = same_region && same_kind && certain && !ways.exits;
    let depth =
        if same_region && same_kind { depth(&subject, &moves[slowest], &regions[slowest]) } else { None };
    let why = why(&subject, name, &moves[slowest], &regions[slowest], same_region, by_calls);
    Some(Measure {
        parameter,
        moves: moves[slowest].clone(),
        region: regions[slowest].clone(),
        exact,
        compares,
        depth: depth.filter(|_| exact),
        why,
    })
}

fn size(step: &Move) -> i64 {
    match step {
        Move::Step(step) => step.saturating_abs(),
        Move::Divide(by) | Move::Shorten(by) => *by,
        Move::Half { upper } => i64::from(!*upper) + 1,
        Move::Same | Move::Remainder | Move::Other => 0,
    }
}

/// The numbers for which a call is reached, as far as the tests before it say.
fn region(
    subject: &str,
    name: &str,
    of_length: bool,
    known: &Known,
    guards: &Guards<'_, '_>,
    unchanged: &dyn Fn(usize, bool) -> bool,
) -> Region {
    let mut region = Region::default();
    let at_least = |region: &mut Region, value: i64| {
        region.lower = Some(region.lower.map_or(value, |lower| lower.max(value)));
    };
    let at_most = |region: &mut Region, value: i64| {
        region.upper = Some(region.upper.map_or(value, |upper| upper.min(value)));
    };
    for (id, outcome) in &known.facts {
        let test = guards.get(*id);
        let empty = matches!(test.right.text.as_str(), "[]" | "(,)" | "\"\"");
        let says_empty = test.left.text == name
            && (test.relation == Relation::Truth && *outcome
                || test.relation == Relation::Eq && !outcome && empty);
        if of_length && says_empty {
            at_least(&mut region, 1);
            continue;
        }
        if test.relation == Relation::Truth && test.left.text == subject && *outcome {
            region.excluded.push(0);
            continue;
        }
        // The subject stands on the left, or the test is turned round.
        let (relation, other) = if test.left.text == subject {
            (test.relation, &test.right)
        } else if test.right.text == subject {
            let turned = match test.relation {
                Relation::Lt => Relation::Gt,
                Relation::LtE => Relation::GtE,
                Relation::Gt => Relation::Lt,
                Relation::GtE => Relation::LtE,
                Relation::Eq => Relation::Eq,
                _ => continue,
            };
            (turned, &test.left)
        } else {
            continue;
        };
        let Some(value) = other.integer else {
            if other.parameters.is_empty()
                || !other.parameters.iter().all(|index| unchanged(*index, other.mutable))
            {
                continue;
            }
            let symbol = other.text.clone();
            match (relation, outcome) {
                (Relation::Gt, true) | (Relation::LtE, false) => region.above = Some((symbol, 0)),
                (Relation::GtE, true) | (Relation::Lt, false) => region.above = Some((symbol, -1)),
                (Relation::Lt, true) | (Relation::GtE, false) => region.below = Some((symbol, 0)),
                (Relation::LtE, true) | (Relation::Gt, false) => region.below = Some((symbol, 1)),
                (Relation::Eq, false) => region.differs = Some(symbol),
                _ => {}
            }
            continue;
        };
        match (relation, outcome) {
            (Relation::Gt, true) | (Relation::LtE, false) => at_least(&mut region, value.saturating_add(1)),
            (Relation::GtE, true) | (Relation::Lt, false) => at_least(&mut region, value),
            (Relation::Lt, true) | (Relation::GtE, false) => at_most(&mut region, value.saturating_sub(1)),
            (Relation::LtE, true) | (Relation::Gt, false) => at_most(&mut region, value),
            (Relation::Eq, true) => {
                at_least(&mut region, value);
                at_most(&mut region, value);
            }
            (Relation::Eq, false) => region.excluded.push(value),
            _ => {}
        }
    }
    region.excluded.sort_unstable();
    region.excluded.dedup();
    if of_length {
        // A length is never negative, so `!= 0` is `>= 1`; and so on upwards.
        let mut least = region.lower.unwrap_or(0).max(0);
        while region.excluded.contains(&least) {
            least += 1;
        }
        if least > 0 {
            region.lower = Some(least);
        }
        region.excluded.retain(|value| *value > least);
    } else if let Some(lower) = region.lower {
        let mut least = lower;
        while region.excluded.contains(&least) {
            least += 1;
        }
        region.lower = Some(least);
        region.excluded.retain(|value| *value > least);
    }
    region
}

/// The move leaves the region in the end, from every start.
fn descends(step: &Move, region: &Region) -> bool {
    let above = region.lower.is_some() || region.above.is_some();
    let below = region.upper.is_some() || region.below.is_some();
    match step {
        Move::Step(step) if *step < 0 => above,
        Move::Step(_) => below,
        // Down to 0, where it stays: 0 must be outside.
        Move::Divide(_) => region.lower.is_some_and(|lower| lower >= 1),
        Move::Shorten(_) => region.lower.is_some_and(|lower| lower >= 1),
        Move::Half { upper: false } => region.lower.is_some_and(|lower| lower >= 1),
        // The upper half of one item is that item.
        Move::Half { upper: true } => region.lower.is_some_and(|lower| lower >= 2),
        Move::Remainder => region.excluded.contains(&0) || region.lower.is_some_and(|lower| lower >= 1),
        Move::Same | Move::Other => false,
    }
}

/// It leaves the region from every start that a call in the file has, each being a known integer.
fn descends_from_calls(
    id: FunctionId,
    parameter: usize,
    step: &Move,
    largest: i64,
    region: &Region,
    walks: &Walks<'_, '_, '_>,
) -> bool {
    if walks.calls.referenced.contains(&id) {
        return false;
    }
    let mut starts = Vec::new();
    for site in walks.calls.sites.iter().filter(|site| site.callee == id && site.caller != Some(id)) {
        match start(site, id, parameter, walks) {
            Some(value) => starts.push(value),
            None => return false,
        }
    }
    if starts.is_empty() {
        return false;
    }
    match step {
        Move::Step(step) if *step < 0 => {
            stop_below(region, largest).is_some_and(|lowest| starts.iter().all(|start| *start >= lowest))
        }
        Move::Step(1) => {
            let counts_to_length = region
                .differs
                .as_ref()
                .is_some_and(|symbol| symbol.starts_with("len(") && !symbol.contains(") "));
            counts_to_length && largest == 1 && starts.iter().all(|start| *start <= 0)
        }
        Move::Divide(_) => region.excluded.contains(&0) && starts.iter().all(|start| *start >= 0),
        _ => false,
    }
}

/// The lowest of `largest` consecutive integers where the recursion stops: steps of at most that
/// size cannot pass them.
fn stop_below(region: &Region, largest: i64) -> Option<i64> {
    let stops = |value: i64| region.excluded.contains(&value);
    region.excluded.iter().copied().find(|lowest| (0..largest.min(64)).all(|step| stops(lowest + step)))
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

/// `subject + offset`, as one would write it.
fn plus(subject: &str, offset: i64) -> String {
    match offset {
        0 => subject.to_owned(),
        1.. => format!("{subject} + {offset}"),
        _ => format!("{subject} - {}", offset.unsigned_abs()),
    }
}

/// Frames of the function, over its parameters.
fn depth(subject: &str, step: &Move, region: &Region) -> Option<String> {
    match step {
        Move::Step(step) if *step < 0 => {
            let size = step.checked_neg()?;
            // Goes on while above this.
            let bound = match (&region.lower, &region.above, region.excluded.last()) {
                (Some(lower), None, None) => lower.checked_sub(1)?,
                (None, None, Some(last)) => *last,
                (None, Some((symbol, offset)), None) if size == 1 => {
                    return Some(plus(&format!("{subject} - {symbol}"), 1 - offset));
                }
                _ => return None,
            };
            if size == 1 {
                return Some(plus(subject, 1i64.checked_sub(bound)?));
            }
            let offset = size.checked_sub(1)?.checked_sub(bound)?;
            let top = if offset == 0 { subject.to_owned() } else { format!("({})", plus(subject, offset)) };
            Some(format!("{top} // {size} + 1"))
        }
        Move::Step(1) => match (&region.upper, &region.below, &region.differs) {
            (Some(upper), None, None) if region.excluded.is_empty() => {
                Some(format!("{} - {subject}", upper.checked_add(2)?))
            }
            (None, Some((symbol, offset)), None) if region.excluded.is_empty() => {
                Some(plus(&format!("{symbol} - {subject}"), offset + 1))
            }
            (None, None, Some(symbol)) if region.excluded.is_empty() => {
                Some(format!("{symbol} - {subject} + 1"))
            }
            _ => None,
        },
        Move::Divide(by) => {
            let logarithm = match by {
                2 => format!("log2({subject})"),
                10 => format!("log10({subject})"),
                _ => format!("log({subject}, {by})"),
            };
            match region.lower {
                Some(lower) if lower == *by => Some(format!("floor({logarithm}) + 1")),
                Some(1) | None => Some(format!("floor({logarithm}) + 2")),
                _ => None,
            }
        }
        Move::Shorten(by) => {
            let lower = region.lower?;
            if !region.excluded.is_empty() {
                return None;
            }
            if *by == 1 {
                return Some(plus(subject, 2 - lower));
            }
            let offset = by - lower;
            let top = if offset == 0 { subject.to_owned() } else { format!("({})", plus(subject, offset)) };
            Some(format!("{top} // {by} + 1"))
        }
        Move::Half { upper: true } => (region.lower == Some(2)).then(|| format!("ceil(log2({subject})) + 1")),
        Move::Half { upper: false } => {
            (region.lower == Some(2)).then(|| format!("floor(log2({subject})) + 1"))
        }
        _ => None,
    }
}

fn why(subject: &str, name: &str, step: &Move, region: &Region, same_region: bool, by_calls: bool) -> String {
    let moves = match step {
        Move::Step(step) if *step < 0 => format!("`{name}` goes down by at least {}", step.unsigned_abs()),
        Move::Step(step) => format!("`{name}` goes up by at least {step}"),
        Move::Divide(by) => format!("`{name}` is divided by {by}"),
        Move::Shorten(_) => format!("`{name}` gets shorter"),
        Move::Half { .. } => format!("`{name}` is halved"),
        Move::Remainder => {
            return format!("each call passes a remainder of `{name}`, which is smaller, until it is 0.");
        }
        Move::Same | Move::Other => String::new(),
    };
    let bound = match (region, step) {
        _ if !same_region => "a tested bound".to_owned(),
        (Region { lower: Some(lower), .. }, _) => format!("`{subject} < {lower}`"),
        (Region { above: Some((symbol, offset)), .. }, _) => {
            format!("`{subject} <= {}`", plus(symbol, *offset))
        }
        (Region { upper: Some(upper), .. }, Move::Step(1..)) => format!("`{subject} > {upper}`"),
        (Region { below: Some((symbol, offset)), .. }, _) => {
            format!("`{subject} >= {}`", plus(symbol, *offset))
        }
        (Region { differs: Some(symbol), .. }, _) => format!("`{subject} == {symbol}`"),
        (Region { excluded, .. }, _) if !excluded.is_empty() => {
            format!("`{subject} == {}`", excluded[excluded.len() - 1])
        }
        _ => "a tested bound".to_owned(),
    };
    let condition = if by_calls { ", from every start that the calls in this file have" } else { "" };
    format!("{moves} with each call, down to the base case {bound}{condition}.").replace(
        "down to the base case",
        if matches!(step, Move::Step(1..)) { "up to the base case" } else { "down to the base case" },
    )
}

/// Frames that a start needs, where the measure says so exactly; saturates.
pub(super) fn frames(measure: &Measure, start: i64) -> Option<u64> {
    let region = &measure.region;
    let outside = region.lower.is_some_and(|lower| start < lower)
        || region.upper.is_some_and(|upper| start > upper)
        || region.excluded.contains(&start);
    if outside {
        return Some(1);
    }
    let start = i128::from(start);
    let excluded = || region.excluded.iter().map(|value| i128::from(*value));
    let steps = match &measure.moves {
        Move::Step(step) if *step < 0 => {
            let size = -i128::from(*step);
            // Steps until below the bound, or until an excluded value is hit.
            let past = region.lower.map(|lower| (start - i128::from(lower)) / size + 1);
            let hits = excluded().filter(|value| *value < start && (start - value) % size == 0);
            past.into_iter().chain(hits.map(|value| (start - value) / size)).min()?
        }
        Move::Step(step) => {
            let size = i128::from(*step);
            let past = region.upper.map(|upper| (i128::from(upper) - start) / size + 1);
            let hits = excluded().filter(|value| *value > start && (value - start) % size == 0);
            past.into_iter().chain(hits.map(|value| (value - start) / size)).min()?
        }
        Move::Shorten(by) => (start - i128::from(region.lower?)) / i128::from(*by) + 1,
        _ => return None,
    };
    u64::try_from(steps).ok().map(|steps| steps.saturating_add(1))
}
