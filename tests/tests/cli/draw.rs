//! `draw`: the SVG, the model, what is said of bad input.

use serde_json::Value;

use crate::folder::{Folder, repository};

const PROGRAM: &str = "a = [1, '<&>']\nb = a\n";

#[test]
fn the_svg_is_whole_and_stands_alone() {
    let ran = Folder::new().with("x.py", PROGRAM).run(&["draw", "x.py:2"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    for part in
        ["<title id=\"title\">Memory after line 2 of x.py</title>", "<desc", "&lt;&amp;&gt;", "</svg>\n"]
    {
        assert!(ran.out.contains(part), "{part} is not in {}", ran.out);
    }
    for foreign in ["<script", "href", "url(h", "@import", "<&>"] {
        assert!(!ran.out.contains(foreign), "{foreign} is in {}", ran.out);
    }
    // Both names have an arrow, and there is one list.
    assert_eq!(ran.out.matches("<circle").count(), 2);
    assert_eq!(ran.out.matches(">list</text>").count(), 1);
}

#[test]
fn the_model_says_what_is_shared() {
    let ran = Folder::new()
        .run_with_input(&["draw", "-:2", "--format", "json", "--python", "3.11"], PROGRAM.as_bytes());
    assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""));
    let picture: Value = serde_json::from_str(&ran.out).expect("JSON");
    let slots = &picture["frames"][0]["slots"];
    assert_eq!((&picture["path"], &picture["python"]), (&"<stdin>".into(), &"3.11".into()));
    assert_eq!(slots[0]["cell"], slots[1]["cell"]);
    assert_eq!(picture["objects"].as_array().map(Vec::len), Some(1));
    let boxed = Folder::new()
        .with("x.py", PROGRAM)
        .run(&["draw", "x.py:1", "--format", "json", "--model", "cpython"]);
    let boxed: Value = serde_json::from_str(&boxed.out).expect("JSON");
    assert_eq!(boxed["objects"].as_array().map(Vec::len), Some(3));
}

#[test]
fn the_picture_is_written_to_a_file() {
    let folder = Folder::new().with("x.py", PROGRAM);
    let ran = folder.run(&["draw", "x.py:1", "-o", "x.svg"]);
    assert_eq!((ran.status, ran.out.as_str(), ran.err.as_str()), (Some(0), "", ""));
    let svg = std::fs::read_to_string(folder.path.join("x.svg")).expect("written");
    assert!(svg.starts_with("<svg") && svg.ends_with("</svg>\n"));
    let ran = folder.run(&["draw", "x.py:1", "-o", "no/x.svg"]);
    assert_eq!(ran.status, Some(2));
    assert!(ran.err.contains("no/x.svg: no such file or directory"), "{}", ran.err);
}

#[test]
fn bad_input_is_named() {
    let folder = Folder::new().with("x.py", PROGRAM).with("empty.py", "");
    for (place, message) in [
        ("x.py", "`x.py` names no line: write FILE:LINE, such as `x.py:1`"),
        ("x.py:", "`x.py:` names no line: write FILE:LINE, such as `x.py:1`"),
        ("x.py:b", "`x.py:b` names no line"),
        ("x.py:0", "lines count from 1"),
        ("x.py:3", "x.py: there is no line 3; the file has 2 lines"),
        ("none.py:1", "none.py: no such file or directory"),
        ("empty.py:1", "empty.py: there is no line 1"),
    ] {
        let ran = folder.run(&["draw", place]);
        assert_eq!((ran.status, ran.out.as_str()), (Some(2), ""), "{place}");
        assert!(ran.err.contains(message), "{place}: {}", ran.err);
    }
}

#[test]
fn every_line_of_the_lecture_is_drawn() {
    let path = repository("tests/examples/lecture.py");
    let path = path.to_str().expect("UTF-8");
    let lines = std::fs::read_to_string(path).expect("the lecture").lines().count();
    for line in (1..=lines).step_by(7) {
        let ran = Folder::new().run(&["draw", &format!("{path}:{line}")]);
        assert_eq!((ran.status, ran.err.as_str()), (Some(0), ""), "line {line}");
        assert!(ran.out.ends_with("</svg>\n"));
    }
}
