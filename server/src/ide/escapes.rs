//! The ways by which objects get out of the function that makes them, step by step.
//!
//! A way is sure where its last step puts the object where others reach it whenever the line runs; it is
//! possible where that depends on code that is not followed: what a callee keeps, who catches what.

use smallvec::SmallVec;

use crate::ide::{Analysis, words};
use crate::life::End;
use crate::memory::facts::{Escape, EscapeTo, Object};
use crate::memory::value::{Atom, ObjectId};
use crate::names::{MODULE, OccurrenceId, ScopeId, ScopeKind};

/// Where a way leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leads {
    /// Into another object of the same frame, which does not get out.
    Nowhere,
    Perhaps,
    Out,
}

#[derive(Debug, Clone)]
pub struct Way {
    pub steps: Vec<String>,
    pub leads: Leads,
}

/// Containers in containers are followed so far.
const MOST_STEPS: usize = 4;

/// The way that leads furthest; the first of several.
pub fn way(analysis: &Analysis, id: ObjectId) -> Option<Way> {
    let mut seen = SmallVec::new();
    furthest(analysis, id, &mut seen)
}

/// The steps of one escape.
pub fn steps(analysis: &Analysis, id: ObjectId, escape: &Escape) -> Vec<String> {
    let mut seen = SmallVec::from_slice(&[id]);
    one(analysis, analysis.facts().object(id), escape, &mut seen).steps
}

/// A `return` or `yield` in the very function that makes the object: the caller gets it.
pub fn is_handed_out(analysis: &Analysis, object: &Object, escape: &Escape) -> bool {
    matches!(escape.to, EscapeTo::Return | EscapeTo::Yield)
        && frame(analysis, analysis.names().scope_around(escape.span.start)) == frame(analysis, object.scope)
}

type Seen = SmallVec<[ObjectId; 4]>;

fn furthest(analysis: &Analysis, id: ObjectId, seen: &mut Seen) -> Option<Way> {
    if seen.contains(&id) || seen.len() >= MOST_STEPS {
        return None;
    }
    seen.push(id);
    let object = analysis.facts().object(id);
    let mut best: Option<Way> = None;
    for escape in &object.escapes {
        let elsewhere = escape.to == EscapeTo::Return && !is_handed_out(analysis, object, escape);
        // What a callee returns comes back.
        if elsewhere {
            continue;
        }
        let way = one(analysis, object, escape, seen);
        if best.as_ref().is_none_or(|best| way.leads > best.leads) {
            best = Some(way);
        }
    }
    best
}

fn one(analysis: &Analysis, object: &Object, escape: &Escape, seen: &mut Seen) -> Way {
    let mut steps: Vec<String> = passed(analysis, object, escape).into_iter().collect();
    let line = words::on_line(analysis, escape.span);
    let named = !escape.through.is_empty();
    let through = words::code(&escape.through);
    let is_own = steps.is_empty();
    let (step, leads) = match escape.to {
        EscapeTo::Return => (format!("returned {line}"), if is_own { Leads::Out } else { Leads::Nowhere }),
        EscapeTo::Yield => (format!("yielded {line}"), if is_own { Leads::Out } else { Leads::Perhaps }),
        EscapeTo::Global => (format!("bound to the global {through} {line}"), Leads::Out),
        EscapeTo::Raise => (format!("raised {line}"), Leads::Perhaps),
        EscapeTo::Closure if named => (format!("captured as {through} by an inner function"), Leads::Perhaps),
        EscapeTo::Closure => ("captured by an inner function".into(), Leads::Perhaps),
        EscapeTo::Argument if named => (format!("passed to {through} {line}"), Leads::Perhaps),
        EscapeTo::Argument => (format!("passed to other code {line}"), Leads::Perhaps),
        EscapeTo::Attribute | EscapeTo::Container => return kept(analysis, object, escape, steps, seen),
    };
    steps.push(step);
    Way { steps, leads }
}

/// In another object: what becomes of that one?
fn kept(
    analysis: &Analysis,
    object: &Object,
    escape: &Escape,
    mut steps: Vec<String>,
    seen: &mut Seen,
) -> Way {
    let line = words::on_line(analysis, escape.span);
    let (name, holder) = holder(analysis, escape);
    let into = match (&name, escape.to) {
        (Some(name), EscapeTo::Container) => format!("put into {} {line}", words::code(name)),
        (Some(name), _) if !escape.through.is_empty() => {
            format!("kept as the attribute {} of {} {line}", words::code(&escape.through), words::code(name))
        }
        (None, EscapeTo::Attribute) if !escape.through.is_empty() => {
            format!("kept in the attribute {} {line}", words::code(&escape.through))
        }
        (_, EscapeTo::Attribute) => format!("kept in an attribute {line}"),
        _ => format!("put into a container {line}"),
    };
    steps.push(into);
    let Some(holder) = holder else { return Way { steps, leads: Leads::Perhaps } };
    let found = analysis.facts().object(holder);
    if found.scope == MODULE && object.scope != MODULE && analysis.life().ends(holder) == [End::Exit] {
        return Way { steps, leads: Leads::Out };
    }
    if frame(analysis, found.scope) != frame(analysis, object.scope) || seen.contains(&holder) {
        return Way { steps, leads: Leads::Perhaps };
    }
    if found.escapes.is_empty() {
        return Way { steps, leads: Leads::Nowhere };
    }
    match furthest(analysis, holder, seen) {
        Some(further) => {
            let whose = name.map_or("which".into(), |name| words::code(&name));
            let mut more = further.steps.into_iter();
            steps.extend(more.next().map(|step| format!("{whose} is {step}")));
            steps.extend(more);
            Way { steps, leads: further.leads }
        }
        None => Way { steps, leads: Leads::Perhaps },
    }
}

/// So many places before are looked at for the display that an item stands in.
const MOST_PLACES: usize = 200;

/// The object it is put into, and the name for that: of a display that is being made, of a method's object,
/// of `holder.x = …` and `holder[…] = …`.
fn holder(analysis: &Analysis, escape: &Escape) -> (Option<String>, Option<ObjectId>) {
    let facts = analysis.facts();
    let before = analysis.text[..escape.span.start as usize].trim_end().chars().next_back();
    let is_item = escape.to == EscapeTo::Container && before.is_some_and(|before| "[({,:".contains(before));
    let places = &analysis.life().places;
    let end = places.partition_point(|(span, _)| span.start <= escape.span.start);
    let around = places[..end].iter().rev().take(MOST_PLACES).map(|(_, id)| (*id, facts.object(*id)));
    let display = around.filter(|(_, site)| {
        let first = analysis.text.get(site.span.range()).and_then(|text| text.chars().next());
        let is_around = site.span != escape.span && site.span.contains(escape.span);
        is_around && first.is_some_and(|first| "[({".contains(first))
    });
    let smallest = || display.min_by_key(|(_, site)| site.span.end - site.span.start);
    if let Some((id, site)) = is_item.then(smallest).flatten() {
        let name = site.names.iter().find(|(scope, _)| *scope == site.scope);
        return (name.map(|(scope, symbol)| words::symbol(analysis, *scope, *symbol).to_owned()), Some(id));
    }
    // The first name of the expression or statement is the holder's, if nothing but that stands there.
    let names = analysis.names();
    let first = names.occurrences.partition_point(|at| at.span.start < escape.span.start);
    let Some(at) = names.occurrences.get(first).filter(|at| at.span.start == escape.span.start) else {
        return (None, None);
    };
    let after = analysis.text[at.span.end as usize..].chars().next();
    let from = facts.calls.partition_point(|call| call.span.start < escape.span.start);
    let calls = facts.calls[from..].iter().take_while(|call| call.span.start == escape.span.start);
    let is_method = calls.into_iter().any(|call| {
        call.span == escape.span
            && call.arguments.iter().any(|argument| argument.receiver && argument.span == at.span)
    });
    let is_entry = after == Some('[');
    let attribute = |id: usize| {
        let next = &facts.attributes[id];
        next.whole.start == at.span.start && next.store && next.span.start == at.span.end + 1
    };
    let from = facts.attributes.partition_point(|attribute| attribute.span.start < at.span.end);
    let is_attribute = from < facts.attributes.len() && attribute(from);
    let fits = match escape.to {
        EscapeTo::Attribute => is_attribute,
        _ => is_method || is_entry,
    };
    if !fits {
        return (None, None);
    }
    let value = facts.value(OccurrenceId(first as u32)).filter(|value| !value.assumed && !value.open);
    let single = match value.and_then(|value| value.single()) {
        Some(Atom::Object(id)) if !facts.object(id).stands_in => Some(id),
        _ => None,
    };
    (Some(words::spelled(analysis, at).to_owned()), single)
}

/// The call that hands it to the function in which it escapes.
fn passed(analysis: &Analysis, object: &Object, escape: &Escape) -> Option<String> {
    if escape.to == EscapeTo::Closure {
        return None;
    }
    let own = frame(analysis, object.scope);
    let there = frame(analysis, analysis.names().scope_around(escape.span.start));
    if own == there {
        return None;
    }
    let name = words::qualname(analysis, there);
    let mut calls = analysis.facts().calls.iter();
    let call = calls.find(|call| frame(analysis, call.scope) == own && call.callees.contains(&there));
    Some(match call {
        Some(call) => format!("passed to {name} {}", words::on_line(analysis, call.span)),
        None => format!("handed on to {name}"),
    })
}

/// The function or module whose frame the scope's code runs in.
fn frame(analysis: &Analysis, scope: ScopeId) -> ScopeId {
    let mut scope = scope;
    loop {
        let found = analysis.names().scope(scope);
        match (found.kind, found.parent) {
            (ScopeKind::Comprehension | ScopeKind::TypeParameters, Some(parent)) => scope = parent,
            _ => return scope,
        }
    }
}
