//! The hover of a function's or class's name: the frame of its calls, what it captures, changes and
//! returns, whether its recursion ends; what objects of a class carry.

use super::{Sections, cpython, cycle, object};
use crate::ide::hints::recursion_sentence;
use crate::ide::{Analysis, words};
use crate::memory::facts::Change;
use crate::memory::value::{Atom, Value};
use crate::names::{Binding, Scope, ScopeId, ScopeKind, Symbol};

/// The function that the value is on every execution.
pub(super) fn of_value(analysis: &Analysis, value: &Value) -> Option<ScopeId> {
    let object = words::only_object(analysis, value)?;
    let scope = object.definition?;
    let is_function = analysis.facts().types.name(object.type_) == "function";
    (is_function && analysis.names().scope(scope).kind == ScopeKind::Function).then_some(scope)
}

pub(super) fn sections(analysis: &Analysis, id: ScopeId) -> Sections {
    let scope = analysis.names().scope(id);
    let name = words::code(&scope.name);
    if scope.kind == ScopeKind::Class {
        return Sections {
            title: format!("{name} is a class, an object on the heap"),
            paragraph: vec!["It is made when this statement runs; calling it makes its objects.".into()],
            list: class_details(analysis, id),
            cpython: Vec::new(),
        };
    }
    let title = if scope.is_generator || scope.is_async {
        let makes = match (scope.is_async, scope.is_generator) {
            (true, true) => "an async generator",
            (true, false) => "a coroutine",
            _ => "a generator",
        };
        format!("A call of {name} makes {makes} on the heap")
    } else if is_plain(analysis, id) {
        format!("Each call of {name} puts a frame on the stack")
    } else {
        format!("Each run of {name}'s body puts a frame on the stack")
    };
    Sections {
        title,
        paragraph: Vec::new(),
        list: details(analysis, id),
        cpython: vec![cpython::frame(analysis.options.python, scope.is_generator || scope.is_async)],
    }
}

/// The name is bound to the function itself: no decorator has put something else in its place.
fn is_plain(analysis: &Analysis, id: ScopeId) -> bool {
    let head = analysis.names().scope(id).head;
    let occurrence = analysis.names().occurrence_at(head.start);
    let value = occurrence.and_then(|occurrence| analysis.facts().value(occurrence));
    value.and_then(|value| of_value(analysis, value)) == Some(id)
}

/// The lines about a function.
pub(super) fn details(analysis: &Analysis, id: ScopeId) -> Vec<String> {
    let scope = analysis.names().scope(id);
    let mut out = vec![slots(scope)];
    out.extend(captured(analysis, scope));
    out.extend(rebound(scope));
    out.extend(changed(analysis, id));
    out.extend(returned(analysis, id));
    out.extend(cycle::of_function(analysis, id));
    let recursive = analysis.recursion().functions.iter().find(|function| function.function == id);
    out.extend(recursive.map(|function| recursion_sentence(analysis, function)));
    out
}

/// Names that CPython makes up (`.0`, `__class__`) are no names of the text.
fn is_written(symbol: &&Symbol) -> bool {
    !symbol.name.starts_with('.') && !matches!(&*symbol.name, "__class__" | "__classdict__")
}

fn named<'a>(symbols: impl Iterator<Item = &'a Symbol>) -> Vec<String> {
    symbols.map(|symbol| words::code(&symbol.name)).collect()
}

/// The slots of a frame: parameters, locals, and which of them are cells.
fn slots(scope: &Scope) -> String {
    let own =
        |symbol: &&Symbol| matches!(symbol.binding, Binding::Local | Binding::Cell) && is_written(symbol);
    let own: Vec<&Symbol> = scope.symbols.iter().filter(own).collect();
    let parameters = named(own.iter().copied().filter(|symbol| symbol.is_parameter));
    let locals = named(own.iter().copied().filter(|symbol| !symbol.is_parameter));
    let cells = named(own.iter().copied().filter(|symbol| symbol.binding == Binding::Cell));
    let mut groups = Vec::new();
    for (noun, names) in [("parameter", &parameters), ("local", &locals)] {
        if !names.is_empty() {
            let plural = if names.len() == 1 { "" } else { "s" };
            groups.push(format!("{noun}{plural} {}", words::and(names)));
        }
    }
    if groups.is_empty() {
        return "Its frame has no names.".into();
    }
    let kept = if cells.is_empty() {
        String::new()
    } else {
        format!(" {}: captured by a function inside, and can outlive the frame.", words::and(&cells))
    };
    format!("Its frame: {}.{kept}", groups.join("; "))
}

/// What it takes from the functions around it.
fn captured(analysis: &Analysis, scope: &Scope) -> Option<String> {
    let free = |symbol: &&Symbol| symbol.binding == Binding::Free && is_written(symbol);
    let taken: Vec<String> = scope
        .symbols
        .iter()
        .filter(free)
        .map(|symbol| match symbol.home {
            Some((home, _)) => {
                format!("{} of {}", words::code(&symbol.name), words::qualname(analysis, home))
            }
            None => words::code(&symbol.name),
        })
        .collect();
    (!taken.is_empty()).then(|| format!("Captures {}.", words::and(&taken)))
}

/// Names outside that it binds anew.
fn rebound(scope: &Scope) -> Option<String> {
    let bound = |symbol: &&Symbol| symbol.declared && symbol.bound_here;
    let (globals, others): (Vec<&Symbol>, Vec<&Symbol>) =
        scope.symbols.iter().filter(bound).partition(|symbol| symbol.binding == Binding::Global);
    let mut parts = Vec::new();
    if !globals.is_empty() {
        parts.push(format!("the global {}", words::and(&named(globals.into_iter()))));
    }
    if !others.is_empty() {
        parts.push(format!("{} of the function around it", words::and(&named(others.into_iter()))));
    }
    (!parts.is_empty()).then(|| format!("Rebinds {}.", words::and(&parts)))
}

/// Parameters whose object it changes.
fn changed(analysis: &Analysis, id: ScopeId) -> Option<String> {
    let function = analysis.facts().functions.get(&id)?;
    let listed = |wanted: Change| -> Vec<String> {
        let changes = function.changes.iter().filter(|(_, change, _)| *change == wanted);
        changes
            .map(|(symbol, _, span)| {
                format!(
                    "{} ({})",
                    words::code(words::symbol(analysis, id, *symbol)),
                    words::line(analysis, *span)
                )
            })
            .collect()
    };
    let mut parts = Vec::new();
    for (change, verb) in
        [(Change::Certain, "changes the object of"), (Change::Possible, "can change the object of")]
    {
        let names = listed(change);
        if !names.is_empty() {
            parts.push(format!("{verb} {}", words::and(&names)));
        }
    }
    (!parts.is_empty()).then(|| format!("It {}, which the caller sees.", parts.join(" and ")))
}

fn returned(analysis: &Analysis, id: ScopeId) -> Option<String> {
    let function = analysis.facts().functions.get(&id)?;
    let scope = analysis.names().scope(id);
    if function.returns.unknown || function.returns.atoms.is_empty() || scope.is_generator || scope.is_async {
        return None;
    }
    // Of what is judged by its uses there is nothing to say but where it is.
    if function.returns.atoms.iter().any(|atom| matches!(atom, Atom::AnyHeap | Atom::AnyScalar)) {
        return None;
    }
    Some(format!("Returns {}.", object::all(analysis, &function.returns)))
}

/// What a class and its objects carry.
fn class_details(analysis: &Analysis, id: ScopeId) -> Vec<String> {
    let mut carried: Vec<String> = Vec::new();
    for attribute in &analysis.facts().attributes {
        let name = words::code(&attribute.name);
        if attribute.store && attribute.class == Some(id) && !carried.contains(&name) {
            carried.push(name);
        }
    }
    let scope = analysis.names().scope(id);
    let own = named(scope.symbols.iter().filter(|symbol| symbol.bound_here).filter(is_written));
    let mut out = Vec::new();
    if !carried.is_empty() {
        out.push(format!("Its objects carry {}.", words::and(&carried)));
    }
    if !own.is_empty() {
        out.push(format!("In the class itself, shared by all its objects: {}.", words::and(&own)));
    }
    out
}
