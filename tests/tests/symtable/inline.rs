//! PEP 709: from 3.12 on CPython merges the table of a comprehension that is no generator
//! expression into the table around it. This does the same to our tables, step by step as
//! `inline_comprehension` and `analyze_block` of `symtable.c`, and nothing else.

use std::collections::BTreeSet;

use crate::table::{Entry, Table};

type Set = BTreeSet<String>;

/// Merges, and gives the names that the module has only from its comprehensions.
pub fn inline(tables: &mut [Table]) -> Set {
    let own: Set = tables[0].names.keys().cloned().collect();
    merge(tables, 0);
    tables[0].names.keys().filter(|name| !own.contains(*name)).cloned().collect()
}

struct Merged {
    /// The free names of the table and of all inside it.
    free: Set,
    /// Cells that came with inlined comprehensions.
    cells: Set,
}

fn merge(tables: &mut [Table], at: usize) -> Merged {
    let kind = tables[at].kind;
    tables[at].names.retain(|_, entry| !entry.passed);
    let mut merged = Merged { free: Set::new(), cells: Set::new() };
    let mut children = Vec::new();
    let sees_class = kind == "type-parameters" && tables[at].names.contains_key("__classdict__");
    for child in std::mem::take(&mut tables[at].children) {
        let mut inner = merge(tables, child);
        if tables[child].kind == "comprehension" && tables[child].name != "genexpr" && !sees_class {
            take_over(tables, at, child, &mut inner, &mut merged.cells);
            children.append(&mut tables[child].children);
        } else {
            children.push(child);
        }
        merged.free.append(&mut inner.free);
    }
    tables[at].children = children;
    let own_free = tables[at].names.iter().filter(|(_, entry)| entry.is == "free");
    let own_free: Set = own_free.map(|(name, _)| name.clone()).collect();
    match kind {
        "module" => {}
        "class" => {
            merged.free.remove("__class__");
            merged.free.remove("__classdict__");
        }
        _ => {
            for (name, entry) in &mut tables[at].names {
                if matches!(entry.is, "local" | "cell") {
                    let captured = merged.free.remove(name) || merged.cells.contains(name);
                    entry.is = if captured { "cell" } else { "local" };
                }
            }
        }
    }
    for name in &merged.free {
        let passed = Entry { is: "free", bound: false, passed: true };
        tables[at].names.entry(name.clone()).or_insert(passed);
    }
    merged.free.extend(own_free);
    merged
}

fn take_over(tables: &mut [Table], at: usize, child: usize, inner: &mut Merged, cells: &mut Set) {
    let kind = tables[at].kind;
    let names: Vec<_> = tables[child].names.clone().into_iter().filter(|(name, _)| name != ".0").collect();
    for (name, mut entry) in names {
        if entry.is == "cell" || inner.cells.contains(&name) {
            cells.insert(name.clone());
        }
        if let Some(existing) = tables[at].names.get(&name) {
            let children = &tables[child].children;
            let in_child =
                |child: &usize| tables[*child].names.get(&name).is_some_and(|found| found.is == "free");
            if existing.bound && kind != "class" && !children.iter().any(in_child) {
                inner.free.remove(&name);
            }
            continue;
        }
        entry.is = match (kind, entry.is) {
            ("class", "free") if name == "__class__" => {
                inner.free.remove(&name);
                "unresolved"
            }
            ("module", "local" | "cell") => "global",
            ("class", "local" | "cell") => "class",
            (_, is) => is,
        };
        entry.passed = false;
        tables[at].names.insert(name, entry);
    }
}
