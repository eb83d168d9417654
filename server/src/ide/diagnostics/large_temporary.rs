//! Large lists that are built to be iterated over once.

use crate::ide::diagnostics::{Code, Diagnostic, Entry, Related, Severity};
use crate::ide::{Analysis, words};
use crate::usage::{Temporary, WayOut};

pub(super) const ENTRY: Entry = Entry {
    code: Code::LargeTemporary,
    name: "large-temporary",
    severity: Severity::Hint,
    summary: "A large list that is built only to be iterated over once.",
    page: include_str!("../../../../tests/suite/large-temporary.md"),
};

/// About `sys.getsizeof` of a generator: 104 to 224 bytes on CPython 3.8 to 3.13, more with many names.
const GENERATOR: u64 = 200;

pub(super) fn find(analysis: &Analysis, out: &mut Vec<Diagnostic>) {
    for temporary in &analysis.usage().temporaries {
        out.push(Diagnostic {
            code: Code::LargeTemporary,
            severity: ENTRY.severity,
            span: temporary.span,
            message: message(analysis, temporary),
            related: related(analysis, temporary),
        });
    }
}

fn message(analysis: &Analysis, temporary: &Temporary) -> String {
    let Temporary { items, bytes, .. } = temporary;
    let consumer = match temporary.consumer {
        "for" => "a loop".to_owned(),
        name => words::code(name),
    };
    let (items, bytes) = (grouped(*items), grouped(*bytes));
    let cost = format!("it takes {bytes} bytes, and keeps its {items} items alive until then");
    match &temporary.way_out {
        WayOut::Expression { .. } => format!(
            "This list is built only for {consumer} to go through it once: {cost}. A generator expression \
             takes about {GENERATOR} bytes and makes one item at a time."
        ),
        WayOut::Range { .. } => format!(
            "This list is built only for {consumer} to go through it once: {cost}. The `range` itself takes 48 \
             bytes and gives one item at a time."
        ),
        WayOut::Function(builder) => {
            let function = words::code(&analysis.names().scope(builder.function).qualname);
            let each = if builder.calls.len() == 1 { "its call" } else { "each of its calls" };
            format!(
                "{function} builds this list only for {each} to go through it once: {cost}. With `yield` the \
                 function takes about {GENERATOR} bytes and makes one item at a time."
            )
        }
    }
}

/// `8,448,728`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let first = digits.len() % 3;
    let mut out = digits[..first].to_owned();
    for group in digits.as_bytes()[first..].chunks(3) {
        if !out.is_empty() {
            out.push(',');
        }
        out.extend(group.iter().map(|digit| char::from(*digit)));
    }
    out
}

fn related(analysis: &Analysis, temporary: &Temporary) -> Vec<Related> {
    let mut related = Vec::new();
    if temporary.consumed_at != temporary.span {
        let message = match temporary.consumer {
            "for" => "gone through once, by this loop".to_owned(),
            name => format!("gone through once, by {}", words::code(name)),
        };
        related.push(Related { span: temporary.consumed_at, message });
    }
    if let WayOut::Function(builder) = &temporary.way_out {
        let function = words::code(&analysis.names().scope(builder.function).qualname);
        let others = builder.calls.iter().filter(|call| !temporary.consumed_at.contains(**call));
        related.extend(
            others.map(|call| Related { span: *call, message: format!("{function} is called here") }),
        );
    }
    if let Some(call) = temporary.length_at
        && !related.iter().any(|found| found.span.contains(call))
    {
        related.push(Related { span: call, message: "the number of items comes from here".into() });
    }
    related
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        let found = [0, 7, 100, 1000, 85_176, 100_000, 8_448_728].map(grouped);
        assert_eq!(found, ["0", "7", "100", "1,000", "85,176", "100,000", "8,448,728"]);
    }
}
