//! The Python on this machine: its standard library as material.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Every `.py` file of the standard library of `python3`, sorted.
///
/// # Panics
/// Where there is no `python3`.
pub fn library() -> Vec<PathBuf> {
    let output = Command::new("python3")
        .args(["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"])
        .output()
        .expect("python3 is needed");
    let root = String::from_utf8(output.stdout).expect("a path");
    let mut files = Vec::new();
    collect(Path::new(root.trim()), &mut files);
    files.sort();
    files
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a readable folder").flatten() {
        let path = entry.path();
        if path.is_dir() && !path.ends_with("site-packages") {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "py") {
            files.push(path);
        }
    }
}

/// The interpreters of CPython 3.8 to 3.13 to be found on PATH and under `~/.pyenv/versions`, with their minor versions.
pub fn interpreters() -> Vec<(u8, PathBuf)> {
    let pyenv = std::env::home_dir().unwrap_or_default().join(".pyenv/versions");
    let installed =
        std::fs::read_dir(pyenv).into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(installed).collect();
    let answers = |program: &Path| {
        let output = Command::new(program).args(["-c", "import sys; print(sys.version_info[1])"]).output();
        output.is_ok_and(|output| output.status.success())
    };
    let find = |minor: u8| {
        let programs = folders.iter().map(|folder| folder.join(format!("python3.{minor}")));
        // A pyenv shim is there for every version and answers only for the chosen one.
        programs
            .into_iter()
            .find(|program| program.is_file() && answers(program))
            .map(|program| (minor, program))
    };
    (8..=13).filter_map(find).collect()
}

/// CPython 3.11, whose opcodes tell the place of each binding.
///
/// # Panics
/// Where there is none.
pub fn cpython_3_11() -> PathBuf {
    let found = interpreters().into_iter().find(|(minor, _)| *minor == 11);
    found.expect("this test needs CPython 3.11, on PATH or installed by pyenv").1
}
