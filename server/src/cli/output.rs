//! Writing: the standard output with colours where they are wanted, one line each for what went wrong.

use std::io::{self, BufWriter, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

/// Writes to the standard output; colours are left out where it does not take them.
///
/// A reader that has gone (`| head`) has what it wanted: no error.
pub(super) fn write(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, AutoStream::auto(io::stdout().lock()));
    let written = write(&mut out).and_then(|()| out.flush());
    let result = finish(written);
    if result.is_err() {
        // What is left in the buffer cannot be written either.
        std::mem::forget(out);
    }
    result
}

/// Writes JSON and a line break to the standard output.
pub(super) fn json(value: &impl serde::Serialize) -> Result<(), String> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = serde_json::to_writer(&mut out, value).map_err(io::Error::from);
    finish(written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()))
}

/// True where colours reach the reader of the standard output.
pub(super) fn coloured() -> bool {
    AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never
}

pub(super) fn error(message: &str) {
    note("error", AnsiColor::BrightRed, message);
}

pub(super) fn warning(message: &str) {
    note("warning", AnsiColor::Yellow, message);
}

/// An I/O error without the number the system gives it: `permission denied`.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

fn note(level: &str, colour: AnsiColor, message: &str) {
    let style = Style::new().fg_color(Some(colour.into())).bold();
    // Nobody is left to be told where the standard error is closed.
    let _ = writeln!(anstream::stderr(), "{style}{level}{style:#}: {message}");
}

fn finish(written: io::Result<()>) -> Result<(), String> {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(format!("cannot write the output: {}", reason(&error)))
        }
        _ => Ok(()),
    }
}
