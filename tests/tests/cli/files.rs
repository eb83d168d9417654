//! Which files are read, and one clear line for each that cannot be.

use std::process::Command;

use crate::folder::{Folder, Ran};

const BROKEN: &str = "1 = = 2";

/// A folder whose files each have a syntax error, so that each is reported.
fn folder(files: &[&str]) -> Folder {
    files.iter().fold(Folder::new(), |folder, file| folder.with(file, "pass pass"))
}

#[test]
fn folders_are_searched_for_python_files() {
    let folder = folder(&["a.py", "b.pyi", "c.pyw", "d.txt", "e", "sub/f.py", ".hidden/g.py", "h.PYC"]);
    assert_eq!(folder.reported(&[]), [".hidden/g.py", "a.py", "b.pyi", "c.pyw", "sub/f.py"]);
    assert_eq!(folder.reported(&["sub", "d.txt", "./e"]), ["d.txt", "e", "sub/f.py"]);
}

#[test]
fn ignore_files_and_usual_folders_are_respected() {
    let folder =
        folder(&["a.py", "gen/b.py", "sub/c.py", "sub/d.py", "venv/e.py", "node_modules/f.py", "tmp.py"])
            .with(".gitignore", "gen/\n")
            .with("sub/.gitignore", "c.py\n")
            .with(".ignore", "tmp.py\n");
    assert_eq!(folder.reported(&[]), ["a.py", "sub/d.py"]);
    assert_eq!(folder.reported(&["gen/b.py", "tmp.py", "venv"]), ["gen/b.py", "tmp.py", "venv/e.py"]);
}

#[test]
fn missing_paths_do_not_stop_the_run() {
    let folder = Folder::new().with("a.py", BROKEN);
    let ran = folder.run(&["check", "no.py", "a.py", "none/"]);
    assert_eq!(ran.status, Some(2));
    assert_eq!(ran.err, "error: no.py: no such file or directory\nerror: none/: no such file or directory\n");
    assert!(ran.out.contains("--> a.py:1:5"), "{ran:?}");
    let ran = folder.run(&["trace", "no.py"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: no.py: no such file or directory\n"));
    let ran = folder.run(&["trace", "."]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: .: is a directory\n"));
}

#[test]
fn an_empty_folder_is_said_to_be_empty() {
    let ran = Folder::new().run(&["check"]);
    assert_eq!(ran.status, Some(0));
    assert_eq!(ran.err, "warning: no Python files found under the given paths\n");
}

#[test]
fn declared_encodings_are_read() {
    let cases: &[(&str, &[u8])] = &[
        ("utf8.py", "s = 'é→😀'\n".as_bytes()),
        ("mark.py", b"\xef\xbb\xbfs = '\xc3\xa9'\n"),
        ("mark8.py", b"\xef\xbb\xbf# coding: utf-8\ns = '\xc3\xa9'\n"),
        ("latin.py", b"# -*- coding: latin-1 -*-\ns = '\xe9'\n"),
        ("second.py", b"#!/usr/bin/env python\n# vim: set fileencoding=iso-8859-15 :\ns = '\xa4'\n"),
        ("cr.py", b"# x\r# coding=cp1252\rs = '\x80'\r"),
        ("koi.py", b"\n# coding:koi8_r\ns = '\xc1'\n"),
        ("sjis.py", b"# coding: shift_jis\ns = '\x82\xa0'\n"),
        ("emacs.py", b"# -*- coding: latin-1-unix -*-\ns = '\xe9'\n"),
        ("ascii.py", b"# coding: ascii\ns = 'e'\n"),
    ];
    let folder = cases.iter().fold(Folder::new(), |folder, (name, bytes)| folder.with(name, bytes));
    let ran = folder.run(&["check"]);
    assert_eq!((ran.status, ran.out.as_str()), (Some(0), "No problems found in 10 files.\n"), "{ran:?}");
    for (name, text) in [("latin.py", "'é'"), ("second.py", "'€'"), ("koi.py", "'а'"), ("sjis.py", "'あ'")]
    {
        let ran = folder.run(&["trace", name]);
        assert!(ran.out.contains(text), "{ran:?}");
    }
    let ran = folder.run(&["trace", "--format", "json", "mark.py"]);
    assert_eq!(ran.json()["occurrences"][0]["column"], 1);
}

#[test]
fn undecodable_files_get_one_line_each() {
    let cases: &[(&str, &[u8], u64, &str)] = &[
        ("a.py", b"x = 1\ns = '\xe9'\n", 2, "not UTF-8 (byte 0xe9 on line 2), and no encoding is declared"),
        ("b.py", b"# coding: utf-8\n\xff", 2, "not UTF-8 (byte 0xff on line 2), though it is declared"),
        ("c.py", b"# coding: klingon\n", 1, "declares the encoding `klingon`, which memlens does not know"),
        ("d.py", b"\n# coding: ascii\n\xe9", 2, "not `ascii`, though it is declared"),
        ("e.py", b"\x7fELF\x02\n\0\0\0", 2, "binary, not Python source: has a NUL byte"),
        ("f.py", b"\xff\xfex\0", 1, "UTF-16, which Python does not read; save it as UTF-8"),
        (
            "g.py",
            b"\xef\xbb\xbf# coding: latin-1\n",
            1,
            "declares the encoding `latin-1` but begins with the mark of UTF-8",
        ),
        (
            "g8.py",
            b"\xef\xbb\xbf# coding: utf8\n",
            1,
            "declares the encoding `utf8` but begins with the mark of UTF-8",
        ),
        (
            "h.py",
            b"x = 1\n# coding: latin-1\n\xe9",
            3,
            "not UTF-8 (byte 0xe9 on line 3), and no encoding is declared",
        ),
    ];
    let folder = cases.iter().fold(Folder::new(), |folder, (name, bytes, ..)| folder.with(name, bytes));
    let folder = folder.with("z.py", "x = 1\n");
    let ran = folder.run(&["check"]);
    let rows = folder.run(&["check", "--format", "json"]).json();
    for (index, (name, _, line, message)) in cases.iter().enumerate() {
        assert!(
            ran.out.contains(&format!("error[syntax-error]: {name}:{line}: {message}\n")),
            "{name}: {ran:?}"
        );
        assert_eq!(
            (&rows[index]["message"], rows[index]["line"].as_u64()),
            (&(*message).into(), Some(*line))
        );
        let traced = folder.run(&["trace", name]);
        assert_eq!((traced.status, traced.err), (Some(2), format!("error: {name}: {message}\n")));
    }
    assert_eq!(ran.status, Some(1));
    assert!(ran.out.ends_with("Found 9 problems in 10 files: 9 errors.\n"), "{ran:?}");
}

#[test]
fn an_endless_file_is_refused() {
    if !std::path::Path::new("/dev/zero").exists() {
        return;
    }
    let ran = Folder::new().run(&["trace", "/dev/zero"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: /dev/zero: larger than 256 MB\n"));
}

#[cfg(unix)]
#[test]
fn links_that_loop_or_lead_nowhere_end() {
    use std::os::unix::fs::symlink;
    let folder = folder(&["a.py", "sub/b.py"]);
    let link = |target: &str, name: &str| symlink(target, folder.path.join(name)).expect("a link");
    link("..", "sub/up");
    link("self.py", "self.py");
    link("nowhere", ".#a.py");
    link("a.py", "also.py");
    let ran = folder.run(&["check", "--format", "json", "."]);
    assert_eq!(ran.err, "error: self.py: too many levels of symbolic links\n");
    assert_eq!(ran.status, Some(2));
    assert_eq!(folder.reported(&["."]), ["a.py", "also.py", "sub/b.py"]);
    let ran = folder.run(&["check", "self.py"]);
    assert_eq!(
        (ran.status, ran.err.as_str()),
        (Some(2), "error: self.py: too many levels of symbolic links\n")
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_not_waited_for() {
    let folder = folder(&["a.py"]);
    let made = Command::new("mkfifo").arg(folder.path.join("pipe.py")).status().expect("mkfifo starts");
    assert!(made.success());
    assert_eq!(folder.reported(&["."]), ["a.py"]);
}

/// Runs the program as a user without rights: as root nothing is unreadable.
#[cfg(target_os = "linux")]
fn run_without_rights(folder: &Folder, arguments: &[&str]) -> Ran {
    use std::os::unix::fs::PermissionsExt;
    let program = folder.path.join("memlens");
    std::fs::copy(memlens_tests::binary::memlens(), &program).expect("a copy that every user can run");
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).expect("its rights");
    let is_root = Command::new("id").arg("-u").output().expect("id starts").stdout == b"0\n";
    let mut command = Command::new(if is_root { "setpriv" } else { "env" });
    if is_root {
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
    }
    let output = command.arg(program).args(arguments).current_dir(&folder.path).output();
    Ran::of(output.expect("the program starts"))
}

#[cfg(target_os = "linux")]
#[test]
fn files_and_folders_without_permission_get_one_line_each() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&["a.py", "locked.py", "shut/b.py"]);
    let rights = |path: &str, mode| {
        std::fs::set_permissions(folder.path.join(path), PermissionsExt::from_mode(mode)).expect("rights");
    };
    rights("", 0o755);
    rights("locked.py", 0o000);
    rights("shut", 0o000);
    let ran = run_without_rights(&folder, &["check", "--format", "json"]);
    assert_eq!(ran.err, "error: shut: permission denied\nerror: locked.py: permission denied\n", "{ran:?}");
    assert_eq!(ran.status, Some(2));
    assert_eq!(ran.json()[0]["path"], "a.py");
    let ran = run_without_rights(&folder, &["trace", "locked.py"]);
    assert_eq!((ran.status, ran.err.as_str()), (Some(2), "error: locked.py: permission denied\n"));
    rights("shut", 0o755);
}

/// Read as Python its JSON would be a dictionary without problems.
#[test]
fn a_notebook_is_refused_in_words() {
    let folder = Folder::new().with("a.ipynb", "{ \"cells\": [], \"nbformat\": 4 }").with("b.py", "x = 1\n");
    for arguments in [&["check", "a.ipynb"][..], &["trace", "a.ipynb"], &["draw", "a.ipynb:1"]] {
        let ran = folder.run(arguments);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(
            ran.err.starts_with("error: a.ipynb: a notebook, which memlens reads in an editor only"),
            "{ran:?}"
        );
    }
    let ran = folder.run(&["check", "."]);
    assert_eq!(
        (ran.status, ran.out.as_str()),
        (Some(0), "No problems found in 1 file.\n"),
        "folders are searched for Python"
    );
}
