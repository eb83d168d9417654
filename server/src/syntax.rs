//! Owns the parser: text → statements + errors, never `Err`.
//!
//! A document is a list of top-level statements. The text is cut into pieces, as a rule one
//! statement each, and each piece is parsed by itself into a [`Block`], whose offsets
//! count from the piece's start. A statement knows where its piece starts (its
//! [`Shift`]), so an edit leaves every other tree untouched, and the tree after an
//! edit is the tree of a parse from scratch: the cuts are the same, see `pieces`.
//!
//! On valid code the result is that of one call of the parser for the whole text. On
//! broken code an error cannot reach beyond its piece.
//!
//! The parser recurses, so what could overflow the stack is hidden from it and reported:
//! more than 200 nested brackets, 100 levels of indentation (both as CPython), 4000 levels of an expression.

mod comments;
mod cursor;
mod depth;
mod examples;
mod heads;
mod ipython;
mod pieces;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use rustpython_ast::{Expr, PySourceType, Stmt};
use rustpython_text_size::{Ranged, TextRange};

use crate::stack;
use crate::text::Span;
pub use comments::{LineEnd, Marks};
pub use ipython::Python;
use pieces::{Piece, Pieces};

/// What one call of the parser gave for one piece of the text. Offsets count from the piece's start.
#[derive(Debug)]
pub struct Block {
    pub body: Vec<Stmt>,
    errors: Vec<SyntaxError>,
    /// Too deep to be dropped on a thread's usual stack.
    deep: bool,
    /// The examples in its docstrings, once asked for.
    examples: OnceLock<Vec<Tree>>,
}

impl Drop for Block {
    fn drop(&mut self) {
        if self.deep {
            let body = std::mem::take(&mut self.body);
            stack::run(|| drop(body));
        }
    }
}

impl Block {
    fn parse(text: &str, piece: &Piece, kind: PySourceType) -> Block {
        let shift = Shift(-i64::from(piece.span.start));
        let mut errors: Vec<_> = piece
            .faults
            .iter()
            .map(|fault| SyntaxError { span: shift.moved(fault.at), message: fault.message.into() })
            .collect();
        let mut source = Cow::Borrowed(&text[piece.span.range()]);
        for fault in &piece.faults {
            let hidden = shift.moved(fault.hidden);
            if fault.hidden == piece.span {
                return Block { body: Vec::new(), errors, deep: false, examples: OnceLock::new() };
            }
            // A statement of the same length that does nothing.
            let pass = "pass".to_string() + &" ".repeat(hidden.range().len() - 4);
            source.to_mut().replace_range(hidden.range(), &pass);
        }
        let parsed = rustpython_parser::parse_unchecked_source(&source, kind);
        errors.extend(parsed.errors().iter().map(|error| SyntaxError {
            span: Shift(0).range(error.location),
            message: error.error.to_string(),
        }));
        errors.sort_by_key(|error| error.span);
        let mut body = parsed.into_suite();
        body.shrink_to_fit();
        Block { body, errors, deep: piece.depth > USUAL_DEPTH, examples: OnceLock::new() }
    }
}

/// Levels of a tree that the usual stack of a thread, 2 MiB, drops with ample room also in a debug build.
const USUAL_DEPTH: u32 = 400;

/// Where the piece of a block starts in the text of today, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shift(pub i64);

impl Shift {
    /// Where a node of the tree is in the text of today.
    pub fn span(self, node: &impl Ranged) -> Span {
        self.range(node.range())
    }

    pub fn range(self, range: TextRange) -> Span {
        Span::new(self.at(range.start().to_u32()), self.at(range.end().to_u32()))
    }

    fn moved(self, span: Span) -> Span {
        Span::new(self.at(span.start), self.at(span.end))
    }

    pub fn at(self, offset: u32) -> u32 {
        (i64::from(offset) + self.0) as u32
    }
}

/// One top-level statement.
#[derive(Debug, Clone)]
pub struct Statement {
    block: Arc<Block>,
    index: u32,
    shift: Shift,
}

impl Statement {
    pub fn node(&self) -> &Stmt {
        &self.block.body[self.index as usize]
    }

    pub fn shift(&self) -> Shift {
        self.shift
    }

    pub fn span(&self) -> Span {
        self.shift.span(self.node())
    }

    /// The examples in its docstrings, each a small file of its own; with others from the same piece of text.
    pub fn examples(&self) -> &[Tree] {
        if self.index > 0 {
            return &[];
        }
        self.block.examples.get_or_init(|| self.block.body.iter().flat_map(examples::examples).collect())
    }

    /// The piece of text it was read from has a syntax error.
    pub fn has_errors(&self) -> bool {
        !self.block.errors.is_empty()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub message: String,
}

/// A replacement in a text: what was at `span` gave way to `inserted` bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub inserted: u32,
}

/// A parsed file. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub statements: Vec<Statement>,
    /// In order of position.
    pub errors: Vec<SyntaxError>,
    /// The whole text, cut.
    pieces: Vec<Parsed>,
    kind: PySourceType,
    /// Of a notebook: a command of IPython's may have bound any name, or changed any object.
    pub has_commands: bool,
    /// Of a notebook: where the expressions start that end a cell, so that `Out` holds their values; in order.
    pub shown: Vec<u32>,
}

#[derive(Debug, Clone)]
struct Parsed {
    span: Span,
    /// That a cut is here does not depend on the text before it.
    settled: bool,
    block: Arc<Block>,
}

/// The expression in a text so short that it cannot be deep, such as an annotation in quotes.
pub fn expression(text: &str) -> Option<Expr> {
    const MOST_BYTES: usize = 400;
    if text.len() > MOST_BYTES {
        return None;
    }
    let parsed = rustpython_parser::parse_expression(text.trim()).ok()?;
    Some(*parsed.into_syntax().body)
}

impl Tree {
    /// Parses a whole text. Needs a large stack for the deepest of texts: see [`crate::stack`].
    pub fn parse(text: &str) -> Tree {
        Tree::whole(text, PySourceType::Python)
    }

    /// The text of a cell of a notebook as Python, of the same length: see `ipython`.
    pub fn python(cell: &str) -> Python<'_> {
        ipython::python(cell)
    }

    /// Parses the text of a cell, which [`Tree::python`] has given.
    pub fn parse_cell(text: &str) -> Tree {
        Tree::whole(text, PySourceType::Ipynb)
    }

    /// One cell behind the other, each with the offset where it starts. A broken cell leaves the others alone.
    pub fn notebook<'a>(cells: impl Iterator<Item = (u32, &'a Tree)>) -> Tree {
        let mut pieces = Vec::new();
        let mut shown = Vec::new();
        let mut has_commands = false;
        for (start, cell) in cells {
            has_commands |= cell.has_commands;
            let shift = Shift(start.into());
            pieces.extend(
                cell.pieces.iter().map(|piece| Parsed { span: shift.moved(piece.span), ..piece.clone() }),
            );
            let last = cell.statements.last().filter(|last| matches!(last.node(), Stmt::Expr(_)));
            shown.extend(last.map(|last| shift.at(last.span().start)));
        }
        Tree { shown, has_commands, ..Tree::join(pieces, PySourceType::Ipynb) }
    }

    fn whole(text: &str, kind: PySourceType) -> Tree {
        let pieces = Pieces::new(text, 0).map(|piece| Parsed::new(text, &piece, kind)).collect();
        Tree::join(pieces, kind)
    }

    /// It is of a notebook, or of a cell of one.
    pub fn is_notebook(&self) -> bool {
        self.kind == PySourceType::Ipynb
    }

    /// The tree after an edit, where `text` is the text after it: the same as [`Tree::parse`] gives. With
    /// it the span of `text` that was parsed anew; every statement outside keeps its block.
    pub fn edited(&self, text: &str, edit: Edit) -> (Tree, Span) {
        let moved = i64::from(edit.inserted) - i64::from(edit.span.end - edit.span.start);
        let edit_end = edit.span.start + edit.inserted;
        // A cut depends on the piece before it and on its first line: so the piece before the edited one is
        // looked at again. Where brackets are not closed it depends on more, back to a settled piece.
        let mut first =
            self.pieces.partition_point(|piece| piece.span.start <= edit.span.start).saturating_sub(2);
        while first > 0 && !self.pieces[first].settled {
            first -= 1;
        }
        let mut pieces = self.pieces[..first].to_vec();
        let from = self.pieces.get(first).map_or(0, |piece| piece.span.start);
        let mut parsed = Span::new(edit.span.start, edit.span.start);
        for piece in Pieces::new(text, from) {
            let behind = piece.span.start >= edit_end;
            let was = if behind { Shift(-moved).moved(piece.span) } else { piece.span };
            let unchanged = if behind { was.start >= edit.span.end } else { was.end <= edit.span.start };
            let old = self.pieces.binary_search_by_key(&was.start, |old| old.span.start);
            if unchanged && let Ok(index) = old {
                let old = &self.pieces[index];
                if behind && piece.settled && old.settled {
                    pieces.extend(
                        self.pieces[index..]
                            .iter()
                            .map(|old| Parsed { span: Shift(moved).moved(old.span), ..old.clone() }),
                    );
                    break;
                }
                // The same text gives the same block.
                if old.span == was {
                    pieces.push(Parsed {
                        span: piece.span,
                        settled: piece.settled,
                        block: old.block.clone(),
                    });
                    continue;
                }
            }
            parsed.start = parsed.start.min(piece.span.start);
            parsed.end = parsed.end.max(piece.span.end);
            pieces.push(Parsed::new(text, &piece, self.kind));
        }
        (Tree::join(pieces, self.kind), parsed)
    }

    fn join(pieces: Vec<Parsed>, kind: PySourceType) -> Tree {
        let mut statements = Vec::with_capacity(pieces.len());
        let mut errors = Vec::new();
        for piece in &pieces {
            let shift = Shift(piece.span.start.into());
            let block = &piece.block;
            statements.extend((0..block.body.len() as u32).map(|index| Statement {
                block: block.clone(),
                index,
                shift,
            }));
            errors.extend(
                block.errors.iter().map(|error| SyntaxError {
                    span: shift.moved(error.span),
                    message: error.message.clone(),
                }),
            );
        }
        Tree { statements, errors, pieces, kind, has_commands: false, shown: Vec::new() }
    }
}

impl Parsed {
    fn new(text: &str, piece: &Piece, kind: PySourceType) -> Parsed {
        Parsed { span: piece.span, settled: piece.settled, block: Arc::new(Block::parse(text, piece, kind)) }
    }
}
