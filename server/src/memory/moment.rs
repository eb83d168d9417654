//! The state of memory at one point of the program, as plain data for `ide/picture`.
//!
//! A *definite* part holds each time an execution gets to the point. What is not the same each time, or not
//! known, is said to be so: [`Part::Unknown`], [`Part::OneOf`], [`Bound::Maybe`], a number of items that is not
//! there. Two different things are two different objects unless [`Thing::twins`] says that they may be one.

use crate::names::ScopeId;
use crate::text::Span;

/// Which point of the statement it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// It has run.
    After,
    /// It is the first of its block and about to run.
    Entered,
}

/// Of larger containers the first items are shown.
pub const MOST_SHOWN: usize = 10;

#[derive(Debug)]
pub struct Moment {
    pub at: Span,
    pub when: When,
    /// The global frame, then that of the function, then open class bodies; empty where no execution gets here.
    pub frames: Vec<FrameAt>,
    pub things: Vec<Thing>,
}

#[derive(Debug)]
pub struct FrameAt {
    pub scope: ScopeId,
    pub slots: Vec<SlotAt>,
    /// Calls of the function in the file: the frame stands for each of them.
    pub calls: Vec<Span>,
    /// It can be called from elsewhere too.
    pub has_other_calls: bool,
    /// It may have names that the file does not show: `from m import *`, a metaclass.
    pub has_other_names: bool,
    /// Calls between the frame before and this one that are left out.
    pub left_out: usize,
}

#[derive(Debug)]
pub struct SlotAt {
    pub name: String,
    pub bound: Bound,
    pub part: Part,
    /// It was not so a step before.
    pub is_new: bool,
}

pub use crate::memory::frame::Bound;

/// What is in a slot, an item or an attribute.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    Unknown,
    /// A value type, with its value where it is the same each time; `str` for the type.
    Scalar {
        type_: String,
        value: Option<String>,
    },
    /// Index into [`Moment::things`].
    Object(usize),
    /// One of several types, or rests on an assumption.
    OneOf(Vec<String>),
}

/// An object.
#[derive(Debug)]
pub struct Thing {
    /// `type(x).__name__`, where it is the same each time.
    pub type_: Option<String>,
    /// What it is called: of a function, class or module.
    pub name: Option<String>,
    /// Where it is made, if that is one place of the file.
    pub span: Option<Span>,
    pub inside: Inside,
    /// Things that may be the same object.
    pub twins: Vec<usize>,
}

#[derive(Debug)]
pub enum Inside {
    /// Nothing is said of it.
    Closed,
    /// By index; `length` where it is the same each time.
    Items {
        items: Vec<(usize, Part)>,
        length: Option<usize>,
        rest: Vec<String>,
        /// Positions of those that were not so a step before.
        new: Vec<usize>,
    },
    /// By the key as `repr` writes it.
    Pairs {
        pairs: Vec<(String, Part)>,
        length: Option<usize>,
        rest: Vec<String>,
        new: Vec<usize>,
    },
    /// Of a set, in no order; all of them or the first ones.
    Members {
        members: Vec<Part>,
        length: usize,
    },
    Attributes {
        slots: Vec<(String, Bound, Part)>,
        new: Vec<usize>,
    },
    /// Of a class, what its own dictionary has: data in the order of binding, methods by name; without the names with
    /// two underscores around that hold data.
    Class {
        bases: Vec<String>,
        slots: Vec<(String, Bound, Part)>,
        methods: Vec<String>,
        new: Vec<usize>,
    },
    /// Of a function, what its cells hold: the variables of functions around that it captures.
    Function {
        captured: Vec<(String, Bound, Part)>,
        new: Vec<usize>,
    },
}
