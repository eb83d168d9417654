//! Arrows that run through no table: to the next column through the gutter between; to the same column or back
//! through the gutters, and from there below everything in their band. Where objects have numbers, a far one is written
//! instead.

use std::collections::HashMap;

use crate::draw::layout::{APART, GUTTER, Layout, Way, row_middle, way};
use crate::draw::tables::{CAPTION, Look, ROW, Table};

#[derive(Debug)]
pub struct Arrow {
    /// The id of the part that refers.
    pub part: String,
    pub to: usize,
    /// Where the dot is.
    pub from: (i32, i32),
    /// The path as SVG writes it; none where the number of the object stands for it.
    pub path: Option<String>,
}

/// Arrows side by side in one gutter; then they share places.
const MOST_LANES: i32 = 8;

/// A longer way up or down is no help to the eye among many objects.
const FAR: i32 = 360;

pub fn arrows(layout: &Layout) -> Vec<Arrow> {
    let tables = &layout.tables;
    let places: HashMap<usize, &Table> =
        tables.iter().filter_map(|table| Some((table.object?, table))).collect();
    let mut found = Vec::new();
    let mut gutters = vec![0; layout.columns.len()];
    let mut below = vec![0; layout.floors.len()];
    for table in tables {
        let (_, edge) = layout.columns[table.column];
        for (index, row) in table.rows.iter().enumerate() {
            let Look::Arrow(object) = row.look else { continue };
            let Some(target) = places.get(&object).copied() else { continue };
            let from = (table.x + table.width - ROW / 2, row_middle(table, index));
            let head = target.y + CAPTION + ROW / 2;
            let entry = (target.x + target.width, head);
            let way = way(table, target);
            let is_far = way == Way::Around || (head - from.1).abs() > FAR;
            let path = match way {
                _ if layout.numbered && is_far => None,
                Way::Forward => Some(forward(from, edge, (target.x, head))),
                Way::Beside => {
                    let edge = edge_between(tables, table, from.1, head);
                    Some(sideways(from, edge + lane(&mut gutters[table.column]), entry))
                }
                Way::Around => {
                    let turn = edge + lane(&mut gutters[table.column]);
                    below[table.band] += APART;
                    let low = layout.floors[table.band] + below[table.band];
                    let is_on = (target.band, target.column) == (table.band + 1, 1);
                    // On into the next band from the left; back from the right.
                    let before = if is_on { 0 } else { target.column };
                    let back = layout.columns[before].1 + GUTTER / 2 + lane(&mut gutters[before]) / 2;
                    let entry = if is_on { (target.x, head) } else { entry };
                    Some(around(from, turn, low, back, entry))
                }
            };
            found.push(Arrow { part: row.id.clone(), to: object, from, path });
        }
    }
    found
}

/// The right edge of the tables in a table's column at these heights.
fn edge_between(tables: &[Table], beside: &Table, y: i32, other: i32) -> i32 {
    let (high, low) = (y.min(other) - ROW, y.max(other) + ROW);
    let column = tables.iter().filter(|table| table.column == beside.column);
    let there = column.filter(|table| table.y < low && table.y + table.height > high);
    there.map(|table| table.x + table.width).max().unwrap_or_default()
}

/// The next place in a gutter, from its left edge.
fn lane(used: &mut i32) -> i32 {
    let at = *used % MOST_LANES;
    *used += 1;
    16 + at * APART
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

/// Down, along below the band, up or down again and in.
fn around((x, y): (i32, i32), turn: i32, low: i32, back: i32, (tx, ty): (i32, i32)) -> String {
    let side = if tx > back { -1 } else { 1 };
    let tip = tx + 7 * side;
    // Of the way along, and of the last one up or down.
    let (along, down) = (if back > turn { 6 } else { -6 }, if ty > low { 6 } else { -6 });
    format!(
        "M{x} {y}H{}Q{turn} {y} {turn} {}V{}Q{turn} {low} {} {low}H{}Q{back} {low} {back} {}V{}Q{back} {ty} {} {ty}H{tip}",
        turn - 6,
        y + 6,
        low - 6,
        turn + along,
        back - along,
        low + down,
        ty - down,
        back - 6 * side,
    )
}
