//! Imports: modules are objects, the names in them are what the effects table knows.

use rustpython_ast::{StmtImport, StmtImportFrom};
use rustpython_text_size::Ranged;

use crate::memory::builtins;
use crate::memory::facts::{Judged, Why};
use crate::memory::frame::{Bound, Frame, Val};
use crate::memory::habits::evidence;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{Atom, UNKNOWN};
use crate::names::MODULE;

impl<'a> Machine<'a> {
    pub fn exec_import(&mut self, f: &mut Frame, s: &'a StmtImport) {
        for alias in &s.names {
            let name = alias.name.as_str();
            let (path, range) = match &alias.asname {
                Some(asname) => (name, asname.range()),
                None => (name.split('.').next().unwrap_or(name), alias.name.range()),
            };
            let module = self.external(path, types::MODULE);
            if let Some(occurrence) = self.occurrence(f, range) {
                let val = self.fresh(module);
                self.bind(f, occurrence, val);
            }
        }
    }

    pub fn exec_import_from(&mut self, f: &mut Frame, s: &'a StmtImportFrom) {
        let module = s.module.as_ref().map_or("", |module| module.as_str());
        for alias in &s.names {
            if alias.name.as_str() == "*" {
                self.import_star(f);
                continue;
            }
            let path = format!("{module}.{}", alias.name);
            let v = match builtins::find(&path) {
                Some(row) if s.level == 0 => self.external_value(f, row),
                _ if s.level != 0 => UNKNOWN,
                _ => match self.stub_value(&path) {
                    Some(v) => v,
                    None if holds_objects(module, alias.name.as_str()) => self.values.atom(Atom::AnyHeap),
                    None => UNKNOWN,
                },
            };
            let range = alias.asname.as_ref().map_or(alias.name.range(), |asname| asname.range());
            let Some(occurrence) = self.occurrence(f, range) else { continue };
            let name = alias.name.as_str();
            let by_name = v == UNKNOWN && (names_class(name) || s.module.is_none() && names_module(name));
            let is_judged =
                by_name && evidence::plain(self.habits.of(self.names, occurrence)) != evidence::STACK;
            let v = if is_judged { self.values.open_any(Atom::AnyHeap) } else { v };
            let val = self.fresh(v);
            self.bind(f, occurrence, val);
            if is_judged {
                self.facts.judged[occurrence.0 as usize] = Judged::Name;
            }
            if v == UNKNOWN {
                self.facts.why_unknown.insert(occurrence, Why::Imported);
            }
        }
    }

    /// `from m import *` may bind any name of the module again.
    fn import_star(&mut self, f: &mut Frame) {
        for symbol in 0..self.names.scope(MODULE).symbols.len() as u32 {
            let symbol = crate::names::SymbolId(symbol);
            let Some(slot) = f.slot(MODULE, symbol) else { return };
            let Some(slot) = f.state.slots.get_mut(slot as usize) else { return };
            if slot.bound == Bound::No {
                continue;
            }
            let v = self.values.join(slot.val.v, UNKNOWN);
            slot.val = Val::plain(v);
            let cell = self.variable(MODULE, symbol);
            self.write(cell, v);
        }
    }
}

/// `from . import name`: by PEP 8 constants are in capitals, so it is a module or a function.
fn names_module(name: &str) -> bool {
    name.chars().any(char::is_lowercase) && !name.starts_with("__")
}

/// By PEP 8, the name of a class.
pub fn names_class(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && name.chars().any(char::is_lowercase) && !name.contains('_')
}

/// Modules whose public names are classes, functions and other objects.
fn holds_objects(module: &str, name: &str) -> bool {
    let objects = matches!(
        module,
        "__future__"
            | "typing"
            | "typing_extensions"
            | "collections"
            | "collections.abc"
            | "abc"
            | "pathlib"
            | "datetime"
            | "dataclasses"
            | "enum"
            | "decimal"
            | "fractions"
            | "functools"
            | "itertools"
            | "contextlib"
            | "operator"
            | "types"
            | "copy"
            | "io"
            | "json"
            | "unittest"
            | "unittest.mock"
            | "concurrent.futures"
            | "statistics"
    );
    let is_constant = name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && name.len() > 1;
    objects && !is_constant && !name.starts_with('_')
}
