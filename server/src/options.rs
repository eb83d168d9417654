//! What the analysis assumes and shows: the settings that are not the client's business alone.

use std::fmt;
use std::str::FromStr;

/// Which picture of memory is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Model {
    /// Value types on the stack, objects on the heap: Python Tutor's picture.
    #[default]
    Teaching,
    /// Every value is a heap object, a name is a slot, a cell or a dictionary entry.
    Cpython,
}

/// A CPython version, `3.minor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Python {
    pub minor: u8,
}

impl Python {
    pub const OLDEST: Python = Python { minor: 8 };
    /// The newest whose facts were measured.
    pub const NEWEST: Python = Python { minor: 13 };
}

impl Default for Python {
    fn default() -> Python {
        Python::NEWEST
    }
}

impl fmt::Display for Python {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "3.{}", self.minor)
    }
}

impl FromStr for Python {
    type Err = String;

    fn from_str(text: &str) -> Result<Python, String> {
        let refused = || {
            format!(
                "`{text}` is not a Python version memlens knows: {} to {}",
                Python::OLDEST,
                Python::NEWEST
            )
        };
        let minor = text.strip_prefix("3.").and_then(|minor| minor.split('.').next()).ok_or_else(refused)?;
        let python = Python { minor: minor.parse().map_err(|_| refused())? };
        if (Python::OLDEST..=Python::NEWEST).contains(&python) { Ok(python) } else { Err(refused()) }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    pub python: Python,
    pub model: Model,
}
