//! How deep a measured recursion goes: as a formula, in words, and for a given start.

use crate::recursion::measure::region::Region;
use crate::recursion::measure::{Measure, Move, Starts};

/// `subject + offset`, as one would write it.
pub(in crate::recursion) fn plus(subject: &str, offset: i64) -> String {
    match offset {
        0 => subject.to_owned(),
        1.. => format!("{subject} + {offset}"),
        _ => format!("{subject} - {}", offset.unsigned_abs()),
    }
}

/// Frames of the function, over its parameters.
pub(in crate::recursion) fn depth(subject: &str, step: &Move, region: &Region) -> Option<String> {
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
            (None, None, None) => match region.excluded[..] {
                [stop] => Some(format!("{} - {subject}", stop.checked_add(1)?)),
                _ => None,
            },
            _ => None,
        },
        Move::Divide(by) => {
            let logarithm = match by {
                2 => format!("log2({subject})"),
                10 => format!("log10({subject})"),
                _ => format!("log({subject}, {by})"),
            };
            // Without a lower bound the numbers are at least 0, and stop at those that are left out.
            let least = region.lower.or_else(|| {
                let least = (0..).find(|value| !region.excluded.contains(value))?;
                usize::try_from(least).is_ok_and(|count| count == region.excluded.len()).then_some(least)
            });
            match least {
                Some(lower) if lower == *by => Some(format!("floor({logarithm}) + 1")),
                Some(1) => Some(format!("floor({logarithm}) + 2")),
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

pub(super) fn why(
    subject: &str,
    name: &str,
    step: &Move,
    region: &Region,
    same_region: bool,
    starts: &Starts,
) -> String {
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
    let upwards = matches!(step, Move::Step(1..));
    let bound = match (region, step) {
        _ if !same_region => "a tested bound".to_owned(),
        (Region { lower: Some(lower), .. }, _) if !upwards => format!("`{subject} < {lower}`"),
        (Region { above: Some((symbol, offset)), .. }, _) if !upwards => {
            format!("`{subject} <= {}`", plus(symbol, *offset))
        }
        (Region { upper: Some(upper), .. }, _) if upwards => format!("`{subject} > {upper}`"),
        (Region { below: Some((symbol, offset)), .. }, _) => {
            format!("`{subject} >= {}`", plus(symbol, *offset))
        }
        (Region { differs: Some(symbol), .. }, _) => format!("`{subject} == {symbol}`"),
        (Region { excluded, .. }, _) if !excluded.is_empty() => {
            format!("`{subject} == {}`", excluded[excluded.len() - 1])
        }
        _ => "a tested bound".to_owned(),
    };
    let condition = match starts {
        Starts::Any => String::new(),
        Starts::OfCalls => ", from every start that the calls in this file have".to_owned(),
        Starts::Where(words) => format!(", from {words}"),
    };
    format!("{moves} with each call, down to the base case {bound}{condition}.").replace(
        "down to the base case",
        if upwards { "up to the base case" } else { "down to the base case" },
    )
}

/// Frames that a start needs, where the measure says so exactly; saturates.
pub(in crate::recursion) fn frames(measure: &Measure, start: i64) -> Option<u64> {
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
