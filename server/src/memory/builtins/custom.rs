//! Results that no plain row describes: they depend on the values of the arguments.

mod iterators;
mod mappings;
mod numbers;
mod objects;
mod regex;

use smallvec::SmallVec;

use crate::memory::call::{Arg, ArgKind, Entered};
use crate::memory::frame::{Frame, Val};
use crate::memory::machine::Machine;
use crate::memory::value::{Atom, BOTTOM, UNKNOWN, V};
use crate::text::Span;

pub use iterators::*;
pub use mappings::*;
pub use numbers::*;
pub use objects::*;
pub use regex::*;

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
    m.values.marked(result, value.assumed, value.open)
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
