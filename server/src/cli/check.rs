//! `memlens check PATH...`: the diagnostics of files and folders.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::config::Configs;
use crate::cli::files::{self, File};
use crate::cli::report::{self, Finding, Row};
use crate::cli::source::Unreadable;
use crate::cli::{CheckArguments, CheckFormat, FailOn, explain, github, output, sarif, source};
use crate::ide::{Analysis, Code, Severity};
use crate::stack;
use crate::text::decode::Undecodable;

/// What one file gave.
#[derive(Default)]
struct Checked {
    severities: Vec<Severity>,
    /// The findings as text; empty in the other formats.
    excerpts: String,
    /// The findings in the other formats.
    rows: Vec<Row>,
    /// Why it could not be checked.
    failure: Option<String>,
}

/// How findings are chosen and shown; the same for all files.
struct Manner {
    format: CheckFormat,
    coloured: bool,
    select: Vec<Code>,
    ignore: Vec<Code>,
}

pub(super) fn run(arguments: &CheckArguments) -> Result<ExitCode, String> {
    let manner = Manner {
        format: arguments.format,
        coloured: output::coloured(),
        select: codes(&arguments.select)?,
        ignore: codes(&arguments.ignore)?,
    };
    let found = files::find(&arguments.paths, arguments.force_exclude, &mut Configs::new(&arguments.assume))?;
    if found.files.is_empty() && found.failures.is_empty() && !arguments.force_exclude {
        output::warning("no Python files found under the given paths");
    }
    let checked = check_all(&found.files, &manner);

    let failures = found.failures.iter().chain(checked.iter().filter_map(|file| file.failure.as_ref()));
    let failures: Vec<&String> = failures.collect();
    for failure in &failures {
        output::error(failure);
    }
    let rows: Vec<&Row> = checked.iter().flat_map(|file| &file.rows).collect();
    match manner.format {
        CheckFormat::Json => output::json(&rows)?,
        CheckFormat::Sarif => output::json(&sarif::log(&rows, &failures))?,
        CheckFormat::Github => output::write(|out| {
            for row in rows {
                out.write_all(github::command(row).as_bytes())?;
            }
            writeln!(out, "{}", summary(&checked))
        })?,
        CheckFormat::Text => output::write(|out| {
            for file in &checked {
                out.write_all(file.excerpts.as_bytes())?;
            }
            writeln!(out, "{}", summary(&checked))
        })?,
    }
    if !failures.is_empty() {
        return Ok(ExitCode::from(2));
    }
    let is_failure =
        checked.iter().flat_map(|file| &file.severities).any(|severity| fails(arguments.fail_on, *severity));
    Ok(if is_failure { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// Checks the files on as many threads as the machine has processors; the results
/// are in the order of the files.
fn check_all(files: &[File], manner: &Manner) -> Vec<Checked> {
    let bar = if files.len() > 1 { ProgressBar::new(files.len() as u64) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("checking {bar:40} {pos}/{len} files") {
        bar.set_style(style);
    }
    let next = AtomicUsize::new(0);
    let results: Vec<Mutex<Checked>> = files.iter().map(|_| Mutex::default()).collect();
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let (Some(file), Some(result)) = (files.get(index), results.get(index)) else { return };
            *result.lock().unwrap_or_else(PoisonError::into_inner) = check_safely(file, manner);
            bar.inc(1);
        }
    };
    let processors = thread::available_parallelism().map_or(1, |count| count.get());
    thread::scope(|scope| {
        for _ in 0..processors.min(files.len()) {
            scope.spawn(|| stack::run(work));
        }
    });
    bar.finish_and_clear();
    results.into_iter().map(|result| result.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// A fault of memlens itself in one file must not stop the others.
fn check_safely(file: &File, manner: &Manner) -> Checked {
    let checked = source::guard(&file.path, || check(file, manner));
    checked.unwrap_or_else(|failure| Checked { failure: Some(failure), ..Checked::default() })
}

fn check(file: &File, manner: &Manner) -> Checked {
    let path = source::name(&file.path);
    let text = match source::read(&file.path) {
        Ok(text) => text,
        Err(Unreadable::File(reason)) => {
            return Checked { failure: Some(format!("{path}: {reason}")), ..Checked::default() };
        }
        Err(Unreadable::Bytes(why)) => return without_text(file, manner, &path, why),
    };
    let analysis = Analysis::of(&text, file.config.options.clone());
    let mut findings = report::findings(&analysis, &file.config);
    findings.retain(|finding| manner.shows(finding.code));
    let severities = findings.iter().map(|finding| finding.severity).collect();
    let mut checked = Checked { severities, ..Checked::default() };
    match manner.format {
        CheckFormat::Text => {
            let excerpt = |finding: &Finding| report::excerpt(&path, &analysis, finding, manner.coloured);
            checked.excerpts = findings.iter().map(excerpt).collect();
        }
        _ => checked.rows = report::rows(&path, &analysis, findings),
    }
    checked
}

/// CPython refuses such bytes with a syntax error, so that is what they are.
fn without_text(file: &File, manner: &Manner, path: &str, why: Undecodable) -> Checked {
    let severity = file.config.severity(Code::SyntaxError, Severity::Error);
    let Some(severity) = severity.filter(|_| manner.shows(Code::SyntaxError)) else {
        return Checked::default();
    };
    let mut checked = Checked { severities: vec![severity], ..Checked::default() };
    match manner.format {
        CheckFormat::Text => {
            checked.excerpts = report::line_without_text(path, severity, &why, manner.coloured);
        }
        _ => checked.rows.push(report::row_without_text(path, severity, why)),
    }
    checked
}

impl Manner {
    fn shows(&self, code: Code) -> bool {
        (self.select.is_empty() || self.select.contains(&code)) && !self.ignore.contains(&code)
    }
}

fn codes(names: &[String]) -> Result<Vec<Code>, String> {
    names.iter().map(|name| explain::code(name.trim())).collect()
}

fn fails(fail_on: FailOn, severity: Severity) -> bool {
    match fail_on {
        FailOn::Error => severity >= Severity::Error,
        FailOn::Warning => severity >= Severity::Warning,
        FailOn::Information => severity >= Severity::Information,
        FailOn::Hint => true,
        FailOn::Never => false,
    }
}

/// The last line: `Found 3 problems in 120 files: 1 error, 2 warnings.`
fn summary(checked: &[Checked]) -> String {
    let read = checked.iter().filter(|file| file.failure.is_none()).count();
    let total: usize = checked.iter().map(|file| file.severities.len()).sum();
    let files = plural(read, "file", "files");
    if total == 0 {
        return format!("No problems found in {files}.");
    }
    let kinds = [
        (Severity::Error, "error", "errors"),
        (Severity::Warning, "warning", "warnings"),
        (Severity::Information, "information", "information"),
        (Severity::Hint, "hint", "hints"),
    ];
    let counts = kinds.into_iter().filter_map(|(severity, one, many)| {
        let severities = checked.iter().flat_map(|file| &file.severities);
        let count = severities.filter(|found| **found == severity).count();
        (count > 0).then(|| plural(count, one, many))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    format!("Found {} in {files}: {counts}.", plural(total, "problem", "problems"))
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
