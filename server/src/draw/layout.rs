//! Where the tables stand: frames in a column on the left, objects in columns by their distance from the frames, in each the
//! order in which arrows come in, each as high as the first row that leads to it where there is room. A chain of more columns
//! than fit goes on in a band below, in the same columns; a column that grows too high goes on in the next one.

use crate::draw::tables::{CAPTION, Look, ROW, Table};

pub const MARGIN: i32 = 24;
/// Between columns: the arrows' room.
pub const GUTTER: i32 = 84;
const GAP: i32 = 16;

/// Columns of objects side by side.
const MOST_COLUMNS: usize = 8;

/// Height of a column, where objects have numbers.
const TALLEST: i32 = 1500;

/// Between arrows that run side by side.
pub const APART: i32 = 6;

#[derive(Debug)]
pub struct Layout {
    pub tables: Vec<Table>,
    /// Left and right edge of each column.
    pub columns: Vec<(i32, i32)>,
    /// Under each band, where arrows run below everything in it.
    pub floors: Vec<i32>,
    pub numbered: bool,
    pub bottom: i32,
}

/// How an arrow runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Through the gutter to the next column.
    Forward,
    /// Out and in again on the right of one column.
    Beside,
    /// Below the band of its start.
    Around,
}

/// Which way leads from a table to another, by their columns and bands.
pub fn way(from: &Table, to: &Table) -> Way {
    match to.band == from.band {
        true if to.column == from.column + 1 => Way::Forward,
        true if to.column == from.column => Way::Beside,
        _ => Way::Around,
    }
}

/// Gives every table its place; `numbered`: the objects have numbers, so an arrow need not be drawn.
pub fn place(layers: Vec<Vec<Table>>, numbered: bool) -> Layout {
    let mut stacks = stacks(layers, numbered);
    for (number, stack) in stacks.iter_mut().enumerate() {
        for table in stack {
            // The frames come first, in a column of their own.
            table.column = number.checked_sub(1).map_or(0, |at| at % MOST_COLUMNS + 1);
            table.band = number.saturating_sub(1) / MOST_COLUMNS;
        }
    }
    let bands = stacks.len().saturating_sub(2) / MOST_COLUMNS + 1;
    let lanes = if numbered { vec![0; bands] } else { lanes(&stacks, bands) };
    let mut floors = Vec::new();
    let mut top = MARGIN;
    let mut bottom = 0;
    for (band, lanes) in lanes.iter().enumerate() {
        let first = if band == 0 { 0 } else { 1 + band * MOST_COLUMNS };
        let last = (1 + (band + 1) * MOST_COLUMNS).min(stacks.len());
        for number in first..last {
            let (before, rest) = stacks.split_at_mut(number);
            let before = before.last().map_or(&[][..], Vec::as_slice);
            if let Some(stack) = rest.first_mut() {
                stand(stack, before, top);
            }
        }
        for number in (first.max(1)..last.saturating_sub(1)).rev() {
            let (before, rest) = stacks.split_at_mut(number + 1);
            if let (Some(stack), Some(next)) = (before.last_mut(), rest.first()) {
                lower(stack, next);
            }
        }
        let tables = stacks.iter().skip(first.max(1)).take(last.saturating_sub(first.max(1))).flatten();
        let floor = tables.map(|table| table.y + table.height).max().unwrap_or(top);
        floors.push(floor + 14);
        top = floor + 2 * GAP + 14 + lanes * APART;
        bottom = bottom.max(floor + if *lanes > 0 { 14 + lanes * APART } else { 0 });
    }
    let columns = columns(&mut stacks);
    let tables: Vec<Table> = stacks.into_iter().flatten().collect();
    let frames = tables.iter().map(|table| table.y + table.height).max().unwrap_or_default();
    Layout { tables, columns, floors, numbered, bottom: bottom.max(frames) }
}

/// A stack of tables for each column.
fn stacks(layers: Vec<Vec<Table>>, numbered: bool) -> Vec<Vec<Table>> {
    let mut stacks = Vec::new();
    for (depth, layer) in layers.into_iter().enumerate() {
        let mut stack: Vec<Table> = Vec::new();
        let mut height = 0;
        for table in layer {
            height += table.height + GAP;
            if numbered && depth > 0 && height > TALLEST && !stack.is_empty() {
                stacks.push(std::mem::take(&mut stack));
                height = table.height + GAP;
            }
            stack.push(table);
        }
        stacks.push(stack);
    }
    stacks
}

/// How many arrows run below each band.
fn lanes(stacks: &[Vec<Table>], bands: usize) -> Vec<i32> {
    let mut lanes = vec![0; bands];
    for from in stacks.iter().flatten() {
        for row in &from.rows {
            let Look::Arrow(object) = row.look else { continue };
            let target = stacks.iter().flatten().find(|table| table.object == Some(object));
            if target.is_some_and(|to| way(from, to) == Way::Around) {
                lanes[from.band] += 1;
            }
        }
    }
    lanes
}

/// One below the other, each at the row that leads to it where there is room.
fn stand(stack: &mut [Table], before: &[Table], top: i32) {
    let mut y = top;
    for table in stack {
        let wanted = first_row(before, table.object).map_or(y, |row| row - CAPTION - ROW / 2);
        table.y = y.max(wanted);
        y = table.y + table.height + GAP;
    }
}

/// Moves tables down to what their first arrow leads to, as far as there is room: the arrow becomes straight.
fn lower(stack: &mut [Table], next: &[Table]) {
    let mut limit = i32::MAX;
    for table in stack.iter_mut().rev() {
        let arrow = table.rows.iter().enumerate().find_map(|(at, row)| match row.look {
            Look::Arrow(object) => Some((at, object)),
            _ => None,
        });
        if let Some((at, object)) = arrow
            && let Some(target) = next.iter().find(|other| other.object == Some(object))
        {
            let wanted = target.y - ROW * at as i32;
            let room = limit.saturating_sub(table.height + GAP);
            table.y = table.y.max(wanted.min(room));
        }
        limit = table.y;
    }
}

/// Left and right edges; the frames are all as wide as the widest.
fn columns(stacks: &mut [Vec<Table>]) -> Vec<(i32, i32)> {
    let count = stacks.iter().flatten().map(|table| table.column + 1).max().unwrap_or_default();
    let mut widths = vec![0; count];
    for table in stacks.iter().flatten() {
        widths[table.column] = widths[table.column].max(table.width);
    }
    let mut x = MARGIN;
    let mut columns = Vec::new();
    for width in widths {
        columns.push((x, x + width));
        x += width + GUTTER;
    }
    for table in stacks.iter_mut().flatten() {
        let (left, right) = columns[table.column];
        table.x = left;
        if table.column == 0 {
            table.width = right - left;
        }
    }
    columns
}

/// The height of the first row that leads to an object.
fn first_row(stack: &[Table], object: Option<usize>) -> Option<i32> {
    let object = object?;
    stack.iter().find_map(|table| {
        let is_it = |look: &Look| matches!(look, Look::Arrow(to) if *to == object);
        let row = table.rows.iter().position(|row| is_it(&row.look))?;
        Some(row_middle(table, row))
    })
}

/// The middle of a row of a table that is not wide.
pub fn row_middle(table: &Table, row: usize) -> i32 {
    table.y + CAPTION + ROW * row as i32 + ROW / 2
}
