//! What holds at a place of a function, on every way there.

use smallvec::SmallVec;

use super::value::{Atom, Place, Value};
use crate::recursion::definitions::Home;

/// A test of what a parameter was entered with, that a call can pass a known answer to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Flag {
    Truth,
    IsNone,
    /// `isinstance` of one of these builtin types, sorted.
    Instance(Vec<&'static str>),
    /// Equal to a text or a number.
    Equals(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fact {
    /// `a - b >= least`.
    AtLeast {
        a: Atom,
        b: Atom,
        least: i64,
    },
    Differs(Atom, i64),
    /// `a - b != by`.
    Apart {
        a: Atom,
        b: Atom,
        by: i64,
    },
    Flag(u16, Flag, bool),
    /// The object of the parameter was not in the container of this text, and now it is.
    NotIn(u16, String),
    Marked(u16, String),
}

/// More are not kept: a long chain of tests must not cost its square.
const MOST_FACTS: usize = 40;
const MOST_LOCALS: usize = 64;
/// Stands for the object of whatever parameter.
const ANY: u16 = u16::MAX;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct State {
    /// Locals with a known value; parameters too.
    pub locals: Vec<(Home, Value)>,
    pub facts: Vec<Fact>,
    /// Parameters whose object may have got further items, or had items replaced.
    pub grown: SmallVec<[u16; 2]>,
    /// Those of them that may have got new objects, not only some that existed when the function was entered.
    pub made: SmallVec<[u16; 2]>,
    /// Attributes that were assigned on some object: what they led to is not there any more.
    pub assigned: SmallVec<[String; 2]>,
    /// Locals whose object was just seen not to be in a container.
    pub unseen: Vec<(Home, String)>,
    /// Locals whose object was just seen to be no text.
    pub no_texts: SmallVec<[Home; 2]>,
}

impl State {
    pub fn get(&self, home: Home) -> Value {
        let found = self.locals.iter().find(|(local, _)| *local == home);
        found.map_or(Value::Unknown, |(_, value)| value.clone())
    }

    pub fn set(&mut self, home: Home, value: Value) {
        self.locals.retain(|(local, _)| *local != home);
        self.no_texts.retain(|local| *local != home);
        if value != Value::Unknown && self.locals.len() < MOST_LOCALS {
            self.locals.push((home, value));
        }
    }

    /// The object of the parameter may have got items, or had some replaced: by new objects, or by others that exist.
    pub fn grows(&mut self, value: &Value, new: bool) {
        let Some(root) = value.root() else {
            // It may be in any of them.
            if new && !matches!(value, Value::Fresh { .. }) && !self.made.contains(&ANY) {
                self.made.push(ANY);
            }
            return;
        };
        if !self.grown.contains(&root) {
            self.grown.push(root);
        }
        if new && !self.made.contains(&root) {
            self.made.push(root);
        }
    }

    /// The object of the parameter may have lost items: it is not any more what the function was entered with.
    pub fn loses(&mut self, value: &Value) {
        let Some(of) = value.root() else { return };
        for (_, value) in &mut self.locals {
            if *value == Value::Entry(of) {
                *value = Value::Object { of, place: Place::Level, shorter: Some(0) };
            }
        }
    }

    /// What stands in for a part of an object that was changed.
    pub fn changed(&self, root: u16) -> Value {
        if self.made.contains(&root) || self.made.contains(&ANY) { Value::Unknown } else { Value::Drawn }
    }

    pub fn learn(&mut self, fact: Fact) {
        if self.facts.len() < MOST_FACTS && !self.facts.contains(&fact) {
            self.facts.push(fact);
        }
    }

    /// What holds on both ways.
    pub fn join(mut self, other: &State) -> State {
        self.locals = self
            .locals
            .iter()
            .map(|(home, value)| (*home, value.join(&other.get(*home))))
            .filter(|(_, value)| *value != Value::Unknown)
            .collect();
        self.facts = common(&self.facts, &other.facts);
        for index in &other.grown {
            if !self.grown.contains(index) {
                self.grown.push(*index);
            }
        }
        for index in &other.made {
            if !self.made.contains(index) {
                self.made.push(*index);
            }
        }
        self.unseen.retain(|seen| other.unseen.contains(seen));
        self.no_texts.retain(|local| other.no_texts.contains(local));
        for name in &other.assigned {
            if !self.assigned.contains(name) {
                self.assigned.push(name.clone());
            }
        }
        self
    }

    /// The largest `k` known with `a - b >= k`.
    pub fn least(&self, a: Atom, b: Atom) -> Option<i64> {
        least(&self.facts, a, b)
    }
}

/// What holds where a condition is true, and where it is false; `None` where it cannot be.
pub(super) type Ways = (Option<State>, Option<State>);

pub(super) fn join(a: Option<State>, b: Option<State>) -> Option<State> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.join(&b)),
        (a, b) => a.or(b),
    }
}

/// The facts that both sides have, bounds as far as both say.
pub(super) fn common(left: &[Fact], right: &[Fact]) -> Vec<Fact> {
    let mut found = Vec::new();
    for fact in left {
        match fact {
            Fact::AtLeast { a, b, least: own } => {
                if let Some(other) = least(right, *a, *b) {
                    found.push(Fact::AtLeast { a: *a, b: *b, least: (*own).min(other) });
                }
            }
            Fact::Differs(atom, value) => {
                let above = least(right, *atom, Atom::Zero).is_some_and(|least| least > *value);
                let below =
                    least(right, Atom::Zero, *atom).is_some_and(|least| least > value.saturating_neg());
                if right.contains(fact) || above || below {
                    found.push(fact.clone());
                }
            }
            Fact::Apart { a, b, by } => {
                let above = least(right, *a, *b).is_some_and(|least| least > *by);
                let below = least(right, *b, *a).is_some_and(|least| least > by.saturating_neg());
                if right.contains(fact) || above || below {
                    found.push(fact.clone());
                }
            }
            _ if right.contains(fact) => found.push(fact.clone()),
            _ => {}
        }
    }
    found
}

pub(super) fn least(facts: &[Fact], a: Atom, b: Atom) -> Option<i64> {
    let free = (matches!(a, Atom::Length(_)) && b == Atom::Zero).then_some(0);
    let told = facts.iter().filter_map(|fact| match fact {
        Fact::AtLeast { a: x, b: y, least } if *x == a && *y == b => Some(*least),
        _ => None,
    });
    let mut found = told.chain(free).max()?;
    if b == Atom::Zero {
        // Whole numbers: at least 0 and not 0 is at least 1.
        while facts.contains(&Fact::Differs(a, found)) {
            found = found.checked_add(1)?;
        }
    }
    let apart = |found: i64| {
        facts.iter().any(|fact| match fact {
            Fact::Apart { a: x, b: y, by } => {
                (*x, *y, *by) == (a, b, found) || (*y, *x, by.saturating_neg()) == (a, b, found)
            }
            _ => false,
        })
    };
    while apart(found) {
        found = found.checked_add(1)?;
    }
    Some(found)
}
