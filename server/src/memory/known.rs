//! What is inside objects at one point of one frame: items and attributes that this frame has put there or
//! has read, until anything else may have changed them. The heap (`heap.rs`) is joined over the whole
//! run; this follows the order of statements.
//!
//! An object is known by its identity (`Val::id`), so what is known of it holds for that very object. It
//! does not follow what code outside the file does: any call of such code forgets everything.

use std::rc::Rc;

use smallvec::SmallVec;

use crate::memory::frame::{Frame, Identities, Ids, State, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::unit::UnitId;
use crate::memory::value::{Atom, BOTTOM, Constant, ConstantId, ObjectId, UNKNOWN, V, Values};

/// An item by its index or key, or an attribute by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Item(ConstantId),
    Attribute(ConstantId),
    /// The number of items; followed only where a state is asked for.
    Length,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Entry {
    /// The identity of the object.
    object: u32,
    /// What it can be: another name with a value in common may be the same object.
    v: V,
    key: Key,
    val: Val,
    /// The function that left it there; itself a reader of that, once the entry is used.
    from: Option<UnitId>,
    /// How many calls of the file's functions the frame had made by then.
    since: u32,
}

/// The older ones are forgotten.
const MOST_ENTRIES: usize = 24;

/// The same where a state is asked for.
const MOST_PROBED: usize = 1000;

/// Sites beyond this number: a function changes anything.
const MOST_TOUCHED: usize = 12;

/// Items of a display that are followed.
pub const MOST_ITEMS: usize = 8;

/// What a function leaves in the object of a parameter: parameter, place, value, and the parameter whose
/// object it is.
pub type Left = (usize, Key, V, Option<usize>);

impl Key {
    pub fn is_item(self) -> bool {
        matches!(self, Key::Item(_))
    }

    pub fn is_attribute(self) -> bool {
        matches!(self, Key::Attribute(_))
    }
}

/// A site whose objects change: one place in them, or any.
pub type Touched = (ObjectId, Option<Key>);

#[derive(Debug, Clone, Default)]
pub struct Known(Option<Rc<Vec<Entry>>>);

impl Known {
    fn entries(&self) -> &[Entry] {
        self.0.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Every place that is known of an object, with what the object can be and what is there.
    pub fn about(&self, object: u32) -> impl Iterator<Item = (V, Key, Val)> {
        let entries = self.entries().iter().filter(move |entry| object != 0 && entry.object == object);
        entries.map(|entry| (entry.v, entry.key, entry.val))
    }

    /// Every object of which something is known: identity and value.
    pub fn objects(&self) -> impl Iterator<Item = (u32, V)> {
        self.entries().iter().map(|entry| (entry.object, entry.v))
    }

    /// Something of the object is known.
    pub fn has(&self, object: u32) -> bool {
        object != 0 && self.entries().iter().any(|entry| entry.object == object)
    }

    pub fn clear(&mut self) {
        self.0 = None;
    }

    fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        if self.entries().iter().all(&keep) {
            return;
        }
        if let Some(entries) = &mut self.0 {
            Rc::make_mut(entries).retain(keep);
        }
    }

    fn put(&mut self, entry: Entry, most: usize) {
        let entries = Rc::make_mut(self.0.get_or_insert_default());
        entries.retain(|known| known.object != entry.object || known.key != entry.key);
        if entries.len() >= most {
            entries.remove(0);
        }
        entries.push(entry);
    }

    /// Paths meet: what both know. `ids` has the identities of what was one object here and another there.
    pub fn join(
        &self,
        other: &Known,
        values: &mut Values,
        ids: &mut Ids,
        identities: &mut Identities,
    ) -> Known {
        let (Some(mine), Some(theirs)) = (&self.0, &other.0) else { return Known::default() };
        if Rc::ptr_eq(mine, theirs) {
            return self.clone();
        }
        let mut joined = Vec::new();
        for entry in mine.iter() {
            let partners: SmallVec<[(u32, u32); 2]> =
                std::iter::once((entry.object, entry.object)).chain(ids.partners(entry.object)).collect();
            for (partner, object) in partners {
                let found = theirs.iter().find(|other| other.object == partner && other.key == entry.key);
                let Some(other) = found else { continue };
                let from = match (entry.from, other.from) {
                    (Some(one), Some(another)) if one != another => continue,
                    (one, another) => one.or(another),
                };
                let val = Val {
                    v: values.join(entry.val.v, other.val.v),
                    id: ids.join(entry.val.id, other.val.id, identities),
                    origin: entry.val.origin.join(other.val.origin),
                };
                let (v, since) = (values.join(entry.v, other.v), entry.since.min(other.since));
                joined.push(Entry { object, v, key: entry.key, val, from, since });
            }
        }
        Known((!joined.is_empty()).then(|| Rc::new(joined)))
    }

    /// The same claims, with the identities of the other state.
    pub fn same(&self, other: &Known, there: impl Fn(u32) -> u32) -> bool {
        let (mine, theirs) = (self.entries(), other.entries());
        mine.len() == theirs.len()
            && mine.iter().all(|entry| {
                theirs.iter().any(|other| {
                    other.object == there(entry.object)
                        && other.key == entry.key
                        && other.val.v == entry.val.v
                })
            })
    }
}

impl Machine<'_> {
    pub fn known(&mut self, f: &Frame, object: Val, key: Key) -> Option<Val> {
        if object.id == 0 {
            return None;
        }
        let mut entries = f.state.known.entries().iter().rev();
        let entry = *entries.find(|entry| entry.object == object.id && entry.key == key)?;
        self.rely_on(f, entry);
        Some(entry.val)
    }

    /// The unit uses what is known: it has to look again when a function that it has called turns out to change more,
    /// or to leave something else.
    fn rely_on(&mut self, f: &Frame, entry: Entry) {
        self.rely_on_calls(f, entry.since);
        if let Some(from) = entry.from {
            self.read(self.unit(from).left_summary, f.unit);
        }
    }

    /// The same for all that is known when a loop begins again.
    pub fn rely_on_known(&mut self, f: &Frame, head: &State) {
        if let Some(since) = head.known.entries().iter().map(|entry| entry.since).min() {
            self.rely_on_calls(f, since);
        }
    }

    /// The same for all that is known in the frame's state.
    pub fn rely_on_state(&mut self, f: &Frame) {
        for entry in f.state.known.clone().entries() {
            self.rely_on(f, *entry);
        }
    }

    fn rely_on_calls(&mut self, f: &Frame, since: u32) {
        for callee in &f.called[since as usize..] {
            self.read(self.unit(*callee).touched_summary, f.unit);
        }
    }

    /// From here on the object has this value at the place.
    pub fn learn(&mut self, f: &mut Frame, object: Val, key: Key, val: Val) {
        self.learn_from(f, object, key, val, None);
    }

    fn learn_from(&mut self, f: &mut Frame, object: Val, key: Key, val: Val, from: Option<UnitId>) {
        if object.id != 0 && f.state.live && f.later == 0 && val.v != BOTTOM {
            let since = f.called.len() as u32;
            let most = if self.probe.is_some() { MOST_PROBED } else { MOST_ENTRIES };
            let entry = Entry { object: object.id, v: object.v, key, val, from, since };
            f.state.known.put(entry, most);
        }
    }

    pub fn attribute_key(&mut self, name: &str) -> Option<Key> {
        let name = self.string(name);
        self.constant_id(name).map(Key::Attribute)
    }

    /// An index from the front of a list or tuple, a number or text as key of a dictionary.
    pub fn item_key(&self, object: V, index: V) -> Option<Key> {
        let value = self.values.get(object);
        let id = self.constant_id(index)?;
        let constant = &self.facts.constants[id.0 as usize];
        let fits = |atom: &Atom| {
            let Atom::Object(id) = atom else { return false };
            match self.facts.objects[id.0 as usize].type_ {
                types::LIST | types::TUPLE => matches!(constant, Constant::Int(0..)),
                types::DICT => matches!(constant, Constant::Int(_) | Constant::Str(_)),
                _ => false,
            }
        };
        (!value.unknown && !value.atoms.is_empty() && value.atoms.iter().all(fits)).then_some(Key::Item(id))
    }

    fn may_alias(&self, entry: &Entry, val: Val) -> bool {
        entry.object == val.id || self.may_share(entry.v, val.v)
    }

    fn may_share(&self, a: V, b: V) -> bool {
        let (a, b) = (self.values.get(a), self.values.get(b));
        let is_open = |value: &crate::memory::value::Value| {
            value.unknown || value.atoms.iter().any(|atom| matches!(atom, Atom::AnyHeap | Atom::Heap(_)))
        };
        let is_object = |atom: &&Atom| !atom.is_scalar();
        is_open(a) && (b.unknown || b.atoms.iter().any(|atom| !atom.is_scalar()))
            || is_open(b) && (a.unknown || a.atoms.iter().any(|atom| !atom.is_scalar()))
            || a.atoms.iter().filter(is_object).any(|atom| b.atoms.contains(atom))
    }

    /// The places of the object that `is_meant` picks may have changed.
    pub fn forget(&mut self, f: &mut Frame, object: Val, is_meant: impl Fn(Key) -> bool) {
        // Counted also where nothing is known: a comprehension has put aside what is.
        self.forgotten += 1;
        let mut known = std::mem::take(&mut f.state.known);
        known.retain(|entry| {
            !((is_meant(entry.key) || entry.key == Key::Length) && self.may_alias(entry, object))
        });
        f.state.known = known;
    }

    /// Code outside the file has run.
    pub fn forget_all(&mut self, f: &mut Frame) {
        f.state.known.clear();
        self.forgotten += 1;
        self.touches_anything(f.unit);
    }

    /// The function changes anything, and so does whoever calls it.
    fn touches_anything(&mut self, unit: UnitId) {
        if self.unit(unit).touches_anything {
            return;
        }
        let mut open = vec![unit];
        while let Some(unit) = open.pop() {
            let state = &mut self.units[unit.0 as usize];
            if !std::mem::replace(&mut state.touches_anything, true) {
                open.extend(&state.callers);
                let summary = state.touched_summary;
                self.touch(summary);
            }
        }
    }

    /// Notes for the callers that a frame of this unit changes the objects of a value, at one place or at any.
    pub fn note_touched(&mut self, f: &Frame, v: V, key: Option<Key>) {
        if self.units[f.unit.0 as usize].touches_anything {
            return;
        }
        let value = self.values.get(v);
        let is_followed = |atom: &Atom| matches!(atom, Atom::Object(_)) || atom.is_scalar();
        if value.unknown || !value.atoms.iter().all(is_followed) {
            return self.touches_anything(f.unit);
        }
        let touched: SmallVec<[Touched; 4]> = self.objects_of(v).into_iter().map(|id| (id, key)).collect();
        self.note_touched_sites(f.unit, &touched);
    }

    /// The function changes these sites, and so does whoever calls it.
    fn note_touched_sites(&mut self, unit: UnitId, more: &[Touched]) {
        if self.unit(unit).touches_anything {
            return;
        }
        let mut open = vec![unit];
        while let Some(unit) = open.pop() {
            let state = &mut self.units[unit.0 as usize];
            if state.touches_anything {
                continue;
            }
            let touched = &mut state.touched;
            let before = touched.len();
            for (object, key) in more {
                if !touched.contains(&(*object, None)) && !touched.contains(&(*object, *key)) {
                    touched.push((*object, *key));
                }
            }
            let after = touched.len();
            if after > MOST_TOUCHED {
                self.touches_anything(unit);
            } else if after > before {
                open.extend(&state.callers);
                let summary = state.touched_summary;
                self.touch(summary);
            }
        }
    }

    /// Attributes are set in the making of the object that came in first.
    pub fn note_construction(&mut self, unit: UnitId) {
        let state = &mut self.units[unit.0 as usize];
        if !state.constructs {
            state.constructs = true;
            self.touch_summary(unit);
        }
    }

    /// A function of the file has run: what it may have changed is forgotten, what it leaves is learnt.
    pub fn after_call(&mut self, f: &mut Frame, callee: UnitId, arguments: &[(usize, Val)]) {
        let passed = |index: usize| arguments.iter().find(|(at, _)| *at == index).map(|(_, val)| *val);
        let unit = &mut self.units[callee.0 as usize];
        if !unit.callers.contains(&f.unit) {
            unit.callers.push(f.unit);
        }
        f.called.push(callee);
        if self.unit(callee).touches_anything {
            self.forget_all(f);
        } else if !self.unit(callee).touched.is_empty() {
            let touched = self.unit(callee).touched.clone();
            let mut known = std::mem::take(&mut f.state.known);
            known.retain(|entry| {
                let value = self.values.get(entry.v);
                let is_followed =
                    !value.unknown && value.atoms.iter().all(|atom| matches!(atom, Atom::Object(_)));
                let is_meant = |(object, key): &Touched| {
                    (key.is_none_or(|key| key == entry.key) || entry.key == Key::Length)
                        && value.atoms.contains(&Atom::Object(*object))
                };
                is_followed && !touched.iter().any(is_meant)
            });
            f.state.known = known;
            self.forgotten += 1;
            self.note_touched_sites(f.unit, &touched);
        }
        if self.unit(callee).constructs
            && let Some(made) = passed(0)
        {
            self.forget(f, made, Key::is_attribute);
            if self.is_construction(f, made) {
                self.note_construction(f.unit);
            } else if made.id == 0 || made.id != self.constructed {
                self.note_touched(f, made.v, None);
            }
        }
        for (parameter, key, v, kept) in self.unit(callee).left.clone() {
            let Some(object) = passed(parameter) else { continue };
            let val = match kept {
                Some(parameter) => match passed(parameter) {
                    Some(val) => val,
                    None => continue,
                },
                None => self.fresh(v),
            };
            self.learn_from(f, object, key, val, Some(callee));
        }
    }

    /// What a run of the unit leaves in the objects of its parameters, on every path that returns.
    pub fn note_left(&mut self, f: &Frame) {
        let mut left: SmallVec<[Left; 2]> = SmallVec::new();
        let closed = self.unit(f.unit).closed;
        if f.returned.live {
            for entry in f.returned.known.clone().entries() {
                let Some(parameter) = f.parameters.iter().position(|id| *id == entry.object) else {
                    continue;
                };
                self.rely_on(f, *entry);
                let kept = entry.val.origin.only();
                // Of a function with unseen callers only that it keeps what it is given: that is the same
                // in every trace of it.
                match kept {
                    Some(_) => left.push((parameter, entry.key, UNKNOWN, kept)),
                    None if closed && entry.val.v != UNKNOWN => {
                        left.push((parameter, entry.key, entry.val.v, None));
                    }
                    None => {}
                }
            }
        }
        let unit = &mut self.units[f.unit.0 as usize];
        if unit.left == left {
            return;
        }
        let is_more = left.iter().any(|new| !unit.left.iter().any(|old| (old.0, old.1) == (new.0, new.1)));
        unit.left = left;
        let used = unit.left_summary;
        // Who has used nothing of it has nothing to look at again, unless there is more to know.
        self.touch(used);
        if is_more {
            self.touch_summary(f.unit);
        }
    }

    /// Iterating over the value, printing it or comparing it can run code of the file.
    pub fn runs_code(&self, v: V) -> bool {
        self.values.get(v).atoms.iter().any(|atom| {
            if atom.is_scalar() {
                return false;
            }
            let Some(type_) = self.type_of_atom(*atom) else { return false };
            match self.class_of(type_) {
                Some(class) => self.classes[class].open || self.has_hooks(class),
                None => {
                    matches!(
                        type_,
                        types::FUNCTION | types::METHOD | types::PARTIAL | types::LRU_CACHE | types::BUILTIN
                    ) || types::is_iterator(type_) && !types::is_plain_iterator(type_)
                }
            }
        })
    }

    /// A special method of the file changes the object, and may run where no text shows it: an item is compared or hashed,
    /// an attribute read, an instance freed. One that may change anything is not counted: too much would be unknown.
    pub fn may_change_unseen(&self, v: V) -> bool {
        const UNSEEN: [&str; 21] = [
            "__bool__",
            "__contains__",
            "__del__",
            "__eq__",
            "__format__",
            "__ge__",
            "__get__",
            "__getattr__",
            "__getattribute__",
            "__getitem__",
            "__gt__",
            "__hash__",
            "__index__",
            "__iter__",
            "__le__",
            "__len__",
            "__lt__",
            "__ne__",
            "__next__",
            "__repr__",
            "__str__",
        ];
        let atoms = &self.values.get(v).atoms;
        let methods = self.units.iter().filter(|unit| unit.class.is_some() && !unit.touched.is_empty());
        methods
            .filter(|unit| UNSEEN.contains(&self.names.scope(unit.scope).name.as_str()))
            .any(|unit| unit.touched.iter().any(|(object, _)| atoms.contains(&Atom::Object(*object))))
    }

    /// The class has special methods beyond those that make an object.
    fn has_hooks(&self, class: usize) -> bool {
        self.mro(class).iter().any(|class| {
            self.names.scope(self.classes[*class].scope).symbols.iter().any(|symbol| {
                let name = symbol.name.as_str();
                let is_special = name.starts_with("__") && name.ends_with("__") && symbol.bound_here;
                is_special
                    && !matches!(name, "__init__" | "__new__" | "__slots__" | "__post_init__" | "__doc__")
            })
        })
    }
}
