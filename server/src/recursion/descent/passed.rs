//! What is passed at each inner call.

use rustpython_ast::{Expr, ExprCall};
use rustpython_text_size::{Ranged, TextRange};

use super::call::value_of;
use super::eval::{Evaluated, is_no_text};
use super::state::{Fact, State, common};
use super::value::Value;
use super::walk::Walk;
use crate::recursion::arguments::{self, Given};
use crate::recursion::calls::SiteId;
use crate::recursion::definitions::{Function, Role};

/// What an inner call passes, and what holds there whenever it is made.
#[derive(Debug, Clone)]
pub(super) struct Passed {
    /// One for each parameter of the callee: the plain ones, `*args`, `**options`.
    pub values: Vec<Value>,
    /// What the arguments that are names are known by as containers.
    pub containers: Vec<Option<String>>,
    /// Arguments that are no texts.
    pub no_texts: Vec<bool>,
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
        self.no_texts.iter_mut().zip(&other.no_texts).for_each(|(value, also)| *value &= also);
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

    /// Plain parameters of the callee.
    fn plain_count(&self, id: SiteId) -> usize {
        self.definitions.function(self.calls.site(id).callee).plain_count()
    }

    fn blank(&self, id: SiteId, state: &State) -> Passed {
        let count = self.plain_count(id) + 2;
        Passed {
            values: vec![Value::Unknown; count],
            containers: vec![None; count],
            no_texts: vec![false; count],
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
        // A method that is handed on is no property.
        let callee = self.definitions.function(self.calls.site(id).callee);
        if callee.role == Role::Method
            && expression.as_attribute_expr().is_some_and(|method| method.attr.as_str() == callee.name)
        {
            return;
        }
        let mut passed = self.blank(id, state);
        if self.calls.site(id).receiver && self.plain_count(id) > 0 {
            passed.values[0] = Value::Entry(0);
            passed.same_receiver = true;
        }
        self.note(id, passed, state);
    }

    /// A builtin calls the function that it is given, with `item`.
    pub(super) fn note_applied(&mut self, function: &Expr, item: &Value, state: &mut State) {
        let Some(id) = self.site(function.range()) else { return };
        let mut passed = self.blank(id, state);
        let index = usize::from(self.calls.site(id).receiver);
        let plain = self.plain_count(id);
        if index < plain {
            passed.values[index] = item.clone();
        }
        if index == 1 && plain > 0 {
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
        for (index, given) in arguments::known(callee, call, site.receiver).into_iter().enumerate() {
            passed.values[index] = match given {
                None => continue,
                Some(Given::Argument(argument)) => {
                    if let Expr::Name(name) = argument
                        && let Some(home) = self.home(name)
                    {
                        let here = state.unseen.iter().filter(|(local, _)| *local == home);
                        passed.unseen.extend(here.map(|(_, container)| (index, container.clone())));
                        passed.containers[index] = self.container(argument);
                    }
                    let value = value_of(argument, evaluated);
                    passed.no_texts[index] = self.passes_no_text(argument, &value, state);
                    value
                }
                Some(Given::Receiver) => match call.func.as_ref() {
                    Expr::Attribute(attribute) if is_super(&attribute.value) => Value::Entry(0),
                    Expr::Attribute(attribute) => value_of(&attribute.value, evaluated),
                    _ => Value::Unknown,
                },
                Some(Given::Default) => {
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
        let plain = callee.plain_count();
        passed.values[plain] = self.surplus(callee, call, site.receiver, evaluated, state);
        passed.values[plain + 1] = self.options(callee, call, evaluated, state);
        self.note(id, passed, state);
    }

    /// What `*args` of the callee gets.
    fn surplus(
        &self,
        callee: &Function<'_>,
        call: &ExprCall,
        receiver: bool,
        evaluated: &Evaluated,
        state: &State,
    ) -> Value {
        let named = callee.parameters.map_or(0, |all| all.posonlyargs.len() + all.args.len());
        let arguments = &*call.arguments.args;
        let count = arguments.len() + usize::from(receiver);
        match arguments {
            all if !all.iter().any(Expr::is_starred_expr) => {
                Value::Fresh { truth: Some(count > named), kind: "tuple" }
            }
            [open @ .., Expr::Starred(starred)]
                if count <= named + 1 && !open.iter().any(Expr::is_starred_expr) =>
            {
                // The first of them fill the plain parameters that are left.
                let first = i64::try_from(named + 1 - count).unwrap_or_default();
                match self.listed(&starred.value, &value_of(&starred.value, evaluated), state) {
                    Value::Object { of, place, shorter: Some(shorter) } => {
                        Value::Object { of, place, shorter: shorter.checked_add(first) }
                    }
                    value => value,
                }
            }
            _ => Value::Unknown,
        }
    }

    /// What `**options` of the callee gets.
    fn options(&self, callee: &Function<'_>, call: &ExprCall, evaluated: &Evaluated, state: &State) -> Value {
        let is_parameter = |name: &str| callee.parameters.is_some_and(|all| all.index(name).is_some());
        let mut others = call
            .arguments
            .keywords
            .iter()
            .filter(|keyword| keyword.arg.as_ref().is_none_or(|name| !is_parameter(name.as_str())));
        match (others.next(), others.next()) {
            (None, _) => Value::Fresh { truth: Some(false), kind: "dict" },
            (Some(only), None) if only.arg.is_none() => {
                self.listed(&only.value, &value_of(&only.value, evaluated), state)
            }
            (Some(named), _) if named.arg.is_some() => Value::Fresh { truth: Some(true), kind: "dict" },
            _ => Value::Unknown,
        }
    }

    /// What is passed is known to be no text.
    pub(super) fn passes_no_text(&self, argument: &Expr, value: &Value, state: &State) -> bool {
        match (argument, value) {
            (_, Value::Fresh { kind, .. }) => !matches!(*kind, "str" | "bytes"),
            (_, Value::Entry(of)) if state.facts.iter().any(|fact| is_no_text(fact, *of)) => true,
            (Expr::Name(name), _) => self.home(name).is_some_and(|home| state.no_texts.contains(&home)),
            _ => false,
        }
    }

    fn note_protocol_call(&mut self, id: SiteId, state: &mut State) {
        let mut passed = self.blank(id, state);
        // Not so of what a `partial` keeps.
        if self.calls.site(id).receiver && self.plain_count(id) > 0 {
            passed.values[0] = Value::Entry(0);
            passed.same_receiver = true;
        }
        self.note(id, passed, state);
    }
}

fn is_super(value: &Expr) -> bool {
    let Expr::Call(call) = value else { return false };
    matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "super")
}
