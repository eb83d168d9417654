//! `check --format github` and `--format sarif`. Whether other programs take them is asked of those
//! programs, in `tests/getting`.

use serde_json::{Value, json};

use crate::folder::Folder;

const MUTUAL: &str = "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\n";
const LARGE: &str = "print(sum([n * n for n in range(100_000)]))\n";

fn log(folder: &Folder, arguments: &[&str]) -> Value {
    folder.run(&[&["check", "--format", "sarif"], arguments].concat()).json()
}

#[test]
fn github_is_told_one_line_for_each_finding() {
    let folder = Folder::new().with("a.py", MUTUAL).with("b.py", LARGE).with("c,d%.py", "x = = 1\n");
    let ran = folder.run(&["check", "--format", "github"]);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 4, "{ran:?}");
    let a = "::warning file=a.py,line=2,col=12,endColumn=16,title=memlens%3A unbounded-recursion::Endless";
    assert!(lines[0].starts_with(a), "{ran:?}");
    assert!(lines[0].ends_with("%0Aline 4: then `g` calls `f`"), "{ran:?}");
    assert!(lines[1].starts_with("::notice file=b.py,line=1,"), "{ran:?}");
    let c = "::error file=c%2Cd%25.py,line=1,col=5,endColumn=6,title=memlens%3A syntax-error::Expected";
    assert!(lines[2].starts_with(c), "{ran:?}");
    assert_eq!(lines[3], "Found 3 problems in 3 files: 1 error, 1 warning, 1 hint.");
    assert_eq!(ran.status, Some(1));
}

#[test]
fn github_gets_columns_only_within_one_line() {
    let long = "print(sum([n * n\n    for n in range(100_000)]))\n";
    let ran = Folder::new().with("a.py", long).run(&["check", "--format", "github", "--fail-on", "never"]);
    assert!(ran.out.starts_with("::notice file=a.py,line=1,endLine=2,title="), "{ran:?}");
}

#[test]
fn sarif_says_what_the_json_says() {
    let folder =
        Folder::new().with("a.py", MUTUAL).with("b.py", LARGE).with("é c.py", "s = '😀é'; x = = 1\n");
    let rows = folder.run(&["check", "--format", "json"]).json();
    let log = log(&folder, &[]);
    let run = &log["runs"][0];
    assert_eq!((&log["version"], &run["columnKind"]), (&json!("2.1.0"), &json!("unicodeCodePoints")));
    let results = run["results"].as_array().expect("a list");
    let rules = run["tool"]["driver"]["rules"].as_array().expect("a list");
    assert_eq!(results.len(), 3);
    for (result, row) in results.iter().zip(rows.as_array().expect("a list")) {
        assert_eq!(result["ruleId"], row["code"]);
        let rule = &rules[result["ruleIndex"].as_u64().expect("a number") as usize];
        assert_eq!(rule["id"], row["code"]);
        assert_eq!(result["message"]["text"], row["message"]);
        let region = &result["locations"][0]["physicalLocation"]["region"];
        let place = [&region["startLine"], &region["startColumn"], &region["endLine"], &region["endColumn"]];
        assert_eq!(place, [&row["line"], &row["column"], &row["end_line"], &row["end_column"]]);
    }
    let levels: Vec<&Value> = results.iter().map(|result| &result["level"]).collect();
    assert_eq!(levels, ["warning", "note", "error"]);
    let uri = |result: &Value| result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
    assert_eq!(results.iter().map(uri).collect::<Vec<_>>(), ["a.py", "b.py", "%C3%A9%20c.py"]);
    let related = &results[0]["relatedLocations"][0];
    assert_eq!(related["message"]["text"], "then `g` calls `f`");
    assert_eq!(related["physicalLocation"]["region"]["startLine"], 4);
    assert_eq!(run["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn sarif_has_the_files_that_cannot_be_read_and_the_places_outside() {
    let folder = Folder::new().with("a.py", MUTUAL).with("sub/b.py", "");
    let ran = folder.run(&["check", "--format", "sarif", "sub/../a.py", "none.py"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: none.py: no such file or directory\n"));
    let run = ran.json()["runs"][0].clone();
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let why = &invocation["toolExecutionNotifications"][0]["message"]["text"];
    assert_eq!(why, "none.py: no such file or directory");
    let uri = |run: &Value| {
        let place = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].clone();
        place.as_str().expect("a text").to_owned()
    };
    assert_eq!(uri(&run), "a.py");
    let mut command = folder.command(&["check", "--format", "sarif", "../a.py"]);
    let output = command.current_dir(folder.path.join("sub")).output().expect("the program starts");
    let log: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let outside = uri(&log["runs"][0]);
    assert!(outside.starts_with("file:///") && outside.ends_with("/a.py"), "{outside}");
    assert!(!outside.contains("/sub/"), "{outside}");
}

#[test]
fn nothing_found_is_a_log_without_results() {
    let folder = Folder::new().with("a.py", "x = 1\n");
    assert_eq!(log(&folder, &["a.py"])["runs"][0]["results"], json!([]));
    let ran = folder.run(&["check", "--format", "github"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "No problems found in 1 file.\n"));
}
