//! The states of a machine and how they are written: what a frame did between two calls is one state.
//!
//! States stand one after the other under `if step == …:`. Each ends by leaving the round (`continue`)
//! or by going on to a later one (`step = …`, then on through the text). So whoever comes
//! to the last one belongs there, and it needs no test.

use crate::rewrite::function::Function;
use crate::rewrite::machine::frame::{Frame, Kept};
use crate::rewrite::source::Change;
use crate::text::Span;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct StateId(pub usize);

pub(super) enum Item {
    /// Indented so many units more than its state.
    Line(usize, String),
    /// Whole lines of the source, with changes.
    Copy { depth: usize, lines: Span, changes: Vec<Change>, from: String },
    /// On to a later state.
    Goto(usize, StateId),
    /// Puts frames on the stack: this one, to go on at a state, and a new one with these parameters.
    Push { depth: usize, again: Option<(StateId, Kept)>, call: Option<Vec<String>> },
}

/// Stands in changed lines for the frame that goes back to a loop, until the numbers of the states are known.
pub(super) fn mark(id: StateId) -> String {
    format!("\u{1}{}\u{1}", id.0)
}

pub(super) struct States {
    items: Vec<Vec<Item>>,
    /// In the order of the text.
    order: Vec<StateId>,
    /// The heads of loops, and what a frame keeps that goes back to them.
    pub loops: Vec<(StateId, Kept)>,
}

impl States {
    fn number(&self, id: StateId) -> usize {
        self.order.iter().position(|other| *other == id).unwrap_or_default()
    }

    pub fn new() -> States {
        States { items: vec![Vec::new()], order: vec![StateId(0)], loops: Vec::new() }
    }

    /// A state that stands before another one, or behind all.
    pub fn add(&mut self, before: Option<StateId>) -> StateId {
        let id = StateId(self.items.len());
        self.items.push(Vec::new());
        let at = before.and_then(|before| self.order.iter().position(|other| *other == before));
        self.order.insert(at.unwrap_or(self.order.len()), id);
        id
    }

    /// True where something leads to the state.
    pub fn is_used(&self, state: StateId) -> bool {
        self.items.iter().flatten().any(|item| match item {
            Item::Goto(_, to) => *to == state,
            Item::Push { again: Some((to, _)), .. } => *to == state,
            _ => false,
        })
    }

    pub fn remove(&mut self, state: StateId) {
        self.order.retain(|other| *other != state);
    }

    pub fn put(&mut self, state: StateId, item: Item) {
        self.items[state.0].push(item);
    }

    pub fn length(&self, state: StateId) -> usize {
        self.items[state.0].len()
    }

    /// Takes the last of the first `length` items away if it only leads to `target`.
    pub fn take_goto(&mut self, state: StateId, length: usize, target: StateId) {
        let items = &mut self.items[state.0];
        if let Some(Item::Goto(_, to)) = length.checked_sub(1).and_then(|at| items.get(at))
            && *to == target
        {
            items.remove(length - 1);
        }
    }

    /// The code inside `while stack:`, indented from the function's body.
    pub fn write(&self, frame: &Frame<'_, '_>, function: &Function<'_>, stack: &str, step: &str) -> String {
        let mut writer = Writer { function, frame, stack, step, states: self, out: Vec::new() };
        for (number, id) in self.order.iter().enumerate() {
            let is_last = number + 1 == self.order.len();
            let base = if is_last { 1 } else { 2 };
            if !is_last {
                writer.line(1, &format!("if {step} == {number}:"));
            }
            for item in &self.items[id.0] {
                writer.item(base, item);
            }
        }
        // The end of the round anyway.
        while let [.., before, last] = writer.out.as_slice()
            && last.trim_start() == "continue"
            && !before.ends_with(':')
        {
            writer.out.pop();
        }
        let mut code = writer.out.join(function.line_break);
        for (id, kept) in &self.loops {
            let frame = format!("({}{})", self.number(*id), frame.with(kept));
            code = code.replace(&mark(*id), &frame);
        }
        code
    }
}

struct Writer<'s, 'a> {
    function: &'s Function<'a>,
    frame: &'s Frame<'s, 'a>,
    stack: &'s str,
    step: &'s str,
    states: &'s States,
    out: Vec<String>,
}

impl Writer<'_, '_> {
    fn indent(&self, depth: usize) -> String {
        format!("{}{}", self.function.indent, self.function.unit.repeat(depth))
    }

    fn line(&mut self, depth: usize, code: &str) {
        let outer = self.indent(depth);
        // Twice the same, further out.
        if let ("continue", [.., before, last]) = (code, self.out.as_slice())
            && last.trim_start() == "continue"
            && last.len() > outer.len() + "continue".len()
            && !before.ends_with(':')
        {
            self.out.pop();
        }
        let line = format!("{}{code}", self.indent(depth));
        self.out.push(line);
    }

    fn item(&mut self, base: usize, item: &Item) {
        match item {
            Item::Line(depth, code) => self.line(base + depth, code),
            Item::Copy { depth, lines, changes, from } => {
                let to = self.indent(base + depth);
                let code = self.function.source().moved(*lines, changes, from, &to);
                // Empty lines part statements, not a statement from the head of its block.
                let opens = self.out.last().is_none_or(|line| line.ends_with(':'));
                let start = if opens { code.len() - code.trim_start().len() } else { 0 };
                let start = code[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
                self.out.push(code[start..].to_owned());
            }
            Item::Goto(depth, target) => {
                let number = self.states.number(*target);
                if number + 1 < self.states.order.len() {
                    self.line(base + depth, &format!("{} = {number}", self.step));
                } else if self.out.last().is_some_and(|line| line.ends_with(':')) {
                    self.line(base + depth, "pass");
                }
            }
            Item::Push { depth, again, call } => {
                let again = again
                    .as_ref()
                    .map(|(id, kept)| format!("({}{})", self.states.number(*id), self.frame.with(kept)));
                let call = call.as_ref().map(|values| format!("(0{})", self.frame.new_frame(values)));
                let code = match (again, call) {
                    (Some(again), Some(call)) => format!("{} += [{again}, {call}]", self.stack),
                    (Some(one), None) | (None, Some(one)) => format!("{}.append({one})", self.stack),
                    (None, None) => return,
                };
                self.line(base + depth, &code);
            }
        }
    }
}
