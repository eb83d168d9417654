//! The heap: what is inside the objects. Contents are joined over the whole run, so they hold at
//! every point of it; names alone are followed point by point.

use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use crate::memory::machine::Machine;
use crate::memory::unit::UnitId;
use crate::memory::value::{BOTTOM, Constant, ConstantId, ObjectId, UNKNOWN, V};

/// A joined value with the units that have read it.
#[derive(Debug, Clone)]
pub struct Cell {
    pub value: V,
    grown: u8,
    readers: SmallVec<[UnitId; 4]>,
}

impl Default for Cell {
    fn default() -> Cell {
        Cell { value: BOTTOM, grown: 0, readers: SmallVec::new() }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CellId(pub u32);

/// A cell that still grows after so many times is unknown: this bounds the run.
const MOST_GROWTH: u8 = 24;

/// Items known by index or key beyond this number are joined.
const MOST_ENTRIES: usize = 32;

/// What is inside a container.
#[derive(Debug, Clone)]
pub struct Contents {
    /// Items at a known index (as an int constant) or key.
    pub entries: Vec<(ConstantId, CellId)>,
    /// Everything else: items without a known place.
    pub rest: CellId,
    /// Keys of a dictionary.
    pub keys: CellId,
    /// Items may have moved (`insert`, `sort`, `pop`): the index of an entry says nothing.
    pub shuffled: bool,
    /// Code outside this file has it.
    pub outside: bool,
}

/// Attributes of the instances of a class and of its relatives in the file.
#[derive(Debug, Default)]
pub struct Fields {
    pub cells: FxHashMap<Box<str>, CellId>,
    /// Set by computed names (`setattr`, `__dict__`): any attribute may be anything.
    pub dynamic: bool,
}

impl Machine<'_> {
    pub fn new_cell(&mut self) -> CellId {
        self.cells.push(Cell::default());
        CellId(self.cells.len() as u32 - 1)
    }

    /// Reads a cell and remembers who did: the reader is traced again when it grows.
    pub fn read(&mut self, cell: CellId, reader: UnitId) -> V {
        let cell = &mut self.cells[cell.0 as usize];
        if !cell.readers.contains(&reader) {
            cell.readers.push(reader);
        }
        cell.value
    }

    pub fn peek(&self, cell: CellId) -> V {
        self.cells[cell.0 as usize].value
    }

    pub fn write(&mut self, at: CellId, value: V) {
        if self.join_cell(at, value) {
            self.touch(at);
        }
    }

    /// Joins a value into a cell; says whether the cell has grown.
    pub fn join_cell(&mut self, at: CellId, value: V) -> bool {
        let old = self.cells[at.0 as usize].value;
        let mut joined = self.values.join(old, value);
        if joined == old {
            return false;
        }
        let cell = &mut self.cells[at.0 as usize];
        cell.grown = cell.grown.saturating_add(1);
        if cell.grown > MOST_GROWTH {
            if old == UNKNOWN {
                return false;
            }
            joined = UNKNOWN;
        }
        cell.value = joined;
        true
    }

    /// Who has read the cell has to look again.
    pub fn touch(&mut self, cell: CellId) {
        let readers = std::mem::take(&mut self.cells[cell.0 as usize].readers);
        for reader in readers {
            self.mark_dirty(reader);
        }
    }

    pub fn contents(&mut self, object: ObjectId) -> &mut Contents {
        &mut self.contents[object.0 as usize]
    }

    /// Puts a value at a known place.
    pub fn put_entry(&mut self, object: ObjectId, key: ConstantId, value: V) {
        let key = self.equal_key(key);
        let contents = self.contents(object);
        let (rest, outside) = (contents.rest, contents.outside);
        let known = contents.entries.iter().find(|(at, _)| *at == key).map(|(_, cell)| *cell);
        let cell = match known {
            Some(cell) => cell,
            None if contents.entries.len() >= MOST_ENTRIES => rest,
            None => {
                let cell = self.new_cell();
                self.contents(object).entries.push((key, cell));
                cell
            }
        };
        self.write(cell, value);
        if outside {
            self.taint(value);
        }
    }

    /// Puts a value at an unknown place.
    pub fn put(&mut self, object: ObjectId, value: V) {
        let (rest, outside) = {
            let contents = self.contents(object);
            (contents.rest, contents.outside)
        };
        self.write(rest, value);
        if outside {
            self.taint(value);
        }
    }

    pub fn put_key(&mut self, object: ObjectId, key: V) {
        let keys = self.contents(object).keys;
        let key = self.values.without_constants(key);
        self.write(keys, key);
    }

    /// Marks that items of a list may have moved.
    pub fn shuffle(&mut self, object: ObjectId) {
        let contents = self.contents(object);
        if contents.shuffled {
            return;
        }
        contents.shuffled = true;
        if contents.entries.is_empty() {
            return;
        }
        // Readers by index have to look again: what they read joins the rest.
        let (rest, cells) =
            (contents.rest, contents.entries.iter().map(|(_, cell)| *cell).collect::<Vec<_>>());
        for cell in cells {
            let value = self.peek(cell);
            self.write(rest, value);
        }
        self.touch(rest);
    }

    /// `1`, `True` and `1.0` are one key.
    fn equal_key(&mut self, key: ConstantId) -> ConstantId {
        let number = match &self.facts.constants[key.0 as usize] {
            Constant::Bool(value) => i64::from(*value),
            Constant::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => *value as i64,
            _ => return key,
        };
        let number = self.constant(Constant::Int(number));
        self.constant_id(number).unwrap_or(key)
    }

    /// The item at a known place.
    pub fn get_entry(&mut self, object: ObjectId, key: ConstantId, reader: UnitId) -> V {
        let key = self.equal_key(key);
        let contents = self.contents(object);
        if contents.shuffled {
            return self.get_any(object, reader);
        }
        let (rest, cell) =
            (contents.rest, contents.entries.iter().find(|(at, _)| *at == key).map(|(_, cell)| *cell));
        let other = self.read(rest, reader);
        match cell {
            Some(cell) => {
                let value = self.read(cell, reader);
                self.values.join(value, other)
            }
            None => other,
        }
    }

    /// Any item.
    pub fn get_any(&mut self, object: ObjectId, reader: UnitId) -> V {
        let contents = self.contents(object);
        let (rest, cells) = (
            contents.rest,
            contents.entries.iter().map(|(_, cell)| *cell).collect::<SmallVec<[CellId; 8]>>(),
        );
        let mut value = self.read(rest, reader);
        for cell in cells {
            let item = self.read(cell, reader);
            value = self.values.join(value, item);
        }
        value
    }

    pub fn get_keys(&mut self, object: ObjectId, reader: UnitId) -> V {
        let keys = self.contents(object).keys;
        self.read(keys, reader)
    }

    /// The value is in the hands of code outside this file: containers reached from it may be
    /// changed, functions may be called with anything.
    pub fn taint(&mut self, value: V) {
        let objects: SmallVec<[ObjectId; 4]> = self.objects_of(value);
        for object in objects {
            if self.facts.objects[object.0 as usize].definition.is_some() {
                self.taint_definition(object);
                continue;
            }
            let contents = self.contents(object);
            if contents.outside {
                continue;
            }
            contents.outside = true;
            let (rest, keys) = (contents.rest, contents.keys);
            let cells: SmallVec<[CellId; 8]> = contents.entries.iter().map(|(_, cell)| *cell).collect();
            for cell in cells.into_iter().chain([rest, keys]) {
                let inside = self.peek(cell);
                self.taint(inside);
                if self.is_mutable(object) {
                    self.write(cell, UNKNOWN);
                }
            }
        }
    }
}
