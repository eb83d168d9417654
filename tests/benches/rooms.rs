//! What each room costs on a 6,000-line file (`tests/src/sample.rs`): `cargo bench -p memlens-tests`.
//! Each figure is the room's own cost but the last two, which are what a person waits for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{BatchSize, Criterion};
use memlens::document::Document;
use memlens::ide::picture::Choice;
use memlens::ide::{Analysis, HintKinds};
use memlens::memory;
use memlens::names::Names;
use memlens::options::Options;
use memlens::recursion;
use memlens::syntax::Tree;
use memlens::text::Span;
use memlens_tests::sample::{self, Typing};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn rooms(criterion: &mut Criterion) {
    let text: Arc<str> = sample::text().expect("a sample").into();
    let document = Document::new(text.clone());
    let tree = &document.tree;
    let names = Names::new(&text, tree);
    let options = Options::default();
    let window = sample::window(&text);
    let mut group = criterion.benchmark_group("6000 lines");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    group.bench_function("parse", |b| b.iter(|| Tree::parse(&text)));
    group.bench_function("names", |b| b.iter(|| Names::new(&text, tree)));
    group.bench_function("memory", |b| b.iter(|| memory::trace(tree, &names, &options)));
    group.bench_function("recursion", |b| b.iter(|| recursion::analyse(&text, tree, &names, &options)));
    group.bench_function("hints of a window", |b| {
        let fresh = || Analysis::new(&document, options.clone());
        b.iter_batched_ref(
            fresh,
            |analysis| analysis.hints(window, HintKinds::default()),
            BatchSize::LargeInput,
        );
    });
    let mut typing = Typing::new(text.clone()).expect("a place to type");
    group.bench_function("edit to hints", |b| b.iter(|| typing.round()));
    group.finish();
}

/// From a move of the cursor to the drawing, the text unchanged: what a panel waits for. Every line in turn.
fn pictures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("picture of 1000 lines");
    group.sample_size(20).warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(3));
    for (name, text) in
        [("script", sample::script()), ("library", sample::library()), ("busy", sample::busy())]
    {
        let text = text.expect("a sample");
        let mut typing = Document::new(text.clone());
        let at = typing_place(&text);
        typing.edit(Span::new(at, at), "typed = 0\n");
        let mut round = 0;
        let mut type_and_draw = || {
            round += 1;
            let digit = at + "typed = ".len() as u32;
            typing.edit(Span::new(digit, digit + 1), &(round % 10).to_string());
            let analysis = Analysis::new(&typing, Options::default());
            let panel = analysis.panel(digit, Choice::default());
            panel.map(|panel| memlens::draw::svg(&panel.picture, "x.py").len())
        };
        assert!(type_and_draw().is_some_and(|length| length > 1000), "no picture of {name}");
        group.bench_function(format!("{name}, the first after an edit"), |b| b.iter(&mut type_and_draw));
        let analysis = Analysis::new(&Document::new(text), Options::default());
        let lines = analysis.lines.lines();
        let mut line = 0;
        let draw_line = |line: u32| {
            let panel = analysis.panel(analysis.lines.span(&analysis.text, line).start, Choice::default());
            panel.map(|panel| memlens::draw::svg(&panel.picture, "x.py").len())
        };
        let mut draw = || {
            line = (line + 37) % lines;
            draw_line(line)
        };
        draw();
        group.bench_function(name, |b| b.iter(&mut draw));
        // Of each line the best of three: what else the machine does is not meant.
        let mut worst = Duration::ZERO;
        for line in 0..lines {
            let best = (0..3).map(|_| {
                let start = Instant::now();
                draw_line(line);
                start.elapsed()
            });
            worst = worst.max(best.min().unwrap_or_default());
        }
        println!("{name}: {lines} lines, the slowest {worst:?}");
    }
    group.finish();
}

/// A statement at the top level, past the middle.
fn typing_place(text: &str) -> u32 {
    let places = text.match_indices("\n\n").map(|(at, _)| at + 2).filter(|at| *at > text.len() / 2);
    let mut tops = places.filter(|at| text[*at..].starts_with(|c: char| c.is_ascii_lowercase()));
    tops.next().unwrap_or(text.len()) as u32
}

fn main() {
    // The parser and every walker need a large stack.
    memlens::stack::run(|| {
        let mut criterion = Criterion::default().configure_from_args();
        rooms(&mut criterion);
        pictures(&mut criterion);
        criterion.final_summary();
    });
}
