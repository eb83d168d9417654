//! Hints and hovers over real files: what is asked for a window is what the whole file has there,
//! every hint has a tooltip, every name has a hover, and nothing panics.

use memlens::ide::{Analysis, Hint, HintKind, HintKinds};
use memlens::options::{Model, Options};
use memlens::text::Span;
use memlens_tests::python;

const FILES: usize = 25;

fn every_kind() -> HintKinds {
    use HintKind::{Attributes, Bindings, Calls, Lifetimes, Parameters, Recursion, Returns, Sizes};
    let kinds = [Bindings, Parameters, Calls, Attributes, Recursion, Lifetimes, Returns, Sizes];
    kinds.into_iter().fold(HintKinds::NONE, |kinds, kind| kinds.with(kind, true))
}

fn check(text: &str, options: Options) -> (usize, usize) {
    let whole = Analysis::of(text, options.clone());
    // These need every recursion; hints prove no more than a window needs.
    whole.diagnostics();
    let hints = whole.hints(Span::new(0, text.len() as u32), every_kind());
    assert!(hints.is_sorted_by_key(|hint| hint.offset));
    for hint in &hints {
        assert!(text.is_char_boundary(hint.offset as usize));
        assert!(!hint.label().is_empty());
        let tooltip = whole.tooltip(hint.offset, hint.kind);
        assert!(tooltip.is_some_and(|tooltip| tooltip.ends_with('.')), "no tooltip for {hint:?}");
    }
    for line in (0..whole.lines.lines()).step_by(60) {
        let window = Span::new(whole.lines.span(text, line).start, whole.lines.span(text, line + 60).start);
        // Another analysis: what it has traced before must not matter.
        let fresh = Analysis::of(text, options.clone());
        let expected: Vec<&Hint> = hints.iter().filter(|hint| window.touches(hint.offset)).collect();
        let found = fresh.hints(window, every_kind());
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "lines from {}", line + 1);
    }
    let mut hovers = 0;
    let words = text.match_indices(|c: char| c.is_alphabetic() || c == '_').map(|(at, _)| at as u32);
    for at in words.step_by(7) {
        if let Some(hover) = whole.hover(at) {
            assert!(hover.span.touches(at) && hover.markdown.starts_with("**"), "{hover:?}");
            hovers += 1;
        }
    }
    (hints.len(), hovers)
}

#[test]
fn a_window_shows_what_the_whole_file_has_there() {
    let files = python::library();
    let step = files.len().div_ceil(FILES);
    let mut total = (0, 0, 0);
    for path in files.iter().step_by(step) {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        for model in [Model::Teaching, Model::Cpython] {
            let options = Options { model, ..Options::default() };
            let (hints, hovers) = memlens::stack::run(|| check(&text, options));
            total = (total.0 + 1, total.1 + hints, total.2 + hovers);
        }
    }
    let (files, hints, hovers) = total;
    println!("{files} runs, {hints} hints, {hovers} hovers");
    assert!(files > FILES && hints > 1000 && hovers > 1000, "{total:?}");
}
