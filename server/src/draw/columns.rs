//! The picture as text for a terminal: frames with their slots, then the objects by number.

use unicode_width::UnicodeWidthStr;

use crate::draw::tables::cut;
use crate::draw::words;
use crate::ide::picture::{At, Cell, Object, Picture, Shape, Slot};

pub fn text(picture: &Picture, path: &str) -> String {
    let mut out = format!("{}\n", words::title(picture, path));
    if picture.when == At::Unreached {
        return out;
    }
    let last = picture.frames.len().saturating_sub(1);
    for (number, frame) in picture.frames.iter().enumerate() {
        if frame.left_out > 0 {
            out += &format!("\n  … {} more calls …\n", frame.left_out);
        }
        out += &format!("\n{}", frame.name);
        if frame.kind == "function" {
            let count = picture.run.as_ref().filter(|_| number == last).and_then(|run| run.call);
            out += &format!(" · {}", words::calls(picture, frame, count));
        }
        out.push('\n');
        slots(&mut out, &frame.slots);
        if frame.other_names {
            out += "  … other names are possible\n";
        }
    }
    if !picture.objects.is_empty() {
        out += "\nObjects\n";
    }
    for object in &picture.objects {
        draw(&mut out, object);
    }
    out
}

fn slots(out: &mut String, slots: &[Slot]) {
    rows(out, slots.iter().map(|slot| (slot.name.clone(), slot.maybe, slot.changed, &slot.cell)));
}

/// A row for each name, the values in one column.
fn rows<'p>(out: &mut String, rows: impl Iterator<Item = (String, bool, bool, &'p Cell)> + Clone) {
    let width = rows.clone().map(|(name, ..)| cut(&name).width()).max().unwrap_or_default();
    for (name, maybe, changed, cell) in rows {
        let name = cut(&name);
        let pad = " ".repeat(width - name.width());
        let mark = if changed { "*" } else { " " };
        let doubt = if maybe { "  (may not be there)" } else { "" };
        *out += &format!(" {mark} {name}{pad}  {}{doubt}\n", words_of(cell));
    }
}

fn words_of(cell: &Cell) -> String {
    match cell {
        Cell::Value { value: Some(value), .. } => cut(value),
        Cell::Value { type_, value: None } => format!("{type_} ?"),
        Cell::Reference { object } => format!("→ #{object}"),
        Cell::OneOf { types } => format!("{} ?", types.join(" or ")),
        Cell::Unknown => "?".into(),
    }
}

fn draw(out: &mut String, object: &Object) {
    let other = if matches!(object.shape, Shape::Class { .. }) { "class" } else { "object" };
    let type_ = object.type_.as_deref().unwrap_or(other);
    *out += &format!("#{} {type_}", object.id);
    if let Some(name) = &object.name {
        *out += &format!(" {name}");
    }
    *out += &words::bases(object);
    match &object.shape {
        Shape::Closed => out.push('\n'),
        Shape::Value { value } => *out += &format!("  {}\n", value.as_deref().unwrap_or("?")),
        Shape::Items { cells, length, .. } => {
            let parts = cells.iter().map(|item| words_of(&item.cell));
            inline(out, '[', parts.collect(), ']', *length);
        }
        Shape::Members { cells, length } => {
            let parts = cells.iter().map(|item| words_of(&item.cell));
            inline(out, '{', parts.collect(), '}', Some(*length));
        }
        Shape::Pairs { cells, length } => {
            *out += &match length {
                Some(length) if *length > cells.len() => format!("  {length} items\n"),
                Some(0) => "  empty\n".into(),
                Some(_) => "\n".into(),
                None => "  how many items is not known\n".into(),
            };
            rows(out, cells.iter().map(|pair| (pair.key.clone(), false, pair.changed, &pair.cell)));
        }
        Shape::Attributes { .. } | Shape::Class { .. } | Shape::Function { .. } => {
            out.push('\n');
            slots(out, object.shape.slots());
            if let Shape::Class { methods, .. } = &object.shape
                && let Some(methods) = words::methods_of(methods)
            {
                *out += &format!("   {methods}\n");
            }
        }
    }
}

fn inline(out: &mut String, open: char, mut parts: Vec<String>, close: char, length: Option<usize>) {
    match length {
        Some(length) if length > parts.len() => parts.push(format!("… {} more", length - parts.len())),
        Some(_) => {}
        None => parts.push("… ?".into()),
    }
    *out += &format!("  {open}{}{close}\n", parts.join(", "));
}
