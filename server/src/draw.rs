//! A picture of memory as SVG. Work in progress.
use crate::ide::picture::Picture;

/// The picture as one self-contained SVG.
pub fn svg(_: &Picture) -> String {
    String::new()
}
