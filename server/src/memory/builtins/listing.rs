//! The effects table as plain data, for the test that asks CPython about every row.

use super::{FUNCTIONS, METHODS, Returns, Row, What};
use crate::memory::types;
use crate::memory::value::Types;

/// What a row says, as far as a test can ask it.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Listed {
    pub path: &'static str,
    /// A method by `type.name`, not something a module has.
    pub is_method: bool,
    /// `builtin`, `function`, `method`, `wrapper`, `callable`,
    /// `class`, `module`, `value`.
    pub what: &'static str,
    /// Every call gives this type; `None` where it depends or is not known.
    pub result: Option<String>,
    /// The row claims nothing about the result.
    pub is_unknown: bool,
    /// The argument that a call changes, and whether every call does.
    pub changes: Option<(usize, bool)>,
}

/// Every row of the effects table.
#[doc(hidden)]
pub fn effects() -> Vec<Listed> {
    let types = Types::builtin();
    let list = |tables: &'static [&'static [Row]], is_method: bool| {
        tables.iter().flat_map(|rows| rows.iter()).map(move |row| (row, is_method))
    };
    let rows = list(FUNCTIONS, false).chain(list(METHODS, true));
    rows.map(|(row, is_method)| Listed {
        path: row.path,
        is_method,
        what: match row.what {
            What::Builtin => "builtin",
            What::Function => "function",
            What::Method => "method",
            What::Wrapper => "wrapper",
            What::Callable => "callable",
            What::Class => "class",
            What::Module => "module",
            What::Value => "value",
        },
        result: match row.returns {
            Returns::Scalar(type_) | Returns::New(type_, _) | Returns::Heap(type_)
                if type_ != types::UNNAMED =>
            {
                Some(types.name(type_).to_owned())
            }
            _ => None,
        },
        is_unknown: matches!(row.returns, Returns::Unknown),
        changes: row.changes,
    })
    .collect()
}
