//! Owns the parser: text → statements + errors, never `Err`.
//!
//! A document is a list of top-level statements. Statements that were parsed
//! together share a [`Block`]; each knows by how far the text before it has
//! moved since (its [`Shift`]), so an edit leaves the trees after it untouched.

use std::sync::Arc;

use rustpython_ast::Stmt;
use rustpython_text_size::{Ranged, TextRange};

use crate::text::Span;

/// What one call of the parser gave.
#[derive(Debug)]
pub struct Block {
    pub body: Vec<Stmt>,
}

/// How far the text of a block has moved since it was parsed, in bytes.
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
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub span: Span,
    pub message: String,
}

/// A parsed file. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub statements: Vec<Statement>,
    pub errors: Vec<SyntaxError>,
}

impl Tree {
    pub fn parse(text: &str) -> Tree {
        let parsed = rustpython_parser::parse_unchecked_source(text, rustpython_ast::PySourceType::Python);
        let errors = parsed
            .errors()
            .iter()
            .map(|error| SyntaxError {
                span: Shift(0).range(error.location),
                message: error.error.to_string(),
            })
            .collect();
        let block = Arc::new(Block { body: parsed.into_suite() });
        let statements = (0..block.body.len() as u32)
            .map(|index| Statement { block: block.clone(), index, shift: Shift(0) })
            .collect();
        Tree { statements, errors }
    }
}
