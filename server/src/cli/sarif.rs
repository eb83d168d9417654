//! Findings as a SARIF 2.1.0 log: what code hosts and viewers of many tools' results read.
//!
//! Paths are relative to the folder the program runs in, as an upload from there needs them; files
//! outside it have absolute ones. Columns count characters, ends are exclusive.

use std::path::Path;

use serde_json::{Value, json};
use url::Url;

use crate::cli::report::Row;
use crate::ide::{CODES, Severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The log of one run; `failures` says for each file that could not be read why.
pub(super) fn log(rows: &[&Row], failures: &[&String]) -> Value {
    let folder = std::env::current_dir().ok().and_then(|folder| Url::from_directory_path(folder).ok());
    let results: Vec<Value> = rows.iter().map(|row| result(row, folder.as_ref())).collect();
    let notes = failures.iter().map(|why| json!({ "level": "error", "message": { "text": why } }));
    let mut invocation = json!({
        "executionSuccessful": failures.is_empty(),
        "toolExecutionNotifications": notes.collect::<Vec<_>>(),
    });
    if let Some(folder) = &folder {
        invocation["workingDirectory"] = json!({ "uri": folder });
    }
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "memlens",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules(),
            } },
            "invocations": [invocation],
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

/// Every code, in the order of [`CODES`], so that a code's number is its place.
fn rules() -> Vec<Value> {
    let rule = |entry: &crate::ide::Entry| {
        let more = format!("`memlens explain {}` prints its page.", entry.name);
        json!({
            "id": entry.name,
            "name": pascal(entry.name),
            "shortDescription": { "text": entry.summary },
            "fullDescription": { "text": entry.summary },
            "help": { "text": more, "markdown": entry.page },
            "defaultConfiguration": { "level": level(entry.severity) },
        })
    };
    CODES.iter().map(rule).collect()
}

fn result(row: &Row, folder: Option<&Url>) -> Value {
    let artifact = json!({ "uri": uri(&row.path, folder) });
    let region = json!({
        "startLine": row.line,
        "startColumn": row.column,
        "endLine": row.end_line,
        "endColumn": row.end_column,
    });
    let mut result = json!({
        "ruleId": row.code.name(),
        "ruleIndex": row.code as usize,
        "level": level(row.severity),
        "message": { "text": row.message },
        "locations": [{ "physicalLocation": { "artifactLocation": artifact, "region": region } }],
    });
    if !row.related.is_empty() {
        let related = row.related.iter().enumerate().map(|(index, related)| {
            let region = json!({ "startLine": related.line, "startColumn": related.column });
            json!({
                "id": index + 1,
                "message": { "text": related.message },
                "physicalLocation": { "artifactLocation": artifact, "region": region },
            })
        });
        result["relatedLocations"] = related.collect();
    }
    result
}

/// The path as a URI, relative to `folder` for what lies in it. `..` takes back the folder before it.
fn uri(path: &str, folder: Option<&Url>) -> String {
    let absolute = std::path::absolute(Path::new(path)).ok();
    let file = absolute.and_then(|path| Url::from_file_path(path).ok());
    let Some(file) = file.and_then(|file| Url::parse(file.as_str()).ok()) else {
        return path.to_owned();
    };
    match folder.and_then(|folder| folder.make_relative(&file)) {
        Some(relative) if relative.starts_with("../") => file.into(),
        // What stands before a colon would be a scheme.
        Some(relative) if relative.split('/').next().is_some_and(|first| first.contains(':')) => {
            format!("./{relative}")
        }
        Some(relative) => relative,
        None => file.into(),
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Information | Severity::Hint => "note",
    }
}

/// `deep-recursion` as `DeepRecursion`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    name.split('-').map(capital).collect()
}
