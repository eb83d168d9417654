//! The picture of memory at a line: frames with their slots, and the objects that can be reached from them.
//!
//! Where the run of the file is followed up to the line (`replay.rs`) it claims what is there at that one moment, which
//! [`Run`] names: with the frames of the callers, and what has changed since the step before. Elsewhere it claims what
//! `memory/moment.rs` claims: a value, a reference, a number of items or the absence of a mark holds each time an
//! execution gets there, and a function's frame stands for all the calls that the file has of it. `maybe` and
//! `unknown` claim nothing.

mod cpython;
pub mod panel;
mod run;

use serde::Serialize;

use crate::ide::Analysis;
use crate::memory::moment::{Bound, FrameAt, Inside, MOST_SHOWN, Moment, Part, Thing, When};
use crate::names::{MODULE, ScopeId, ScopeKind};
use crate::options::Model;
use crate::text::Span;

/// Which picture is asked for; calls and rounds from 0.
#[derive(Debug, Clone, Copy, Default)]
pub struct Choice {
    /// Other than that of the settings.
    pub model: Option<Model>,
    /// Which call of the function around.
    pub call: Option<usize>,
    /// Which time in that call.
    pub round: Option<usize>,
}

/// Serialises to the JSON of `memlens draw --format json`.
#[derive(Debug, Serialize)]
pub struct Picture {
    pub schema: u32,
    pub python: String,
    pub model: Model,
    /// The line of the statement that the picture is of, from 1.
    pub line: u32,
    /// Of a notebook: the first line of each cell. All lines count through the notebook.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<u32>,
    pub when: At,
    /// The one moment of the run that it is of; without, it holds for every run and every call.
    pub run: Option<Run>,
    /// The statement.
    #[serde(skip)]
    pub at: Span,
    pub frames: Vec<Frame>,
    pub objects: Vec<Object>,
}

/// Which of the times that the run gets there.
#[derive(Debug, Clone, Serialize)]
pub struct Run {
    /// Of the calls that get there; none at the top level and in a class.
    pub call: Option<Count>,
    /// Of the times in that call.
    pub round: Count,
    /// Of all times.
    pub time: Count,
    /// The step, from 0.
    #[serde(skip)]
    step: usize,
    /// The frames of those calls, by their number in the run.
    #[serde(skip)]
    calls: Vec<u32>,
}

/// One of several, from 1.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Count {
    pub number: usize,
    pub of: usize,
    /// The run was not followed to its end: there may be more.
    pub or_more: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// The statement has run.
    After,
    /// The block that begins with the statement is entered.
    Entered,
    /// Nothing is known to get there.
    Unreached,
}

#[derive(Debug, Serialize)]
pub struct Frame {
    pub kind: &'static str,
    pub name: String,
    /// Lines of the calls that the frame stands for.
    pub calls: Vec<u32>,
    /// Calls that the file does not show are possible.
    pub other_calls: bool,
    /// Names that the file does not show are possible.
    pub other_names: bool,
    /// Frames between the one before and this one that are not drawn.
    pub left_out: usize,
    pub slots: Vec<Slot>,
    #[serde(skip)]
    scope: ScopeId,
    /// The places of `calls`.
    #[serde(skip)]
    called_at: Vec<Span>,
}

/// A name, or an attribute of an instance.
#[derive(Debug, Serialize)]
pub struct Slot {
    pub name: String,
    /// It may be that there is no such name yet.
    pub maybe: bool,
    /// It was not so a step before.
    pub changed: bool,
    pub cell: Cell,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Cell {
    Value {
        #[serde(rename = "type")]
        type_: String,
        value: Option<String>,
    },
    /// The number of an object of the picture.
    Reference {
        object: usize,
    },
    /// One of these types, as far as known.
    OneOf {
        types: Vec<String>,
    },
    Unknown,
}

#[derive(Debug, Serialize)]
pub struct Object {
    pub id: usize,
    #[serde(rename = "type")]
    pub type_: Option<String>,
    pub name: Option<String>,
    /// Of the place that makes it.
    pub line: Option<u32>,
    pub shape: Shape,
    /// Objects of the picture that may be this very one.
    pub may_be: Vec<usize>,
    /// The expression or statement that makes it.
    #[serde(skip)]
    span: Option<Span>,
}

#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Shape {
    Closed,
    /// A value type, as an object of CPython's.
    Value {
        value: Option<String>,
    },
    Items {
        cells: Vec<Item>,
        /// The number of items.
        length: Option<usize>,
        /// Types of items, whichever.
        types: Vec<String>,
    },
    Pairs {
        cells: Vec<Pair>,
        length: Option<usize>,
    },
    /// Of a set, in no order.
    Members {
        cells: Vec<Item>,
        length: usize,
    },
    Attributes {
        slots: Vec<Slot>,
    },
    /// Attributes of its own that hold data; its methods by name; names of its bases other than `object`.
    Class {
        bases: Vec<String>,
        slots: Vec<Slot>,
        methods: Vec<String>,
    },
    /// With what the function's cells hold: variables of functions around.
    Function {
        captured: Vec<Slot>,
    },
}

impl Shape {
    /// Those that have names.
    pub fn slots(&self) -> &[Slot] {
        match self {
            Shape::Attributes { slots }
            | Shape::Class { slots, .. }
            | Shape::Function { captured: slots } => slots,
            _ => &[],
        }
    }
}

#[derive(Debug, Serialize)]
pub struct Item {
    pub index: usize,
    pub changed: bool,
    pub cell: Cell,
}

#[derive(Debug, Serialize)]
pub struct Pair {
    /// As `repr` writes it.
    pub key: String,
    pub changed: bool,
    pub cell: Cell,
}

/// The picture at a line, from 0; `None` where the text has no statement.
pub fn picture(analysis: &Analysis, line: u32, choice: Choice) -> Option<Picture> {
    let (at, when) = analysis.statement_of_line(line)?;
    let model = choice.model.unwrap_or(analysis.options.model);
    let chosen = run::choose(analysis.run(), at.start, when, choice);
    let found = chosen.and_then(|run| Some((analysis.moment_of_run(run.step)?, Some(run))));
    let (moment, run) = found.unwrap_or_else(|| (analysis.moment(at, when), None));
    Some(of_moment(analysis, moment, run, model))
}

fn of_moment(analysis: &Analysis, moment: Moment, run: Option<Run>, model: Model) -> Picture {
    let place = |span: Span| analysis.lines.line(span.start) + 1;
    let when = match moment.when {
        _ if moment.frames.is_empty() => At::Unreached,
        When::After => At::After,
        When::Entered => At::Entered,
    };
    let Moment { frames, things, at, .. } = moment;
    let mut picture = Picture {
        schema: 1,
        python: analysis.options.python.to_string(),
        model,
        line: place(at),
        cells: cells(analysis),
        when,
        run,
        at,
        frames: frames.into_iter().map(|found| frame(analysis, found, place)).collect(),
        objects: things.into_iter().enumerate().map(|(id, thing)| object(id, thing, place)).collect(),
    };
    if model == Model::Cpython {
        cpython::box_values(&mut picture);
    }
    picture
}

impl Picture {
    /// A line, from 1, as a person calls it: `line 3`, `cell 2, line 3`.
    pub fn line_name(&self, line: u32) -> String {
        match self.cells.partition_point(|first| *first <= line) {
            0 => format!("line {line}"),
            cell => format!("cell {cell}, line {}", line - self.cells[cell - 1] + 1),
        }
    }
}

fn cells(analysis: &Analysis) -> Vec<u32> {
    let Some(cells) = &analysis.cells else { return Vec::new() };
    (0..cells.count()).map(|cell| analysis.lines.line(cells.span(cell).start) + 1).collect()
}

fn frame(analysis: &Analysis, found: FrameAt, place: impl Fn(Span) -> u32) -> Frame {
    let scope = analysis.names().scope(found.scope);
    let kind = match scope.kind {
        _ if found.scope == MODULE => "global",
        ScopeKind::Class => "class",
        _ => "function",
    };
    let name = if found.scope == MODULE { "Global frame".into() } else { scope.qualname.clone() };
    let slots = found.slots.into_iter();
    let slots = slots.map(|slot| self::slot(slot.name, slot.bound, slot.part, slot.is_new)).collect();
    let mut calls: Vec<u32> = found.calls.iter().map(|span| place(*span)).collect();
    calls.dedup();
    Frame {
        other_names: found.has_other_names,
        kind,
        name,
        calls,
        other_calls: found.has_other_calls,
        left_out: found.left_out,
        slots,
        scope: found.scope,
        called_at: found.calls,
    }
}

fn slot(name: String, bound: Bound, part: Part, changed: bool) -> Slot {
    Slot { name, maybe: bound != Bound::Yes, changed, cell: cell(part) }
}

fn cell(part: Part) -> Cell {
    match part {
        Part::Unknown => Cell::Unknown,
        Part::Scalar { type_, value } => Cell::Value { type_, value },
        Part::Object(object) => Cell::Reference { object },
        Part::OneOf(types) => Cell::OneOf { types },
    }
}

fn object(id: usize, thing: Thing, place: impl Fn(Span) -> u32) -> Object {
    let shape = match thing.inside {
        Inside::Closed => Shape::Closed,
        Inside::Items { items, length, rest, new } => {
            Shape::Items { cells: items_of(items, length, &new), length, types: rest }
        }
        Inside::Pairs { pairs, length, new, .. } => {
            let pairs = pairs.into_iter().take(MOST_SHOWN).enumerate();
            let cells = pairs.map(|(position, (key, part))| {
                let changed = new.contains(&position);
                Pair { key, changed, cell: cell(part) }
            });
            Shape::Pairs { cells: cells.collect(), length }
        }
        Inside::Members { members, length } => {
            let cells = members.into_iter().enumerate();
            let cells = cells.map(|(index, part)| Item { index, changed: false, cell: cell(part) });
            Shape::Members { cells: cells.collect(), length }
        }
        Inside::Attributes { slots, new } => Shape::Attributes { slots: slots_of(slots, &new) },
        Inside::Class { bases, slots, methods, new } => {
            Shape::Class { bases, slots: slots_of(slots, &new), methods }
        }
        Inside::Function { captured, new } => Shape::Function { captured: slots_of(captured, &new) },
    };
    Object {
        id,
        type_: thing.type_,
        name: thing.name,
        line: thing.span.map(place),
        shape,
        may_be: thing.twins,
        span: thing.span,
    }
}

fn slots_of(found: Vec<(String, Bound, Part)>, new: &[usize]) -> Vec<Slot> {
    let found = found.into_iter().enumerate();
    found.map(|(position, (name, bound, part))| slot(name, bound, part, new.contains(&position))).collect()
}

/// The first items; where their number is known, also those of which no more is known.
fn items_of(known: Vec<(usize, Part)>, length: Option<usize>, new: &[usize]) -> Vec<Item> {
    let item = |index: usize, cell: Cell| Item { index, changed: new.contains(&index), cell };
    let Some(length) = length else {
        return known.into_iter().take(MOST_SHOWN).map(|(index, part)| item(index, cell(part))).collect();
    };
    let mut cells: Vec<Item> = (0..length.min(MOST_SHOWN)).map(|index| item(index, Cell::Unknown)).collect();
    for (index, part) in known {
        if let Some(item) = cells.get_mut(index) {
            item.cell = cell(part);
        }
    }
    cells
}
