//! What a container costs: it only ever grows, or a generator would do.

use super::name::{About, is_global};
use crate::ide::words;
use crate::names::ScopeId;
use crate::usage::{Growing, Temporary};

pub(super) fn sentences(about: &About) -> Vec<String> {
    let usage = about.analysis.usage();
    let name = words::spelled(about.analysis, about.occurrence);
    let growing = usage.growing.iter().find(|growing| is_global(about) && growing.name == name);
    let is_it = |(scope, bound): &(ScopeId, String)| *scope == about.home && bound == name;
    let temporary = usage.temporaries.iter().find(|temporary| temporary.name.as_ref().is_some_and(is_it));
    growing.map(|growing| grows(about, growing)).into_iter().chain(temporary.map(passing)).collect()
}

fn grows(about: &About, growing: &Growing) -> String {
    let mut lines: Vec<String> = Vec::new();
    for growth in &growing.growths {
        let function = words::qualname(about.analysis, growth.function);
        let place = format!("{function} ({})", words::line(about.analysis, growth.span));
        if !lines.contains(&place) {
            lines.push(place);
        }
    }
    let verb = if lines.len() == 1 { "adds" } else { "add" };
    format!(
        "Only ever grows: {} {verb} to it call after call, and nothing in {} makes it shorter.",
        words::and(&lines),
        words::this_file(about.analysis)
    )
}

fn passing(temporary: &Temporary) -> String {
    let consumer = match temporary.consumer {
        "for" => "a loop".into(),
        name => words::code(name),
    };
    format!("Gone through once, by {consumer}: a generator would not keep all its items in memory.")
}
