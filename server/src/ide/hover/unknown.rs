//! What a hover says where the value is not known: the reason, in a friendly sentence.

use super::name::About;
use super::{Sections, cpython};
use crate::ide::words;
use crate::memory::facts::Why;
use crate::names::{Binding, builtins};
use crate::options::Model;

pub(super) fn sections(about: &About) -> Sections {
    if about.binding == Binding::Unresolved {
        return unresolved(about);
    }
    let title = match about.analysis.options.model {
        Model::Teaching => format!("{}: stack or heap is not known here", about.name),
        Model::Cpython => cpython::title(about),
    };
    Sections { title, paragraph: vec![why(about)], list: Vec::new(), cpython: cpython::name(about, None) }
}

fn unresolved(about: &About) -> Sections {
    let spelled = about.name.trim_matches('`');
    if builtins::is_module_attribute(spelled) {
        return Sections {
            title: format!("{} is set by Python", about.name),
            paragraph: vec!["Every module has it before its first line runs.".into()],
            ..Sections::default()
        };
    }
    if about.analysis.cells.is_some() && builtins::is_set_by_ipython(spelled) {
        return Sections {
            title: format!("{} is set by IPython", about.name),
            paragraph: vec![match spelled {
                "display" | "get_ipython" => "Every notebook has it before its first cell runs.".into(),
                _ => "It holds what was run or shown before.".into(),
            }],
            ..Sections::default()
        };
    }
    let reason = if about.analysis.names().star_import {
        "An `import *` in this file may bring it."
    } else {
        "Nothing in this file binds it, and it is no builtin: reading it raises `NameError`, unless other code sets it."
    };
    Sections {
        title: format!("{} is not bound in {}", about.name, words::this_file(about.analysis)),
        paragraph: vec![words::of_file(about.analysis, reason)],
        ..Sections::default()
    }
}

fn why(about: &About) -> String {
    if about.value.is_none_or(|value| value.is_bottom()) {
        let reason = "No run of this file gets here with a value, as far as memlens can follow.";
        return words::of_file(about.analysis, reason);
    }
    let reason = match about.analysis.facts().why_unknown.get(&about.id) {
        Some(Why::NoCallSeen) => {
            "No call in this file shows what is passed. An annotation, a default or a call would tell."
        }
        Some(Why::OutsideCode) => {
            "It comes from code outside this file, which memlens does not run. An annotation would tell."
        }
        Some(Why::Imported) => "It is imported: memlens looks at this file alone.",
        Some(Why::PartOfUnknown) => "It is part of something that is not known itself.",
        Some(Why::TooMany) => "It can be too many different things to follow.",
        None if is_parameter_without_call(about) => {
            "No call in this file shows what is passed. An annotation, a default or a call would tell."
        }
        None => "What it holds depends on something memlens does not follow.",
    };
    words::of_file(about.analysis, reason)
}

fn is_parameter_without_call(about: &About) -> bool {
    let symbol = about.analysis.names().symbol_of(about.occurrence);
    let function = about.analysis.facts().functions.get(&about.home);
    symbol.is_parameter && function.is_none_or(|function| function.calls.is_empty())
}
