//! Our scopes and bindings are CPython's: every (scope, name) of whole standard libraries.
//!
//! `oracle.py` runs under CPython and says what `symtable` has. 3.11 is compared as it is; 3.13
//! after its inlining of comprehensions has been done to our tables too ([`inline`]). A file
//! that CPython refuses is counted as refused, not as compared.

mod inline;
mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use memlens::names::{Access, Binding, Names, ScopeId, ScopeKind};
use memlens::syntax::Tree;
use memlens::text::{Encoding, LineIndex};
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
        differences.extend(code_differences(codes, &names));
        codes.len()
    });
    differences.extend(span_differences(&text, &names));
    let places = answer["places"].as_str().map_or(0, |places| {
        let (count, found) = place_differences(places, &text, &names);
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
/// Not the other way: the compiler drops code that cannot run.
fn code_differences(codes: &[Value], names: &Names) -> Vec<String> {
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
        *ours.entry(code).or_default() += 1;
    }
    let mut found = Vec::new();
    for code in codes {
        let code = [0, 1, 2].map(|part| code[part].as_str().expect("three strings").to_owned());
        let left = ours.entry(code.clone()).or_default();
        *left -= 1;
        if *left < 0 {
            found.push(format!(": no scope for the code object {code:?}"));
        }
    }
    found
}

/// Occurrences stand in order, one at a place, on the text of their name.
fn span_differences(text: &str, names: &Names) -> Vec<String> {
    let mut found = Vec::new();
    for pair in names.occurrences.windows(2).filter(|pair| pair[0].span.end > pair[1].span.start) {
        found.push(format!(": occurrences overlap: {pair:?}"));
    }
    for occurrence in &names.occurrences {
        let (name, spelt) = (&names.symbol_of(occurrence).name, &text[occurrence.span.range()]);
        let mangled = name.starts_with('_') && spelt.starts_with("__") && name.ends_with(spelt);
        // What is not ASCII is normalised (NFKC) in the name.
        if name != spelt && !mangled && spelt.is_ascii() {
            found.push(format!(": {spelt} is the text of {name}"));
        }
    }
    found
}

/// Places as `line:column` in bytes and `b`, `p`, `u` or `d`. We have every one of them with the
/// same access; and what we have beyond them follows a word that `ast` gives no place for.
fn place_differences(places: &str, text: &str, names: &Names) -> (usize, Vec<String>) {
    let lines = LineIndex::new(text);
    let mut ours = BTreeMap::new();
    for occurrence in &names.occurrences {
        let at = lines.position(text, occurrence.span.start, Encoding::Utf8);
        let access = match occurrence.access {
            Access::Bind => 'b',
            Access::Parameter => 'p',
            Access::Use => 'u',
            Access::Delete => 'd',
        };
        ours.insert(format!("{}:{}{access}", at.line + 1, at.column), occurrence);
    }
    let mut found = Vec::new();
    let mut count = 0;
    for place in places.split(' ').filter(|place| !place.is_empty()) {
        count += 1;
        if ours.remove(place).is_none() {
            found.push(format!(": no occurrence at {place}"));
        }
    }
    for (place, occurrence) in ours {
        let before = text[..occurrence.span.start as usize].trim_end_matches([' ', '\t', '\\', '\n', '\r']);
        let announced = ["def", "class", "as", "*"].iter().any(|word| before.ends_with(word));
        if !announced || occurrence.access != Access::Bind {
            found.push(format!(": an occurrence that CPython does not have at {place}"));
        }
    }
    (count, found)
}

#[test]
fn occurrences_span_their_names() {
    let text = "import os.path, a . b as c\nclass K[T]:\n    def __m(self, *, __k=1, **kw): return __k\n\
                try: pass\nexcept E as e: del e\nmatch e:\n    case [A(x, k=y), *rest] | {'k': 1, **more} as whole: pass\n";
    let names = Names::new(text, &Tree::parse(text));
    let found: Vec<&str> = names.occurrences.iter().map(|found| &text[found.span.range()]).collect();
    let expected = "os c K T __m self __k kw __k E e e e A x y rest more whole";
    assert_eq!(found.join(" "), expected);
    let mangled = names.occurrences.iter().map(|found| names.symbol_of(found).name.as_str());
    assert!(mangled.clone().any(|name| name == "_K__m") && mangled.clone().any(|name| name == "_K__k"));
    let start = text.find("class").expect("a class") as u32;
    let class = names.scope_at(start, ScopeKind::Class).expect("its scope");
    assert_eq!(names.scope(class).name.as_str(), "K");
}

#[test]
fn comprehensions_that_start_at_one_place() {
    let text = "f([a for a in b] for b in c)";
    let names = Names::new(text, &Tree::parse(text));
    let at = |span| names.scope_of(span, ScopeKind::Comprehension).map(|id| names.scope(id).name.as_str());
    let outer = memlens::text::Span::new(2, text.len() as u32 - 1);
    assert_eq!(at(outer), Some("genexpr"));
    assert_eq!(at(memlens::text::Span::new(2, 16)), Some("listcomp"));
    assert_eq!(at(memlens::text::Span::new(2, 17)), None);
}
