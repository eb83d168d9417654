//! Where the tables stand: a column for each layer, in each the order in which arrows come in, each as high as the
//! first row that leads to it where there is room.

use crate::draw::tables::{CAPTION, Look, ROW, Table};

pub const MARGIN: i32 = 24;
/// Between columns: the arrows' room.
pub const GUTTER: i32 = 84;
const GAP: i32 = 16;

/// Gives every table its place.
pub fn place(layers: &mut [Vec<Table>]) {
    let mut x = MARGIN;
    for at in 0..layers.len() {
        let (before, rest) = layers.split_at_mut(at);
        let Some(layer) = rest.first_mut() else { continue };
        let mut y = MARGIN;
        for table in layer.iter_mut() {
            let wanted = before.last().and_then(|layer| first_row(layer, table.object));
            table.x = x;
            table.y = y.max(wanted.map_or(y, |row| row - CAPTION - ROW / 2));
            y = table.y + table.height + GAP;
        }
        let width = layer.iter().map(|table| table.width).max().unwrap_or_default();
        if at == 0 {
            layer.iter_mut().for_each(|table| table.width = width);
        }
        x += width + GUTTER;
    }
}

/// The height of the first row that leads to an object.
fn first_row(layer: &[Table], object: Option<usize>) -> Option<i32> {
    let object = object?;
    layer.iter().find_map(|table| {
        let is_it = |look: &Look| matches!(look, Look::Arrow(to) if *to == object);
        let row = table.rows.iter().position(|row| is_it(&row.look))?;
        Some(row_middle(table, row))
    })
}

/// The middle of a row of a table that is not wide.
pub fn row_middle(table: &Table, row: usize) -> i32 {
    table.y + CAPTION + ROW * row as i32 + ROW / 2
}

/// The right edge of a column.
pub fn right_edge(layer: &[Table]) -> i32 {
    layer.iter().map(|table| table.x + table.width).max().unwrap_or_default()
}

/// The lowest edge of all.
pub fn bottom(layers: &[Vec<Table>]) -> i32 {
    layers.iter().flatten().map(|table| table.y + table.height).max().unwrap_or_default()
}
