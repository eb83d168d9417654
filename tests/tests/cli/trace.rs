//! `trace`: the listing and the JSON.

use std::fs;

use serde_json::Value;

use crate::folder::{Folder, repository};

/// The source that a listing shows: without line numbers, labels, findings, head and legend.
fn source_of(listing: &str) -> String {
    let mut source = String::new();
    for line in listing.lines() {
        let Some((number, mut rest)) = line.split_once(" │") else { continue };
        if number.trim().parse::<u32>().is_err() {
            continue;
        }
        rest = rest.strip_prefix(' ').unwrap_or(rest);
        while let Some((before, label)) = rest.split_once('‹') {
            source.push_str(before);
            rest = label.split_once('›').expect("a closed label").1;
        }
        source.push_str(rest);
        source.push('\n');
    }
    source
}

fn examples() -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(repository("tests/examples")).expect("the examples");
    let paths: Vec<_> = entries.map(|entry| entry.expect("an example").path()).collect();
    assert!(paths.iter().any(|path| path.ends_with("lecture.py")));
    paths
}

#[test]
fn the_listing_is_the_source_with_labels() {
    for path in examples() {
        let text = fs::read_to_string(&path).expect("an example");
        for model in ["teaching", "cpython"] {
            let ran = Folder::new().run(&["trace", "--model", model, path.to_str().expect("UTF-8")]);
            assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
            assert!(ran.out.contains('‹'), "no label in {}", path.display());
            assert_eq!(source_of(&ran.out), text, "{}", path.display());
        }
    }
}

#[test]
fn the_lecture_shows_every_kind_of_label() {
    let path = repository("tests/examples/lecture.py");
    let ran = Folder::new().run(&["trace", path.to_str().expect("UTF-8")]);
    for shown in [
        "seats‹stack› = 40",
        "queue‹heap› = [",
        "waiting‹heap · same as queue› = queue",
        "def show(thing‹stack or heap›):",
        "add_guest(guests‹changed›, \"Alan\")",
        "self.tickets‹heap, in Visitor› = []",
        "def countdown(n‹stack›):‹↻ depth n + 1›",
        "def add_up(numbers‹heap›):‹↻ depth len(numbers) + 1›",
        "def forever(n‹stack›):‹↻ unbounded›",
        "warning[unbounded-recursion]: ",
    ] {
        assert!(ran.out.contains(shown), "{shown} is missing in\n{}", ran.out);
    }
}

#[test]
fn carets_stand_under_their_text() {
    let folder = Folder::new().with("a.py", "if 1:\n\tpass\nword = '漢é'; x = = 1\n");
    let out = folder.run(&["trace", "a.py"]).out;
    assert!(out.contains("2 │     pass\n"), "{out}");
    let lines: Vec<&str> = out.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("3 │")).expect("line 3");
    let columns = |text: &str| text.chars().map(|c| if c == '漢' { 2 } else { 1 }).sum::<usize>();
    let expected = columns(&lines[at][..lines[at].find("= = 1").expect("the place") + 2]);
    assert_eq!(columns(lines[at + 1].split('^').next().expect("carets")), expected, "{out}");
}

#[test]
fn no_character_of_the_source_commands_the_terminal() {
    let folder = Folder::new().with("a.py", "x = '\x1b[31m\x07'\n\x0cy = 1\n");
    let out = folder.run(&["trace", "a.py", "--color", "always"]).out;
    assert!(!out.contains("\x1b[31m") && !out.contains('\x07') && !out.contains('\x0c'), "{out:?}");
    assert!(out.contains("'␛[31m␇'"), "{out:?}");
}

#[test]
fn standard_input_is_traced() {
    let ran = Folder::new().run_with_input(&["trace", "-"], "x = 1\n".as_bytes());
    assert!(ran.out.starts_with("<stdin> · teaching model · Python 3.13\n"), "{ran:?}");
    assert!(ran.out.contains("1 │ x"), "{ran:?}");
    let ran = Folder::new().run_with_input(&["trace", "-", "--format", "json"], b"");
    assert_eq!(ran.json()["path"], "<stdin>");
}

#[test]
fn the_json_has_the_keys_of_its_contract() {
    let path = repository("tests/examples/lecture.py");
    let path = path.to_str().expect("UTF-8");
    let trace = Folder::new().run(&["trace", "--format", "json", "--python", "3.11", path]).json();
    assert_eq!(
        (&trace["schema"], &trace["path"], &trace["python"]),
        (&1.into(), &path.into(), &"3.11".into())
    );
    assert_eq!(trace["model"], "teaching");
    assert_eq!(trace["syntax_errors"], Value::Array(Vec::new()));
    let keys = [
        ("scopes", "id kind name qualname line parent names"),
        ("occurrences", "name line column scope access storage certain types objects value same_as"),
        ("objects", "id type line column instances size mutated_at escapes freed"),
        ("calls", "line column scope callees mutates"),
        ("recursion", "function line cycle verdict why depth"),
    ];
    for (list, keys) in keys {
        let rows = trace[list].as_array().expect("a list");
        assert!(!rows.is_empty(), "no {list}");
        for row in rows {
            for key in keys.split(' ') {
                assert!(row.get(key).is_some(), "no {key} in {row}");
            }
        }
    }
    let scopes = trace["scopes"].as_array().expect("a list").len() as u64;
    let objects = trace["objects"].as_array().expect("a list").len() as u64;
    for row in trace["occurrences"].as_array().expect("a list") {
        assert!(row["scope"].as_u64() < Some(scopes));
        assert!(row["objects"].as_array().expect("a list").iter().all(|id| id.as_u64() < Some(objects)));
        assert!(matches!(row["storage"].as_str(), Some("stack" | "heap" | "either" | "unknown")));
        assert!(matches!(row["access"].as_str(), Some("bind" | "parameter" | "use" | "delete")));
    }
}

#[test]
fn every_occurrence_is_at_its_name() {
    let source = "é = '😀'; ü = é\r\ndef f(a, b):\r\n    '''\r\n😀'''; return a\r\n";
    let folder = Folder::new().with("a.py", source);
    let trace = folder.run(&["trace", "--format", "json", "a.py"]).json();
    let lines: Vec<Vec<char>> = source.lines().map(|line| line.chars().collect()).collect();
    let rows = trace["occurrences"].as_array().expect("a list");
    assert_eq!(rows.len(), 7);
    for row in rows {
        let place = |key: &str| row[key].as_u64().expect("a number") as usize - 1;
        let name: Vec<char> = row["name"].as_str().expect("a name").chars().collect();
        assert!(lines[place("line")][place("column")..].starts_with(&name), "{row}");
    }
}

#[test]
fn a_file_with_errors_keeps_the_rest() {
    let folder = Folder::new().with("a.py", "x = [1]\ndef f(:\n    pass\ny = x\n");
    let trace = folder.run(&["trace", "--format", "json", "a.py"]);
    assert_eq!(trace.status, Some(0));
    let trace = trace.json();
    assert!(trace["syntax_errors"][0]["line"].is_u64() && trace["syntax_errors"][0]["message"].is_string());
    let names = trace["occurrences"].as_array().expect("a list");
    assert!(["x", "y"].iter().all(|name| names.iter().any(|row| row["name"] == *name)));
    let listing = folder.run(&["trace", "a.py"]);
    assert_eq!(listing.status, Some(0));
    assert!(listing.out.contains("error[syntax-error]: "), "{listing:?}");
}

#[test]
fn the_readme_shows_what_is_printed() {
    let path = repository("tests/examples/lecture.py");
    let listing = Folder::new().run(&["trace", path.to_str().expect("UTF-8")]).out;
    let readme = fs::read_to_string(repository("README.md")).expect("the README");
    let shown: Vec<&str> = readme.lines().filter(|line| line.contains(" │")).collect();
    assert!(shown.len() > 10 && shown.iter().any(|line| line.contains('‹')));
    for line in shown {
        assert!(listing.lines().any(|printed| printed == line), "not printed: {line}");
    }
}

#[test]
fn the_page_stands_alone_and_every_link_leads_somewhere() {
    let program = "xs = [1, '<b>']\nys = xs\n\ndef f(n):\n    return n\n\n# a comment\nf(2)\n";
    let ran = Folder::new().with("x.py", program).run(&["trace", "x.py", "--format", "html"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.starts_with("<!doctype html>") && ran.out.ends_with("</html>\n"));
    for foreign in ["<script", "http:", "https:", "url(h", "@import", "<b>'", "src="] {
        assert!(!ran.out.replace("http://www.w3.org/2000/svg", "").contains(foreign), "{foreign}");
    }
    let ids: Vec<&str> = ran.out.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let mut distinct = ids.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!(distinct.len(), ids.len(), "an id twice");
    let links: Vec<&str> =
        ran.out.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(links.len() > 8 && links.iter().all(|link| ids.contains(link)), "{links:?}");
    // A picture for each statement, and one that is shown first.
    assert_eq!(ran.out.matches("<section class=\"picture").count(), 5);
    assert_eq!(ran.out.matches("picture start").count(), 1);
    assert!(ran.out.contains("called from line 8") && ran.out.contains("same as xs"));
}

#[test]
fn a_page_of_too_many_pictures_is_refused() {
    let folder =
        Folder::new().with("long.py", "x = 1\n".repeat(1001)).with("fits.py", "x = 1\n".repeat(1000));
    let ran = folder.run(&["trace", "long.py", "--format", "html"]);
    assert_eq!((ran.status, &*ran.out), (Some(2), ""));
    assert!(ran.err.contains("long.py: its 1001 lines") && ran.err.contains("memlens draw"), "{}", ran.err);
    assert_eq!(folder.run(&["trace", "fits.py", "--format", "html"]).status, Some(0));
}
