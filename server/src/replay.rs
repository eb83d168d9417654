//! One run of the file, followed step by step on values that are known, as Python would run it as a script.
//!
//! Claims that a run of the file goes through these steps in this order, with these values, as long as nothing from
//! outside (an error in a call of a library, a signal) ends it. It follows what follows from the text alone: no
//! module is imported, nothing is read or written, no code runs. At the first thing that decides what comes next and is
//! not known (input, what a library returns, a construct not modelled here) it stops, and claims nothing from there on. Steps
//! are bounded.

mod builtins;
mod call;
mod class;
mod copy;
mod dataclass;
mod enumeration;
mod expression;
mod iterate;
mod machine;
mod matching;
mod methods;
mod operator;
mod shot;
mod statement;
mod suspended;
mod text;
mod value;

use crate::cancel;
use crate::memory::moment::{Moment, When};
use crate::names::{Names, ScopeId};
use crate::replay::machine::Machine;
use crate::syntax::Tree;
use crate::text::Span;

/// The steps of a run, as far as it was followed.
#[derive(Debug, Default)]
pub struct Trace {
    pub steps: Vec<Step>,
    /// Frames in the order in which they were entered; the first is the module's.
    pub entered: Vec<Entered>,
    /// It was followed to its end.
    pub is_whole: bool,
}

/// A moment between two statements of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Where the statement starts.
    pub at: u32,
    pub when: When,
    /// Where a cursor stands to see it: the statement, or the head of the block that it is the first of.
    pub place: u32,
    /// Index into [`Trace::entered`].
    pub frame: u32,
}

/// A frame that was entered.
#[derive(Debug, Clone, Copy)]
pub struct Entered {
    pub scope: ScopeId,
    /// The call; none for the module and for a class body.
    pub call: Option<Span>,
    /// The frame that is around in the run.
    pub caller: u32,
}

/// Follows the run from its start.
pub fn trace(tree: &Tree, names: &Names, text: &str) -> Trace {
    cancel::poll();
    let mut machine = Machine::new(names, text);
    let is_whole = machine.run(tree);
    Trace { steps: machine.steps, entered: machine.entered, is_whole }
}

/// The state at one step, from 0.
pub fn moment(tree: &Tree, names: &Names, text: &str, step: usize) -> Option<Moment> {
    cancel::poll();
    let mut machine = Machine::new(names, text);
    machine.target = Some(step);
    machine.run(tree);
    machine.shot
}
