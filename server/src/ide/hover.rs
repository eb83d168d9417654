//! Hovers: one bold line first, readable in five seconds.
//!
//! Each sentence is a small function over the facts and says only what they say. What is not known
//! is said to be unknown, with the reason.

mod attribute;
mod cpython;
mod cycle;
mod definition;
pub(in crate::ide) mod name;
mod object;
mod unknown;
mod upkeep;

use crate::ide::{Analysis, words};
use crate::options::Model;
use crate::text::Span;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// The name, attribute or `def` name it speaks of.
    pub span: Span,
    pub markdown: String,
}

pub(super) fn hover(analysis: &Analysis, offset: u32) -> Option<Hover> {
    if let Some(id) = words::occurrence_at(analysis, offset) {
        let span = analysis.names().occurrence(id).span;
        let sections = match words::definition_at(analysis, span) {
            Some(scope) => definition::sections(analysis, scope),
            None => name::sections(analysis, id),
        };
        return Some(Hover { span, markdown: markdown(analysis, sections) });
    }
    let attributes = &analysis.facts().attributes;
    let attribute = attributes.iter().find(|attribute| attribute.span.touches(offset))?;
    Some(Hover {
        span: attribute.span,
        markdown: markdown(analysis, attribute::sections(analysis, attribute)),
    })
}

/// What a hover says, in order: the bold line, a paragraph, a list, the "In CPython" line.
#[derive(Debug, Default)]
struct Sections {
    title: String,
    paragraph: Vec<String>,
    list: Vec<String>,
    cpython: Vec<String>,
}

fn markdown(analysis: &Analysis, sections: Sections) -> String {
    let mut out = format!("**{}**", sections.title);
    if !sections.paragraph.is_empty() {
        out += &format!("\n\n{}", sections.paragraph.join(" "));
    }
    if !sections.list.is_empty() {
        out += &format!("\n\n- {}", sections.list.join("\n- "));
    }
    if !sections.cpython.is_empty() {
        // In the `cpython` model all of the hover is about CPython.
        let prefix = if analysis.options.model == Model::Teaching { "*In CPython:* " } else { "" };
        out += &format!("\n\n{prefix}{}", sections.cpython.join(" "));
    }
    out
}
