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
