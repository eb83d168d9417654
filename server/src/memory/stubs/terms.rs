//! Types as the table writes them, read as values. `server/typeshed/annotations.py` says what the signs mean.

use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind};
use crate::memory::frame::Frame;
use crate::memory::machine::Machine;
use crate::memory::stubs::table::{self, Kind};
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, UNKNOWN, V};
use crate::text::Span;

/// What a type may speak of.
pub(super) struct Env<'e, 'a> {
    /// The type arguments of the class, `$0` and so on.
    pub params: SmallVec<[V; 2]>,
    /// The receiver, or an instance of the class: `self`.
    pub own: V,
    /// `@`: str or bytes, as the arguments are.
    pub text: V,
    /// The arguments with the frame that gives them, for `#0:name` and its like.
    pub call: Option<(&'e Frame, &'e [Arg<'a>])>,
    /// The type is that of a constant: `float` is one.
    pub is_constant: bool,
}

impl Default for Env<'_, '_> {
    fn default() -> Self {
        Env { params: SmallVec::new(), own: UNKNOWN, text: UNKNOWN, call: None, is_constant: false }
    }
}

impl Env<'_, '_> {
    pub fn of_value() -> Self {
        Env { is_constant: true, ..Env::default() }
    }
}

impl<'a> Machine<'a> {
    /// A type as a value; `site` is the place that asks for it.
    pub(super) fn read_terms(&mut self, text: &'static str, env: &Env, site: Span) -> V {
        if text.is_empty() {
            return UNKNOWN;
        }
        let mut result = BOTTOM;
        for term in table::split(text, b'|') {
            let mut one = BOTTOM;
            for (index, term) in table::split(term, b'/').enumerate() {
                // `A/B`: one for str, the other for bytes.
                let other = if index == 0 { types::BYTES } else { types::STR };
                if term.len() == text.len() || env.text != self.values.scalar(other) {
                    let v = self.read_term(term, env, site);
                    one = self.values.join(one, v);
                }
            }
            result = self.values.join(result, one);
        }
        result
    }

    pub(super) fn read_arguments(&mut self, text: &'static str, env: &Env, site: Span) -> SmallVec<[V; 2]> {
        table::split(text, b',').map(|one| self.read_terms(one, env, site)).collect()
    }

    fn read_term(&mut self, term: &'static str, env: &Env, site: Span) -> V {
        let scalar = match term {
            "int" => types::INT,
            "str" => types::STR,
            "bytes" => types::BYTES,
            "bool" => types::BOOL,
            "complex" => types::COMPLEX,
            "float" if env.is_constant => types::FLOAT,
            "float" => {
                // PEP 484: where a float is promised, an int will do.
                let (int, float) = (self.values.scalar(types::INT), self.values.scalar(types::FLOAT));
                return self.values.join(int, float);
            }
            "None" => types::NONE,
            "?" | "" => return UNKNOWN,
            "*" => return self.values.atom(Atom::AnyHeap),
            "self" => return env.own,
            "@" if env.text == UNKNOWN => return self.any_text(),
            "@" => return env.text,
            _ if term.starts_with('$') => {
                let index = term[1..].parse::<usize>().unwrap_or(usize::MAX);
                return env.params.get(index).copied().unwrap_or(UNKNOWN);
            }
            _ if term.starts_with(['#', '%', '&']) => return self.read_argument(term, env, site),
            _ => return self.read_class(term, env, site),
        };
        self.values.scalar(scalar)
    }

    /// `#0:name`: of the type of an argument, of its items (`%`), of what awaiting it gives (`&`). Where it is not
    /// given, its default has another overload.
    fn read_argument(&mut self, term: &'static str, env: &Env, site: Span) -> V {
        let Some((index, name)) = term[1..].split_once(':') else { return UNKNOWN };
        let Some((f, args)) = env.call else { return UNKNOWN };
        if args.iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar)) {
            return UNKNOWN;
        }
        let named = args.iter().find(|arg| arg.kind == ArgKind::Keyword(name));
        let mut positional = args.iter().filter(|arg| arg.kind == ArgKind::Positional);
        let at = index.parse::<usize>().ok().and_then(|index| positional.nth(index));
        let Some(arg) = named.or(at) else { return BOTTOM };
        let v = match term.as_bytes()[0] {
            b'%' => self.element(f, arg.val.v, site, false),
            b'&' => self.awaited(f, arg.val.v),
            _ => arg.val.v,
        };
        let v = self.of_its_kind(v);
        self.values.assumed(v)
    }

    /// Something of the types of a value, not the very same.
    fn of_its_kind(&mut self, v: V) -> V {
        let mut value = self.values.get(v).without_constants();
        for atom in &mut value.atoms {
            if let Atom::Object(id) = atom {
                let object = &self.facts.objects[id.0 as usize];
                if !object.stands_in {
                    *atom = Atom::Heap(object.type_);
                }
            }
        }
        value.atoms.sort();
        value.atoms.dedup();
        self.values.add(value)
    }

    fn read_class(&mut self, term: &'static str, env: &Env, site: Span) -> V {
        let (path, written) = table::head(term);
        let Some(line) = table::resolve(path) else { return UNKNOWN };
        let Kind::Class(flags) = line.kind else { return UNKNOWN };
        let type_ = self.stub_type(line.path, flags.is_leaf);
        let Some(written) = written else { return self.values.atom(Atom::Heap(type_)) };
        if type_ == types::TUPLE {
            return match written.strip_suffix(",...") {
                Some(item) => {
                    let item = self.read_terms(item, env, site);
                    self.shape(line.path, type_, SmallVec::from_slice(&[item]), false, site)
                }
                None if written.is_empty() => self.shape(line.path, type_, SmallVec::new(), true, site),
                None => {
                    let items = self.read_arguments(written, env, site);
                    self.shape(line.path, type_, items, true, site)
                }
            };
        }
        let values = self.read_arguments(written, env, site);
        self.shape(line.path, type_, values, false, site)
    }

    /// What `@` is in a call: bytes where an argument is, str where none can be.
    pub fn text_of(&mut self, args: &[Arg<'a>]) -> V {
        let mut is_text = true;
        for arg in args.iter().filter(|arg| arg.kind != ArgKind::Receiver) {
            let value = self.values.get(arg.val.v);
            if value.single().is_some_and(|atom| matches!(atom, Atom::Scalar(types::BYTES, _))) {
                return self.values.scalar(types::BYTES);
            }
            is_text &= matches!(arg.kind, ArgKind::Positional | ArgKind::Keyword(_))
                && !value.unknown
                && value.atoms.iter().all(|atom| !self.may_be_of_bytes(*atom));
        }
        if is_text { self.values.scalar(types::STR) } else { self.any_text() }
    }

    fn may_be_of_bytes(&self, atom: Atom) -> bool {
        match atom {
            Atom::Scalar(type_, _) => type_ == types::BYTES,
            Atom::External(_) => false,
            Atom::Object(id) if self.facts.objects[id.0 as usize].definition.is_some() => false,
            Atom::Object(id) => match self.stubs.arguments.get(&id) {
                Some(found) => found.values.iter().any(|v| {
                    let inside = self.values.get(*v);
                    let is_text = |atom: &Atom| matches!(atom, Atom::Scalar(types::STR, _));
                    inside.unknown || !inside.atoms.iter().all(is_text)
                }),
                None => true,
            },
            Atom::Heap(type_) => {
                !self.stub_class_of(type_).is_some_and(|class| self.stub_inherits(class, "pathlib.PurePath"))
            }
            Atom::AnyHeap | Atom::AnyScalar => true,
        }
    }
}
