//! Containers of the module that functions make longer over and over, and nothing in the file shorter.
//!
//! What counts is growth by every run: `append`, `extend`, `insert`, `+=`, and keys that are new each
//! time. A key that can be there already (a memo table, a set of what was seen) is no such growth: how
//! many keys there are is for the program's data to say. Neither is growth behind a look at the container
//! in the same function: that may be its bound.
//!
//! The function must run over and over: called in a loop, part of a recursion, or called by other
//! functions of the file on behalf of whoever imports it. Straight code of the module that calls it, or
//! decorates with it, fills a table while the file is imported. A function without a call in the
//! file, and one that only puts in what it was given, is taken for a way to register something.

use rustpython_ast::{Expr, ExprCall, Stmt};
use rustpython_text_size::Ranged;

use crate::names::{Access, MODULE, Names, ScopeId};
use crate::syntax::Tree;
use crate::text::Span;
use crate::usage::callers::{self, Callers, Home, Runs};
use crate::usage::marks::Use;
use crate::usage::walk::Site;
use crate::usage::{Growing, Growth, keeping};

/// A container of the module that some function names.
#[derive(Debug)]
pub(super) struct Candidate {
    pub home: Home,
    pub name: Span,
    pub statement: Span,
    pub value: Span,
    pub kind: &'static str,
}

/// Top-level bindings of a name to a new container, where a function uses the name.
pub(super) fn candidates(text: &str, tree: &Tree, names: &Names) -> Vec<Candidate> {
    let mut found = Vec::new();
    for statement in &tree.statements {
        let (target, value) = match statement.node() {
            Stmt::Assign(assign) => match assign.targets.as_slice() {
                [target] => (target, Some(&*assign.value)),
                _ => continue,
            },
            Stmt::AnnAssign(assign) => (&*assign.target, assign.value.as_deref()),
            _ => continue,
        };
        let (Expr::Name(name), Some(value)) = (target, value) else { continue };
        let Some(kind) = container(value) else { continue };
        let span = statement.shift().span(name);
        let Some(home) = callers::home(names, span.start) else { continue };
        if name.id.starts_with("__") {
            continue;
        }
        let value = statement.shift().range(value.range());
        found.push(Candidate { home, name: span, statement: statement.span(), value, kind });
    }
    if found.is_empty() {
        return found;
    }
    let mut grown = vec![false; found.len()];
    for used in names.occurrences.iter().filter(|used| used.scope != MODULE) {
        let home = names.symbol_of(used).home.unwrap_or((used.scope, used.symbol));
        if home.0 == MODULE
            && let Some(index) = found.iter().position(|candidate| candidate.home == home)
        {
            grown[index] |= used.access == Access::Bind || may_grow(text, used.span);
        }
    }
    let mut keep = grown.into_iter();
    found.retain(|_| keep.next().unwrap_or_default());
    found
}

/// What follows the name can be a call of a growing method, or an item.
fn may_grow(text: &str, name: Span) -> bool {
    let rest = text[name.end as usize..].trim_start();
    let method = rest.strip_prefix('.').map(str::trim_start);
    let growing = ["append", "extend", "insert", "add"];
    rest.starts_with('[') || method.is_some_and(|method| growing.iter().any(|name| method.starts_with(name)))
}

/// The type of container that an expression makes, if it can become longer without end.
fn container(value: &Expr) -> Option<&'static str> {
    match value {
        Expr::List(_) | Expr::ListComp(_) => Some("list"),
        Expr::Dict(_) | Expr::DictComp(_) => Some("dict"),
        Expr::Set(_) | Expr::SetComp(_) => Some("set"),
        Expr::Call(call) => constructed(call),
        _ => None,
    }
}

fn constructed(call: &ExprCall) -> Option<&'static str> {
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let arguments = &call.arguments;
    match name {
        "list" => Some("list"),
        "set" => Some("set"),
        "dict" | "defaultdict" | "OrderedDict" | "Counter" => Some("dict"),
        "deque" if arguments.args.len() < 2 && arguments.keywords.is_empty() => Some("deque"),
        _ => None,
    }
}

pub(super) fn growing(candidates: &[Candidate], callers: &Callers) -> Vec<Growing> {
    candidates.iter().filter_map(|candidate| judge(candidate, callers)).collect()
}

fn judge(candidate: &Candidate, callers: &Callers) -> Option<Growing> {
    let sites = callers.sites(candidate.home);
    if !only_grows(sites) || has_other_binds(candidate.home, callers) {
        return None;
    }
    let mut growths = Vec::new();
    let mut path = Vec::new();
    for site in sites {
        let (Use::Grow(grow), Some(function)) = (site.used, site.place.function) else { continue };
        let mut way = Vec::new();
        let again = match callers.runs(function, &mut way) {
            Runs::Once => false,
            Runs::Unknown => !way.is_empty() && !is_given(callers, grow.item),
            Runs::Repeatedly => true,
        };
        if !again || is_bounded(function, sites) {
            continue;
        }
        if growths.is_empty() {
            path = way;
        }
        growths.push(Growth { span: grow.span, how: grow.how, function });
    }
    if growths.is_empty() {
        return None;
    }
    let symbol = &callers.names.scope(MODULE).symbols[candidate.home.1.0 as usize];
    Some(Growing {
        name: symbol.name.to_string(),
        span: candidate.name,
        kind: candidate.kind,
        growths,
        callers: path,
        make_local: keeping::make_local(candidate, callers),
        clear: keeping::clear(candidate, callers),
    })
}

/// The item is a parameter.
fn is_given(callers: &Callers, item: Option<u32>) -> bool {
    let Some((scope, symbol)) = item.and_then(|at| callers::home(callers.names, at)) else { return false };
    callers.names.scope(scope).symbols[symbol.0 as usize].is_parameter
}

/// One binding, and no use that makes it shorter, keeps it, or hands it on.
fn only_grows(sites: &[&Site]) -> bool {
    let mut binds = 0;
    for site in sites {
        match site.used {
            Use::Bind => binds += 1,
            Use::Grow(_) | Use::Add | Use::Checked | Use::Read | Use::Iterated(_) | Use::Lazy => {}
            Use::Shrink | Use::Return | Use::Call(_) | Use::Decorator | Use::Other => return false,
        }
    }
    binds == 1
}

/// An import, a `def`, an `except … as` of the same name.
fn has_other_binds(home: Home, callers: &Callers) -> bool {
    let is_bind = |site: &&&Site| {
        let found = callers.names.occurrence_at(site.span.start).map(|id| callers.names.occurrence(id));
        found.is_some_and(|found| found.access != Access::Use)
    };
    callers.sites(home).iter().filter(is_bind).count() != callers.binds(home)
}

/// The function that makes it longer first asks what is in it, or how long it is.
fn is_bounded(function: ScopeId, sites: &[&Site]) -> bool {
    sites.iter().any(|site| site.place.function == Some(function) && matches!(site.used, Use::Checked))
}
