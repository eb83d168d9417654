//! The sample of the benches for scripts: `sample library | text`, and `sample ratios`:
//! what an edit costs up to the hints of a window, in units of parsing the whole file.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use memlens::ide::{Analysis, HintKinds};
use memlens::memory;
use memlens::names::Names;
use memlens::options::Options;
use memlens::recursion;
use memlens::syntax::Tree;
use memlens_tests::sample::{self, Typing};

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    memlens::stack::run(run)
}

fn run() -> ExitCode {
    let verb = std::env::args().nth(1).unwrap_or_default();
    let done = match verb.as_str() {
        "library" => sample::standard_library().map(|path| println!("{}", path.display())),
        "text" => sample::text().map(|text| print!("{text}")),
        "ratios" => sample::text().and_then(|text| ratios(&text)),
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

/// What one run of the work costs: the processor time of many, which a busy machine hardly changes, by their
/// number. The system counts in steps of some milliseconds, so the sum is made large against them.
fn cost(mut work: impl FnMut()) -> Duration {
    work();
    let start = Instant::now();
    let before = processor_time(start);
    let mut runs = 0;
    while processor_time(start) - before < Duration::from_millis(400) {
        for _ in 0..10 {
            work();
        }
        runs += 10;
    }
    (processor_time(start) - before) / runs
}

/// What this thread has had of a processor, where the system tells (Linux); else the time since `start`.
fn processor_time(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

fn ratios(text: &str) -> Result<(), String> {
    let shared: Arc<str> = text.into();
    let tree = Tree::parse(text);
    let options = Options::default();
    let names = Names::new(text, &tree);
    let window = sample::window(text);
    let parse = cost(|| drop(Tree::parse(text)));
    let fresh = || Analysis::new(shared.clone(), tree.clone(), options.clone());
    let mut typing = Typing::new(shared.clone())?;
    println!("{} lines: parsing takes {parse:.2?}; in units of that:", text.lines().count());
    for (what, cost) in [
        ("names", cost(|| drop(Names::new(text, &tree)))),
        ("memory", cost(|| drop(memory::trace(&tree, &names, &options)))),
        ("recursion", cost(|| drop(recursion::analyse(text, &tree, &names, &options)))),
        ("diagnostics, nothing known before", cost(|| drop(fresh().diagnostics()))),
        (
            "hints of a window, nothing known before",
            cost(|| drop(fresh().hints(window, HintKinds::default()))),
        ),
        ("an edit, then the hints of the window", cost(|| _ = typing.round())),
    ] {
        println!("{:6.2}  {what} ({cost:.2?})", cost.as_secs_f64() / parse.as_secs_f64());
    }
    println!("{} hints in {} lines", typing.round(), sample::WINDOW);
    Ok(())
}
