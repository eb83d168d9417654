//! The questions a fixture page can ask: a row in [`QUESTIONS`] for each output block's name.

use memlens::document::Document;
use memlens::ide::highlights::Reference;
use memlens::ide::picture::Choice;
use memlens::ide::{Analysis, HintKind, HintKinds, Replacement};
use memlens::options::{Model, Options, Python};
use memlens::text::{Encoding, Span};
use serde_json::Value;

use crate::page::Case;

type Answer = fn(&Case, &[String]) -> Result<String, String>;

/// Name of the output block, who answers it.
const QUESTIONS: [(&str, Answer); 8] = [
    ("hints", hints),
    ("hover", hover),
    ("diagnostics", diagnostics),
    ("action", action),
    ("trace", trace),
    ("picture", picture),
    ("highlights", highlights),
    ("lenses", lenses),
];

const KINDS: [(&str, HintKind); 8] = [
    ("bindings", HintKind::Bindings),
    ("parameters", HintKind::Parameters),
    ("calls", HintKind::Calls),
    ("attributes", HintKind::Attributes),
    ("recursion", HintKind::Recursion),
    ("lifetimes", HintKind::Lifetimes),
    ("returns", HintKind::Returns),
    ("sizes", HintKind::Sizes),
];

/// The columns of a `trace` row after its position, unless the block names others.
const COLUMNS: [(&str, &[&str]); 5] = [
    ("scopes", &["kind", "qualname", "names"]),
    ("occurrences", &["name", "access", "storage", "types", "value", "same_as"]),
    ("objects", &["type", "instances", "size", "mutated_at", "escapes", "freed"]),
    ("calls", &["callees", "mutates"]),
    ("recursion", &["function", "verdict", "depth", "why"]),
];

pub fn is_known(name: &str) -> bool {
    QUESTIONS.iter().any(|(known, _)| *known == name)
}

/// What memlens answers, or why the question makes no sense.
pub fn ask(case: &Case, question: &[String]) -> Result<String, String> {
    let (name, words) = question.split_first().ok_or("no question")?;
    let (_, answer) = QUESTIONS.iter().find(|(known, _)| known == name).ok_or("unknown question")?;
    let errors = read(case, &case.source, Options::default()).syntax_errors().to_vec();
    match (errors.first(), case.broken) {
        (Some(error), false) => return Err(format!("the source has a syntax error: {}", error.message)),
        (None, true) => return Err("`py broken`, yet the source has no syntax error".into()),
        _ => {}
    }
    let answer = answer(case, words)?;
    Ok(answer.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

/// A file, or a notebook whose cells each end with a line `# %%`.
fn read(case: &Case, source: &str, options: Options) -> Analysis {
    if !case.cells {
        return Analysis::of(source, options);
    }
    const BORDER: &str = "\n# %%\n";
    let source = source.strip_suffix('\n').unwrap_or(source);
    let borders = source.match_indices(BORDER).map(|(at, _)| at + BORDER.len() - 1);
    let mut cells = Vec::new();
    let mut from = 0;
    for end in borders.chain([source.len()]) {
        cells.push(Document::cell(&source[from..end]));
        from = end + 1;
    }
    Analysis::new(&Document::notebook(cells.iter()), options)
}

/// Every question takes `cpython` and a version; the words left over are returned.
fn analysis<'a>(case: &Case, words: &'a [String]) -> (Analysis, Vec<&'a str>) {
    let mut options = Options::default();
    let mut rest = Vec::new();
    for word in words {
        match (word.as_str(), word.parse::<Python>()) {
            ("cpython", _) => options.model = Model::Cpython,
            (_, Ok(python)) => options.python = python,
            (word, Err(_)) => rest.push(word),
        }
    }
    (read(case, &case.source, options), rest)
}

/// The picture in words, at the line of `$0` or at the end. Words: `call=2`, `round=3` choose a time.
fn picture(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    let mut choice = Choice::default();
    for word in words {
        let number = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
        match word.split_once('=') {
            Some(("call", text)) => choice.call = number(text),
            Some(("round", text)) => choice.round = number(text),
            _ => return Err(format!("`{word}` means nothing to a picture")),
        }
    }
    let end = case.source.trim_end().len() as u32;
    let line = analysis.lines.line(case.cursor.unwrap_or(end));
    let picture = memlens::stack::run(|| analysis.picture(line, choice));
    Ok(picture.map(|picture| memlens::draw::description(&picture)).unwrap_or_default())
}

/// The source with a mark at every place that refers to the object of the name at `$0`: `‹read›`, `‹write›`, `‹perhaps›`.
fn highlights(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    let cursor = case.cursor.filter(|_| words.is_empty()).ok_or("highlights need `$0` and no words")?;
    let mut out = String::new();
    let mut from = 0;
    for found in analysis.highlights(cursor).unwrap_or_default() {
        let end = found.span.end as usize;
        out += &case.source[from..end];
        out += match found.reference {
            Reference::Read => "‹read›",
            Reference::Write => "‹write›",
            Reference::Perhaps => "‹perhaps›",
        };
        from = end;
    }
    Ok(out + &case.source[from..])
}

/// `line: title` of each lens.
fn lenses(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, _) = analysis(case, words);
    let lenses = analysis.lenses().into_iter();
    let lines = lenses.map(|lens| format!("{}: {}\n", analysis.lines.line(lens.span.start) + 1, lens.title));
    Ok(lines.collect())
}

/// The source with every label in its place. Words: `all`, or the kinds wanted; none means the default ones.
fn hints(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    let mut kinds = if words.is_empty() { HintKinds::default() } else { HintKinds::NONE };
    for word in words {
        let wanted = KINDS.iter().filter(|(name, _)| word == "all" || *name == word);
        let mut known = false;
        for (_, kind) in wanted {
            kinds = kinds.with(*kind, true);
            known = true;
        }
        if !known {
            return Err(format!("`{word}` is no kind of hint"));
        }
    }
    let mut out = String::new();
    let mut at = 0;
    let everything = Span::new(0, case.source.len() as u32);
    let hints = analysis.hints(everything, kinds);
    if hints.is_empty() {
        return Ok(String::new());
    }
    for hint in hints {
        let offset = hint.offset as usize;
        let between = case.source.get(at..offset).ok_or("hints are out of order or inside a character")?;
        out += &format!("{between}‹{}›", hint.label());
        at = offset;
    }
    Ok(out + &case.source[at..])
}

fn hover(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    if let Some(word) = words.first() {
        return Err(format!("`hover` does not know the word `{word}`"));
    }
    let cursor = case.cursor.ok_or("`hover` needs a cursor: write `$0` into the source")?;
    Ok(analysis.hover(cursor).map(|hover| hover.markdown).unwrap_or_default())
}

/// `line:column code severity: message`, related places indented below it.
fn diagnostics(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    if let Some(word) = words.first() {
        return Err(format!("`diagnostics` does not know the word `{word}`"));
    }
    let name = |value: Result<Value, _>| match value {
        Ok(Value::String(name)) => name,
        other => format!("{other:?}"),
    };
    let mut out = String::new();
    for found in analysis.diagnostics() {
        let code = name(serde_json::to_value(found.code));
        let severity = name(serde_json::to_value(found.severity));
        out += &format!("{} {code} {severity}: {}\n", position(&analysis, found.span), found.message);
        for related in found.related {
            out += &format!("    {} {}\n", position(&analysis, related.span), related.message);
        }
    }
    Ok(out)
}

/// The source after the code action of this title, at the cursor or anywhere; nothing if it is not offered. The
/// title is written without its backticks, which an info string cannot have.
fn action(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    if words.is_empty() {
        return Err("`action` needs a title: `action Use a generator expression`".into());
    }
    let title = words.join(" ");
    let everything = Span::new(0, case.source.len() as u32);
    let range = case.cursor.map_or(everything, |cursor| Span::new(cursor, cursor));
    let mut offered =
        analysis.actions(range).into_iter().filter(|found| found.title.replace('`', "") == title);
    let Some(action) = offered.next() else { return Ok(String::new()) };
    if offered.next().is_some() {
        return Err(format!("`{title}` is offered more than once: write `$0` into the source"));
    }
    let after = edited(&case.source, &action.edits)?;
    match read(case, &after, Options::default()).syntax_errors().first() {
        Some(error) => Err(format!("`{title}` leaves a syntax error: {}\n{after}", error.message)),
        None => Ok(after),
    }
}

/// The text after edits, which must be in order and apart.
pub fn edited(text: &str, edits: &[Replacement]) -> Result<String, String> {
    let mut out = String::new();
    let mut at = 0;
    for edit in edits {
        let range = edit.span.range();
        out += text.get(at..range.start).ok_or("edits overlap, or cut a character")?;
        out += &edit.text;
        at = range.end;
    }
    Ok(out + text.get(at..).ok_or("an edit reaches beyond the text")?)
}

fn position(analysis: &Analysis, span: Span) -> String {
    let at = analysis.lines.position(&analysis.text, span.start, Encoding::Utf32);
    format!("{}:{}", at.line + 1, at.column + 1)
}

/// Rows of one list of the JSON trace. Words: the list, then the columns wanted; none means the usual ones.
fn trace(case: &Case, words: &[String]) -> Result<String, String> {
    let (analysis, words) = analysis(case, words);
    let (key, wanted) = words.split_first().ok_or("`trace` needs a key: `trace occurrences`")?;
    let trace = serde_json::to_value(analysis.trace()).map_err(|error| error.to_string())?;
    let list = match trace.get(key) {
        Some(Value::Array(list)) => list,
        Some(plain) => return Ok(compact(plain)),
        None => return Err(format!("the trace has no key `{key}`")),
    };
    let usual = COLUMNS.iter().find(|(name, _)| name == key).map_or(&["message"][..], |(_, columns)| columns);
    let columns = if wanted.is_empty() { usual } else { wanted };
    let mut out = String::new();
    for row in list {
        let place: Vec<String> =
            ["line", "column"].iter().filter_map(|key| row.get(key)).map(compact).collect();
        out += &place.join(":");
        for column in columns {
            let value = row.get(column).ok_or_else(|| format!("`{key}` has no column `{column}`"))?;
            out += &format!(" {}", compact(value));
        }
        out.push('\n');
    }
    Ok(out)
}

/// A JSON value without its punctuation: `-` for null, lists in brackets, objects as their values.
fn compact(value: &Value) -> String {
    match value {
        Value::Null => "-".into(),
        Value::String(text) => text.clone(),
        Value::Array(items) => format!("[{}]", items.iter().map(compact).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(key, value)| format!("{key} {}", compact(value))).collect();
            fields.join(" ")
        }
        other => other.to_string(),
    }
}
