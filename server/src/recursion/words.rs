//! The reasons, in words.

use crate::recursion::calls::SiteId;
use crate::recursion::definitions::FunctionId;
use crate::recursion::endless::{Endless, Walks};
use crate::recursion::guards::{Relation, Test};

pub(super) fn unbounded(
    id: FunctionId,
    way: &[SiteId],
    lasting: Option<SiteId>,
    endless: &Endless,
    walks: &Walks<'_, '_, '_>,
) -> String {
    let name = walks.definitions.function(id).name;
    if endless.entries.contains(&id) {
        return match way {
            [_] => format!("every way through `{name}` calls it again: there is no base case."),
            _ => format!(
                "every way through {} leads to the next: no base case ends the cycle.",
                cycle(way, walks)
            ),
        };
    }
    let known = lasting.and_then(|site| endless.sites.get(&site));
    let guards = walks.guards.get(&id);
    let (Some(known), Some(guards)) = (known, guards) else {
        return format!("no base case of `{name}` can be reached once this call is made.");
    };
    let tests = known.facts.iter().map(|(test, outcome)| (guards.get(*test), *outcome)).collect::<Vec<_>>();
    let spelled = tests.iter().map(|(test, outcome)| spell(test, *outcome)).collect::<Vec<_>>().join(" and ");
    if spelled.is_empty() {
        return format!("once this call is made, every way through `{name}` makes it again.");
    }
    format!(
        "the call is made while {spelled}, and it passes on arguments for which that stays so: no base case can be reached."
    )
}

pub(super) fn unproven(id: FunctionId, way: &[SiteId], walks: &Walks<'_, '_, '_>) -> String {
    let name = walks.definitions.function(id).name;
    match way {
        [_] => format!(
            "`{name}` calls itself, and no argument is known to come closer to a base case with each call."
        ),
        _ => format!("{} call each other; whether that ends was not proven.", cycle(way, walks)),
    }
}

fn cycle(way: &[SiteId], walks: &Walks<'_, '_, '_>) -> String {
    let callers = way.iter().filter_map(|site| walks.calls.site(*site).caller);
    let names =
        callers.map(|caller| format!("`{}`", walks.definitions.function(caller).name)).collect::<Vec<_>>();
    names.join(", ")
}

/// A test with its outcome, as Python writes it.
fn spell(test: &Test, outcome: bool) -> String {
    let operator = match (test.relation, outcome) {
        (Relation::Truth, true) => return format!("`{}` is true", test.left.text),
        (Relation::Truth, false) => return format!("`{}` is false", test.left.text),
        (Relation::Eq, true) => "==",
        (Relation::Eq, false) => "!=",
        (Relation::Is, true) => "is",
        (Relation::Is, false) => "is not",
        (Relation::Lt, true) | (Relation::GtE, false) => "<",
        (Relation::LtE, true) | (Relation::Gt, false) => "<=",
        (Relation::Gt, true) | (Relation::LtE, false) => ">",
        (Relation::GtE, true) | (Relation::Lt, false) => ">=",
        (Relation::In, true) => "in",
        (Relation::In, false) => "not in",
    };
    format!("`{} {operator} {}`", test.left.text, test.right.text)
}
