//! Targets: where values are put — names, attributes, items, unpacking, patterns.

use rustpython_ast::{self as ast, Expr, ExprAttribute, Pattern};
use rustpython_text_size::Ranged;

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::known::Key;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, UNKNOWN};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// Assigns a value to a target.
    pub fn assign(&mut self, f: &mut Frame, target: &'a Expr, val: Val) {
        match target {
            Expr::Name(name) => {
                if let Some(occurrence) = self.occurrence(f, name.range) {
                    self.bind(f, occurrence, val);
                }
            }
            Expr::Tuple(tuple) => self.unpack(f, &tuple.elts, val, f.shift.span(tuple)),
            Expr::List(list) => self.unpack(f, &list.elts, val, f.shift.span(list)),
            Expr::Attribute(attribute) => {
                let object = self.eval(f, &attribute.value);
                self.store_attribute(f, attribute, object, val);
            }
            Expr::Subscript(subscript) => {
                let object = self.eval(f, &subscript.value);
                let index = self.eval(f, &subscript.slice);
                self.store_item(f, object, index, val, f.shift.span(subscript));
            }
            Expr::Starred(starred) => self.assign(f, &starred.value, val),
            other => {
                self.eval(f, other);
            }
        }
    }

    /// `a, b = b, a`: no tuple is kept, each target takes its value.
    pub fn assign_displays(&mut self, f: &mut Frame, target: &'a Expr, value: &'a Expr) -> bool {
        let (
            Expr::Tuple(ast::ExprTuple { elts: targets, .. }),
            Expr::Tuple(ast::ExprTuple { elts: values, .. }),
        ) = (target, value)
        else {
            return false;
        };
        let has_star = |elts: &[Expr]| elts.iter().any(|elt| elt.is_starred_expr());
        if targets.len() != values.len() || has_star(targets) || has_star(values) {
            return false;
        }
        let vals: Vec<Val> = values.iter().map(|value| self.eval(f, value)).collect();
        for (target, val) in targets.iter().zip(vals) {
            self.assign(f, target, val);
        }
        // What two names shared between the bindings of a swap is over with the last of them.
        for target in targets {
            if let Expr::Name(name) = target {
                self.note_bound(f, name);
            }
        }
        true
    }

    fn unpack(&mut self, f: &mut Frame, targets: &'a [Expr], val: Val, span: Span) {
        let star = targets.iter().position(|target| target.is_starred_expr());
        for (index, target) in targets.iter().enumerate() {
            let item = match star {
                Some(at) if index == at => {
                    let item = self.element(f, val.v, span, false);
                    let list = self.allocate(f, f.shift.span(target), types::LIST);
                    self.put(list, item);
                    self.values.atom(Atom::Object(list))
                }
                Some(at) if index > at => self.element(f, val.v, span, false),
                _ => {
                    let item = self.unpacked(f, val, index, span);
                    self.assign(f, target, item);
                    continue;
                }
            };
            let item = self.fresh(item);
            self.assign(f, target, item);
        }
    }

    /// The item that unpacking puts at `index`.
    fn unpacked(&mut self, f: &Frame, val: Val, index: usize, span: Span) -> Val {
        let index = self.constant(Constant::Int(index as i64));
        if let Some(key) = self.item_key(val.v, index)
            && let Some(known) = self.known(f, val, key)
        {
            return known;
        }
        let Some(key) = self.constant_id(index) else { return Val::plain(UNKNOWN) };
        let value = self.values.get(val.v).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let item = match atom {
                Atom::Object(id)
                    if matches!(self.facts.objects[id.0 as usize].type_, types::LIST | types::TUPLE) =>
                {
                    self.get_entry(id, key, f.unit)
                }
                atom => {
                    let one = self.values.atom(atom);
                    self.element(f, one, span, false)
                }
            };
            result = self.values.join(result, item);
        }
        let v = self.values.marked(result, value.assumed, value.open);
        self.fresh(v)
    }

    pub fn store_item(&mut self, f: &mut Frame, object: Val, index: Val, val: Val, span: Span) {
        let key = self.constant_id(index.v);
        let is_slice = matches!(self.values.get(index.v).single(), Some(Atom::Heap(types::SLICE)));
        let value = self.values.get(object.v).clone();
        let mut is_known = !value.unknown;
        for atom in value.atoms {
            let Atom::Object(id) = atom else {
                is_known &= atom.is_scalar();
                continue;
            };
            let type_ = self.facts.objects[id.0 as usize].type_;
            match type_ {
                types::LIST if is_slice => {
                    let item = self.element(f, val.v, span, false);
                    self.shuffle(id);
                    self.put(id, item);
                }
                types::LIST | types::BYTEARRAY | types::DEQUE | types::ARRAY => match key {
                    Some(key) if self.is_index(key) => self.put_entry(id, key, val.v),
                    _ => self.put(id, val.v),
                },
                types::DICT | types::DEFAULTDICT | types::COUNTER | types::ORDERED_DICT => {
                    self.put_key(id, index.v);
                    match key {
                        Some(key) => self.put_entry(id, key, val.v),
                        None => self.put(id, val.v),
                    }
                }
                _ => match self.find_method(type_, "__setitem__") {
                    Some(method) => {
                        let receiver = Val { v: self.values.atom(atom), ..object };
                        self.call_with(f, method, &[receiver, index, val], span);
                    }
                    None => is_known = false,
                },
            }
        }
        let length = self.length_with(f, object, index);
        self.mutate(f, object, span, "item assignment", true);
        let key = self.item_key(object.v, index.v);
        self.note_touched(f, object.v, key);
        match key {
            Some(key) => {
                self.forget(f, object, |other| other == key);
                self.learn(f, object, key, val);
                if let Some(length) = length {
                    self.learn_length(f, object, length);
                }
            }
            None => self.forget(f, object, Key::is_item),
        }
        self.escape(f, val.v, EscapeTo::Container, span, "");
        self.escape(f, index.v, EscapeTo::Container, span, "");
        if !is_known {
            self.taint(val.v);
        }
    }

    /// An index that counts from the front.
    fn is_index(&self, key: crate::memory::value::ConstantId) -> bool {
        matches!(self.facts.constants[key.0 as usize], Constant::Int(index) if index >= 0)
    }

    pub fn store_attribute(&mut self, f: &mut Frame, target: &'a ExprAttribute, object: Val, val: Val) {
        let name = target.attr.as_str();
        let span = f.shift.span(target);
        let value = self.values.get(object.v).clone();
        let mut is_known = !value.unknown;
        for atom in &value.atoms {
            is_known &= self.store_attribute_of(f, *atom, object, name, val, span);
        }
        let key = self.attribute_key(name);
        if let Some(key) = key {
            self.forget(f, object, |other| other == key);
        }
        if object.id != 0
            && let Some(key) = self.plain_attribute(f, &value, name)
        {
            self.learn(f, object, key, val);
        }
        self.note_attribute(f, target, object.v, val.v, true);
        if self.is_construction(f, object) {
            self.note_construction(f.unit);
        } else {
            self.note_touched(f, object.v, key);
            self.mutate(f, object, span, "attribute assignment", true);
        }
        self.escape(f, val.v, EscapeTo::Attribute, span, name);
        if !is_known {
            self.taint(val.v);
        }
    }

    /// `self.x = …` in `__init__`: part of making the object.
    pub fn is_construction(&self, f: &Frame, object: Val) -> bool {
        let unit = self.unit(f.unit);
        unit.class.is_some()
            && object.origin.only() == Some(0)
            && matches!(self.names.scope(unit.scope).name.as_str(), "__init__" | "__new__" | "__post_init__")
    }

    /// Binds the names of a pattern, as far as the subject tells what they hold.
    pub fn bind_pattern(&mut self, f: &mut Frame, pattern: &'a Pattern, subject: Val) {
        match pattern {
            Pattern::MatchValue(p) => {
                self.eval(f, &p.value);
            }
            Pattern::MatchSingleton(_) => {}
            Pattern::MatchSequence(p) => {
                let span = f.shift.span(p);
                let star = p.patterns.iter().position(|pattern| pattern.is_match_star());
                for (index, pattern) in p.patterns.iter().enumerate() {
                    let item = match star {
                        Some(at) if index >= at => {
                            let item = self.element(f, subject.v, span, false);
                            self.fresh(item)
                        }
                        _ => self.unpacked(f, subject, index, span),
                    };
                    self.bind_pattern(f, pattern, item);
                }
            }
            Pattern::MatchMapping(p) => {
                for (key, pattern) in p.keys.iter().zip(&p.patterns) {
                    let key = self.eval(f, key);
                    let item = self.item(f, subject.v, key.v, f.shift.span(p));
                    let item = self.fresh(item);
                    self.bind_pattern(f, pattern, item);
                }
                if let Some(rest) = &p.rest {
                    let dict = self.allocate(f, f.shift.span(rest), types::DICT);
                    self.put(dict, UNKNOWN);
                    self.put_key(dict, UNKNOWN);
                    self.bind_name_at(f, rest.range(), dict);
                }
            }
            Pattern::MatchClass(p) => self.bind_class_pattern(f, p, subject),
            Pattern::MatchStar(p) => {
                if let Some(name) = &p.name {
                    let list = self.allocate(f, f.shift.span(p), types::LIST);
                    self.put(list, subject.v);
                    self.bind_name_at(f, name.range(), list);
                }
            }
            Pattern::MatchAs(p) => {
                let mut subject = subject;
                if let Some(inner) = &p.pattern {
                    self.bind_pattern(f, inner, subject);
                    subject = self.narrowed_by_pattern(f, inner, subject);
                }
                if let Some(name) = &p.name
                    && let Some(occurrence) = self.occurrence(f, name.range())
                {
                    self.bind(f, occurrence, subject);
                }
            }
            Pattern::MatchOr(p) => {
                let mut ends = crate::memory::frame::State::dead();
                for pattern in &p.patterns {
                    let before = f.state.clone();
                    self.bind_pattern(f, pattern, subject);
                    let end = std::mem::replace(&mut f.state, before);
                    ends = self.join_states(ends, end);
                }
                f.state = ends;
            }
        }
    }

    fn bind_name_at(
        &mut self,
        f: &mut Frame,
        range: rustpython_text_size::TextRange,
        object: crate::memory::value::ObjectId,
    ) {
        let v = self.values.atom(Atom::Object(object));
        let val = self.fresh(v);
        if let Some(occurrence) = self.occurrence(f, range) {
            self.bind(f, occurrence, val);
        }
    }

    fn bind_class_pattern(&mut self, f: &mut Frame, p: &'a ast::PatternMatchClass, subject: Val) {
        let class = self.eval(f, &p.cls);
        let narrowed = self.narrow_to_class(subject, class.v);
        let is_builtin = self.builtin_class(class.v).is_some();
        for (index, pattern) in p.arguments.patterns.iter().enumerate() {
            // `int(n)` captures the subject itself; other classes name theirs in `__match_args__`.
            let item = if is_builtin && index == 0 { narrowed } else { Val::plain(UNKNOWN) };
            self.bind_pattern(f, pattern, item);
        }
        for keyword in &p.arguments.keywords {
            let item = self.attribute(f, narrowed, keyword.attr.as_str(), f.shift.span(keyword));
            self.bind_pattern(f, &keyword.pattern, item);
        }
    }

    fn narrowed_by_pattern(&mut self, f: &mut Frame, pattern: &'a Pattern, subject: Val) -> Val {
        match pattern {
            Pattern::MatchClass(p) => {
                let class = match &*p.cls {
                    Expr::Name(name) => self.load_name(f, name).v,
                    _ => return subject,
                };
                self.narrow_to_class(subject, class)
            }
            _ => subject,
        }
    }
}
