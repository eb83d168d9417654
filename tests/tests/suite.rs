//! Runs every page of `tests/suite` and `tests/README.md`: a case for each `py` block.
//! `UPDATE=1 cargo test --test suite` rewrites the output blocks first; with a filter, of the pages so named.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use memlens_tests::page::{Case, Page};
use memlens_tests::question;
use similar::TextDiff;

fn main() -> ExitCode {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let arguments = Arguments::from_args();
    let pages = pages(root);
    if std::env::var_os("UPDATE").is_some_and(|value| value != "0") {
        let is_wanted = |path: &&PathBuf| {
            arguments.filter.as_ref().is_none_or(|filter| path.display().to_string().contains(filter))
        };
        memlens::stack::run(|| pages.iter().filter(is_wanted).for_each(|path| update(path)));
    }
    let mut trials = Vec::new();
    let mut bugs = Vec::new();
    for path in &pages {
        let name = path.strip_prefix(root).unwrap_or(path).display().to_string();
        match fs::read_to_string(path).map_err(|error| error.to_string()).and_then(|text| Page::parse(&text))
        {
            Err(error) => trials.push(Trial::test(name, move || Err(error.into()))),
            Ok(page) => {
                if page.bugs > 0 {
                    bugs.push(format!("{name}: {}", page.bugs));
                }
                trials.extend(page.cases.into_iter().map(|case| trial(&name, case)));
            }
        }
    }
    // A harness that finds no page must not pass.
    if trials.is_empty() {
        trials.push(Trial::test("pages", || Err("no case found in tests/suite".into())));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list && !bugs.is_empty() {
        println!("known wrong results (BUG: lines): {}", bugs.join(", "));
    }
    conclusion.exit_code()
}

/// The README and every page below `suite`, in order of their names.
fn pages(root: &Path) -> Vec<PathBuf> {
    let mut pages = vec![root.join("README.md")];
    let mut folders = vec![root.join("suite")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages.sort();
    pages
}

fn trial(page: &str, case: Case) -> Trial {
    let name = format!("{page} {}:{}", case.headings.join(" / "), case.line);
    let page = page.to_owned();
    Trial::test(name, move || {
        // The parser needs a large stack, as everywhere.
        memlens::stack::run(|| check(&page, &case))
    })
}

fn check(page: &str, case: &Case) -> Result<(), Failed> {
    let mut failures = String::new();
    for output in &case.outputs {
        let place = format!("{page}:{} `{}`", output.line(), output.question.join(" "));
        match question::ask(case, &output.question) {
            Err(error) => failures += &format!("{place}\n{error}\n"),
            Ok(found) if found == output.expected => {}
            Ok(found) => {
                failures += &format!("{place}: - the page, + memlens\n{}", diff(&output.expected, &found));
            }
        }
    }
    if failures.is_empty() { Ok(()) } else { Err(Failed::from(failures)) }
}

fn diff(expected: &str, found: &str) -> String {
    let (expected, found) = (format!("{expected}\n"), format!("{found}\n"));
    TextDiff::from_lines(&*expected, &*found)
        .iter_all_changes()
        .map(|change| format!("{} {}", change.tag(), change.value()))
        .collect()
}

/// Writes today's answers into the page. A question that makes no sense keeps its block, and fails later.
fn update(path: &Path) {
    let Ok(text) = fs::read_to_string(path) else { return };
    let Ok(page) = Page::parse(&text) else { return };
    let updated = page.with_answers(|case, output| {
        question::ask(case, &output.question).unwrap_or_else(|_| output.expected.clone())
    });
    if updated == text {
        return;
    }
    match fs::write(path, updated) {
        Ok(()) => println!("updated {}", path.display()),
        Err(error) => println!("cannot write {}: {error}", path.display()),
    }
}
