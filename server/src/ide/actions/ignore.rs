//! A comment `# memlens: ignore[code]` that silences one diagnostic.

use crate::ide::actions::{Action, Replacement};
use crate::ide::{Analysis, Diagnostic, diagnostics};
use crate::syntax::LineEnd;
use crate::text::Span;

/// `None` where no line of the statement can take a comment.
pub(super) fn action(analysis: &Analysis, diagnostic: &Diagnostic) -> Option<Action> {
    let code = diagnostic.code.name();
    let lines = diagnostics::silencing_lines(analysis, diagnostic);
    let edit = lines.into_iter().find_map(|line| edit(analysis, line, code))?;
    Some(Action {
        title: format!("Ignore {code} here"),
        diagnostic: Some(diagnostic.clone()),
        rewrites: false,
        preferred: false,
        edits: vec![edit],
    })
}

fn edit(analysis: &Analysis, line: u32, code: &str) -> Option<Replacement> {
    let content = analysis.lines.content(&analysis.text, line);
    let text = &analysis.text[content.range()];
    match analysis.tree.line_end(&analysis.text, content) {
        LineEnd::Taken => return None,
        // One more code in the list that is there.
        LineEnd::Comment(comment) => {
            let comment_text = &analysis.text[comment.range()];
            if let Some(at) = comment_text.find("memlens: ignore[")
                && let Some(end) = comment_text[at..].find(']')
            {
                return Some(Replacement::insert(comment.start + (at + end) as u32, format!(", {code}")));
            }
        }
        LineEnd::Free => {}
    }
    let blanks = (text.len() - text.trim_end().len()) as u32;
    let end = Span::new(content.end - blanks, content.end);
    Some(Replacement::new(end, format!("  # memlens: ignore[{code}]")))
}
