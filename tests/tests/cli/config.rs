//! `[tool.memlens]` in `pyproject.toml`.

use crate::folder::Folder;

fn project(table: &str) -> Folder {
    Folder::new().with("pyproject.toml", table).with("a.py", "x = 1\n").with("sub/b.py", "pass pass\n")
}

#[test]
fn the_nearest_table_counts_and_options_win() {
    let folder = project("[tool.memlens]\npython = '3.10'\nmodel = 'cpython'\n")
        .with("sub/pyproject.toml", "[project]\nname = 'no table here'\n")
        .with("own/pyproject.toml", "[tool.memlens]\npython = '3.9'\n")
        .with("own/c.py", "x = 1\n");
    let told = |arguments: &[&str]| {
        let trace = folder.run(&[&["trace", "--format", "json"], arguments].concat()).json();
        format!("{} {}", trace["python"].as_str().unwrap_or("?"), trace["model"].as_str().unwrap_or("?"))
    };
    assert_eq!(told(&["a.py"]), "3.10 cpython");
    assert_eq!(told(&["sub/b.py"]), "3.10 cpython");
    assert_eq!(told(&["own/c.py"]), "3.9 teaching");
    assert_eq!(told(&["own/c.py", "--python", "3.12.4", "--model", "cpython"]), "3.12 cpython");
}

#[test]
fn severities_are_set_for_each_code() {
    let severity = |level: &str| project(&format!("[tool.memlens.severity]\nsyntax-error = '{level}'\n"));
    assert_eq!(severity("off").run(&["check"]).status, Some(0));
    assert_eq!(severity("hint").run(&["check"]).status, Some(0));
    assert_eq!(severity("hint").run(&["check", "--format", "json"]).json()[0]["severity"], "hint");
    assert_eq!(severity("warning").run(&["check"]).status, Some(1));
}

#[test]
fn a_hook_can_have_named_files_excluded_too() {
    let folder = project("[tool.memlens]\nexclude = ['/sub', '*_pb2.py']\n")
        .with("a_pb2.py", "pass pass")
        .with("node_modules/n.py", "pass pass")
        .with("in/sub/c.py", "pass pass");
    let named = ["a_pb2.py", "in/sub/c.py", "node_modules/n.py", "sub/b.py"];
    assert_eq!(folder.reported(&named), named);
    assert_eq!(folder.reported(&[&["--force-exclude"], &named[..]].concat()), ["in/sub/c.py"]);
    let ran = folder.run(&["check", "--force-exclude", "sub/b.py"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    // The folders above a project are not its own.
    let folder =
        Folder::new().with("venv/in/a.py", "pass pass").with("venv/in/pyproject.toml", "[tool.memlens]");
    assert_eq!(folder.reported(&["--force-exclude", "venv/in/a.py"]), ["venv/in/a.py"]);
    let folder = Folder::new().with("venv/a.py", "pass pass");
    assert_eq!(folder.reported(&["--force-exclude", "venv/a.py"]), ["venv/a.py"], "no project");
}

#[test]
fn patterns_exclude_from_walks_relative_to_the_project() {
    let folder = project("[tool.memlens]\nexclude = ['/sub', '*_pb2.py']\n")
        .with("a_pb2.py", "pass pass")
        .with("in/sub/c.py", "pass pass");
    assert_eq!(folder.reported(&["."]), ["in/sub/c.py"]);
    assert_eq!(folder.reported(&["in", "sub/b.py", "a_pb2.py"]), ["a_pb2.py", "in/sub/c.py", "sub/b.py"]);
}

#[test]
fn a_wrong_table_is_told_in_one_line() {
    let cases = [
        ("[tool.memlens]\nmodle = 'teaching'\n", "[tool.memlens]: unknown field `modle`, expected one of"),
        (
            "[tool.memlens]\nmodel = 'real'\n",
            "[tool.memlens]: unknown variant `real`, expected `teaching` or `cpython`",
        ),
        (
            "[tool.memlens]\npython = '2.7'\n",
            "[tool.memlens]: python: `2.7` is not a Python version memlens knows",
        ),
        (
            "[tool.memlens]\npython = 3.10\n",
            "[tool.memlens]: invalid type: floating point `3.1`, expected a string",
        ),
        ("[tool.memlens.severity]\nrecursion = 'off'\n", "[tool.memlens]: unknown variant `recursion`"),
        ("[tool.memlens.severity]\nsyntax-error = 'loud'\n", "[tool.memlens]: unknown variant `loud`"),
        ("[tool.memlens]\nexclude = ['a{b']\n", "[tool.memlens]: exclude `a{b`: "),
        ("[tool.memlens\n", "line 1: "),
        ("tool = 1\n", "line 1: "),
    ];
    for (table, message) in cases {
        let folder = project(table);
        for verb in [&["check"][..], &["trace", "a.py"]] {
            let ran = folder.run(verb);
            assert_eq!(ran.status, Some(2), "{table}");
            assert!(ran.err.starts_with("error: ") && ran.err.contains("pyproject.toml: "), "{ran:?}");
            assert!(ran.err.contains(message), "{ran:?}");
            assert_eq!(ran.err.lines().count(), 1, "{ran:?}");
        }
    }
}
