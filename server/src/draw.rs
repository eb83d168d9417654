//! Drawing: a picture of memory as one self-contained SVG, frames on the left, objects on the right.
//!
//! Claims nothing of its own: what the picture does not know is drawn faint, with a question mark.

mod arrows;
mod layout;
mod svg;
mod tables;
mod words;

use crate::ide::picture::Picture;

/// The picture as SVG, with a title and a description in words; no scripts, nothing from elsewhere.
pub fn svg(picture: &Picture, path: &str) -> String {
    let mut layers = tables::layers(picture);
    layout::place(&mut layers);
    let arrows = arrows::arrows(&layers);
    svg::write(&layers, &arrows, &words::title(picture, path), &words::description(picture))
}

/// Which moment of which file it is.
pub fn title(picture: &Picture, path: &str) -> String {
    words::title(picture, path)
}

/// The picture in words: a line for each frame and each object.
pub fn text(picture: &Picture) -> String {
    words::description(picture)
}
