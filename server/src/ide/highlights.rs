//! Every place that refers to the object of the name under the cursor, through whatever name.
//!
//! Certain places are those of one frame, or of an object that is made once in the whole run; what refers to an object of
//! the same place, which may be another one, is `Perhaps`. Of a value type and of what is not known: the variable's own places.

use crate::ide::{Analysis, words};
use crate::memory::facts::Change;
use crate::memory::value::{Atom, ObjectId, Value};
use crate::names::{Access, MODULE, OccurrenceId, ScopeKind};
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    Read,
    /// The name is bound or deleted here, or the object is changed.
    Write,
    /// It can be another object.
    Perhaps,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Highlight {
    pub span: Span,
    pub reference: Reference,
}

/// In order of position; `None` where there is no name.
pub(super) fn highlights(analysis: &Analysis, offset: u32) -> Option<Vec<Highlight>> {
    let (names, facts) = (analysis.names(), analysis.facts());
    let id = words::occurrence_at(analysis, offset)?;
    let wanted = Wanted::new(analysis, id);
    let mut found: Vec<Highlight> = Vec::new();
    for (index, occurrence) in names.occurrences.iter().enumerate() {
        let other = OccurrenceId(index as u32);
        let Some(reference) = wanted.reference(analysis, other, facts.value(other)) else { continue };
        let is_bound = occurrence.access != Access::Use && reference == Reference::Read;
        let reference = if is_bound { Reference::Write } else { reference };
        found.push(Highlight { span: occurrence.span, reference });
    }
    // A change is made through the first of the names in its place.
    let changes = wanted.object.into_iter().flat_map(|object| &facts.object(object).mutations);
    for change in changes.filter(|change| !change.possible).map(|change| change.span) {
        let first = found.partition_point(|place| place.span.start < change.start);
        if let Some(place) = found.get_mut(first)
            && change.contains(place.span)
            && place.reference == Reference::Read
        {
            place.reference = Reference::Write;
        }
    }
    if wanted.object.is_none() {
        return Some(found);
    }
    // A call changes the object that it is passed, or that its method is asked for; of `xs[0]` that is the item.
    let arguments = facts.calls.iter().flat_map(|call| &call.arguments);
    for passed in arguments.filter(|argument| argument.changed == Change::Certain) {
        let at = found.partition_point(|place| place.span.start < passed.span.start);
        if let Some(place) = found.get_mut(at)
            && place.span == passed.span
            && place.reference == Reference::Read
        {
            place.reference = Reference::Write;
        }
    }
    Some(found)
}

struct Wanted {
    id: OccurrenceId,
    object: Option<ObjectId>,
    /// The value is a value type.
    is_scalar: bool,
    /// One object in the whole run.
    is_made_once: bool,
}

/// The only object that a value can be.
fn only(value: &Value) -> Option<ObjectId> {
    match value.single()? {
        Atom::Object(id) if !value.open => Some(id),
        _ => None,
    }
}

impl Wanted {
    fn new(analysis: &Analysis, id: OccurrenceId) -> Wanted {
        let facts = analysis.facts();
        let value = facts.value(id);
        let object = value.and_then(only).filter(|object| !facts.object(*object).stands_in);
        let is_scalar =
            value.is_some_and(|value| !value.unknown && value.atoms.iter().all(|atom| atom.is_scalar()));
        let is_made_once = object.is_some_and(|object| {
            let object = facts.object(object);
            let mut scope = object.scope;
            while analysis.names().scope(scope).kind == ScopeKind::Class {
                scope = analysis.names().scope(scope).parent.unwrap_or(MODULE);
            }
            scope == MODULE && !object.many
        });
        Wanted { id, object, is_scalar, is_made_once }
    }

    /// It is a place of the very same variable.
    fn is_own(&self, analysis: &Analysis, other: OccurrenceId) -> bool {
        let names = analysis.names();
        let symbol = |id: OccurrenceId| {
            let occurrence = names.occurrence(id);
            names.symbol_of(occurrence).home.unwrap_or((occurrence.scope, occurrence.symbol))
        };
        let name = |id: OccurrenceId| &names.symbol_of(names.occurrence(id)).name;
        let has_home = |id: OccurrenceId| names.symbol_of(names.occurrence(id)).home.is_some();
        match (has_home(self.id), has_home(other)) {
            (true, true) => symbol(self.id) == symbol(other),
            // Builtins and names from nowhere are one for the file.
            (false, false) => name(self.id) == name(other),
            _ => false,
        }
    }

    fn reference(
        &self,
        analysis: &Analysis,
        other: OccurrenceId,
        value: Option<&Value>,
    ) -> Option<Reference> {
        let is_own = self.is_own(analysis, other);
        let Some(object) = self.object else {
            return is_own.then_some(Reference::Read);
        };
        if analysis.names().occurrence(other).access == Access::Delete {
            return is_own.then_some(Reference::Write);
        }
        let value = value.filter(|value| !value.unknown);
        let Some(value) = value else {
            return is_own.then_some(Reference::Perhaps);
        };
        if only(value) == Some(object) {
            let is_certain = self.is_made_once || is_own || self.is_in_frame(analysis, object, other);
            return Some(if is_certain { Reference::Read } else { Reference::Perhaps });
        }
        let can_be = value.atoms.contains(&Atom::Object(object));
        (can_be && !self.is_scalar).then_some(Reference::Perhaps)
    }

    /// Made once by each call, and named in the frame of that call.
    fn is_in_frame(&self, analysis: &Analysis, object: ObjectId, other: OccurrenceId) -> bool {
        let object = analysis.facts().object(object);
        let home = |id: OccurrenceId| words::home(analysis, analysis.names().occurrence(id));
        !object.many && home(self.id) == object.scope && home(other) == object.scope
    }
}
