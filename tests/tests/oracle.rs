//! No run contradicts memlens: programs under CPython 3.11 with opcode tracing as the judge.
//!
//! The work is done by `tests/oracle/run.py`. Here a bounded sample: every program of
//! `examples/` and `oracle/programs/`, those of the pages about memory, and some of the standard library's own doctests.
//! A certain claim that a run contradicts fails, unless `oracle/known.txt` lists it; so does a
//! listed one that no longer occurs.

use std::path::Path;
use std::process::{Command, Output};

use memlens_tests::programs::{self, folder};
use memlens_tests::{binary, python};
use serde_json::Value;

/// Modules whose doctests are quick and do much.
const MODULES: [&str; 10] = [
    "collections",
    "difflib",
    "fractions",
    "heapq",
    "http.cookies",
    "json",
    "pickletools",
    "statistics",
    "typing",
    "zipfile",
];

/// Runs the oracle; gives what it printed and what it wrote as JSON.
fn oracle(name: &str, arguments: impl FnOnce(&mut Command)) -> (Output, Value) {
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("oracle-{name}.json"));
    let mut command = Command::new(python::cpython_3_11());
    command.arg("-B").arg(folder("oracle/run.py"));
    command.arg("--memlens").arg(binary::memlens()).arg("--json").arg(&report);
    arguments(&mut command);
    let output = command.output().expect("the oracle starts");
    let text = std::fs::read(&report).unwrap_or_else(|error| panic!("{error}: {}", said(&output)));
    (output, serde_json::from_slice(&text).expect("the oracle writes JSON"))
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn executed(report: &Value) -> u64 {
    let figures = report["figures"].as_array().expect("figures");
    figures.iter().filter_map(|file| file["executed"].as_u64()).sum()
}

/// Nothing counts that did not run: how each run ended.
fn ends(report: &Value) -> Vec<String> {
    let runs = report["runs"].as_array().expect("runs");
    let end = |run: &Value| format!("{} {}", run["name"], run["end"]).replace('"', "");
    runs.iter().map(end).collect()
}

#[test]
fn no_run_of_our_programs_contradicts() {
    let (output, report) = oracle("programs", |command| {
        command.args(programs::of_folders()).arg("--known").arg(folder("oracle/known.txt"));
    });
    println!("{}", said(&output));
    let broken: Vec<String> = ends(&report).into_iter().filter(|end| !end.ends_with(" ran")).collect();
    assert!(broken.is_empty(), "programs that did not run to their end: {broken:#?}");
    assert!(executed(&report) > 1500, "only {} bindings executed", executed(&report));
    assert_eq!(report["unmapped"], serde_json::json!([]), "bindings whose place was not found");
    assert!(output.status.success(), "{}", said(&output));
}

/// What runs thousands of times is not looked at each time, yet no place is left out that runs rarely.
#[test]
fn rare_bindings_of_a_hot_function_are_seen() {
    let (output, report) = oracle("often", |command| {
        command.arg(folder("oracle/programs/often.py"));
    });
    assert_eq!(executed(&report), 7, "{}", said(&output));
    let runs = report["figures"][0]["runs"].as_u64().expect("runs");
    assert!((100..9000).contains(&runs), "{runs} runs looked at");
}

/// The programs of the pages about memory: what a page shows is what happens.
#[test]
fn no_run_of_a_page_contradicts() {
    let files = programs::of_pages_in(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("oracle-pages"));
    assert!(files.len() > 50, "only {} programs", files.len());
    let (output, report) = oracle("pages", |command| {
        command.args(&files);
    });
    println!("{}", said(&output));
    let broken: Vec<String> = ends(&report).into_iter().filter(|end| !end.ends_with(" ran")).collect();
    assert!(broken.is_empty(), "programs that did not run to their end: {broken:#?}");
    assert!(executed(&report) > 400, "only {} bindings executed", executed(&report));
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn no_doctest_of_the_standard_library_contradicts() {
    let (output, report) = oracle("library", |command| {
        command.arg("--module").args(MODULES).arg("--known").arg(folder("oracle/known.txt"));
    });
    println!("{}", said(&output));
    let broken: Vec<String> =
        ends(&report).into_iter().filter(|end| !end.ends_with("examples, 0 failed")).collect();
    assert!(broken.is_empty(), "doctests that failed or did not run: {broken:#?}");
    assert!(executed(&report) > 1500, "only {} bindings executed", executed(&report));
    assert!(output.status.success(), "{}", said(&output));
}

/// Each kind of wrong claim is seen: the oracle can fail.
#[test]
fn lies_are_found() {
    let programs = ["augmented.py", "lifetimes.py", "mutation.py"];
    let programs = programs.map(|name| folder("oracle/programs").join(name));
    for kind in [
        "storage",
        "types",
        "value",
        "same_as",
        "disjoint",
        "size",
        "freed",
        "mutates",
        "missed-change",
        "missing",
    ] {
        let (output, report) = oracle(&format!("lie-{kind}"), |command| {
            command.args(&programs).args(["--lie", kind]);
        });
        let found = report["findings"].as_array().expect("findings");
        let found = found.iter().filter(|finding| finding["kind"] == kind).count();
        let least = match kind {
            "size" => 1,
            "storage" | "types" => 200,
            _ => 10,
        };
        assert!(found >= least, "{found} findings of kind {kind}:\n{}", said(&output));
        let is_listed_only = ["mutates", "missed-change"].contains(&kind);
        assert!(is_listed_only || !output.status.success(), "the lie {kind} passed");
    }
}
