//! CPython's model: every value is an object, a slot always refers to one.
//!
//! `None`, `True`, `False` and the ints from −5 to 256 are one object each in every version; of other equal
//! values nothing is claimed.

use std::collections::HashMap;

use crate::ide::picture::{Cell, Object, Picture, Shape};

pub(super) fn box_values(picture: &mut Picture) {
    let mut values = Values { first: picture.objects.len(), made: Vec::new(), shared: HashMap::new() };
    for slot in picture.frames.iter_mut().flat_map(|frame| &mut frame.slots) {
        values.take(&mut slot.cell);
    }
    for object in &mut picture.objects {
        match &mut object.shape {
            Shape::Items { cells, .. } | Shape::Members { cells, .. } => {
                cells.iter_mut().for_each(|item| values.take(&mut item.cell))
            }
            Shape::Pairs { cells, .. } => cells.iter_mut().for_each(|pair| values.take(&mut pair.cell)),
            Shape::Attributes { slots }
            | Shape::Class { slots, .. }
            | Shape::Function { captured: slots } => {
                slots.iter_mut().for_each(|slot| values.take(&mut slot.cell))
            }
            Shape::Closed | Shape::Value { .. } => {}
        }
    }
    values.find_twins();
    picture.objects.extend(values.made);
}

struct Values {
    first: usize,
    made: Vec<Object>,
    shared: HashMap<String, usize>,
}

impl Values {
    /// Puts the value of a cell into an object.
    fn take(&mut self, cell: &mut Cell) {
        let Cell::Value { type_, value } = cell else { return };
        let (type_, value) = (std::mem::take(type_), value.take());
        let known = value.clone().filter(|value| is_one_object(&type_, value));
        if let Some(object) = known.as_ref().and_then(|value| self.shared.get(value)) {
            *cell = Cell::Reference { object: *object };
            return;
        }
        let id = self.first + self.made.len();
        if let Some(value) = known {
            self.shared.insert(value, id);
        }
        let shape = Shape::Value { value };
        let (type_, may_be) = (Some(type_), Vec::new());
        self.made.push(Object { id, type_, name: None, line: None, shape, may_be, span: None });
        *cell = Cell::Reference { object: id };
    }

    /// Values that are equal, or may be, may be one object.
    fn find_twins(&mut self) {
        for a in 0..self.made.len() {
            for b in 0..self.made.len() {
                if a != b && may_be_one(&self.made[a], &self.made[b]) {
                    let twin = self.made[b].id;
                    self.made[a].may_be.push(twin);
                }
            }
        }
    }
}

fn may_be_one(a: &Object, b: &Object) -> bool {
    let (Shape::Value { value: x }, Shape::Value { value: y }) = (&a.shape, &b.shape) else { return false };
    a.type_ == b.type_ && (x == y || x.is_none() || y.is_none())
}

fn is_one_object(type_: &str, value: &str) -> bool {
    match type_ {
        "bool" | "NoneType" => true,
        "int" => value.parse().is_ok_and(|value: i64| (-5..=256).contains(&value)),
        _ => false,
    }
}
