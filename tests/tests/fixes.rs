//! Every fix is run: the programs of `tests/fixes/`, before and after, on every CPython found. What they print
//! is the same; a fix of `large-temporary` lowers the peak of memory, one of `growing-global` what is
//! left at the end. And what must be refused is.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use memlens::ide::{Action, Analysis};
use memlens::options::{Options, Python};
use memlens::text::Span;
use memlens_tests::{python, question};
use serde_json::Value;

/// The programs of a file: the line `#: title` before each, and its text.
fn programs(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixes").join(name);
    let text = std::fs::read_to_string(&path).expect("a readable file");
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("#: "), found.last_mut()) {
            (Some(title), _) => found.push((title.to_owned(), String::new())),
            (None, Some((_, program))) => *program += &format!("{line}\n"),
            (None, None) => panic!("{name}: no title before the first program"),
        }
    }
    found
}

fn offered(program: &str) -> Vec<Action> {
    let analysis = Analysis::of(program, Options::default());
    assert_eq!(analysis.syntax_errors(), &[], "{program}");
    let mut actions = analysis.actions(Span::new(0, program.len() as u32));
    actions.retain(|action| !action.title.starts_with("Ignore"));
    actions
}

/// The program after every fix of this title that is offered.
fn fixed(title: &str, program: &str) -> String {
    let mut text = program.to_owned();
    let mut rounds = 0;
    while let Some(action) = offered(&text).into_iter().find(|action| action.title.replace('`', "") == title)
    {
        text = question::edited(&text, &action.edits).expect("edits that fit");
        rounds += 1;
        assert!(rounds < 10, "`{title}` does not end:\n{text}");
    }
    assert!(rounds > 0, "`{title}` is not offered, only {:?}:\n{program}", offered(program));
    text
}

/// What `fixes/run.py` says of programs.
fn run(python: &Path, programs: &[&str]) -> Vec<Value> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixes/run.py");
    let mut child = Command::new(python)
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    let input = serde_json::to_vec(programs).expect("JSON");
    child.stdin.take().expect("a pipe").write_all(&input).expect("the programs are taken");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{}", python.display());
    let found: Vec<Value> = serde_json::from_slice(&output.stdout).expect("a list");
    assert_eq!(found.len(), programs.len());
    found
}

/// Runs each program of a file before and after its fix; `measure` must be lower after it.
fn proven(file: &str, measure: &str, least: usize) {
    let programs = programs(file);
    assert!(programs.len() >= least, "{file}: only {} programs", programs.len());
    let after: Vec<String> = programs.iter().map(|(title, program)| fixed(title, program)).collect();
    let interpreters = python::interpreters();
    assert!(!interpreters.is_empty(), "no CPython found");
    for (minor, python) in interpreters {
        let sources: Vec<&str> = programs.iter().map(|(_, program)| program.as_str()).collect();
        let befores = run(&python, &sources);
        let afters = run(&python, &after.iter().map(String::as_str).collect::<Vec<_>>());
        for (index, (before, after_run)) in befores.iter().zip(&afters).enumerate() {
            let context = format!("3.{minor} {}\n{}\n{before}\n{after_run}", programs[index].0, after[index]);
            assert_eq!(before["out"], after_run["out"], "{context}");
            assert_ne!(before["out"], "", "{context}");
            let bytes = |run: &Value| run[measure].as_i64().expect("a number");
            assert!(bytes(after_run) < bytes(before) - 2000, "{context}");
        }
    }
}

#[test]
fn fixes_of_growing_global_keep_the_output_and_free_memory() {
    proven("growing-global.py", "left", 12);
}

#[test]
fn fixes_of_large_temporary_keep_the_output_and_lower_the_peak() {
    proven("large-temporary.py", "peak", 18);
}

#[test]
fn what_would_change_the_program_is_refused() {
    let programs = programs("refused.py");
    assert!(programs.len() >= 20, "only {}", programs.len());
    for (title, program) in programs {
        let titles: Vec<String> = offered(&program).into_iter().map(|action| action.title).collect();
        assert_eq!(titles, Vec::<String>::new(), "{title}\n{program}");
    }
}

/// The bytes of a message are `sys.getsizeof` of the list, on every version.
#[test]
fn sizes_are_those_of_cpython() {
    let lengths = [8_200, 10_000, 12_345, 99_999, 100_000, 1_000_001];
    let mut seen = 0;
    for (minor, python) in python::interpreters() {
        for length in lengths {
            let lists = [
                format!("[n for n in range({length})]"),
                format!("list(range({length}))"),
                format!("[a for a in range({length}) for _ in range(2)]"),
            ];
            let program: String = lists.iter().map(|list| format!("print(sum({list}))\n")).collect();
            let options = Options { python: Python { minor }, ..Options::default() };
            let said: Vec<u64> = Analysis::of(&program, options)
                .diagnostics()
                .iter()
                .map(|found| bytes(&found.message))
                .collect();
            let measured = lists.iter().map(|list| format!("print(sys.getsizeof({list}))\n"));
            let measure = format!("import sys\n{}", measured.collect::<String>());
            let output =
                Command::new(&python).args(["-c", &measure]).output().expect("the interpreter starts");
            let measured = String::from_utf8(output.stdout).expect("text");
            let measured: Vec<u64> = measured.lines().filter_map(|line| line.parse().ok()).collect();
            assert_eq!(measured.len(), lists.len());
            assert_eq!(said, measured, "3.{minor}, {length} items");
            seen += 1;
        }
    }
    assert!(seen >= lengths.len());
}

/// `it takes 8,448,728 bytes`.
fn bytes(message: &str) -> u64 {
    let figure = message.split("it takes ").nth(1).and_then(|rest| rest.split(" bytes").next());
    figure.and_then(|figure| figure.replace(',', "").parse().ok()).expect("a figure")
}

/// The comment silences its own diagnostic and nothing else, and leaves the program as it was.
#[test]
fn every_diagnostic_can_be_ignored() {
    let mut ignored = 0;
    for file in ["growing-global.py", "large-temporary.py", "refused.py"] {
        for (title, program) in programs(file) {
            let program = if ignored % 2 == 0 { program } else { program.replace('\n', "\r\n") };
            let analysis = Analysis::of(&program, Options::default());
            let before = analysis.diagnostics().len();
            let everything = Span::new(0, program.len() as u32);
            for action in analysis.actions(everything) {
                if !action.title.starts_with("Ignore") {
                    continue;
                }
                let after = question::edited(&program, &action.edits).expect("edits that fit");
                let after = Analysis::of(&after, Options::default());
                assert_eq!(after.syntax_errors(), &[], "{title}\n{}", after.text);
                assert_eq!(after.diagnostics().len(), before - 1, "{title}\n{}", after.text);
                ignored += 1;
            }
        }
    }
    assert!(ignored >= 40, "only {ignored}");
}
