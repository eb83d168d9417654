//! Every row of the effects table, asked of every CPython to be found.
//!
//! A path must be there on some version, and of the kind the row says wherever it is. A row that
//! says something of its result or its arguments needs a sample in `effects/samples.txt`: the samples
//! become a program, which memlens traces and `effects/judge.py` runs call by call.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use memlens::memory;
use memlens_tests::{binary, python};
use serde_json::{Value, json};

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/effects").join(name)
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("effects-{name}"))
}

fn ask(interpreter: &Path, arguments: &[&Path]) -> Vec<u8> {
    let output = Command::new(interpreter)
        .args(["-B", "-W", "ignore"])
        .arg(source("judge.py"))
        .args(arguments)
        .output()
        .expect("the interpreter starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {errors}", interpreter.display());
    output.stdout
}

fn answer(interpreter: &Path, arguments: &[&Path]) -> Value {
    serde_json::from_slice(&ask(interpreter, arguments)).expect("JSON")
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().expect("a list").iter();
    texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

fn interpreters() -> Vec<(u8, PathBuf)> {
    let found = python::interpreters();
    assert!(!found.is_empty(), "this test needs a CPython from 3.8 to 3.13");
    found
}

fn trace(program: &Path, minor: u8) -> Value {
    let output = Command::new(binary::memlens())
        .args(["trace", "--format", "json", "--python", &format!("3.{minor}")])
        .arg(program)
        .output()
        .expect("memlens starts");
    serde_json::from_slice(&output.stdout).expect("the trace is JSON")
}

fn program(interpreters: &[(u8, PathBuf)]) -> PathBuf {
    let (_, newest) = interpreters.last().expect("an interpreter");
    let program = scratch("program.py");
    fs::write(&program, ask(newest, &["generate".as_ref(), &source("samples.txt")])).expect("written");
    program
}

#[test]
fn every_path_is_there() {
    let rows: Vec<Value> = memory::effects()
        .iter()
        .map(|row| {
            json!({"path": row.path, "is_method": row.is_method, "what": row.what, "result": row.result})
        })
        .collect();
    let path = scratch("rows.json");
    fs::write(&path, json!(rows).to_string()).expect("the rows are written");
    let mut seen = BTreeSet::new();
    for (minor, interpreter) in interpreters() {
        let answer = answer(&interpreter, &["exist".as_ref(), &path]);
        let findings = texts(&answer["findings"]);
        assert!(findings.is_empty(), "Python 3.{minor}:\n{}", findings.join("\n"));
        seen.extend(texts(&answer["seen"]));
    }
    let paths = memory::effects().into_iter().filter(|row| !row.is_method).map(|row| row.path);
    let missing: Vec<&str> = paths.filter(|path| !seen.contains(*path)).collect();
    assert!(missing.is_empty(), "on no version of Python: {missing:?}");
}

#[test]
fn every_call_does_what_its_row_says() {
    let interpreters = interpreters();
    let program = program(&interpreters);
    let rows = memory::effects();
    let mut ran = BTreeSet::new();
    let mut changed = BTreeSet::new();
    for (minor, interpreter) in &interpreters {
        let path = scratch(&format!("trace-{minor}.json"));
        fs::write(&path, trace(&program, *minor).to_string()).expect("the trace is written");
        let answer = answer(interpreter, &["compare".as_ref(), &source("samples.txt"), &program, &path]);
        let findings = texts(&answer["findings"]);
        assert!(findings.is_empty(), "Python 3.{minor}:\n{}", findings.join("\n"));
        let ran_here = texts(&answer["ran"]);
        println!("3.{minor}: {} samples, {} claims held", ran_here.len(), answer["claims"]);
        let mut not_its_row = Vec::new();
        for row in &rows {
            // The row is what memlens answers with: its type, and no other, is the claim.
            let Some(result) = &row.result else { continue };
            let claims = answer["typed"][row.path].as_array().into_iter().flatten();
            let others = claims.filter(|claim| **claim != json!([result]));
            not_its_row.extend(others.map(|claim| format!("{}: {claim}, not {result}", row.path)));
        }
        assert!(not_its_row.is_empty(), "Python 3.{minor}: {}", not_its_row.join("\n"));
        for (path, changes) in answer["changes"].as_object().expect("changes") {
            if changes.as_array().is_some_and(|changes| changes.contains(&json!(true))) {
                changed.insert(path.clone());
            }
        }
        ran.extend(ran_here);
    }
    let says_something = rows.iter().filter(|row| row.what != "module" && !row.is_unknown);
    let unasked: Vec<&str> = says_something.map(|row| row.path).filter(|path| !ran.contains(*path)).collect();
    assert!(unasked.is_empty(), "rows without a sample that runs: {unasked:?}");
    let changers = rows.iter().filter(|row| row.changes.is_some()).map(|row| row.path);
    let unchanged: Vec<&str> = changers.filter(|path| !changed.contains(*path)).collect();
    assert!(unchanged.is_empty(), "rows with a change that no sample shows: {unchanged:?}");
}

/// Falsifies a trace.
type Lie = fn(&mut Value);

/// Claims that are not true are found: the judge can say no.
#[test]
fn lies_are_found() {
    let interpreters = interpreters();
    let program = program(&interpreters);
    let (minor, interpreter) = interpreters.last().expect("an interpreter");
    let lies: [(&str, Lie); 3] = [
        ("types", |trace| {
            for row in trace["occurrences"].as_array_mut().into_iter().flatten() {
                if row["types"] == json!(["str"]) {
                    row["types"] = json!(["int"]);
                }
            }
        }),
        ("missed", |trace| {
            for row in trace["objects"].as_array_mut().into_iter().flatten() {
                row["mutated_at"] = json!([]);
            }
        }),
        ("same", |trace| {
            for row in trace["occurrences"].as_array_mut().into_iter().flatten() {
                if row["name"] == "item" {
                    row["objects"] = json!([0]);
                }
            }
        }),
    ];
    for (name, lie) in lies {
        let mut trace = trace(&program, *minor);
        lie(&mut trace);
        let path = scratch(&format!("lie-{name}.json"));
        fs::write(&path, trace.to_string()).expect("the trace is written");
        let answer = answer(interpreter, &["compare".as_ref(), &source("samples.txt"), &program, &path]);
        let findings = texts(&answer["findings"]);
        assert!(findings.len() >= 8, "the lie {name} is found {} times", findings.len());
    }
}
