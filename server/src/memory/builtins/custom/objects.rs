//! Objects: attributes by name, files, classes, copies.

use super::{M, each, first};
use crate::memory::builtins::Inside;
use crate::memory::call::{Arg, ArgKind};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, UNKNOWN, V};
use crate::names::ScopeKind;
use crate::text::Span;

pub fn set_operation<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let object = m.allocate(f, span, types::SET);
    for arg in args.iter() {
        let item = m.element(f, arg.val.v, span, false);
        m.put(object, item);
    }
    m.object(object)
}

pub fn getattr<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let (Some(object), Some(name)) = (m.argument(args, 0), m.argument(args, 1)) else {
        return Val::plain(UNKNOWN);
    };
    let Some(Constant::Str(name)) = m.constant_of(name.v) else {
        m.taint(object.v);
        return Val::plain(UNKNOWN);
    };
    let name = name.clone();
    let found = m.attribute(f, object, &name, span);
    match m.argument(args, 2) {
        Some(default) => m.join_vals(found, default),
        None => found,
    }
}

pub fn setattr<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    if let Some(object) = m.argument(args, 0) {
        let atoms = m.values.get(object.v).atoms.clone();
        for atom in atoms {
            if let Some(class) = m.instance_class(atom) {
                m.make_dynamic(class);
            }
        }
        m.mutate(f, object, span, "setattr", true);
        for arg in args.iter().skip(1) {
            m.escape(f, arg.val.v, EscapeTo::Attribute, span, "");
        }
    }
    m.call_unknown(f, &args[args.len().min(1)..], span);
    Val::plain(m.none())
}

pub fn open<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let mode = m.argument(args, 1).or(m.keyword(args, "mode"));
    let is_buffered = m.argument(args, 2).is_none() && m.keyword(args, "buffering").is_none();
    let spread = args.iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar));
    let type_ = match mode.map(|mode| m.constant_of(mode.v)) {
        None if !spread => Some(types::TEXT_FILE),
        Some(Some(Constant::Str(mode))) if !mode.contains('b') => Some(types::TEXT_FILE),
        Some(Some(Constant::Str(mode))) if is_buffered => Some(if mode.contains('+') {
            types::BINARY_RANDOM
        } else if mode.contains('r') {
            types::BINARY_READER
        } else {
            types::BINARY_WRITER
        }),
        _ => None,
    };
    match type_ {
        Some(type_) => m.new_object(f, type_, Inside::Nothing, args, span),
        None => {
            let v = m.values.atom(Atom::AnyHeap);
            m.fresh(v)
        }
    }
}

/// `os.path.join` and its like: text of text.
pub fn path_text<'a>(m: M<'_, 'a>, _f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let v = first(m, args);
    let value = m.values.get(v);
    let is_text =
        !value.unknown && value.atoms.iter().all(|atom| matches!(atom, Atom::Scalar(types::STR, _)));
    let v = if is_text && v != BOTTOM { m.values.scalar(types::STR) } else { UNKNOWN };
    Val::plain(v)
}

pub fn type_<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let [only] = args else {
        // The new class keeps its bases and what its namespace holds.
        m.call_unknown(f, args, span);
        let v = m.values.atom(Atom::AnyHeap);
        return m.fresh(v);
    };
    let classes: Option<Vec<V>> = m
        .values
        .get(only.val.v)
        .atoms
        .clone()
        .into_iter()
        .map(|atom| m.instance_class(atom).map(|class| m.values.atom(Atom::Object(m.classes[class].object))))
        .collect();
    match classes {
        Some(classes) if !classes.is_empty() && !m.values.get(only.val.v).unknown => {
            let v = classes.into_iter().fold(BOTTOM, |v, class| m.values.join(v, class));
            m.fresh(v)
        }
        _ => {
            let v = m.values.atom(Atom::AnyHeap);
            m.fresh(v)
        }
    }
}

/// `super()`: the object, looked at from the class after this one.
pub fn super_<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let unit = m.unit(f.unit);
    let mut scope = Some(unit.scope);
    let class = loop {
        match scope {
            Some(at) if m.names.scope(at).kind == ScopeKind::Class => break at,
            Some(at) => scope = m.names.scope(at).parent,
            None => return Val::plain(UNKNOWN),
        }
    };
    let receiver = match m.argument(args, 1) {
        Some(receiver) => receiver.v,
        None if m.unit(f.unit).parameters.is_empty() => UNKNOWN,
        None => m.parameter_value(f.unit, 0),
    };
    let object = m.allocate_for(f, span, types::SUPER, Some(class));
    m.put(object, receiver);
    m.object(object)
}

/// `copy.copy`: a new outer object with the same items.
pub fn copy<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    copied(m, f, args, span, false)
}

/// `copy.deepcopy`: new objects all the way down.
pub fn deepcopy<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    if args.len() > 1 {
        // The memo gets to know what is copied, and keeps it.
        m.call_unknown(f, args, span);
    }
    copied(m, f, args, span, true)
}

fn copied<'a>(m: M<'_, 'a>, f: &mut Frame, args: &[Arg<'a>], span: Span, deep: bool) -> Val {
    let v = first(m, args);
    let v = each(m, v, |m, atom| match atom {
        Atom::Object(id) => {
            let object = &m.facts.objects[id.0 as usize];
            let (type_, definition) = (object.type_, object.definition);
            match type_ {
                types::LIST | types::DICT | types::SET | types::DEQUE | types::DEFAULTDICT => {
                    let new = m.allocate(f, span, type_);
                    let inside = m.get_any(id, f.unit);
                    let inside = if deep { strip_objects(m, inside) } else { inside };
                    let keys = m.get_keys(id, f.unit);
                    m.put(new, inside);
                    m.put_key(new, keys);
                    m.values.atom(Atom::Object(new))
                }
                types::TUPLE | types::FROZENSET if !deep => m.values.atom(atom),
                types::TUPLE | types::FROZENSET => m.values.atom(Atom::Heap(type_)),
                _ if m.class_of(type_).is_some_and(|class| m.copies_plainly(class)) => {
                    let new = m.allocate_for(f, span, type_, definition);
                    m.values.atom(Atom::Object(new))
                }
                types::FUNCTION | types::TYPE => m.values.atom(atom),
                _ => UNKNOWN,
            }
        }
        Atom::Scalar(..) | Atom::AnyScalar | Atom::External(_) => m.values.atom(atom),
        Atom::Heap(type_) => m.values.atom(Atom::Heap(type_)),
        Atom::AnyHeap => m.values.atom(Atom::AnyHeap),
    });
    m.fresh(v)
}

/// The same kinds of things, but none of these objects.
fn strip_objects(m: M<'_, '_>, v: V) -> V {
    each(m, v, |m, atom| match atom {
        Atom::Object(id) => {
            let type_ = m.facts.objects[id.0 as usize].type_;
            m.values.atom(Atom::Heap(type_))
        }
        atom => m.values.atom(atom),
    })
}

/// `functools.partial(f, 1, b=2)`: holds the function and the arguments for later calls.
pub fn partial<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let is_told = args.iter().all(|arg| matches!(arg.kind, ArgKind::Positional | ArgKind::Keyword(_)));
    let Some(function) = m.argument(args, 0).filter(|_| is_told) else {
        m.call_unknown(f, args, span);
        return Val::plain(UNKNOWN);
    };
    let object = m.allocate(f, span, types::PARTIAL);
    let keys = m.contents(object).keys;
    m.write(keys, function.v);
    let mut position = 0;
    for arg in args.iter() {
        m.escape(f, arg.val.v, EscapeTo::Container, span, "functools.partial");
        if !arg.is_plain() {
            m.put(object, arg.val.v);
        } else if position > 0 {
            let key = m.constant(Constant::Int(position));
            if let Some(key) = m.constant_id(key) {
                m.put_entry(object, key, arg.val.v);
            }
        }
        position += i64::from(arg.is_plain());
    }
    m.object(object)
}
