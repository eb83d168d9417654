//! Conditions: what holds where they are true, and where they are false.

use rustpython_ast::{BoolOp, CmpOp, Expr, ExprCall, ExprCompare, UnaryOp};

use super::state::{Fact, Flag, State, Ways, join};
use super::value::{Atom, Place, Value};
use super::walk::Walk;
use crate::recursion::definitions::Target;

/// Of more locals it is not kept.
const MOST_NO_TEXTS: usize = 16;

impl<'a> Walk<'_, '_, 'a> {
    pub(super) fn split(&mut self, test: &'a Expr, state: State) -> Ways {
        let (yes, no, _) = self.split_value(test, state);
        (yes, no)
    }

    /// Evaluates a condition once: what holds on either way, and its value.
    pub(super) fn split_value(
        &mut self,
        test: &'a Expr,
        mut state: State,
    ) -> (Option<State>, Option<State>, Value) {
        let truth = Value::Fresh { truth: None, kind: "bool" };
        match test {
            Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => {
                let (yes, no, _) = self.split_value(&operation.operand, state);
                (no, yes, truth)
            }
            Expr::BoolOp(operation) => {
                let mut going = Some(state);
                let mut short = None;
                let mut value: Option<Value> = None;
                for part in &operation.values {
                    let Some(state) = going else { break };
                    let (yes, no, of_part) = self.split_value(part, state);
                    let (next, out) = if operation.op == BoolOp::And { (yes, no) } else { (no, yes) };
                    going = next;
                    short = join(short, out);
                    value = Some(value.map_or(of_part.clone(), |value| value.join(&of_part)));
                }
                let value = value.unwrap_or(Value::Unknown);
                if operation.op == BoolOp::And { (going, short, value) } else { (short, going, value) }
            }
            Expr::Compare(compare) => {
                let (yes, no) = self.comparison(compare, state);
                (yes, no, truth)
            }
            Expr::Named(named) => {
                let value = self.eval(&named.value, &mut state);
                self.store(&named.target, value.clone(), &mut state);
                let (yes, no) = truthy(&value, state);
                (yes, no, value)
            }
            Expr::Call(call) if is_instance(call) => {
                let value = self.eval(test, &mut state);
                let (yes, no) = self.instance(call, state);
                (yes, no, value)
            }
            _ => {
                let value = self.eval(test, &mut state);
                let (mut yes, no) = truthy(&value, state);
                if let (Expr::Call(call), Some(yes)) = (test, &mut yes) {
                    self.passed_test(call, yes);
                }
                (yes, no, value)
            }
        }
    }

    fn comparison(&mut self, compare: &'a ExprCompare, mut state: State) -> Ways {
        let mut left = self.eval(&compare.left, &mut state);
        let mut left_expression = compare.left.as_ref();
        let mut going = Some(state);
        let mut short = None;
        for (op, right_expression) in compare.ops.iter().zip(&*compare.comparators) {
            let Some(mut state) = going else { break };
            let right = self.eval(right_expression, &mut state);
            let (yes, no) = self.link((left_expression, &left), *op, (right_expression, &right), state);
            going = yes;
            short = join(short, no);
            left = right;
            left_expression = right_expression;
        }
        (going, short)
    }

    fn link(
        &mut self,
        (left_expression, left): (&'a Expr, &Value),
        op: CmpOp,
        (right_expression, right): (&'a Expr, &Value),
        state: State,
    ) -> Ways {
        if let (CmpOp::Eq | CmpOp::Is | CmpOp::In, Some(kinds)) =
            (op, self.kinds_asked(left_expression, left, right_expression))
        {
            let (mut yes, no) = (state.clone(), state);
            self.typed(left_expression, left, kinds, &mut yes);
            return (Some(yes), Some(no));
        }
        match op {
            CmpOp::Eq => self.equal(left, right, right_expression, state),
            CmpOp::NotEq => {
                let (yes, no) = self.equal(left, right, right_expression, state);
                (no, yes)
            }
            CmpOp::Lt => swapped(ordered(left, right, 0, state)),
            CmpOp::GtE => ordered(left, right, 0, state),
            CmpOp::Gt => swapped(ordered(right, left, 0, state)),
            CmpOp::LtE => ordered(right, left, 0, state),
            CmpOp::Is if right_expression.is_none_literal_expr() => flag(left, Flag::IsNone, state),
            CmpOp::IsNot if right_expression.is_none_literal_expr() => {
                swapped(flag(left, Flag::IsNone, state))
            }
            CmpOp::Is => self.equal(left, right, right_expression, state),
            CmpOp::IsNot => {
                let (yes, no) = self.equal(left, right, right_expression, state);
                (no, yes)
            }
            CmpOp::In => self.contained(left_expression, left, right_expression, state),
            CmpOp::NotIn => swapped(self.contained(left_expression, left, right_expression, state)),
        }
    }

    /// The classes that `type(x)`, or what holds it, is compared with.
    fn kinds_asked<'e>(&self, left: &Expr, value: &Value, right: &'e Expr) -> Option<&'e [Expr]> {
        let of_type = match left {
            Expr::Call(call) => matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "type"),
            Expr::Attribute(attribute) => attribute.attr.as_str() == "__class__",
            _ => matches!(value, Value::Type(_)),
        };
        let kinds = match right {
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            Expr::List(list) => list.elts.as_slice(),
            Expr::Set(set) => set.elts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let kind = |e: &Expr| {
            let Expr::Name(name) = e else { return false };
            let builtin = matches!(name.id.as_str(), "list" | "tuple" | "dict" | "set" | "frozenset");
            let own = matches!(self.definitions.target(e, self.function.shift), Some(Target::Class(_)));
            builtin && self.is_builtin(name) || own && no_text(name.id.as_str())
        };
        (of_type && !kinds.is_empty() && kinds.iter().all(kind)).then_some(kinds)
    }

    /// The object is of one of these very classes: no text.
    fn typed(&self, left: &Expr, value: &Value, kinds: &[Expr], state: &mut State) {
        if let Value::Type(index) = value {
            state.learn(no_text_fact(*index));
            if let [Expr::Name(kind)] = kinds
                && let Some(kind) = builtin_kind(kind.id.as_str()).filter(|_| self.is_builtin(kind))
            {
                state.learn(Fact::Flag(*index, Flag::Instance(vec![kind]), true));
            }
        }
        let subject = match left {
            Expr::Call(call) => call.arguments.args.first(),
            Expr::Attribute(attribute) => Some(&*attribute.value),
            _ => None,
        };
        if let Some(Expr::Name(name)) = subject
            && let Some(value) = self.home(name).map(|home| state.get(home))
            && let Some(subject) = subject
        {
            self.certify(subject, &value, state);
        }
    }

    /// `left == right`.
    pub(super) fn equal(&mut self, left: &Value, right: &Value, spelled: &Expr, state: State) -> Ways {
        let mut yes = state.clone();
        let mut no = state;
        if let (Some((a, a_low, a_high)), Some((b, b_low, b_high))) = (left.number(), right.number()) {
            if a != b {
                let least = b_low.saturating_sub(a_high);
                yes.learn(Fact::AtLeast { a, b, least });
                yes.learn(Fact::AtLeast { a: b, b: a, least: a_low.saturating_sub(b_high) });
            }
            if b != Atom::Zero && a != Atom::Zero && a != b && a_low == a_high && b_low == b_high {
                no.learn(Fact::Apart { a, b, by: b_low.saturating_sub(a_low) });
            }
            if b == Atom::Zero && a != b && a_low == a_high && b_low == b_high {
                let value = b_low.saturating_sub(a_low);
                if yes.facts.contains(&Fact::Differs(a, value)) {
                    return (None, Some(no));
                }
                no.learn(Fact::Differs(a, value));
            }
        }
        if let Value::Entry(index) = left
            && let Some(text) = literal_text(spelled)
        {
            let (flagged, unflagged) = flag(left, Flag::Equals(text), State::default());
            yes.facts.extend(flagged.into_iter().flat_map(|state| state.facts));
            no.facts.extend(unflagged.into_iter().flat_map(|state| state.facts));
            let empty = match spelled {
                Expr::List(list) => list.elts.is_empty(),
                Expr::StringLiteral(text) => text.value.is_empty(),
                Expr::Tuple(tuple) => tuple.elts.is_empty(),
                _ => false,
            };
            if empty {
                no.learn(Fact::AtLeast { a: Atom::Length(*index), b: Atom::Zero, least: 1 });
            }
        }
        (Some(yes), Some(no))
    }

    /// `left in right`.
    fn contained(&mut self, spelled: &'a Expr, left: &Value, right: &'a Expr, state: State) -> Ways {
        let items = match right {
            Expr::Tuple(tuple) => Some(&tuple.elts),
            Expr::List(list) => Some(&list.elts),
            Expr::Set(set) => Some(&set.elts),
            _ => None,
        };
        if let Some(items) = items {
            let mut yes = None;
            let mut no = Some(state);
            for item in items {
                let Some(mut state) = no else { break };
                let value = self.eval(item, &mut state);
                let (equal, differs) = self.equal(left, &value, item, state);
                yes = join(yes, equal);
                no = differs;
            }
            return (yes, no);
        }
        let mut yes = state.clone();
        let mut no = state;
        // What has an item, or a text that is not empty inside, is not empty.
        let sure = spelled.is_number_literal_expr()
            || matches!(spelled, Expr::StringLiteral(text) if !text.value.is_empty());
        if let (Expr::Name(name), true) = (right, sure)
            && let Some(Value::Entry(of)) = self.home(name).map(|home| yes.get(home))
            && !yes.grown.contains(&of)
        {
            yes.learn(Fact::AtLeast { a: Atom::Length(of), b: Atom::Zero, least: 1 });
        }
        if let Some(container) = self.container(right) {
            if let Value::Entry(index) = left {
                no.learn(Fact::NotIn(*index, container.clone()));
            }
            if let Expr::Name(name) = spelled
                && let Some(home) = self.home(name)
            {
                no.unseen.push((home, container));
            }
        }
        (Some(yes), Some(no))
    }

    fn instance(&mut self, call: &'a ExprCall, mut state: State) -> Ways {
        let [subject, kinds] = &*call.arguments.args else { return (Some(state.clone()), Some(state)) };
        let value = self.eval(subject, &mut state);
        let kinds = match kinds {
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            other => std::slice::from_ref(other),
        };
        let names = kinds
            .iter()
            .map(|kind| match kind {
                Expr::Name(name) if self.is_builtin(name) => builtin_kind(name.id.as_str()),
                _ => None,
            })
            .collect::<Vec<_>>();
        let mut yes = state.clone();
        let mut no = state;
        // No text: what it is an item of is deeper.
        let classes = kinds.iter().all(|kind| match kind {
            Expr::Name(name) => no_text(name.id.as_str()),
            Expr::Attribute(attribute) => !textual(attribute.attr.as_str()),
            _ => false,
        });
        if classes {
            self.certify(subject, &value, &mut yes);
        }
        if names.contains(&Some("str")) {
            self.certify(subject, &value, &mut no);
        }
        if let (Value::Entry(index), Some(mut names)) =
            (&value, names.into_iter().collect::<Option<Vec<_>>>())
        {
            names.sort_unstable();
            let flag = Flag::Instance(names);
            yes.learn(Fact::Flag(*index, flag.clone(), true));
            no.learn(Fact::Flag(*index, flag, false));
        } else if let (Value::Entry(index), true) = (&value, classes) {
            yes.learn(no_text_fact(*index));
        }
        (Some(yes), Some(no))
    }

    /// The subject is no text: what it is an item of is deeper.
    pub(super) fn certify(&self, subject: &Expr, value: &Value, state: &mut State) {
        let Expr::Name(name) = subject else { return };
        let Some(home) = self.home(name) else { return };
        if let Value::Object { of, place: Place::Item, .. } = value {
            state.set(home, Value::object(*of, Place::Part));
        }
        if !state.no_texts.contains(&home) && state.no_texts.len() < MOST_NO_TEXTS {
            state.no_texts.push(home);
        }
    }
}

/// The parameter was entered with an object that is no text.
pub(super) fn no_text_fact(index: u16) -> Fact {
    Fact::Flag(index, Flag::Instance(vec!["object of a class"]), true)
}

fn is_instance(call: &ExprCall) -> bool {
    matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "isinstance")
        && call.arguments.keywords.is_empty()
}

fn swapped((yes, no): Ways) -> Ways {
    (no, yes)
}

/// `left >= right + more`.
fn ordered(left: &Value, right: &Value, more: i64, state: State) -> Ways {
    let mut yes = state.clone();
    let mut no = state;
    if let (Some((a, a_low, a_high)), Some((b, b_low, b_high))) = (left.number(), right.number())
        && a != b
    {
        let least = b_low.saturating_sub(a_high).saturating_add(more);
        yes.learn(Fact::AtLeast { a, b, least });
        let least = a_low.saturating_sub(b_high).saturating_sub(more).saturating_add(1);
        no.learn(Fact::AtLeast { a: b, b: a, least });
    }
    // high - low + plus >= right
    if let (Value::Distance { high, low, plus }, Some((Atom::Zero, right_low, right_high))) =
        (left, right.number())
    {
        let least = right_low.saturating_sub(*plus).saturating_add(more);
        yes.learn(Fact::AtLeast { a: *high, b: *low, least });
        let least = plus.saturating_sub(right_high).saturating_sub(more).saturating_add(1);
        no.learn(Fact::AtLeast { a: *low, b: *high, least });
    }
    // left >= high - low + plus
    if let (Some((Atom::Zero, left_low, left_high)), Value::Distance { high, low, plus }) =
        (left.number(), right)
    {
        let least = plus.saturating_sub(left_high).saturating_add(more);
        yes.learn(Fact::AtLeast { a: *low, b: *high, least });
        let least = left_low.saturating_sub(*plus).saturating_sub(more).saturating_add(1);
        no.learn(Fact::AtLeast { a: *high, b: *low, least });
    }
    (Some(yes), Some(no))
}

fn flag(value: &Value, test: Flag, state: State) -> Ways {
    let outcome = outcome(&test, value);
    let mut yes = state.clone();
    let mut no = state;
    // An object that was changed since is not what it was entered with.
    let changed = matches!(&test, Flag::Truth | Flag::Equals(_))
        && matches!(value, Value::Entry(index) if yes.grown.contains(index));
    if let Value::Entry(index) = value
        && !changed
    {
        let known = |outcome: bool| yes.facts.contains(&Fact::Flag(*index, test.clone(), outcome));
        match (known(true), known(false)) {
            (true, _) => return (Some(yes), None),
            (_, true) => return (None, Some(no)),
            _ => {}
        }
        yes.learn(Fact::Flag(*index, test.clone(), true));
        no.learn(Fact::Flag(*index, test, false));
    }
    match outcome {
        Some(true) => (Some(yes), None),
        Some(false) => (None, Some(no)),
        None => (Some(yes), Some(no)),
    }
}

/// A condition that is a value.
fn truthy(value: &Value, state: State) -> Ways {
    let (mut yes, no) = flag(value, Flag::Truth, state);
    if let Some(yes) = &mut yes {
        match value {
            Value::Entry(of) if yes.grown.contains(of) => {}
            Value::Entry(of) => {
                yes.learn(Fact::Differs(Atom::Parameter(*of), 0));
                yes.learn(Fact::AtLeast { a: Atom::Length(*of), b: Atom::Zero, least: 1 });
            }
            Value::Number { of, low, high } if low == high && *of != Atom::Zero => {
                yes.learn(Fact::Differs(*of, low.saturating_neg()));
            }
            Value::Object { of, place: Place::Level | Place::Wrapped, shorter: Some(shorter) } => {
                yes.learn(Fact::AtLeast {
                    a: Atom::Length(*of),
                    b: Atom::Zero,
                    least: shorter.saturating_add(1),
                });
            }
            _ => {}
        }
    }
    (yes, no)
}

/// The answer of a test about a value, where it is certain.
pub(super) fn outcome(test: &Flag, value: &Value) -> Option<bool> {
    match (test, value) {
        (Flag::Truth, Value::Fresh { truth, .. }) => *truth,
        (Flag::Truth, Value::Number { of: Atom::Zero, low, high }) if low == high => Some(*low != 0),
        (Flag::IsNone, Value::Fresh { kind, .. }) => Some(*kind == "NoneType"),
        (Flag::IsNone, Value::Number { .. }) => Some(false),
        (Flag::Instance(kinds), Value::Fresh { kind, .. }) => Some(kinds.iter().any(|of| is_a(kind, of))),
        (Flag::Instance(kinds), Value::Number { of: Atom::Zero, .. }) => {
            Some(kinds.iter().any(|of| is_a("int", of)))
        }
        _ => None,
    }
}

/// An object of this builtin type is an instance of that one.
fn is_a(kind: &str, of: &str) -> bool {
    let no_text = of == "object of a class" && !matches!(kind, "str" | "bytes");
    kind == of || of == "object" || (kind == "bool" && of == "int") || no_text
}

/// Builtin types whose instances are told apart.
fn builtin_kind(name: &str) -> Option<&'static str> {
    const KINDS: &[&str] =
        &["str", "bytes", "list", "tuple", "dict", "set", "frozenset", "int", "float", "bool", "object"];
    KINDS.iter().find(|kind| **kind == name).copied()
}

/// Instances of the class are taken to be no texts, by its name.
pub(super) fn no_text(name: &str) -> bool {
    let builtin = matches!(name, "list" | "tuple" | "dict" | "set" | "frozenset");
    builtin || (name.starts_with(char::is_uppercase) && !textual(name))
}

/// A name of classes of which texts can be instances.
fn textual(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "any",
        "collection",
        "container",
        "hashable",
        "iterable",
        "object",
        "path",
        "reversible",
        "sequence",
        "sized",
        "str",
        "text",
        "unicode",
    ];
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

fn literal_text(expression: &Expr) -> Option<String> {
    match expression {
        Expr::StringLiteral(text) => Some(format!("{:?}", text.value.to_str())),
        Expr::List(list) if list.elts.is_empty() => Some("[]".into()),
        Expr::Tuple(tuple) if tuple.elts.is_empty() => Some("()".into()),
        _ => None,
    }
}
