//! Functions over iterables: `sorted`, `map`, `zip`, `iter`, `next`.

use smallvec::SmallVec;

use super::{M, call, call_key, first};
use crate::memory::builtins::Inside;
use crate::memory::call::{Arg, ArgKind};
use crate::memory::facts::Facts;
use crate::memory::frame::{Frame, Val};
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, Type, UNKNOWN, V};
use crate::text::Span;

pub fn sorted<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    call_key(m, f, args, span);
    m.new_object(f, types::LIST, Inside::ItemsOf(0), args, span)
}

pub fn sort<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    call_key(m, f, args, span);
    Val::plain(m.none())
}

pub fn map<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let Some(function) = m.argument(args, 0) else { return Val::plain(UNKNOWN) };
    let rest: SmallVec<[Val; 4]> =
        args.iter().filter(|arg| arg.is_plain()).skip(1).map(|arg| arg.val).collect();
    let items: Vec<V> = rest.iter().map(|val| m.element(f, val.v, span, false)).collect();
    let result = call(m, f, function, &items, span);
    let object = m.allocate(f, span, types::MAP);
    let result = m.values.without_constants(result);
    m.put(object, result);
    m.object(object)
}

pub fn filter<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let (Some(function), Some(iterable)) = (m.argument(args, 0), m.argument(args, 1)) else {
        return Val::plain(UNKNOWN);
    };
    let item = m.element(f, iterable.v, span, false);
    if !matches!(m.values.get(function.v).single(), Some(Atom::Scalar(types::NONE, _))) {
        call(m, f, function, &[item], span);
    }
    let object = m.allocate(f, span, types::FILTER);
    m.put(object, item);
    m.object(object)
}

pub fn reduce<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let (Some(function), Some(iterable)) = (m.argument(args, 0), m.argument(args, 1)) else {
        return Val::plain(UNKNOWN);
    };
    let item = m.element(f, iterable.v, span, false);
    let mut result = match m.argument(args, 2) {
        Some(start) => m.values.without_constants(start.v),
        None => m.values.without_constants(item),
    };
    for _ in 0..3 {
        let next = call(m, f, function, &[result, item], span);
        let joined = m.values.join(result, next);
        if joined == result {
            break;
        }
        result = m.values.without_constants(joined);
    }
    m.fresh(result)
}

pub fn enumerate<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let item = m.element(f, v, span, false);
    let number = m.values.scalar(types::INT);
    let pair = m.pair(f, number, item, span);
    let pair = m.values.atom(Atom::Object(pair));
    let object = m.allocate(f, span, types::ENUMERATE);
    m.put(object, pair);
    m.object(object)
}

pub fn zip<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    f.repeats += 1;
    let tuple = m.allocate(f, span, types::TUPLE);
    f.repeats -= 1;
    for (index, arg) in args.iter().enumerate() {
        let item = m.element(f, arg.val.v, span, false);
        if arg.kind == ArgKind::Star {
            let inner = m.element(f, item, span, false);
            m.put(tuple, inner);
            m.shuffle(tuple);
        } else if arg.is_plain() {
            let key = m.constant(Constant::Int(index as i64));
            let item = m.values.without_constants(item);
            if let Some(key) = m.constant_id(key) {
                m.put_entry(tuple, key, item);
            }
        }
    }
    let object = m.allocate(f, span, types::ZIP);
    let tuple = m.values.atom(Atom::Object(tuple));
    m.put(object, tuple);
    m.object(object)
}

pub fn chain<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let object = m.allocate(f, span, types::CHAIN);
    for arg in args.iter() {
        let mut item = m.element(f, arg.val.v, span, false);
        if arg.kind == ArgKind::Star {
            item = m.element(f, item, span, false);
        }
        m.put(object, item);
    }
    m.object(object)
}

pub fn reversed<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let value = m.values.get(v).clone();
    let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
    let (assumed, open) = (value.assumed, value.open);
    for atom in value.atoms {
        let type_ = match m.type_of_atom(atom) {
            Some(types::LIST) => types::LIST_REVERSED,
            Some(types::TUPLE | types::STR | types::BYTES) => types::REVERSED,
            Some(types::RANGE) => types::RANGE_ITERATOR,
            _ => {
                result = UNKNOWN;
                continue;
            }
        };
        let one = m.values.atom(atom);
        let item = m.element(f, one, span, false);
        let object = m.allocate(f, span, type_);
        m.put(object, item);
        let one = m.values.atom(Atom::Object(object));
        result = m.values.join(result, one);
    }
    // Of another type it would be another iterator.
    let result = m.values.marked(result, assumed, open);
    m.fresh(result)
}

pub fn iter<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    if args.len() > 1 {
        return m.new_object(f, types::CALLABLE_ITERATOR, Inside::Unknown, args, span);
    }
    let Some(val) = m.argument(args, 0) else { return Val::plain(UNKNOWN) };
    let value = m.values.get(val.v).clone();
    let mut result = Val::plain(if value.unknown { UNKNOWN } else { BOTTOM });
    for atom in value.atoms {
        let type_ = match m.type_of_atom(atom) {
            Some(types::LIST) => Some(types::LIST_ITERATOR),
            Some(types::TUPLE) => Some(types::TUPLE_ITERATOR),
            Some(types::SET | types::FROZENSET) => Some(types::SET_ITERATOR),
            Some(types::DICT) => Some(types::DICT_KEY_ITERATOR),
            Some(types::RANGE) => Some(types::RANGE_ITERATOR),
            _ => None,
        };
        let one = m.values.atom(atom);
        let entered = match (type_, m.type_of_atom(atom)) {
            (Some(type_), _) => {
                let item = m.element(f, one, span, false);
                let object = m.allocate(f, span, type_);
                m.put(object, item);
                m.object(object)
            }
            // An iterator is its own iterator.
            (None, Some(type_)) if types::is_iterator(type_) => Val { v: one, ..val },
            _ => {
                let v = m.call_method(f, Val { v: one, ..val }, "__iter__", &[], span).unwrap_or(UNKNOWN);
                m.fresh(v)
            }
        };
        result = m.join_vals(result, entered);
    }
    result.v = m.values.marked(result.v, value.assumed, value.open);
    // Of something else than the calls in the file pass, an iterator may be made.
    if value.assumed { m.fresh(result.v) } else { result }
}

pub fn next<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let mut item = m.element(f, v, span, false);
    if let Some(default) = m.argument(args, 1) {
        item = m.values.join(item, default.v);
    }
    if let Some(arg) = args.first_mut() {
        let val = arg.val;
        m.mutate(f, val, span, "next", false);
    }
    m.fresh(item)
}

pub fn tuple<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    immutable(m, f, types::TUPLE, args, span)
}

pub fn frozenset<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    immutable(m, f, types::FROZENSET, args, span)
}

/// `tuple(t)` of a tuple is that tuple.
fn immutable<'a>(m: M<'_, 'a>, f: &mut Frame, type_: Type, args: &[Arg<'a>], span: Span) -> Val {
    if args.is_empty() && type_ == types::TUPLE {
        let empty = m.constant_tuple(f, Vec::new(), span);
        return m.object(empty);
    }
    let made = m.new_object(f, type_, Inside::ItemsOf(0), args, span);
    let Some(given) = m.argument(args, 0) else { return made };
    let same = m.values.filter(given.v, |atom| heap_type(&m.facts, atom) == Some(type_));
    let is_all = !m.values.get(given.v).unknown && same == given.v;
    if is_all && !m.values.get(given.v).assumed {
        return given;
    }
    let same = m.values.get(same).atoms.clone();
    let v = same.into_iter().fold(made.v, |v, atom| {
        let atom = m.values.atom(atom);
        m.values.join(v, atom)
    });
    Val { v, ..made }
}

fn heap_type(facts: &Facts, atom: Atom) -> Option<Type> {
    match atom {
        Atom::Object(id) => Some(facts.objects[id.0 as usize].type_),
        Atom::Heap(type_) => Some(type_),
        _ => None,
    }
}
