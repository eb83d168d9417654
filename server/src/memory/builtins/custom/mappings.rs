//! Dictionaries: making, updating, looking up.

use super::{M, call, first};
use crate::memory::call::{Arg, ArgKind};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, ObjectId, Type, UNKNOWN, V};
use crate::text::Span;

pub fn dict<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    new_dict(m, f, types::DICT, args, span)
}

pub fn ordered_dict<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    new_dict(m, f, types::ORDERED_DICT, args, span)
}

fn new_dict<'a>(m: M<'_, 'a>, f: &mut Frame, type_: Type, args: &[Arg<'a>], span: Span) -> Val {
    let object = m.allocate(f, span, type_);
    update(m, f, object, args, span);
    m.object(object)
}

/// What `dict(other, key=value)` and `update` put in.
fn update<'a>(m: M<'_, 'a>, f: &mut Frame, object: ObjectId, args: &[Arg<'a>], span: Span) {
    for arg in args {
        match arg.kind {
            ArgKind::Keyword(name) => {
                let key = m.constant(Constant::Str(name.into()));
                m.put_key(object, key);
                if let Some(key) = m.constant_id(key) {
                    m.put_entry(object, key, arg.val.v);
                }
            }
            ArgKind::Receiver | ArgKind::Positional | ArgKind::DoubleStar => {
                put_mapping_or_pairs(m, f, object, arg.val.v, span);
            }
            ArgKind::Star => {
                m.put(object, UNKNOWN);
                m.put_key(object, UNKNOWN);
            }
        }
        m.escape(f, arg.val.v, EscapeTo::Container, span, "");
    }
}

fn put_mapping_or_pairs(m: &mut Machine, f: &mut Frame, object: ObjectId, v: V, span: Span) {
    let value = m.values.get(v);
    let is_dict =
        !value.unknown && value.atoms.iter().all(|atom| m.type_of_atom(*atom).is_some_and(types::is_dict));
    if is_dict {
        m.put_items_of(f, object, v);
        return;
    }
    let pair = m.element(f, v, span, false);
    let inside = m.any_item(f, pair);
    m.put(object, inside);
    m.put_key(object, inside);
}

pub fn dict_update<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let Some(receiver) = m.argument(args, 0) else { return Val::plain(UNKNOWN) };
    for object in m.objects_of(receiver.v) {
        update(m, f, object, &args[1..], span);
    }
    Val::plain(m.none())
}

pub fn fromkeys<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let keys = m.element(f, v, span, false);
    let object = m.allocate(f, span, types::DICT);
    m.put_key(object, keys);
    let value = m.argument(args, 1).map_or(m.none(), |val| val.v);
    m.put(object, value);
    m.object(object)
}

pub fn defaultdict<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let object = m.allocate(f, span, types::DEFAULTDICT);
    if let Some(factory) = m.argument(args, 0) {
        let made = call(m, f, factory, &[], span);
        let made = m.values.without_constants(made);
        m.put(object, made);
    }
    let rest: Vec<Arg> = args.iter().skip(1).cloned().collect();
    update(m, f, object, &rest, span);
    m.object(object)
}

pub fn counter<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let object = m.allocate(f, span, types::COUNTER);
    let count = m.values.scalar(types::INT);
    m.put(object, count);
    if let Some(arg) = m.argument(args, 0) {
        let is_mapping = m.values.get(arg.v).unknown
            || m.values.get(arg.v).atoms.iter().any(|atom| m.type_of_atom(*atom).is_none_or(types::is_dict));
        if is_mapping {
            m.put(object, UNKNOWN);
        }
        let keys = m.element(f, arg.v, span, false);
        m.put_key(object, keys);
    }
    m.object(object)
}

pub fn most_common<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let (keys, values) = (m.element(f, v, span, false), m.any_item(f, v));
    let pair = m.pair(f, keys, values, span);
    let object = m.allocate(f, span, types::LIST);
    let pair = m.values.atom(Atom::Object(pair));
    m.put(object, pair);
    m.object(object)
}

/// The value at a key, or any value.
fn value_at<'a>(m: M<'_, 'a>, f: &mut Frame, args: &[Arg<'a>]) -> V {
    let receiver = first(m, args);
    let key = m.argument(args, 1).and_then(|key| m.constant_id(key.v));
    let value = m.values.get(receiver);
    let is_known = !value.unknown && value.atoms.iter().all(|atom| matches!(atom, Atom::Object(_)));
    let mut result = if is_known { BOTTOM } else { UNKNOWN };
    for object in m.objects_of(receiver) {
        let one = match key {
            Some(key) => m.get_entry(object, key, f.unit),
            None => m.get_any(object, f.unit),
        };
        result = m.values.join(result, one);
    }
    result
}

pub fn dict_get<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let v = value_at(m, f, args);
    let default = m.argument(args, 2).map_or(m.none(), |val| val.v);
    let v = m.values.join(v, default);
    m.fresh(v)
}

pub fn dict_pop<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let mut v = value_at(m, f, args);
    if let Some(default) = m.argument(args, 2) {
        v = m.values.join(v, default.v);
    }
    m.fresh(v)
}

pub fn popitem<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let (keys, values) = (m.element(f, v, span, false), m.any_item(f, v));
    let pair = m.pair(f, keys, values, span);
    m.object(pair)
}

pub fn setdefault<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let default = m.argument(args, 2).map_or(m.none(), |val| val.v);
    let receiver = first(m, args);
    let key = m.argument(args, 1).map_or(UNKNOWN, |val| val.v);
    for object in m.objects_of(receiver) {
        m.put_key(object, key);
        match m.constant_id(key) {
            Some(id) => m.put_entry(object, id, default),
            None => m.put(object, default),
        }
    }
    m.escape(f, default, EscapeTo::Container, span, "");
    let v = value_at(m, f, args);
    let v = m.values.join(v, default);
    m.fresh(v)
}
