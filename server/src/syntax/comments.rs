//! Where comments and strings are, and where a comment can be put. The piece around the place is
//! parsed once more, for its tokens.

use rustpython_ast::token::TokenKind;
use rustpython_text_size::Ranged;

use super::{Shift, Tree};
use crate::text::Span;

/// How a physical line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineEnd {
    /// With this comment.
    Comment(Span),
    /// A comment can follow.
    Free,
    /// Inside a string, behind a backslash, or in a piece with a syntax error.
    Taken,
}

/// What of a piece of text is no code.
#[derive(Debug, Clone, Default)]
pub struct Marks {
    /// In order of position.
    pub comments: Vec<Span>,
    /// Strings of every kind, f-strings with what stands in them; in order of position.
    pub strings: Vec<Span>,
}

impl Tree {
    /// The comments and strings of the piece that holds `offset`; `None` where it has a syntax error.
    pub fn marks(&self, text: &str, offset: u32) -> Option<Marks> {
        let mut marks = Marks::default();
        let mut open = Vec::new();
        for (kind, span) in self.tokens_at(text, offset)? {
            match kind {
                TokenKind::Comment => marks.comments.push(span),
                TokenKind::String if open.is_empty() => marks.strings.push(span),
                TokenKind::FStringStart | TokenKind::TStringStart => open.push(span.start),
                TokenKind::FStringEnd | TokenKind::TStringEnd => {
                    if let (Some(start), true) = (open.pop(), open.is_empty()) {
                        marks.strings.push(Span::new(start, span.end));
                    }
                }
                _ => {}
            }
        }
        Some(marks)
    }

    /// How the line whose content is `line` ends.
    pub fn line_end(&self, text: &str, line: Span) -> LineEnd {
        let Some(tokens) = self.tokens_at(text, line.start) else { return LineEnd::Taken };
        for (kind, span) in tokens {
            if kind == TokenKind::Comment && line.contains(span) {
                return LineEnd::Comment(span);
            }
            let is_text = matches!(
                kind,
                TokenKind::String
                    | TokenKind::FStringMiddle
                    | TokenKind::TStringMiddle
                    | TokenKind::FStringStart
                    | TokenKind::TStringStart
            );
            if is_text && span.start <= line.end && line.end < span.end {
                return LineEnd::Taken;
            }
        }
        if text[line.range()].ends_with('\\') { LineEnd::Taken } else { LineEnd::Free }
    }

    /// The end of the logical line that holds `offset`, before its comment and line break.
    pub fn logical_end(&self, text: &str, offset: u32) -> Option<u32> {
        let mut end = None;
        for (kind, span) in self.tokens_at(text, offset)? {
            match kind {
                TokenKind::Newline if span.start >= offset => return end,
                TokenKind::Comment | TokenKind::NonLogicalNewline => {}
                _ => end = Some(span.end),
            }
        }
        end
    }

    fn tokens_at(&self, text: &str, offset: u32) -> Option<Vec<(TokenKind, Span)>> {
        let index = self.pieces.partition_point(|piece| piece.span.start <= offset).checked_sub(1)?;
        let piece = &self.pieces[index];
        // What was hidden from the parser must stay hidden.
        if !piece.block.errors.is_empty() {
            return None;
        }
        let source = &text[piece.span.range()];
        let parsed = rustpython_parser::parse_unchecked_source(source, self.kind);
        let shift = Shift(piece.span.start.into());
        Some(parsed.tokens().iter().map(|token| (token.kind(), shift.range(token.range()))).collect())
    }
}
