//! Writing SVG. Colours are CSS variables, so that an editor can give its own; without, they follow the reader's theme.

use std::fmt::Write;

use crate::draw::arrows::Arrow;
use crate::draw::layout::{GUTTER, MARGIN, bottom, right_edge};
use crate::draw::tables::{CAPTION, Look, ROW, Row, Table, cut};

const STYLE: &str = "\
svg.memlens{--b:var(--memlens-background,#ffffff);--t:var(--memlens-text,#1f2430);--m:var(--memlens-muted,#687083);\
--f:var(--memlens-frame,#eaf1fb);--fl:var(--memlens-frame-line,#8aa9d6);--o:var(--memlens-object,#fff6dc);\
--ol:var(--memlens-object-line,#d1a93f);--a:var(--memlens-arrow,#2b5fa8);background:var(--b)}\
@media (prefers-color-scheme:dark){svg.memlens{--b:var(--memlens-background,#1b1e25);--t:var(--memlens-text,#e4e7ee);\
--m:var(--memlens-muted,#98a1b3);--f:var(--memlens-frame,#24324a);--fl:var(--memlens-frame-line,#51709f);\
--o:var(--memlens-object,#3a331f);--ol:var(--memlens-object-line,#94793a);--a:var(--memlens-arrow,#86b3f5)}}\
.memlens text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:var(--t)}\
.memlens .c{font:600 12px system-ui,-apple-system,'Segoe UI',sans-serif;fill:var(--m)}\
.memlens .m{fill:var(--m);font-style:italic}.memlens .i{fill:var(--m);font-size:11px}\
.memlens .f{fill:var(--f);stroke:var(--fl)}.memlens .o{fill:var(--o);stroke:var(--ol)}\
.memlens .d{stroke-dasharray:4 3}.memlens .s{stroke:var(--ol);fill:none}.memlens .f+.s,.memlens .fs{stroke:var(--fl)}\
.memlens .a{fill:none;stroke:var(--a);stroke-width:1.6;marker-end:url(#tip)}.memlens .p{fill:var(--a)}";

pub fn write(layers: &[Vec<Table>], arrows: &[Arrow], title: &str, description: &str) -> String {
    let below = arrows.iter().map(|arrow| arrow.length_below).max().unwrap_or_default();
    let right = layers.iter().map(|layer| right_edge(layer)).max().unwrap_or_default();
    // What turns back on the right of the last column needs its gutter.
    let room = if layers.len() > 1 { GUTTER - MARGIN } else { 0 };
    let (width, height) =
        (right + room + MARGIN, bottom(layers) + MARGIN + if below > 0 { below + 14 } else { 0 });
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"memlens\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title description\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n<style>{STYLE}</style>\n\
         <defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"p\" d=\"M0 0L8 4L0 8Z\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"var(--b)\"/>\n",
        escape(title),
        escape(description)
    );
    for table in layers.iter().flatten() {
        draw(&mut out, table);
    }
    for arrow in arrows {
        let (x, y) = arrow.from;
        let _ = writeln!(
            out,
            "<g data-from=\"{}\" data-to=\"o{}\"><path class=\"a\" d=\"{}\"/>\
             <circle class=\"p\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/></g>",
            arrow.part, arrow.to, arrow.path
        );
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, table: &Table) {
    let (x, y, width) = (table.x, table.y, table.width);
    let _ = write!(out, "<g data-id=\"{}\">", table.id);
    if let Some(note) = &table.note {
        let _ = write!(out, "<title>{}</title>", escape(note));
    }
    text(out, "c", (x + 1, y + CAPTION - 6), "start", &table.caption);
    let top = y + CAPTION;
    let kind = if table.object.is_some() { "o" } else { "f" };
    let dashed = if table.doubtful { " d" } else { "" };
    let height = table.height - CAPTION;
    let _ = write!(
        out,
        "<rect class=\"{kind}{dashed}\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"5\"/>"
    );
    if table.is_wide {
        wide_rows(out, table, top, height);
    } else {
        rows(out, table, top);
    }
    out.push_str("</g>\n");
}

fn rows(out: &mut String, table: &Table, top: i32) {
    let (x, width, labels) = (table.x, table.width, table.labels);
    let line = if table.object.is_some() { "s" } else { "s fs" };
    // Cells stand at the right edge: arrows leave there.
    let cells = if table.object.is_some() { x + labels } else { (x + labels).max(x + width - widest(table)) };
    for (index, row) in table.rows.iter().enumerate() {
        let y = top + ROW * index as i32;
        if index > 0 {
            let _ = write!(out, "<path class=\"{line}\" d=\"M{x} {y}h{width}\"/>");
        }
        let middle = y + ROW / 2 + 5;
        begin_row(out, row);
        if !row.label.is_empty() {
            let class = if row.maybe { "m" } else { "" };
            out.push_str("<g>");
            if row.maybe {
                out.push_str("<title>may not be there yet</title>");
            }
            text(out, class, (cells - 10, middle), "end", &row.label);
            out.push_str("</g>");
            let dashed = if row.maybe { " d" } else { "" };
            let _ = write!(out, "<path class=\"{line}{dashed}\" d=\"M{cells} {y}v{ROW}\"/>");
        }
        cell(out, row, (cells + (x + width - cells) / 2, middle));
        out.push_str("</g>");
    }
}

/// The room that cells need.
fn widest(table: &Table) -> i32 {
    table.rows.iter().map(|row| row.width).max().unwrap_or_default()
}

/// The index above each cell.
fn wide_rows(out: &mut String, table: &Table, top: i32, height: i32) {
    let mut x = table.x;
    for (index, row) in table.rows.iter().enumerate() {
        if index > 0 {
            let _ = write!(out, "<path class=\"s\" d=\"M{x} {top}v{height}\"/>");
        }
        begin_row(out, row);
        text(out, "i", (x + 5, top + 12), "start", &row.label);
        cell(out, row, (x + row.width / 2, top + height - 8));
        out.push_str("</g>");
        x += row.width;
    }
}

fn begin_row(out: &mut String, row: &Row) {
    match row.id.as_str() {
        "" => out.push_str("<g>"),
        id => _ = write!(out, "<g data-id=\"{id}\">"),
    }
}

fn cell(out: &mut String, row: &Row, at: (i32, i32)) {
    match &row.look {
        Look::Text(value) => text(out, "", at, "middle", value),
        Look::Faint { text: faint, note } => {
            let _ = write!(out, "<g><title>{}</title>", escape(note));
            text(out, "m", at, "middle", faint);
            out.push_str("</g>");
        }
        Look::Arrow(_) => {}
    }
}

fn text(out: &mut String, class: &str, (x, y): (i32, i32), anchor: &str, content: &str) {
    let short = cut(content);
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    let _ = write!(out, "<text{class} x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\">{}", escape(&short));
    if short != content {
        let _ = write!(out, "<title>{}</title>", escape(content));
    }
    out.push_str("</text>");
}

/// Characters that XML keeps for itself, and those that it refuses.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
