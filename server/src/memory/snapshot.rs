//! From the state that a probe has seen to the plain data of `moment.rs`: which objects can be reached,
//! which are one, what is inside.
//!
//! An object is told from others by its identity in the frame, or by its site where that makes one object
//! in the whole run. What is inside comes from what is known at the point; else from the heap, where it is joined
//! over the whole run, of objects that nothing changes.

mod definitions;
mod frames;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::memory::frame::{Bound, State, Val};
use crate::memory::known::Key;
use crate::memory::machine::{MOST_TRACES, Machine};
use crate::memory::moment::{Inside, Moment, Part, Thing, When};
use crate::memory::types;
use crate::memory::unit::UnitId;
use crate::memory::value::{Atom, BOTTOM, Constant, ExternalId, ObjectId, Type, V};
use crate::names::{MODULE, ScopeKind};
use crate::text::Span;

/// What makes two references one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    /// The one object of a site.
    Site(ObjectId),
    /// What has this identity in the frame.
    Identity(u32),
    External(ExternalId),
    /// The object that a method was called on, where calls of it are not all seen: any instance of the class.
    Receiver(u32),
    /// A reference of which no more is known.
    Alone(usize),
}

/// More objects are not looked at.
const MOST_THINGS: usize = 400;

struct Snapshot<'m, 'a> {
    machine: &'m mut Machine<'a>,
    state: State,
    /// The identity of a receiver that may be any instance.
    receiver: Option<u32>,
    /// Python itself may call the function, with anything: `__lt__`.
    is_protocol: bool,
    parameters: SmallVec<[u32; 4]>,
    index: FxHashMap<Node, usize>,
    /// Each thing with what it can be.
    nodes: Vec<(Node, V)>,
    things: Vec<Thing>,
}

impl<'a> Machine<'a> {
    /// What the probe has seen.
    pub fn snapshot(mut self, at: Span, when: When) -> Moment {
        let mut moment = Moment { at, when, frames: Vec::new(), things: Vec::new() };
        let Some(seen) = self.probe.as_mut().and_then(|probe| probe.seen.take()) else { return moment };
        if self.unit(seen.unit).traced >= MOST_TRACES || !seen.state.live {
            return moment;
        }
        let mut snapshot = Snapshot {
            receiver: self.loose_receiver(seen.unit, seen.receiver),
            is_protocol: self.is_protocol(seen.unit),
            parameters: seen.parameters,
            machine: &mut self,
            state: seen.state,
            index: FxHashMap::default(),
            nodes: Vec::new(),
            things: Vec::new(),
        };
        moment.frames = snapshot.frames(seen.unit, &seen.scopes);
        snapshot.fill();
        moment.things = snapshot.things;
        moment
    }

    /// The first parameter of a method that something unknown may be asked for by name.
    fn loose_receiver(&self, unit: UnitId, receiver: u32) -> Option<u32> {
        let unit = self.unit(unit);
        unit.class?;
        let name = &self.names.scope(unit.scope).name;
        if name == "__init__" && unit.closed {
            return None;
        }
        let is_protocol = name.starts_with("__") && name.ends_with("__");
        let is_asked = self.probe.as_ref().is_some_and(|probe| probe.asked.contains(name));
        let mut attributes = self.facts.attributes.iter().zip(&self.attribute_values);
        // Taken without a call, it may be called later.
        let is_taken =
            attributes.any(|(attribute, v)| attribute.name == *name && self.values.get(*v).unknown);
        let is_loose = is_protocol || is_asked || is_taken;
        is_loose.then_some(receiver)
    }

    /// A method with two underscores around, but for the `__init__` of a class whose instances are all seen.
    fn is_protocol(&self, unit: UnitId) -> bool {
        let unit = self.unit(unit);
        let name = &self.names.scope(unit.scope).name;
        unit.class.is_some()
            && name.starts_with("__")
            && name.ends_with("__")
            && !(name == "__init__" && unit.closed)
    }

    /// The site makes one object in the whole run of the program.
    fn is_made_once(&self, id: ObjectId) -> bool {
        let object = &self.facts.objects[id.0 as usize];
        let mut scope = object.scope;
        while scope != MODULE {
            let found = self.names.scope(scope);
            match (found.kind, found.parent) {
                (ScopeKind::Class, Some(parent)) => scope = parent,
                _ => return false,
            }
        }
        // What a call makes besides its result, it may make again and again: `defaultdict(list)`.
        let at_place = self.facts.objects.iter().filter(|other| other.span == object.span).count();
        !object.many && !object.stands_in && at_place == 1
    }
}

impl Snapshot<'_, '_> {
    /// What a slot, an item or an attribute holds.
    fn part(&mut self, val: Val) -> Part {
        let is_passed = val.id != 0 && self.parameters.contains(&val.id) && Some(val.id) != self.receiver;
        if is_passed && self.is_protocol {
            return Part::Unknown;
        }
        let value = self.machine.values.get(val.v).clone();
        if value.unknown || value.atoms.is_empty() {
            return Part::Unknown;
        }
        let is_sure = !value.assumed && !value.open;
        let single = value.single().filter(|_| is_sure);
        match single {
            Some(Atom::Scalar(type_, constant)) => {
                let value = constant.map(|id| self.machine.facts.constants[id.0 as usize].repr());
                return Part::Scalar { type_: self.type_name(type_), value };
            }
            Some(Atom::AnyScalar) => return Part::Unknown,
            _ => {}
        }
        if !is_sure || value.atoms.iter().any(|atom| atom.is_scalar()) {
            return self.one_of(val.v);
        }
        let node = match single {
            _ if val.id != 0 && Some(val.id) == self.receiver => Node::Receiver(val.id),
            Some(Atom::Object(id)) if self.machine.is_made_once(id) => Node::Site(id),
            Some(Atom::External(id)) => Node::External(id),
            _ if val.id != 0 => Node::Identity(val.id),
            _ => Node::Alone(self.nodes.len()),
        };
        self.reference(node, val.v)
    }

    fn reference(&mut self, node: Node, v: V) -> Part {
        if let Some(index) = self.index.get(&node) {
            return Part::Object(*index);
        }
        if self.nodes.len() >= MOST_THINGS {
            return Part::Unknown;
        }
        self.index.insert(node, self.nodes.len());
        self.nodes.push((node, v));
        Part::Object(self.nodes.len() - 1)
    }

    fn type_name(&self, type_: Type) -> String {
        self.machine.facts.types.name(type_).to_owned()
    }

    /// The types it can have; unknown where they are not all known.
    fn one_of(&mut self, v: V) -> Part {
        let value = self.machine.values.get(v).clone();
        let types = self.machine.facts.types_of(&value);
        if types.is_empty() {
            Part::Unknown
        } else {
            Part::OneOf(types.into_iter().map(str::to_owned).collect())
        }
    }

    fn types_in(&mut self, v: V) -> Vec<String> {
        match self.one_of(v) {
            Part::OneOf(types) => types,
            _ => Vec::new(),
        }
    }

    /// Looks into every thing found; that may find more.
    fn fill(&mut self) {
        let mut next = 0;
        while next < self.nodes.len() {
            let (node, v) = self.nodes[next];
            let thing = self.thing(node, v);
            self.things.push(thing);
            next += 1;
        }
        for a in 0..self.nodes.len() {
            for b in 0..a {
                if self.may_be_one(self.nodes[a], self.nodes[b]) {
                    self.things[a].twins.push(b);
                    self.things[b].twins.push(a);
                }
            }
        }
    }

    fn may_be_one(&self, a: (Node, V), b: (Node, V)) -> bool {
        if let (Node::Site(a), Node::Site(b)) = (a.0, b.0) {
            // CPython may keep one tuple for equal ones.
            return self.is_perhaps_shared(a) && self.is_perhaps_shared(b);
        }
        if matches!(a.0, Node::Receiver(_)) || matches!(b.0, Node::Receiver(_)) {
            return true;
        }
        let (a, b) = (self.machine.values.get(a.1), self.machine.values.get(b.1));
        a.atoms.iter().any(|a| b.atoms.iter().any(|b| self.atoms_may_be_one(*a, *b)))
    }

    fn atoms_may_be_one(&self, a: Atom, b: Atom) -> bool {
        match (a, b) {
            (Atom::Object(a), Atom::Object(b)) => {
                let stands_in = |id: ObjectId| self.machine.facts.objects[id.0 as usize].stands_in;
                a == b
                    || stands_in(a)
                    || stands_in(b)
                    || self.is_perhaps_shared(a) && self.is_perhaps_shared(b)
            }
            // What the file makes is none of the modules, functions and classes that are there before.
            (Atom::Object(_), Atom::External(_)) | (Atom::External(_), Atom::Object(_)) => false,
            (Atom::External(a), Atom::External(b)) => {
                let type_ = |id: ExternalId| self.machine.facts.externals[id.0 as usize].type_;
                type_(a) == type_(b)
            }
            _ => true,
        }
    }

    /// Two of them may be one object though made at two places.
    fn is_perhaps_shared(&self, id: ObjectId) -> bool {
        let object = &self.machine.facts.objects[id.0 as usize];
        let is_shared = matches!(object.type_, types::TUPLE | types::FROZENSET)
            || object.definition.is_none() && !is_own(object.type_);
        is_shared && (object.type_ != types::TUPLE || object.length.is_none_or(|length| length == 0))
    }

    fn thing(&mut self, node: Node, v: V) -> Thing {
        let value = self.machine.values.get(v).clone();
        let types = self.machine.facts.types_of(&value);
        let type_ = match types.as_slice() {
            // A method may be called on an instance of a derived class.
            [_] if matches!(node, Node::Receiver(_)) && self.has_heirs(v) => None,
            [only] => Some((*only).to_owned()),
            _ => None,
        };
        let object = match value.single() {
            Some(Atom::Object(id)) => Some(id),
            _ => None,
        };
        let found = object.map(|id| &self.machine.facts.objects[id.0 as usize]);
        let name = match (node, found.and_then(|object| object.definition)) {
            (Node::External(id), _) => Some(self.machine.facts.externals[id.0 as usize].path.to_string()),
            (_, Some(scope)) => Some(self.machine.names.scope(scope).qualname.clone()),
            _ => None,
        };
        let is_instance = found.is_some_and(|object| {
            object.type_ != types::TYPE && self.machine.class_of(object.type_).is_some()
        });
        let span = found.filter(|object| !object.stands_in).map(|object| object.span);
        let inside = self.inside(node, v, object);
        Thing { type_, name: name.filter(|_| !is_instance), span, inside, twins: Vec::new() }
    }

    /// The identities that the frame has for a thing.
    fn identities(&self, node: Node) -> SmallVec<[u32; 2]> {
        let mut found = SmallVec::new();
        match node {
            Node::Identity(id) | Node::Receiver(id) => found.push(id),
            Node::Site(site) => {
                for (id, v) in self.state.known.objects() {
                    let is_it = self.machine.values.get(v).single() == Some(Atom::Object(site));
                    if is_it && !found.contains(&id) {
                        found.push(id);
                    }
                }
            }
            Node::External(_) | Node::Alone(_) => {}
        }
        found
    }

    fn inside(&mut self, node: Node, v: V, object: Option<ObjectId>) -> Inside {
        let value = self.machine.values.get(v).clone();
        let mut kinds = value.atoms.iter().map(|atom| self.machine.type_of_atom(*atom));
        let Some(Some(kind)) = kinds.next() else { return Inside::Closed };
        if kinds.any(|other| other != Some(kind)) {
            return Inside::Closed;
        }
        if let Some(inside) = object.and_then(|object| self.definition(object)) {
            return inside;
        }
        let mut known: Vec<(Key, Val)> = Vec::new();
        let identities =
            if self.machine.may_change_unseen(v) { SmallVec::new() } else { self.identities(node) };
        for id in identities {
            for (_, key, val) in self.state.known.about(id) {
                if !known.iter().any(|(other, _)| *other == key) {
                    known.push((key, val));
                }
            }
        }
        if self.machine.class_of(kind).is_some() {
            return self.attributes(kind, &known);
        }
        match kind {
            types::LIST | types::TUPLE => self.items(&known, object),
            types::DICT => self.pairs(&known, object),
            _ => Inside::Closed,
        }
    }

    /// Another class of the file shares attributes with the value's: one comes from the other.
    fn has_heirs(&self, v: V) -> bool {
        let mut kinds = self.machine.values.get(v).atoms.iter().map(|atom| self.machine.type_of_atom(*atom));
        let class = kinds.find_map(|kind| self.machine.class_of(kind?));
        let family = |class: usize| self.machine.classes[class].family;
        class.is_some_and(|class| {
            (0..self.machine.classes.len()).any(|other| other != class && family(other) == family(class))
        })
    }

    fn length(&self, known: &[(Key, Val)]) -> Option<usize> {
        let (_, length) = known.iter().find(|(key, _)| *key == Key::Length)?;
        match self.machine.constant_of(length.v) {
            Some(Constant::Int(length)) => usize::try_from(*length).ok(),
            _ => None,
        }
    }

    /// Nothing changes the object once it is made, so the heap has what is inside at every point.
    fn is_never_changed(&self, id: ObjectId) -> bool {
        let (object, contents) =
            (&self.machine.facts.objects[id.0 as usize], &self.machine.contents[id.0 as usize]);
        let is_safe = object.type_ == types::TUPLE || !contents.outside;
        is_safe && object.mutations.is_empty() && !contents.shuffled && !object.stands_in
    }

    /// The items that the heap has of an object that nothing changes, where it has all.
    fn kept(&self, object: Option<ObjectId>) -> Option<(Vec<(Key, Val)>, usize)> {
        let id = object.filter(|id| self.is_never_changed(*id))?;
        let length = self.machine.facts.objects[id.0 as usize].length?;
        let contents = &self.machine.contents[id.0 as usize];
        if self.machine.peek(contents.rest) != BOTTOM {
            return None;
        }
        let entries = contents.entries.iter();
        let items =
            entries.map(|(key, cell)| (Key::Item(*key), Val::plain(self.machine.peek(*cell)))).collect();
        Some((items, length as usize))
    }

    fn items(&mut self, known: &[(Key, Val)], object: Option<ObjectId>) -> Inside {
        let mut length = self.length(known);
        let mut all: Vec<(Key, Val)> = known.to_vec();
        if let Some((kept, count)) = self.kept(object) {
            length = length.or(Some(count));
            all.extend(kept);
        }
        let mut items: Vec<(usize, Part)> = Vec::new();
        for (key, val) in all {
            let Key::Item(id) = key else { continue };
            let Constant::Int(index) = self.machine.facts.constants[id.0 as usize] else { continue };
            let Ok(index) = usize::try_from(index) else { continue };
            if !items.iter().any(|(known, _)| *known == index) {
                let part = self.part(val);
                items.push((index, part));
            }
        }
        items.sort_by_key(|(index, _)| *index);
        let rest = self.rest(object);
        Inside::Items { items, length, rest, new: Vec::new() }
    }

    fn pairs(&mut self, known: &[(Key, Val)], object: Option<ObjectId>) -> Inside {
        let length = self.length(known);
        // In the order in which keys were put first.
        let mut known = known.to_vec();
        if let Some(id) = object {
            let entries = &self.machine.contents[id.0 as usize].entries;
            known.sort_by_key(|(key, _)| entries.iter().position(|(at, _)| Key::Item(*at) == *key));
        }
        let mut pairs = Vec::new();
        for (key, val) in &known {
            let Key::Item(id) = key else { continue };
            let key = self.machine.facts.constants[id.0 as usize].repr();
            let part = self.part(*val);
            pairs.push((key, part));
        }
        Inside::Pairs { pairs, length, rest: Vec::new(), new: Vec::new() }
    }

    /// What items of a container are, where no more is known of them.
    fn rest(&mut self, object: Option<ObjectId>) -> Vec<String> {
        let Some(id) = object else { return Vec::new() };
        let contents = &self.machine.contents[id.0 as usize];
        let mut v = self.machine.peek(contents.rest);
        for (_, cell) in contents.entries.clone() {
            let more = self.machine.peek(cell);
            v = self.machine.values.join(v, more);
        }
        self.types_in(v)
    }

    /// Attributes known here are there; others of the class may be.
    fn attributes(&mut self, type_: Type, known: &[(Key, Val)]) -> Inside {
        let mut found: Vec<(String, Bound, Part)> = Vec::new();
        for (key, val) in known {
            let Key::Attribute(id) = key else { continue };
            let Constant::Str(name) = &self.machine.facts.constants[id.0 as usize] else { continue };
            let name = name.to_string();
            let part = self.part(*val);
            // In the object it has the name of its class too.
            let is_private = name.starts_with("__") && !name.ends_with("__");
            found.push((name, if is_private { Bound::Maybe } else { Bound::Yes }, part));
        }
        let Some(class) = self.machine.class_of(type_) else { return Inside::Closed };
        let family = self.machine.classes[class].family;
        let fields = &self.machine.fields[family].cells;
        let mut others: Vec<(String, V)> = fields
            .iter()
            .map(|(name, cell)| (name.to_string(), self.machine.peek(*cell)))
            .filter(|(name, v)| *v != BOTTOM && !found.iter().any(|(known, ..)| known == name))
            .collect();
        others.sort();
        for (name, v) in others {
            let part = self.one_of(v);
            found.push((name, Bound::Maybe, part));
        }
        // In the order of the places that set them first.
        let stores = self.machine.facts.attributes.iter().filter(|attribute| attribute.store);
        let mut first: FxHashMap<&str, u32> = FxHashMap::default();
        for store in stores {
            let at = first.entry(store.name.as_str()).or_insert(store.span.start);
            *at = store.span.start.min(*at);
        }
        found.sort_by_key(|(name, ..)| first.get(name.as_str()).copied().unwrap_or(u32::MAX));
        Inside::Attributes { slots: found, new: Vec::new() }
    }
}

/// Each evaluation makes an object of its own.
fn is_own(type_: Type) -> bool {
    use types::*;
    matches!(
        type_,
        LIST | DICT
            | SET
            | FUNCTION
            | TYPE
            | DEQUE
            | DEFAULTDICT
            | COUNTER
            | ORDERED_DICT
            | GENERATOR
            | BYTEARRAY
            | RANGE
            | PROPERTY
    ) || type_ > UNNAMED
}
