//! A text that is being edited, with its tree.

use std::sync::Arc;

use crate::syntax::{Edit, Tree};
use crate::text::{LineIndex, Span, floor_boundary};

/// Cheap to clone but for the list of statements; the text and the trees are shared.
#[derive(Debug, Clone)]
pub struct Document {
    pub text: Arc<str>,
    pub lines: Arc<LineIndex>,
    pub tree: Tree,
}

impl Document {
    pub fn new(text: impl Into<Arc<str>>) -> Document {
        let text = text.into();
        Document { lines: LineIndex::new(&text).into(), tree: Tree::parse(&text), text }
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
        *self = Document { lines, tree, text };
        parsed
    }
}
