//! The sample of the benches for scripts: `sample library | text`, `sample ratios`: what an edit costs up to the
//! hints of a window, in units of parsing the whole file; and `sample recursion FOLDER`: what the recursion adds to
//! checking the files below it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use memlens::document::Document;
use memlens::ide::{Analysis, HintKinds};
use memlens::memory;
use memlens::names::Names;
use memlens::options::Options;
use memlens::recursion;
use memlens::syntax::Tree;

use memlens_tests::programs::below;
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
        "recursion" => std::env::args_os()
            .nth(2)
            .map(PathBuf::from)
            .map_or_else(sample::standard_library, Ok)
            .and_then(|folder| recursion_adds(&folder)),
        _ => Err("usage: sample library | text | ratios | recursion [FOLDER]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

/// What one run of the work costs, and in units of another: the processor time of many runs of both, turn and
/// turn about, so that what else the machine does touches both alike.
fn cost(unit: &mut dyn FnMut(), work: &mut dyn FnMut()) -> (Duration, f64) {
    const TURNS: u32 = 12;
    let start = Instant::now();
    let mut sums = [Duration::ZERO; 2];
    let mut runs = [0; 2];
    let mut turn = |index: usize, job: &mut dyn FnMut()| {
        // The system counts in steps of some milliseconds, so a turn is made large against them.
        let before = processor_time(start);
        while processor_time(start) - before < Duration::from_millis(40) {
            (0..5).for_each(|_| job());
            runs[index] += 5;
        }
        sums[index] += processor_time(start) - before;
    };
    for _ in 0..TURNS {
        turn(0, unit);
        turn(1, work);
    }
    let [unit, work] = [0, 1].map(|index: usize| sums[index] / runs[index]);
    (work, work.as_secs_f64() / unit.as_secs_f64())
}

/// What this thread has had of a processor, where the system tells (Linux); else the time since `start`.
fn processor_time(start: Instant) -> Duration {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| start.elapsed(), Duration::from_nanos)
}

/// What `memlens check` does with each file but reading it and writing the answer, and the part of it that is the
/// recursion; the least of three runs over each file counts.
fn recursion_adds(folder: &Path) -> Result<(), String> {
    let options = Options::default();
    // Too short for the system's count of processor time.
    let timed = |work: &mut dyn FnMut()| {
        let times = (0..3).map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        });
        times.min().unwrap_or_default()
    };
    let (mut whole, mut recursive) = (Duration::ZERO, Duration::ZERO);
    for path in below(folder) {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let text: Arc<str> = text.into();
        whole += timed(&mut || {
            let document = Document::new(text.clone());
            let analysis = Analysis::new(&document, options.clone());
            _ = (analysis.diagnostics(), analysis.syntax_errors());
        });
        let tree = Tree::parse(&text);
        let names = Names::new(&text, &tree);
        recursive += timed(&mut || drop(recursion::analyse(&text, &tree, &names, &options)));
    }
    let others = whole.saturating_sub(recursive);
    let share = 100.0 * recursive.as_secs_f64() / others.as_secs_f64();
    println!(
        "recursion adds {share:.1} % to checking {} ({recursive:.2?} to {others:.2?})",
        folder.display()
    );
    Ok(())
}

fn ratios(text: &str) -> Result<(), String> {
    let shared: Arc<str> = text.into();
    let document = Document::new(shared.clone());
    let tree = &document.tree;
    let options = Options::default();
    let names = Names::new(text, tree);
    let window = sample::window(text);
    let mut parse = || drop(Tree::parse(text));
    let fresh = || Analysis::new(&document, options.clone());
    let mut typing = Typing::new(shared.clone())?;
    println!("{} lines; in units of parsing them all:", text.lines().count());
    let jobs: [(&str, &mut dyn FnMut()); 6] = [
        ("names", &mut || drop(Names::new(text, tree))),
        ("memory", &mut || drop(memory::trace(tree, &names, &options))),
        ("recursion", &mut || drop(recursion::analyse(text, tree, &names, &options))),
        ("diagnostics, nothing known before", &mut || drop(fresh().diagnostics())),
        ("hints of a window, nothing known before", &mut || {
            drop(fresh().hints(window, HintKinds::default()))
        }),
        ("an edit, then the hints of the window", &mut || _ = typing.round()),
    ];
    for (what, job) in jobs {
        let (cost, ratio) = cost(&mut parse, job);
        println!("{ratio:6.2}  {what} ({cost:.2?})");
    }
    println!("{} hints in {} lines", typing.round(), sample::WINDOW);
    Ok(())
}
