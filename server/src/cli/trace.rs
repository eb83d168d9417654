//! `memlens trace FILE`: one file, annotated, as JSON, or as a page with pictures.

use std::process::ExitCode;

use serde::Serialize;

use crate::cli::config::Configs;
use crate::cli::{Format, TraceArguments, html, listing, output, source};
use crate::ide::Analysis;
use crate::ide::trace::Trace;
use crate::stack;

/// The trace, and the file it is of.
#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    #[serde(flatten)]
    trace: Trace<'a>,
}

pub(super) fn run(arguments: &TraceArguments) -> Result<ExitCode, String> {
    let path = source::name(&arguments.file);
    let text = source::read(&arguments.file).map_err(|why| format!("{path}: {}", why.reason()))?;
    let lines = text.lines().count();
    if matches!(arguments.format, Format::Html) && lines > html::MOST_LINES {
        return Err(format!(
            "{path}: its {lines} lines are too many for a page with a picture of each (at most {}); \
             `memlens draw {path}:LINE` draws one",
            html::MOST_LINES
        ));
    }
    let config = Configs::new(&arguments.assume).of(&arguments.file, false)?;
    let trace = || {
        let analysis = Analysis::of(&text, config.options.clone());
        match arguments.format {
            Format::Text => output::write(|out| listing::write(out, &path, &analysis, &config)),
            Format::Html => output::write(|out| out.write_all(html::page(&path, &analysis).as_bytes())),
            Format::Json => output::json(&Document { path: &path, trace: analysis.trace() }),
        }
    };
    source::guard(&arguments.file, || stack::run(trace))??;
    Ok(ExitCode::SUCCESS)
}
