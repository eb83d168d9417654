//! What the standard library gives: types of its values, results and attributes, from typeshed's stubs.
//!
//! The effects table (`builtins/`) goes first; this one knows far more paths, but of each only the
//! type: whether a call keeps or changes its arguments is unknown. What a stub says is taken at this
//! precision: a value type; an object of a class *or of one that inherits from it*, and of no other where
//! the library has no such class; what is inside a container as long as the file alone changes it. It is taken as a
//! fact for constants, for making an instance, and for what `tests/tests/library.rs` has seen in runs; the rest, attributes
//! that objects hold themselves among it, is assumed.

mod classes;
mod table;
mod terms;

use rustc_hash::FxHashMap;
use rustpython_ast::Operator;
use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind, Entered};
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, ObjectId, Type, UNKNOWN, V};
use crate::text::Span;

pub use table::Kind;
use table::Line;
use terms::Env;

/// What the machine has met of the library.
#[derive(Debug, Default)]
pub struct Stubs {
    /// Paths that were looked up.
    found: FxHashMap<Box<str>, Option<Member>>,
    /// The class of a type.
    classes: FxHashMap<Type, &'static str>,
    /// Types of classes: the instances of the class itself, or of what inherits from it too.
    types: FxHashMap<(&'static str, bool), Type>,
    /// Objects that stand for values of a type with arguments.
    shapes: FxHashMap<ShapeKey, ObjectId>,
    arguments: FxHashMap<ObjectId, Arguments>,
}

/// The class of a `Match[str]` with its arguments.
#[derive(Debug, Clone)]
struct Arguments {
    class: &'static str,
    values: SmallVec<[V; 2]>,
    depth: u32,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct ShapeKey {
    site: Span,
    type_: Type,
    class: &'static str,
    is_fixed: bool,
    values: SmallVec<[V; 2]>,
}

/// An item of the library, and where it is reached through a class: the bases from there to its class.
#[derive(Debug, Clone)]
pub struct Member {
    line: Line,
    through: SmallVec<[&'static str; 4]>,
}

impl<'a> Machine<'a> {
    /// What a path of the library names, as a value; `None` where the table does not know it.
    pub fn stub_value(&mut self, path: &str) -> Option<V> {
        let line = self.stub_at(path)?.line;
        Some(match line.kind {
            Kind::Module => self.external(path, types::MODULE),
            // Through its class a property is the property itself.
            Kind::Property | Kind::Alias => UNKNOWN,
            Kind::Member => {
                let class = line.path.rsplit_once('.').map_or("", |(class, _)| class);
                let type_ = self.stub_type(class, true);
                self.values.atom(Atom::Heap(type_))
            }
            // An object of which no more is said is at least the one of that path.
            Kind::Value if line.rest == "*" => self.external(path, types::UNNAMED),
            Kind::Value => {
                let v = self.read_terms(line.rest, &Env::of_value(), Span::default());
                if line.is_unsure { self.values.assumed(v) } else { v }
            }
            _ => self.external(path, types::UNNAMED),
        })
    }

    /// A call of what a path of the library names. The caller has seen to the arguments.
    pub fn stub_call(&mut self, f: &Frame, path: &str, args: &[Arg<'a>], span: Span) -> Option<V> {
        let member = self.stub_at(path)?;
        let line = member.line;
        match line.kind {
            Kind::Class(_) => Some(self.stub_instance(line, args, span)),
            Kind::Function | Kind::ClassMethod | Kind::StaticMethod => {
                let own = match path.rsplit_once('.').and_then(|(owner, _)| table::resolve(owner)) {
                    Some(class @ Line { kind: Kind::Class(flags), .. }) if line.kind == Kind::ClassMethod => {
                        let type_ = self.stub_type(class.path, flags.is_leaf || !flags.makes_other);
                        self.values.atom(Atom::Heap(type_))
                    }
                    _ => UNKNOWN,
                };
                let env = Env { own, text: self.text_of(args), call: Some((f, args)), ..Env::default() };
                Some(self.read_line(line, &env, span))
            }
            _ => None,
        }
    }

    /// `Class(…)` of a class of the library.
    fn stub_instance(&mut self, line: Line, args: &[Arg<'a>], span: Span) -> V {
        let Kind::Class(flags) = line.kind else { return UNKNOWN };
        let type_ = self.stub_type(line.path, flags.is_leaf || !flags.makes_other);
        if flags.takes_text {
            let text = self.text_of(args);
            return self.shape(line.path, type_, SmallVec::from_slice(&[text]), false, span);
        }
        self.values.atom(Atom::Heap(type_))
    }

    /// An attribute of an instance of a library's class, of a class of the file that inherits from one,
    /// or of `super()` in such a class.
    pub fn stub_attribute(&mut self, atom: Atom, name: &str) -> Option<V> {
        let (member, env) = self.stub_member(atom, name)?;
        match member.line.kind {
            Kind::Value | Kind::Property | Kind::Member => {
                Some(self.read_line(member.line, &env, Span::default()))
            }
            Kind::Function | Kind::ClassMethod | Kind::StaticMethod => Some(self.values.atom(Atom::AnyHeap)),
            _ => None,
        }
    }

    /// What a method of such an object gives. The caller has seen to the arguments.
    pub fn stub_method(
        &mut self,
        f: &Frame,
        atom: Atom,
        name: &str,
        args: &[Arg<'a>],
        span: Span,
    ) -> Option<V> {
        let (member, mut env) = self.stub_member(atom, name)?;
        if !matches!(member.line.kind, Kind::Function | Kind::ClassMethod | Kind::StaticMethod) {
            return None;
        }
        env.text = self.text_of(args);
        env.call = Some((f, args));
        Some(self.read_line(member.line, &env, span))
    }

    /// A method that Python itself calls (`__enter__`, `__next__`), without arguments.
    pub fn stub_protocol(&mut self, atom: Atom, name: &str, span: Span) -> Option<V> {
        let (member, env) = self.stub_member(atom, name)?;
        if member.line.kind != Kind::Function {
            return None;
        }
        Some(self.read_line(member.line, &env, span))
    }

    /// A member of an object's class with what its type may speak of.
    fn stub_member<'e>(&mut self, atom: Atom, name: &str) -> Option<(Member, Env<'e, 'a>)> {
        let own = self.values.atom(atom);
        let mut own_type = match atom {
            Atom::Object(_) => {
                self.type_of_atom(atom).map_or(own, |type_| self.values.atom(Atom::Heap(type_)))
            }
            _ => own,
        };
        let mut candidates: SmallVec<[&'static str; 2]> = SmallVec::new();
        if let Some(class) = self.stub_bases_of(atom) {
            candidates = class;
            if self.instance_class(atom).is_some() {
                own_type = self.values.assumed(own_type);
            }
        }
        for term in candidates {
            let (path, written) = table::head(term);
            let Some(member) = self.stub_class_member(path, name) else { continue };
            let mut params = match (atom, written) {
                (_, Some(written)) => self.read_arguments(written, &Env::default(), Span::default()),
                (Atom::Object(id), None) => self.arguments_of(id, path),
                _ => self.default_arguments(path),
            };
            for base in &member.through {
                let (path, written) = table::head(base);
                params = match written {
                    Some(written) => {
                        let env = Env { params, own: own_type, ..Env::default() };
                        self.read_arguments(written, &env, Span::default())
                    }
                    None => self.default_arguments(path),
                };
            }
            return Some((member, Env { params, own: own_type, ..Env::default() }));
        }
        None
    }

    /// What a line promises: certain where a run has borne it out.
    fn read_line(&mut self, line: Line, env: &Env<'_, 'a>, site: Span) -> V {
        let v = self.read_terms(line.rest, env, site);
        if line.is_proven { self.values.unsure_either(v) } else { self.values.assumed(v) }
    }

    /// The result of calling what a path names, where the effects table leaves it open.
    pub fn or_stub(&mut self, f: &Frame, val: Val, path: &str, args: &[Arg<'a>], span: Span) -> Val {
        // `__reversed__` gives what it likes.
        if val.v != UNKNOWN || path == "builtins.reversed" {
            return val;
        }
        match self.stub_call(f, path, args, span) {
            Some(v) => self.fresh(v),
            None => val,
        }
    }

    /// Puts into a new container what the library says is inside.
    pub fn fill_by_stub(&mut self, f: &Frame, val: Val, path: &str, args: &[Arg<'a>], span: Span) {
        let receiver = args.first().filter(|arg| arg.kind == ArgKind::Receiver).map(|arg| arg.val.v);
        let told = match receiver.and_then(|v| self.values.get(v).single()) {
            Some(atom) => {
                let name = path.rsplit('.').next().unwrap_or(path);
                self.stub_method(f, atom, name, args, span)
            }
            None => self.stub_call(f, path, args, span),
        };
        let told = told.and_then(|v| match self.values.get(v).single() {
            Some(Atom::Object(id)) => Some(id),
            _ => None,
        });
        for object in self.objects_of(val.v) {
            let type_ = self.facts.objects[object.0 as usize].type_;
            match told.filter(|id| self.facts.objects[id.0 as usize].type_ == type_) {
                Some(id) if types::is_container(type_) => {
                    let entries = self.contents(id).entries.clone();
                    for (key, cell) in entries {
                        let item = self.peek(cell);
                        self.put_entry(object, key, item);
                    }
                    let (rest, keys) = (self.contents(id).rest, self.contents(id).keys);
                    let (rest, keys) = (self.peek(rest), self.peek(keys));
                    self.put(object, rest);
                    self.put_key(object, keys);
                }
                _ => {
                    self.put(object, UNKNOWN);
                    self.put_key(object, UNKNOWN);
                }
            }
        }
    }

    /// What iterating over an object of the library gives.
    pub fn stub_element(&mut self, f: &Frame, atom: Atom, span: Span, is_async: bool) -> Option<V> {
        let (iter, next) = if is_async { ("__aiter__", "__anext__") } else { ("__iter__", "__next__") };
        if let Some(v) = self.stub_protocol(atom, next, span) {
            return Some(if is_async { self.awaited(f, v) } else { v });
        }
        let iterator = self.stub_protocol(atom, iter, span)?;
        let value = self.values.get(iterator).clone();
        let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
        for step in value.atoms {
            let one = match self.stub_protocol(step, next, span) {
                Some(v) if is_async => self.awaited(f, v),
                Some(v) => v,
                None => UNKNOWN,
            };
            result = self.values.join(result, one);
        }
        Some(result)
    }

    /// What `await` makes of an object of the library.
    pub fn stub_awaited(&mut self, atom: Atom, span: Span) -> Option<V> {
        let steps = self.stub_protocol(atom, "__await__", span)?;
        let Some(Atom::Object(id)) = self.values.get(steps).single() else { return None };
        // A generator's third argument is what it returns.
        self.stubs.arguments.get(&id)?.values.get(2).copied()
    }

    /// `x op y` by a method of a class of the library; `None` where none is known.
    pub fn stub_operator(&mut self, op: Operator, x: Atom, y: Option<Atom>, span: Span) -> Option<V> {
        let is_own = |machine: &Self, atom: Atom| machine.instance_class(atom).is_some();
        if is_own(self, x) || y.is_some_and(|y| is_own(self, y)) {
            return None;
        }
        if !x.is_scalar()
            && let Some(v) = self.stub_protocol(x, op.dunder(), span)
        {
            let is_plain = y.is_some_and(|y| y.is_scalar() || self.type_of_atom(y) == self.type_of_atom(x));
            return Some(if is_plain { v } else { self.values.assumed(v) });
        }
        match y {
            Some(y) if x.is_scalar() && !y.is_scalar() => self.stub_protocol(y, op.reflected_dunder(), span),
            _ => None,
        }
    }

    /// What entering an object of the library gives: itself, where it says so.
    pub fn stub_entered(&mut self, f: &Frame, atom: Atom, manager: Val, span: Span, is_async: bool) -> Val {
        if !is_async
            && self.stub_member(atom, "__enter__").is_some_and(|(member, _)| member.line.rest == "self")
        {
            return manager;
        }
        let name = if is_async { "__aenter__" } else { "__enter__" };
        let Some(v) = self.stub_protocol(atom, name, span) else { return Val::plain(UNKNOWN) };
        Val::plain(if is_async { self.awaited(f, v) } else { v })
    }

    /// What `except` binds for a class or a tuple of them.
    pub fn caught(&mut self, f: &Frame, classes: V) -> V {
        let any = self.values.atom(Atom::AnyHeap);
        let mut value = self.values.get(classes).clone();
        if let Some(Atom::Object(id)) = value.single()
            && self.facts.objects[id.0 as usize].type_ == types::TUPLE
        {
            let inside = self.get_any(id, f.unit);
            value = self.values.get(inside).clone();
        }
        if value.is_bottom() || value.unknown {
            return any;
        }
        let mut result = BOTTOM;
        for atom in value.atoms {
            let one = match atom {
                Atom::External(id) => {
                    let path = self.facts.externals[id.0 as usize].path.clone();
                    self.stub_class_instance(&path).unwrap_or(any)
                }
                Atom::Object(id) => match self.class_of_object(id) {
                    Some(class) => self.instance_of(class),
                    None => any,
                },
                _ => any,
            };
            result = self.values.join(result, one);
        }
        result
    }

    /// An instance of a class of the library or of one that inherits from it.
    pub fn stub_class_instance(&mut self, path: &str) -> Option<V> {
        let line = self.stub_at(path)?.line;
        let Kind::Class(flags) = line.kind else { return None };
        Some(self.stub_class_value(line.path, flags))
    }

    /// A call of a library's function, where nothing else tells.
    pub fn call_stub(
        &mut self,
        f: &mut Frame,
        path: &str,
        args: &mut [Arg<'a>],
        span: Span,
        entered: &mut Entered,
    ) -> Val {
        self.call_unknown(f, args, span);
        entered.incomplete = true;
        self.or_stub(f, Val::plain(UNKNOWN), path, args, span)
    }
}
