//! The hover of a name: where it lives, what it holds.

use super::{Sections, cpython, cycle, definition, object, unknown, upkeep};
use crate::ide::{Analysis, words};
use crate::memory::facts::Judged;
use crate::memory::value::{Storage, Value};
use crate::names::{Access, Binding, MODULE, Occurrence, OccurrenceId, ScopeId, ScopeKind};
use crate::options::Model;

/// The name the hover is about.
pub(super) struct About<'a> {
    pub analysis: &'a Analysis,
    pub id: OccurrenceId,
    pub occurrence: &'a Occurrence,
    /// As the text spells it, in backticks.
    pub name: String,
    /// The scope in whose frame it lives.
    pub home: ScopeId,
    pub binding: Binding,
    pub value: Option<&'a Value>,
    pub storage: Storage,
}

impl<'a> About<'a> {
    fn new(analysis: &'a Analysis, id: OccurrenceId) -> About<'a> {
        let occurrence = analysis.names().occurrence(id);
        let value = analysis.facts().value(id);
        About {
            analysis,
            id,
            occurrence,
            name: words::code(words::spelled(analysis, occurrence)),
            home: words::home(analysis, occurrence),
            binding: analysis.names().symbol_of(occurrence).binding,
            value,
            storage: value.map(|value| analysis.facts().storage(value)).unwrap_or_default(),
        }
    }

    fn in_class(&self) -> bool {
        self.analysis.names().scope(self.home).kind == ScopeKind::Class
    }
}

pub(super) fn sections(analysis: &Analysis, id: OccurrenceId) -> Sections {
    let about = About::new(analysis, id);
    if about.occurrence.access == Access::Delete {
        return deleted(&about);
    }
    let function = about.value.and_then(|value| definition::of_value(analysis, value));
    let Some(value) = about.value.filter(|_| about.storage != Storage::Unknown) else {
        return unknown::sections(&about);
    };
    let mut sections = Sections {
        title: title(&about),
        paragraph: vec![holds(&about, value)],
        list: Vec::new(),
        cpython: cpython::name(&about, Some(value)),
    };
    sections.paragraph.extend(basis(&about, value));
    match function {
        Some(scope) => sections.list = definition::details(analysis, scope),
        None => {
            sections.list = object::sentences(&about, value);
            sections.list.extend(cycle::sentence(&about));
            sections.list.extend(upkeep::sentences(&about));
        }
    }
    sections
}

/// One or two sentences for a tooltip.
pub(in crate::ide) fn short(analysis: &Analysis, id: OccurrenceId) -> String {
    let about = About::new(analysis, id);
    let Some(value) = about.value.filter(|_| about.storage != Storage::Unknown) else {
        return cpython::slot(&about);
    };
    let mut sentences = vec![holds(&about, value)];
    sentences.extend(basis(&about, value));
    if analysis.options.model == Model::Cpython {
        sentences.push(cpython::slot(&about));
    }
    sentences.join(" ")
}

fn deleted(about: &About) -> Sections {
    Sections {
        title: format!("{} is unbound here", about.name),
        paragraph: vec![
            "`del` removes the name. The object goes only when nothing else refers to it.".into(),
        ],
        ..Sections::default()
    }
}

fn title(about: &About) -> String {
    let name = &about.name;
    if about.analysis.options.model == Model::Cpython {
        return cpython::title(about);
    }
    if about.binding == Binding::Builtin {
        return format!("{name} is built in, on the heap");
    }
    if about.in_class() {
        let class = &about.analysis.names().scope(about.home).name;
        return format!("{name} is on the heap, in the class {}", words::code(class));
    }
    match about.storage {
        Storage::Stack => format!("{name} is on the stack"),
        Storage::Heap => format!("{name} is on the heap"),
        Storage::Either => format!("{name} is on the stack or on the heap"),
        Storage::Unknown => format!("{name}: not known where it lives"),
    }
}

/// What the frame holds: a value itself, or a reference.
fn holds(about: &About, value: &Value) -> String {
    let whose = match about.binding {
        Binding::Builtin => return format!("Python itself provides {}.", object::all(about.analysis, value)),
        _ if about.in_class() => "The class object".into(),
        _ => {
            let frame = words::frame(about.analysis, about.home);
            format!("T{}", frame.strip_prefix('t').unwrap_or(&frame))
        }
    };
    match about.storage {
        Storage::Stack if about.analysis.options.model == Model::Teaching && !about.in_class() => {
            format!("{whose} holds the value itself: {}.", object::all(about.analysis, value))
        }
        Storage::Stack => format!("{whose} holds {}.", object::all(about.analysis, value)),
        _ => format!("{whose} holds {}.", object::all_referred(about.analysis, value)),
    }
}

/// What an assumed value rests on.
fn basis(about: &About, value: &Value) -> Option<String> {
    if !value.assumed {
        return None;
    }
    let judged = about.analysis.facts().judged.get(about.id.0 as usize);
    let by = match (judged, about.occurrence.access) {
        (Some(Judged::Examples), _) => {
            Some("Judged by the examples in docstrings: no call in the code shows it.")
        }
        (Some(Judged::Uses), Access::Parameter) => {
            Some("Judged by how it is used: nothing in this file shows what is passed.")
        }
        (Some(Judged::Name), _) => Some(
            "Judged by how the name is written: classes begin with a capital, constants are all capitals.",
        ),
        (Some(Judged::Uses), _) => Some("Judged by how it is used: where it comes from is not followed."),
        _ => None,
    };
    if let Some(by) = by {
        return Some(words::of_file(about.analysis, by));
    }
    if about.occurrence.access != Access::Parameter {
        let by = "This trusts the annotations, the defaults, the calls in this file, or how names are used.";
        return Some(words::of_file(about.analysis, by));
    }
    let calls =
        about.analysis.facts().functions.get(&about.occurrence.scope).map_or(0, |found| found.calls.len());
    if calls == 0 {
        let by = "This trusts its annotation or default: no call of it is in this file.";
        return Some(words::of_file(about.analysis, by));
    }
    Some(format!(
        "Judged by its annotation, its default and {} in {}.",
        words::plural(calls as u64, "call"),
        words::this_file(about.analysis)
    ))
}

/// True for names of the module, which live until the program ends.
pub(super) fn is_global(about: &About) -> bool {
    about.home == MODULE
}
