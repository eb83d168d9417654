//! Expressions: what each evaluates to.

use rustpython_ast::{
    self as ast, BoolOp, CmpOp, Comprehension, Expr, InterpolatedStringElement, InterpolatedStringElements,
    Number, UnaryOp,
};
use rustpython_text_size::TextRange;
use smallvec::SmallVec;

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::known::{Key, MOST_ITEMS};
use crate::memory::machine::Machine;
use crate::memory::probe::MOST_FOLLOWED;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, ObjectId, Type, UNKNOWN, V};
use crate::names::ScopeKind;
use crate::text::Span;

/// Longer strings are not kept as constants.
const LONGEST_CONSTANT: usize = 200;

impl<'a> Machine<'a> {
    pub fn eval(&mut self, f: &mut Frame, expression: &'a Expr) -> Val {
        match expression {
            Expr::Name(e) => self.load_name(f, e),
            Expr::Attribute(e) => {
                let object = self.eval(f, &e.value);
                self.load_attribute(f, e, object, true)
            }
            Expr::Call(e) => self.eval_call(f, e),
            Expr::Subscript(e) => {
                let object = self.eval(f, &e.value);
                let index = self.eval(f, &e.slice);
                self.item_val(f, object, index, f.shift.span(e))
            }
            Expr::BoolOp(e) => self.eval_bool(f, e),
            Expr::If(e) => self.eval_conditional(f, e),
            Expr::Named(e) => {
                let value = self.eval(f, &e.value);
                self.assign(f, &e.target, value);
                value
            }
            Expr::BinOp(e) => {
                let left = self.eval(f, &e.left);
                let right = self.eval(f, &e.right);
                let v = self.binary(f, e.op, left.v, right.v, f.shift.span(e));
                self.fresh(v)
            }
            Expr::UnaryOp(e) => {
                let operand = self.eval(f, &e.operand);
                Val::plain(self.unary(f, e.op, operand.v, f.shift.span(e)))
            }
            Expr::Compare(e) => Val::plain(self.eval_compare(f, e)),
            Expr::List(e) => self.display(f, &e.elts, types::LIST, f.shift.span(e)),
            Expr::Tuple(e) => self.display(f, &e.elts, types::TUPLE, f.shift.span(e)),
            Expr::Set(e) => self.display(f, &e.elts, types::SET, f.shift.span(e)),
            Expr::Dict(e) => self.eval_dict(f, e),
            Expr::ListComp(e) => self.comprehension(f, e.range, types::LIST, &e.generators, None, &e.elt),
            Expr::SetComp(e) => self.comprehension(f, e.range, types::SET, &e.generators, None, &e.elt),
            Expr::DictComp(e) => {
                self.comprehension(f, e.range, types::DICT, &e.generators, Some(&e.key), &e.value)
            }
            Expr::Generator(e) => {
                self.comprehension(f, e.range, types::GENERATOR, &e.generators, None, &e.elt)
            }
            Expr::Lambda(e) => self.eval_lambda(f, e),
            Expr::Await(e) => {
                let value = self.eval(f, &e.value);
                let v = self.awaited(f, value.v);
                self.forget_all(f);
                self.fresh(v)
            }
            Expr::Yield(e) => {
                let value = match &e.value {
                    Some(value) => self.eval(f, value),
                    None => Val::plain(self.none()),
                };
                self.yielded(f, value.v, f.shift.span(e));
                Val::plain(UNKNOWN)
            }
            Expr::YieldFrom(e) => {
                let value = self.eval(f, &e.value);
                let span = f.shift.span(e);
                let item = self.element(f, value.v, span, false);
                self.yielded(f, item, span);
                let mut last = self.last_of(f, value.v);
                if !e.value.is_call_expr() {
                    // A generator that is over already gives nothing.
                    last = self.values.join(last, self.none());
                    last = self.values.unsure_either(last);
                }
                self.fresh(last)
            }
            Expr::FString(e) => {
                for part in e.value.iter() {
                    if let ast::FStringPart::FString(part) = part {
                        self.eval_interpolations(f, &part.elements);
                    }
                }
                Val::plain(self.values.scalar(types::STR))
            }
            Expr::TString(e) => {
                for part in e.value.iter() {
                    self.eval_interpolations(f, &part.elements);
                }
                let template = self.allocate(f, f.shift.span(e), types::TEMPLATE);
                self.object(template)
            }
            Expr::StringLiteral(e) => {
                let text = e.value.to_str();
                Val::plain(self.string(text))
            }
            Expr::BytesLiteral(e) => {
                let bytes: Box<[u8]> = e.value.bytes().take(LONGEST_CONSTANT + 1).collect();
                if bytes.len() > LONGEST_CONSTANT {
                    return Val::plain(self.values.scalar(types::BYTES));
                }
                Val::plain(self.constant(Constant::Bytes(bytes)))
            }
            Expr::NumberLiteral(e) => Val::plain(match &e.value {
                Number::Int(value) => match value.as_i64() {
                    Some(value) => self.constant(Constant::Int(value)),
                    None => self.values.scalar(types::INT),
                },
                Number::Float(value) => self.constant(Constant::Float(*value)),
                Number::Complex { .. } => self.values.scalar(types::COMPLEX),
            }),
            Expr::BooleanLiteral(e) => Val::plain(self.constant(Constant::Bool(e.value))),
            Expr::NoneLiteral(_) => Val::plain(self.none()),
            Expr::EllipsisLiteral(_) => Val::plain(self.values.atom(Atom::Heap(types::ELLIPSIS))),
            Expr::Slice(e) => {
                for part in [&e.lower, &e.upper, &e.step].into_iter().flatten() {
                    self.eval(f, part);
                }
                Val::plain(self.values.atom(Atom::Heap(types::SLICE)))
            }
            Expr::Starred(e) => {
                self.eval(f, &e.value);
                Val::plain(UNKNOWN)
            }
            Expr::IpyEscapeCommand(e) => self.command_value(f, e.kind),
        }
    }

    pub fn string(&mut self, text: &str) -> V {
        if text.len() > LONGEST_CONSTANT {
            return self.values.scalar(types::STR);
        }
        if let Some(id) = self.strings.get(text) {
            return self.values.atom(Atom::Scalar(types::STR, Some(*id)));
        }
        self.constant(Constant::Str(text.into()))
    }

    /// A new object as a value.
    pub fn object(&mut self, object: ObjectId) -> Val {
        let v = self.values.atom(Atom::Object(object));
        self.fresh(v)
    }

    fn eval_interpolations(&mut self, f: &mut Frame, elements: &'a InterpolatedStringElements) {
        for element in elements {
            if let InterpolatedStringElement::Interpolation(element) = element {
                let value = self.eval(f, &element.expression);
                self.formatted(f, value, f.shift.span(&*element.expression));
                if let Some(spec) = &element.format_spec {
                    self.eval_interpolations(f, &spec.elements);
                }
            }
        }
    }

    fn eval_bool(&mut self, f: &mut Frame, e: &'a ast::ExprBoolOp) -> Val {
        let goes_on = e.op == BoolOp::And;
        let mut result: Option<Val> = None;
        let mut ends = crate::memory::frame::State::dead();
        let last = e.values.len().saturating_sub(1);
        for (index, operand) in e.values.iter().enumerate() {
            let mut value = self.eval(f, operand);
            if index < last {
                let v = self.decided(value.v, !goes_on);
                if v != value.v {
                    value = Val { v, ..value };
                }
                let end = f.state.clone();
                ends = self.join_states(ends, end);
                self.assume(f, operand, goes_on);
            }
            result = Some(match result {
                Some(before) => self.join_vals(before, value),
                None => value,
            });
        }
        let end = std::mem::replace(&mut f.state, crate::memory::frame::State::dead());
        f.state = self.join_states(ends, end);
        result.unwrap_or(Val::plain(UNKNOWN))
    }

    pub fn join_vals(&mut self, a: Val, b: Val) -> Val {
        if a.v == BOTTOM {
            return b;
        }
        if b.v == BOTTOM {
            return a;
        }
        let id = if a.id == b.id { a.id } else { self.fresh_id() };
        Val { v: self.values.join(a.v, b.v), id, origin: a.origin.join(b.origin) }
    }

    /// What remains of an operand of `and`/`or` when it is the result: its truth is known.
    fn decided(&mut self, v: V, truth: bool) -> V {
        let constants = &self.facts.constants;
        self.values.filter(v, |atom| match atom {
            Atom::Scalar(_, Some(id)) => constants[id.0 as usize].truth() == truth,
            Atom::External(_) => truth,
            _ => true,
        })
    }

    fn eval_conditional(&mut self, f: &mut Frame, e: &'a ast::ExprIf) -> Val {
        self.eval(f, &e.test);
        let before = f.state.clone();
        self.assume(f, &e.test, true);
        let yes = if f.state.live { self.eval(f, &e.body) } else { Val::plain(BOTTOM) };
        let after = std::mem::replace(&mut f.state, before);
        self.assume(f, &e.test, false);
        let no = if f.state.live { self.eval(f, &e.orelse) } else { Val::plain(BOTTOM) };
        let end = std::mem::replace(&mut f.state, crate::memory::frame::State::dead());
        f.state = self.join_states(after, end);
        self.join_vals(yes, no)
    }

    fn eval_compare(&mut self, f: &mut Frame, e: &'a ast::ExprCompare) -> V {
        let mut left = self.eval(f, &e.left);
        let mut result = BOTTOM;
        let single = e.ops.len() == 1;
        for (op, right) in e.ops.iter().zip(&e.comparators) {
            let right_val = self.eval(f, right);
            let mut v = self.compare(f, *op, left, right_val, f.shift.span(e));
            if !single {
                v = self.values.without_constants(v);
            }
            result = self.values.join(result, v);
            left = right_val;
        }
        result
    }

    fn compare(&mut self, f: &mut Frame, op: CmpOp, left: Val, right: Val, span: Span) -> V {
        let bool_ = self.values.scalar(types::BOOL);
        let method = match op {
            CmpOp::Is | CmpOp::IsNot => return bool_,
            CmpOp::In | CmpOp::NotIn => {
                self.call_method(f, right, "__contains__", &[left], span);
                return bool_;
            }
            CmpOp::Eq => "__eq__",
            CmpOp::NotEq => "__ne__",
            CmpOp::Lt => "__lt__",
            CmpOp::LtE => "__le__",
            CmpOp::Gt => "__gt__",
            CmpOp::GtE => "__ge__",
        };
        if let (Some(a), Some(b)) = (self.constant_of(left.v), self.constant_of(right.v))
            && let Some(result) = super::operator::compare_constants(op, a, b)
        {
            return self.constant(Constant::Bool(result));
        }
        // A subclass on the right is asked first.
        if self.is_subclass_of(right.v, left.v) {
            self.call_method(f, right, reflected(method), &[left], span);
        }
        if let Some(result) = self.call_method(f, left, method, &[right], span) {
            return result;
        }
        if let Some(result) = self.call_method(f, right, reflected(method), &[left], span) {
            return self.values.assumed(result);
        }
        if self.is_plain(left.v) && self.is_plain(right.v) { bool_ } else { self.values.assumed(bool_) }
    }

    fn is_subclass_of(&self, v: V, base: V) -> bool {
        let bases: Vec<usize> =
            self.values.get(base).atoms.iter().filter_map(|atom| self.instance_class(*atom)).collect();
        let mut classes = self.values.get(v).atoms.iter().filter_map(|atom| self.instance_class(*atom));
        !bases.is_empty() && classes.any(|class| self.mro(class)[1..].iter().any(|own| bases.contains(own)))
    }

    /// Only values of builtin types, which compare to a bool.
    fn is_plain(&self, v: V) -> bool {
        let value = self.values.get(v);
        !value.unknown
            && value.atoms.iter().all(|atom| match atom {
                Atom::Scalar(..) | Atom::AnyScalar => true,
                Atom::Object(id) => self.facts.objects[id.0 as usize].definition.is_none(),
                _ => false,
            })
    }

    fn display(&mut self, f: &mut Frame, elts: &'a [Expr], type_: Type, span: Span) -> Val {
        let object = match type_ {
            types::TUPLE => self.tuple_site(f, elts, span),
            _ => self.allocate(f, span, type_),
        };
        let mut starred = false;
        let mut items: SmallVec<[(Key, Val); MOST_ITEMS]> = SmallVec::new();
        let most = if self.probe.is_some() { MOST_FOLLOWED } else { MOST_ITEMS };
        for (index, elt) in elts.iter().enumerate() {
            if let Expr::Starred(star) = elt {
                let value = self.eval(f, &star.value);
                let item = self.element(f, value.v, f.shift.span(star), false);
                self.put(object, item);
                starred = true;
                continue;
            }
            let value = self.eval(f, elt);
            if starred || type_ == types::SET || index >= 64 {
                self.put(object, value.v);
            } else {
                let key = self.constant(Constant::Int(index as i64));
                if let Some(key) = self.constant_id(key) {
                    self.put_entry(object, key, value.v);
                    if items.len() < most {
                        items.push((Key::Item(key), value));
                    }
                }
            }
            self.escape(f, value.v, EscapeTo::Container, f.shift.span(elt), "");
        }
        if starred {
            self.shuffle(object);
        }
        let length = (!starred && type_ != types::SET).then_some(elts.len() as u32);
        self.facts.objects[object.0 as usize].length = length;
        self.size_display(object, elts);
        let made = self.object(object);
        for (key, item) in items {
            self.learn(f, made, key, item);
        }
        if let Some(length) = length {
            self.learn_length(f, made, length as usize);
        }
        made
    }

    /// A tuple of constants is a constant: equal ones are one object.
    fn tuple_site(&mut self, f: &Frame, elts: &'a [Expr], span: Span) -> ObjectId {
        let items: Option<Vec<V>> = elts.iter().map(|elt| self.constant_item(f, elt)).collect();
        match items {
            Some(items) => self.constant_tuple(f, items, span),
            None => self.allocate(f, span, types::TUPLE),
        }
    }

    pub fn constant_tuple(&mut self, f: &Frame, items: Vec<V>, span: Span) -> ObjectId {
        if let Some(object) = self.constant_tuples.get(&items) {
            return *object;
        }
        let object = self.allocate(f, span, types::TUPLE);
        self.facts.objects[object.0 as usize].is_constant = true;
        self.constant_tuples.insert(items, object);
        object
    }

    fn constant_item(&mut self, f: &Frame, elt: &'a Expr) -> Option<V> {
        match elt {
            Expr::StringLiteral(e) => Some(self.constant(Constant::Str(e.value.to_str().into()))),
            Expr::BytesLiteral(e) => Some(self.constant(Constant::Bytes(e.value.bytes().collect()))),
            Expr::NumberLiteral(e) => match &e.value {
                Number::Int(value) => Some(match value.as_i64() {
                    Some(value) => self.constant(Constant::Int(value)),
                    None => self.constant(Constant::Str(value.to_string().into())),
                }),
                Number::Float(value) => Some(self.constant(Constant::Float(*value))),
                Number::Complex { real, imag } => {
                    Some(self.constant(Constant::Str(format!("{real}+{imag}j").into())))
                }
            },
            Expr::BooleanLiteral(e) => Some(self.constant(Constant::Bool(e.value))),
            Expr::NoneLiteral(_) => Some(self.none()),
            Expr::EllipsisLiteral(_) => Some(self.values.atom(Atom::Heap(types::ELLIPSIS))),
            Expr::UnaryOp(e) if e.op == UnaryOp::USub => {
                let operand = self.constant_item(f, &e.operand)?;
                let constant = super::operator::unary_constant(e.op, self.constant_of(operand)?)?;
                Some(self.constant(constant))
            }
            Expr::Tuple(e) => {
                let items: Option<Vec<V>> = e.elts.iter().map(|elt| self.constant_item(f, elt)).collect();
                let object = self.constant_tuple(f, items?, f.shift.span(e));
                Some(self.values.atom(Atom::Object(object)))
            }
            _ => None,
        }
    }

    fn eval_dict(&mut self, f: &mut Frame, e: &'a ast::ExprDict) -> Val {
        let object = self.allocate(f, f.shift.span(e), types::DICT);
        let made = self.object(object);
        for item in &e.items {
            let Some(key) = &item.key else {
                let other = self.eval(f, &item.value);
                self.put_items_of(f, object, other.v);
                self.forget(f, made, Key::is_item);
                continue;
            };
            let key = self.eval(f, key);
            let value = self.eval(f, &item.value);
            self.put_key(object, key.v);
            match self.constant_id(key.v) {
                Some(id) => self.put_entry(object, id, value.v),
                None => self.put(object, value.v),
            }
            match self.item_key(made.v, key.v) {
                Some(key) => self.learn(f, made, key, value),
                None => self.forget(f, made, Key::is_item),
            }
            self.escape(f, value.v, EscapeTo::Container, f.shift.span(&item.value), "");
            self.escape(f, key.v, EscapeTo::Container, f.shift.span(&item.value), "");
        }
        self.size_dict(object, e);
        self.learn_dict_length(
            f,
            made,
            e.items.iter().all(|item| item.key.is_some()).then_some(e.items.len()),
        );
        made
    }

    /// Adds what `dict.update(other)` adds.
    pub fn put_items_of(&mut self, f: &Frame, object: ObjectId, other: V) {
        let value = self.values.get(other);
        if value.unknown || value.atoms.iter().any(|atom| !matches!(atom, Atom::Object(_))) {
            self.put(object, UNKNOWN);
            self.put_key(object, UNKNOWN);
        }
        for id in self.objects_of(other) {
            let type_ = self.facts.objects[id.0 as usize].type_;
            if !types::is_dict(type_) {
                self.put(object, UNKNOWN);
                self.put_key(object, UNKNOWN);
                continue;
            }
            let entries = self.contents(id).entries.clone();
            for (key, cell) in entries {
                let item = self.read(cell, f.unit);
                self.put_entry(object, key, item);
            }
            let rest = self.contents(id).rest;
            let rest = self.read(rest, f.unit);
            self.put(object, rest);
            let keys = self.get_keys(id, f.unit);
            self.put_key(object, keys);
        }
    }

    fn comprehension(
        &mut self,
        f: &mut Frame,
        range: TextRange,
        type_: Type,
        generators: &'a [Comprehension],
        key: Option<&'a Expr>,
        elt: &'a Expr,
    ) -> Val {
        let span = f.shift.range(range);
        let object = self.allocate(f, span, type_);
        let eager = std::mem::replace(&mut f.eager, false);
        let Some(first) = generators.first() else { return Val::plain(UNKNOWN) };
        let iterable = self.eval(f, &first.iter);
        let Some(scope) = self.names.scope_of(span, ScopeKind::Comprehension) else {
            self.put(object, UNKNOWN);
            return self.object(object);
        };
        if type_ == types::GENERATOR {
            let (keys, none) = (self.contents(object).keys, self.none());
            self.write(keys, none);
            self.escape(f, iterable.v, EscapeTo::Container, span, "");
        }
        let before = f.state.clone();
        let later = f.later;
        if self.runs_code(iterable.v) {
            self.forget_all(f);
        }
        let (known, forgotten) = (std::mem::take(&mut f.state.known), self.forgotten);
        if type_ == types::GENERATOR && !eager {
            f.later = f.scopes.len();
        }
        f.open(scope, self.names.scope(scope).symbols.len());
        f.repeats += 1;
        for (index, generator) in generators.iter().enumerate() {
            let iterable = if index == 0 { iterable } else { self.eval(f, &generator.iter) };
            let item = self.element(f, iterable.v, f.shift.span(&generator.iter), generator.is_async);
            let item = self.fresh(item);
            self.assign(f, &generator.target, item);
            for test in &generator.ifs {
                self.eval(f, test);
                self.assume(f, test, true);
            }
        }
        if let Some(key) = key {
            let key = self.eval(f, key);
            self.put_key(object, key.v);
        }
        let value = self.eval(f, elt);
        let value_v = self.values.without_constants(value.v);
        self.put(object, value_v);
        self.escape(f, value.v, EscapeTo::Container, f.shift.span(elt), "");
        f.repeats -= 1;
        f.later = later;
        f.close();
        let end = std::mem::replace(&mut f.state, crate::memory::frame::State::dead());
        f.state = self.join_states(before, end);
        // The body runs again and again: what it forgets once is forgotten.
        f.state.known = known;
        if self.forgotten != forgotten {
            f.state.known.clear();
        }
        self.object(object)
    }

    /// What `yield from` gives when it is over: what a generator of the file returns, `None` from builtin ones.
    fn last_of(&mut self, f: &Frame, v: V) -> V {
        let value = self.values.get(v).clone();
        let mut last = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let type_ = self.type_of_atom(atom);
            let one = match (atom, type_) {
                (Atom::Object(id), Some(types::GENERATOR)) => self.get_keys(id, f.unit),
                (
                    _,
                    Some(types::LIST | types::TUPLE | types::SET | types::DICT | types::RANGE | types::STR),
                ) => self.none(),
                _ => UNKNOWN,
            };
            last = self.values.join(last, one);
        }
        self.values.marked(last, value.assumed, value.open)
    }

    fn yielded(&mut self, f: &mut Frame, v: V, span: Span) {
        let yields = self.unit(f.unit).yields;
        self.write(yields, v);
        self.escape(f, v, EscapeTo::Yield, span, "");
        // Whoever iterates goes on meanwhile.
        self.forget_all(f);
    }

    fn unary(&mut self, f: &mut Frame, op: UnaryOp, v: V, span: Span) -> V {
        if op == UnaryOp::Not {
            return match self.constant_of(v) {
                Some(constant) => {
                    let truth = constant.truth();
                    self.constant(Constant::Bool(!truth))
                }
                None => self.values.scalar(types::BOOL),
            };
        }
        if let Some(constant) = self.constant_of(v)
            && let Some(result) = super::operator::unary_constant(op, constant)
        {
            return self.constant(result);
        }
        let value = self.values.get(v).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        let method = match op {
            UnaryOp::USub => "__neg__",
            UnaryOp::UAdd => "__pos__",
            _ => "__invert__",
        };
        for atom in &value.atoms {
            let one = match atom {
                Atom::Scalar(types::BOOL, _) => self.values.scalar(types::INT),
                Atom::Scalar(type_, _) => self.values.scalar(*type_),
                Atom::AnyScalar => self.values.atom(Atom::AnyScalar),
                atom => {
                    let receiver = self.values.atom(*atom);
                    self.call_method(f, Val::plain(receiver), method, &[], span)
                        .or_else(|| self.stub_protocol(*atom, method, span))
                        .unwrap_or(UNKNOWN)
                }
            };
            result = self.values.join(result, one);
        }
        self.values.marked(result, value.assumed, value.open)
    }
}

/// The method that the right operand of a comparison is asked for.
fn reflected(method: &'static str) -> &'static str {
    match method {
        "__lt__" => "__gt__",
        "__gt__" => "__lt__",
        "__le__" => "__ge__",
        "__ge__" => "__le__",
        same => same,
    }
}
