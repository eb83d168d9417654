//! Arrows that run through no table: to the next column through the gutter between; to the same column or back
//! through the gutters and, over more than one column, below everything.

use std::collections::HashMap;

use crate::draw::layout::{GUTTER, bottom, right_edge, row_middle};
use crate::draw::tables::{CAPTION, Look, ROW, Table};

#[derive(Debug)]
pub struct Arrow {
    /// The id of the part that refers.
    pub part: String,
    pub to: usize,
    /// Where the dot is.
    pub from: (i32, i32),
    /// The path as SVG writes it.
    pub path: String,
    pub length_below: i32,
}

/// Between arrows that run side by side.
const APART: i32 = 6;

pub fn arrows(layers: &[Vec<Table>]) -> Vec<Arrow> {
    let mut places: HashMap<usize, (usize, &Table)> = HashMap::new();
    for (at, layer) in layers.iter().enumerate() {
        places.extend(layer.iter().filter_map(|table| Some((table.object?, (at, table)))));
    }
    let floor = bottom(layers) + 14;
    let mut found = Vec::new();
    let mut below = 0;
    let mut lanes = vec![0; layers.len()];
    for (at, layer) in layers.iter().enumerate() {
        let edge = right_edge(layer);
        for table in layer {
            for (index, row) in table.rows.iter().enumerate() {
                let Look::Arrow(object) = row.look else { continue };
                let Some((to, target)) = places.get(&object).copied() else { continue };
                let from = (table.x + table.width - ROW / 2, row_middle(table, index));
                let head = target.y + CAPTION + ROW / 2;
                let lane = lanes[at];
                let mut length_below = 0;
                let path = if to == at + 1 {
                    forward(from, edge, (target.x, head))
                } else {
                    lanes[at] = (lane + 1) % 8;
                    let turn = edge + 16 + lane * APART;
                    let entry = (target.x + target.width, head);
                    if to == at {
                        let edge = edge_between(layer, from.1, head);
                        sideways(from, edge + 16 + lane * APART, entry)
                    } else {
                        below += 1;
                        length_below = below * APART;
                        let back = right_edge(&layers[to]) + GUTTER / 2 + lane * APART;
                        around(from, turn, floor + length_below, back, entry)
                    }
                };
                found.push(Arrow { part: row.id.clone(), to: object, from, path, length_below });
            }
        }
    }
    found
}

/// The right edge of the tables at these heights.
fn edge_between(layer: &[Table], y: i32, other: i32) -> i32 {
    let (high, low) = (y.min(other) - ROW, y.max(other) + ROW);
    let there = layer.iter().filter(|table| table.y < low && table.y + table.height > high);
    there.map(|table| table.x + table.width).max().unwrap_or_default()
}

/// A curve in the gutter.
fn forward((x, y): (i32, i32), edge: i32, (tx, ty): (i32, i32)) -> String {
    let tip = tx - 7;
    let bend = (tip - edge) / 2;
    format!("M{x} {y}H{edge}C{} {y} {} {ty} {tip} {ty}", edge + bend, tip - bend)
}

/// Out on the right and in again on the right.
fn sideways((x, y): (i32, i32), turn: i32, (tx, ty): (i32, i32)) -> String {
    let tip = tx + 7;
    let ty = if (ty - y).abs() < 12 { y + 12 } else { ty };
    let r = if ty > y { 6 } else { -6 };
    format!(
        "M{x} {y}H{}Q{turn} {y} {turn} {}V{}Q{turn} {ty} {} {ty}H{tip}",
        turn - 6,
        y + r,
        ty - r,
        turn - 6
    )
}

/// Down, back below everything, up again and in on the right.
fn around((x, y): (i32, i32), turn: i32, low: i32, back: i32, (tx, ty): (i32, i32)) -> String {
    let tip = tx + 7;
    format!(
        "M{x} {y}H{}Q{turn} {y} {turn} {}V{}Q{turn} {low} {} {low}H{}Q{back} {low} {back} {}V{}Q{back} {ty} {} {ty}H{tip}",
        turn - 6,
        y + 6,
        low - 6,
        turn - 6,
        back + 6,
        low - 6,
        ty + 6,
        back - 6,
    )
}
