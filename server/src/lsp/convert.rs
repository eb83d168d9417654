//! Between the protocol's types and the plain ones of `ide` and `text`.

use tower_lsp::lsp_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString,
    Position, Range, Url,
};

use super::state::View;
use crate::ide::{self, Severity};
use crate::text::{Encoding, LineColumn, LineIndex, Span};

/// A position beyond a line's end means its end, one beyond the last line the text's end.
pub fn offset(text: &str, lines: &LineIndex, at: Position, encoding: Encoding) -> u32 {
    lines.offset(text, LineColumn { line: at.line, column: at.character }, encoding)
}

impl View {
    /// Where the document is in the text that is analysed: of a cell without the line break behind it.
    pub fn own(&self) -> Span {
        self.span_of(self.own)
    }

    fn span_of(&self, part: usize) -> Span {
        let start = self.analysis().cells.as_ref().map_or(0, |cells| cells.span(part).start);
        Span::new(start, start.saturating_add(self.parts[part].text.len() as u32))
    }

    pub fn offset(&self, at: Position) -> u32 {
        let (document, own) = (self.parts[self.own].document(), self.own());
        let offset = offset(&document.text, &document.lines, at, self.client.encoding);
        own.end.min(own.start.saturating_add(offset))
    }

    pub fn span(&self, range: Range) -> Span {
        let (start, end) = (self.offset(range.start), self.offset(range.end));
        Span::new(start.min(end), end)
    }

    pub fn position(&self, offset: u32) -> Position {
        self.position_in(self.own, offset)
    }

    fn position_in(&self, part: usize, offset: u32) -> Position {
        let (document, span) = (self.parts[part].document(), self.span_of(part));
        let offset = offset.clamp(span.start, span.end) - span.start;
        let at = document.lines.position(&document.text, offset, self.client.encoding);
        Position::new(at.line, at.column)
    }

    /// Of a place in the document.
    pub fn range(&self, span: Span) -> Range {
        self.range_in(self.own, span)
    }

    pub fn range_in(&self, part: usize, span: Span) -> Range {
        Range::new(self.position_in(part, span.start), self.position_in(part, span.end))
    }

    /// Which part an offset is in.
    pub fn part_at(&self, offset: u32) -> usize {
        self.analysis().cells.as_ref().map_or(0, |cells| cells.at(offset))
    }

    /// Of a place in the document, or in another cell.
    pub fn location(&self, span: Span) -> Location {
        let part = self.part_at(span.start);
        Location::new(self.parts[part].uri.clone(), self.range_in(part, span))
    }

    pub fn diagnostic(&self, found: ide::Diagnostic, severity: Severity) -> Diagnostic {
        let related = found.related.into_iter().map(|related| DiagnosticRelatedInformation {
            location: self.location(related.span),
            message: related.message,
        });
        Diagnostic {
            range: self.range_in(self.part_at(found.span.start), found.span),
            severity: Some(severity_of(severity)),
            code: code(found.code),
            code_description: self.client.pages.as_ref().and_then(|pages| page(pages, found.code)),
            source: Some("memlens".into()),
            message: found.message,
            related_information: self.client.related.then(|| related.collect()),
            ..Diagnostic::default()
        }
    }
}

fn severity_of(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Hint => DiagnosticSeverity::HINT,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Error => DiagnosticSeverity::ERROR,
    }
}

/// As settings and comments spell it.
fn code(code: ide::Code) -> Option<NumberOrString> {
    serde_json::to_value(code).ok()?.as_str().map(|name| NumberOrString::String(name.to_owned()))
}

/// The page of a code: `memlens explain` prints the same.
fn page(pages: &Url, code: ide::Code) -> Option<CodeDescription> {
    let mut href = pages.clone();
    let name = serde_json::to_value(code).ok()?;
    href.path_segments_mut().ok()?.pop_if_empty().push(&format!("{}.md", name.as_str()?));
    Some(CodeDescription { href })
}

/// A link that runs a command with one argument; works only in clients that have the command.
pub fn command_link(title: &str, command: &str, argument: &str) -> String {
    // ["argument"], with all that a URI or Markdown could take for its own encoded.
    let mut link = format!("[{title}](command:{command}?%5B%22");
    for byte in argument.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => link.push(char::from(byte)),
            _ => link.push_str(&format!("%{byte:02X}")),
        }
    }
    link + "%22%5D)"
}

/// 64-bit FNV-1a: tells texts apart, and is a line in any language a bug report is checked in.
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}
