//! `memlens explain CODE`: the manual page of a diagnostic.

use std::process::ExitCode;

use crate::cli::{output, report};
use crate::ide::{CODES, Code};

/// Less alike than this (Jaro-Winkler), a name is no slip of typing.
const ALIKE: f64 = 0.7;

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, String> {
    match name {
        Some(name) => {
            let page = code(name)?.entry().page;
            output::write(|out| writeln!(out, "{}", page.trim_end()))?;
        }
        None => list()?,
    }
    Ok(ExitCode::SUCCESS)
}

/// One line for each code: its name, how severe it is, what it says.
fn list() -> Result<(), String> {
    let width = CODES.iter().map(|entry| entry.name.len()).max().unwrap_or_default();
    output::write(|out| {
        for entry in CODES {
            let severity = report::severity_name(entry.severity);
            writeln!(out, "{:width$}  {severity:11}  {}", entry.name, entry.summary)?;
        }
        Ok(())
    })
}

/// The code with this name; fails with a line that names the nearest.
pub(super) fn code(name: &str) -> Result<Code, String> {
    if let Some(entry) = CODES.iter().find(|entry| entry.name == name) {
        return Ok(entry.code);
    }
    let alike = CODES.iter().map(|entry| (strsim::jaro_winkler(entry.name, name), entry.name));
    match alike.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((similarity, nearest)) if similarity > ALIKE => {
            Err(format!("no diagnostic `{name}`; did you mean `{nearest}`?"))
        }
        _ => Err(format!("no diagnostic `{name}`; `memlens explain` lists them")),
    }
}
