//! Why recursion ends, in words.

use super::graph::Term;
use super::outer::{self, Captured};
use super::state::Flag;
use super::value::Atom;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::Walks;

pub(super) fn why(
    id: FunctionId,
    used: &[Term],
    condition: &str,
    walks: &Walks<'_, '_, '_>,
    captured: &Captured,
) -> String {
    let function = walks.definitions.function(id);
    let name = |index: u16| function.parameter_name(usize::from(index)).map_or("", |name| name.as_str());
    let atom = |atom: Atom| outer::spelled(atom, function, captured, walks.definitions);
    let mut reasons: Vec<String> = Vec::new();
    for term in used {
        let reason = match term {
            Term::Height(index) => {
                format!("goes on to a part of `{0}`, so it ends unless `{0}` is inside itself", name(*index))
            }
            Term::Length(index) => format!("passes a shorter `{}`", name(*index)),
            Term::Gap(a, Atom::Zero) => format!("makes `{}` smaller, down to a tested bound", atom(*a)),
            Term::Gap(Atom::Zero, b) => format!("makes `{}` larger, up to a tested bound", atom(*b)),
            Term::Gap(a, b) => format!("makes `{} - {}` smaller, down to a tested bound", atom(*a), atom(*b)),
            Term::Flag(index, flag, outcome) => {
                format!(
                    "passes another `{}`: the call is made only while {}",
                    name(*index),
                    flag_words(name(*index), flag, *outcome)
                )
            }
            Term::Negative(index) => {
                format!("passes on a negative whole number `{}` as one that is not", name(*index))
            }
            Term::Unseen(_) => "visits an object only once, and there are no new ones".to_owned(),
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    let round = if walks.cycles.inner(id, walks.calls).iter().all(|site| walks.calls.site(*site).callee == id)
    {
        "each call"
    } else {
        "each way round"
    };
    match reasons.as_slice() {
        [] => "no way round leads back to it.".to_owned(),
        [one] => format!("{round} {one}{condition}."),
        [most @ .., last] => format!("{round} {}, or {last}{condition}.", most.join(", ")),
    }
}

fn flag_words(name: &str, flag: &Flag, outcome: bool) -> String {
    match (flag, outcome) {
        (Flag::Truth, true) => format!("`{name}` is true"),
        (Flag::Truth, false) => format!("`{name}` is false"),
        (Flag::IsNone, true) => format!("`{name}` is None"),
        (Flag::IsNone, false) => format!("`{name}` is not None"),
        (Flag::Instance(kinds), true) => format!("it is a {}", kinds.join(" or ")),
        (Flag::Instance(kinds), false) => format!("it is no {}", kinds.join(" and no ")),
        (Flag::Equals(text), true) => format!("`{name} == {}`", text.replace('`', "'")),
        (Flag::Equals(text), false) => format!("`{name} != {}`", text.replace('`', "'")),
    }
}
