//! Classes of the library: their types, their members through the bases.

use smallvec::SmallVec;

use crate::memory::machine::Machine;
use crate::memory::stubs::table::{self, Flags, Kind, Line};
use crate::memory::stubs::{Arguments, Member, ShapeKey};
use crate::memory::types;
use crate::memory::value::{Atom, ObjectId, Type, UNKNOWN, V};
use crate::text::Span;

/// More classes than this are not looked through for one member.
const MOST_BASES: usize = 48;

/// `list[list[…]]` deeper than this is a list of anything.
const MOST_DEPTH: u32 = 6;

impl<'a> Machine<'a> {
    /// The item at a path, or the member of a class at it.
    pub(super) fn stub_at(&mut self, path: &str) -> Option<Member> {
        if let Some(found) = self.stubs.found.get(path) {
            return found.clone();
        }
        let path_in_table = path.strip_prefix("builtins.").unwrap_or(path);
        let mut found = table::resolve(path_in_table).map(|line| Member { line, through: SmallVec::new() });
        if found.is_none()
            && let Some((owner, name)) = path_in_table.rsplit_once('.')
        {
            found = match self.stub_at(owner).map(|owner| owner.line) {
                Some(Line { path: owner, kind: Kind::Class(_), .. }) => self.stub_class_member(owner, name),
                Some(Line { path: other, kind: Kind::Module, .. }) if other != owner => {
                    self.stub_at(&format!("{other}.{name}"))
                }
                _ => None,
            };
        }
        self.stubs.found.insert(path.into(), found.clone());
        found
    }

    /// What a class has under a name: its own or, depth first, that of a base.
    pub(super) fn stub_class_member(&mut self, class: &'static str, name: &str) -> Option<Member> {
        let key = format!("{class}.{name}");
        if let Some(found) = self.stubs.found.get(key.as_str()) {
            return found.clone();
        }
        let mut seen: SmallVec<[&'static str; 8]> = SmallVec::new();
        let mut todo: Vec<(&'static str, SmallVec<[&'static str; 4]>)> = vec![(class, SmallVec::new())];
        let mut found = None;
        while let Some((path, through)) = todo.pop() {
            if seen.contains(&path) || seen.len() > MOST_BASES {
                continue;
            }
            seen.push(path);
            if let Some(line) = table::find(&format!("{path}.{name}")) {
                found = Some(Member { line, through });
                break;
            }
            let Some(line) = table::find(path) else { continue };
            let bases: SmallVec<[&'static str; 4]> = bases(line).collect();
            for base in bases.into_iter().rev() {
                let mut through = through.clone();
                through.push(base);
                todo.push((table::head(base).0, through));
            }
        }
        self.stubs.found.insert(key.into(), found.clone());
        found
    }

    /// The type of the instances of a class: of that very class, or of what inherits from it too.
    pub fn stub_type(&mut self, class: &'static str, is_exact: bool) -> Type {
        if let Some(type_) = self.stubs.types.get(&(class, is_exact)) {
            return *type_;
        }
        let known = types::at_path(class);
        let is_container = known.is_some_and(types::is_container);
        let type_ = match known {
            Some(type_) if is_exact || is_container => type_,
            _ => {
                let name = match table::find(class).map(|line| line.kind) {
                    Some(Kind::Class(Flags { name: Some(name), .. })) => name,
                    _ => class.rsplit('.').next().unwrap_or(class),
                };
                let type_ = self.facts.types.add_other(name);
                if !is_exact {
                    self.facts.open_types.insert(type_);
                }
                type_
            }
        };
        self.stubs.types.insert((class, is_exact), type_);
        self.stubs.classes.insert(type_, class);
        type_
    }

    /// The library's class whose instances have a type.
    pub fn stub_class_of(&self, type_: Type) -> Option<&'static str> {
        types::path_of(type_).or_else(|| self.stubs.classes.get(&type_).copied())
    }

    /// Where to look for the members of an object: its class, or the library's classes that its class inherits from.
    pub fn stub_bases_of(&self, atom: Atom) -> Option<SmallVec<[&'static str; 2]>> {
        if let Atom::Object(id) = atom
            && self.facts.objects[id.0 as usize].type_ == types::SUPER
        {
            let scope = self.facts.objects[id.0 as usize].definition?;
            return self.class_of_scope.get(&scope).map(|class| self.stub_bases(*class));
        }
        if let Some(class) = self.instance_class(atom) {
            return Some(self.stub_bases(class));
        }
        let class = self.stub_class_of(self.type_of_atom(atom)?)?;
        Some(SmallVec::from_slice(&[class]))
    }

    fn stub_bases(&self, class: usize) -> SmallVec<[&'static str; 2]> {
        self.classes[class]
            .mro
            .iter()
            .flat_map(|class| self.classes[*class].stub_bases.iter().copied())
            .collect()
    }

    /// The path of a library's class, as the table has it.
    pub fn stub_class(&mut self, path: &str) -> Option<&'static str> {
        let line = self.stub_at(path)?.line;
        matches!(line.kind, Kind::Class(_)).then_some(line.path)
    }

    /// A class of the library, not of `builtins`, whose call may give something else than a plain instance.
    pub fn stub_makes_other(&mut self, path: &str) -> bool {
        let line = self.stub_at(path).map(|member| member.line);
        let flags = match line.map(|line| line.kind) {
            Some(Kind::Class(flags)) => flags,
            _ => return false,
        };
        !path.starts_with("builtins.") && flags.makes_other
    }

    /// One class of the library is another or inherits from it.
    pub fn stub_inherits(&self, class: &'static str, from: &str) -> bool {
        let mut seen: SmallVec<[&'static str; 8]> = SmallVec::from_slice(&[class]);
        let mut next = 0;
        while next < seen.len() && seen.len() < MOST_BASES {
            if seen[next] == from {
                return true;
            }
            for base in table::find(seen[next]).into_iter().flat_map(bases) {
                let base = table::head(base).0;
                if !seen.contains(&base) {
                    seen.push(base);
                }
            }
            next += 1;
        }
        false
    }

    pub(super) fn stub_class_value(&mut self, class: &'static str, flags: Flags) -> V {
        let type_ = self.stub_type(class, flags.is_leaf);
        self.values.atom(Atom::Heap(type_))
    }

    /// The type arguments of an object: those it was made with.
    pub(super) fn arguments_of(&mut self, id: ObjectId, class: &'static str) -> SmallVec<[V; 2]> {
        match self.stubs.arguments.get(&id) {
            Some(found) if found.class == class => found.values.clone(),
            _ => self.default_arguments(class),
        }
    }

    /// Type arguments that nobody told.
    pub(super) fn default_arguments(&mut self, class: &'static str) -> SmallVec<[V; 2]> {
        match table::find(class).map(|line| line.kind) {
            Some(Kind::Class(flags)) if flags.is_of_text => SmallVec::from_slice(&[self.any_text()]),
            _ => SmallVec::new(),
        }
    }

    pub fn any_text(&mut self) -> V {
        let (text, bytes) = (self.values.scalar(types::STR), self.values.scalar(types::BYTES));
        self.values.join(text, bytes)
    }

    /// The object that stands for the values of a class with type arguments. What the file puts into those of one
    /// place is put into it.
    pub fn shape(
        &mut self,
        class: &'static str,
        type_: Type,
        mut values: SmallVec<[V; 2]>,
        is_fixed: bool,
        site: Span,
    ) -> V {
        let mut depth = 0;
        for v in &values {
            for id in self.objects_of(*v) {
                depth = depth.max(self.stubs.arguments.get(&id).map_or(0, |inner| inner.depth + 1));
            }
        }
        if depth > MOST_DEPTH {
            values.fill(UNKNOWN);
            depth = 0;
        }
        // Only what can be changed is told apart by its place.
        let site = if types::is_container(type_) { site } else { Span::default() };
        let key = ShapeKey { site, type_, class, is_fixed, values: values.clone() };
        let id = match self.stubs.shapes.get(&key) {
            Some(id) => *id,
            None => {
                let id = self.add_stand_in(type_);
                self.stubs.shapes.insert(key, id);
                self.fill(id, class, type_, &values, is_fixed);
                self.stubs.arguments.insert(id, Arguments { class, values, depth });
                id
            }
        };
        self.values.atom(Atom::Object(id))
    }

    /// Puts into a container what its type arguments say.
    fn fill(&mut self, id: ObjectId, class: &'static str, type_: Type, values: &[V], is_fixed: bool) {
        let at = |index: usize| values.get(index).copied().unwrap_or(UNKNOWN);
        match type_ {
            types::COUNTER => {
                let count = self.values.scalar(types::INT);
                self.put(id, count);
                self.put_key(id, at(0));
            }
            _ if types::is_dict(type_) => {
                self.put_key(id, at(0));
                self.put(id, at(1));
            }
            types::TUPLE if is_fixed => {
                for (index, v) in values.iter().enumerate() {
                    let key = self.constant(crate::memory::value::Constant::Int(index as i64));
                    match self.constant_id(key) {
                        Some(key) => self.put_entry(id, key, *v),
                        None => self.put(id, *v),
                    }
                }
            }
            types::COROUTINE => self.put(id, at(2)),
            _ if class.starts_with("contextlib._") || types::is_container(type_) => self.put(id, at(0)),
            _ => {}
        }
    }
}

fn bases(line: Line) -> impl Iterator<Item = &'static str> {
    table::split(line.rest, b' ').filter(|base| !base.is_empty() && *base != "?")
}
