//! Every loop that is offered for a recursion is run against the recursion: functions of our own, all of the
//! standard library's and of packages from PyPI, in worlds of scripted objects that Hypothesis draws. See
//! `rewrite/run.py`.

use std::path::Path;
use std::process::Command;

use memlens::ide::Analysis;
use memlens::options::Options;
use memlens_tests::programs::folder;
use memlens_tests::python;
use serde_json::Value;

/// Of the oracle's list, those with most recursion for their size.
const PACKAGES: [&str; 18] = [
    "mpmath",
    "networkx",
    "num2words",
    "lark",
    "parso",
    "pyrsistent",
    "cerberus",
    "funcy",
    "transitions",
    "markdown",
    "genshi",
    "glom",
    "pygments",
    "boltons",
    "soupsieve",
    "pyparsing",
    "jinja2",
    "jmespath",
];

/// What `rewrite/run.py` reports.
fn run(name: &str, arguments: &[&str]) -> Value {
    let report = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("rewrite-{name}.json"));
    let output = Command::new(python::cpython_3_11())
        .arg("-B")
        .arg(folder("rewrite/run.py"))
        .args(["--loops", env!("CARGO_BIN_EXE_loops")])
        .arg("--json")
        .arg(&report)
        .args(arguments)
        .output()
        .expect("the interpreter starts");
    let said =
        String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let text = std::fs::read_to_string(&report).unwrap_or_else(|error| panic!("{error}\n{said}"));
    println!("{said}");
    serde_json::from_str(&text).expect("JSON")
}

fn mismatches(report: &Value) -> Vec<&str> {
    report["mismatches"].as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// How many functions came at least so deep into their recursion in either kind of world.
fn driven(report: &Value, least: u64) -> usize {
    let functions = report["functions"].as_array().expect("a list");
    let reaches = |entry: &&Value, key: &str| entry[key].as_u64().is_some_and(|depth| depth >= least);
    functions.iter().filter(|entry| reaches(entry, "depth") || reaches(entry, "deep")).count()
}

#[test]
fn loops_for_our_own_functions_do_the_same() {
    let own = folder("rewrite/own.py");
    let path = own.to_str().expect("text");
    let report = run("own", &["--examples", "40", "--operations", "6000", path]);
    assert_eq!(mismatches(&report), Vec::<&str>::new());
    assert_eq!(report["offered"], report["recursive"], "every one of them is offered");
    assert!(driven(&report, 2) >= 55, "{report}");
    assert!(driven(&report, 2000) >= 15, "50 times the limit of 40: {report}");
    let functions = report["functions"].as_array().expect("a list");
    let deep = functions.iter().filter(|entry| entry["own"] == true);
    assert!(deep.count() >= 45, "arguments up to 50 times the limit of 1000: {report}");
}

/// Code that nobody here wrote.
#[test]
fn loops_for_other_peoples_functions_do_the_same() {
    let mut arguments = vec!["--examples", "25", "--operations", "600", "--library", "--packages"];
    arguments.extend(PACKAGES);
    let report = run("others", &arguments);
    assert_eq!(mismatches(&report), Vec::<&str>::new());
    assert!(driven(&report, 2) >= 100, "only {}", driven(&report, 2));
}

/// The comparison can fail: it finds almost every rewrite that was spoiled.
#[test]
fn spoiled_loops_are_found_out() {
    let own = folder("rewrite/own.py");
    let path = own.to_str().expect("text");
    let report = run("lies", &["--lie", "--examples", "40", "--operations", "300", path]);
    let found = mismatches(&report);
    let never_ends = |lie: &&str| lie.contains(" tallied\n") && lie.contains("after:  ('exhausted',)");
    assert!(found.iter().any(never_ends), "one that never ends and does nothing is found out as well");
    let (found, offered) = (found.len(), report["offered"].as_u64().expect("a number") as usize);
    assert!(found * 10 >= offered * 9, "{found} of {offered}");
}

/// The programs of a file: the line `#: reason` before each, and its text.
fn programs(text: &str) -> Vec<(&str, String)> {
    let mut found: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("#: "), found.last_mut()) {
            (Some(reason), _) => found.push((reason, String::new())),
            (None, Some((_, program))) => *program += &format!("{line}\n"),
            (None, None) => panic!("no reason before the first program"),
        }
    }
    found
}

#[test]
fn what_a_loop_would_change_is_refused_with_its_reason() {
    let text = std::fs::read_to_string(folder("rewrite/refused.py")).expect("a readable file");
    let programs = programs(&text);
    assert!(programs.len() >= 30, "only {}", programs.len());
    for (reason, program) in programs {
        let analysis = Analysis::of(&program, Options::default());
        assert_eq!(analysis.syntax_errors(), &[], "{program}");
        let loops = analysis.loops();
        let [only] = loops.as_slice() else { panic!("{} recursive functions:\n{program}", loops.len()) };
        match &only.offer {
            Ok((title, edit)) => panic!("`{title}` is offered:\n{program}\n{}", edit.text),
            Err((_, why)) => assert_eq!(why, reason, "{program}"),
        }
        let said = analysis.explain_rewrite(only.head.start);
        assert!(said.contains(reason), "{said}");
    }
}
