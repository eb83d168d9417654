//! `check`: findings, exit status, order. `explain`.

use crate::folder::Folder;

const ENDLESS: &str = "def f(n):\n    return f(n + 1)\n";
const BROKEN: &str = "x = = 1\n";

#[test]
fn clean_files_are_said_to_be_clean() {
    let folder = Folder::new().with("a.py", "x = 1\n").with("b.py", "");
    let ran = folder.run(&["check"]);
    assert_eq!(
        (ran.status, ran.out.as_str(), ran.err.as_str()),
        (Some(0), "No problems found in 2 files.\n", "")
    );
    let ran = folder.run(&["check", "--format", "json", "a.py"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "[]\n"));
}

#[test]
fn a_warning_is_shown_in_its_source() {
    let folder = Folder::new().with("a.py", ENDLESS);
    let ran = folder.run(&["check", "a.py"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.out.starts_with("warning[unbounded-recursion]: "), "{ran:?}");
    assert!(ran.out.contains("--> a.py:2:12\n"), "{ran:?}");
    assert!(ran.out.contains("2 |     return f(n + 1)\n"), "{ran:?}");
    assert!(ran.out.ends_with("\nFound 1 problem in 1 file: 1 warning.\n"), "{ran:?}");
    assert_eq!(ran.err, "");
}

#[test]
fn the_json_has_every_key_and_counts_characters() {
    let folder = Folder::new().with("a.py", "s = '😀é'; x = = 1\n");
    let ran = folder.run(&["check", "--format", "json"]);
    let rows = ran.json();
    let row = &rows[0];
    assert_eq!(row["path"], "a.py");
    assert_eq!((&row["code"], &row["severity"]), (&"syntax-error".into(), &"error".into()));
    assert_eq!((row["line"].as_u64(), row["column"].as_u64()), (Some(1), Some(15)));
    assert_eq!((row["end_line"].as_u64(), row["end_column"].as_u64()), (Some(1), Some(16)));
    assert!(row["message"].is_string() && row["related"].is_array() && row["fixes"].is_array());
    assert_eq!(row.as_object().expect("an object").len(), 10);
    assert_eq!(ran.status, Some(1));
}

#[test]
fn related_places_have_positions_too() {
    let folder = Folder::new().with("a.py", "def f(n):\n    return g(n)\ndef g(n):\n    return f(n)\n");
    let rows = folder.run(&["check", "--format", "json"]).json();
    let related = rows[0]["related"].as_array().expect("a list");
    assert!(!related.is_empty(), "{rows}");
    for place in related {
        assert!(place["line"].as_u64() >= Some(1) && place["column"].as_u64() >= Some(1), "{rows}");
        assert!(place["message"].is_string(), "{rows}");
    }
}

#[test]
fn the_json_names_the_fixes_on_offer() {
    let large = "print(sum([n * n for n in range(100_000)]))\n";
    let folder = Folder::new().with("a.py", ENDLESS).with("b.py", large);
    let rows = folder.run(&["check", "--format", "json"]).json();
    assert_eq!(rows[0]["fixes"], serde_json::json!(["Add a base case to `f`"]));
    assert_eq!((&rows[1]["code"], &rows[1]["severity"]), (&"large-temporary".into(), &"hint".into()));
    assert_eq!(rows[1]["fixes"], serde_json::json!(["Use a generator expression"]));
}

#[test]
fn fail_on_decides_the_status_alone() {
    let folder = Folder::new().with("warning.py", ENDLESS).with("error.py", BROKEN);
    let status = |file, on| folder.run(&["check", file, "--fail-on", on]).status;
    for (on, warning, error) in
        [("error", 0, 1), ("warning", 1, 1), ("information", 1, 1), ("hint", 1, 1), ("never", 0, 0)]
    {
        assert_eq!(status("warning.py", on), Some(warning), "{on}");
        assert_eq!(status("error.py", on), Some(error), "{on}");
    }
    assert!(folder.run(&["check", "--fail-on", "never", "error.py"]).out.contains("Found "));
}

#[test]
fn codes_are_selected_and_ignored() {
    let folder = Folder::new().with("a.py", ENDLESS).with("b.py", BROKEN);
    let codes = |arguments: &[&str]| {
        let rows = folder.run(&[&["check", "--format", "json"], arguments].concat()).json();
        let rows = rows.as_array().expect("a list").clone();
        rows.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect::<Vec<_>>()
    };
    assert!(codes(&["--select", "unbounded-recursion"]).iter().all(|code| code == "unbounded-recursion"));
    assert_eq!(codes(&["--ignore", "syntax-error"]), ["unbounded-recursion"]);
    assert!(codes(&["--ignore", "syntax-error,unbounded-recursion"]).is_empty());
    let ran = folder.run(&["check", "--select", "unbounded-recursoin"]);
    assert_eq!(ran.status, Some(2));
    assert_eq!(ran.err, "error: no diagnostic `unbounded-recursoin`; did you mean `unbounded-recursion`?\n");
}

#[test]
fn a_comment_silences_a_line() {
    let folder = Folder::new()
        .with("a.py", "def f(n):\n    return f(n + 1)  # memlens: ignore[unbounded-recursion]\n");
    assert_eq!(folder.run(&["check"]).status, Some(0));
}

#[test]
fn many_files_give_the_same_sorted_output_every_time() {
    let mut folder = Folder::new();
    for index in 0..200 {
        folder = folder.with(&format!("p{}/m{}.py", index % 7, index), BROKEN.repeat(1 + index % 3));
    }
    let first = folder.run(&["check", "--format", "json", "."]);
    let paths = folder.reported(&["."]);
    let mut sorted = paths.clone();
    sorted.sort_by(|a, b| a.split('/').cmp(b.split('/')));
    assert_eq!(paths, sorted);
    assert!(paths.len() >= 200);
    let text = folder.run(&["check", "."]).out;
    for _ in 0..5 {
        assert_eq!(folder.run(&["check", "--format", "json", "."]).out, first.out);
        assert_eq!(folder.run(&["check", "."]).out, text);
    }
    assert_eq!(folder.reported(&["p0", "p1/", "./p2", "p3", "p4", "p5", "p6", "p0", "p0/m0.py"]), paths);
}

#[test]
fn far_and_huge_places_are_shown_too() {
    let far = format!("def f(n):\n    return g(n)\n{}def g(n):\n    return f(n)\n", "x = 1\n".repeat(10_000));
    let huge = format!("y = [{}] = = 1\n", "1, ".repeat(200_000));
    let folder =
        Folder::new().with("far.py", far).with("huge.py", huge).with("cr.py", "x = 1\ry = = 2\rz = 3\r");
    let ran = folder.run(&["check", "far.py"]);
    assert!(ran.out.contains("line 10004: "), "{ran:?}");
    let ran = folder.run(&["check", "huge.py"]);
    assert!(ran.out.contains("--> huge.py:1:303\n"), "{}", ran.out.len());
    assert!(ran.out.contains(" (and 199901 more syntax errors)\n"), "{}", ran.out.len());
    assert!(ran.out.len() < 10_000);
    let ran = folder.run(&["check", "cr.py"]);
    assert!(ran.out.contains("--> cr.py:2:5\n") && ran.out.contains("2 | y = = 2\n"), "{ran:?}");
}

#[test]
fn standard_input_is_checked() {
    let ran = Folder::new().run_with_input(&["check", "-", "--format", "json"], BROKEN.as_bytes());
    assert_eq!(ran.json()[0]["path"], "<stdin>");
    assert_eq!(ran.status, Some(1));
}

#[test]
fn explain_prints_the_page_and_knows_typing_slips() {
    let folder = Folder::new();
    let list = folder.run(&["explain"]);
    assert_eq!(list.status, Some(0));
    for code in [
        "unbounded-recursion",
        "deep-recursion",
        "skipped-base-case",
        "raised-recursion-limit",
        "growing-global",
        "large-temporary",
    ] {
        assert!(list.out.lines().any(|line| line.starts_with(code)), "{list:?}");
        let page = folder.run(&["explain", code]);
        assert_eq!(page.status, Some(0));
        assert!(page.out.contains(code) && page.out.contains("```py"), "{page:?}");
    }
    let wrong = folder.run(&["explain", "deep-recusion"]);
    assert_eq!(wrong.status, Some(2));
    assert_eq!(wrong.err, "error: no diagnostic `deep-recusion`; did you mean `deep-recursion`?\n");
    assert_eq!(wrong.out, "");
}
