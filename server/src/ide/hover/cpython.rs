//! The "In CPython" line: what really happens, true on the assumed version.
//!
//! Sources: `Objects/longobject.c` (small ints −5 to 256), PEP 683 (immortal objects, 3.12),
//! `Python/symtable.c` (kinds of slots).

use super::name::About;
use crate::ide::words;
use crate::memory::value::{Atom, Constant, Storage, Value};
use crate::names::Binding;
use crate::options::{Model, Python};

/// The bold line of the `cpython` model: the kind of slot.
pub(super) fn title(about: &About) -> String {
    let name = &about.name;
    let home = || words::frame(about.analysis, about.home);
    match about.binding {
        Binding::Local => format!("{name} is a fast local in {}", home()),
        Binding::Cell => format!("{name} is a cell of {}", home()),
        Binding::Free => format!("{name} is reached through a cell of {}", home()),
        Binding::Global => format!("{name} is an entry of the module's dictionary"),
        Binding::Class => format!("{name} is an entry of the namespace of {}", home()),
        Binding::Builtin => format!("{name} is an entry of the builtins' dictionary"),
        Binding::Unresolved => {
            format!("{name} is looked up in the module's dictionary, then among the builtins")
        }
    }
}

/// What the name is a slot of.
pub(super) fn slot(about: &About) -> String {
    let name = &about.name;
    let home = || words::frame(about.analysis, about.home);
    match about.binding {
        Binding::Local => format!("{name} is a fast local, a slot that holds a reference."),
        Binding::Cell => {
            format!(
                "{name} is in a cell, a small heap object that {} shares with the functions inside it.",
                home()
            )
        }
        Binding::Free => format!("{name} is in a cell that belongs to {}.", home()),
        Binding::Global => format!("{name} is an entry of the module's dictionary, which holds a reference."),
        Binding::Class => format!("{name} is an entry of the class's namespace, which holds a reference."),
        Binding::Builtin => format!("{name} is an entry of the dictionary of the module `builtins`."),
        Binding::Unresolved => {
            format!("{name} is looked up in the module's dictionary, then among the builtins.")
        }
    }
}

/// The `cpython` model's bold line has named the slot already.
pub(super) fn name(about: &About, value: Option<&Value>) -> Vec<String> {
    let slot = (about.analysis.options.model == Model::Teaching).then(|| slot(about));
    let shared = value.and_then(|value| shared(about, value));
    slot.into_iter().chain(shared).collect()
}

/// Value types are objects as well; some exist once for the whole program.
fn shared(about: &About, value: &Value) -> Option<String> {
    if about.storage != Storage::Stack {
        return None;
    }
    let immortal = if about.analysis.options.python.minor >= 12 { ", immortal since 3.12" } else { "" };
    let constant = about.analysis.facts().constant_of(value);
    match constant {
        Some(Constant::None | Constant::Bool(_)) => {
            return Some(format!("{} is one object for the whole program{immortal}.", repr(constant)));
        }
        Some(Constant::Int(-5..=256)) => {
            return Some(format!(
                "The `int` {} is one object for the whole program{immortal}.",
                repr(constant)
            ));
        }
        _ => {}
    }
    let what = match value.atoms.as_slice() {
        [Atom::Scalar(type_, _)] => words::code(about.analysis.facts().types.name(*type_)),
        _ => "value".into(),
    };
    Some(format!(
        "The {what} is an object on the heap too: assignment copies the reference, never the value."
    ))
}

fn repr(constant: Option<&Constant>) -> String {
    words::code(&constant.map(Constant::repr).unwrap_or_default())
}

/// What the frame of a call really is. Source: "What's New In Python 3.11", cheaper, lazy frames.
pub(super) fn frame(python: Python, makes_object: bool) -> String {
    if makes_object {
        return "The frame belongs to that object, so it is on the heap and outlasts the call.".into();
    }
    if python.minor >= 11 {
        return "A frame is a record on the interpreter's own stack; a frame object is made only when something asks for it, as a traceback does."
            .into();
    }
    "A frame is an object on the heap, linked to its caller's; it goes when the call returns, unless something such as a traceback keeps it."
        .into()
}
