//! The table of the standard library (`server/typeshed/table.txt`), asked of every CPython to be found.
//!
//! Every constant and class in it is looked at, every function and instance of `library/samples.txt` called
//! and read. What a call bore out is in `proven.txt`: of the rest memlens is not certain.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use memlens_tests::python;
use serde_json::Value;

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/library").join(name)
}

fn typeshed(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/typeshed").join(name)
}

/// What one CPython says of a table.
fn judge(interpreter: &Path, table: &Path) -> Value {
    let output = Command::new(interpreter)
        .args(["-B", "-W", "ignore", "-X", "utf8"])
        .arg(source("judge.py"))
        .args([table, &source("samples.txt")])
        .output()
        .expect("the interpreter starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {errors}"))
}

fn texts(value: &Value) -> Vec<String> {
    let texts = value.as_array().expect("a list").iter();
    texts.map(|text| text.as_str().expect("a text").to_owned()).collect()
}

#[test]
fn the_library_is_what_the_table_says() {
    let interpreters = python::interpreters();
    assert!(!interpreters.is_empty(), "this test needs a CPython from 3.8 to 3.13");
    let table = typeshed("table.txt");
    let mut called = BTreeSet::new();
    let mut ran = BTreeSet::new();
    let mut wrong = Vec::new();
    // Two at a time.
    let answers = interpreters.chunks(2).flat_map(|pair| {
        std::thread::scope(|scope| {
            let runs: Vec<_> =
                pair.iter().map(|(_, interpreter)| scope.spawn(|| judge(interpreter, &table))).collect();
            runs.into_iter().map(|run| run.join().expect("an answer")).collect::<Vec<Value>>()
        })
    });
    for ((minor, _), answer) in interpreters.iter().zip(answers) {
        wrong.extend(texts(&answer["findings"]).into_iter().map(|finding| format!("3.{minor}: {finding}")));
        println!("3.{minor}: {} claims, {}", answer["claims"], answer["kinds"]);
        assert!(answer["claims"].as_u64() > Some(6000), "3.{minor}: {} claims", answer["claims"]);
        called.extend(texts(&answer["called"]));
        ran.extend(texts(&answer["ran"]));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    let samples = fs::read_to_string(source("samples.txt")).expect("the samples");
    let lines = samples.lines().filter(|line| !line.starts_with('#'));
    let paths = lines.filter_map(|line| line.split_once(" | ")).map(|(path, _)| path);
    let idle: Vec<&str> = paths.filter(|path| !ran.contains(*path)).collect();
    assert!(idle.is_empty(), "samples that ran on no version: {idle:?}");

    let list = typeshed("proven.txt");
    if std::env::var_os("UPDATE").is_some() {
        let text: String = called.iter().map(|path| format!("{path}\n")).collect();
        fs::write(&list, text).expect("written");
    }
    // Not every machine has every version: what was borne out elsewhere stays.
    let proven: BTreeSet<String> =
        fs::read_to_string(&list).expect("the list").lines().map(str::to_owned).collect();
    let new: Vec<&String> = called.difference(&proven).collect();
    assert!(new.is_empty(), "borne out, and not in proven.txt (UPDATE=1 writes it): {new:?}");
    if interpreters.len() == 6 {
        let old: Vec<&String> = proven.difference(&called).collect();
        assert!(old.is_empty(), "in proven.txt, and no run bore it out: {old:?}");
    }
    let text = fs::read_to_string(&table).expect("the table");
    let marked: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.split_once(' '))
        .filter(|(_, rest)| rest.as_bytes().get(1) == Some(&b'!'))
        .map(|(path, _)| path.to_owned())
        .collect();
    assert_eq!(marked, proven, "table.txt and proven.txt differ: run generate.py");
}

/// A table that is not true is found out.
#[test]
fn lies_are_found() {
    let interpreters = python::interpreters();
    let (_, interpreter) = interpreters.last().expect("this test needs a CPython from 3.8 to 3.13");
    let text = fs::read_to_string(typeshed("table.txt")).expect("the table");
    let lies = [
        ("types", text.replace(" str\n", " int\n"), 200),
        ("names", text.replace(" cx ", " cx builtins.int "), 200),
        ("items", text.replace("list[str]", "list[int]"), 10),
    ];
    for (name, text, least) in lies {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("library-lie-{name}.txt"));
        fs::write(&path, text).expect("written");
        let findings = texts(&judge(interpreter, &path)["findings"]);
        assert!(findings.len() >= least, "the lie {name} is found {} times", findings.len());
    }
}
