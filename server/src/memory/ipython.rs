//! What IPython adds to the run of a module: its commands, and `Out`.
//!
//! Commands of which it is known that they leave names and objects alone never get here: see `syntax/ipython.rs`.

use rustpython_ast::{IpyEscapeKind, StmtExpr};

use crate::memory::facts::EscapeTo;
use crate::memory::frame::{Bound, Frame, Slot, Val};
use crate::memory::machine::Machine;
use crate::memory::value::UNKNOWN;
use crate::names::{MODULE, SymbolId};

impl<'a> Machine<'a> {
    /// A command of which nothing is known: it can bind every name anew and change every object.
    pub fn exec_command(&mut self, f: &mut Frame) {
        self.forget_all(f);
        if f.scope() != MODULE {
            return;
        }
        for index in 0..f.state.slots.len() {
            let before = f.state.slots[index];
            self.taint(before.val.v);
            let bound = if before.bound == Bound::Yes { Bound::Yes } else { Bound::Maybe };
            let after = Slot { val: Val::plain(UNKNOWN), bound };
            f.state.slots[index] = after;
            if let Some(binds) = f.tries.last_mut() {
                binds.push((index as u32, after));
            }
            self.write(self.variable(MODULE, SymbolId(index as u32)), UNKNOWN);
        }
    }

    /// What a command behind `=` gives; only magics do more.
    pub fn command_value(&mut self, f: &mut Frame, kind: IpyEscapeKind) -> Val {
        if kind == IpyEscapeKind::Magic {
            self.exec_command(f);
        }
        Val::plain(UNKNOWN)
    }

    /// The expression at the end of a cell: `Out` keeps its value.
    pub fn show(&mut self, f: &mut Frame, statement: &StmtExpr, val: Val) {
        let Some(tree) = self.tree.filter(|tree| !tree.shown.is_empty()) else { return };
        let span = f.shift.span(statement);
        if f.scope() != MODULE || tree.shown.binary_search(&span.start).is_err() {
            return;
        }
        self.escape(f, val.v, EscapeTo::Global, span, "Out");
        let names = self.names.scopes.iter().flat_map(|scope| &scope.symbols);
        if names.map(|symbol| &*symbol.name).any(is_history) {
            self.taint(val.v);
        }
    }
}

/// A name by which code gets at what was shown: `Out`, `_`, `__`, `_12`.
fn is_history(name: &str) -> bool {
    let rest = name.trim_start_matches('_');
    name == "Out"
        || name == "_oh"
        || rest.len() < name.len() && rest.bytes().all(|byte| byte.is_ascii_digit())
}
