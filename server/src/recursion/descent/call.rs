//! Calls: what they give, what they change, and what they pass on.

use rustpython_ast::{Expr, ExprAttribute, ExprCall};
use rustpython_text_size::Ranged;

use super::eval::{Evaluated, is_no_text, level, of_text, part, row};
use super::split::no_text_fact;
use super::state::{Fact, State};
use super::value::{Atom, Place, Value};
use super::walk::Walk;

/// Methods that put something into their object.
pub(super) const GROWING: &[&str] =
    &["add", "append", "appendleft", "extend", "extendleft", "insert", "push", "put", "setdefault", "update"];
/// Methods that take something out of their object.
pub(super) const TAKING: &[&str] = &["pop", "popleft", "popitem", "remove", "discard", "clear"];
/// Methods whose result is the object's items, or a copy of it.
const GIVING_ALL: &[&str] =
    &["copy", "elements", "items", "keys", "lstrip", "rstrip", "strip", "union", "values"];
/// Methods whose result is a part of the object, or yields parts of it.
const GIVING_PARTS: &[&str] = &[
    "child_nodes",
    "children",
    "get",
    "get_child",
    "get_children",
    "getchildren",
    "iter_child_nodes",
    "iter_children",
    "iterchildren",
    "popitem",
];

impl<'a> Walk<'_, '_, 'a> {
    pub(super) fn call(&mut self, call: &'a ExprCall, state: &mut State) -> Value {
        let mut evaluated: Evaluated = Vec::new();
        match call.func.as_ref() {
            Expr::Name(_) => {}
            Expr::Attribute(attribute) => {
                let value = self.eval(&attribute.value, state);
                if !of_text(attribute.attr.as_str()) {
                    self.certify(&attribute.value, &value, state);
                    if let Value::Entry(index) = value {
                        state.learn(no_text_fact(index));
                    }
                }
                evaluated.push((attribute.value.range(), value));
            }
            func => {
                self.eval(func, state);
            }
        }
        let builtin = match call.func.as_ref() {
            Expr::Name(name) if self.is_builtin(name) => Some(name.id.as_str()),
            _ => None,
        };
        for argument in &*call.arguments.args {
            if let (Some("map" | "filter"), Expr::Lambda(lambda), [_, items]) =
                (builtin, argument, &*call.arguments.args)
            {
                let over = self.eval(items, state);
                let mut inside = state.clone();
                for parameter in lambda.parameters.iter().flat_map(|p| p.iter_non_variadic_params()).take(1) {
                    if let Some(home) = self.home(&parameter.parameter.name) {
                        let item = self.item(&over, state);
                        inside.set(home, item);
                    }
                }
                self.deferred += 1;
                self.eval(&lambda.body, &mut inside);
                self.deferred -= 1;
                continue;
            }
            let value = self.eval(argument, state);
            evaluated.push((argument.range(), value));
        }
        for keyword in &*call.arguments.keywords {
            let value = self.eval(&keyword.value, state);
            evaluated.push((keyword.value.range(), value));
        }
        self.apply(call, builtin, &evaluated, state);
        self.note_call(call, &evaluated, state);
        self.helped(call, &evaluated, state);
        if let Some(value) = self.of_folder(call, &evaluated) {
            return value;
        }
        match call.func.as_ref() {
            Expr::Attribute(attribute) => self.method(call, attribute, &evaluated, state),
            _ => self.result(call, builtin, &evaluated, state),
        }
    }

    /// `map(f, items)` calls `f` with an item.
    fn apply(&mut self, call: &'a ExprCall, builtin: Option<&str>, evaluated: &Evaluated, state: &mut State) {
        let over = match builtin {
            Some("map" | "filter") => call.arguments.args.get(1),
            _ => call.arguments.args.first(),
        };
        let over = over.map_or(Value::Unknown, |over| value_of(over, evaluated));
        let item = match builtin {
            Some("map" | "filter" | "sorted" | "min" | "max") => self.item(&over, state),
            _ => Value::Unknown,
        };
        let keywords = call.arguments.keywords.iter().map(|keyword| &keyword.value);
        for argument in call.arguments.args.iter().chain(keywords) {
            if argument.is_name_expr() || argument.is_attribute_expr() {
                self.note_applied(argument, &item, state);
            }
        }
    }

    fn result(
        &mut self,
        call: &'a ExprCall,
        builtin: Option<&str>,
        evaluated: &Evaluated,
        state: &mut State,
    ) -> Value {
        let arguments = &*call.arguments.args;
        let first = arguments.first().map_or(Value::Unknown, |first| value_of(first, evaluated));
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            _ => return Value::Unknown,
        };
        let fresh = |kind| Value::Fresh { truth: None, kind };
        let Some(builtin) = builtin else {
            return match (name, arguments) {
                ("chain", parts) => self.chained(parts, evaluated, state),
                ("cast", [_, value]) => value_of(value, evaluated),
                ("deepcopy" | "copy", [_]) => level(&first),
                ("iter_child_nodes" | "iter_fields", [_]) => part(&first, state),
                _ => self.result_of_function(call, evaluated, state),
            };
        };
        match (builtin, arguments) {
            ("len", [items]) => match value_of(items, evaluated) {
                Value::Entry(of) if !state.grown.contains(&of) => {
                    Value::Number { of: Atom::Length(of), low: 0, high: 0 }
                }
                _ => Value::Unknown,
            },
            ("list" | "tuple" | "sorted" | "reversed" | "iter" | "frozenset" | "set", [items]) => {
                match self.listed(items, &first, state) {
                    Value::Unknown => fresh(if builtin == "tuple" { "tuple" } else { "list" }),
                    value => value,
                }
            }
            ("filter", [_, items]) => self.listed(items, &value_of(items, evaluated), state),
            ("getattr", [_, Expr::StringLiteral(attribute), ..]) => {
                let assigned = state.assigned.iter().any(|name| name == attribute.value.to_str());
                if assigned { Value::Unknown } else { part(&first, state) }
            }
            ("getattr" | "vars", [_, ..]) => part(&first, state),
            ("next", [_, ..]) | ("min" | "max", [_]) => self.item(&first, state),
            ("int", [_]) => match first {
                Value::Fraction { .. } | Value::Number { .. } => first,
                _ => Value::Unknown,
            },
            ("abs", [_]) => match first.number() {
                Some((of, 0, 0)) if state.least(of, Atom::Zero).is_some_and(|least| least >= 0) => first,
                Some((of, 0, 0)) if state.least(Atom::Zero, of).is_some_and(|least| least >= 0) => {
                    first.negated()
                }
                _ => Value::Unknown,
            },
            ("type", [_]) => match first {
                Value::Entry(of) => Value::Type(of),
                _ => Value::Unknown,
            },
            ("str" | "repr" | "ascii" | "format" | "chr" | "hex" | "bin" | "oct", _) => fresh("str"),
            ("list", _) => fresh("list"),
            ("tuple", _) => fresh("tuple"),
            ("set", _) => fresh("set"),
            ("dict", _) => fresh("dict"),
            ("bytes", _) => fresh("bytes"),
            ("bool", _) => fresh("bool"),
            _ => Value::Unknown,
        }
    }

    fn method(
        &mut self,
        call: &'a ExprCall,
        attribute: &'a ExprAttribute,
        evaluated: &Evaluated,
        state: &mut State,
    ) -> Value {
        let value = value_of(&attribute.value, evaluated);
        let name = attribute.attr.as_str();
        let arguments = &*call.arguments.args;
        if GROWING.contains(&name) {
            let old = |given: &Expr| value_of(given, evaluated).exists();
            let new = !call.arguments.keywords.is_empty() || !arguments.iter().all(old);
            state.grows(&value, new);
            if let (Some(item), "add" | "append") = (arguments.first(), name) {
                self.mark(&attribute.value, item, state);
            }
            return Value::Unknown;
        }
        if TAKING.contains(&name) {
            return self.take_out(call, attribute, &value, state);
        }
        if let Expr::Name(module) = attribute.value.as_ref() {
            let first = arguments.first().map_or(Value::Unknown, |first| value_of(first, evaluated));
            match (module.id.as_str(), name) {
                ("ast", "iter_child_nodes" | "iter_fields") => return part(&first, state),
                ("copy", "copy" | "deepcopy") => return level(&first),
                ("itertools", "chain") => return self.chained(arguments, evaluated, state),
                ("typing" | "t", "cast") => {
                    return arguments.get(1).map_or(Value::Unknown, |value| value_of(value, evaluated));
                }
                _ => {}
            }
        }
        let grown = value.root().is_some_and(|of| state.grown.contains(&of));
        match name {
            // A text has no `items`: what has is deeper than these.
            "items" | "keys" | "values" if !grown => part(&value, state),
            _ if grown => Value::Unknown,
            _ if GIVING_ALL.contains(&name) => level(&value),
            _ if GIVING_PARTS.contains(&name) => part(&value, state),
            _ => self.result_of_function(call, evaluated, state),
        }
    }

    /// Another object with the items of this one. Of a part that may be a text it is as deep as the whole: a
    /// character's only item is itself.
    pub(super) fn listed(&self, items: &Expr, value: &Value, state: &State) -> Value {
        let no_text = self.passes_no_text(items, value, state);
        match level(value) {
            Value::Object { of, place: Place::Part, .. } if !no_text => Value::object(of, Place::Row),
            Value::Object { of, place: Place::Item, .. } => Value::object(of, Place::Wrapped),
            Value::Object { of, place, shorter } => {
                let shorter = shorter.filter(|_| !state.grown.contains(&of));
                let wraps = place == Place::Level && !state.facts.iter().any(|fact| is_no_text(fact, of));
                Value::Object { of, place: if wraps { Place::Wrapped } else { place }, shorter }
            }
            value => value,
        }
    }

    /// One iterable after the other.
    fn chained(&self, parts: &[Expr], evaluated: &Evaluated, state: &State) -> Value {
        let items = parts.iter().map(|part| self.item(&value_of(part, evaluated), state)).collect::<Vec<_>>();
        row(&items).unwrap_or(Value::Unknown)
    }

    /// A method that takes something out of its object, and so makes it shorter.
    fn take_out(
        &mut self,
        call: &'a ExprCall,
        attribute: &'a ExprAttribute,
        value: &Value,
        state: &mut State,
    ) -> Value {
        let name = attribute.attr.as_str();
        let arguments = &*call.arguments.args;
        let own = arguments.first().is_some_and(|item| {
            matches!(item, Expr::Name(name) if self.home(name).is_some_and(|home| matches!(state.get(home), Value::Entry(_))))
        });
        if let Some(container) = self.container(&attribute.value) {
            // What this activation put in and takes out again is there no more.
            state.facts.retain(|fact| !matches!(fact, Fact::Marked(_, marked) if *marked == container));
            if !own {
                self.emptied.insert(container);
            }
        }
        if matches!(name, "clear" | "discard") {
            state.grows(value, false);
        }
        let item = self.item(value, state);
        state.loses(value);
        let sure =
            matches!((name, arguments.len()), ("pop", 0 | 1) | ("popleft" | "popitem", 0) | ("remove", 1));
        if let (Expr::Name(local), true) = (attribute.value.as_ref(), sure)
            && let Some(home) = self.home(local)
        {
            match value {
                Value::Entry(of) if !state.grown.contains(of) => {
                    state.learn(Fact::AtLeast { a: Atom::Length(*of), b: Atom::Zero, least: 1 });
                    state.set(home, Value::Object { of: *of, place: Place::Level, shorter: Some(1) });
                }
                Value::Object { of, place, shorter: Some(shorter) } if !state.grown.contains(of) => {
                    let shorter = shorter.checked_add(1);
                    state.set(home, Value::Object { of: *of, place: *place, shorter });
                }
                _ => {}
            }
        }
        item
    }

    /// What a container is known by, in all functions of a cycle.
    pub(super) fn container(&self, expression: &Expr) -> Option<String> {
        match expression {
            Expr::Name(name) => {
                let home = self.home(name)?;
                Some(format!("{}.{}", home.0.0, home.1.0))
            }
            Expr::Attribute(attribute) => {
                let Expr::Name(name) = attribute.value.as_ref() else { return None };
                let is_self = self.home(name)? == self.function.receiver?;
                is_self.then(|| format!(".{}", attribute.attr.as_str()))
            }
            _ => None,
        }
    }

    /// `item` is put into a container.
    pub(super) fn mark(&mut self, container: &Expr, item: &Expr, state: &mut State) {
        let Expr::Name(name) = item else { return };
        let value = self.home(name).map(|home| state.get(home));
        if let (Some(Value::Entry(index)), Some(container)) = (value, self.container(container)) {
            state.learn(Fact::Marked(index, container));
        }
    }
}

pub(super) fn value_of(expression: &Expr, evaluated: &Evaluated) -> Value {
    let expression = match expression {
        Expr::Starred(starred) => &starred.value,
        other => other,
    };
    let found = evaluated.iter().find(|(at, _)| at.contains_range(expression.range()));
    found.map_or(Value::Unknown, |(_, value)| value.clone())
}
