//! `re`: what matches is text or bytes, as the pattern is.

use smallvec::SmallVec;

use super::M;
use crate::memory::builtins::Inside;
use crate::memory::call::{Arg, ArgKind};
use crate::memory::frame::{Frame, Val};
use crate::memory::types;
use crate::memory::value::{Constant, Type, UNKNOWN, V};
use crate::text::Span;

/// The pattern's text or bytes: that of the object before the dot, else as the arguments are.
fn text_of<'a>(m: M<'_, 'a>, args: &[Arg<'a>]) -> V {
    match args.first() {
        Some(Arg { kind: ArgKind::Receiver, val, .. }) => match m.values.get(val.v).single() {
            Some(atom) => m.stub_attribute(atom, "pattern").unwrap_or(UNKNOWN),
            None => UNKNOWN,
        },
        _ => m.text_of(args),
    }
}

fn shape(m: M<'_, '_>, class: &'static str, type_: Type, text: V) -> V {
    m.shape(class, type_, SmallVec::from_slice(&[text]), false, Span::default())
}

fn match_of<'a>(m: M<'_, 'a>, args: &[Arg<'a>]) -> V {
    let text = text_of(m, args);
    shape(m, "re.Match", types::MATCH, text)
}

pub fn compile<'a>(m: M<'_, 'a>, _f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let text = m.text_of(&args[..args.len().min(1)]);
    let v = shape(m, "re.Pattern", types::PATTERN, text);
    m.fresh(v)
}

/// `re.match`: a match, or `None`.
pub fn perhaps_match<'a>(m: M<'_, 'a>, _f: &mut Frame, args: &mut [Arg<'a>], _span: Span) -> Val {
    let (none, found) = (m.none(), match_of(m, args));
    let v = m.values.join(none, found);
    m.fresh(v)
}

pub fn finditer<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let found = match_of(m, args);
    let val = m.new_object(f, types::CALLABLE_ITERATOR, Inside::Nothing, args, span);
    for object in m.objects_of(val.v) {
        m.put(object, found);
    }
    val
}

/// `match.group()`: the text that matched, of some groups `None`; of several groups a tuple.
pub fn group<'a>(m: M<'_, 'a>, f: &mut Frame, args: &mut [Arg<'a>], span: Span) -> Val {
    let text = match args.first().and_then(|arg| m.values.get(arg.val.v).single()) {
        Some(atom) => m.stub_attribute(atom, "string").unwrap_or(UNKNOWN),
        None => UNKNOWN,
    };
    let none = m.none();
    let perhaps = m.values.join(text, none);
    match args {
        [_] => m.fresh(text),
        [_, Arg { kind: ArgKind::Positional, val, .. }] => match m.constant_of(val.v) {
            Some(Constant::Int(0)) => m.fresh(text),
            _ => m.fresh(perhaps),
        },
        _ if args.iter().all(Arg::is_plain) => {
            let val = m.new_object(f, types::TUPLE, Inside::Nothing, args, span);
            for object in m.objects_of(val.v) {
                m.put(object, perhaps);
            }
            val
        }
        _ => Val::plain(UNKNOWN),
    }
}
