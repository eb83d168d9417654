//! A text that is being edited, with its tree: a file, a cell of a notebook, or all cells of one behind each other.

use std::sync::Arc;

use crate::syntax::{Edit, Tree};
use crate::text::{LineIndex, Span, floor_boundary};

/// Cheap to clone but for the list of statements; the text and the trees are shared.
#[derive(Debug, Clone)]
pub struct Document {
    pub text: Arc<str>,
    pub lines: Arc<LineIndex>,
    pub tree: Tree,
    /// Of a notebook.
    pub cells: Option<Arc<Cells>>,
}

/// Where the cells of a notebook are in the text of all of them. Each ends with a line break.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    /// Where each starts, and where the last one ends.
    starts: Vec<u32>,
}

impl Cells {
    pub fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The cell, from 0, that holds `offset`.
    pub fn at(&self, offset: u32) -> usize {
        self.starts.partition_point(|start| *start <= offset).min(self.count()).saturating_sub(1)
    }

    /// The text of a cell with the line break behind it; empty where there is none of that number.
    pub fn span(&self, cell: usize) -> Span {
        let at = |index: usize| self.starts.get(index).or(self.starts.last()).copied().unwrap_or_default();
        Span::new(at(cell), at(cell + 1))
    }
}

impl Document {
    pub fn new(text: impl Into<Arc<str>>) -> Document {
        let text = text.into();
        Document { lines: LineIndex::new(&text).into(), tree: Tree::parse(&text), text, cells: None }
    }

    /// A cell of a notebook, whose text is Python of the length of `cell`, and a line break.
    pub fn cell(cell: &str) -> Document {
        let (text, has_commands) = python(cell);
        let mut tree = Tree::parse_cell(&text);
        tree.has_commands = has_commands;
        Document { lines: LineIndex::new(&text).into(), tree, text, cells: None }
    }

    /// A notebook of these cells, in their order.
    pub fn notebook<'a>(cells: impl Iterator<Item = &'a Document> + Clone) -> Document {
        let mut starts = vec![0];
        let mut text = String::new();
        for cell in cells.clone() {
            text.push_str(&cell.text);
            // Offsets are `u32`.
            let Ok(end) = u32::try_from(text.len()) else { break };
            starts.push(end);
        }
        text.truncate(starts.last().map_or(0, |end| *end as usize));
        let starts_of = starts.windows(2).map(|edges| edges[0]);
        let tree = Tree::notebook(starts_of.zip(cells.map(|cell| &cell.tree)));
        let lines = LineIndex::new(&text).into();
        Document { text: text.into(), lines, tree, cells: Some(Cells { starts }.into()) }
    }

    /// Replaces `span` by `inserted`. A span beyond the text, or an edge inside a
    /// character, moves to the next place before that is none. Gives the part of the new text that was parsed
    /// anew; everything else kept its trees.
    pub fn edit(&mut self, span: Span, inserted: &str) -> Span {
        let end = floor_boundary(&self.text, span.end) as usize;
        let start = (floor_boundary(&self.text, span.start) as usize).min(end);
        let mut text = String::with_capacity(self.text.len() - (end - start) + inserted.len());
        text.push_str(&self.text[..start]);
        text.push_str(inserted);
        text.push_str(&self.text[end..]);
        let edit = Edit { span: Span::new(start as u32, end as u32), inserted: inserted.len() as u32 };
        self.apply(text.into(), edit)
    }

    /// Takes `cell` as the new text of a cell.
    pub fn replace_cell(&mut self, cell: &str) -> Span {
        let (text, has_commands) = python(cell);
        let parsed = self.replace(text);
        self.tree.has_commands = has_commands;
        parsed
    }

    /// Takes `text` as the whole new text. What it has in common with the old one, at the
    /// start and at the end, keeps its trees.
    pub fn replace(&mut self, text: impl Into<Arc<str>>) -> Span {
        let text = text.into();
        let (old, new) = (self.text.as_bytes(), text.as_bytes());
        let shared = old.len().min(new.len());
        let mut start = old.iter().zip(new).take_while(|(old, new)| old == new).count();
        while !(self.text.is_char_boundary(start) && text.is_char_boundary(start)) {
            start -= 1;
        }
        let backwards = old.iter().rev().zip(new.iter().rev());
        let mut tail = backwards.take(shared - start).take_while(|(old, new)| old == new).count();
        while !(self.text.is_char_boundary(old.len() - tail) && text.is_char_boundary(new.len() - tail)) {
            tail -= 1;
        }
        let edit = Edit {
            span: Span::new(start as u32, (old.len() - tail) as u32),
            inserted: (new.len() - tail - start) as u32,
        };
        self.apply(text, edit)
    }

    fn apply(&mut self, text: Arc<str>, edit: Edit) -> Span {
        let (tree, parsed) = self.tree.edited(&text, edit);
        let lines = self.lines.edited(&text, edit.span, edit.inserted).into();
        *self = Document { lines, tree, text, cells: None };
        parsed
    }
}

/// A cell as Python, with a line break behind it; and whether it has commands of which nothing is known.
fn python(cell: &str) -> (Arc<str>, bool) {
    let python = Tree::python(cell);
    // A `\r` there must not become half of the break.
    let line_break = if cell.ends_with('\r') { "\r\n" } else { "\n" };
    (format!("{}{line_break}", python.text).into(), python.has_commands)
}
