//! Columns in characters, fast on lines of any length.

use crate::text::{LineIndex, floor_boundary};

/// Bytes between two counted places: a look-up counts at most so many.
const STEP: usize = 256;

/// Counts the characters (Unicode scalar values) before a place: one pass over the
/// text when made, a bounded number of bytes for each look-up.
#[derive(Debug)]
pub struct Columns<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    /// Characters before every [`STEP`]th byte; empty where all characters are single bytes.
    counted: Vec<u32>,
}

impl<'a> Columns<'a> {
    pub fn new(text: &'a str, lines: &'a LineIndex) -> Columns<'a> {
        let mut counted = Vec::new();
        if !text.is_ascii() {
            let mut total = 0;
            for block in text.as_bytes().chunks(STEP) {
                counted.push(total);
                total += characters(block);
            }
            counted.push(total);
        }
        Columns { text, lines, counted }
    }

    /// Line and column of an offset, both from 1, the column in characters.
    pub fn place(&self, offset: u32) -> (u32, u32) {
        let offset = floor_boundary(self.text, offset);
        let line = self.lines.line(offset);
        let start = self.lines.span(self.text, line).start;
        (line + 1, self.before(offset) - self.before(start) + 1)
    }

    /// Characters between the start of the text and `offset`.
    fn before(&self, offset: u32) -> u32 {
        let offset = offset as usize;
        let Some(counted) = self.counted.get(offset / STEP) else { return offset as u32 };
        let block = offset - offset % STEP;
        counted + characters(&self.text.as_bytes()[block..offset])
    }
}

/// The number of characters that start in `bytes`.
fn characters(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|byte| (**byte as i8) >= -0x40).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting_from_the_line_start() {
        let long = "aé→😀".repeat(500);
        for text in
            ["", "abc\ndef\r\nx", "é\n😀x = 1\r\n→", "\u{feff}x", &long, &format!("x\n{long}\n{long}")]
        {
            let lines = LineIndex::new(text);
            let columns = Columns::new(text, &lines);
            for (offset, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let line = lines.line(offset as u32);
                let start = lines.span(text, line).start as usize;
                let expected = (line + 1, text[start..offset].chars().count() as u32 + 1);
                assert_eq!(columns.place(offset as u32), expected, "offset {offset}");
            }
        }
    }
}
