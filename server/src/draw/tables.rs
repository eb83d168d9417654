//! What is drawn of each frame and object: a table of labels and cells, with its size. Lengths are in pixels.

use crate::draw::words;
use crate::ide::picture::panel::{frame_id, object_id};
use crate::ide::picture::{At, Cell, Object, Picture, Shape, Slot};

pub const ROW: i32 = 26;
pub const CAPTION: i32 = 20;
const LETTER: i32 = 8;
const SMALL_LETTER: i32 = 7;
const PAD: i32 = 20;

/// Letters in a line of methods' names, and lines of them.
const WIDEST_NOTE: i32 = 30;
const MOST_NOTES: usize = 3;

/// Longer texts are cut; the whole is in the tooltip.
const LONGEST: usize = 32;

/// A frame, or an object with its number.
#[derive(Debug)]
pub struct Table {
    /// As `ide::picture::panel` gives it.
    pub id: String,
    pub object: Option<usize>,
    pub caption: String,
    /// More about it, as a tooltip.
    pub note: Option<String>,
    /// It need not be an object of its own.
    pub doubtful: bool,
    /// Labels above the cells rather than before them.
    pub is_wide: bool,
    pub rows: Vec<Row>,
    /// Width of the labels, where they are before the cells.
    pub labels: i32,
    /// Of a set: the labels are no indices.
    pub is_unordered: bool,
    pub column: usize,
    pub band: usize,
    pub x: i32,
    pub y: i32,
    pub width: i32,
    pub height: i32,
}

#[derive(Debug)]
pub struct Row {
    /// Empty where the row is no part of the picture of its own.
    pub id: String,
    pub label: String,
    pub maybe: bool,
    /// By the last step.
    pub changed: bool,
    pub look: Look,
    /// Of the cell, in a wide table.
    pub width: i32,
}

#[derive(Debug)]
pub enum Look {
    Text(String),
    /// Nothing definite.
    Faint {
        text: String,
        note: &'static str,
    },
    /// A remark across the table.
    Note(String),
    /// A reference to the object of this number.
    Arrow(usize),
}

impl Row {
    fn new(label: String, look: Look) -> Row {
        Row { id: String::new(), label, maybe: false, changed: false, look, width: 0 }
    }
}

/// Objects from which on they have numbers, which stand for far arrows.
const MOST_UNNUMBERED: usize = 40;

pub fn is_numbered(picture: &Picture) -> bool {
    picture.objects.len() > MOST_UNNUMBERED
}

/// Room for the numbers that may stand for arrows.
fn widen(table: &mut Table) {
    const NUMBER: i32 = 7 * LETTER + PAD;
    let widest = |table: &Table| table.rows.iter().map(|row| row.width).max().unwrap_or_default();
    let before = widest(table);
    for row in table.rows.iter_mut().filter(|row| matches!(row.look, Look::Arrow(_))) {
        row.width = row.width.max(NUMBER);
    }
    table.width += widest(table) - before;
}

/// Tables by their distance from the frames, which are layer 0: an arrow leads at most one layer on.
pub fn layers(picture: &Picture) -> Vec<Vec<Table>> {
    let mut layers = vec![frames(picture)];
    let mut seen = vec![false; picture.objects.len()];
    while let Some(last) = layers.last() {
        let mut next = Vec::new();
        for row in last.iter().flat_map(|table| &table.rows) {
            if let Look::Arrow(object) = row.look
                && let Some(found) = picture.objects.get(object)
                && !std::mem::replace(&mut seen[object], true)
            {
                next.push(object_table(picture, found));
            }
        }
        if next.is_empty() {
            break;
        }
        layers.push(next);
    }
    if is_numbered(picture) {
        layers.iter_mut().flatten().for_each(widen);
    }
    layers
}

fn frames(picture: &Picture) -> Vec<Table> {
    if picture.when == At::Unreached {
        let text = "Nothing is known to get here.".to_owned();
        let row = Row::new(String::new(), Look::Text(text));
        return vec![table(frame_id(0), None, format!("Line {}", picture.line), vec![row], false)];
    }
    let mut tables = Vec::new();
    let last = picture.frames.len().saturating_sub(1);
    for (number, frame) in picture.frames.iter().enumerate() {
        if frame.left_out > 0 {
            let row = faint(&format!("… {} more calls …", frame.left_out), "frames that are left out");
            tables.push(table(String::new(), None, String::new(), vec![row], false));
        }
        let mut rows: Vec<Row> = frame.slots.iter().map(slot).collect();
        if frame.other_names {
            rows.push(faint("…", "other names are possible"));
        }
        if rows.is_empty() {
            rows.push(faint("no names yet", "nothing is bound"));
        }
        let id = frame_id(number);
        if frame.kind != "function" {
            tables.push(table(id, None, frame.name.clone(), rows, false));
            continue;
        }
        let count = picture.run.as_ref().filter(|_| number == last).and_then(|run| run.call);
        let calls = words::calls(picture, frame, count);
        let mut table = table(id, None, format!("{} · {calls}", frame.name), rows, false);
        table.note = Some(calls);
        tables.push(table);
    }
    tables
}

fn slot(slot: &Slot) -> Row {
    Row { maybe: slot.maybe, changed: slot.changed, ..Row::new(slot.name.clone(), look(&slot.cell)) }
}

fn look(cell: &Cell) -> Look {
    match cell {
        Cell::Value { value: Some(value), .. } => Look::Text(value.clone()),
        Cell::Value { type_, value: None } => {
            Look::Faint { text: format!("{type_} ?"), note: "not the same each time" }
        }
        Cell::Reference { object } => Look::Arrow(*object),
        Cell::OneOf { types } => {
            Look::Faint { text: format!("{} ?", types.join(" or ")), note: "as far as known" }
        }
        Cell::Unknown => Look::Faint { text: "?".into(), note: "not known" },
    }
}

fn faint(text: &str, note: &'static str) -> Row {
    Row { maybe: true, ..Row::new(String::new(), Look::Faint { text: text.into(), note }) }
}

fn object_table(picture: &Picture, object: &Object) -> Table {
    let type_ = object.type_.as_deref().unwrap_or("object");
    let mut caption = type_.to_owned();
    let mut is_wide = false;
    let mut rows = Vec::new();
    match &object.shape {
        Shape::Closed => match (&object.name, type_) {
            (Some(name), _) => {
                caption = if type_ == "type" { "class".into() } else { type_.to_owned() };
                let look = Look::Text(name.clone());
                rows.push(Row::new(String::new(), look));
            }
            (None, _) => rows.push(faint("…", "what is inside is not followed")),
        },
        Shape::Value { value } => {
            let look = match value {
                Some(value) => Look::Text(value.clone()),
                None => Look::Faint { text: "?".into(), note: "not the same each time" },
            };
            rows.push(Row::new(String::new(), look));
        }
        Shape::Items { cells, length, types } => {
            let items = cells.iter();
            rows.extend(items.map(|item| {
                let row = Row::new(item.index.to_string(), look(&item.cell));
                Row { changed: item.changed, ..row }
            }));
            is_wide = !rows.is_empty() && !rows.iter().any(|row| matches!(row.look, Look::Arrow(_)));
            rows.extend(others(*length, cells.len(), types));
        }
        Shape::Members { cells, length } => {
            let items = cells.iter();
            rows.extend(items.map(|item| Row::new(item.index.to_string(), look(&item.cell))));
            is_wide = !rows.is_empty() && !rows.iter().any(|row| matches!(row.look, Look::Arrow(_)));
            rows.extend(others(Some(*length), cells.len(), &[]));
        }
        Shape::Pairs { cells, length } => {
            let pairs = cells.iter();
            rows.extend(pairs.map(|pair| {
                let row = Row::new(pair.key.clone(), look(&pair.cell));
                Row { changed: pair.changed, ..row }
            }));
            rows.extend(others(*length, cells.len(), &[]));
        }
        Shape::Attributes { slots } => {
            caption = format!("{type_} instance");
            rows.extend(slots.iter().map(slot));
        }
        Shape::Function { captured } if captured.is_empty() => {
            rows.push(Row::new(String::new(), Look::Text(object.name.clone().unwrap_or_default())));
        }
        Shape::Function { captured } => {
            caption = format!("function {}", object.name.as_deref().unwrap_or_default());
            rows.extend(captured.iter().map(slot));
        }
        Shape::Class { slots, methods, .. } => {
            caption = format!("class {}{}", object.name.as_deref().unwrap_or_default(), words::bases(object));
            rows.extend(slots.iter().map(slot));
            rows.extend(methods_in_lines(methods));
        }
    }
    if rows.is_empty() {
        let (text, note) = match object.shape {
            Shape::Class { .. } => ("empty", "no attributes of its own"),
            _ if is_empty(object) => ("empty", "no items"),
            _ => ("…", "no attributes seen"),
        };
        rows.push(faint(text, note));
    }
    let mut table = table(object_id(object.id), Some(object.id), caption, rows, is_wide);
    if matches!(object.shape, Shape::Class { .. } | Shape::Function { .. }) {
        table.width = table.width.max(length(&cut(&table.caption)) * SMALL_LETTER);
    }
    table.is_unordered = matches!(object.shape, Shape::Members { .. });
    table.doubtful = !object.may_be.is_empty();
    let line = object.line.map(|line| format!("made in {}", picture.line_name(line)));
    let doubt = table.doubtful.then(|| "may be the same object as another one here".to_owned());
    let is_closure = matches!(&object.shape, Shape::Function { captured } if !captured.is_empty());
    let cells = is_closure.then(|| "holds variables of the function around".to_owned());
    let notes: Vec<String> = line.into_iter().chain(cells).chain(doubt).collect();
    table.note = (!notes.is_empty()).then(|| notes.join("; "));
    table
}

/// Names of methods, in lines of a box's width.
fn methods_in_lines(methods: &[String]) -> Vec<Row> {
    let mut lines: Vec<String> = Vec::new();
    for (number, method) in methods.iter().enumerate() {
        let first = if methods.len() == 1 { "method " } else { "methods " };
        let is_last = lines.len() == MOST_NOTES;
        match lines.last_mut() {
            None => lines.push(format!("{first}{method}")),
            Some(line) if length(line) + length(method) + 2 <= WIDEST_NOTE => *line += &format!(", {method}"),
            Some(_) if is_last => {
                lines.push(format!("… {} more", methods.len() - number));
                break;
            }
            Some(line) => {
                line.push(',');
                lines.push(method.clone());
            }
        }
    }
    lines.into_iter().map(|line| Row::new(String::new(), Look::Note(line))).collect()
}

fn is_empty(object: &Object) -> bool {
    matches!(
        object.shape,
        Shape::Members { length: 0, .. }
            | Shape::Items { length: Some(0), .. }
            | Shape::Pairs { length: Some(0), .. }
    )
}

/// What is there besides the cells.
fn others(length: Option<usize>, shown: usize, types: &[String]) -> Option<Row> {
    match length {
        Some(length) if length > shown => Some(faint(&format!("… {} more", length - shown), "left out")),
        Some(_) => None,
        None if types.is_empty() => Some(faint("… ?", "how many items is not known")),
        None => Some(faint(&format!("… {} ?", types.join(" or ")), "how many items is not known")),
    }
}

fn table(id: String, object: Option<usize>, caption: String, mut rows: Vec<Row>, is_wide: bool) -> Table {
    let (mut labels, mut notes) = (0, 0);
    let mut cells = ROW;
    for (index, row) in rows.iter_mut().enumerate() {
        if !row.label.is_empty() {
            row.id = format!("{id}-{index}");
        }
        let text = match &row.look {
            Look::Text(text) | Look::Faint { text, .. } => length(&cut(text)),
            Look::Note(text) => {
                notes = notes.max(length(&cut(text)) * SMALL_LETTER + PAD);
                continue;
            }
            Look::Arrow(_) => 1,
        };
        row.width = (text * LETTER + PAD).max(length(&row.label) * LETTER + PAD);
        cells = cells.max(text * LETTER + PAD);
        if !row.label.is_empty() {
            labels = labels.max(length(&cut(&row.label)) * LETTER + PAD);
        }
    }
    let (mut width, height) = if is_wide {
        labels = 0;
        (rows.iter().map(|row| row.width).sum(), CAPTION + ROW + ROW / 2)
    } else {
        (labels + cells, CAPTION + ROW * rows.len().max(1) as i32)
    };
    width = width.max(notes);
    if object.is_none() {
        width = width.max(length(&cut(&caption)) * LETTER);
    }
    Table {
        id,
        object,
        caption,
        note: None,
        doubtful: false,
        is_wide,
        is_unordered: false,
        rows,
        labels,
        column: 0,
        band: 0,
        x: 0,
        y: 0,
        width,
        height,
    }
}

fn length(text: &str) -> i32 {
    i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 64)
}

/// The text as far as there is room.
pub fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(LONGEST - 1).collect();
    short.push('…');
    short
}
