//! Writing SVG. Colours are CSS variables: an editor's own (`--memlens-…`), else those of VS Code's theme, else the
//! reader's light or dark; forced colours are respected. Before each stands the light one, for programs that know no CSS
//! variables: Inkscape, office programs, `rsvg-convert`.

use std::fmt::Write;

use crate::draw::arrows::Arrow;
use crate::draw::layout::{GUTTER, Layout, MARGIN};
use crate::draw::tables::{CAPTION, Look, ROW, Row, Table, cut};

pub const STYLE: &str = "\
svg.memlens{--b:var(--memlens-background,var(--vscode-editor-background,#ffffff));\
--t:var(--memlens-text,var(--vscode-editor-foreground,#1f2430));\
--m:var(--memlens-muted,var(--vscode-descriptionForeground,#5c6478));\
--f:var(--memlens-frame,var(--vscode-editorWidget-background,#eaf1fb));\
--fl:var(--memlens-frame-line,var(--vscode-contrastBorder,var(--vscode-charts-blue,#7f9fce)));\
--o:var(--memlens-object,var(--vscode-editor-background,#fff8e3));\
--ol:var(--memlens-object-line,var(--vscode-contrastBorder,var(--vscode-charts-orange,#c99b2e)));\
--a:var(--memlens-arrow,var(--vscode-textLink-foreground,#2b5fa8));\
--n:var(--memlens-changed,var(--vscode-charts-red,#c8372d));background:var(--b)}\
@media (prefers-color-scheme:dark){svg.memlens{--b:var(--memlens-background,var(--vscode-editor-background,#1b1e25));\
--t:var(--memlens-text,var(--vscode-editor-foreground,#e4e7ee));\
--m:var(--memlens-muted,var(--vscode-descriptionForeground,#a3abbc));\
--f:var(--memlens-frame,var(--vscode-editorWidget-background,#24324a));\
--fl:var(--memlens-frame-line,var(--vscode-contrastBorder,var(--vscode-charts-blue,#51709f)));\
--o:var(--memlens-object,var(--vscode-editor-background,#352f20));\
--ol:var(--memlens-object-line,var(--vscode-contrastBorder,var(--vscode-charts-orange,#9c8040)));\
--a:var(--memlens-arrow,var(--vscode-textLink-foreground,#86b3f5));\
--n:var(--memlens-changed,var(--vscode-charts-red,#ff8a80))}}\
@media (forced-colors:active){svg.memlens{--b:Canvas;--t:CanvasText;--m:CanvasText;--f:Canvas;--fl:CanvasText;--o:Canvas;\
--ol:CanvasText;--a:LinkText;--n:Highlight}}\
.memlens .b{fill:#ffffff;fill:var(--b)}\
.memlens text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#1f2430;fill:var(--t)}\
.memlens .c{font:600 12px system-ui,-apple-system,'Segoe UI',sans-serif;fill:#5c6478;fill:var(--m)}\
.memlens .h{fill:#1f2430;fill:var(--t)}\
.memlens .m{fill:#5c6478;fill:var(--m);font-style:italic}.memlens .i{fill:#5c6478;fill:var(--m);font-size:11px}\
.memlens .f{fill:#eaf1fb;fill:var(--f);stroke:#7f9fce;stroke:var(--fl)}.memlens .o{fill:#fff8e3;fill:var(--o);stroke:#c99b2e;stroke:var(--ol)}\
.memlens .d{stroke-dasharray:4 3}.memlens .s{stroke:#c99b2e;stroke:var(--ol);fill:none}.memlens .fs{stroke:#7f9fce;stroke:var(--fl)}\
.memlens .k{stroke-width:2}\
.memlens .a{fill:none;stroke:#2b5fa8;stroke:var(--a);stroke-width:1.6}.memlens .p{fill:#2b5fa8;fill:var(--a)}\
.memlens .r{fill:#2b5fa8;fill:var(--a);font-weight:600}.memlens .n{fill:#c8372d;fill:var(--n)}.memlens .nt{font-weight:700}\
.memlens .hot .a{stroke-width:3}.memlens .hot>.o,.memlens .hot>.f{stroke-width:2.5}\
@media (prefers-contrast:more){.memlens .f,.memlens .o,.memlens .s,.memlens .a{stroke-width:2}}";

/// What stands around the drawing: `key` keeps the ids of several on one page apart.
pub struct Page<'a> {
    pub title: &'a str,
    pub description: &'a str,
    pub key: &'a str,
    /// The style is in it; otherwise it is on the page.
    pub styled: bool,
}

pub fn write(layout: &Layout, arrows: &[Arrow], page: &Page) -> String {
    let right = layout.columns.iter().map(|(_, right)| *right).max().unwrap_or_default();
    // What turns back on the right of the last column needs its gutter.
    let room = if layout.columns.len() > 1 { GUTTER - MARGIN } else { 0 };
    let (width, height) = (right + room + MARGIN, layout.bottom + MARGIN);
    let Page { title, description, key, styled } = page;
    let style = if *styled { format!("<style>{STYLE}</style>\n") } else { String::new() };
    let mut out = String::new();
    let _ = write!(
        out,
        "<svg class=\"memlens\" xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"{key}title {key}description\">\n\
         <title id=\"{key}title\">{}</title>\n<desc id=\"{key}description\">{}</desc>\n{style}\
         <defs><marker id=\"{key}tip\" viewBox=\"0 0 8 8\" refX=\"2\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" \
         markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"p\" d=\"M0 0L8 4L0 8Z\"/></marker></defs>\n\
         <rect width=\"{width}\" height=\"{height}\" class=\"b\"/>\n",
        escape(title),
        escape(description)
    );
    let current = layout.tables.iter().filter(|table| table.object.is_none()).count();
    for (number, table) in layout.tables.iter().enumerate() {
        draw(&mut out, table, layout.numbered, number + 1 == current && current > 1);
    }
    for arrow in arrows {
        let (x, y) = arrow.from;
        let _ = write!(out, "<g data-from=\"{}\" data-to=\"o{}\">", arrow.part, arrow.to);
        match &arrow.path {
            Some(path) => {
                let _ = write!(
                    out,
                    "<path class=\"a\" d=\"{path}\" marker-end=\"url(#{key}tip)\"/>\
                     <circle class=\"p\" cx=\"{x}\" cy=\"{y}\" r=\"3.5\"/>"
                );
            }
            None => text(&mut out, "r", (x + ROW / 2 - 4, y + 5), "end", &format!("→ #{}", arrow.to)),
        }
        out.push_str("</g>\n");
    }
    out.push_str("</svg>\n");
    out
}

fn draw(out: &mut String, table: &Table, numbered: bool, is_current: bool) {
    let (x, y, width) = (table.x, table.y, table.width);
    let _ = match table.id.as_str() {
        "" => write!(out, "<g>"),
        id => write!(out, "<g data-id=\"{id}\">"),
    };
    if let Some(note) = &table.note {
        let _ = write!(out, "<title>{}</title>", escape(note));
    }
    let caption = match table.object {
        Some(object) if numbered => format!("#{object} {}", table.caption),
        _ => table.caption.clone(),
    };
    text(out, if is_current { "c h" } else { "c" }, (x + 1, y + CAPTION - 6), "start", &caption);
    let top = y + CAPTION;
    let kind = if table.object.is_some() { "o" } else { "f" };
    let dashed = if table.doubtful { " d" } else { "" };
    let strong = if is_current { " k" } else { "" };
    let height = table.height - CAPTION;
    let _ = write!(
        out,
        "<rect class=\"{kind}{dashed}{strong}\" x=\"{x}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"5\"/>"
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
        if row.changed {
            let _ = write!(
                out,
                "<rect class=\"n\" x=\"{x}\" y=\"{}\" width=\"4\" height=\"{}\"><title>changed by this step</title></rect>",
                y + 3,
                ROW - 6
            );
        }
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
        if let Look::Note(note) = &row.look {
            text(out, "i", (x + 10, middle - 1), "start", note);
        } else {
            cell(out, row, (cells + (x + width - cells) / 2, middle));
        }
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
        if row.changed {
            let _ = write!(
                out,
                "<rect class=\"n\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"4\"><title>changed by this step</title></rect>",
                x + 3,
                top + height - 5,
                row.width - 6
            );
        }
        if !table.is_unordered {
            text(out, "i", (x + 5, top + 12), "start", &row.label);
        }
        cell(out, row, (x + row.width / 2, top + height - 8));
        out.push_str("</g>");
        x += row.width;
    }
}

fn begin_row(out: &mut String, row: &Row) {
    let _ = match row.id.as_str() {
        "" => write!(out, "<g>"),
        id => write!(out, "<g data-id=\"{id}\">"),
    };
}

fn cell(out: &mut String, row: &Row, at: (i32, i32)) {
    match &row.look {
        Look::Text(value) => text(out, if row.changed { "nt" } else { "" }, at, "middle", value),
        Look::Faint { text: faint, note } => {
            let _ = write!(out, "<g><title>{}</title>", escape(note));
            text(out, "m", at, "middle", faint);
            out.push_str("</g>");
        }
        Look::Arrow(_) | Look::Note(_) => {}
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
pub fn escape(text: &str) -> String {
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
