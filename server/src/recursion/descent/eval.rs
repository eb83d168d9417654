//! What expressions are, over the values that the parameters had at entry.

use rustpython_ast::{Expr, ExprBinOp, ExprSubscript, InterpolatedStringElement, Operator};
use rustpython_text_size::TextRange;

use super::outer;
use super::split::no_text_fact;
use super::state::{Fact, State, join};
use super::value::{Atom, Place, Value};
use super::walk::Walk;
use crate::names::builtins::text_method;
use crate::recursion::guards::integer;

/// Arguments of one call that were evaluated, by their place in the tree.
pub(super) type Evaluated = Vec<(TextRange, Value)>;

impl<'a> Walk<'_, '_, 'a> {
    pub(super) fn eval(&mut self, expression: &'a Expr, state: &mut State) -> Value {
        let value = match expression {
            Expr::Name(name) => self.name(name, state),
            Expr::BoolOp(_) | Expr::Compare(_) | Expr::If(_) => self.chosen(expression, state),
            Expr::UnaryOp(operation) => match operation.op {
                rustpython_ast::UnaryOp::Not => self.chosen(expression, state),
                op => {
                    let value = self.eval(&operation.operand, state);
                    match (self.constant(expression), op) {
                        (Some(constant), _) => Value::constant(constant),
                        (None, rustpython_ast::UnaryOp::USub) => value.negated(),
                        (None, rustpython_ast::UnaryOp::Invert) => value.negated().plus(-1),
                        _ => Value::Unknown,
                    }
                }
            },
            Expr::Named(named) => {
                let value = self.eval(&named.value, state);
                self.store(&named.target, value.clone(), state);
                value
            }
            Expr::BinOp(operation) => {
                let left = self.eval(&operation.left, state);
                let right = self.eval(&operation.right, state);
                if let Some(path) = self.path_of(&left, operation.op, &right) {
                    return path;
                }
                match self.constant(expression) {
                    Some(value) => Value::constant(value),
                    None if self.leaves_one_out(&operation.left, operation.op, &operation.right, state) => {
                        without_one(&left)
                    }
                    None => self.operation_of(operation, left, right, state),
                }
            }
            Expr::Call(call) => self.call(call, state),
            Expr::Attribute(attribute) => {
                let value = self.eval(&attribute.value, state);
                let name = attribute.attr.as_str();
                if !of_text(name) {
                    self.certify(&attribute.value, &value, state);
                    if let Value::Entry(index) = value {
                        state.learn(no_text_fact(index));
                    }
                }
                if let Some(value) = self.of_entry(name, &value) {
                    value
                } else if state.assigned.iter().any(|assigned| assigned == name) {
                    Value::Unknown
                } else {
                    self.attribute(name, &value, state)
                }
            }
            Expr::Subscript(subscript) => self.subscript(subscript, state),
            Expr::Slice(slice) => {
                for part in [&slice.lower, &slice.upper, &slice.step].into_iter().flatten() {
                    self.eval(part, state);
                }
                Value::Unknown
            }
            Expr::Starred(starred) => self.eval(&starred.value, state),
            Expr::Await(await_) => self.eval(&await_.value, state),
            Expr::YieldFrom(yield_from) => {
                let value = self.eval(&yield_from.value, state);
                let item = self.item(&value, state);
                self.own.yields(item, state);
                Value::Unknown
            }
            Expr::Yield(yield_) => {
                let value = match &yield_.value {
                    Some(value) => self.eval(value, state),
                    None => Value::Unknown,
                };
                self.own.yields(value, state);
                Value::Unknown
            }
            Expr::Tuple(tuple) => self.display(&tuple.elts, expression, state),
            Expr::List(list) => self.display(&list.elts, expression, state),
            Expr::Set(set) => self.display(&set.elts, expression, state),
            Expr::Dict(dict) => {
                for item in &dict.items {
                    if let Some(key) = &item.key {
                        self.eval(key, state);
                    }
                    self.eval(&item.value, state);
                }
                Value::literal(expression)
            }
            Expr::FString(f_string) => {
                for element in f_string.value.elements() {
                    let InterpolatedStringElement::Interpolation(part) = element else { continue };
                    self.eval(&part.expression, state);
                }
                Value::literal(expression)
            }
            Expr::TString(t_string) => {
                for element in t_string.value.elements() {
                    let InterpolatedStringElement::Interpolation(part) = element else { continue };
                    self.eval(&part.expression, state);
                }
                Value::Unknown
            }
            Expr::ListComp(comp) => self
                .comprehension(&comp.generators, &comp.elt, None, state)
                .unwrap_or(Value::literal(expression)),
            Expr::SetComp(comp) => self
                .comprehension(&comp.generators, &comp.elt, None, state)
                .unwrap_or(Value::literal(expression)),
            Expr::DictComp(comp) => {
                self.comprehension(&comp.generators, &comp.key, Some(&comp.value), state);
                Value::literal(expression)
            }
            Expr::Generator(comp) => {
                self.deferred += 1;
                let value = self.comprehension(&comp.generators, &comp.elt, None, state);
                self.deferred -= 1;
                value.unwrap_or(Value::Unknown)
            }
            Expr::Lambda(lambda) => {
                for parameter in lambda.parameters.iter().flat_map(|p| p.iter_non_variadic_params()) {
                    if let Some(default) = &parameter.default {
                        self.eval(default, state);
                    }
                }
                self.deferred += 1;
                self.eval(&lambda.body, &mut state.clone());
                self.deferred -= 1;
                Value::literal(expression)
            }
            _ => Value::literal(expression),
        };
        if !expression.is_name_expr() && !expression.is_call_expr() {
            self.note_protocol(expression, state);
        }
        value
    }

    /// What an attribute leads to: a part of the object, or what that is a part of. Up and then down
    /// again may lead back.
    fn attribute(&self, name: &str, value: &Value, state: &State) -> Value {
        match (value, leads_up(name)) {
            (Value::Entry(of), _) if name == "__class__" => Value::Type(*of),
            (Value::Object { place: Place::Whole, .. }, false) => Value::Drawn,
            (Value::Object { place: Place::Part | Place::Item, .. }, true) => Value::Drawn,
            (Value::Entry(of) | Value::Object { of, .. }, true) if !state.grown.contains(of) => {
                Value::object(*of, Place::Whole)
            }
            _ => part(value, state),
        }
    }

    pub(super) fn constant(&self, expression: &Expr) -> Option<i64> {
        integer(expression, self.function.shift, self.definitions, 4)
    }

    fn name(&mut self, name: &'a rustpython_ast::ExprName, state: &State) -> Value {
        let Some(home) = self.home(name) else { return Value::Unknown };
        let names = self.definitions.names;
        let in_function = home.0 == self.function.scope;
        if in_function && self.deferred > 0 && !self.definitions.bound_once(home) {
            return Value::Unknown;
        }
        let value = state.get(home);
        if value != Value::Unknown {
            return value;
        }
        let outer = !in_function && names.scope(home.0).kind != crate::names::ScopeKind::Comprehension;
        match self.definitions.constants.get(&home) {
            Some(constant) if outer && self.definitions.bound_once(home) => {
                integer(constant, self.function.shift, self.definitions, 0)
                    .map_or(Value::Drawn, Value::constant)
            }
            _ if outer && self.depth == 0 => {
                let number = outer::number(home, self.id, self.captured, self.definitions, self.cycles);
                number.map_or(Value::Drawn, Value::Entry)
            }
            _ if outer => Value::Drawn,
            _ => Value::Unknown,
        }
    }

    /// An expression that chooses between ways.
    fn chosen(&mut self, expression: &'a Expr, state: &mut State) -> Value {
        if let Expr::If(choice) = expression {
            let (yes, no) = self.split(&choice.test, state.clone());
            let branch = |walk: &mut Self, state: Option<State>, part: &'a Expr| {
                let mut state = state?;
                let value = walk.eval(part, &mut state);
                Some((value, state))
            };
            let ways = (branch(self, yes, &choice.body), branch(self, no, &choice.orelse));
            return match ways {
                (Some((a, left)), Some((b, right))) => {
                    *state = left.join(&right);
                    a.join(&b)
                }
                (Some((value, way)), None) | (None, Some((value, way))) => {
                    *state = way;
                    value
                }
                (None, None) => Value::Unknown,
            };
        }
        let (yes, no, value) = self.split_value(expression, state.clone());
        if let Some(after) = join(yes, no) {
            *state = after;
        }
        value
    }

    pub(super) fn operation(&self, left: &Value, op: Operator, right: &Value) -> Value {
        let amount = match right {
            Value::Number { of: Atom::Zero, low, high } if low == high => Some(*low),
            _ => None,
        };
        match (op, amount) {
            (Operator::Add, Some(amount)) => match left {
                // len(xs) // 2 + 1
                Value::Fraction { of: of @ Atom::Length(_), .. } => {
                    Value::Below { of: *of, low: amount, high: amount }
                }
                _ => left.plus(amount),
            },
            (Operator::Sub, Some(amount)) => amount.checked_neg().map_or(Value::Unknown, |a| left.plus(a)),
            (Operator::Sub, None) => match (left.number(), right) {
                (Some((high, plus, most)), _)
                    if plus == most
                        && high != Atom::Zero
                        && right.number().is_some_and(|(low, ..)| low != Atom::Zero && low != high) =>
                {
                    match right.number() {
                        Some((low, less, also)) if less == also => plus
                            .checked_sub(less)
                            .map_or(Value::Unknown, |plus| Value::Distance { high, low, plus }),
                        _ => Value::Unknown,
                    }
                }
                (Some((Atom::Zero, low, high)), _) if low == high => right.negated().plus(low),
                (Some((of, low, high)), Value::Below { of: also, low: least, high: most })
                    if of == *also && low == high =>
                {
                    Value::Below { of, low: low.saturating_sub(*most), high: high.saturating_sub(*least) }
                }
                _ => Value::Unknown,
            },
            (Operator::Add, None) => match left {
                Value::Number { of: Atom::Zero, low, high } if low == high => right.plus(*low),
                _ => Value::Unknown,
            },
            (Operator::FloorDiv | Operator::Div, Some(by)) if by >= 2 => match left.number() {
                Some((of, 0, 0)) => Value::Fraction { of, by },
                _ => Value::Unknown,
            },
            (Operator::RShift, Some(shift @ 1..=62)) => match left.number() {
                Some((of, 0, 0)) => Value::Fraction { of, by: 1 << shift },
                _ => Value::Unknown,
            },
            (Operator::Mod, Some(by)) if by >= 1 => Value::Number { of: Atom::Zero, low: 0, high: by - 1 },
            (Operator::Mod, _) => match right.number() {
                Some((of, 0, 0)) if of != Atom::Zero => Value::Remainder { of },
                _ => Value::Unknown,
            },
            _ => Value::Unknown,
        }
    }

    /// As [`Walk::operation`], with the middle of two numbers, and what is left of one.
    fn operation_of(&self, operation: &ExprBinOp, left: Value, right: Value, state: &State) -> Value {
        // w - w // 2
        if let (Operator::Sub, Some((whole, 0, 0)), Value::Fraction { of, by }) =
            (operation.op, left.number(), &right)
            && whole == *of
        {
            return match state.least(whole, Atom::Zero) {
                // More than `by`, also where it is no whole number.
                Some(least) if least > *by => Value::Below { of: whole, low: 1, high: -1 },
                Some(least) if least >= 0 => Value::Below { of: whole, low: 0, high: 0 },
                _ => Value::Unknown,
            };
        }
        let plain = self.operation(&left, operation.op, &right);
        if plain != Value::Unknown {
            return plain;
        }
        let halves = |e: &Expr, op: Operator| match op {
            Operator::FloorDiv => self.constant(e) == Some(2),
            Operator::RShift => self.constant(e) == Some(1),
            _ => false,
        };
        let parameter = |e: &Expr| self.plain_parameter(e).map(Atom::Parameter);
        match (operation.op, operation.left.as_ref(), operation.right.as_ref()) {
            // (low + high) // 2, (low + high + 1) // 2
            (op, Expr::BinOp(sum), by) if sum.op == Operator::Add && halves(by, op) => {
                let (sum, up) = match sum.left.as_ref() {
                    Expr::BinOp(inner)
                        if inner.op == Operator::Add && self.constant(&sum.right) == Some(1) =>
                    {
                        (inner, true)
                    }
                    _ => (sum, false),
                };
                match (parameter(&sum.left), parameter(&sum.right)) {
                    (Some(low), Some(high)) => Value::Middle { low, high, plus: 0, up },
                    _ => Value::Unknown,
                }
            }
            // low + (high - low) // 2
            (Operator::Add, start, Expr::BinOp(half)) if halves(&half.right, half.op) => {
                let Expr::BinOp(gap) = half.left.as_ref() else { return Value::Unknown };
                match (parameter(start), parameter(&gap.left), parameter(&gap.right)) {
                    (Some(low), Some(high), Some(also)) if gap.op == Operator::Sub && low == also => {
                        Value::Middle { low, high, plus: 0, up: false }
                    }
                    _ => Value::Unknown,
                }
            }
            _ => Value::Unknown,
        }
    }

    /// The index of the parameter, never rebound, that the expression names.
    fn plain_parameter(&self, expression: &Expr) -> Option<u16> {
        let Expr::Name(name) = expression else { return None };
        let home = self.home(name)?;
        if home.0 != self.function.scope || !self.definitions.bound_once(home) {
            return None;
        }
        let parameters = self.function.parameters?;
        let index = parameters
            .iter_non_variadic_params()
            .position(|parameter| parameter.parameter.name.as_str() == name.id.as_str())?;
        u16::try_from(index).ok()
    }

    /// `xs[:i] + xs[i + 1:]` with an index of `xs`.
    fn leaves_one_out(&mut self, left: &'a Expr, op: Operator, right: &'a Expr, state: &State) -> bool {
        let (Operator::Add, Expr::Subscript(before), Expr::Subscript(after)) = (op, left, right) else {
            return false;
        };
        let (Expr::Slice(before_slice), Expr::Slice(after_slice)) =
            (before.slice.as_ref(), after.slice.as_ref())
        else {
            return false;
        };
        let (Some(Expr::Name(end)), Some(Expr::BinOp(start))) =
            (before_slice.upper.as_deref(), after_slice.lower.as_deref())
        else {
            return false;
        };
        let open = before_slice.lower.is_none()
            && before_slice.step.is_none()
            && after_slice.upper.is_none()
            && after_slice.step.is_none();
        let next = matches!(start.left.as_ref(), Expr::Name(name) if name.id == end.id)
            && start.op == Operator::Add
            && self.constant(&start.right) == Some(1);
        let same = self.plain_parameter(&before.value).zip(self.plain_parameter(&after.value));
        let Some(home) = self.home(end) else { return false };
        let Some((index, also)) = same else { return false };
        let of_length = matches!(state.get(home), Value::Below { of: Atom::Length(of), high, .. }
            if of == index && high <= -1);
        open && next && index == also && of_length
    }

    fn display(&mut self, items: &'a [Expr], expression: &'a Expr, state: &mut State) -> Value {
        let values = items.iter().map(|item| self.eval(item, state)).collect::<Vec<_>>();
        match (items, values.as_slice()) {
            // `[*xs]` is as deep as `xs`.
            ([Expr::Starred(items)], [value]) if value.root().is_some() => {
                self.listed(&items.value, value, state)
            }
            _ => row(&values).unwrap_or(Value::literal(expression)),
        }
    }

    fn subscript(&mut self, subscript: &'a ExprSubscript, state: &mut State) -> Value {
        let value = self.eval(&subscript.value, state);
        let Expr::Slice(slice) = subscript.slice.as_ref() else {
            self.eval(&subscript.slice, state);
            // A text has no keys that are texts.
            if subscript.slice.is_string_literal_expr() {
                return part(&value, state);
            }
            if let Value::Entry(index) = value
                && !state.grown.contains(&index)
                && self.constant(&subscript.slice).is_some()
            {
                state.learn(Fact::AtLeast { a: Atom::Length(index), b: Atom::Zero, least: 1 });
            }
            return self.item(&value, state);
        };
        let ends = [&slice.lower, &slice.upper]
            .map(|end| end.as_deref().map(|end| (self.eval(end, state), self.constant(end))));
        if let Some(step) = &slice.step {
            self.eval(step, state);
        }
        let Some(of) = value.root() else { return Value::Unknown };
        let Value::Object { place, shorter, .. } = level(&value) else { return Value::Unknown };
        let before = match value {
            Value::Entry(index) if state.grown.contains(&index) => None,
            Value::Entry(_) => Some(0),
            _ => shorter,
        };
        let Some(before) = before.filter(|_| slice.step.is_none()) else {
            return Value::Object { of, place, shorter: None };
        };
        let least = state.least(Atom::Length(of), Atom::Zero).unwrap_or(0);
        // At least so many are cut off at each end, wherever there are as many.
        let cut = |end: &Option<(Value, Option<i64>)>, upper: bool| match end {
            None => 0,
            Some((_, Some(at))) if !upper => (*at).max(0),
            Some((_, Some(at))) => (-*at).max(0),
            Some((Value::Below { of: Atom::Length(over), high, .. }, _)) if upper && *over == of => {
                (-*high).max(0)
            }
            Some((Value::Below { low, .. }, _)) if !upper => (*low).max(0),
            Some((Value::Fraction { of: Atom::Length(over), .. }, _)) if *over == of && before == 0 => {
                i64::from(least >= if upper { 1 } else { 2 })
            }
            _ => 0,
        };
        let shorter = before.saturating_add(cut(&ends[0], false)).saturating_add(cut(&ends[1], true));
        Value::Object { of, place, shorter: Some(shorter) }
    }

    /// An item of what is iterated over or indexed.
    pub(super) fn item(&self, value: &Value, state: &State) -> Value {
        if let Some(of) = value.root().filter(|of| state.grown.contains(of)) {
            return state.changed(of);
        }
        match value {
            Value::Entry(of) | Value::Object { of, place: Place::Level | Place::Wrapped, .. } => {
                let sure = state.facts.iter().any(|fact| is_no_text(fact, *of));
                Value::object(*of, if sure { Place::Part } else { Place::Item })
            }
            Value::Object { of, place: Place::Row, .. } => Value::object(*of, Place::Part),
            Value::Object { of, place: place @ (Place::Part | Place::Whole), .. } => {
                Value::object(*of, *place)
            }
            Value::Object { place: Place::Item, .. } | Value::Drawn => Value::Drawn,
            Value::Listed(_) => value.clone(),
            _ => Value::Unknown,
        }
    }
}

/// An attribute of texts, of whatever kind.
pub(super) fn of_text(name: &str) -> bool {
    text_method(name).is_some() || name.starts_with("__")
}

/// Made of these parts of one object.
pub(super) fn row(parts: &[Value]) -> Option<Value> {
    let of = parts.first()?.root()?;
    let part =
        |value: &Value| matches!(value, Value::Object { of: also, place: Place::Part, .. } if *also == of);
    parts.iter().all(part).then_some(Value::object(of, Place::Row))
}

/// As deep as the object, but another one.
pub(super) fn level(value: &Value) -> Value {
    match value {
        Value::Entry(of) => Value::Object { of: *of, place: Place::Level, shorter: Some(0) },
        Value::Object { .. } | Value::Drawn | Value::Listed(_) => value.clone(),
        _ => Value::Unknown,
    }
}

/// An item of what is no text, or what an attribute leads to.
pub(super) fn part(value: &Value, state: &State) -> Value {
    match value {
        Value::Entry(of) | Value::Object { of, .. } if state.grown.contains(of) => state.changed(*of),
        Value::Object { of, place: Place::Whole, .. } => Value::object(*of, Place::Whole),
        Value::Entry(of) | Value::Object { of, .. } => Value::object(*of, Place::Part),
        Value::Drawn => Value::Drawn,
        _ => Value::Unknown,
    }
}

/// The attribute leads back to what the object is a part of, by its name.
fn leads_up(name: &str) -> bool {
    let name = name.trim_start_matches('_');
    let words = ["parent", "prev", "owner", "outer", "enclosing", "container", "ancestor", "back", "root"];
    words.iter().any(|word| name.contains(word)) || name == "up"
}

fn without_one(value: &Value) -> Value {
    match value {
        Value::Object { of, .. } => Value::Object { of: *of, place: Place::Level, shorter: Some(1) },
        _ => Value::Unknown,
    }
}

/// The fact says that the parameter's object is no text.
pub(super) fn is_no_text(fact: &Fact, of: u16) -> bool {
    use super::state::Flag;
    match fact {
        Fact::Flag(index, Flag::Instance(kinds), true) => *index == of && !kinds.contains(&"str"),
        Fact::Flag(index, Flag::Instance(kinds), false) => *index == of && kinds.contains(&"str"),
        _ => false,
    }
}
