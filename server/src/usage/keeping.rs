//! The ways out of a growing container: its function makes and returns a list of its own, or it is
//! cleared once nothing that runs later looks at it.
//!
//! Both are claimed only for a file that is run, not imported: what another file does with the
//! container is not seen. Every use of the container and every call of the functions
//! involved must be in sight, and none may run later than its place says (generators, callbacks).

use rustpython_ast::visitor::{self, Visitor};
use rustpython_ast::{Expr, Stmt};

use crate::names::{MODULE, ScopeId};
use crate::syntax::Shift;
use crate::text::Span;
use crate::usage::callers::Callers;
use crate::usage::growing::Candidate;
use crate::usage::marks::{self, Use};
use crate::usage::walk::{CallSite, Function, Site};
use crate::usage::{Clear, MakeLocal};

/// More functions than this between the module and the growing line are not followed.
const MOST_USERS: usize = 32;

pub(super) fn make_local(candidate: &Candidate, callers: &Callers) -> Option<MakeLocal> {
    let sites = in_sight(candidate, callers)?;
    let growing = |site: &&&Site| matches!(site.used, Use::Grow(_));
    let scope = sites.iter().find(growing)?.place.function?;
    let is_plain_growth = |site: &&Site| match site.used {
        Use::Grow(grow) => grow.at_end,
        Use::Bind => site.place.function.is_none(),
        _ => site.place.function != Some(scope),
    };
    let only_growing = sites.iter().filter(growing).all(|site| site.place.function == Some(scope));
    if !only_growing || !sites.iter().all(is_plain_growth) || candidate.kind != "list" {
        return None;
    }
    if !matches!(&callers.text[candidate.value.range()], "[]" | "list()") {
        return None;
    }
    // Its other names are text: exported, or tried in a doctest.
    if ["__all__", ">>> "].iter().any(|word| callers.text.contains(word)) {
        return None;
    }
    let function = runs_when_called(callers, scope).filter(|function| function.def.returns.is_none())?;
    let returns = bare_returns(function)?;
    let calls = callers.only_calls(scope)?;
    if calls.is_empty() || !calls.iter().all(|call| call.is_statement && !call.place.deferred) {
        return None;
    }
    let mut readers = sites.iter().filter(|site| !growing(site) && !matches!(site.used, Use::Bind));
    let keeper = match readers.next() {
        None => None,
        Some(reader) => Some(keeper(reader.place.function?, scope, sites, &calls, callers)?),
    };
    let first = first_statement(callers, function)?;
    let name = &callers.text[candidate.name.range()];
    Some(MakeLocal {
        function: scope,
        binding: own_lines(callers, candidate.statement)?,
        initial: candidate.value,
        declarations: declarations(name, callers)?,
        first,
        last: function.shift.span(function.def.body.last()?),
        returns,
        keeper,
    })
}

/// The one function that reads the container and makes every growing call, itself run once: its
/// first statement, and the calls.
fn keeper(
    scope: ScopeId,
    growing: ScopeId,
    sites: &[&Site],
    calls: &[&CallSite],
    callers: &Callers,
) -> Option<(Span, Vec<Span>)> {
    let function = runs_when_called(callers, scope)?;
    let is_inside = |site: &&Site| match site.used {
        Use::Bind => true,
        _ => site.place.function == Some(growing) || site.place.function == Some(scope),
    };
    // What a call that fails has appended so far would be lost to a handler around it.
    let is_safe = |call: &&CallSite| call.place.function == Some(scope) && !call.place.guarded;
    if scope == growing || !sites.iter().all(is_inside) || !calls.iter().all(is_safe) {
        return None;
    }
    if !runs_once(callers, scope) {
        return None;
    }
    let spans = calls.iter().map(|call| call.shift.span(call.call)).collect();
    Some((first_statement(callers, function)?, spans))
}

pub(super) fn clear(candidate: &Candidate, callers: &Callers) -> Option<Clear> {
    let sites = in_sight(candidate, callers)?;
    // Every function by which a statement can come to the container.
    let mut users: Vec<ScopeId> = Vec::new();
    let mut places: Vec<_> =
        sites.iter().filter(|site| !matches!(site.used, Use::Bind)).map(|site| site.place).collect();
    let mut next = 0;
    while let Some(place) = places.get(next).copied() {
        next += 1;
        let Some(scope) = place.function.filter(|scope| !users.contains(scope)) else { continue };
        if users.len() == MOST_USERS {
            return None;
        }
        runs_when_called(callers, scope)?;
        users.push(scope);
        let calls = callers.only_calls(scope)?;
        if calls.is_empty() || calls.iter().any(|call| call.place.deferred) {
            return None;
        }
        places.extend(calls.iter().map(|call| call.place));
    }
    // From the module into the function that its last such statement calls, as long as that runs once.
    let mut host = None;
    let mut found = None;
    loop {
        let inside = places.iter().filter(|place| place.function == host);
        let last = inside.map(|place| place.top).max_by_key(|top| top.end)?;
        if goes_on(callers, host, last) && ends_its_line(callers.text, last) {
            found = Some(Clear { after: last });
        }
        let called = |scope: &&ScopeId| {
            let calls = callers.only_calls(**scope).unwrap_or_default();
            runs_once(callers, **scope)
                && calls.iter().all(|call| call.is_statement && call.shift.span(call.call) == last)
        };
        match users.iter().find(called) {
            Some(scope) => host = Some(*scope),
            None => return found,
        }
    }
}

/// Something runs behind the statement.
fn goes_on(callers: &Callers, host: Option<ScopeId>, last: Span) -> bool {
    match host {
        None => callers.found.steps.iter().any(|(span, does)| *does && span.start >= last.end),
        Some(scope) => callers.function(scope).is_some_and(|function| {
            let behind = |stmt: &&Stmt| function.shift.span(*stmt).start >= last.end;
            function.def.body.iter().filter(behind).any(marks::does_something)
        }),
    }
}

/// All uses of the container, if none can happen at another time than its place says.
fn in_sight<'c>(candidate: &Candidate, callers: &'c Callers) -> Option<&'c [&'c Site]> {
    let sites = callers.sites(candidate.home);
    let late = |site: &&Site| site.place.deferred || matches!(site.used, Use::Lazy) || site.place.in_class;
    // Lines are cut at line feeds here.
    let has_lone_returns = callers.text.split('\r').skip(1).any(|rest| !rest.starts_with('\n'));
    (callers.found.is_script && !has_lone_returns && !sites.iter().any(late)).then_some(sites)
}

/// A plain function: its body runs where it is called, to its end.
fn runs_when_called<'f, 'a>(callers: &Callers<'f, 'a>, scope: ScopeId) -> Option<&'f Function<'a>> {
    let function = callers.function(scope)?;
    let inside = callers.names.scope(scope);
    let is_plain = !inside.is_generator
        && !inside.is_async
        && !function.is_method
        && function.def.decorator_list.is_empty()
        && inside.parent == Some(MODULE);
    is_plain.then_some(function)
}

/// Called in one place of the module's straight code, and used in no other way.
fn runs_once(callers: &Callers, scope: ScopeId) -> bool {
    let calls = callers.only_calls(scope).unwrap_or_default();
    let [call] = calls.as_slice() else { return false };
    let place = call.place;
    place.function.is_none() && !place.repeated && !place.guarded && !place.deferred
}

/// Every `return` of the function itself; `None` if one has a value.
fn bare_returns(function: &Function) -> Option<Vec<Span>> {
    let mut returns = Returns { shift: function.shift, bare: Vec::new(), has_value: false };
    returns.visit_body(&function.def.body);
    (!returns.has_value).then_some(returns.bare)
}

struct Returns {
    shift: Shift,
    bare: Vec<Span>,
    has_value: bool,
}

impl Visitor<'_> for Returns {
    fn visit_stmt(&mut self, statement: &Stmt) {
        match statement {
            Stmt::Return(stmt) if stmt.value.is_some() => self.has_value = true,
            Stmt::Return(stmt) => self.bare.push(self.shift.span(stmt)),
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => visitor::walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, _: &Expr) {}
}

/// The first statement behind the docstring and `global` statements, where it starts its line.
fn first_statement(callers: &Callers, function: &Function) -> Option<Span> {
    let opens = |stmt: &&Stmt| match stmt {
        Stmt::Expr(stmt) => !stmt.value.is_string_literal_expr(),
        other => !other.is_global_stmt(),
    };
    let first = function.shift.span(function.def.body.iter().find(opens)?);
    starts_its_line(callers.text, first).then_some(first)
}

/// The `global` statements of the name, each for it alone.
fn declarations(name: &str, callers: &Callers) -> Option<Vec<Span>> {
    let all = callers.found.globals.iter().filter(|(_, names, _)| names.contains(&name));
    all.map(|(span, names, _)| if names.len() == 1 { own_lines(callers, *span) } else { None }).collect()
}

/// The lines of a statement, with their break, if it shares them with nothing but a comment.
fn own_lines(callers: &Callers, statement: Span) -> Option<Span> {
    let text = callers.text;
    if !starts_its_line(text, statement) || !ends_its_line(text, statement) {
        return None;
    }
    let start = text[..statement.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[statement.end as usize..];
    let end = rest.find('\n').map_or(text.len(), |at| statement.end as usize + at + 1);
    Some(Span::new(start as u32, end as u32))
}

fn starts_its_line(text: &str, statement: Span) -> bool {
    let before = text[..statement.start as usize].rsplit('\n').next().unwrap_or_default();
    before.trim().is_empty()
}

fn ends_its_line(text: &str, statement: Span) -> bool {
    let after = text[statement.end as usize..].split('\n').next().unwrap_or_default().trim();
    after.is_empty() || after.starts_with('#')
}
