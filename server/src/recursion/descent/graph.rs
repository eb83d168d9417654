//! Size-change graphs: which measures of the called function are smaller than, or not larger
//! than, which of the calling one (Lee, Jones, Ben-Amram: The Size-Change Principle for Program
//! Termination, 2001).

use rustc_hash::FxHashSet;

use super::eval::is_no_text;
use super::outer;
use super::passed::Passed;
use super::split::outcome;
use super::state::{Fact, Flag, least};
use super::value::{Atom, FAR, Place, Value};

/// Something that cannot get smaller for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// How deep the object of a parameter goes.
    Height(u16),
    Length(u16),
    /// The first less the second, where a test bounds it from below.
    Gap(Atom, Atom),
    /// 1 while the test of the parameter has this outcome, else 0.
    Flag(u16, Flag, bool),
    /// How many objects are not in the container yet.
    Unseen(String),
    /// 1 while the parameter is less than 0, else 0.
    Negative(u16),
}

impl Term {
    /// What says more comes first.
    pub fn rank(&self) -> u8 {
        match self {
            Term::Unseen(_) | Term::Negative(_) => 0,
            Term::Gap(..) => 1,
            Term::Length(_) => 2,
            Term::Flag(..) => 3,
            Term::Height(_) => 4,
        }
    }
}

/// More are not looked at.
pub(super) const MOST_TERMS: usize = 32;

/// For each term of the caller, the callee's terms that are not larger, and that are smaller.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Graph {
    pub from: usize,
    pub to: usize,
    pub rows: Vec<(u32, u32)>,
}

impl Graph {
    pub fn is_empty(&self) -> bool {
        self.rows.iter().all(|(no_larger, _)| *no_larger == 0)
    }

    /// The term itself is smaller after the call.
    pub fn makes_smaller(&self, term: usize) -> bool {
        self.rows.get(term).is_some_and(|(_, smaller)| smaller & (1 << term) != 0)
    }

    /// This call, then that one.
    fn then(&self, next: &Graph) -> Graph {
        let rows = self.rows.iter().map(|(no_larger, smaller)| {
            let mut row = (0, 0);
            for middle in (0..next.rows.len()).filter(|middle| no_larger & (1 << middle) != 0) {
                row.0 |= next.rows[middle].0;
                row.1 |= if smaller & (1 << middle) != 0 { next.rows[middle].0 } else { next.rows[middle].1 };
            }
            row
        });
        Graph { from: self.from, to: next.to, rows: rows.collect() }
    }

    /// Terms that are smaller than themselves after the call.
    fn descending(&self) -> impl Iterator<Item = usize> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(index, (_, smaller))| smaller & (1 << index) != 0).map(|(index, _)| index)
    }
}

/// With more compositions than this nothing is claimed.
const MOST_GRAPHS: usize = 500;

/// For each idempotent way round: the function and the terms that get smaller. Where some way
/// round makes nothing smaller, its graph, if it is that of a single call.
pub(super) fn descending(graphs: &[Graph]) -> Result<Vec<(usize, Vec<usize>)>, Option<Graph>> {
    let mut all: Vec<Graph> = Vec::new();
    let mut seen: FxHashSet<Graph> = FxHashSet::default();
    let mut found = Vec::new();
    for graph in graphs {
        if seen.insert(graph.clone()) {
            all.push(graph.clone());
        }
    }
    let mut next = 0;
    while next < all.len() {
        let graph = all[next].clone();
        next += 1;
        if graph.from == graph.to && graph.then(&graph) == graph {
            let terms = graph.descending().collect::<Vec<_>>();
            if terms.is_empty() {
                return Err(graphs.contains(&graph).then_some(graph));
            }
            found.push((graph.from, terms));
        }
        for step in graphs.iter().filter(|step| step.from == graph.to) {
            let longer = graph.then(step);
            if !seen.contains(&longer) {
                if all.len() >= MOST_GRAPHS {
                    return Err(None);
                }
                seen.insert(longer.clone());
                all.push(longer);
            }
        }
    }
    Ok(found)
}

/// What a call does to the terms. `counts` says of a container whether the call leaves fewer
/// objects outside it (`Some(true)`), or no more, given its names in caller and callee. `items`: no call of the cycle
/// passes what is made of a text, which would be deeper than a single character.
pub(super) fn graph(
    (from, caller): (usize, &[Term]),
    (to, callee): (usize, &[Term]),
    passed: &Passed,
    items: bool,
    counts: &dyn Fn(&str, &str) -> Option<bool>,
) -> Graph {
    let rows = caller.iter().map(|before| {
        let mut row = (0u32, 0u32);
        for (index, after) in callee.iter().enumerate() {
            match relation(before, after, passed, items, counts) {
                Some(true) => {
                    row.0 |= 1 << index;
                    row.1 |= 1 << index;
                }
                Some(false) => row.0 |= 1 << index,
                None => {}
            }
        }
        row
    });
    Graph { from, to, rows: rows.collect() }
}

/// `Some(true)`: smaller after the call; `Some(false)`: not larger.
fn relation(
    before: &Term,
    after: &Term,
    passed: &Passed,
    items: bool,
    counts: &dyn Fn(&str, &str) -> Option<bool>,
) -> Option<bool> {
    let grown = |index: &u16| passed.grown.contains(index);
    match (before, after) {
        (Term::Height(from), Term::Height(to)) => match passed.values.get(usize::from(*to))? {
            Value::Entry(of) => (of == from && !grown(of)).then_some(false),
            Value::Object { of, place: Place::Part | Place::Whole, .. } => (of == from).then_some(true),
            // A character is no text of two.
            Value::Object { of, place: Place::Item, .. } => {
                let two = least(&passed.facts, Atom::Length(*of), Atom::Zero).is_some_and(|least| least >= 2);
                (of == from && items && two && !grown(of)).then_some(true)
            }
            Value::Object { of, place: Place::Level | Place::Row, .. } => {
                (of == from && !grown(of)).then_some(false)
            }
            Value::Object { of, place: Place::Wrapped, .. } => {
                let sure = passed.facts.iter().any(|fact| is_no_text(fact, *of));
                (of == from && sure && !grown(of)).then_some(false)
            }
            _ => None,
        },
        (Term::Length(from), Term::Length(to)) => match passed.values.get(usize::from(*to))? {
            Value::Entry(of) => (of == from && !grown(of)).then_some(false),
            Value::Object { of, place: Place::Level | Place::Wrapped, shorter: Some(shorter) } => {
                let any = least(&passed.facts, Atom::Length(*of), Atom::Zero).is_some_and(|least| least >= 1);
                (of == from && !grown(of)).then_some(*shorter >= 1 && any)
            }
            _ => None,
        },
        (Term::Gap(a, b), Term::Gap(c, d)) => gap((*a, *b), (*c, *d), passed),
        (Term::Flag(from, test, outcome_before), Term::Flag(to, also, outcome_after)) => {
            if test != also || outcome_before != outcome_after {
                return None;
            }
            let value = passed.values.get(usize::from(*to))?;
            if *value == Value::Entry(*from) && !grown(from) {
                return Some(false);
            }
            let was = passed.facts.contains(&Fact::Flag(*from, test.clone(), *outcome_before));
            (was && outcome(test, value) == Some(!outcome_after)).then_some(true)
        }
        (Term::Unseen(from), Term::Unseen(to)) => counts(from, to),
        (Term::Negative(from), Term::Negative(to)) => {
            let value = passed.values.get(usize::from(*to))?;
            if least_of(value, &passed.facts).is_some_and(|least| least >= 0) {
                let was = least(&passed.facts, Atom::Zero, Atom::Parameter(*from));
                return Some(was.is_some_and(|below| below >= 1));
            }
            (*value == Value::Entry(*from)).then_some(false)
        }
        _ => None,
    }
}

/// What becomes of `a - b` as `c - d`.
fn gap((a, b): (Atom, Atom), (c, d): (Atom, Atom), passed: &Passed) -> Option<bool> {
    let known = least(&passed.facts, a, b);
    let value = |atom: Atom| match atom {
        Atom::Parameter(index) => passed.values.get(usize::from(index)),
        _ => None,
    };
    match (value(c), value(d)) {
        (Some(Value::Fraction { of, .. }), None) if d == Atom::Zero && *of == a && b == Atom::Zero => {
            return known.filter(|known| *known >= 0).map(|known| known >= 1);
        }
        (Some(Value::Remainder { of }), None) if d == Atom::Zero && *of == a && b == Atom::Zero => {
            return known.filter(|known| *known >= 1).map(|_| true);
        }
        (Some(Value::Middle { low, high, plus, up }), _) if (*high, *low) == (a, b) => {
            let (of, at_least, _) = bounds(d, passed)?;
            let more = plus.checked_sub(at_least)?;
            let known = known.filter(|known| *known >= i64::from(*up) && of == b && more <= 0)?;
            return Some(more <= -1 || known >= if *up { 2 } else { 1 });
        }
        (_, Some(Value::Middle { low, high, plus, .. })) if (*high, *low) == (a, b) => {
            let (of, _, at_most) = bounds(c, passed)?;
            let more = at_most.checked_sub(*plus)?;
            let known = known.filter(|known| *known >= 0 && of == a && more <= 0)?;
            return Some(more <= -1 || known >= 2);
        }
        // x < 0 becomes -x, and x > 0 too: by twice as much.
        (Some(Value::Negated { of, plus }), None) if d == Atom::Zero => {
            return match (a, b) {
                (Atom::Zero, also) if also == *of => at_most_zero(*plus, known),
                (also, Atom::Zero) if also == *of => {
                    known.filter(|known| *known >= 1 && *plus <= 0).map(|_| true)
                }
                _ => None,
            };
        }
        (None, Some(Value::Negated { of, plus })) if c == Atom::Zero => {
            let less = plus.checked_neg()?;
            return match (a, b) {
                (also, Atom::Zero) if also == *of => at_most_zero(less, known),
                (Atom::Zero, also) if also == *of => {
                    known.filter(|known| *known >= 1 && less <= 0).map(|_| true)
                }
                _ => None,
            };
        }
        _ => {}
    }
    let (of_c, _, at_most) = bounds(c, passed)?;
    let (of_d, at_least, _) = bounds(d, passed)?;
    // A number that is known to be less than this one.
    if (b, d, of_c) == (Atom::Zero, Atom::Zero, Atom::Zero) && a != Atom::Zero {
        return known.filter(|known| at_most <= *known).map(|known| at_most < known);
    }
    if (of_c, of_d) != (a, b) {
        return None;
    }
    let change = at_most.checked_sub(at_least)?;
    if change <= -1 && known.is_some() {
        return Some(true);
    }
    (change <= 0).then_some(false)
}

/// What a change by a constant does to a number that is known to have a bound, or not.
fn at_most_zero(change: i64, known: Option<i64>) -> Option<bool> {
    (change <= 0).then_some(change < 0 && known.is_some())
}

/// An atom of the callee as one of the caller, and what is added at least and at most.
pub(super) fn bounds(atom: Atom, passed: &Passed) -> Option<(Atom, i64, i64)> {
    match atom {
        Atom::Zero => Some((Atom::Zero, 0, 0)),
        // The same in every activation.
        Atom::Parameter(index) | Atom::Length(index) if outer::is(index) => {
            (atom == Atom::Parameter(index) || !passed.grown.contains(&index)).then_some((atom, 0, 0))
        }
        Atom::Parameter(index) => passed.values.get(usize::from(index))?.number(),
        Atom::Length(index) => match passed.values.get(usize::from(index))? {
            Value::Entry(of) if !passed.grown.contains(of) => Some((Atom::Length(*of), 0, 0)),
            Value::Object { of, place: Place::Level | Place::Wrapped, shorter: Some(shorter) }
                if !passed.grown.contains(of) =>
            {
                let least = least(&passed.facts, Atom::Length(*of), Atom::Zero).unwrap_or(0);
                Some((Atom::Length(*of), FAR, -(*shorter).min(least)))
            }
            _ => None,
        },
    }
}

/// The least that a value can be.
pub(super) fn least_of(value: &Value, facts: &[Fact]) -> Option<i64> {
    let at_least = |of: Atom| if of == Atom::Zero { Some(0) } else { least(facts, of, Atom::Zero) };
    match value {
        Value::Below { low, .. } => Some(*low),
        Value::Fraction { of, .. } => at_least(*of).filter(|least| *least >= 0).map(|_| 0),
        Value::Remainder { of } => at_least(*of).filter(|least| *least >= 1).map(|_| 0),
        Value::Negated { of, plus } => least(facts, Atom::Zero, *of)?.checked_add(*plus),
        _ => {
            let (of, low, _) = value.number()?;
            at_least(of)?.checked_add(low)
        }
    }
}
