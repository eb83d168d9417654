//! `[tool.memlens]` in `pyproject.toml`: what a team shares.
//!
//! For each path named on the command line the nearest `pyproject.toml` with such a
//! table counts, searched in its folder and upwards.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::cli::{Assume, output};
use crate::ide::{Code, Severity};
use crate::options::{Model, Options, Python};

/// Folders without code of one's own, left out as ruff leaves them out.
const NEVER_WALKED: &[&str] = &[
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// A severity as it is set: a code can be silenced too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Off,
    Hint,
    Information,
    Warning,
    Error,
}

#[derive(Debug)]
pub(super) struct Config {
    pub(super) options: Options,
    pub(super) severity: BTreeMap<Code, Level>,
    exclude: Gitignore,
    /// The project's folder: no folder above it is excluded.
    root: PathBuf,
}

#[derive(Deserialize)]
struct Project {
    tool: Option<Tools>,
}

#[derive(Deserialize)]
struct Tools {
    memlens: Option<toml::Table>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    python: Option<String>,
    model: Option<Model>,
    #[serde(default)]
    severity: BTreeMap<Code, Level>,
    #[serde(default)]
    exclude: Vec<String>,
}

/// Finds configurations, each folder's once.
pub(super) struct Configs<'a> {
    assume: &'a Assume,
    found: FxHashMap<PathBuf, Arc<Config>>,
}

impl<'a> Configs<'a> {
    pub(super) fn new(assume: &'a Assume) -> Configs<'a> {
        Configs { assume, found: FxHashMap::default() }
    }

    /// The configuration for a path. Fails with one line that names the file and what is wrong.
    pub(super) fn of(&mut self, path: &Path, is_folder: bool) -> Result<Arc<Config>, String> {
        // A path that cannot be made absolute (no current folder) has no project.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let folder = if is_folder { path.as_path() } else { path.parent().unwrap_or(&path) };
        if let Some(config) = self.found.get(folder) {
            return Ok(config.clone());
        }
        let config = Arc::new(nearest(folder, self.assume)?);
        self.found.insert(folder.to_owned(), config.clone());
        Ok(config)
    }
}

impl Config {
    /// True for what a walk leaves out. `path` must be absolute.
    pub(super) fn excludes(&self, path: &Path, is_folder: bool) -> bool {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        is_folder && NEVER_WALKED.contains(&name) || self.exclude.matched(path, is_folder).is_ignore()
    }

    /// True for a file that a walk of its project would not come to. `path` must be absolute.
    pub(super) fn excludes_below(&self, path: &Path) -> bool {
        let below = path.ancestors().take_while(|part| *part != self.root);
        below.enumerate().any(|(index, part)| self.excludes(part, index > 0))
    }

    /// The severity a finding is reported with, `None` where its code is off.
    pub(super) fn severity(&self, code: Code, usual: Severity) -> Option<Severity> {
        match self.severity.get(&code) {
            None => Some(usual),
            Some(Level::Off) => None,
            Some(Level::Hint) => Some(Severity::Hint),
            Some(Level::Information) => Some(Severity::Information),
            Some(Level::Warning) => Some(Severity::Warning),
            Some(Level::Error) => Some(Severity::Error),
        }
    }
}

fn nearest(folder: &Path, assume: &Assume) -> Result<Config, String> {
    for folder in folder.ancestors() {
        let file = folder.join("pyproject.toml");
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                continue;
            }
            Err(error) => return Err(format!("{}: {}", file.display(), output::reason(&error))),
        };
        let wrong = |error: toml::de::Error| format!("{}: {}", file.display(), one_line(&text, &error));
        let project: Project = toml::from_str(&text).map_err(wrong)?;
        let Some(table) = project.tool.and_then(|tools| tools.memlens) else { continue };
        let table: Table = table.try_into().map_err(|error: toml::de::Error| {
            format!("{}: [tool.memlens]: {}", file.display(), one_line("", &error))
        })?;
        return build(table, folder, assume)
            .map_err(|why| format!("{}: [tool.memlens]: {why}", file.display()));
    }
    build(Table::default(), folder, assume)
}

fn build(table: Table, folder: &Path, assume: &Assume) -> Result<Config, String> {
    let mut exclude = GitignoreBuilder::new(folder);
    for pattern in &table.exclude {
        exclude.add_line(None, pattern).map_err(|error| format!("exclude `{pattern}`: {error}"))?;
    }
    let python = match (assume.python, &table.python) {
        (Some(python), _) => python,
        (None, Some(text)) => text.parse().map_err(|why| format!("python: {why}"))?,
        (None, None) => Python::default(),
    };
    let model = assume.model.map(Model::from).or(table.model).unwrap_or_default();
    let exclude = exclude.build().map_err(|error| format!("exclude: {error}"))?;
    Ok(Config {
        options: Options { python, model },
        severity: table.severity,
        exclude,
        root: folder.to_owned(),
    })
}

/// `line 3: what is wrong` of a TOML error.
fn one_line(text: &str, error: &toml::de::Error) -> String {
    let message = error.message().replace('\n', ", ");
    match error.span() {
        Some(span) if !text.is_empty() => {
            let line = text[..span.start.min(text.len())].matches('\n').count() + 1;
            format!("line {line}: {message}")
        }
        _ => message,
    }
}
