//! The command line: one file a verb.
//!
//! Exit status: 0 nothing to report, 1 findings at or above `--fail-on`, 2 the
//! command could not do its work. What was asked for goes to the standard
//! output, everything about the run itself to the standard error.

mod check;
mod config;
mod draw;
mod explain;
mod files;
mod github;
mod html;
mod listing;
mod output;
mod report;
mod sarif;
mod source;
mod trace;

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ColorChoice, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::options::{Model, Python};

/// Annotates Python code with its memory: stack and heap, sharing, changes, recursion.
///
/// Without a command it is a language server that speaks LSP on its standard input and output.
#[derive(Debug, Parser)]
#[command(
    name = "memlens",
    version,
    after_help = "Nothing is ever run: files are traced by abstract interpretation."
)]
struct Arguments {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN")]
    color: ColorChoice,
    /// Accepted for editors that name the transport; it is the only one.
    #[arg(long, hide = true)]
    stdio: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Print a file annotated with its memory
    Trace(TraceArguments),
    /// Report problems in files and folders
    Check(CheckArguments),
    /// Draw frames and objects after a line has run, as SVG
    Draw(DrawArguments),
    /// Print the page of a diagnostic, or list all of them
    Explain {
        /// The code, such as `unbounded-recursion`
        code: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct TraceArguments {
    /// The Python file; `-` is the standard input
    file: PathBuf,
    /// Annotated source, the machine-readable trace, or a page with pictures
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
    #[command(flatten)]
    assume: Assume,
}

#[derive(Debug, clap::Args)]
struct DrawArguments {
    /// The Python file and a line of it, from 1; `-:LINE` reads the standard input
    #[arg(value_name = "FILE:LINE", allow_hyphen_values = true)]
    place: String,
    /// The picture, or its contents for other programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: DrawFormat,
    /// Which call of the function around the line, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    call: Option<u32>,
    /// Which time the line runs, in that call, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    round: Option<u32>,
    /// Where to write; otherwise the standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    assume: Assume,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum DrawFormat {
    #[default]
    Svg,
    Text,
    Json,
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Files and folders; `-` is the standard input. Folders are searched for `*.py`, `*.pyi` and
    /// `*.pyw`, without what ignore files and the configuration exclude
    #[arg(default_value = ".")]
    paths: Vec<PathBuf>,
    /// Source excerpts, or a list for other programs
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: CheckFormat,
    /// The least severity that makes the exit status 1
    #[arg(long, value_enum, default_value_t, value_name = "SEVERITY")]
    fail_on: FailOn,
    /// Report these codes only
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    select: Vec<String>,
    /// Do not report these codes
    #[arg(long, value_delimiter = ',', value_name = "CODES")]
    ignore: Vec<String>,
    /// Leave out what the configuration excludes even where it is named here, as hooks name files
    #[arg(long)]
    force_exclude: bool,
    #[command(flatten)]
    assume: Assume,
}

/// What the analysis assumes; the configuration file's answer where an option is not given.
#[derive(Debug, clap::Args)]
struct Assume {
    /// The Python version to assume, 3.8 to 3.13 [default: the newest]
    #[arg(long, value_name = "VERSION")]
    python: Option<Python>,
    /// The picture of memory to tell [default: teaching]
    #[arg(long, value_enum)]
    model: Option<ModelName>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Format {
    /// The source with every hint in its place
    #[default]
    Text,
    /// For other programs
    Json,
    /// A page that shows the picture of each line; it needs no network and no scripts
    Html,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum CheckFormat {
    /// Source excerpts
    #[default]
    Text,
    /// A list of objects
    Json,
    /// Annotations of GitHub Actions
    Github,
    /// SARIF 2.1.0, which code hosts and result viewers read
    Sarif,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum FailOn {
    Error,
    #[default]
    Warning,
    Information,
    Hint,
    Never,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ModelName {
    /// Value types on the stack, objects on the heap
    Teaching,
    /// Every value a heap object, as CPython has it
    Cpython,
}

impl From<ModelName> for Model {
    fn from(name: ModelName) -> Model {
        match name {
            ModelName::Teaching => Model::Teaching,
            ModelName::Cpython => Model::Cpython,
        }
    }
}

/// The whole program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.color {
        ColorChoice::Auto => {}
        ColorChoice::Always => anstream::ColorChoice::Always.write_global(),
        ColorChoice::Never => anstream::ColorChoice::Never.write_global(),
    }
    let outcome = match &arguments.verb {
        None if !arguments.stdio && io::stdin().is_terminal() => help(),
        None => return crate::lsp::run(),
        Some(Verb::Trace(arguments)) => trace::run(arguments),
        Some(Verb::Check(arguments)) => check::run(arguments),
        Some(Verb::Draw(arguments)) => draw::run(arguments),
        Some(Verb::Explain { code }) => explain::run(code.as_deref()),
    };
    outcome.unwrap_or_else(|reason| {
        output::error(&reason);
        ExitCode::from(2)
    })
}

/// What a person who typed `memlens` at a terminal needs.
fn help() -> Result<ExitCode, String> {
    output::write(|out| write!(out, "{}", Arguments::command().render_long_help().ansi()))?;
    Ok(ExitCode::SUCCESS)
}
