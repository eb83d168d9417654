//! Where a recursion goes on, as the tests before its calls say.

use crate::recursion::guards::{Guards, Known, Relation};
use crate::recursion::measure::Move;

/// Where the recursion of a function goes on, as a condition on one number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::recursion) struct Region {
    pub lower: Option<i64>,
    pub upper: Option<i64>,
    pub excluded: Vec<i64>,
    /// Goes on while above (below) the symbol plus the offset.
    pub above: Option<(String, i64)>,
    pub below: Option<(String, i64)>,
    /// Differs from the symbol.
    pub differs: Option<String>,
}

impl Region {
    /// Apart from numbers, no more than one symbol bounds it, and that where the move leads.
    pub fn single(&self, step: &Move) -> bool {
        let symbols = [self.above.is_some(), self.below.is_some(), self.differs.is_some()];
        let number = if matches!(step, Move::Step(1..)) { self.upper } else { self.lower };
        let ahead = match step {
            Move::Step(1..) => self.above.is_none(),
            Move::Step(_) => self.below.is_none() && self.differs.is_none(),
            _ => !symbols.contains(&true),
        };
        ahead && symbols.into_iter().filter(|symbol| *symbol).count() + usize::from(number.is_some()) <= 1
    }

    /// Every number on the side that the move comes from is in it.
    pub fn open(&self, step: &Move) -> bool {
        match step {
            Move::Step(1..) => self.lower.is_none() && self.above.is_none(),
            _ => self.upper.is_none() && self.below.is_none(),
        }
    }

    /// The number is in it, bounds that are no constants aside.
    pub fn contains(&self, value: i64) -> bool {
        self.lower.is_none_or(|lower| value >= lower)
            && self.upper.is_none_or(|upper| value <= upper)
            && !self.excluded.contains(&value)
    }
}

/// The numbers for which a call is reached, as far as the tests before it say.
pub(in crate::recursion) fn region(
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
pub(super) fn descends(step: &Move, region: &Region) -> bool {
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

/// The lowest of `largest` consecutive integers where the recursion stops: steps of at most that
/// size cannot pass them.
pub(super) fn stop_below(region: &Region, largest: i64) -> Option<i64> {
    let stops = |value: i64| region.excluded.contains(&value);
    region.excluded.iter().copied().find(|lowest| (0..largest.min(64)).all(|step| stops(lowest + step)))
}
