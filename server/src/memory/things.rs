//! Constants, externals and allocation sites: each is one thing, however often it is met.

use smallvec::SmallVec;

use crate::memory::facts::{External, Mutation, Object};
use crate::memory::frame::Frame;
use crate::memory::heap::Contents;
use crate::memory::machine::{ConstantKey, Machine};
use crate::memory::types;
use crate::memory::value::{Atom, Constant, ConstantId, ExternalId, ObjectId, Type, V};
use crate::names::{MODULE, ScopeId};
use crate::text::Span;

impl<'a> Machine<'a> {
    pub fn constant(&mut self, constant: Constant) -> V {
        if let Constant::Str(text) = &constant
            && let Some(id) = self.strings.get(text)
        {
            return self.values.atom(Atom::Scalar(types::STR, Some(*id)));
        }
        let key = match &constant {
            Constant::None => ConstantKey::None,
            Constant::Bool(value) => ConstantKey::Bool(*value),
            Constant::Int(value) => ConstantKey::Int(*value),
            Constant::Float(value) => ConstantKey::Float(value.to_bits()),
            Constant::Str(value) => {
                let id = ConstantId(self.facts.constants.len() as u32);
                self.strings.insert(value.clone(), id);
                self.facts.constants.push(constant);
                return self.values.atom(Atom::Scalar(types::STR, Some(id)));
            }
            Constant::Bytes(value) => ConstantKey::Bytes(value.clone()),
        };
        let type_ = constant.type_();
        let id = match self.constants.get(&key) {
            Some(id) => *id,
            None => {
                let id = ConstantId(self.facts.constants.len() as u32);
                self.facts.constants.push(constant);
                self.constants.insert(key, id);
                id
            }
        };
        self.values.atom(Atom::Scalar(type_, Some(id)))
    }

    /// The constant a value is on every execution.
    pub fn constant_of(&self, v: V) -> Option<&Constant> {
        match self.values.get(v).single() {
            Some(Atom::Scalar(_, Some(id))) => Some(&self.facts.constants[id.0 as usize]),
            _ => None,
        }
    }

    pub fn constant_id(&self, v: V) -> Option<ConstantId> {
        match self.values.get(v).single() {
            Some(Atom::Scalar(_, id)) => id,
            _ => None,
        }
    }

    pub fn objects_of(&self, v: V) -> SmallVec<[ObjectId; 4]> {
        let atoms = &self.values.get(v).atoms;
        atoms.iter().filter_map(|atom| if let Atom::Object(id) = atom { Some(*id) } else { None }).collect()
    }

    pub fn external(&mut self, path: &str, type_: Type) -> V {
        let id = match self.externals.get(path) {
            Some(id) => *id,
            None => {
                let id = ExternalId(self.facts.externals.len() as u32);
                self.facts.externals.push(External { path: path.into(), type_ });
                self.externals.insert(path.into(), id);
                id
            }
        };
        self.values.atom(Atom::External(id))
    }

    /// The object that a place of the text makes.
    pub fn allocate(&mut self, frame: &Frame, span: Span, type_: Type) -> ObjectId {
        self.allocate_for(frame, span, type_, None)
    }

    pub fn allocate_for(
        &mut self,
        frame: &Frame,
        span: Span,
        type_: Type,
        definition: Option<ScopeId>,
    ) -> ObjectId {
        let many = frame.repeats > 0;
        if let Some(id) = self.site_at.get(&(span, type_)) {
            self.facts.objects[id.0 as usize].many |= many;
            return *id;
        }
        let id = self.add_object(Object { many, ..Object::new(span, frame.scope(), type_, definition) });
        self.site_at.insert((span, type_), id);
        id
    }

    fn add_object(&mut self, object: Object) -> ObjectId {
        self.facts.objects.push(object);
        let (rest, keys) = (self.new_cell(), self.new_cell());
        self.contents.push(Contents { entries: Vec::new(), rest, keys, shuffled: false, outside: false });
        ObjectId(self.facts.objects.len() as u32 - 1)
    }

    /// The value with one object for all the instances of a class of the file. Of the parameters of functions
    /// with unseen callers only the storage is claimed, so they need not be traced again for each
    /// instance that the file makes.
    pub fn without_instances(&mut self, v: V) -> V {
        let mut found: SmallVec<[(ObjectId, usize); 4]> = SmallVec::new();
        for id in self.objects_of(v) {
            let object = &self.facts.objects[id.0 as usize];
            if object.stands_in {
                continue;
            }
            // The items of a `list` that is one of them are inside the object itself.
            if let Some(class) = self.class_of(object.type_)
                && !self.classes[class].open
                && !self.classes[class].has_builtin_base
            {
                found.push((id, class));
            }
        }
        if found.is_empty() {
            return v;
        }
        let mut value = self.values.get(v).clone();
        value.atoms.retain(|atom| !found.iter().any(|(id, _)| *atom == Atom::Object(*id)));
        let mut v = self.values.add(value);
        for (id, class) in found {
            let stand_in = self.stand_in(class);
            if !self.stood_in.contains(&(id, stand_in)) {
                self.stood_in.push((id, stand_in));
            }
            let other = self.values.atom(Atom::Object(stand_in));
            v = self.values.join(v, other);
        }
        v
    }

    fn stand_in(&mut self, class: usize) -> ObjectId {
        if let Some(id) = self.classes[class].stand_in {
            return id;
        }
        let found = &self.classes[class];
        let object = Object {
            stands_in: true,
            many: true,
            ..Object::new(Span::default(), found.scope, found.type_, Some(found.scope))
        };
        let id = self.add_object(object);
        self.classes[class].stand_in = Some(id);
        id
    }

    /// An object that no site of the text makes: any of those of its type that the library gives.
    pub fn add_stand_in(&mut self, type_: Type) -> ObjectId {
        let object = Object::new(Span::default(), MODULE, type_, None);
        self.add_object(Object { stands_in: true, many: true, ..object })
    }

    /// What happened to a stand-in may have happened to each object it stood in for.
    pub fn finish_stand_ins(&mut self) {
        for (id, stand_in) in std::mem::take(&mut self.stood_in) {
            let Object { mutations, escapes, .. } = self.facts.objects[stand_in.0 as usize].clone();
            let object = &mut self.facts.objects[id.0 as usize];
            for mutation in mutations {
                match object.mutations.iter_mut().find(|known| known.span == mutation.span) {
                    Some(known) => known.possible = true,
                    None => object.mutations.push(Mutation { possible: true, ..mutation }),
                }
            }
            for escape in escapes {
                if !object.escapes.contains(&escape) {
                    object.escapes.push(escape);
                }
            }
        }
    }

    /// The type of an object can be changed by code: containers, instances, …
    pub fn is_mutable(&self, object: ObjectId) -> bool {
        use types::{COROUTINE, FROZENSET, GENERATOR, RANGE, TUPLE};
        // What a coroutine returns and a generator yields is the business of its own code.
        !matches!(
            self.facts.objects[object.0 as usize].type_,
            TUPLE | FROZENSET | RANGE | COROUTINE | GENERATOR
        )
    }
}
