//! The hover of `value.name`: in which object the attribute lives, and what it holds.

use super::{Sections, definition as function, object};
use crate::ide::{Analysis, words};
use crate::memory::facts::{Attribute, Change};
use crate::memory::value::Storage;
use crate::names::{Scope, ScopeId, ScopeKind};
use crate::options::Model;

/// Types of what a class provides for its objects to be called.
const METHODS: [&str; 4] = ["method", "function", "builtin_function_or_method", "method_descriptor"];

pub(super) fn sections(analysis: &Analysis, attribute: &Attribute) -> Sections {
    let name = words::code(&attribute.name);
    let types = analysis.facts().types_of(&attribute.value);
    if !attribute.store && !types.is_empty() && types.iter().all(|type_| METHODS.contains(type_)) {
        return method(analysis, attribute);
    }
    let title = format!("{name} {}", place(analysis, attribute));
    let storage = analysis.facts().storage(&attribute.value);
    let holds = match storage {
        Storage::Unknown => "What it holds is not known.".into(),
        Storage::Stack => format!("It holds {}.", object::all(analysis, &attribute.value)),
        _ => format!("It holds {}.", object::all_referred(analysis, &attribute.value)),
    };
    Sections {
        title,
        paragraph: vec![holds],
        list: Vec::new(),
        cpython: vec![
            "An object keeps its own attributes in its `__dict__`, or in slots if its class has `__slots__`; each holds a reference."
                .into(),
        ],
    }
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

fn method(analysis: &Analysis, attribute: &Attribute) -> Sections {
    let whole = analysis.text.get(attribute.whole.range()).unwrap_or_default();
    let base = whole.rfind('.').map_or(whole, |dot| whole[..dot].trim_end());
    let receiver = analysis
        .facts()
        .calls
        .iter()
        .filter(|call| call.span.start == attribute.whole.start && call.span.end > attribute.whole.end)
        .flat_map(|call| &call.arguments)
        .find(|argument| argument.receiver && argument.span.end < attribute.span.start + 1);
    let change = match receiver.map(|argument| (argument.changed, argument.change_at)) {
        Some((Change::Certain, at)) => Some(("changes", at)),
        Some((Change::Possible, at)) => Some(("can change", at)),
        _ => None,
    };
    let paragraph = change.map(|(verb, at)| {
        let place = at.map(|span| format!(" (line {})", words::line(analysis, span))).unwrap_or_default();
        format!(
            "This call {verb} the object that {} refers to{place}: every other name for it sees that.",
            words::code(base)
        )
    });
    Sections {
        title: format!(
            "{} can be called: it lives with its class, not in the object",
            words::code(&attribute.name)
        ),
        paragraph: paragraph.into_iter().collect(),
        list: definition(analysis, attribute)
            .map(|scope| function::details(analysis, scope))
            .unwrap_or_default(),
        ..Sections::default()
    }
}
