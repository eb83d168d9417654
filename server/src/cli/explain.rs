//! `memlens explain CODE`: the manual page of a diagnostic.

use std::process::ExitCode;

use crate::cli::output;
use crate::ide::{CODES, Code};

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, String> {
    let Some(name) = name else {
        output::write(|out| {
            CODES.iter().try_for_each(|entry| writeln!(out, "{:<20}  {}", entry.name, entry.summary))
        })?;
        return Ok(ExitCode::SUCCESS);
    };
    let code = code(name)?;
    output::write(|out| write!(out, "{}", code.entry().page))?;
    Ok(ExitCode::SUCCESS)
}

/// The code with this name; fails with a line that names the nearest.
pub(super) fn code(name: &str) -> Result<Code, String> {
    if let Some(entry) = CODES.iter().find(|entry| entry.name == name) {
        return Ok(entry.code);
    }
    let similarity = |code: &Code| strsim::jaro_winkler(code.name(), name);
    let nearest = CODES.iter().map(|entry| entry.code).max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
    let nearest = nearest.filter(|code| similarity(code) > 0.7);
    Err(match nearest {
        Some(code) => format!("no diagnostic `{name}`; did you mean `{}`?", code.name()),
        None => format!("no diagnostic `{name}`; `memlens explain` lists them"),
    })
}
