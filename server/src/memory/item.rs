//! Items: iterating, indexing, entering, awaiting.

use crate::memory::call::Entered;
use crate::memory::call::{Arg, ArgKind};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, ConstantId, ObjectId, UNKNOWN, V};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// What iterating over a value gives.
    pub fn element(&mut self, f: &Frame, v: V, span: Span, is_async: bool) -> V {
        let value = self.values.get(v).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let one = self.element_of(f, atom, span, is_async);
            result = self.values.join(result, one);
        }
        let result = self.values.unsure_either(result);
        self.values.marked(result, value.assumed, value.open)
    }

    fn element_of(&mut self, f: &Frame, atom: Atom, span: Span, is_async: bool) -> V {
        use types::*;
        let Some(type_) = self.type_of_atom(atom) else {
            return if atom == Atom::AnyScalar { self.scalar_assumed() } else { UNKNOWN };
        };
        match type_ {
            STR | TEXT_FILE | STRING_IO | STR_ITERATOR => return self.values.scalar(STR),
            BYTES | BYTEARRAY | RANGE | RANGE_ITERATOR | MEMORYVIEW => return self.values.scalar(INT),
            BINARY_READER | BINARY_WRITER | BINARY_RANDOM | BYTES_IO | RAW_FILE => {
                return self.values.scalar(BYTES);
            }
            INT | FLOAT | COMPLEX | BOOL | NONE => return BOTTOM,
            _ => {}
        }
        let Atom::Object(id) = atom else {
            return self.element_of_instance(f, atom, span, is_async);
        };
        match type_ {
            LIST | TUPLE | SET | FROZENSET | DEQUE | GENERATOR | ASYNC_GENERATOR | MAP | FILTER | ZIP
            | ENUMERATE | REVERSED | LIST_REVERSED | LIST_ITERATOR | TUPLE_ITERATOR | SET_ITERATOR
            | DICT_KEY_ITERATOR | DICT_KEYS | DICT_VALUES | DICT_ITEMS | CHAIN | COUNT | PRODUCT | ARRAY
            | CALLABLE_ITERATOR | ODICT_KEYS | ODICT_VALUES | ODICT_ITEMS | ISLICE | CYCLE | REPEAT
            | ACCUMULATE | PERMUTATIONS | COMBINATIONS | ZIP_LONGEST | PAIRWISE => self.get_any(id, f.unit),
            type_ if is_dict(type_) => self.get_keys(id, f.unit),
            TYPE => match self.class_of_object(id) {
                Some(class) if self.classes[class].is_enum => {
                    self.values.atom(Atom::Heap(self.classes[class].type_))
                }
                _ => UNKNOWN,
            },
            _ => self.element_of_instance(f, atom, span, is_async),
        }
    }

    /// An instance with `__iter__`, and `__next__` behind it.
    fn element_of_instance(&mut self, f: &Frame, atom: Atom, span: Span, is_async: bool) -> V {
        let Some(type_) = self.type_of_atom(atom) else { return UNKNOWN };
        let (iter, next) = if is_async { ("__aiter__", "__anext__") } else { ("__iter__", "__next__") };
        let receiver = Val::plain(self.values.atom(atom));
        let mut inner = Frame::new(f.unit, f.scope(), 0, f.shift);
        inner.notes = false;
        let Some(method) = self.find_method(type_, iter) else {
            return self.stub_element(f, atom, span, is_async).unwrap_or(UNKNOWN);
        };
        let iterator = self.call_with(&mut inner, method, &[receiver], span);
        let one_step: Vec<Atom> = self.values.get(iterator).atoms.to_vec();
        let mut result = if self.values.get(iterator).unknown { UNKNOWN } else { BOTTOM };
        for step in one_step {
            // An iterator of an iterator of …: one step is enough.
            let next_type = self.type_of_atom(step);
            let own = next_type.is_some_and(|type_| self.class_of(type_).is_some());
            let one = match (own, next_type.and_then(|type_| self.find_method(type_, next))) {
                (true, Some(method)) => {
                    let receiver = Val::plain(self.values.atom(step));
                    let v = self.call_with(&mut inner, method, &[receiver], span);
                    if is_async { self.awaited(&inner, v) } else { v }
                }
                (true, None) => UNKNOWN,
                (false, _) => self.element_of(f, step, span, is_async),
            };
            result = self.values.join(result, one);
        }
        result
    }

    fn scalar_assumed(&mut self) -> V {
        let scalar = self.values.atom(Atom::AnyScalar);
        self.values.assumed(scalar)
    }

    /// Any value inside a container, whatever its kind (the values of a dictionary).
    pub fn any_item(&mut self, f: &Frame, v: V) -> V {
        let value = self.values.get(v).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let one = match atom {
                Atom::Object(id) => self.get_any(id, f.unit),
                _ => UNKNOWN,
            };
            result = self.values.join(result, one);
        }
        result
    }

    /// `object[index]`, the very object where this frame knows it.
    pub fn item_val(&mut self, f: &mut Frame, object: Val, index: Val, span: Span) -> Val {
        let key = self.item_key(object.v, index.v);
        if let Some(val) = key.and_then(|key| self.known(f, object, key)) {
            return val;
        }
        let v = self.item(f, object.v, index.v, span);
        let val = self.fresh(v);
        if let Some(key) = key
            && self.values.get(v).is_reference()
        {
            self.learn(f, object, key, val);
        }
        val
    }

    /// `object[index]`.
    pub fn item(&mut self, f: &mut Frame, object: V, index: V, span: Span) -> V {
        let value = self.values.get(object).clone();
        let is_slice = matches!(self.values.get(index).single(), Some(Atom::Heap(types::SLICE)));
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let one = self.item_of(f, atom, index, is_slice, span);
            result = self.values.join(result, one);
        }
        let result = self.values.unsure_either(result);
        self.values.marked(result, value.assumed, value.open)
    }

    fn item_of(&mut self, f: &mut Frame, atom: Atom, index: V, is_slice: bool, span: Span) -> V {
        use types::*;
        if let Atom::External(id) = atom {
            let external = &self.facts.externals[id.0 as usize];
            let is_builtin_class = external.type_ == TYPE && external.path.starts_with("builtins.");
            if is_builtin_class {
                return self.values.atom(Atom::Heap(GENERIC_ALIAS));
            }
            let path = external.path.clone();
            // `Optional[int]`, `Popen[str]`, a member of an enumeration by its name.
            let is_object = path.starts_with("typing.") || self.stub_class(&path).is_some();
            return if is_object { self.values.atom(Atom::AnyHeap) } else { UNKNOWN };
        }
        let Some(type_) = self.type_of_atom(atom) else { return UNKNOWN };
        match (type_, is_slice) {
            (STR, _) => return self.values.scalar(STR),
            (BYTES, true) => return self.values.scalar(BYTES),
            (BYTES | BYTEARRAY | RANGE, false) => {
                // Only an index that is known to be a number: a slice object may hide in a name.
                return if self.values.get(index).unknown { UNKNOWN } else { self.values.scalar(INT) };
            }
            (INT | FLOAT | COMPLEX | BOOL | NONE, _) => return BOTTOM,
            _ => {}
        }
        let Atom::Object(id) = atom else { return self.item_of_instance(f, atom, index, span) };
        match type_ {
            LIST | TUPLE | BYTEARRAY if is_slice => {
                let copy = self.allocate(f, span, type_);
                let inside = self.get_any(id, f.unit);
                self.put(copy, inside);
                let part = self.values.atom(Atom::Object(copy));
                if type_ == TUPLE {
                    // `t[:]` is `t` itself.
                    let whole = self.values.atom(atom);
                    return self.values.join(part, whole);
                }
                part
            }
            RANGE if is_slice => {
                let copy = self.allocate(f, span, RANGE);
                self.values.atom(Atom::Object(copy))
            }
            LIST | TUPLE | DEQUE | ARRAY => {
                match self.front_index(index).or_else(|| self.back_index(id, index, f)) {
                    Some(key) => self.get_entry(id, key, f.unit),
                    None => self.indexed(id, index, f),
                }
            }
            type_ if is_dict(type_) => match self.constant_id(index) {
                Some(key) if type_ == DEFAULTDICT => {
                    // Asking makes the entry.
                    self.put_key(id, index);
                    self.escape(f, index, EscapeTo::Container, span, "");
                    self.get_entry(id, key, f.unit)
                }
                Some(key) => self.get_entry(id, key, f.unit),
                None => {
                    if type_ == DEFAULTDICT {
                        self.put_key(id, index);
                    }
                    self.get_any(id, f.unit)
                }
            },
            _ => self.item_of_instance(f, atom, index, span),
        }
    }

    /// An index that is not known: any item, or a part, where a slice may hide in a name.
    fn indexed(&mut self, id: ObjectId, index: V, f: &Frame) -> V {
        let any = self.get_any(id, f.unit);
        let value = self.values.get(index);
        let is_number = !value.unknown && value.atoms.iter().all(|atom| atom.is_scalar());
        if is_number { any } else { self.values.assumed(any) }
    }

    /// `items[-1]`, where the items are those of the display and nothing else.
    fn back_index(&mut self, id: ObjectId, index: V, f: &Frame) -> Option<ConstantId> {
        let length = i64::from(self.facts.objects[id.0 as usize].length?);
        let Some(Constant::Int(back)) = self.constant_of(index) else { return None };
        let front = length + *back;
        let rest = self.contents(id).rest;
        if front < 0 || self.read(rest, f.unit) != BOTTOM {
            return None;
        }
        let front = self.constant(Constant::Int(front));
        self.constant_id(front)
    }

    fn front_index(&self, index: V) -> Option<ConstantId> {
        let id = self.constant_id(index)?;
        matches!(self.facts.constants[id.0 as usize], Constant::Int(0..)).then_some(id)
    }

    fn item_of_instance(&mut self, f: &mut Frame, atom: Atom, index: V, span: Span) -> V {
        let receiver = Val::plain(self.values.atom(atom));
        match self.call_method(f, receiver, "__getitem__", &[Val::plain(index)], span) {
            Some(v) => v,
            None => self.stub_protocol(atom, "__getitem__", span).unwrap_or(UNKNOWN),
        }
    }

    /// `await value`.
    pub fn awaited(&mut self, f: &Frame, v: V) -> V {
        let value = self.values.get(v).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for atom in value.atoms {
            let one = match atom {
                Atom::Object(id) if self.facts.objects[id.0 as usize].type_ == types::COROUTINE => {
                    self.get_any(id, f.unit)
                }
                _ => self.stub_awaited(atom, Span::default()).unwrap_or(UNKNOWN),
            };
            result = self.values.join(result, one);
        }
        result
    }

    /// Only files and locks: entering and leaving them changes no object of the file.
    pub fn is_file(&self, v: V) -> bool {
        use types::*;
        let value = self.values.get(v);
        let is_one = |atom: &Atom| {
            matches!(
                self.type_of_atom(*atom),
                Some(
                    TEXT_FILE
                        | BINARY_READER
                        | BINARY_WRITER
                        | BINARY_RANDOM
                        | RAW_FILE
                        | STRING_IO
                        | BYTES_IO
                        | LOCK
                        | RLOCK
                )
            )
        };
        !value.unknown && value.atoms.iter().all(is_one)
    }

    /// `with manager as …`.
    pub fn enter(&mut self, f: &mut Frame, manager: Val, span: Span, is_async: bool) -> Val {
        use types::*;
        let value = self.values.get(manager.v).clone();
        let mut result = Val::plain(if value.unknown { UNKNOWN } else { BOTTOM });
        for atom in value.atoms {
            let one = Val { v: self.values.atom(atom), ..manager };
            let entered = match self.type_of_atom(atom) {
                Some(
                    TEXT_FILE | BINARY_READER | BINARY_WRITER | BINARY_RANDOM | RAW_FILE | STRING_IO
                    | BYTES_IO | MEMORYVIEW,
                ) => one,
                Some(LOCK | RLOCK) => Val::plain(self.values.scalar(BOOL)),
                Some(type_) if self.class_of(type_).is_some() => {
                    let name = if is_async { "__aenter__" } else { "__enter__" };
                    match self.find_method(type_, name) {
                        Some(unit) => {
                            let mut args = vec![Arg::new(one, ArgKind::Receiver)];
                            let val = self.call_function(f, unit, &mut args, span, &mut Entered::default());
                            if is_async { Val::plain(self.awaited(f, val.v)) } else { val }
                        }
                        None => self.stub_entered(f, atom, one, span, is_async),
                    }
                }
                Some(type_) if self.facts.types.name(type_) == "_GeneratorContextManager" => match atom {
                    Atom::Object(id) => Val::plain(self.get_any(id, f.unit)),
                    _ => Val::plain(UNKNOWN),
                },
                _ => self.stub_entered(f, atom, one, span, is_async),
            };
            result = self.join_vals(result, entered);
        }
        if !self.is_file(manager.v) {
            self.forget_all(f);
        }
        result.v = self.values.marked(result.v, value.assumed, value.open);
        if result.id == 0 { self.fresh(result.v) } else { result }
    }

    /// A value put into a string: `__format__`, `__str__` or `__repr__` of its class run.
    pub fn formatted(&mut self, f: &mut Frame, val: Val, span: Span) {
        for name in ["__format__", "__str__", "__repr__"] {
            if self.call_method(f, val, name, &[], span).is_some() {
                return;
            }
        }
    }
}
