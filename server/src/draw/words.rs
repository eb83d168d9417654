//! The picture in words, for those who cannot see it.

use crate::ide::picture::{At, Cell, Count, Frame, Object, Picture, Shape, Slot};

pub fn title(picture: &Picture, path: &str) -> String {
    let line = picture.line_name(picture.line);
    let which = which(picture);
    match picture.when {
        At::After => format!("Memory after {line} of {path}{which}"),
        At::Entered => format!("Memory before {line} of {path}, its block just entered{which}"),
        At::Unreached => {
            format!("{}{} of {path}: nothing is known to get there", line[..1].to_uppercase(), &line[1..])
        }
    }
}

/// Which call and which time, where there are several.
fn which(picture: &Picture) -> String {
    let Some(run) = &picture.run else { return String::new() };
    let called = picture.frames.last().and_then(|frame| frame.calls.first());
    let mut out = String::new();
    if let (Some(call), Some(line)) = (run.call, called) {
        let line = picture.line_name(*line);
        out += &match of(call) {
            Some(of) => format!(", call {of} (from {line})"),
            None => format!(", called from {line}"),
        };
    }
    if let Some(of) = of(run.round) {
        out += &format!(", time {of}");
    }
    out
}

/// `2 of 3`; nothing where there is but one.
fn of(count: Count) -> Option<String> {
    let Count { number, of, or_more } = count;
    (of > 1).then(|| format!("{number} of {of}{}", if or_more { " or more" } else { "" }))
}

/// For which calls a frame stands; `count` says which of several.
pub fn calls(picture: &Picture, frame: &Frame, count: Option<Count>) -> String {
    if let (Some(of), Some(line)) = (count.and_then(of), frame.calls.first()) {
        return format!("call {of}, from {}", picture.line_name(*line));
    }
    let elsewhere = if frame.other_calls { " or elsewhere" } else { "" };
    if let ([_, _, ..], false) = (frame.calls.as_slice(), picture.cells.is_empty()) {
        let lines: Vec<String> = frame.calls.iter().map(|line| picture.line_name(*line)).collect();
        return format!("calls in {}{elsewhere}", lines.join("; "));
    }
    let lines: Vec<String> = frame.calls.iter().map(u32::to_string).collect();
    match frame.calls.as_slice() {
        [] => "no call seen".into(),
        [one] => format!("call in {}{elsewhere}", picture.line_name(*one)),
        _ => format!("calls in lines {}{elsewhere}", lines.join(", ")),
    }
}

pub fn description(picture: &Picture) -> String {
    let mut out = String::new();
    for frame in &picture.frames {
        out += &frame.name;
        if frame.kind == "function" {
            out += &format!(" ({})", calls(picture, frame, None));
        }
        out += &format!(": {}.\n", list(frame.slots.iter().map(slot)));
    }
    for object in &picture.objects {
        let other = if matches!(object.shape, Shape::Class { .. }) { "class" } else { "of unknown type" };
        let type_ = object.type_.as_deref().unwrap_or(other);
        out += &format!("Object {}, {type_}", object.id);
        if let Some(name) = &object.name {
            out += &format!(" {name}");
        }
        out += &bases(object);
        let inside = match &object.shape {
            Shape::Closed => String::new(),
            Shape::Value { value } => value.clone().unwrap_or_else(|| "value not known".into()),
            Shape::Items { cells, length, .. } => {
                let count =
                    length.map_or("number of items not known".into(), |length| format!("{length} items"));
                let cells = cells.iter().map(|item| format!("{} is {}", item.index, cell(&item.cell)));
                list(std::iter::once(count).chain(cells))
            }
            Shape::Members { cells, length } => {
                let cells = cells.iter().map(|item| cell(&item.cell));
                list(std::iter::once(format!("{length} items")).chain(cells))
            }
            Shape::Pairs { cells, length } => {
                let count =
                    length.map_or("number of items not known".into(), |length| format!("{length} items"));
                let cells = cells.iter().map(|pair| format!("{} is {}", pair.key, cell(&pair.cell)));
                list(std::iter::once(count).chain(cells))
            }
            Shape::Attributes { slots } => list(slots.iter().map(slot)),
            Shape::Class { slots, methods, .. } => {
                let parts: Vec<String> = slots.iter().map(slot).chain(methods_of(methods)).collect();
                parts.join("; ")
            }
            Shape::Function { captured } if captured.is_empty() => String::new(),
            Shape::Function { captured } => format!("captures {}", list(captured.iter().map(slot))),
        };
        if !inside.is_empty() {
            out += &format!(": {inside}");
        }
        out += ".\n";
    }
    out
}

fn slot(slot: &Slot) -> String {
    let maybe = if slot.maybe { ", which may not be there," } else { "" };
    format!("{}{maybe} is {}", slot.name, cell(&slot.cell))
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Value { value: Some(value), .. } => value.clone(),
        Cell::Value { type_, value: None } => format!("some {type_}"),
        Cell::Reference { object } => format!("object {object}"),
        Cell::OneOf { types } => format!("perhaps {}", types.join(" or ")),
        Cell::Unknown => "not known".into(),
    }
}

/// The bases of a class as its definition has them: `(Account)`.
pub fn bases(object: &Object) -> String {
    match &object.shape {
        Shape::Class { bases, .. } if !bases.is_empty() => format!("({})", bases.join(", ")),
        _ => String::new(),
    }
}

/// What a class can do, by name.
pub fn methods_of(methods: &[String]) -> Option<String> {
    match methods {
        [] => None,
        [one] => Some(format!("method {one}")),
        many => Some(format!("methods {}", many.join(", "))),
    }
}

fn list(parts: impl Iterator<Item = String>) -> String {
    let parts: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "nothing".into() } else { parts.join("; ") }
}
