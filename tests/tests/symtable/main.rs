//! Our scopes and bindings are CPython's: every (scope, name) of whole standard libraries.
//!
//! `oracle.py` runs under CPython and says what `symtable` has. 3.11 is compared as it is; 3.13
//! after its inlining of comprehensions has been done to our tables too ([`inline`]). A file
//! that CPython refuses is counted as refused, not as compared.

mod inline;
mod places;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use memlens::names::{Binding, Names, ScopeId, ScopeKind};
use memlens::syntax::Tree;
use serde_json::Value;

#[test]
fn standard_library_of_3_11() {
    let report = compare("3.11", &[]);
    assert!(report.files > 1500 && report.names > 300_000, "suspiciously little compared: {report:?}");
    assert!(report.codes > 50_000, "suspiciously few code objects compared: {report:?}");
}

#[test]
fn standard_library_of_3_13() {
    let report = compare("3.13", &[]);
    assert!(report.files > 1500 && report.names > 300_000, "suspiciously little compared: {report:?}");
    assert!(report.places > 1_000_000, "suspiciously few places compared: {report:?}");
}

#[test]
fn nasty_cases() {
    let cases = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/symtable/cases");
    let old = format!("{cases}/any.py");
    let report = compare("3.11", &[&old]);
    assert_eq!((report.files, report.refused), (1, 0));
    assert!(report.codes > 100, "compile refused the cases");
    let new = format!("{cases}/type_parameters.py");
    let report = compare("3.13", &[&old, &new]);
    assert_eq!((report.files, report.refused), (2, 0));
}

#[derive(Debug, Default)]
struct Report {
    files: usize,
    refused: usize,
    scopes: usize,
    names: usize,
    /// Code objects whose qualified name, cells and free names were compared.
    codes: usize,
    /// Places of names that CPython's `ast` knows.
    places: usize,
    differences: Vec<String>,
}

/// Compares all files under `roots`, or the standard library if there are none. Fails on any difference.
fn compare(version: &str, roots: &[&str]) -> Report {
    let mut python = Command::new(interpreter(version))
        .args(["-W", "ignore", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/symtable/oracle.py")])
        .args(roots)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the oracle starts");
    let mut lines = BufReader::new(python.stdout.take().expect("the oracle has an output")).lines();
    let mut next_line = move || lines.next().map(|line| line.expect("the oracle writes UTF-8"));
    let header: Value = next_line().and_then(|line| serde_json::from_str(&line).ok()).expect("a header");
    let builtins = header["builtins"].as_array().expect("a list of builtins");
    let builtins: BTreeSet<String> = builtins.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    let next_line = Mutex::new(next_line);
    let report = Mutex::new(Report::default());
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            let work = || {
                while let Some(line) = { (next_line.lock().expect("no panic"))() } {
                    let answer = serde_json::from_str(&line).expect("the oracle writes JSON");
                    file(&answer, version, &builtins, &report);
                }
            };
            std::thread::Builder::new().stack_size(64 << 20).spawn_scoped(scope, work).expect("a thread");
        }
    });
    assert!(python.wait().expect("the oracle ends").success(), "the oracle failed");
    let report = report.into_inner().expect("no panic");
    println!(
        "CPython {version}: {} files ({} more refused by CPython), {} scopes, {} names, {} code objects, \
         {} places: {} differences",
        report.files,
        report.refused,
        report.scopes,
        report.names,
        report.codes,
        report.places,
        report.differences.len()
    );
    let first: Vec<_> = report.differences.iter().take(40).map(String::as_str).collect();
    assert!(first.is_empty(), "{} differences:\n{}", report.differences.len(), first.join("\n"));
    report
}

/// The interpreter of a version, from PATH or from pyenv's folder.
fn interpreter(version: &str) -> String {
    let pyenv = std::env::var("HOME").map(|home| format!("{home}/.pyenv/versions")).unwrap_or_default();
    let installed = std::fs::read_dir(pyenv).into_iter().flatten().flatten().map(|entry| entry.path());
    let of_version = |path: &Path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{version}.")))
    };
    let installed = installed.filter(|path| of_version(path)).map(|path| path.join("bin/python"));
    let mut candidates = installed
        .map(|path| path.to_string_lossy().into_owned())
        .chain([format!("python{version}"), "python3".to_owned()]);
    let found = candidates.find(|candidate| {
        let output = Command::new(candidate).arg("--version").output();
        output.is_ok_and(|output| output.stdout.starts_with(format!("Python {version}.").as_bytes()))
    });
    found.unwrap_or_else(|| panic!("this test needs CPython {version}, on PATH or installed by pyenv"))
}

fn file(answer: &Value, version: &str, builtins: &BTreeSet<String>, report: &Mutex<Report>) {
    let path = answer["path"].as_str().expect("a path");
    let Some(scopes) = answer["scopes"].as_array() else {
        report.lock().expect("no panic").refused += 1;
        return;
    };
    let text = match answer["text"].as_str() {
        Some(text) => text.to_owned(),
        None => std::fs::read_to_string(path).expect("a file that the oracle has just read"),
    };
    let names = Names::new(&text, &Tree::parse(&text));
    let mut ours = table::ours(&text, &names);
    let mut differences = Vec::new();
    let codes = answer["codes"].as_array().map_or(0, |codes| {
        differences.extend(code_differences(codes, &names, version));
        codes.len()
    });
    differences.extend(places::span_differences(&text, &names));
    let places = answer["places"].as_str().map_or(0, |places| {
        let (count, found) = places::place_differences(places, &text, &names);
        differences.extend(found);
        count
    });
    let leaked = if version == "3.11" { BTreeSet::new() } else { inline::inline(&mut ours) };
    let theirs = table::theirs(scopes, builtins, &leaked);
    differences.extend(table::differences(&ours, &theirs));
    let mut report = report.lock().expect("no panic");
    report.files += 1;
    report.scopes += theirs.len();
    report.names += theirs.iter().map(|table| table.names.len()).sum::<usize>();
    report.codes += codes;
    report.places += places;
    report.differences.extend(differences.into_iter().map(|found| format!("{path}{found}")));
}

/// Every code object has a scope of ours with its qualified name, cells and free names.
/// Not the other way: the compiler drops code that cannot run. From 3.12 on inlining changes
/// cells and takes comprehensions out of the names: there the names without them are compared.
fn code_differences(codes: &[Value], names: &Names, version: &str) -> Vec<String> {
    let inlines = version != "3.11";
    let in_common = |[mut name, cells, free]: [String; 3]| {
        if !inlines {
            return [name, cells, free];
        }
        for kind in ["<listcomp>", "<setcomp>", "<dictcomp>"] {
            name = name.replace(&format!("{kind}."), "").replace(&format!(".{kind}"), "");
        }
        [name, String::new(), String::new()]
    };
    let mut ours: BTreeMap<[String; 3], i64> = BTreeMap::new();
    // A class hands free names on to its methods even where its own body binds the same name.
    let mut handed_on = BTreeSet::new();
    for scope in &names.scopes {
        let free = scope.symbols.iter().filter(|symbol| symbol.binding == Binding::Free);
        handed_on.extend(free.map(|symbol| (scope.parent, symbol.name.as_str())));
    }
    for (scope, index) in names.scopes.iter().zip(0..) {
        let of = |binding| {
            let symbols = scope.symbols.iter().filter(|symbol| {
                let handed_on = handed_on.contains(&(Some(ScopeId(index)), symbol.name.as_str()));
                let by_class = scope.kind == ScopeKind::Class && &symbol.name != "__class__";
                symbol.binding == binding || binding == Binding::Free && by_class && handed_on
            });
            let mut names: Vec<&str> = symbols.map(|symbol| symbol.name.as_str()).collect();
            names.sort_unstable();
            names.join(" ")
        };
        let code = [scope.qualname.clone(), of(Binding::Cell), of(Binding::Free)];
        *ours.entry(in_common(code)).or_default() += 1;
    }
    let mut found = Vec::new();
    for code in codes {
        let code = [0, 1, 2].map(|part| code[part].as_str().expect("three strings").to_owned());
        let code = in_common(code);
        let left = ours.entry(code.clone()).or_default();
        *left -= 1;
        if *left < 0 {
            found.push(format!(": no scope for the code object {code:?}"));
        }
    }
    found
}
