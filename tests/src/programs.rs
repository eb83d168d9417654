//! The programs that several judges run: those of the folders, those of the pages.

use std::path::{Path, PathBuf};

use crate::page::Page;

/// A folder of `tests/`.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// `examples/` and `oracle/programs/`, sorted.
///
/// # Panics
/// Where they cannot be read.
pub fn of_folders() -> Vec<PathBuf> {
    let folders = ["examples", "oracle/programs"].map(folder);
    let entries = folders.iter().flat_map(|folder| std::fs::read_dir(folder).expect("a folder").flatten());
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    files.sort();
    files
}

/// Name (`memory-lists-12`, with the line of its page) and text of each program of the pages about memory, sorted.
///
/// # Panics
/// Where a page cannot be read.
pub fn of_pages() -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder("suite")).expect("the suite").flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let Some(subject) = name.strip_suffix(".md").filter(|name| name.starts_with("memory-")) else {
            continue;
        };
        let text = std::fs::read_to_string(entry.path()).expect("a page");
        for case in Page::parse(&text).expect("a page").cases {
            found.push((format!("{subject}-{}", case.line), case.source));
        }
    }
    found.sort();
    found
}

/// The programs of the pages as files in a folder.
///
/// # Panics
/// Where they cannot be written.
pub fn of_pages_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::create_dir_all(folder).expect("a folder");
    let write = |(name, source): (String, String)| {
        let file = folder.join(format!("{name}.py"));
        std::fs::write(&file, source).expect("written");
        file
    };
    of_pages().into_iter().map(write).collect()
}

/// The Python files in a folder and those below it, sorted; or the file itself.
pub fn below(path: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut todo = vec![path.to_owned()];
    while let Some(path) = todo.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => todo.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => found.extend(path.extension().is_some_and(|e| e == "py").then_some(path)),
        }
    }
    found.sort();
    found
}
