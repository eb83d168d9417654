//! Classes of the file: bases, attributes, instances.

use std::rc::Rc;

use rustpython_ast::{Expr, ExprAttribute, StmtClassDef};
use rustpython_text_size::Ranged;
use smallvec::SmallVec;

use crate::memory::builtins;
use crate::memory::call::{Arg, ArgKind, Entered, copy_changes, with_receiver};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::heap::{CellId, Fields};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::UnitId;
use crate::memory::value::{Atom, BOTTOM, ObjectId, Type, UNKNOWN, V, Value};
use crate::names::{ScopeId, ScopeKind};
use crate::text::Span;

/// A class of the file.
#[derive(Debug)]
pub struct Class {
    pub scope: ScopeId,
    pub type_: Type,
    pub object: ObjectId,
    /// Indices of the bases that are classes of the file.
    pub bases: SmallVec<[usize; 2]>,
    /// See [`Machine::mro`].
    pub mro: Rc<[usize]>,
    /// Has a base whose attributes are not known.
    pub open: bool,
    /// Its attributes are its instances: `enum.Enum`.
    pub is_enum: bool,
    pub is_dataclass: bool,
    /// Inherits from a builtin class other than `object`.
    pub has_builtin_base: bool,
    /// A metaclass, or `__new__`, or a base that makes something else: a call may give anything.
    pub makes_other: bool,
    /// Its metaclass, of this file, has a `__call__`: that is what a call of the class runs.
    pub called_by_metaclass: bool,
    /// Annotated fields in order, with what the annotation tells.
    pub fields: Vec<(Box<str>, V)>,
    /// Index into `Machine::fields`, shared with its relatives.
    pub family: usize,
    /// Has methods that attribute access goes through; `None`: not looked up yet.
    pub hooked: Option<bool>,
    /// Bases that are classes of the library, with their type arguments, as its table writes them.
    pub stub_bases: SmallVec<[&'static str; 2]>,
    /// See [`Machine::stand_in`].
    pub stand_in: Option<ObjectId>,
}

/// Longer chains of bases are cut.
const LONGEST_MRO: usize = 64;

impl<'a> Machine<'a> {
    /// Runs a class statement; gives the class object.
    pub fn define_class(&mut self, f: &mut Frame, s: &'a StmtClassDef) -> V {
        let span = f.shift.span(s);
        let mut bases = SmallVec::<[V; 2]>::new();
        let (mut has_keywords, mut own_call) = (false, false);
        if let Some(arguments) = &s.arguments {
            for base in &arguments.args {
                let value = self.eval(f, base);
                bases.push(value.v);
            }
            for keyword in &arguments.keywords {
                let value = self.eval(f, &keyword.value);
                has_keywords = true;
                let is_metaclass = keyword.arg.as_ref().is_some_and(|name| name.as_str() == "metaclass");
                own_call |= is_metaclass && self.has_own_call(value.v);
            }
        }
        let Some(scope) = self.names.scope_at(span.start, ScopeKind::Class) else { return UNKNOWN };
        let index = self.class_index(f, scope, s);
        let object = self.classes[index].object;
        self.set_bases(index, &bases, has_keywords);
        let inherited = self.mro(index).iter().any(|class| self.classes[*class].called_by_metaclass);
        self.classes[index].called_by_metaclass = own_call || inherited;
        let mro = self.mro(index);
        let runs_code =
            mro.iter().skip(1).any(|class| self.class_cell(*class, "__init_subclass__").is_some());
        for decorator in &s.decorator_list {
            self.classes[index].is_dataclass |= is_dataclass(&decorator.expression);
        }
        f.open(scope, self.names.scope(scope).symbols.len());
        self.exec_block(f, &s.body);
        if s.decorator_list.is_empty() {
            self.note_class_body(f, scope);
        }
        f.close();
        if runs_code || has_keywords {
            self.forget_all(f);
        }
        if !f.state.live {
            // A class body cannot leave its function.
            f.state.live = true;
        }
        self.values.atom(Atom::Object(object))
    }

    fn class_index(&mut self, f: &Frame, scope: ScopeId, s: &'a StmtClassDef) -> usize {
        if let Some(index) = self.class_of_scope.get(&scope) {
            return *index;
        }
        let type_ = self.facts.types.add(s.name.as_str());
        let head = f.shift.range(s.name.range());
        let object = self.allocate_for(f, head, types::TYPE, Some(scope));
        let index = self.classes.len();
        self.fields.push(Fields::default());
        self.classes.push(Class {
            scope,
            type_,
            object,
            bases: SmallVec::new(),
            mro: Rc::from([index]),
            open: false,
            is_enum: false,
            is_dataclass: false,
            has_builtin_base: false,
            makes_other: false,
            called_by_metaclass: false,
            fields: Vec::new(),
            family: self.fields.len() - 1,
            hooked: None,
            stub_bases: SmallVec::new(),
            stand_in: None,
        });
        self.class_of_scope.insert(scope, index);
        self.class_of_type.insert(type_, index);
        index
    }

    /// A class of this file whose instances have a `__call__`.
    fn has_own_call(&mut self, class: V) -> bool {
        let objects = self.objects_of(class);
        objects.into_iter().any(|object| {
            let type_ = self.class_of_object(object).map(|class| self.classes[class].type_);
            type_.is_some_and(|type_| self.find_method(type_, "__call__").is_some())
        })
    }

    fn set_bases(&mut self, index: usize, bases: &[V], has_keywords: bool) {
        let mut found = SmallVec::new();
        let mut stub_bases = SmallVec::new();
        let mut has_builtin_base = false;
        let (mut open, mut is_enum, mut is_abstract, mut makes_other) = (false, false, false, has_keywords);
        for base in bases {
            match self.values.get(*base).single() {
                Some(Atom::Object(object)) if self.class_of_object(object).is_some() => {
                    let base = self.class_of_object(object).unwrap_or(index);
                    if base != index {
                        is_enum |= self.classes[base].is_enum;
                        open |= self.classes[base].open;
                        makes_other |= self.classes[base].makes_other;
                        found.push(base);
                        self.join_families(index, base);
                    }
                }
                Some(Atom::External(id)) => {
                    let path = &*self.facts.externals[id.0 as usize].path.clone();
                    stub_bases.extend(self.stub_class(path));
                    is_enum |= path.starts_with("enum.");
                    is_abstract |= !path.starts_with("builtins.");
                    has_builtin_base |= path != "builtins.object";
                    open |= !builtins::is_plain_base(path);
                    makes_other |= builtins::makes_other(path) || self.stub_makes_other(path);
                }
                _ => {
                    open = true;
                    makes_other = true;
                }
            }
        }
        let own =
            found.iter().any(|base: &usize| self.facts.unsure_types.contains(&self.classes[*base].object));
        if open || makes_other || own || is_enum || is_abstract {
            self.facts.unsure_types.insert(self.classes[index].object);
        }
        let class = &mut self.classes[index];
        class.bases = found;
        class.stub_bases = stub_bases;
        class.open = open;
        class.hooked = None;
        class.is_enum = is_enum;
        class.has_builtin_base = has_builtin_base;
        class.makes_other = makes_other;
        self.classes[index].mro = self.find_mro(index).as_slice().into();
    }

    fn join_families(&mut self, a: usize, b: usize) {
        let (from, to) = (self.classes[a].family, self.classes[b].family);
        if from == to {
            return;
        }
        let moved = std::mem::take(&mut self.fields[from]);
        self.fields[to].dynamic |= moved.dynamic;
        for (name, cell) in moved.cells {
            let value = self.peek(cell);
            let target = *self.fields[to].cells.entry(name).or_insert(cell);
            self.write(target, value);
            self.touch(cell);
        }
        for class in &mut self.classes {
            if class.family == from {
                class.family = to;
            }
        }
    }

    pub fn class_of_object(&self, object: ObjectId) -> Option<usize> {
        let found = &self.facts.objects[object.0 as usize];
        if found.type_ != types::TYPE {
            return None;
        }
        found.definition.and_then(|scope| self.class_of_scope.get(&scope).copied())
    }

    pub fn class_object(&mut self, scope: ScopeId) -> Option<V> {
        let index = *self.class_of_scope.get(&scope)?;
        let object = self.classes[index].object;
        Some(self.values.atom(Atom::Object(object)))
    }

    /// The class whose body is being run.
    pub fn open_class(&self, f: &Frame) -> Option<usize> {
        self.class_of_scope.get(&f.scope()).copied()
    }

    pub fn declare_field(&mut self, f: &mut Frame, class: usize, name: &str, annotation: &'a Expr) {
        let v = self.annotation(f, annotation);
        match self.classes[class].fields.iter_mut().find(|(known, _)| &**known == name) {
            None => self.classes[class].fields.push((name.into(), v)),
            Some((_, known)) if *known == BOTTOM && v != BOTTOM => {
                // A class that it names was not defined before.
                *known = v;
                let cell = self.field(class, name);
                self.touch(cell);
            }
            Some(_) => {}
        }
    }

    pub fn type_of_atom(&self, atom: Atom) -> Option<Type> {
        match atom {
            Atom::Scalar(type_, _) | Atom::Heap(type_) => Some(type_),
            Atom::Object(id) => Some(self.facts.objects[id.0 as usize].type_),
            Atom::External(_) | Atom::AnyHeap | Atom::AnyScalar => None,
        }
    }

    /// The class of the file that a value is an instance of.
    pub fn instance_class(&self, atom: Atom) -> Option<usize> {
        self.type_of_atom(atom).and_then(|type_| self.class_of(type_))
    }

    /// The class and its bases in the file, in the order in which attributes are looked up.
    pub fn mro(&self, class: usize) -> Rc<[usize]> {
        self.classes[class].mro.clone()
    }

    /// C3, as CPython's `mro_implementation`; bases that cannot be ordered follow as they stand.
    fn find_mro(&self, class: usize) -> SmallVec<[usize; 4]> {
        let bases = &self.classes[class].bases;
        let mut lists: Vec<Vec<usize>> = bases.iter().map(|base| self.classes[*base].mro.to_vec()).collect();
        lists.push(bases.to_vec());
        let mut order: SmallVec<[usize; 4]> = SmallVec::from_slice(&[class]);
        while order.len() <= LONGEST_MRO {
            lists.retain(|list| !list.is_empty());
            let is_tail = |head: usize| lists.iter().any(|list| list[1..].contains(&head));
            let heads = lists.iter().map(|list| list[0]);
            let Some(next) = heads.clone().find(|head| !is_tail(*head)).or(heads.clone().next()) else {
                break;
            };
            for list in &mut lists {
                list.retain(|other| *other != next);
            }
            if !order.contains(&next) {
                order.push(next);
            }
        }
        order
    }

    /// The cell of a name in a class body.
    fn class_cell(&self, class: usize, name: &str) -> Option<CellId> {
        let scope = self.classes[class].scope;
        let found = self.names.scope(scope);
        let symbol = match found.symbol(name) {
            Some(symbol) => symbol,
            None if name.starts_with("__") && !name.ends_with("__") => {
                let mangled = format!("_{}{name}", found.name.trim_start_matches('_'));
                found.symbol(&mangled)?
            }
            None => return None,
        };
        let bound = &found.symbols[symbol.0 as usize];
        (bound.home == Some((scope, symbol))).then(|| self.variable(scope, symbol))
    }

    /// What the class or its bases in the file bind to a name; `None` where none does.
    pub fn class_attribute(&mut self, class: usize, name: &str, reader: UnitId) -> Option<V> {
        for class in self.mro(class).iter().copied() {
            if let Some(cell) = self.class_cell(class, name) {
                let value = self.read(cell, reader);
                if value != BOTTOM {
                    return Some(value);
                }
            }
        }
        None
    }

    /// The method of a type of this file, where a call by its name enters exactly one.
    pub fn find_method(&self, type_: Type, name: &str) -> Option<UnitId> {
        let class = self.class_of(type_)?;
        for class in self.mro(class).iter().copied() {
            let Some(cell) = self.class_cell(class, name) else { continue };
            let value = self.values.get(self.peek(cell));
            let Some(Atom::Object(object)) = value.single() else { continue };
            let found = &self.facts.objects[object.0 as usize];
            if found.type_ == types::FUNCTION {
                return found.definition.and_then(|scope| self.unit_of_scope[scope.0 as usize]);
            }
        }
        None
    }

    /// `copy.copy` makes a new instance: nothing in the file says otherwise.
    pub fn copies_plainly(&self, class: usize) -> bool {
        const HOOKS: [&str; 6] =
            ["__copy__", "__deepcopy__", "__reduce__", "__reduce_ex__", "__getnewargs__", "__getstate__"];
        !self.mro(class).iter().any(|class| {
            let found = &self.classes[*class];
            let scope = self.names.scope(found.scope);
            found.open || found.is_enum || HOOKS.iter().any(|hook| scope.symbol(hook).is_some())
        })
    }

    /// `Class(...)`.
    pub fn instantiate(
        &mut self,
        f: &mut Frame,
        scope: ScopeId,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        let Some(index) = self.class_of_scope.get(&scope).copied() else { return Val::plain(UNKNOWN) };
        let class = &self.classes[index];
        let (type_, open, makes_other, is_enum) = (class.type_, class.open, class.makes_other, class.is_enum);
        if is_enum {
            return Val::plain(self.values.atom(Atom::Heap(type_)));
        }
        if class.called_by_metaclass {
            self.call_unknown(f, args, span);
            entered.incomplete = true;
            return Val::plain(UNKNOWN);
        }
        let object = self.allocate_for(f, span, type_, Some(scope));
        self.size_instance(object, index);
        let mut receiver = self.object(object);
        if self.habits.rewrites_classes {
            receiver.v = self.values.join(receiver.v, UNKNOWN);
        }
        if let Some(new) = self.find_method(type_, "__new__") {
            let class = self.class_object(scope).unwrap_or(UNKNOWN);
            let mut all = with_receiver(class, args);
            self.call_function(f, new, &mut all, span, entered);
            receiver = Val::plain(UNKNOWN);
        }
        let initializer = self.find_method(type_, "__init__");
        match initializer {
            Some(unit) => {
                let this = self.values.atom(Atom::Object(object));
                let mut all = with_receiver(this, args);
                all[0].val.id = receiver.id;
                self.constructed = receiver.id;
                self.call_function(f, unit, &mut all, span, entered);
                copy_changes(args, &all[1..]);
                if open || self.mro(index).iter().any(|class| self.classes[*class].has_builtin_base) {
                    // The base's own `__new__` gets them too: an exception keeps its arguments.
                    for arg in args.iter() {
                        self.escape(f, arg.val.v, EscapeTo::Argument, span, "");
                    }
                }
            }
            None if self.is_record(index) => {
                self.fill_fields(f, index, args, span);
                if let Some(after) = self.find_method(type_, "__post_init__") {
                    let this = Val::plain(self.values.atom(Atom::Object(object)));
                    self.call_with(f, after, &[this], span);
                }
            }
            None => {
                if open {
                    self.call_unknown(f, args, span);
                    entered.incomplete = true;
                }
            }
        }
        if makes_other {
            receiver.v = self.values.assumed(receiver.v);
        }
        receiver
    }

    pub fn is_record(&self, class: usize) -> bool {
        self.mro(class).iter().any(|class| self.classes[*class].is_dataclass)
    }

    /// The `__init__` that a dataclass gets.
    fn fill_fields(&mut self, f: &Frame, class: usize, args: &[Arg<'a>], span: Span) {
        let fields: Vec<Box<str>> = self
            .mro(class)
            .iter()
            .rev()
            .flat_map(|class| self.classes[*class].fields.iter().map(|(name, _)| name.clone()))
            .collect();
        let mut next = 0;
        for arg in args {
            self.escape(f, arg.val.v, EscapeTo::Attribute, span, "");
            let name = match arg.kind {
                ArgKind::Positional | ArgKind::Receiver => {
                    next += 1;
                    fields.get(next - 1).cloned()
                }
                ArgKind::Keyword(name) => Some(name.into()),
                _ => {
                    self.fields_of(class).dynamic = true;
                    None
                }
            };
            if let Some(name) = name {
                let cell = self.field(class, &name);
                let v = self.values.without_constants(arg.val.v);
                self.write(cell, v);
            }
        }
    }

    fn fields_of(&mut self, class: usize) -> &mut Fields {
        let family = self.classes[class].family;
        &mut self.fields[family]
    }

    /// The cell of an instance attribute.
    pub fn field(&mut self, class: usize, name: &str) -> CellId {
        let family = self.classes[class].family;
        if let Some(cell) = self.fields[family].cells.get(name) {
            return *cell;
        }
        let cell = self.new_cell();
        self.fields[family].cells.insert(name.into(), cell);
        cell
    }

    /// Any attribute of the class's instances may be anything.
    pub fn make_dynamic(&mut self, class: usize) {
        let fields = self.fields_of(class);
        if fields.dynamic {
            return;
        }
        fields.dynamic = true;
        let cells: Vec<CellId> = fields.cells.values().copied().collect();
        for cell in cells {
            self.write(cell, UNKNOWN);
        }
    }

    pub fn is_dynamic(&self, class: usize) -> bool {
        self.fields[self.classes[class].family].dynamic
    }

    /// Stores an attribute of one possibility; false where the object is not of this file.
    pub fn store_attribute_of(
        &mut self,
        f: &mut Frame,
        atom: Atom,
        object: Val,
        name: &str,
        val: Val,
        span: Span,
    ) -> bool {
        if let Some(class) = self.instance_class(atom) {
            if let Some(property) = self.class_attribute(class, name, f.unit)
                && self.call_setter(f, property, atom, object, val, span)
            {
                return true;
            }
            let cell = self.field(class, name);
            let v = self.values.without_constants(val.v);
            self.write(cell, v);
            return true;
        }
        if let Atom::Object(id) = atom
            && let Some(class) = self.class_of_object(id)
        {
            match self.class_cell(class, name) {
                Some(cell) => self.write(cell, val.v),
                None => {
                    let cell = self.field(class, name);
                    self.write(cell, val.v);
                }
            }
            return true;
        }
        atom.is_scalar()
    }

    fn call_setter(
        &mut self,
        f: &mut Frame,
        property: V,
        atom: Atom,
        object: Val,
        val: Val,
        span: Span,
    ) -> bool {
        let Some(Atom::Object(id)) = self.values.get(property).single() else { return false };
        if self.facts.objects[id.0 as usize].type_ != types::PROPERTY {
            return false;
        }
        let setter = self.contents(id).rest;
        let setter = self.read(setter, f.unit);
        let receiver = Val { v: self.values.atom(atom), ..object };
        let mut args = vec![Arg::new(receiver, ArgKind::Receiver), Arg::new(val, ArgKind::Positional)];
        self.call_value(f, Val::plain(setter), &mut args, span, &mut Entered::default());
        true
    }

    pub fn note_attribute(&mut self, f: &Frame, e: &ExprAttribute, object: V, v: V, store: bool) {
        if !f.notes {
            return;
        }
        let span = f.shift.range(e.attr.range());
        let classes: SmallVec<[usize; 2]> =
            self.values.get(object).atoms.iter().filter_map(|atom| self.instance_class(*atom)).collect();
        let class = match classes.as_slice() {
            [first, rest @ ..] if rest.iter().all(|class| class == first) => Some(self.classes[*first].scope),
            _ => None,
        };
        if let Some(index) = self.attribute_at.get(&span) {
            self.attribute_values[*index] = v;
            self.facts.attributes[*index].class = class;
            return;
        }
        self.attribute_at.insert(span, self.facts.attributes.len());
        self.attribute_values.push(v);
        self.facts.attributes.push(crate::memory::facts::Attribute {
            span,
            whole: f.shift.span(e),
            scope: f.scope(),
            name: e.attr.id.clone(),
            value: Value::default(),
            store,
            class,
        });
    }
}

fn is_dataclass(decorator: &Expr) -> bool {
    let expression = match decorator {
        Expr::Call(call) => &*call.func,
        other => other,
    };
    match expression {
        Expr::Name(name) => name.id.as_str() == "dataclass",
        Expr::Attribute(attribute) => attribute.attr.as_str() == "dataclass",
        _ => false,
    }
}
