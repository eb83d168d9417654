//! What a panel beside the editor needs besides the picture: where each part of it comes from in the text, which
//! calls there are to choose from, where the next step leads.
//!
//! A part's id is that of its group in the drawing: `f0` the first frame, `f0-2` its third slot, `o5` the object
//! of number 5, `o5-0` its first cell.

use rustc_hash::FxHashMap;

use crate::ide::Analysis;
use crate::ide::picture::run::choice_of;
use crate::ide::picture::{Cell, Choice, Frame, Object, Picture, Shape, picture};
use crate::names::{Access, ScopeId, SymbolId};
use crate::text::Span;

#[derive(Debug)]
pub struct Panel {
    pub picture: Picture,
    pub parts: Vec<PartAt>,
    /// The calls of the innermost function, in order.
    pub calls: Vec<CallAt>,
    pub previous: Option<Step>,
    pub next: Option<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartKind {
    Frame,
    Slot,
    Object,
    Cell,
}

/// A part of the picture, with its place in the text.
#[derive(Debug)]
pub struct PartAt {
    pub id: String,
    pub kind: PartKind,
    pub name: Option<String>,
    /// Of a frame the `def`, of a slot its last binding before the point, of an object what makes it.
    pub span: Option<Span>,
    /// Of a slot: every place that names the variable.
    pub occurrences: Vec<Span>,
    /// The object that the part refers to.
    pub object: Option<String>,
}

#[derive(Debug)]
pub struct CallAt {
    pub span: Span,
    /// Its source, the first line of it.
    pub text: String,
}

/// Where the step before or behind leads: a place, and what to choose there.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub offset: u32,
    pub choice: Choice,
}

/// Steps that are looked at for one that can be seen.
const MOST_SKIPPED: usize = 8;

/// Calls to choose from that are listed.
const MOST_CALLS: usize = 200;

pub fn panel(analysis: &Analysis, offset: u32, choice: Choice) -> Option<Panel> {
    let picture = picture(analysis, analysis.lines.line(offset), choice)?;
    let calls = match &picture.run {
        Some(run) => {
            let entered = run.calls.iter().map(|frame| analysis.run().entered.get(*frame as usize)?.call);
            entered.take(MOST_CALLS).flatten().map(|span| call(analysis, span)).collect()
        }
        None => {
            let called_at = picture.frames.last().map(|frame| frame.called_at.as_slice());
            called_at.unwrap_or_default().iter().map(|span| call(analysis, *span)).collect()
        }
    };
    let (previous, next) = match &picture.run {
        Some(run) => {
            let before = run.step.saturating_sub(MOST_SKIPPED)..run.step;
            let behind = run.step + 1..run.step + 1 + MOST_SKIPPED;
            (
                before.rev().find_map(|step| step_of_run(analysis, step)),
                behind.into_iter().find_map(|step| step_of_run(analysis, step)),
            )
        }
        None => steps(analysis, picture.at),
    };
    Some(Panel { parts: parts(analysis, &picture), calls, previous, next, picture })
}

/// Where a step of the run is seen; `None` for one that another on its line hides.
fn step_of_run(analysis: &Analysis, step: usize) -> Option<Step> {
    let run = analysis.run();
    let found = run.steps.get(step)?;
    let seen = analysis.statement_of_line(analysis.lines.line(found.place))?;
    let is_it = (seen.0.start, seen.1) == (found.at, found.when);
    Some(Step { offset: found.place, choice: choice_of(run, step).filter(|_| is_it)? })
}

fn call(analysis: &Analysis, span: Span) -> CallAt {
    let source = analysis.text.get(span.range()).unwrap_or_default();
    let text = source.lines().next().unwrap_or_default();
    CallAt { span, text: if text.len() < source.len() { format!("{text} …") } else { text.to_owned() } }
}

/// The nearest statements on other lines, in the order of the text.
fn steps(analysis: &Analysis, at: Span) -> (Option<Step>, Option<Step>) {
    let line = |span: &Span| analysis.lines.line(span.start);
    let here = line(&at);
    let statements = analysis.statements();
    let previous = statements.iter().rev().find(|span| line(span) < here);
    let next = statements.iter().find(|span| line(span) > here);
    let step = |span: &Span| Step { offset: span.start, choice: Choice::default() };
    (previous.map(step), next.map(step))
}

fn parts(analysis: &Analysis, picture: &Picture) -> Vec<PartAt> {
    let mut places = places(analysis, picture);
    let mut found = Vec::new();
    for (number, frame) in picture.frames.iter().enumerate() {
        let head = analysis.names().scope(frame.scope).head;
        found.push(PartAt {
            id: frame_id(number),
            kind: PartKind::Frame,
            name: Some(frame.name.clone()),
            span: (frame.kind != "global").then_some(head),
            occurrences: Vec::new(),
            object: None,
        });
        for (index, slot) in frame.slots.iter().enumerate() {
            let symbol = analysis.names().scope(frame.scope).symbol(&slot.name);
            let all = symbol.and_then(|symbol| places.remove(&(frame.scope, symbol))).unwrap_or_default();
            found.push(PartAt {
                id: slot_id(number, index),
                kind: PartKind::Slot,
                name: Some(slot.name.clone()),
                span: binding(&all, picture.at),
                occurrences: all.into_iter().map(|(span, _)| span).collect(),
                object: target(&slot.cell),
            });
        }
    }
    for object in &picture.objects {
        object_parts(object, &mut found);
    }
    found
}

fn object_parts(object: &Object, found: &mut Vec<PartAt>) {
    found.push(PartAt {
        id: object_id(object.id),
        kind: PartKind::Object,
        name: object.name.clone(),
        span: object.span,
        occurrences: Vec::new(),
        object: None,
    });
    let cells: Vec<(String, &Cell)> = match &object.shape {
        Shape::Closed | Shape::Value { .. } => Vec::new(),
        Shape::Items { cells, .. } | Shape::Members { cells, .. } => {
            cells.iter().map(|item| (item.index.to_string(), &item.cell)).collect()
        }
        Shape::Pairs { cells, .. } => cells.iter().map(|pair| (pair.key.clone(), &pair.cell)).collect(),
        Shape::Attributes { .. } | Shape::Class { .. } | Shape::Function { .. } => {
            object.shape.slots().iter().map(|slot| (slot.name.clone(), &slot.cell)).collect()
        }
    };
    found.extend(cells.into_iter().enumerate().map(|(index, (name, cell))| PartAt {
        id: cell_id(object.id, index),
        kind: PartKind::Cell,
        name: Some(name),
        span: None,
        occurrences: Vec::new(),
        object: target(cell),
    }));
}

/// Where the variables of the picture's frames are named: bound there or not, in order.
type Places = FxHashMap<(ScopeId, SymbolId), Vec<(Span, bool)>>;

fn places(analysis: &Analysis, picture: &Picture) -> Places {
    let names = analysis.names();
    let mut found = Places::default();
    for at in &names.occurrences {
        let Some(home) = names.symbol_of(at).home else { continue };
        if picture.frames.iter().any(|frame: &Frame| frame.scope == home.0) {
            let is_bound = matches!(at.access, Access::Bind | Access::Parameter);
            found.entry(home).or_default().push((at.span, is_bound));
        }
    }
    found
}

/// The last binding up to the end of the statement, else the first of all.
fn binding(all: &[(Span, bool)], at: Span) -> Option<Span> {
    let mut bindings = all.iter().filter(|(_, is_bound)| *is_bound).map(|(span, _)| *span);
    let first = bindings.next()?;
    bindings.take_while(|span| span.start < at.end).last().or(Some(first))
}

fn target(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Reference { object } => Some(object_id(*object)),
        _ => None,
    }
}

pub fn frame_id(frame: usize) -> String {
    format!("f{frame}")
}

pub fn slot_id(frame: usize, slot: usize) -> String {
    format!("f{frame}-{slot}")
}

pub fn object_id(object: usize) -> String {
    format!("o{object}")
}

pub fn cell_id(object: usize, cell: usize) -> String {
    format!("o{object}-{cell}")
}
