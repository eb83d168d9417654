//! `re`: patterns and matches.

use super::library::{module, python};
use super::{Inside, Returns, Row, What, custom, row};
use crate::memory::types::*;

/// A match, or `None`.
const PERHAPS: Returns = Returns::Custom(custom::perhaps_match);
const WHOLE: Returns = Returns::Scalar(INT);
const LIST_OF: Returns = Returns::New(LIST, Inside::Unknown);

pub const ROWS: &[Row] = &[
    module("re"),
    python("re.compile", Returns::Custom(custom::compile)),
    python("re.match", PERHAPS),
    python("re.search", PERHAPS),
    python("re.fullmatch", PERHAPS),
    python("re.split", LIST_OF),
    python("re.findall", LIST_OF),
    python("re.finditer", Returns::Custom(custom::finditer)),
    python("re.sub", Returns::Unknown).opaque(),
    python("re.escape", Returns::Unknown),
];

pub const METHODS: &[Row] = &[
    row("Pattern.match", PERHAPS).what(What::Callable),
    row("Pattern.search", PERHAPS).what(What::Callable),
    row("Pattern.fullmatch", PERHAPS).what(What::Callable),
    row("Pattern.split", LIST_OF),
    row("Pattern.findall", LIST_OF),
    row("Pattern.finditer", Returns::Custom(custom::finditer)).what(What::Callable),
    row("Pattern.sub", Returns::Unknown).opaque().what(What::Callable),
    row("Match.group", Returns::Custom(custom::group)),
    row("Match.groups", Returns::New(TUPLE, Inside::Unknown)),
    row("Match.groupdict", Returns::New(DICT, Inside::Unknown)),
    row("Match.start", WHOLE),
    row("Match.end", WHOLE),
    row("Match.span", Returns::New(TUPLE, Inside::Scalar(INT))),
];
