//! The abstract machine: it runs every function of a file on sets of possible
//! values and records what each name holds at each place.
//!
//! It claims what every execution of *this file's code* does. It does not claim
//! anything about code it has not seen: such values are unknown. What rests on an
//! annotation, a habit, or calls that need not be all calls is marked as assumed.

mod annotation;
mod argument;
mod assign;
mod attribute;
mod builtins;
mod call;
mod class;
mod effect;
mod examples;
mod expression;
pub mod facts;
mod frame;
mod function;
mod habits;
mod heap;
mod import;
mod inherited;
mod ipython;
mod item;
mod known;
mod loops;
mod machine;
pub mod moment;
mod narrow;
mod operator;
mod partial;
mod place;
mod probe;
pub mod repr;
mod script;
mod size;
mod snapshot;
mod statement;
mod stubs;
mod text_method;
mod things;
mod types;
mod unit;
pub mod value;
mod variable;

pub use crate::memory::builtins::{Listed, definition, effects};
use crate::memory::facts::Facts;
use crate::memory::moment::{Moment, When};
pub use crate::memory::place::{of_line as statement_of_line, statements};
use crate::names::Names;
use crate::options::Options;
use crate::syntax::Tree;
use crate::text::Span;

/// Traces a whole file.
pub fn trace(tree: &Tree, names: &Names, options: &Options) -> Facts {
    machine::Machine::new(tree, names, options).run(tree)
}

/// Traces a file anew for the state at a statement: see `moment.rs`. Never on the way of a hint.
pub fn moment(tree: &Tree, names: &Names, options: &Options, at: Span, when: When) -> Moment {
    let mut machine = machine::Machine::new(tree, names, options);
    machine.probe = Some(probe::Probe::new(at.start, when));
    machine.trace(tree);
    machine.snapshot(at, when)
}
