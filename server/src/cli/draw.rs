//! `memlens draw FILE:LINE`: frames and objects after a line has run.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;

use crate::cli::config::Configs;
use crate::cli::{DrawArguments, DrawFormat, output, source};
use crate::ide::Analysis;
use crate::ide::picture::{Choice, Picture};
use crate::stack;

/// The picture, and the file it is of.
#[derive(Serialize)]
struct Document<'a> {
    path: &'a str,
    #[serde(flatten)]
    picture: &'a Picture,
}

pub(super) fn run(arguments: &DrawArguments) -> Result<ExitCode, String> {
    let (file, line) = place(&arguments.place)?;
    let path = source::name(file);
    let text = source::read(file).map_err(|why| format!("{path}: {}", why.reason()))?;
    let config = Configs::new(&arguments.assume).of(file, false)?;
    let index = |number: Option<u32>| number.map(|number| number as usize - 1);
    let choice = Choice { model: None, call: index(arguments.call), round: index(arguments.round) };
    let work = || {
        let analysis = Analysis::of(&text, config.options.clone());
        // What is behind the last line break is no line of its own.
        let lines = analysis.lines.lines() - u32::from(text.is_empty() || text.ends_with(['\n', '\r']));
        if line > lines {
            let count = if lines == 0 {
                "no line".into()
            } else if lines == 1 {
                "1 line".into()
            } else {
                format!("{lines} lines")
            };
            return Err(format!("{path}: there is no line {line}; the file has {count}"));
        }
        let Some(picture) = analysis.picture(line - 1, choice) else {
            return Err(format!("{path}: no statement to draw"));
        };
        match arguments.format {
            DrawFormat::Json => Ok(serde_json::to_string(&Document { path: &path, picture: &picture })
                .map_err(|error| error.to_string())?
                + "\n"),
            DrawFormat::Text => Ok(crate::draw::text(&picture, &path)),
            DrawFormat::Svg => Ok(crate::draw::svg(&picture, &path)),
        }
    };
    let drawn = source::guard(file, || stack::run(work))??;
    match &arguments.output {
        None => output::write(|out| out.write_all(drawn.as_bytes()))?,
        Some(to) => {
            fs::write(to, drawn).map_err(|error| format!("{}: {}", to.display(), output::reason(&error)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// `FILE:LINE`; the last colon counts.
fn place(text: &str) -> Result<(&Path, u32), String> {
    let wrong =
        || format!("`{text}` names no line: write FILE:LINE, such as `{}:1`", text.trim_end_matches(':'));
    let (file, line) = text.rsplit_once(':').filter(|(file, _)| !file.is_empty()).ok_or_else(wrong)?;
    match line.parse::<u32>() {
        Ok(0) => Err("lines count from 1".into()),
        Ok(line) => Ok((Path::new(file), line)),
        Err(_) => Err(wrong()),
    }
}
