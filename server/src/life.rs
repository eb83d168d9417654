//! Where objects are freed: the places that drop an object's last reference.
//!
//! Follows, for each object that nothing but names of its own frame refers to, which of these names
//! hold it at each point of the frame's code, by the values that the memory machine found. Claims
//! that an execution which gets to one of the places frees the object there, unless an
//! exception leaves the frame before; such an object dies with its frame. Says nothing of objects
//! that escape, of frames whose names are looked at from elsewhere (`locals`, frame objects), and
//! of names that a kept exception may still reach through its traceback.

mod cycles;
mod flow;
mod followed;
mod frames;
mod holders;
mod walk;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::memory::facts::Facts;
use crate::memory::value::{Atom, ObjectId};
use crate::names::{Access, MODULE, Names, OccurrenceId};
use crate::syntax::Tree;
use crate::text::Span;
pub use cycles::{Cycle, CycleKind};

/// A place that can drop the last reference to an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum End {
    /// The name there is bound anew.
    Rebind(Span),
    /// `del` of the name there.
    Delete(Span),
    /// The end of the statement that makes it: no name holds it.
    Statement(Span),
    /// Its frame ends.
    Return,
    /// The program ends.
    Exit,
    /// Somewhere that is not followed.
    Elsewhere,
}

#[derive(Debug, Default)]
pub struct Life {
    ends: FxHashMap<ObjectId, SmallVec<[End; 2]>>,
    pub cycles: Vec<Cycle>,
    /// Every place that makes an object, in order.
    pub places: Vec<(Span, ObjectId)>,
}

impl Life {
    /// Where it ends on every execution.
    pub fn end(&self, object: ObjectId) -> Option<End> {
        match self.ends(object) {
            [only] if *only != End::Elsewhere => Some(*only),
            _ => None,
        }
    }

    /// Each execution ends it at one of these; empty where that is not known.
    pub fn ends(&self, object: ObjectId) -> &[End] {
        let ends = self.ends.get(&object).map(SmallVec::as_slice).unwrap_or_default();
        if ends.contains(&End::Elsewhere) { &[] } else { ends }
    }
}

/// Follows every object of a file.
pub fn analyse(text: &str, tree: &Tree, names: &Names, facts: &Facts) -> Life {
    let mut life = Life::default();
    let is_looked_at = tree.has_commands || frames::are_looked_at(text);
    if !is_looked_at && tree.errors.is_empty() {
        let followed = followed::followed(names, facts);
        walk::walk(text, tree, names, facts, &followed, &mut life.ends);
    }
    if tree.errors.is_empty() {
        life.cycles = cycles::cycles(text, tree, names, facts);
    }
    if !tree.has_commands {
        globals(text, names, facts, &mut life);
    }
    life.places = facts.sites().map(|(id, object)| (object.span, id)).collect();
    life.places.sort_unstable();
    life
}

/// Objects of the top level that a global name, bound once, holds until the program ends.
fn globals(text: &str, names: &Names, facts: &Facts, life: &mut Life) {
    let mut binds = vec![(0, None); names.scope(MODULE).symbols.len()];
    for (index, at) in names.occurrences.iter().enumerate().filter(|(_, at)| at.access != Access::Use) {
        if let Some((MODULE, symbol)) = names.symbol_of(at).home {
            let (count, bound) = &mut binds[symbol.0 as usize];
            *count += if at.scope == MODULE && at.access == Access::Bind { 1 } else { 2 };
            *bound = Some(OccurrenceId(index as u32));
        }
    }
    for (count, bound) in binds {
        let Some(bound) = bound.filter(|_| count == 1) else { continue };
        let Some(Atom::Object(id)) = facts.value(bound).and_then(|value| value.single()) else { continue };
        let object = facts.object(id);
        let is_made_there = is_made_at(text, names.occurrence(bound).span, object.span);
        if object.scope == MODULE && !object.many && is_made_there {
            life.ends.entry(id).or_insert_with(|| SmallVec::from_slice(&[End::Exit]));
        }
    }
}

/// Whenever the object is made, the name gets it: `name = [1]`, `def name(): …`.
fn is_made_at(text: &str, name: Span, object: Span) -> bool {
    if name == object {
        return true;
    }
    let between = text.get(name.end as usize..object.start as usize);
    between
        .is_some_and(|between| between.trim_end().ends_with('=') && !between.contains(['\n', ',', ';', '(']))
}
