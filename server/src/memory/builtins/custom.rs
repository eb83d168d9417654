//! Results that no plain row describes: they depend on the values of the arguments.

use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind, Entered};
use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, ObjectId, Type, UNKNOWN, V};
use crate::names::ScopeKind;
use crate::text::Span;

use super::Inside;

type M<'m, 'a> = &'m mut Machine<'a>;

fn first(m: &Machine, args: &[Arg]) -> V {
    m.argument(args, 0).map_or(UNKNOWN, |val| val.v)
}

/// The result for each possibility of the first argument.
fn each<'a>(m: &mut Machine<'a>, v: V, mut result_of: impl FnMut(&mut Machine<'a>, Atom) -> V) -> V {
    let value = m.values.get(v).clone();
    let mut result = if value.unknown { UNKNOWN } else { BOTTOM };
    for atom in value.atoms {
        let one = result_of(m, atom);
        result = m.values.join(result, one);
    }
    if value.assumed { m.values.assumed(result) } else { result }
}

pub fn abs<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let v = each(m, v, |m, atom| match atom {
        Atom::Scalar(types::BOOL | types::INT, _) => m.values.scalar(types::INT),
        Atom::Scalar(types::FLOAT | types::COMPLEX, _) => m.values.scalar(types::FLOAT),
        Atom::Scalar(..) => BOTTOM,
        Atom::AnyScalar => m.values.atom(Atom::AnyScalar),
        atom => {
            let receiver = m.values.atom(atom);
            m.call_method(f, Val::plain(receiver), "__abs__", &[], span).unwrap_or(UNKNOWN)
        }
    });
    Val::plain(v)
}

pub fn round<'a>(m: M<'_, 'a>, _f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let has_digits = args.len() > 1;
    let v = first(m, args);
    let v = each(m, v, |m, atom| match atom {
        Atom::Scalar(types::INT | types::BOOL, _) => m.values.scalar(types::INT),
        Atom::Scalar(types::FLOAT, _) if has_digits => {
            // `round(x, None)` gives an int.
            let (int, float) = (m.values.scalar(types::INT), m.values.scalar(types::FLOAT));
            let digits = m.argument(args, 1).map_or(UNKNOWN, |val| val.v);
            if m.values.get(digits).unknown { m.values.join(int, float) } else { float }
        }
        Atom::Scalar(types::FLOAT, _) => m.values.scalar(types::INT),
        Atom::AnyScalar => m.values.atom(Atom::AnyScalar),
        _ => UNKNOWN,
    });
    Val::plain(v)
}

pub fn pow<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let (Some(a), Some(b), None) = (m.argument(args, 0), m.argument(args, 1), m.argument(args, 2)) else {
        let both_int = |m: &Machine, i| {
            m.argument(args, i)
                .is_some_and(|val| matches!(m.values.get(val.v).single(), Some(Atom::Scalar(types::INT, _))))
        };
        let is_modular = both_int(m, 0) && both_int(m, 1) && both_int(m, 2);
        return Val::plain(if is_modular { m.values.scalar(types::INT) } else { UNKNOWN });
    };
    Val::plain(m.binary(f, rustpython_ast::Operator::Pow, a.v, b.v, span))
}

pub fn divmod<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let (Some(a), Some(b)) = (m.argument(args, 0), m.argument(args, 1)) else { return Val::plain(UNKNOWN) };
    let is_number = |m: &Machine, v: V| {
        let value = m.values.get(v);
        !value.unknown && value.atoms.iter().all(|atom| atom.is_scalar())
    };
    if !is_number(m, a.v) || !is_number(m, b.v) {
        return Val::plain(UNKNOWN);
    }
    let quotient = m.binary(f, rustpython_ast::Operator::FloorDiv, a.v, b.v, span);
    let rest = m.binary(f, rustpython_ast::Operator::Mod, a.v, b.v, span);
    let pair = m.allocate(f, span, types::TUPLE);
    for (index, v) in [quotient, rest].into_iter().enumerate() {
        let key = m.constant(Constant::Int(index as i64));
        if let Some(key) = m.constant_id(key) {
            m.put_entry(pair, key, v);
        }
    }
    m.object(pair)
}

pub fn len<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    if let Some(val) = m.argument(args, 0) {
        m.call_method(f, val, "__len__", &[], span);
        if let Some(Constant::Str(text)) = m.constant_of(val.v) {
            let count = text.chars().count() as i64;
            return Val::plain(m.constant(Constant::Int(count)));
        }
    }
    Val::plain(m.values.scalar(types::INT))
}

pub fn print<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    for arg in args.iter() {
        m.formatted(f, arg.val, span);
    }
    Val::plain(m.none())
}

pub fn text<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    if let Some(val) = m.argument(args, 0) {
        m.formatted(f, val, span);
        if let Some(Constant::Str(_)) = m.constant_of(val.v)
            && args.len() == 1
        {
            return Val::plain(m.values.scalar(types::STR));
        }
    }
    Val::plain(m.values.scalar(types::STR))
}

pub fn sum<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let v = first(m, args);
    let item = m.element(f, v, span, false);
    let start = match m.argument(args, 1).or(m.keyword(args, "start")) {
        Some(start) => m.values.without_constants(start.v),
        None => m.values.scalar(types::INT),
    };
    let item = m.values.without_constants(item);
    let v =
        if item == BOTTOM { start } else { m.binary(f, rustpython_ast::Operator::Add, start, item, span) };
    // The sum of nothing is the start.
    Val::plain(m.values.join(v, start))
}

pub fn extreme<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    call_key(m, f, args, span);
    let plain: SmallVec<[Val; 4]> = args.iter().filter(|arg| arg.is_plain()).map(|arg| arg.val).collect();
    if args.iter().any(|arg| matches!(arg.kind, ArgKind::Star | ArgKind::DoubleStar)) {
        return Val::plain(UNKNOWN);
    }
    let v = match plain.as_slice() {
        [] => UNKNOWN,
        [one] => {
            let mut v = m.element(f, one.v, span, false);
            if let Some(default) = m.keyword(args, "default") {
                v = m.values.join(v, default.v);
            }
            v
        }
        many => many.iter().fold(BOTTOM, |v, val| m.values.join(v, val.v)),
    };
    let v = m.values.without_constants(v);
    m.fresh(v)
}

/// `key=f`: the function is called with the items.
fn call_key<'a>(m: M<'_, 'a>, f: &mut Frame, args: &[Arg<'a>], span: Span) {
    let Some(key) = m.keyword(args, "key") else { return };
    let plain: SmallVec<[Val; 4]> = args.iter().filter(|arg| arg.is_plain()).map(|arg| arg.val).collect();
    let item = match plain.as_slice() {
        [one] => m.element(f, one.v, span, false),
        many => many.iter().fold(BOTTOM, |v, val| m.values.join(v, val.v)),
    };
    call(m, f, key, &[item], span);
}

/// Calls a value with plain values.
fn call<'a>(m: M<'_, 'a>, f: &mut Frame, function: Val, vals: &[V], span: Span) -> V {
    let mut args: Vec<Arg> = vals.iter().map(|v| Arg::new(Val::plain(*v), ArgKind::Positional)).collect();
    m.call_value(f, function, &mut args, span, &mut Entered::default()).v
}

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
            (None, Some(types::GENERATOR | types::MAP | types::FILTER | types::ZIP | types::ENUMERATE)) => {
                Val { v: one, ..val }
            }
            _ => {
                let v = m.call_method(f, Val { v: one, ..val }, "__iter__", &[], span).unwrap_or(UNKNOWN);
                m.fresh(v)
            }
        };
        result = m.join_vals(result, entered);
    }
    result
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
    let mut result = BOTTOM;
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
    let Some(Constant::Str(name)) = m.constant_of(name.v) else { return Val::plain(UNKNOWN) };
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

pub fn type_<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let _ = f;
    let [only] = args else {
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

pub fn exception<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let _ = args;
    let v = m.values.atom(Atom::AnyHeap);
    let _ = (f, span);
    m.fresh(v)
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
                _ if m.class_of_type.contains_key(&type_) => {
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
