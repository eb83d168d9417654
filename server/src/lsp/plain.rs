//! Markdown as plain text, for clients that show nothing else.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Keeps the words, the line structure, list marks and code; drops emphasis and the targets of links.
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    // One for each list that is open: the next number, if it is numbered.
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::InlineMath(part) | Event::DisplayMath(part) => {
                text.push_str(&part);
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Rule => block(&mut text, &lists, "———\n"),
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::CodeBlock(_)) => {
                block(&mut text, &lists, "")
            }
            Event::Start(Tag::List(first)) => {
                line(&mut text);
                if lists.is_empty() {
                    block(&mut text, &lists, "");
                }
                lists.push(first);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                line(&mut text);
                text.extend(std::iter::repeat_n("  ", lists.len().saturating_sub(1)));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        text.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => text.push_str("• "),
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => line(&mut text),
            _ => {}
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Starts a block: after a blank line, unless it is the first or stands right after a list mark.
fn block(text: &mut String, lists: &[Option<u64>], begin: &str) {
    if !text.is_empty() && lists.is_empty() {
        line(text);
        text.push('\n');
    }
    text.push_str(begin);
}

fn line(text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn keeps_words_and_lines() {
        let markdown = "**`xs`** refers to a *list*\n\nmade in [line 3](file:///a.py#3), also `__x__`:\n\n\
            - one\n- two\n  1. inner\n  2. more\n- three\n\n```py\nxs = [1]\nys = xs\n```\n---\n# In CPython\na\\\nb\n";
        let expected = "xs refers to a list\n\nmade in line 3, also __x__:\n\n\
            • one\n• two\n  1. inner\n  2. more\n• three\n\nxs = [1]\nys = xs\n\n———\n\nIn CPython\n\na\nb";
        assert_eq!(plain(markdown), expected);
    }

    #[test]
    fn names_with_underscores_and_operators_survive() {
        assert_eq!(plain("a `x * y * z` and snake_case_name 1 < 2"), "a x * y * z and snake_case_name 1 < 2");
        assert_eq!(plain(""), "");
    }
}
