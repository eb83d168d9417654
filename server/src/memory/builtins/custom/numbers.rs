//! Numbers and text: arithmetic functions, `len`, `str`, `print`, `max`.

use smallvec::SmallVec;

use super::{M, call_key, each, first};
use crate::memory::call::{Arg, ArgKind};
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, BOTTOM, Constant, UNKNOWN, V};
use crate::text::Span;

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

/// `math.floor` and its like: an `int` of a number; objects may answer anything.
pub fn whole<'a>(m: M<'_, 'a>, _f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let v = first(m, args);
    let value = m.values.get(v);
    let is_number = !value.unknown && value.atoms.iter().all(|atom| atom.is_scalar());
    let v = if is_number { m.values.scalar(types::INT) } else { UNKNOWN };
    Val::plain(v)
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
