//! `memlens explain CODE`: the manual page of a diagnostic.

use std::process::ExitCode;

use crate::cli::{output, report};
use crate::ide::Code;

const CODES: &[Code] = &[Code::UnboundedRecursion, Code::DeepRecursion, Code::SyntaxError];

pub(super) fn run(name: Option<&str>) -> Result<ExitCode, String> {
    let Some(name) = name else {
        output::write(|out| CODES.iter().try_for_each(|code| writeln!(out, "{}", report::code_name(*code))))?;
        return Ok(ExitCode::SUCCESS);
    };
    let code = code(name)?;
    output::write(|out| writeln!(out, "{}", report::code_name(code)))?;
    Ok(ExitCode::SUCCESS)
}

/// The code with this name; fails with a line that names the nearest.
pub(super) fn code(name: &str) -> Result<Code, String> {
    if let Some(code) = CODES.iter().find(|code| report::code_name(**code) == name) {
        return Ok(*code);
    }
    let similarity = |code: &Code| strsim::jaro_winkler(report::code_name(*code), name);
    let nearest = CODES.iter().copied().max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
    let nearest = nearest.filter(|code| similarity(code) > 0.7);
    Err(match nearest {
        Some(code) => format!("no diagnostic `{name}`; did you mean `{}`?", report::code_name(code)),
        None => format!("no diagnostic `{name}`; `memlens explain` lists them"),
    })
}
