//! A file cut into cells is the same program: every statement at its place, every hint and every row of the trace.
//!
//! The cuts are behind statements that are no expression (`Out` would keep its value), in files that run as a program,
//! as notebooks do.

use std::fs;
use std::path::{Path, PathBuf};

use memlens::document::Document;
use memlens::ide::{Analysis, HintKind, HintKinds};
use memlens::options::Options;
use memlens::stack;
use memlens::text::Span;
use rustpython_ast::Stmt;
use serde_json::Value;

fn programs() -> Vec<PathBuf> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["pictures", "oracle/programs", "examples"] {
        let entries = fs::read_dir(tests.join(folder)).expect("the folder");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|extension| extension == "py")));
    }
    found.sort();
    found
}

/// The text between cuts, each without its last line break.
fn cells(file: &Document, every: usize) -> Vec<Document> {
    let (text, statements) = (&file.text, &file.tree.statements);
    let mut cuts = vec![0];
    for (pair, index) in statements.windows(2).zip(1..) {
        let start = pair[1].span().start as usize;
        let is_line = text[..start].ends_with('\n');
        if index % every == 0 && is_line && !matches!(pair[0].node(), Stmt::Expr(_)) {
            cuts.push(start);
        }
    }
    cuts.push(text.len());
    let parts = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]);
    parts.map(|part| Document::cell(part.strip_suffix('\n').unwrap_or(part))).collect()
}

fn trace(analysis: &Analysis) -> Value {
    let mut trace = serde_json::to_value(analysis.trace()).expect("JSON");
    drop_words(&mut trace);
    trace
}

/// Sentences name the cell.
fn drop_words(value: &mut Value) {
    match value {
        Value::Object(entries) => {
            entries.remove("path");
            entries.values_mut().for_each(drop_words);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_words),
        _ => {}
    }
}

#[test]
fn a_program_in_cells_is_the_program() {
    stack::run(|| {
        let kinds = [HintKind::Lifetimes, HintKind::Returns, HintKind::Sizes];
        let kinds = kinds.into_iter().fold(HintKinds::default(), |kinds, kind| kinds.with(kind, true));
        let (mut compared, mut cut) = (0, 0);
        for path in programs() {
            let text = fs::read_to_string(&path).expect("a program");
            if text.contains("__name__") || text.contains("__all__") || !text.ends_with('\n') {
                continue;
            }
            // A program, no library; and its last cell shows nothing either.
            let text = text + "print()\nend = None\n";
            let file = Document::new(text.as_str());
            for every in 1..4 {
                let parts = cells(&file, every);
                let notebook = Document::notebook(parts.iter());
                assert_eq!(notebook.text, file.text, "{}", path.display());
                let spans = |document: &Document| -> Vec<Span> {
                    document.tree.statements.iter().map(|statement| statement.span()).collect()
                };
                assert_eq!(spans(&notebook), spans(&file), "{}", path.display());
                let whole = Span::new(0, text.len() as u32);
                let (one, other) =
                    (Analysis::new(&notebook, Options::default()), Analysis::new(&file, Options::default()));
                assert_eq!(one.hints(whole, kinds), other.hints(whole, kinds), "{} {every}", path.display());
                let (one, other) = (trace(&one), trace(&other));
                for (key, value) in other.as_object().expect("an object") {
                    let rows = |value: &Value| value.as_array().cloned().unwrap_or_default();
                    for (one, other) in rows(&one[key]).into_iter().zip(rows(value)) {
                        assert_eq!(one, other, "{key} of {} {every}", path.display());
                    }
                    assert_eq!(one[key], *value, "{key} of {} {every}", path.display());
                }
                compared += 1;
                cut += parts.len();
            }
        }
        assert!(compared > 60 && cut > 500, "only {compared} programs, {cut} cells");
        println!("{compared} programs, {cut} cells");
    });
}

/// Every cell of `ipython/cells.json` changed into the next one, as a client's edits do.
#[test]
fn an_edited_cell_is_a_new_one() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ipython/cells.json");
    let rows: Vec<Value> = serde_json::from_str(&fs::read_to_string(path).expect("the file")).expect("rows");
    let mut cell = Document::cell("");
    for row in &rows {
        let text = row["cell"].as_str().expect("a cell");
        cell.replace_cell(text);
        let fresh = Document::cell(text);
        assert_eq!((&cell.text, &cell.lines), (&fresh.text, &fresh.lines), "{text:?}");
        assert_eq!(cell.tree.errors, fresh.tree.errors, "{text:?}");
        assert_eq!(cell.tree.has_commands, fresh.tree.has_commands, "{text:?}");
        let nodes = |document: &Document| -> Vec<String> {
            document
                .tree
                .statements
                .iter()
                .map(|found| format!("{:?} {:?}", found.span(), found.node()))
                .collect()
        };
        assert_eq!(nodes(&cell), nodes(&fresh), "{text:?}");
    }
}
