//! `sys.getsizeof` of objects right after creation, in bytes, by CPython version (64-bit builds).
//!
//! Measured on 3.8 to 3.13; `tests/tests/sizes.rs` measures again. How an object is made decides its
//! size: a list of three or more constants is filled from a constant tuple and over-allocates, one
//! with a variable in it does not. What no rule covers has no size.

use rustpython_ast::{Expr, ExprDict, UnaryOp};

use crate::memory::facts::Size;
use crate::memory::machine::Machine;
use crate::memory::types;
use crate::memory::value::{ObjectId, Type};
use crate::options::Python;

/// Longer displays are built in parts, by appending.
const LONGEST_DISPLAY: usize = 30;

/// Longer dictionary displays are built in parts, by updating.
const LONGEST_DICT: usize = 15;

/// How the compiler sees an item of a display.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Constant,
    Computed,
    /// Depends on what the compiler folds.
    Unsure,
}

impl<'a> Machine<'a> {
    fn set_size(&mut self, object: ObjectId, bytes: Option<u64>) {
        let size = bytes.map(|bytes| Size { bytes, exact: true });
        self.facts.objects[object.0 as usize].size = size;
    }

    /// A list, tuple or set display.
    pub fn size_display(&mut self, object: ObjectId, elts: &'a [Expr]) {
        if elts.iter().any(Expr::is_starred_expr) {
            return;
        }
        let bytes = match self.facts.objects[object.0 as usize].type_ {
            types::LIST => list_display(self.python, elts),
            types::TUPLE => Some(40 + 8 * elts.len() as u64),
            types::SET => (elts.len() < 5).then_some(216),
            _ => None,
        };
        self.set_size(object, bytes);
    }

    pub fn size_dict(&mut self, object: ObjectId, display: &'a ExprDict) {
        let items = &display.items;
        let is_text = |key: &Option<Expr>| matches!(key, Some(Expr::StringLiteral(_)));
        let all_text = items.iter().all(|item| is_text(&item.key));
        // Equal keys would make fewer entries; other keys than text may be equal unseen.
        let is_plain =
            all_text || items.len() == 1 && items[0].key.as_ref().is_some_and(Expr::is_number_literal_expr);
        if !is_plain || items.len() > LONGEST_DICT {
            return;
        }
        let bytes = dict(self.python, items.len() as u64, all_text);
        self.set_size(object, Some(bytes));
    }

    /// An object that a builtin class makes from nothing: `list()`, `dict()`.
    pub fn size_empty(&mut self, object: ObjectId, type_: Type) {
        let bytes = match type_ {
            types::LIST => Some(56),
            types::SET | types::FROZENSET => Some(216),
            types::TUPLE => Some(40),
            types::DICT if self.python.minor < 10 => Some(232),
            types::DICT => Some(64),
            _ => None,
        };
        self.set_size(object, bytes);
    }

    pub fn size_range(&mut self, object: ObjectId) {
        self.set_size(object, Some(48));
    }

    pub fn size_function(&mut self, object: ObjectId) {
        let bytes = match self.python.minor {
            ..=9 => 136,
            10 => 144,
            11 => 152,
            _ => 160,
        };
        self.set_size(object, Some(bytes));
    }

    /// An instance of a plain class of this file; its `__dict__` is counted apart, as by `getsizeof`.
    pub fn size_instance(&mut self, object: ObjectId, class: usize) {
        let is_plain = self.mro(class).iter().all(|class| {
            let class = &self.classes[*class];
            let scope = self.names.scope(class.scope);
            let sets_size = ["__slots__", "__sizeof__", "__new__"];
            let is_usual = sets_size.iter().all(|name| scope.symbol(name).is_none());
            is_usual && !class.open && !class.is_enum && !class.has_builtin_base
        });
        let bytes = if self.python.minor == 11 { 56 } else { 48 };
        self.set_size(object, is_plain.then_some(bytes));
    }
}

fn list_display(python: Python, elts: &[Expr]) -> Option<u64> {
    let count = elts.len() as u64;
    let items: Vec<Item> = elts.iter().take(LONGEST_DISPLAY + 1).map(item).collect();
    let exact = 56 + 8 * count;
    if count < 3 {
        return Some(exact);
    }
    if items.contains(&Item::Computed) {
        return (elts.len() <= LONGEST_DISPLAY).then_some(exact);
    }
    if items.contains(&Item::Unsure) || !elts.iter().all(|elt| item(elt) == Item::Constant) {
        return None;
    }
    // Filled from a constant tuple (`list_extend` in Objects/listobject.c).
    let slots = match python.minor {
        ..=8 => count,
        9 => {
            let grown = (count + (count >> 3) + 6) & !3;
            if count > grown - count { (count + 3) & !3 } else { grown }
        }
        _ => (count + 1) & !1,
    };
    Some(56 + 8 * slots)
}

fn item(expression: &Expr) -> Item {
    match expression {
        Expr::StringLiteral(_) | Expr::BytesLiteral(_) | Expr::NumberLiteral(_) => Item::Constant,
        Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::EllipsisLiteral(_) => Item::Constant,
        Expr::UnaryOp(e) if e.op == UnaryOp::USub && e.operand.is_number_literal_expr() => Item::Constant,
        Expr::Tuple(e) => match e.elts.iter().map(item).collect::<Vec<Item>>() {
            items if items.contains(&Item::Unsure) => Item::Unsure,
            items if items.contains(&Item::Computed) => Item::Computed,
            _ => Item::Constant,
        },
        Expr::UnaryOp(_) | Expr::BinOp(_) | Expr::BoolOp(_) | Expr::Compare(_) | Expr::If(_) => Item::Unsure,
        Expr::FString(_) | Expr::Subscript(_) | Expr::Named(_) | Expr::Starred(_) => Item::Unsure,
        Expr::Name(name) if name.id.as_str() == "__debug__" => Item::Unsure,
        _ => Item::Computed,
    }
}

/// A dictionary with `count` entries, made for that many (`Objects/dictobject.c`).
fn dict(python: Python, count: u64, all_text: bool) -> u64 {
    if count == 0 {
        return 64;
    }
    let table = (count * 3).div_ceil(2).next_power_of_two().max(8);
    let table = if count <= 5 { 8 } else { table };
    let usable = table * 2 / 3;
    match (python.minor, all_text) {
        (..=10, _) => 64 + 40 + table + usable * 24,
        (_, true) => 64 + 32 + table + usable * 16,
        (_, false) => 64 + 32 + table + usable * 24,
    }
}
