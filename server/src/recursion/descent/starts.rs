//! Numbers that tests stop at exactly: from which starts such a number is met, and whether the calls keep to them.

use rustpython_ast::Expr;

use super::graph::{bounds, least_of};
use super::outer::{self, Captured};
use super::passed::Passed;
use super::state::{self, Fact};
use super::value::{Atom, Value};
use super::walk::Walked;
use super::{Entered, Proof};
use crate::recursion::arguments::{self, Given};
use crate::recursion::definitions::FunctionId;
use crate::recursion::measure;

/// A function is entered with `a - b` of at least `least`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Start {
    pub function: FunctionId,
    pub a: Atom,
    pub b: Atom,
    pub least: i64,
    /// Every call from outside the cycle is known to.
    known: bool,
}

impl Proof<'_, '_, '_, '_> {
    /// Where each function may be entered from, as the tests ask that stop at one number.
    pub(super) fn starts(&self, walked: &Walked) -> Vec<Start> {
        let mut found: Vec<Start> = Vec::new();
        for site in &self.sites {
            let Some(passed) = walked.passed.get(site) else { continue };
            let Some(function) = self.walks.calls.site(*site).caller else { continue };
            for fact in &passed.facts {
                let (a, b, least) = match fact {
                    Fact::Differs(a @ Atom::Parameter(index), value) if !outer::is(*index) => {
                        (*a, Atom::Zero, *value)
                    }
                    Fact::Apart { a, b, by } => match self.turned(function, (*a, *b, *by), walked) {
                        Some(turned) => turned,
                        None => continue,
                    },
                    _ => continue,
                };
                let same = |start: &&mut Start| (start.function, start.a, start.b) == (function, a, b);
                match found.iter_mut().find(same) {
                    Some(start) => start.least = start.least.min(least),
                    None => found.push(Start { function, a, b, least, known: false }),
                }
            }
        }
        found.retain_mut(|start| match self.starts_at(start) {
            Some(known) => {
                start.known = known;
                true
            }
            None => false,
        });
        found
    }

    /// `a - b != by`, with the parameter that moves away from it last: the distance that gets smaller.
    fn turned(
        &self,
        function: FunctionId,
        (a, b, by): (Atom, Atom, i64),
        walked: &Walked,
    ) -> Option<(Atom, Atom, i64)> {
        let goes = |atom: Atom| {
            let Atom::Parameter(index) = atom else { return None };
            self.sites.iter().find_map(|site| {
                let passed =
                    walked.passed.get(site).filter(|_| self.walks.calls.site(*site).callee == function)?;
                match passed.values.get(usize::from(index))? {
                    Value::Number { of, low, high } if *of == atom && *low >= 1 => Some(high.signum()),
                    Value::Number { of, high, .. } if *of == atom && *high <= -1 => Some(-1),
                    _ => None,
                }
            })
        };
        match (goes(a), goes(b)) {
            (Some(1), _) | (_, Some(-1)) => Some((b, a, by.checked_neg()?)),
            (Some(-1), _) | (_, Some(1)) => Some((a, b, by)),
            _ => None,
        }
    }

    pub(super) fn entered_at(starts: &[Start]) -> Entered {
        let mut entered = Entered::default();
        for start in starts {
            let fact = Fact::AtLeast { a: start.a, b: start.b, least: start.least };
            entered.entry(start.function).or_default().push(fact);
        }
        entered
    }

    /// True where every call from outside the cycle is known to start with as much, false
    /// where some may; `None` where one starts with less, or is likely to.
    fn starts_at(&self, start: &Start) -> Option<bool> {
        let walks = self.walks;
        let id = start.function;
        if walks.calls.referenced.contains(&id) {
            return None;
        }
        let outer = walks.calls.sites.iter().filter(|site| {
            site.callee == id && !site.caller.is_some_and(|caller| walks.cycles.same(caller, id))
        });
        let mut known = true;
        for site in outer {
            let number = |atom: Atom| match atom {
                Atom::Zero => Some(0),
                Atom::Parameter(index) if !outer::is(index) => {
                    measure::start(site, id, usize::from(index), walks)
                }
                _ => None,
            };
            let given = |atom: Atom| match atom {
                Atom::Parameter(index) => {
                    let given = arguments::bind(walks.definitions.function(id), site.call, site.receiver)?;
                    match given.get(usize::from(index))? {
                        Given::Argument(argument) => Some(*argument),
                        _ => None,
                    }
                }
                _ => None,
            };
            match (start.a, start.b, number(start.a), number(start.b)) {
                (_, _, Some(a), Some(b)) if a.saturating_sub(b) < start.least => return None,
                (_, _, Some(_), Some(_)) => {}
                // A length is 0 or more, and so are most numbers that one counts up to.
                (a, Atom::Parameter(_), None, Some(b)) => match (a, b.saturating_neg() >= start.least) {
                    (Atom::Length(_), true) => {}
                    (_, true) => known = false,
                    (_, false) => return None,
                },
                (Atom::Parameter(_), Atom::Parameter(_) | Atom::Length(_), Some(_), None) => return None,
                (Atom::Parameter(index), Atom::Zero, None, _)
                    if measure::may_be_anything(site, id, usize::from(index), walks) =>
                {
                    return None;
                }
                // A number that is far off, or less than 0.
                (_, _, None, _) | (_, _, _, None)
                    if [start.a, start.b].into_iter().filter_map(given).any(is_negative) =>
                {
                    return None;
                }
                _ => known = false,
            }
        }
        Some(known)
    }

    /// The inner calls, too, pass at least so much.
    pub(super) fn keeps(&self, start: &Start, walked: &Walked) -> bool {
        self.sites.iter().filter(|site| self.walks.calls.site(**site).callee == start.function).all(|site| {
            let Some(passed) = walked.passed.get(site) else { return true };
            let least = match (start.a, start.b) {
                (Atom::Parameter(index), Atom::Zero) => {
                    passed.values.get(usize::from(index)).and_then(|value| least_of(value, &passed.facts))
                }
                (a, b) => least_gap(a, b, passed),
            };
            least.is_some_and(|least| least >= start.least)
        })
    }

    fn is_called(&self) -> bool {
        self.walks.calls.sites.iter().any(|site| {
            self.component.contains(&site.callee)
                && !site.caller.is_some_and(|id| self.component.contains(&id))
        })
    }

    /// For which starts it is claimed.
    pub(super) fn condition(&self, id: FunctionId, starts: &[Start], captured: &Captured) -> String {
        let called = self.is_called();
        if called && starts.iter().all(|start| start.known) {
            return ", from every start that the calls in this file have".to_owned();
        }
        let function = self.walks.definitions.function(id);
        let name = |atom: Atom| outer::spelled(atom, function, captured, self.walks.definitions);
        // Where no call is seen, none is known to keep to it.
        let asked = |start: &&Start| start.function == id && !(called && start.known);
        let own = starts.iter().filter(asked).map(|start| match (start.a, start.b, start.least) {
            (a, Atom::Zero, least) => format!("`{} >= {least}`", name(a)),
            (a, b, least) if least >= 0 => {
                format!("`{} >= {}`", name(a), measure::formula::plus(&name(b), least))
            }
            (a, b, least) => {
                format!("`{} <= {}`", name(b), measure::formula::plus(&name(a), least.saturating_neg()))
            }
        });
        let mut own = own.collect::<Vec<_>>();
        own.sort_unstable();
        if own.is_empty() { String::new() } else { format!(", from whole numbers {}", own.join(" and ")) }
    }
}

fn is_negative(argument: &Expr) -> bool {
    matches!(argument, Expr::UnaryOp(_))
}

/// The least that `a - b` is in the called function.
fn least_gap(a: Atom, b: Atom, passed: &Passed) -> Option<i64> {
    let (of_a, low, _) = bounds(a, passed)?;
    let (of_b, _, high) = bounds(b, passed)?;
    let gap = if of_a == of_b { 0 } else { state::least(&passed.facts, of_a, of_b)? };
    gap.checked_add(low)?.checked_sub(high)
}
