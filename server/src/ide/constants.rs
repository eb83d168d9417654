//! Constants as CPython keeps them: one object for equal small numbers, one for equal literals of one
//! piece of code. Claims hold for 3.8 to 3.13 and are made of names that a plain assignment binds.

use crate::ide::Analysis;
use crate::memory::value::{Constant, Value};
use crate::names::{Access, MODULE, Occurrence, OccurrenceId, ScopeKind, SymbolId};

/// What a plain assignment binds a name to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source<'a> {
    /// `name = 1`, `name = "text"`: the literal as the text has it.
    Literal(&'a str),
    /// `name = other`
    Name(&'a str, u32),
}

/// The value's object is one for the whole program, wherever it comes from.
pub fn is_single(constant: &Constant) -> bool {
    matches!(constant, Constant::None | Constant::Bool(_) | Constant::Int(-5..=256))
}

/// The name is bound to a literal by this very statement.
pub fn is_literal(analysis: &Analysis, id: OccurrenceId) -> bool {
    let source = source(analysis, analysis.names().occurrence(id));
    let value = analysis.facts().value(id).filter(|value| !value.assumed);
    let is_constant = value.and_then(|value| analysis.facts().constant_of(value)).is_some();
    is_constant && matches!(source, Some(Source::Literal(_)))
}

/// A name of the same frame that holds the very same constant right after the occurrence.
pub fn same(analysis: &Analysis, id: OccurrenceId) -> Option<SymbolId> {
    let names = analysis.names();
    let at = names.occurrence(id);
    let is_frame = matches!(names.scope(at.scope).kind, ScopeKind::Module | ScopeKind::Function);
    if at.access != Access::Bind || !is_frame || !is_own(analysis, at) {
        return None;
    }
    let value = analysis.facts().value(id).filter(|value| !value.assumed)?;
    let constant = analysis.facts().constant_of(value)?;
    match source(analysis, at)? {
        Source::Name(name, place) => {
            let other = names.occurrence(names.occurrence_at(place)?);
            let is_it = other.scope == at.scope && is_own(analysis, other) && other.symbol != at.symbol;
            (is_it && names.scope(at.scope).symbol(name) == Some(other.symbol)).then_some(other.symbol)
        }
        // That many names are `None` or true is no news.
        Source::Literal(_) if matches!(constant, Constant::None | Constant::Bool(_)) => None,
        Source::Literal(text) => earlier(analysis, id, at, text, value),
    }
}

/// Nothing but the code of its own scope binds the name.
fn is_own(analysis: &Analysis, at: &Occurrence) -> bool {
    let symbol = analysis.names().symbol_of(at);
    symbol.home == Some((at.scope, at.symbol)) && !symbol.declared
}

/// Another name that was bound once, before, by the same literal, where every way to here comes by.
fn earlier(
    analysis: &Analysis,
    id: OccurrenceId,
    at: &Occurrence,
    literal: &str,
    value: &Value,
) -> Option<SymbolId> {
    let names = analysis.names();
    let base = analysis.indentation(names.scope(at.scope).span.start).len();
    let before = names.occurrences[..id.0 as usize].iter().enumerate().rev().take(MOST_BEFORE);
    let found = before.filter(|(_, other)| other.scope == at.scope && other.access == Access::Bind);
    let mut found = found.filter(|(index, other)| {
        let depth = analysis.indentation(other.span.start).len();
        let is_at_base =
            if at.scope == MODULE { depth == 0 } else { depth == base + first_step(analysis, at) };
        other.symbol != at.symbol
            && is_at_base
            && is_own(analysis, other)
            && source(analysis, other) == Some(Source::Literal(literal))
            && analysis.facts().value(OccurrenceId(*index as u32)) == Some(value)
            && is_bound_once(analysis, other)
    });
    found.next().map(|(_, other)| other.symbol)
}

/// So many names before are looked at.
const MOST_BEFORE: usize = 200;

fn is_bound_once(analysis: &Analysis, at: &Occurrence) -> bool {
    let names = analysis.names();
    let home = names.symbol_of(at).home;
    let binds = names.occurrences.iter().filter(|other| other.access != Access::Use);
    binds.filter(|other| names.symbol_of(other).home == home).count() == 1
}

/// By how much the body of the function is indented.
fn first_step(analysis: &Analysis, at: &Occurrence) -> usize {
    let names = analysis.names();
    let scope = names.scope(at.scope);
    let base = analysis.indentation(scope.span.start).len();
    let head = analysis.lines.line(scope.head.start);
    let last = analysis.lines.line(scope.span.end);
    let deeper = (head + 1..=last).map(|line| analysis.lines.content(&analysis.text, line));
    let texts = deeper.map(|line| &analysis.text[line.range()]).filter(|text| !text.trim().is_empty());
    let steps = texts.map(|text| text.len() - text.trim_start().len()).filter(|depth| *depth > base);
    steps.min().map_or(0, |least| least - base)
}

/// The right side of `name = …`, where the statement is that alone and on one line.
fn source<'a>(analysis: &'a Analysis, at: &Occurrence) -> Option<Source<'a>> {
    let line = analysis.lines.content(&analysis.text, analysis.lines.line(at.span.start));
    let before = analysis.text.get(line.start as usize..at.span.start as usize)?;
    let after = analysis.text.get(at.span.end as usize..line.end as usize)?;
    if !before.trim().is_empty() {
        return None;
    }
    let right = after.trim_start().strip_prefix('=')?.trim();
    if right.is_empty() || right.starts_with('=') {
        return None;
    }
    if is_literal_text(right) {
        return Some(Source::Literal(right));
    }
    let is_name =
        right.chars().all(|c| c.is_alphanumeric() || c == '_') && !right.starts_with(char::is_numeric);
    let start = line.end as usize - after.len() + after.find(right)?;
    (is_name && !is_keyword(right)).then_some(Source::Name(right, start as u32))
}

/// A number, or text without escapes, quotes and braces in it.
fn is_literal_text(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.starts_with(|c: char| c.is_ascii_digit()) {
        return digits.chars().all(|c| c.is_ascii_digit() || c == '.');
    }
    ['"', '\''].iter().any(|quote| {
        let inner = text.strip_prefix(*quote).and_then(|text| text.strip_suffix(*quote));
        inner.is_some_and(|inner| !inner.contains(['"', '\'', '\\']))
    }) || is_keyword(text)
}

fn is_keyword(text: &str) -> bool {
    matches!(text, "None" | "True" | "False")
}
