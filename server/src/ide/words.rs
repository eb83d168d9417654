//! The words that hints and hovers share: how a frame, a place, a type is called in a sentence.

use std::cell::Cell;

use smallvec::SmallVec;

use crate::ide::{Analysis, constants};
use crate::memory::facts::Object;
use crate::memory::value::{Atom, ObjectId, Storage, Value};
use crate::names::{Binding, MODULE, Occurrence, OccurrenceId, ScopeId, ScopeKind, SymbolId};
use crate::options::Model;
use crate::text::Span;

/// What the reader looks at: `this file`, `this notebook`.
pub fn this_file(analysis: &Analysis) -> &'static str {
    if analysis.cells.is_some() { "this notebook" } else { "this file" }
}

/// A sentence of ours about this file, for what it is.
pub fn of_file(analysis: &Analysis, sentence: &'static str) -> String {
    sentence.replace("this file", this_file(analysis))
}

thread_local! {
    /// The cell of a notebook in which the sentences are read that this thread makes.
    static READER: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Makes sentences that are read at `offset`: there its own cell needs no name.
pub fn read_at<T>(analysis: &Analysis, offset: u32, make: impl FnOnce() -> T) -> T {
    READER.set(analysis.cells.as_ref().map(|cells| cells.at(offset)));
    let _gone = Gone;
    make()
}

/// The reader goes, also when the work is given up.
struct Gone;

impl Drop for Gone {
    fn drop(&mut self) {
        READER.set(None);
    }
}

/// The line of a place, as a person calls it: `line 3`; in a notebook `cell 2, line 3`, unless it is the reader's cell.
pub fn line(analysis: &Analysis, span: Span) -> String {
    let line = analysis.lines.line(span.start);
    let Some(cells) = &analysis.cells else { return format!("line {}", line + 1) };
    let cell = cells.at(span.start);
    let line = line - analysis.lines.line(cells.span(cell).start) + 1;
    if READER.get() == Some(cell) {
        format!("line {line}")
    } else {
        format!("cell {}, line {line}", cell + 1)
    }
}

/// The same with its preposition: `on line 3`, `in cell 2, line 3`.
pub fn on_line(analysis: &Analysis, span: Span) -> String {
    on(&line(analysis, span))
}

/// The preposition before one or more lines.
pub fn on(lines: &str) -> String {
    if lines.starts_with("cell") { format!("in {lines}") } else { format!("on {lines}") }
}

/// A name as code.
pub fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// `a`, `b` and `c`.
pub fn and(items: &[String]) -> String {
    join(items, "and")
}

/// `a`, `b` or `c`.
pub fn or(items: &[String]) -> String {
    join(items, "or")
}

fn join(items: &[String], word: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [firsts @ .., last] => format!("{} {word} {last}", firsts.join(", ")),
    }
}

/// The article and the noun: an `int`, a `list`.
pub fn a(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {}", code(noun))
}

pub fn plural(count: u64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// The frame that a scope's names are in, as a person calls it.
pub fn frame(analysis: &Analysis, scope: ScopeId) -> String {
    let scope = analysis.names().scope(scope);
    match scope.kind {
        ScopeKind::Module => "the Global frame".into(),
        ScopeKind::Function => format!("the frame of {}", code(&scope.name)),
        ScopeKind::Class => format!("the class {}", code(&scope.name)),
        ScopeKind::Lambda => "the lambda's frame".into(),
        ScopeKind::Comprehension if &*scope.name == "genexpr" => "the generator expression".into(),
        ScopeKind::Comprehension => "the comprehension".into(),
        ScopeKind::TypeParameters => "the type parameters".into(),
    }
}

/// The scope in whose frame the occurrence's name lives.
pub fn home(analysis: &Analysis, occurrence: &Occurrence) -> ScopeId {
    analysis.names().symbol_of(occurrence).home.map_or(occurrence.scope, |(scope, _)| scope)
}

/// Names of the frame that refer to the very same object after the occurrence. In the teaching model values
/// are no objects; in CPython they are, and some are shared.
pub fn same_as(analysis: &Analysis, id: OccurrenceId) -> SmallVec<[SymbolId; 2]> {
    if let Some(same) = analysis.facts().same_as.get(&id) {
        return same.clone();
    }
    match analysis.options.model {
        Model::Teaching => SmallVec::new(),
        Model::Cpython => constants::same(analysis, id).into_iter().collect(),
    }
}

/// The name of a variable.
pub fn symbol(analysis: &Analysis, scope: ScopeId, symbol: SymbolId) -> &str {
    &analysis.names().scope(scope).symbols[symbol.0 as usize].name
}

/// The name as the text has it: not mangled.
pub fn spelled<'a>(analysis: &'a Analysis, occurrence: &Occurrence) -> &'a str {
    analysis.text.get(occurrence.span.range()).unwrap_or_default()
}

/// The occurrence whose name the cursor touches; at a border the one that begins there.
pub fn occurrence_at(analysis: &Analysis, offset: u32) -> Option<OccurrenceId> {
    let occurrences = &analysis.names().occurrences;
    let next = occurrences.partition_point(|occurrence| occurrence.span.start <= offset);
    let found = next.checked_sub(1)?;
    occurrences[found].span.touches(offset).then_some(OccurrenceId(found as u32))
}

/// The occurrence whose name ends at `offset`.
pub fn occurrence_ending_at(analysis: &Analysis, offset: u32) -> Option<OccurrenceId> {
    let occurrences = &analysis.names().occurrences;
    let next = occurrences.partition_point(|occurrence| occurrence.span.start < offset);
    let found = next.checked_sub(1)?;
    (occurrences[found].span.end == offset).then_some(OccurrenceId(found as u32))
}

/// The scope whose `def` or `class` name is this very place.
pub fn definition_at(analysis: &Analysis, head: Span) -> Option<ScopeId> {
    let is_it = |kind| matches!(kind, ScopeKind::Function | ScopeKind::Class);
    let scopes = &analysis.names().scopes;
    let found = scopes.iter().position(|scope| scope.head == head && is_it(scope.kind))?;
    Some(ScopeId(found as u32))
}

/// The teaching model's word for a place; nothing for the unknown.
pub fn storage(storage: Storage) -> Option<&'static str> {
    match storage {
        Storage::Stack => Some("stack"),
        Storage::Heap => Some("heap"),
        Storage::Either => Some("stack or heap"),
        Storage::Unknown => None,
    }
}

/// What CPython's compiler makes of the name: the kind of its slot.
pub fn slot(analysis: &Analysis, occurrence: &Occurrence) -> &'static str {
    match analysis.names().symbol_of(occurrence).binding {
        Binding::Local => "fast local",
        Binding::Cell => "cell",
        Binding::Free => "free",
        Binding::Global => "global dict",
        Binding::Class => "class dict",
        Binding::Builtin => "builtins dict",
        Binding::Unresolved => "no slot",
    }
}

/// The one object of the file that the value is on every execution.
pub fn only_object<'a>(analysis: &'a Analysis, value: &Value) -> Option<&'a Object> {
    only_object_id(analysis, value).map(|id| analysis.facts().object(id))
}

pub fn only_object_id(analysis: &Analysis, value: &Value) -> Option<ObjectId> {
    match (value.unknown, value.atoms.as_slice()) {
        (false, [Atom::Object(id)]) => Some(*id).filter(|id| !analysis.facts().object(*id).stands_in),
        _ => None,
    }
}

/// A `def`'s or class's name in a sentence: `f`, `Person.rename`.
pub fn qualname(analysis: &Analysis, scope: ScopeId) -> String {
    if scope == MODULE {
        return "the module".into();
    }
    code(&analysis.names().scope(scope).qualname.replace(".<locals>.", "."))
}
