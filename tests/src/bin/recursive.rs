//! What memlens says of the recursive functions of files and folders, for a reader: verdicts, depths,
//! reasons, and every warning. `recursive PATH...` prints one line for each function and warning, then the shares,
//! and what the analysis takes beside parsing and finding the names.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

use memlens::names::Names;
use memlens::options::Options;
use memlens::recursion::{self, Verdict};
use memlens::syntax::Tree;
use memlens::text::LineIndex;
use memlens_tests::programs::below;

fn main() {
    memlens::stack::run(run);
}

fn run() {
    let mut files = std::env::args_os().skip(1).flat_map(|path| below(Path::new(&path))).collect::<Vec<_>>();
    files.sort();
    let mut shares: BTreeMap<String, usize> = BTreeMap::new();
    let (mut before, mut analysed) = (Duration::ZERO, Duration::ZERO);
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let start = Instant::now();
        let tree = Tree::parse(&text);
        let names = Names::new(&text, &tree);
        before += start.elapsed();
        let start = Instant::now();
        let found = recursion::analyse(&text, &tree, &names, &Options::default());
        analysed += start.elapsed();
        let lines = LineIndex::new(&text);
        let place = |offset: u32| format!("{}:{}", path.display(), lines.line(offset) + 1);
        for function in &found.functions {
            let scope = names.scope(function.function);
            let verdict = match (function.verdict, &function.depth) {
                (Verdict::Bounded, Some(_)) => "bounded with a depth",
                (Verdict::Bounded, None) => "bounded",
                (Verdict::Unbounded, _) => "unbounded",
                (Verdict::Unproven, _) => "unproven",
            };
            *shares.entry(verdict.to_owned()).or_default() += 1;
            let depth = function.depth.as_deref().unwrap_or_default();
            println!("{}: {} {verdict} {depth} | {}", place(scope.head.start), scope.name, function.why);
        }
        for call in &found.deep_calls {
            println!("{}: DEEP {} frames, {} admitted", place(call.span.start), call.frames, call.admitted);
        }
    }
    let total = shares.values().sum::<usize>().max(1);
    for (verdict, count) in &shares {
        println!("= {count} {verdict} ({}%)", 100 * count / total);
    }
    println!("= {} ms for recursion, {} ms before it", analysed.as_millis(), before.as_millis());
}
