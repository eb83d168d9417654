//! The sample of the benches for scripts: `sample library | text`, and `sample ratios`:
//! what an edit costs up to the hints of a window, in units of parsing the whole file.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use memlens::ide::{Analysis, HintKinds};
use memlens::options::Options;
use memlens::syntax::Tree;
use memlens_tests::sample;

fn main() -> ExitCode {
    let verb = std::env::args().nth(1).unwrap_or_default();
    let done = match verb.as_str() {
        "library" => sample::standard_library().map(|path| println!("{}", path.display())),
        "text" => sample::text().map(|text| print!("{text}")),
        "ratios" => sample::text().map(|text| ratios(&text)),
        _ => Err("usage: sample library | text | ratios".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// The fastest of many runs: what the work costs when nobody else wants the processor.
fn fastest(mut work: impl FnMut()) -> Duration {
    let run = |_| {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..50).map(run).min().unwrap_or_default()
}

fn ratios(text: &str) {
    let parse = fastest(|| drop(Tree::parse(text)));
    println!("{} lines: parse {parse:.2?}", text.lines().count());
    let window = sample::window(text);
    let shared: Arc<str> = text.into();
    let tree = Tree::parse(text);
    let mut shown = 0;
    let hints = fastest(|| {
        let analysis = Analysis::new(shared.clone(), tree.clone(), Options::default());
        shown = analysis.hints(window, HintKinds::default()).len();
    });
    println!("hints of {} lines, nothing known before: {hints:.2?}, {shown} hints", sample::WINDOW);
}
