//! Which files a `check` reads.
//!
//! Named files always, whatever their name. In folders `*.py`, `*.pyi` and `*.pyw`,
//! without what ignore files (`.gitignore`, `.ignore`), the configuration and the
//! list of never walked folders leave out. Links to folders are not followed.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::cli::config::{Config, Configs};
use crate::cli::{output, source};

pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) config: Arc<Config>,
}

#[derive(Default)]
pub(super) struct Found {
    /// Sorted by path, each once.
    pub(super) files: Vec<File>,
    /// One line for each path that cannot be read, sorted.
    pub(super) failures: Vec<String>,
}

/// Finds the files under `paths`; with `force_exclude` the configuration leaves out named files too.
/// Fails where a configuration is wrong.
pub(super) fn find(paths: &[PathBuf], force_exclude: bool, configs: &mut Configs) -> Result<Found, String> {
    let mut found = Found::default();
    for path in paths {
        if path == Path::new("-") {
            found.files.push(File { path: path.clone(), config: configs.of(path, false)? });
            continue;
        }
        let folder = match fs::metadata(path) {
            Ok(metadata) => metadata.is_dir(),
            Err(error) => {
                found.failures.push(failure(path, &error));
                continue;
            }
        };
        let config = configs.of(path, folder)?;
        if folder {
            walk(path, &config, &mut found);
        } else if force_exclude && std::path::absolute(path).is_ok_and(|path| config.excludes_below(&path)) {
            continue;
        } else {
            found.files.push(File { path: plain(path), config });
        }
    }
    found.files.sort_by(|a, b| a.path.cmp(&b.path));
    found.files.dedup_by(|a, b| a.path == b.path);
    found.failures.sort();
    found.failures.dedup();
    Ok(found)
}

fn walk(folder: &Path, config: &Arc<Config>, found: &mut Found) {
    let collected = Mutex::new((Vec::new(), Vec::new()));
    let excluder = config.clone();
    let walker = WalkBuilder::new(folder)
        .hidden(false)
        .require_git(false)
        .filter_entry(move |entry| entry.depth() == 0 || !excludes(&excluder, entry))
        .build_parallel();
    walker.run(|| {
        Box::new(|entry| {
            let mut collected = collected.lock().unwrap_or_else(PoisonError::into_inner);
            match entry {
                Ok(entry) if is_python(&entry) => collected.0.push(entry.into_path()),
                Ok(_) => {}
                Err(error) => collected.1.extend(walk_failure(folder, error)),
            }
            WalkState::Continue
        })
    });
    let (files, failures) = collected.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.files.extend(files.iter().map(|path| File { path: plain(path), config: config.clone() }));
    found.failures.extend(failures);
}

fn excludes(config: &Config, entry: &DirEntry) -> bool {
    let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    std::path::absolute(entry.path()).is_ok_and(|path| config.excludes(&path, is_folder))
}

/// A regular file, or a link that may lead to one, with the extension of Python source.
fn is_python(entry: &DirEntry) -> bool {
    let extension = entry.path().extension().and_then(OsStr::to_str);
    if !matches!(extension, Some("py" | "pyi" | "pyw")) {
        return false;
    }
    match entry.file_type() {
        Some(kind) if kind.is_symlink() => {
            // Emacs marks a file being edited by a link that leads nowhere.
            let is_mark = entry.file_name().to_str().is_some_and(|name| name.starts_with(".#"));
            !is_mark && fs::metadata(entry.path()).map_or(true, |target| target.is_file())
        }
        kind => kind.is_some_and(|kind| kind.is_file()),
    }
}

/// `./a.py` is reported as `a.py`.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

fn failure(path: &Path, error: &io::Error) -> String {
    format!("{}: {}", source::name(path), output::reason(error))
}

/// The line for what could not be walked; nothing for doubts about an ignore file's patterns.
fn walk_failure(folder: &Path, error: ignore::Error) -> Option<String> {
    let mut path = folder.to_owned();
    let mut inner = error;
    loop {
        inner = match inner {
            ignore::Error::WithPath { path: at, err } => {
                path = at;
                *err
            }
            ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => *err,
            ignore::Error::Io(error) => return Some(failure(&plain(&path), &error)),
            _ => return None,
        }
    }
}
