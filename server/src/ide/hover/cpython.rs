//! The "In CPython" line: what really happens, true on the assumed version.
//!
//! Sources: `Objects/longobject.c` (small ints −5 to 256), PEP 683 (immortal objects, 3.12),
//! `Python/symtable.c` (kinds of slots).

use super::name::About;
use crate::ide::{constants, words};
use crate::memory::value::{Atom, Constant, Storage, Value};
use crate::names::Binding;
use crate::options::{Model, Python};
use crate::sizes::scalar;

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
    let analysis = about.analysis;
    let python = analysis.options.python;
    let constant = analysis.facts().constant_of(value);
    let size = constant.map(|constant| scalar(python, constant));
    let size = size.map(|size| {
        let about = if size.exact { "" } else { "about " };
        format!(" ({about}{})", words::plural(size.bytes, "byte"))
    });
    let size = size.unwrap_or_default();
    if let Some(constant) = constant.filter(|constant| constants::is_single(constant)) {
        let immortal = if python.minor >= 12 { ", immortal since 3.12" } else { "" };
        let what = match constant {
            Constant::Int(_) => format!("The `int` {}", words::code(&constant.repr())),
            other => words::code(&other.repr()),
        };
        return Some(format!("{what}{size} is one object for the whole program{immortal}."));
    }
    let what = match value.atoms.as_slice() {
        [Atom::Scalar(type_, _)] => words::code(analysis.facts().types.name(*type_)),
        _ => "value".into(),
    };
    let copies = "assignment copies the reference, never the value";
    if constant.is_some() && constants::is_literal(analysis, about.id) {
        return Some(format!(
            "The {what}{size} is an object on the heap too, a constant of the compiled code: each run of this line gives the same one."
        ));
    }
    Some(format!("The {what}{size} is an object on the heap too: {copies}."))
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
