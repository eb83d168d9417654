//! What is passed at each inner call.

use rustpython_ast::{Expr, ExprCall};
use rustpython_text_size::{Ranged, TextRange};

use super::call::value_of;
use super::eval::Evaluated;
use super::state::{Fact, State, common};
use super::value::Value;
use super::walk::Walk;
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::SiteId;

/// What an inner call passes, and what holds there whenever it is made.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    /// One for each parameter of the callee that is not variadic.
    pub values: Vec<Value>,
    /// What the arguments that are names are known by as containers.
    pub containers: Vec<Option<String>>,
    pub facts: Vec<Fact>,
    pub grown: Vec<u16>,
    /// Arguments whose object was just seen not to be in a container.
    pub unseen: Vec<(usize, String)>,
    /// The receiver of the caller is the callee's too.
    pub same_receiver: bool,
}

impl Passed {
    /// What holds at both visits of one call.
    fn join(&mut self, other: &Passed) {
        for (value, also) in self.values.iter_mut().zip(&other.values) {
            *value = value.join(also);
        }
        self.facts = common(&self.facts, &other.facts);
        self.grown.extend(other.grown.iter().copied());
        self.unseen.retain(|seen| other.unseen.contains(seen));
    }
}

impl<'a> Walk<'_, '_, 'a> {
    /// The inner call that is made by the expression at `range`.
    fn site(&self, range: TextRange) -> Option<SiteId> {
        let id = self.calls.at.get(&(self.id, range)).copied()?;
        self.cycles.same(self.id, self.calls.site(id).callee).then_some(id)
    }

    fn blank(&self, id: SiteId, state: &State) -> Passed {
        let callee = self.definitions.function(self.calls.site(id).callee);
        let count = callee.parameters.map_or(0, |p| p.iter_non_variadic_params().count());
        Passed {
            values: vec![Value::Unknown; count],
            containers: vec![None; count],
            facts: state.facts.clone(),
            grown: state.grown.to_vec(),
            unseen: Vec::new(),
            same_receiver: false,
        }
    }

    fn note(&mut self, id: SiteId, passed: Passed, state: &mut State) {
        state.unseen.clear();
        match self.passed.get_mut(&id) {
            Some(before) => before.join(&passed),
            None => {
                self.passed.insert(id, passed);
            }
        }
    }

    /// Python itself calls a special method of the receiver.
    pub(super) fn note_protocol(&mut self, expression: &Expr, state: &mut State) {
        let Some(id) = self.site(expression.range()) else { return };
        let mut passed = self.blank(id, state);
        if let (Some(first), true) = (passed.values.first_mut(), self.calls.site(id).receiver) {
            *first = Value::Entry(0);
            passed.same_receiver = true;
        }
        self.note(id, passed, state);
    }

    /// A builtin calls the function that it is given, with `item`.
    pub(super) fn note_applied(&mut self, function: &Expr, item: &Value, state: &mut State) {
        let Some(id) = self.site(function.range()) else { return };
        let mut passed = self.blank(id, state);
        let index = usize::from(self.calls.site(id).receiver);
        if let Some(value) = passed.values.get_mut(index) {
            *value = item.clone();
        }
        if index == 1 {
            passed.values[0] = Value::Entry(0);
        }
        self.note(id, passed, state);
    }

    pub(super) fn note_call(&mut self, call: &ExprCall, evaluated: &Evaluated, state: &mut State) {
        let Some(id) = self.site(call.range()) else { return };
        let site = self.calls.site(id);
        if site.call.is_none() {
            return self.note_protocol_call(id, state);
        }
        let callee = self.definitions.function(site.callee);
        let mut passed = self.blank(id, state);
        for (index, given) in
            arguments::bind(callee, site.call, site.receiver).into_iter().flatten().enumerate()
        {
            passed.values[index] = match given {
                Given::Argument(argument) => {
                    if let Expr::Name(name) = argument
                        && let Some(home) = self.home(name)
                    {
                        let here = state.unseen.iter().filter(|(local, _)| *local == home);
                        passed.unseen.extend(here.map(|(_, container)| (index, container.clone())));
                        passed.containers[index] = self.container(argument);
                    }
                    value_of(argument, evaluated)
                }
                Given::Receiver => match call.func.as_ref() {
                    Expr::Attribute(attribute) if is_super(&attribute.value) => Value::Entry(0),
                    Expr::Attribute(attribute) => value_of(&attribute.value, evaluated),
                    _ => Value::Unknown,
                },
                Given::Default => {
                    let parameters = callee.parameters;
                    let default = parameters.and_then(|p| p.iter_non_variadic_params().nth(index));
                    // A list that is a default may have been changed by earlier calls.
                    match default.and_then(|p| p.default.as_deref()).map_or(Value::Unknown, Value::literal) {
                        Value::Fresh { kind: kind @ ("list" | "dict" | "set"), .. } => {
                            Value::Fresh { truth: None, kind }
                        }
                        literal => literal,
                    }
                }
            };
        }
        passed.same_receiver = site.receiver && passed.values.first() == Some(&Value::Entry(0));
        self.note(id, passed, state);
    }

    fn note_protocol_call(&mut self, id: SiteId, state: &mut State) {
        let mut passed = self.blank(id, state);
        if let Some(first) = passed.values.first_mut() {
            *first = Value::Entry(0);
        }
        passed.same_receiver = true;
        self.note(id, passed, state);
    }
}

fn is_super(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "super")
}
