//! Drawing: a picture of memory as one self-contained SVG, frames on the left, objects on the right.
//!
//! Claims nothing of its own: what the picture does not know is drawn faint, with a question mark.

mod arrows;
mod columns;
mod layout;
mod svg;
mod tables;
mod words;

use crate::draw::svg::Page;
pub use crate::draw::svg::{STYLE, escape};
use crate::ide::picture::Picture;

/// The picture as SVG, with a title and a description in words; no scripts, nothing from elsewhere.
pub fn svg(picture: &Picture, path: &str) -> String {
    drawn(picture, path, "", true)
}

/// The same for a page that has [`STYLE`] and perhaps other pictures, from which `key` tells it apart.
pub fn svg_on_page(picture: &Picture, path: &str, key: &str) -> String {
    drawn(picture, path, key, false)
}

fn drawn(picture: &Picture, path: &str, key: &str, styled: bool) -> String {
    let layout = layout::place(tables::layers(picture), tables::is_numbered(picture));
    let arrows = arrows::arrows(&layout);
    let (title, description) = (words::title(picture, path), words::description(picture));
    svg::write(&layout, &arrows, &Page { title: &title, description: &description, key, styled })
}

/// Which moment of which file it is.
pub fn title(picture: &Picture, path: &str) -> String {
    words::title(picture, path)
}

/// The picture in words: a line for each frame and each object.
pub fn description(picture: &Picture) -> String {
    words::description(picture)
}

/// The picture in columns of text, for a terminal.
pub fn text(picture: &Picture, path: &str) -> String {
    columns::text(picture, path)
}
