//! Attributes: looking them up, calling them.

use rustpython_ast::{Expr, ExprAttribute, Stmt};
use smallvec::SmallVec;

use crate::memory::builtins::{self, What};
use crate::memory::call::{Arg, ArgKind, Entered, Entries};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Origin, Val};
use crate::memory::known::Key;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::Body;
use crate::memory::value::{Atom, BOTTOM, ObjectId, UNKNOWN, V, Value};
use crate::names::ScopeId;
use crate::text::Span;

/// What an attribute of an object of this file is.
enum Found {
    /// A function of the class: called with the object, or without (`staticmethod`).
    Method(ScopeId, Val),
    Static(ScopeId),
    Property(ScopeId, Val),
    Value(V),
}

impl<'a> Machine<'a> {
    pub fn load_attribute(&mut self, f: &mut Frame, e: &'a ExprAttribute, object: Val, note: bool) -> Val {
        let span = f.shift.span(e);
        let val = self.attribute(f, object, e.attr.as_str(), span);
        if note {
            self.note_attribute(f, e, object.v, val.v, false);
        }
        val
    }

    /// `object.name`.
    pub fn attribute(&mut self, f: &mut Frame, object: Val, name: &str, span: Span) -> Val {
        let value = self.values.get(object.v).clone();
        if f.state.known.has(object.id)
            && let Some(key) = self.plain_attribute(f, &value, name)
            && let Some(val) = self.known(f, object, key)
        {
            return val;
        }
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in &value.atoms {
            if self.is_refused(&value, *atom, name) {
                continue;
            }
            let one = self.attribute_of(f, *atom, object, name, span);
            result = self.values.join(result, one);
        }
        let result = self.values.unsure_either(result);
        let result = self.values.marked(result, value.assumed, value.open);
        let val = self.fresh(result);
        // Of value types it does not matter which one it is the next time.
        if self.values.get(result).is_reference()
            && let Some(key) = self.plain_attribute(f, &value, name)
        {
            self.learn(f, object, key, val);
        }
        val
    }

    /// An attribute of instances of the file that no property, hook or class variable stands behind.
    pub fn plain_attribute(&mut self, f: &Frame, value: &Value, name: &str) -> Option<Key> {
        if value.unknown || value.atoms.is_empty() {
            return None;
        }
        for atom in &value.atoms {
            let class = self.instance_class(*atom)?;
            if self.is_hooked(class) || self.class_attribute(class, name, f.unit).is_some() {
                return None;
            }
        }
        self.attribute_key(name)
    }

    /// Reading or setting attributes of instances may run code, or go unseen.
    fn is_hooked(&mut self, class: usize) -> bool {
        self.classes[class].open || self.is_dynamic(class) || self.goes_through_methods(class)
    }

    /// Has methods that attribute access goes through.
    fn goes_through_methods(&mut self, class: usize) -> bool {
        const HOOKS: [&str; 4] = ["__getattribute__", "__getattr__", "__setattr__", "__delattr__"];
        if let Some(known) = self.classes[class].hooked {
            return known;
        }
        let type_ = self.classes[class].type_;
        let hooked = HOOKS.iter().any(|hook| self.find_method(type_, hook).is_some());
        self.classes[class].hooked = Some(hooked);
        hooked
    }

    /// `None` among other possibilities raises for an attribute it does not have: what goes on has another.
    fn is_refused(&self, value: &Value, atom: Atom, name: &str) -> bool {
        let is_none = matches!(atom, Atom::Scalar(types::NONE, _));
        is_none && !name.starts_with("__") && (value.unknown || value.atoms.len() > 1)
    }

    fn attribute_of(&mut self, f: &mut Frame, atom: Atom, object: Val, name: &str, span: Span) -> V {
        let receiver = Val { v: self.values.atom(atom), ..object };
        let found = self.lookup(f, atom, receiver, name);
        if found.is_empty() {
            return self.attribute_elsewhere(f, atom, name, span);
        }
        let mut result = BOTTOM;
        for found in found {
            let one = match found {
                Found::Value(v) => v,
                Found::Property(scope, receiver) => {
                    let mut args = vec![Arg::new(receiver, ArgKind::Receiver)];
                    self.call_scope(f, scope, &mut args, span, &mut Entered::default()).v
                }
                Found::Method(scope, receiver) => {
                    let method = self.allocate_for(f, span, types::METHOD, Some(scope));
                    self.escape(f, receiver.v, EscapeTo::Attribute, span, name);
                    self.put(method, receiver.v);
                    self.values.atom(Atom::Object(method))
                }
                Found::Static(scope) => {
                    let function = self.allocate_for(f, span, types::FUNCTION, Some(scope));
                    self.values.atom(Atom::Object(function))
                }
            };
            result = self.values.join(result, one);
        }
        result
    }

    /// Attributes that Python itself gives an object.
    fn attribute_elsewhere(&mut self, f: &mut Frame, atom: Atom, name: &str, span: Span) -> V {
        if let Atom::External(id) = atom {
            let path = format!("{}.{name}", self.facts.externals[id.0 as usize].path);
            return match builtins::find(&path) {
                Some(row) => self.external_value(f, row),
                None => self.stub_value(&path).unwrap_or(UNKNOWN),
            };
        }
        if let Some(class) = self.instance_class(atom) {
            match name {
                "__class__" => {
                    let object = self.classes[class].object;
                    return self.values.atom(Atom::Object(object));
                }
                "__dict__" => {
                    self.make_dynamic(class);
                    return UNKNOWN;
                }
                _ => {}
            }
            return self.stub_attribute(atom, name).unwrap_or(UNKNOWN);
        }
        if let Atom::Object(id) = atom
            && matches!(self.facts.objects[id.0 as usize].type_, types::FUNCTION | types::TYPE)
            && matches!(name, "__name__" | "__qualname__" | "__module__")
        {
            return self.values.scalar(types::STR);
        }
        let Some(type_) = self.type_of_atom(atom) else { return UNKNOWN };
        match (type_, name) {
            (types::INT | types::BOOL, "real" | "imag" | "numerator" | "denominator") => {
                self.values.scalar(types::INT)
            }
            (types::FLOAT | types::COMPLEX, "real" | "imag") => self.values.scalar(types::FLOAT),
            _ => {
                let path = format!("{}.{name}", self.facts.types.name(type_));
                match builtins::find_method(&path) {
                    Some(row) => {
                        // `add = names.add`: calling it later still changes `names`.
                        let method = self.allocate(f, span, types::BUILTIN);
                        let receiver = self.values.atom(atom);
                        self.escape(f, receiver, EscapeTo::Attribute, span, name);
                        self.put(method, receiver);
                        self.bound_rows.insert(method, row);
                        if row.what != What::Builtin {
                            self.facts.unsure_types.insert(method);
                        }
                        self.values.atom(Atom::Object(method))
                    }
                    None => {
                        let receiver = self.values.atom(atom);
                        self.taint(receiver);
                        self.stub_attribute(atom, name).unwrap_or(UNKNOWN)
                    }
                }
            }
        }
    }

    /// What the file says about an attribute of one possibility; empty where it says nothing.
    fn lookup(&mut self, f: &mut Frame, atom: Atom, receiver: Val, name: &str) -> SmallVec<[Found; 2]> {
        let mut found = SmallVec::new();
        if let Some(class) = self.instance_class(atom) {
            let type_ = self.classes[class].type_;
            if self.goes_through_methods(class) && self.find_method(type_, "__getattribute__").is_some() {
                found.push(Found::Value(UNKNOWN));
                return found;
            }
            let mut declared = self.class_attribute(class, name, f.unit);
            if declared.is_some_and(|v| self.values.get(v).single() == Some(Atom::Heap(types::FIELD))) {
                // `x: list = field(default_factory=list)` describes the instance's attribute.
                declared =
                    Some(self.annotated_field(class, name).map_or(UNKNOWN, |v| self.values.assumed(v)));
            }
            if let Some(v) = declared {
                let class_object = self.values.atom(Atom::Object(self.classes[class].object));
                self.bind_found(v, Some(receiver), Val::plain(class_object), &mut found);
            }
            let cell = self.field(class, name);
            let mut own = self.read(cell, f.unit);
            if self.is_dynamic(class) {
                own = self.values.join(own, UNKNOWN);
            }
            if own == BOTTOM && declared.is_none() {
                own = self.annotated_field(class, name).unwrap_or(BOTTOM);
            } else if own == BOTTOM && matches!(atom, Atom::Heap(_)) && self.is_record(class) {
                // A default is what the field is where nobody gives another.
                own = self.annotated_field(class, name).map_or(BOTTOM, |v| self.values.assumed(v));
            }
            if own != BOTTOM {
                if self.classes[class].open {
                    own = self.values.assumed(own);
                }
                found.push(Found::Value(own));
            }
            return found;
        }
        let Atom::Object(id) = atom else { return found };
        let object = &self.facts.objects[id.0 as usize];
        if object.type_ == types::SUPER {
            return self.lookup_super(f, id, name);
        }
        let Some(class) = self.class_of_object(id) else { return found };
        if let Some(v) = self.class_attribute(class, name, f.unit) {
            if self.classes[class].is_enum && !self.is_function(v) && !name.starts_with('_') {
                let member = self.values.atom(Atom::Heap(self.classes[class].type_));
                found.push(Found::Value(member));
                return found;
            }
            if self.classes[class].makes_other && !self.is_function(v) {
                // A metaclass decides what its attributes are.
                found.push(Found::Value(UNKNOWN));
                return found;
            }
            self.bind_found(v, None, receiver, &mut found);
        } else {
            let cell = self.field(class, name);
            let own = self.read(cell, f.unit);
            if own != BOTTOM {
                found.push(Found::Value(self.values.assumed(own)));
            }
        }
        found
    }

    fn annotated_field(&self, class: usize, name: &str) -> Option<V> {
        let mro = self.mro(class);
        let fields = mro.iter().flat_map(|class| &self.classes[*class].fields);
        fields.filter(|(known, v)| &**known == name && *v != BOTTOM).map(|(_, v)| *v).next()
    }

    fn is_function(&self, v: V) -> bool {
        self.objects_of(v).iter().any(|id| self.facts.objects[id.0 as usize].definition.is_some())
    }

    fn lookup_super(&mut self, f: &Frame, id: ObjectId, name: &str) -> SmallVec<[Found; 2]> {
        let mut found = SmallVec::new();
        let Some(scope) = self.facts.objects[id.0 as usize].definition else { return found };
        let Some(class) = self.class_of_scope.get(&scope).copied() else { return found };
        let receiver = self.contents(id).rest;
        let receiver = self.read(receiver, f.unit);
        // What comes after this class depends on the object's own class.
        let atoms = self.values.get(receiver).atoms.clone();
        let mut own: SmallVec<[usize; 2]> =
            atoms.iter().filter_map(|atom| self.instance_class(*atom)).collect();
        own.retain(|own| self.mro(*own).contains(&class));
        if own.is_empty() {
            own.push(class);
        }
        let mut seen: SmallVec<[usize; 2]> = SmallVec::new();
        for own in own {
            let after = self.mro(own);
            let after = after.iter().copied().skip_while(|other| *other != class).skip(1);
            for base in after {
                let Some(v) = self.class_attribute(base, name, f.unit) else { continue };
                if !seen.contains(&base) {
                    seen.push(base);
                    let class_object = self.values.atom(Atom::Object(self.classes[base].object));
                    self.bind_found(v, Some(Val::plain(receiver)), Val::plain(class_object), &mut found);
                }
                break;
            }
        }
        found
    }

    /// A class attribute as seen through an object (or, with none, through the class).
    fn bind_found(&mut self, v: V, receiver: Option<Val>, class: Val, found: &mut SmallVec<[Found; 2]>) {
        let value = self.values.get(v).clone();
        let mut rest = value.clone();
        rest.atoms.clear();
        for atom in value.atoms {
            let Atom::Object(id) = atom else {
                // What an unknown decorator made may be a descriptor.
                match atom {
                    Atom::AnyHeap if value.open => rest.unknown = true,
                    Atom::Heap(types::PROPERTY | types::CACHED_PROPERTY) if receiver.is_some() => {
                        rest.unknown = true;
                    }
                    atom => rest.atoms.push(atom),
                }
                continue;
            };
            let object = &self.facts.objects[id.0 as usize];
            match (object.type_, object.definition, receiver) {
                (types::FUNCTION | types::LRU_CACHE, Some(scope), Some(receiver)) => {
                    found.push(Found::Method(scope, receiver));
                }
                (types::STATICMETHOD, Some(scope), _) => found.push(Found::Static(scope)),
                (types::CLASSMETHOD, Some(scope), _) => found.push(Found::Method(scope, class)),
                (types::PROPERTY | types::CACHED_PROPERTY, Some(scope), Some(receiver)) => {
                    found.push(Found::Property(scope, receiver));
                }
                // Made by a call: what it gives is not followed.
                (types::PROPERTY | types::CACHED_PROPERTY, None, Some(_)) => rest.unknown = true,
                // A descriptor: what its `__get__` makes of it.
                (type_, ..) if self.find_method(type_, "__get__").is_some() => rest.unknown = true,
                _ => rest.atoms.push(atom),
            }
        }
        if !rest.is_bottom() {
            let rest = self.values.add(rest);
            found.push(Found::Value(rest));
        }
    }

    /// `receiver.name(args)`; the receiver is the first of `args`.
    pub fn call_attribute(
        &mut self,
        f: &mut Frame,
        name: &str,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let object = args[0].val;
        let value = self.values.get(object.v).clone();
        let mut result = Val::plain(BOTTOM);
        let overridden = self.may_be_overridden(&value, name);
        let mut entries = Entries::of(value.atoms.len() + usize::from(value.unknown || overridden));
        for atom in &value.atoms {
            if self.is_refused(&value, *atom, name) {
                continue;
            }
            entries.enter(f, args);
            let one = self.call_attribute_of(f, *atom, object, name, args, span, entered);
            entries.leave(f, args);
            result = self.join_vals(result, one);
        }
        if value.unknown {
            entries.enter(f, args);
            if is_mutator(name) {
                self.mutate(f, object, span, "method call", false);
            }
            self.call_unknown(f, args, span);
            entries.leave(f, args);
            entered.incomplete = true;
            let given = self.text_result(f, name, false, span).unwrap_or(UNKNOWN);
            result = self.join_vals(result, Val::plain(given));
        }
        if overridden {
            // The method of a class elsewhere: taken to do what this one does, but not for certain.
            entries.enter(f, args);
            entries.leave(f, args);
            result = self.not_for_certain(result);
            if value.atoms.iter().any(|atom| self.is_placeholder_method(*atom, name)) {
                result = self.join_vals(result, Val::plain(UNKNOWN));
            }
        }
        result.v = self.values.marked(result.v, value.assumed, value.open);
        result
    }

    /// A public method of instances that may be of classes outside the file.
    fn may_be_overridden(&self, value: &Value, name: &str) -> bool {
        value.open
            && !name.starts_with('_')
            && value.atoms.iter().any(|atom| self.instance_class(*atom).is_some())
    }

    /// A method that does nothing, for subclasses to override.
    fn is_placeholder_method(&self, atom: Atom, name: &str) -> bool {
        let method = self.type_of_atom(atom).and_then(|type_| self.find_method(type_, name));
        method.is_some_and(|unit| match self.unit(unit).body {
            Body::Function(body) => body.iter().all(does_nothing),
            _ => false,
        })
    }

    /// Perhaps another function has made it.
    pub fn not_for_certain(&mut self, val: Val) -> Val {
        let v = self.values.open(val.v);
        Val { v, id: self.fresh_id(), origin: val.origin.join(Origin::default()) }
    }

    #[allow(clippy::too_many_arguments)]
    fn call_attribute_of(
        &mut self,
        f: &mut Frame,
        atom: Atom,
        object: Val,
        name: &str,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let receiver = Val { v: self.values.atom(atom), ..object };
        let found = self.lookup(f, atom, receiver, name);
        if found.is_empty() {
            return self.call_elsewhere(f, atom, name, args, span, entered);
        }
        let mut result = Val::plain(BOTTOM);
        let mut entries = Entries::of(found.len());
        let is_super =
            matches!(atom, Atom::Object(id) if self.facts.objects[id.0 as usize].type_ == types::SUPER);
        for found in found {
            entries.enter(f, args);
            let one = match found {
                Found::Method(scope, first) => {
                    let saved = args[0].clone();
                    args[0].val = first;
                    let one = self.call_scope(f, scope, args, span, entered);
                    if first.v == receiver.v || is_super {
                        args[0].val = saved.val;
                    } else {
                        // A class method: what it changes is the class.
                        args[0] = saved;
                    }
                    one
                }
                Found::Static(scope) => self.call_scope(f, scope, &mut args[1..], span, entered),
                Found::Value(v) => self.call_value(f, Val::plain(v), &mut args[1..], span, entered),
                Found::Property(scope, receiver) => {
                    let mut getter = vec![Arg::new(receiver, ArgKind::Receiver)];
                    let callee = self.call_scope(f, scope, &mut getter, span, entered);
                    self.call_value(f, callee, &mut args[1..], span, entered)
                }
            };
            entries.leave(f, args);
            result = self.join_vals(result, one);
        }
        result
    }

    /// A method that Python or a library provides.
    fn call_elsewhere(
        &mut self,
        f: &mut Frame,
        atom: Atom,
        name: &str,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        if let Atom::External(id) = atom {
            let path = format!("{}.{name}", self.facts.externals[id.0 as usize].path);
            if let Some(row) = builtins::find(&path) {
                let val = self.apply(f, row, &mut args[1..], span, entered);
                return self.or_stub(f, val, &path, &args[1..], span);
            }
            // `str.upper(text)`: a method through its class.
            if let Some(row) = path.strip_prefix("builtins.").and_then(builtins::find_method) {
                return self.apply(f, row, &mut args[1..], span, entered);
            }
            return self.call_stub(f, &path, &mut args[1..], span, entered);
        }
        if let Atom::Object(id) = atom
            && self.facts.objects[id.0 as usize].type_ == types::SUPER
            && matches!(name, "__init__" | "__init_subclass__" | "__setattr__" | "__delattr__")
        {
            let none = self.none();
            return Val::plain(none);
        }
        if atom == Atom::AnyScalar
            && let Some(given) = self.text_result(f, name, true, span)
        {
            return Val::plain(given);
        }
        let is_own = self.instance_class(atom).is_some();
        if !is_own && let Some(type_) = self.type_of_atom(atom) {
            let path = format!("{}.{name}", self.facts.types.name(type_));
            if let Some(row) = builtins::find_method(&path) {
                let saved = args[0].val;
                args[0].val = Val { v: self.values.atom(atom), ..saved };
                let mut result = self.apply(f, row, args, span, entered);
                args[0].val = saved;
                if result.v == UNKNOWN
                    && let Some(v) = self.stub_method(f, atom, name, args, span)
                {
                    result = self.fresh(v);
                }
                return result;
            }
        }
        self.change_by_inherited(f, atom, args[0].val, name, span);
        if matches!(atom, Atom::AnyHeap) && is_mutator(name) {
            let receiver = args[0].val;
            self.mutate(f, receiver, span, "method call", false);
        }
        if !is_own {
            // A method that no row describes may change its object.
            let receiver = self.values.atom(atom);
            self.taint(receiver);
        }
        self.call_unknown(f, args, span);
        entered.incomplete = true;
        match self.stub_method(f, atom, name, args, span) {
            Some(v) => self.fresh(v),
            None => Val::plain(UNKNOWN),
        }
    }
}

/// Method names by which containers are changed, whatever their type.
fn is_mutator(name: &str) -> bool {
    matches!(
        name,
        "append"
            | "extend"
            | "insert"
            | "pop"
            | "remove"
            | "clear"
            | "sort"
            | "reverse"
            | "add"
            | "discard"
            | "update"
            | "setdefault"
            | "popitem"
            | "appendleft"
            | "popleft"
            | "__setitem__"
            | "__delitem__"
    )
}

/// A docstring, `pass`, `...`, `return None`, `raise`.
fn does_nothing(statement: &Stmt) -> bool {
    match statement {
        Stmt::Pass(_) => true,
        Stmt::Expr(s) => matches!(&*s.value, Expr::StringLiteral(_) | Expr::EllipsisLiteral(_)),
        Stmt::Return(s) => s.value.as_deref().is_none_or(Expr::is_none_literal_expr),
        Stmt::Raise(_) => true,
        _ => false,
    }
}
