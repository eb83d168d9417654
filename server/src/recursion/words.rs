//! The reasons, in words.

use crate::names::ScopeKind;
use crate::recursion::calls::SiteId;
use crate::recursion::definitions::{FunctionId, Role};
use crate::recursion::descent::Gap;
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
            [_] => format!("every way through `{name}` calls it again."),
            _ => format!("{} call each other on every way.", cycle(way, walks)),
        };
    }
    let known = lasting.and_then(|site| endless.sites.get(&site));
    let guards = lasting.and_then(|site| walks.guards.get(&walks.calls.site(site).callee));
    let (Some(known), Some(guards)) = (known, guards) else {
        return format!("no base case of `{name}` can be reached once this call is made.");
    };
    let tests = known.facts.iter().map(|(test, outcome)| (guards.get(*test), *outcome)).collect::<Vec<_>>();
    let spelled = tests.iter().map(|(test, outcome)| spell(test, *outcome)).collect::<Vec<_>>().join(" and ");
    if spelled.is_empty() {
        return format!("once this call is made, every way through `{name}` makes it again.");
    }
    format!("this call is made while {spelled}, and passes on arguments for which that stays so.")
}

/// What to do about recursion that never ends.
pub(super) fn advice(id: FunctionId, way: &[SiteId], endless: &Endless, walks: &Walks<'_, '_, '_>) -> String {
    let function = walks.definitions.function(id);
    let by_protocol = way.first().is_some_and(|site| walks.calls.site(*site).call.is_none());
    let advice = match function.role {
        Role::Getter | Role::Setter | Role::Deleter if by_protocol => {
            return format!(
                "Keep the value under another name, such as `self._{}`.",
                function.name.trim_matches('_')
            );
        }
        _ if by_protocol && function.name == "__setattr__" => "Use `super().__setattr__(name, value)` here.",
        _ if by_protocol && function.name == "__getattribute__" => {
            "Use `super().__getattribute__(name)` here."
        }
        _ if by_protocol && matches!(function.name, "__set__" | "__delete__") => {
            "Keep the value in the `__dict__` of the instance, or under another name."
        }
        _ if by_protocol => "Use the attributes of the object here, not the object itself.",
        _ if is_wrapper(id, walks) => "Call the wrapped function here, not the wrapper.",
        _ if endless.entries.contains(&id) => "Add a base case: a test that returns before this call.",
        _ => "Pass arguments that come closer to the base case.",
    };
    advice.to_owned()
}

/// A function inside a function that takes whatever it is given.
fn is_wrapper(id: FunctionId, walks: &Walks<'_, '_, '_>) -> bool {
    let function = walks.definitions.function(id);
    let names = walks.definitions.names;
    let parent = names.scope(function.scope).parent.map(|parent| names.scope(parent));
    let inner = parent.is_some_and(|parent| parent.kind == ScopeKind::Function && !parent.symbols.is_empty());
    inner && function.parameters.is_some_and(|parameters| parameters.vararg.is_some())
}

/// Longer calls are not quoted.
const QUOTED: usize = 40;

pub(super) fn unproven(
    id: FunctionId,
    way: &[SiteId],
    gap: Option<Gap>,
    walks: &Walks<'_, '_, '_>,
) -> String {
    let name = walks.definitions.function(id).name;
    let who = match way {
        [_] => format!("`{name}` calls itself"),
        _ => format!("{} call each other", cycle(way, walks)),
    };
    let Some(gap) = gap else {
        return match way {
            [_] => format!("{who}, and no argument is known to come closer to a base case with each call."),
            _ => format!("{who}; whether that ends was not proven."),
        };
    };
    let site = walks.calls.site(gap.site);
    let text = walks.definitions.text(site.span);
    let call = if text.len() <= QUOTED && !text.contains(['\n', '`']) {
        format!("`{text}`")
    } else {
        format!("a call of `{}`", walks.definitions.function(site.callee).name)
    };
    let caller = site.caller.map(|caller| walks.definitions.function(caller));
    let parameter = gap.item_of.and_then(|index| caller?.parameter_name(usize::from(index)));
    match parameter {
        Some(parameter) => format!(
            "{who}: {call} passes an item of `{parameter}`; if `{parameter}` is a text, its items are texts again, without end."
        ),
        None => format!("{who}, and {call} is not known to come closer to a base case."),
    }
}

fn cycle(way: &[SiteId], walks: &Walks<'_, '_, '_>) -> String {
    let callers = way.iter().filter_map(|site| walks.calls.site(*site).caller);
    let names =
        callers.map(|caller| format!("`{}`", walks.definitions.function(caller).name)).collect::<Vec<_>>();
    match names.as_slice() {
        [most @ .., last] if !most.is_empty() => format!("{} and {last}", most.join(", ")),
        _ => names.concat(),
    }
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
