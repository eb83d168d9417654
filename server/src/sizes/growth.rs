//! How tables grow.

use crate::options::Python;

/// A list that `count` items were appended to, one by one (`list_resize` in Objects/listobject.c).
pub fn appended(python: Python, count: u64) -> u64 {
    let mut slots = 0;
    while slots < count {
        let needed = slots + 1;
        slots = match python.minor {
            ..=8 => needed + (needed >> 3) + if needed < 9 { 3 } else { 6 },
            _ => (needed + (needed >> 3) + 6) & !3,
        };
    }
    56 + 8 * slots
}

/// `list(range(count))`: made for that many.
pub fn listed(python: Python, count: u64) -> u64 {
    56 + 8 * if python.minor < 10 { count } else { (count + 1) & !1 }
}

/// A set that `count` distinct items were added to, one by one (`set_add_entry` in Objects/setobject.c).
pub fn added(count: u64) -> u64 {
    let mut table = 8;
    for used in 1..=count {
        if used * 5 >= (table - 1) * 3 {
            let least = if used > 50_000 { used * 2 } else { used * 4 };
            table = (least + 1).next_power_of_two().max(8);
        }
    }
    if table == 8 { 216 } else { 216 + 16 * table }
}

/// A set of `count` distinct constants, filled from one frozen set since 3.9 (`set_merge`).
pub fn merged(python: Python, count: u64) -> u64 {
    if python.minor < 9 || count < 3 {
        return added(count);
    }
    if count * 5 < 7 * 3 {
        return 216;
    }
    216 + 16 * (count * 2 + 1).next_power_of_two()
}

/// A dictionary that `count` distinct keys were put into, one by one (`insertion_resize` in Objects/dictobject.c).
pub fn filled(python: Python, count: u64, all_text: bool) -> u64 {
    if count == 0 {
        return 64;
    }
    let mut table: u64 = 8;
    while count > table * 2 / 3 {
        table *= 2;
    }
    let index = match table {
        0..=128 => 1,
        129..=32_768 => 2,
        _ => 4,
    };
    let (head, entry) = match (python.minor, all_text) {
        (..=10, _) => (40, 24),
        (_, true) => (32, 16),
        (_, false) => (32, 24),
    };
    64 + head + table * index + table * 2 / 3 * entry
}
