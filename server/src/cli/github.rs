//! Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change.
//!
//! `::warning file=a.py,line=2,…,title=memlens: CODE::MESSAGE`, one a line. What a value may not hold
//! is written as the runner's own library (`@actions/core`) writes it: `%`, CR and LF everywhere,
//! `:` and `,` in properties too.

use std::fmt::Write;

use crate::cli::report::Row;
use crate::ide::Severity;

/// One line, with its line break.
pub(super) fn command(row: &Row) -> String {
    let level = match row.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "notice",
    };
    let path = row.path.replace(std::path::MAIN_SEPARATOR, "/");
    let mut line = format!("::{level} file={},line={}", property(&path), row.line);
    // GitHub takes columns only where both ends are on one line.
    if row.end_line == row.line {
        let _ = write!(line, ",col={},endColumn={}", row.column, row.end_column);
    } else {
        let _ = write!(line, ",endLine={}", row.end_line);
    }
    let mut message = row.message.clone();
    for related in &row.related {
        let _ = write!(message, "\nline {}: {}", related.line, related.message);
    }
    let title = property(&format!("memlens: {}", row.code.name()));
    line + &format!(",title={title}::{}\n", data(&message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_ends_it() {
        assert_eq!(data("50%\r\n::error::no, no"), "50%25%0D%0A::error::no, no");
        assert_eq!(property("a,b:c%0A\n"), "a%2Cb%3Ac%250A%0A");
    }
}
