//! What functions of the file, outside the cycle, give back: a part of an argument, an item of it, a number near it.
//!
//! Found by walking them once. A method is taken to be the one that its class has, not one of a subclass elsewhere.

use rustc_hash::{FxHashMap, FxHashSet};
use rustpython_ast::{Expr, ExprCall};

use super::call::value_of;
use super::eval::{Evaluated, level, part};
use super::state::State;
use super::value::{Atom, Place, Value};
use super::walk::Walk;
use crate::recursion::arguments::{self, Given};
use crate::recursion::definitions::{Body, FunctionId};

/// How many calls deep results are looked for, in functions of at most so many statements at their top.
const DEEPEST: u32 = 2;
const MOST_STATEMENTS: usize = 20;

/// What a walk found out about the results of its function.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// What is returned, on whatever way.
    pub returned: Option<Value>,
    /// What a generator yields.
    pub yielded: Option<Value>,
}

impl Results {
    pub fn returns(&mut self, value: Value, state: &State) {
        join_into(&mut self.returned, value, state);
    }

    pub fn yields(&mut self, value: Value, state: &State) {
        join_into(&mut self.yielded, value, state);
    }
}

fn join_into(before: &mut Option<Value>, value: Value, state: &State) {
    let changed = value.root().is_some_and(|of| state.grown.contains(&of));
    let value = if changed { Value::Unknown } else { value };
    *before = Some(match before.take() {
        Some(before) => before.join(&value),
        None => value,
    });
}

impl<'a> Walk<'_, '_, 'a> {
    /// What a call of a function of the file gives, in terms of the caller's parameters.
    pub(super) fn result_of_function(
        &mut self,
        call: &'a ExprCall,
        evaluated: &Evaluated,
        state: &State,
    ) -> Value {
        let Some(site) = self.calls.at.get(&(self.id, rustpython_text_size::Ranged::range(call))) else {
            return Value::Unknown;
        };
        let site = self.calls.site(*site);
        // What `__init__` returns is not what the call of a class gives.
        let makes = matches!(self.definitions.function(site.callee).name, "__init__" | "__new__");
        if site.call.is_none() || makes || self.cycles.same(self.id, site.callee) {
            return Value::Unknown;
        }
        let found = self.results_of(site.callee);
        if found == Value::Unknown {
            return found;
        }
        let callee = self.definitions.function(site.callee);
        let Some(given) = arguments::bind(callee, site.call, site.receiver) else { return Value::Unknown };
        let argument = |index: u16| match given.get(usize::from(index)) {
            Some(Given::Argument(argument)) => value_of(argument, evaluated),
            Some(Given::Receiver) => match call.func.as_ref() {
                Expr::Attribute(attribute) => value_of(&attribute.value, evaluated),
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        };
        match found {
            Value::Entry(index) => argument(index),
            Value::Object { of, place, shorter } => {
                let whole = argument(of);
                let passed = match given.get(usize::from(of)) {
                    Some(Given::Argument(argument)) => Some(*argument),
                    _ => None,
                };
                match place {
                    Place::Part => part(&whole, state),
                    Place::Item => self.item(&whole, state),
                    Place::Level | Place::Wrapped => {
                        match (passed.map_or(level(&whole), |e| self.listed(e, &whole, state)), shorter) {
                            (Value::Object { of, place, shorter: Some(before) }, Some(more)) => {
                                Value::Object { of, place, shorter: before.checked_add(more) }
                            }
                            (Value::Object { of, place, .. }, None) => Value::object(of, place),
                            _ => Value::Unknown,
                        }
                    }
                    Place::Row => match part(&whole, state) {
                        Value::Object { of, place: Place::Part, .. } => Value::object(of, Place::Row),
                        _ => Value::Unknown,
                    },
                    Place::Whole => Value::Unknown,
                }
            }
            Value::Number { of: Atom::Parameter(index), low, high } if low == high => {
                argument(index).plus(low)
            }
            Value::Number { of: Atom::Zero, .. } | Value::Fresh { .. } | Value::Drawn => found,
            _ => Value::Unknown,
        }
    }

    fn results_of(&mut self, id: FunctionId) -> Value {
        if let Some(found) = self.results.get(&id) {
            return found.clone();
        }
        let function = self.definitions.function(id);
        let small = matches!(function.body, Body::Statements(body) if body.len() <= MOST_STATEMENTS);
        if self.depth >= DEEPEST
            || !small
            || !function.known_decorators
            || function.is_async
            || function.conditional
        {
            return Value::Unknown;
        }
        self.results.insert(id, Value::Unknown);
        let (mut passed, mut emptied) = (FxHashMap::default(), FxHashSet::default());
        let found = super::walk::results(self, id, &mut passed, &mut emptied);
        let found = if function.is_generator {
            match found.yielded {
                // What yields items of an object is as good as the object.
                Some(Value::Object { of, place: Place::Item, .. }) => Value::object(of, Place::Wrapped),
                Some(value @ (Value::Object { place: Place::Part, .. } | Value::Drawn)) => value,
                _ => Value::Unknown,
            }
        } else {
            found.returned.unwrap_or(Value::Unknown)
        };
        self.results.insert(id, found.clone());
        found
    }
}
