//! Reading Python source.

use std::fs::File;
use std::io::{self, Read};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;

use crate::cli::output;
use crate::text::decode::{Undecodable, decode};

/// No source is larger; an endless device is.
const LARGEST: u64 = 256 << 20;

/// Why there is no text.
pub(super) enum Unreadable {
    /// The file cannot be had.
    File(String),
    /// The bytes are no Python source: CPython refuses them with a syntax error.
    Bytes(Undecodable),
}

impl Unreadable {
    pub(super) fn reason(self) -> String {
        match self {
            Unreadable::File(reason) => reason,
            Unreadable::Bytes(why) => why.message,
        }
    }
}

/// The text of a file; `-` is the standard input.
pub(super) fn read(path: &Path) -> Result<String, Unreadable> {
    // Its JSON would pass for a Python dictionary.
    if path.extension().is_some_and(|extension| extension == "ipynb") {
        return Err(Unreadable::File(
            "a notebook, which memlens reads in an editor only (`jupyter nbconvert --to script` makes a Python file of it)"
                .into(),
        ));
    }
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        io::stdin().lock().take(LARGEST + 1).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
    };
    read.map_err(|error| Unreadable::File(output::reason(&error)))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Unreadable::File(format!("larger than {} MB", LARGEST >> 20)));
    }
    decode(&bytes).map_err(Unreadable::Bytes)
}

/// The name a path is reported under.
pub(super) fn name(path: &Path) -> String {
    if path == Path::new("-") { "<stdin>".into() } else { path.to_string_lossy().into_owned() }
}

/// Does work on a file; a panic, which is a fault of memlens, becomes an error that says so.
pub(super) fn guard<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T, String> {
    panic::catch_unwind(AssertUnwindSafe(work))
        .map_err(|_| format!("{}: memlens itself failed on this file; please report it", name(path)))
}
