//! Reading Python source.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::cli::encoding::{self, Undecodable};
use crate::cli::output;

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
    encoding::decode(bytes).map_err(Unreadable::Bytes)
}

/// The name a path is reported under.
pub(super) fn name(path: &Path) -> String {
    if path == Path::new("-") { "<stdin>".into() } else { path.to_string_lossy().into_owned() }
}
