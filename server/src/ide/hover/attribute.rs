//! The hover of `value.name`: in which object the attribute lives, and what it holds.

use super::{Sections, definition as function, object};
use crate::ide::{Analysis, words};
use crate::memory::facts::{Attribute, Call, Change};
use crate::memory::value::Storage;
use crate::names::{Scope, ScopeId, ScopeKind};
use crate::options::Model;

pub(super) fn sections(analysis: &Analysis, attribute: &Attribute) -> Sections {
    let name = words::code(&attribute.name);
    if let Some(call) = call_of(analysis, attribute) {
        return method(analysis, attribute, call);
    }
    let title = format!("{name} {}", place(analysis, attribute));
    let storage = analysis.facts().storage(&attribute.value);
    let holds = match storage {
        Storage::Unknown => "What it holds is not known.".into(),
        Storage::Stack => format!("It holds {}.", object::all(analysis, &attribute.value)),
        _ => format!("It holds {}.", object::all_referred(analysis, &attribute.value)),
    };
    Sections { title, paragraph: vec![holds], list: Vec::new(), cpython: vec![kept(analysis, attribute)] }
}

/// More attributes than that have a dictionary like any other.
const MOST_SHARED: usize = 20;

/// How an object keeps the attribute. Sources: PEP 412 (key-sharing dictionaries), `Objects/dictobject.c` and
/// `Include/internal/pycore_object.h` of 3.11 and later.
fn kept(analysis: &Analysis, attribute: &Attribute) -> String {
    let general = "An object keeps its own attributes in its `__dict__`, or in slots if its class has `__slots__`; each holds a reference.";
    let names = analysis.names();
    let Some(class) = attribute.class.filter(|class| names.scope(*class).symbol("__slots__").is_none())
    else {
        return general.into();
    };
    // Instances of a class without anything that makes them other than plain.
    let mut made = analysis.facts().sites().filter(|(_, object)| object.definition == Some(class));
    let is_plain = made.any(|(id, object)| {
        analysis.facts().types.name(object.type_) != "type"
            && analysis.sizes().own(analysis.facts(), id).is_some()
    });
    let stored = analysis.facts().attributes.iter().filter(|other| other.store && other.class == Some(class));
    let mut stored: Vec<&str> = stored.map(|other| &*other.name).collect();
    stored.sort_unstable();
    stored.dedup();
    if !is_plain || stored.len() > MOST_SHARED || !stored.contains(&&*attribute.name) {
        return general.into();
    }
    match analysis.options.python.minor {
        ..=10 => "The object keeps a reference in its `__dict__`, which shares its table of names with the class's other objects.",
        _ => "The object keeps the reference among its own values, in the place its class has for the name; a `__dict__` is made only when something asks for it.",
    }
    .into()
}

/// Where the attribute is, as far as the file tells.
fn place(analysis: &Analysis, attribute: &Attribute) -> String {
    let Some(class) = attribute.class else {
        return "is reached through its object, on the heap".into();
    };
    let class_name = words::code(&analysis.names().scope(class).name);
    let is_stored =
        |other: &Attribute| other.store && other.class == Some(class) && other.name == attribute.name;
    let is_stored = analysis.facts().attributes.iter().any(is_stored);
    match (definition(analysis, attribute), is_stored, analysis.options.model) {
        (Some(_), _, _) => format!("is provided by the class {class_name}"),
        (None, true, Model::Teaching) => format!("is on the heap, inside its {class_name} object"),
        (None, true, Model::Cpython) => format!("is an attribute, kept with its {class_name} object"),
        (None, false, _) => format!("is reached through its {class_name} object, on the heap"),
    }
}

/// The `def` of that name in the object's class: a method or a property.
fn definition(analysis: &Analysis, attribute: &Attribute) -> Option<ScopeId> {
    let class = attribute.class?;
    let is_it = |scope: &Scope| {
        scope.parent == Some(class) && scope.kind == ScopeKind::Function && *scope.name == *attribute.name
    };
    analysis.names().scopes.iter().position(is_it).map(|index| ScopeId(index as u32))
}

/// The call of the method: `xs.append(1)`.
fn call_of<'a>(analysis: &'a Analysis, attribute: &Attribute) -> Option<&'a Call> {
    let calls = &analysis.facts().calls;
    let from = calls.partition_point(|call| call.span.start < attribute.whole.start);
    let here = calls[from..].iter().take_while(|call| call.span.start == attribute.whole.start);
    // Of `a.b()` and `a.b().c()` the shorter one is the call of `b`.
    let call = here.filter(|call| call.span.end > attribute.whole.end).min_by_key(|call| call.span.end)?;
    let is_called = analysis.text[attribute.whole.end as usize..].trim_start().starts_with('(');
    (is_called && call.arguments.iter().any(|argument| argument.receiver)).then_some(call)
}

/// What the call does to the object before the dot; nothing is said where no change is known.
fn method(analysis: &Analysis, attribute: &Attribute, call: &Call) -> Sections {
    let name = words::code(&attribute.name);
    let receiver = call.arguments.iter().find(|argument| argument.receiver);
    let base = receiver.and_then(|argument| analysis.text.get(argument.span.range())).unwrap_or_default();
    let base = if base.len() > 40 || base.contains('\n') { "its object".into() } else { words::code(base) };
    let callee = match call.callees.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let class = callee.and_then(|scope| analysis.names().scope(scope).parent);
    let class = class.filter(|parent| analysis.names().scope(*parent).kind == ScopeKind::Class);
    let mut paragraph = Vec::new();
    let title = match (receiver.map_or(Change::No, |argument| argument.changed), class) {
        (Change::Certain, _) => format!("{name} changes {base}"),
        (Change::Possible, _) => format!("{name} can change {base}"),
        (Change::No, Some(class)) => format!("{name} is a method of {}", words::qualname(analysis, class)),
        (Change::No, None) => format!("{name} is called on {base}"),
    };
    if receiver.is_some_and(|argument| argument.changed != Change::No) {
        let at = receiver.and_then(|argument| argument.change_at);
        let place = at.map(|span| format!(", {}", words::on_line(analysis, span))).unwrap_or_default();
        paragraph.push(format!("The object itself changes{place}: every other name for it sees that."));
    }
    let list = callee.map(|scope| function::details(analysis, scope)).unwrap_or_default();
    Sections { title, paragraph, list, cpython: Vec::new() }
}
