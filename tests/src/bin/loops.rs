//! Every recursive function of some files with its loop, or with the reason why there is none: JSON, a line
//! each, with the edit in bytes of the text as UTF-8. The files are named on standard input, a line each.

use std::io::{BufRead, Write};

use memlens::ide::Analysis;
use memlens::options::Options;
use memlens::text::decode;
use serde_json::{Value, json};

fn main() -> std::io::Result<()> {
    for path in std::io::stdin().lock().lines() {
        let path = path?;
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let Ok(text) = decode::decode(&bytes) else { continue };
        let rows = memlens::stack::run(|| rows(&text));
        let mut out = std::io::stdout().lock();
        for mut row in rows {
            row["path"] = json!(path);
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}

fn rows(text: &str) -> Vec<Value> {
    let analysis = Analysis::of(text, Options::default());
    let line = |at: u32| analysis.lines.line(at) + 1;
    let found = analysis.loops().into_iter();
    found
        .map(|found| {
            let mut row = json!({ "function": found.qualname, "line": line(found.head.start) });
            match found.offer {
                Ok((title, edit)) => {
                    row["title"] = json!(title);
                    row["start"] = json!(edit.span.start);
                    row["end"] = json!(edit.span.end);
                    row["new"] = json!(edit.text);
                }
                Err((at, why)) => {
                    row["why"] = json!(why);
                    row["at"] = json!(line(at.start));
                }
            }
            row
        })
        .collect()
}
