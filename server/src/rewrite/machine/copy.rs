//! Statements without a call: copied as they are, but for the ways out.

use rustpython_ast::{Expr, Stmt};

use crate::rewrite::body::{self, Body, Place, Style};
use crate::rewrite::flow;
use crate::rewrite::machine::states::{Item, StateId, mark};
use crate::rewrite::machine::{After, Machine};
use crate::rewrite::source::{Change, Line, line_start};
use crate::rewrite::{Refusal, refuse};
use crate::text::Span;

impl Machine<'_, '_> {
    pub(super) fn copy(&mut self, statements: &[Stmt], depth: usize, after: After) -> Result<(), Refusal> {
        let function = self.function;
        let style = Out { result: self.result.clone() };
        let mut body = Body { function, style, changes: Vec::new(), open: true };
        body.block(statements, Place { last: false, inner_loop: false, guarded: false })?;
        let mut changes = body.changes;
        self.loop_jumps(statements, after, &mut changes)?;
        changes.sort_by_key(|change| change.span);
        let Some(first) = statements.first() else { return Ok(()) };
        let mut lines = function.lines(statements);
        let at = function.span(first).start;
        let from = function.text[lines.start as usize..at as usize].to_owned();
        if !from.trim().is_empty() {
            return refuse(function.span(first), "several statements share a line");
        }
        lines.start = self.with_comments(lines.start);
        // Said on a line of its own, it can be left out at the end of the round.
        let last = statements.last().map(|last| function.span(last));
        let leaves = changes.last_mut().filter(|change| Some(change.span) == last);
        let leaves = leaves.is_some_and(|change| {
            let is_only = change.lines.len() < 2;
            !is_only && change.lines.pop_if(|line| line.code == "continue").is_some()
        });
        self.states.put(self.at, Item::Copy { depth, lines, changes, from });
        if leaves {
            self.line(depth, "continue");
        }
        Ok(())
    }

    /// Up over the lines above that are empty or hold a comment and nothing else.
    fn with_comments(&self, start: u32) -> u32 {
        let text = self.function.text;
        let bound = self.function.lines(self.function.body()).start;
        let mut at = start;
        while at > bound {
            let before = &text[..at as usize];
            let before = before.strip_suffix("\r\n").or_else(|| before.strip_suffix(['\n', '\r']));
            let above = line_start(text, before.unwrap_or_default().len() as u32);
            let line = text[above as usize..at as usize].trim();
            if !(line.is_empty() || line.starts_with('#')) || above < bound {
                break;
            }
            at = above;
        }
        at
    }

    /// The loop around a block: of states that lead back to its head, in one step or in several.
    fn inner_loop(&self, after: After) -> Option<StateId> {
        match after {
            After::Again(head) => Some(head),
            After::Return => None,
            After::On(_) => self.heads.last().copied(),
        }
    }

    /// `continue` and `break` of a loop that is no loop any more.
    fn loop_jumps(
        &self,
        statements: &[Stmt],
        after: After,
        changes: &mut Vec<Change>,
    ) -> Result<(), Refusal> {
        for statement in statements {
            match statement {
                Stmt::Continue(_) => {
                    let Some(head) = self.inner_loop(after) else {
                        return refuse(self.function.span(statement), "`continue` leads past a call");
                    };
                    let put_back = format!("{}.append({})", self.stack, mark(head));
                    let lines = vec![Line::new(put_back), Line::new("continue")];
                    changes.push(body::change(self.function, statement, lines)?);
                }
                Stmt::Break(_) => {
                    return refuse(self.function.span(statement), "`break` leaves a loop that holds a call");
                }
                Stmt::For(stmt) => self.loop_jumps(&stmt.orelse, after, changes)?,
                Stmt::While(stmt) => self.loop_jumps(&stmt.orelse, after, changes)?,
                other => {
                    for block in flow::blocks(other) {
                        self.loop_jumps(block, after, changes)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// `return` ends the round.
struct Out {
    result: Option<String>,
}

impl Style for Out {
    fn result(&mut self, value: &str, _: Option<&Expr>) -> Result<Option<Vec<Line>>, Refusal> {
        let kept = self.result.as_ref().map(|result| Line::new(format!("{result} = {value}")));
        Ok(Some(kept.into_iter().chain([Line::new("continue")]).collect()))
    }

    fn call(&mut self, _: &Expr) -> Result<Vec<Line>, Refusal> {
        refuse(Span::default(), "a call stands where none can be")
    }

    fn last_call(&mut self, _: &Expr) -> Result<Vec<Line>, Refusal> {
        refuse(Span::default(), "a call stands where none can be")
    }

    fn returns_from_loops(&self) -> bool {
        false
    }
}
