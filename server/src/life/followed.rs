//! Which objects are followed: those that only names of their own frame can refer to.

use rustc_hash::{FxHashMap, FxHashSet};

use super::frames;
use crate::memory::facts::{Escape, EscapeTo, Facts, Object};
use crate::memory::value::ObjectId;
use crate::names::{Access, MODULE, Names, OccurrenceId, ScopeId, ScopeKind};
use crate::text::Span;

/// The list of an object's names ends there: more may have been left out.
const MOST_NAMES: usize = 8;

#[derive(Debug, Default)]
pub struct Followed {
    /// By the function or module whose code makes them; with the place of each.
    pub sites: FxHashMap<ScopeId, Vec<(Span, ObjectId)>>,
    /// Frames of other functions held them, too: a traceback that is kept would keep them.
    pub passed: FxHashSet<ObjectId>,
}

pub fn followed(names: &Names, facts: &Facts) -> Followed {
    let mut followed = Followed::default();
    let copied = frames::copied(names);
    let mut at: FxHashMap<Span, u32> = FxHashMap::default();
    for (_, object) in facts.sites() {
        *at.entry(object.span).or_default() += 1;
    }
    let shared = bound_elsewhere(names);
    let given = given(names, facts);
    let lost = lost(names, facts);
    for (id, object) in facts.sites() {
        // What stands for several things made by one call is not told apart.
        if at.get(&object.span) != Some(&1) || !is_fresh(names, facts, id, object) {
            continue;
        }
        let Some(home) = frame_of(names, object.scope) else { continue };
        if copied[home.0 as usize] || object.names.len() >= MOST_NAMES {
            continue;
        }
        // What a callee returns comes back, and shows where it is bound.
        let comes_back = |escape: &Escape| {
            let around = frame_of(names, names.scope_around(escape.span.start));
            escape.to == EscapeTo::Return
                && around.is_some_and(|scope| scope != home && is_passing(names, scope))
        };
        if !object.escapes.iter().all(comes_back) {
            continue;
        }
        if lost.contains(&id)
            || given.contains(&(home, id))
            || object.names.iter().any(|name| shared.contains(name))
        {
            continue;
        }
        let is_inner = object.scope != home;
        let strangers = object.names.iter().filter(|(scope, _)| *scope != home);
        if is_inner && !object.names.is_empty()
            || !strangers.clone().all(|(scope, _)| is_passing(names, *scope))
        {
            continue;
        }
        if strangers.clone().any(|(scope, _)| copied[scope.0 as usize]) {
            continue;
        }
        // Of instances the frames of methods are not all listed.
        if strangers.count() > 0 || object.definition.is_some() {
            followed.passed.insert(id);
        }
        followed.sites.entry(home).or_default().push((object.span, id));
    }
    for sites in followed.sites.values_mut() {
        sites.sort_by_key(|(span, _)| (span.start, span.end));
    }
    followed
}

/// The place makes a new object on each run, and that is a plain one.
fn is_fresh(names: &Names, facts: &Facts, id: ObjectId, object: &Object) -> bool {
    if object.is_constant {
        return false;
    }
    match facts.types.name(object.type_) {
        "list" | "dict" | "set" => object.definition.is_none(),
        // An empty tuple is one object, wherever it is made, and is never freed; nor is one that the
        // compiler can work out: `(2 ** 32, -1)`.
        "tuple" => object.length.is_some_and(|length| length > 0) && has_names(names, object.span),
        "type" | "function" => false,
        // An instance of a plain class of the file: nothing of its own happens when it is made or goes.
        _ => object.definition.is_some_and(|class| {
            let scope = names.scope(class);
            let own = ["__del__", "__new__", "__init_subclass__"];
            scope.kind == ScopeKind::Class
                && object.size.is_some_and(|size| size.exact)
                && !facts.unsure_types.contains(&id)
                && own.iter().all(|name| scope.symbol(name).is_none())
        }),
    }
}

fn has_names(names: &Names, span: Span) -> bool {
    let first = names.occurrences.partition_point(|at| at.span.start < span.start);
    let mut inside = names.occurrences[first..].iter().take_while(|at| at.span.start < span.end);
    inside.any(|at| names.symbol_of(at).name != *"__debug__")
}

/// The function or module in whose frame the scope's code runs at once.
fn frame_of(names: &Names, scope: ScopeId) -> Option<ScopeId> {
    let mut scope = scope;
    loop {
        let found = names.scope(scope);
        match found.kind {
            ScopeKind::Module | ScopeKind::Function => return Some(scope),
            ScopeKind::Comprehension if &*found.name != "genexpr" => scope = found.parent?,
            _ => return None,
        }
    }
}

/// A frame that ends before the call that made it does.
fn is_passing(names: &Names, scope: ScopeId) -> bool {
    let scope = names.scope(scope);
    let kind = matches!(scope.kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension);
    kind && !scope.is_generator && !scope.is_async
}

/// Variables that a frame other than their own binds or deletes.
fn bound_elsewhere(names: &Names) -> FxHashSet<(ScopeId, crate::names::SymbolId)> {
    let others = names.occurrences.iter().filter(|at| at.access != Access::Use);
    let homes = others.filter_map(|at| Some((at, names.symbol_of(at).home?)));
    homes
        .filter(|(at, (home, _))| frame_of(names, at.scope).unwrap_or(MODULE) != *home)
        .map(|(_, variable)| variable)
        .collect()
}

/// Objects that a function's own parameter may hold: it was called again with what another run of it made.
fn given(names: &Names, facts: &Facts) -> FxHashSet<(ScopeId, ObjectId)> {
    let mut given = FxHashSet::default();
    for (index, at) in names.occurrences.iter().enumerate().filter(|(_, at)| at.access == Access::Parameter) {
        let Some(value) = facts.value(OccurrenceId(index as u32)) else { continue };
        let objects = facts.objects_of(value).filter(|id| facts.object(*id).span != at.span);
        given.extend(objects.map(|id| (at.scope, id)));
    }
    given
}

/// Objects passed to a function of the file that the machine has lost sight of there: a parameter that takes too
/// many different values is unknown, and what the function does with them is not noted.
fn lost(names: &Names, facts: &Facts) -> FxHashSet<ObjectId> {
    let mut parameters: FxHashMap<ScopeId, (bool, FxHashSet<ObjectId>)> = FxHashMap::default();
    for (index, at) in names.occurrences.iter().enumerate().filter(|(_, at)| at.access == Access::Parameter) {
        let (is_unknown, known) = parameters.entry(at.scope).or_default();
        match facts.value(OccurrenceId(index as u32)) {
            Some(value) => {
                *is_unknown |= value.unknown;
                known.extend(facts.objects_of(value));
            }
            None => *is_unknown = true,
        }
    }
    let mut sites: Vec<(Span, ObjectId)> = facts.sites().map(|(id, object)| (object.span, id)).collect();
    sites.sort_unstable();
    let mut lost = FxHashSet::default();
    for call in &facts.calls {
        let opaque = call.callees.iter().filter_map(|callee| parameters.get(callee));
        let opaque: Vec<_> = opaque.filter(|(is_unknown, _)| *is_unknown).collect();
        if opaque.is_empty() {
            continue;
        }
        let mut lose = |id: ObjectId| {
            if !opaque.iter().all(|(_, known)| known.contains(&id)) {
                lost.insert(id);
            }
        };
        let first = sites.partition_point(|(span, _)| span.start < call.span.start);
        let inside = sites[first..].iter().take_while(|(span, _)| span.start < call.span.end);
        inside.for_each(|(_, id)| lose(*id));
        let first = names.occurrences.partition_point(|at| at.span.start < call.span.start);
        let inside = names.occurrences[first..].iter().enumerate();
        for (index, _) in inside.take_while(|(_, at)| at.span.start < call.span.end) {
            if let Some(value) = facts.value(OccurrenceId((first + index) as u32)) {
                facts.objects_of(value).for_each(&mut lose);
            }
        }
    }
    lost
}
