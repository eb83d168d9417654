//! The walls of the house, checked by reading the sources: who may know whom, who may do
//! I/O, how long a file is, that tables and manuals agree. A check that finds nothing to read fails.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Each room of `server/src` and the rooms it may import, besides itself.
const ROOMS: [(&str, &[&str]); 20] = [
    ("cancel", &[]),
    ("text", &[]),
    ("options", &[]),
    ("stack", &[]),
    ("syntax", &["stack", "text"]),
    ("document", &["syntax", "text"]),
    ("names", &["syntax", "text"]),
    ("memory", &["cancel", "names", "options", "syntax", "text"]),
    ("recursion", &["cancel", "memory", "names", "options", "syntax", "text"]),
    ("usage", &["names", "options", "syntax", "text"]),
    ("life", &["memory", "names", "syntax", "text"]),
    ("sizes", &["memory", "names", "options", "syntax", "text"]),
    ("replay", &["cancel", "memory", "names", "syntax", "text"]),
    ("rewrite", &["names", "recursion", "syntax", "text"]),
    (
        "ide",
        &[
            "cancel",
            "document",
            "life",
            "memory",
            "names",
            "options",
            "recursion",
            "replay",
            "sizes",
            "rewrite",
            "syntax",
            "text",
            "usage",
        ],
    ),
    ("draw", &["ide", "text"]),
    ("lsp", &["cancel", "document", "draw", "ide", "options", "stack", "syntax", "text"]),
    ("cli", &["cancel", "document", "draw", "ide", "lsp", "options", "stack", "syntax", "text"]),
    ("lib", &[]),
    ("main", &[]),
];

/// Text that only the named rooms may contain.
const ONLY_IN: [(&str, &[&str]); 3] = [
    ("tower_lsp", &["lsp"]),
    ("tokio", &["lsp"]),
    (
        "rustpython_",
        &["syntax", "names", "memory", "recursion", "usage", "life", "replay", "sizes", "rewrite"],
    ),
];

/// These rooms do no I/O and cannot fail.
const PURE: [&str; 13] = [
    "text",
    "options",
    "syntax",
    "document",
    "names",
    "memory",
    "recursion",
    "usage",
    "life",
    "replay",
    "sizes",
    "rewrite",
    "ide",
];
const IO: [&str; 9] = [
    "std::fs",
    "std::io",
    "std::net",
    "std::process",
    "std::env",
    "std::thread",
    "println!",
    "print!",
    "dbg!",
];
const CANNOT_FAIL: [&str; 7] = ["names", "memory", "recursion", "usage", "life", "sizes", "ide"];

/// Files over [`MOST_LINES`], each with its reason.
const LONG: [(&str, &str); 0] = [];
const MOST_LINES: usize = 600;

/// Settings the editor's extension reads itself.
const CLIENT_SETTINGS: [&str; 2] = ["server.path", "trace.server"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Files below `folder` with one of the extensions, in order; never those that were installed or built.
fn files(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if path.is_dir() {
                if !["node_modules", "target", "out", "dist"].iter().any(|skip| name == *skip) {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| extensions.iter().any(|wanted| e == *wanted)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A source of the server: its room, its path below `server/src`, its code without comments and unit tests.
struct Source {
    room: String,
    path: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let base = root().join("server/src");
    let found: Vec<Source> = files("server/src", &["rs"])
        .into_iter()
        .map(|path| {
            let text = read(&path);
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//"));
            let path = path.strip_prefix(&base).expect("below server/src").display().to_string();
            let room = path.split(['/', '.']).next().unwrap_or_default().to_owned();
            Source { room, path, code: code.collect::<Vec<_>>().join("\n") }
        })
        .collect();
    assert!(found.len() > 15, "only {} files in server/src: has it moved?", found.len());
    found
}

/// The rooms named after `crate::`, also in `crate::{a, b::c}`.
fn imported(code: &str) -> BTreeSet<String> {
    let word =
        |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned();
    let mut rooms = BTreeSet::new();
    for (at, path) in code.match_indices("crate::") {
        let rest = &code[at + path.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            rooms.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => start = true,
                c if start && c.is_alphabetic() => {
                    rooms.insert(word(&group[at..]));
                    start = false;
                }
                _ => {}
            }
        }
    }
    rooms
}

#[test]
fn rooms_know_only_what_lies_below_them() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for source in sources() {
        let allowed = ROOMS.iter().find(|(room, _)| *room == source.room);
        let Some((_, allowed)) = allowed else {
            wrong.push(format!("{}: room `{}` is not in ROOMS", source.path, source.room));
            continue;
        };
        if ["lib", "main"].contains(&&*source.room) {
            continue;
        }
        for other in imported(&source.code) {
            seen += 1;
            if other != source.room && !allowed.contains(&&*other) {
                wrong.push(format!("{} knows `{other}`", source.path));
            }
        }
    }
    assert!(seen > 20, "only {seen} imports seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_them() {
    let found = imported("use crate::{ide::{Analysis, Hint}, text};\nfn f() { crate::lsp::run() }");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["ide", "lsp", "text"]);
}

#[test]
fn protocol_and_parser_stay_in_their_rooms() {
    let sources = sources();
    let mut wrong = Vec::new();
    for (text, rooms) in ONLY_IN {
        let users: Vec<&Source> = sources.iter().filter(|source| source.code.contains(text)).collect();
        assert!(!users.is_empty(), "nobody uses {text}: is the check out of date?");
        let outside = users.iter().filter(|source| !rooms.contains(&&*source.room));
        wrong.extend(outside.map(|source| format!("{} uses {text}", source.path)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_inner_rooms_do_no_io_and_cannot_fail() {
    let mut wrong = Vec::new();
    for source in sources() {
        if PURE.contains(&&*source.room) {
            let io = IO.iter().filter(|text| source.code.contains(**text));
            wrong.extend(io.map(|text| format!("{} uses {text}", source.path)));
        }
        if CANNOT_FAIL.contains(&&*source.room) {
            let failing =
                source.code.lines().filter(|line| line.contains("pub fn") && line.contains("-> Result<"));
            wrong.extend(failing.map(|line| format!("{} can fail: {}", source.path, line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    let mut long = BTreeSet::new();
    let mut seen = 0;
    for (folder, extensions) in [
        ("server", &["rs"][..]),
        ("tests", &["rs", "py", "mjs", "js", "ts"]),
        ("editors", &["ts", "js", "mjs"]),
    ] {
        for path in files(folder, extensions) {
            seen += 1;
            let lines = read(&path).lines().count();
            let name = path.strip_prefix(root()).expect("below the root").display().to_string();
            if lines <= MOST_LINES {
                continue;
            }
            if !LONG.iter().any(|(listed, _)| *listed == name) {
                wrong.push(format!("{name}: {lines} lines, at most {MOST_LINES} without a reason in LONG"));
            }
            long.insert(name);
        }
    }
    wrong.extend(
        LONG.iter().filter(|(name, _)| !long.contains(*name)).map(|(name, _)| format!("{name}: not long")),
    );
    assert!(seen > 20, "only {seen} files seen");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The variants of an enum of the server, as the source has them.
fn variants(path: &str, name: &str) -> Vec<String> {
    let text = read(&root().join("server/src").join(path));
    let start =
        text.find(&format!("pub enum {name} {{")).unwrap_or_else(|| panic!("no enum {name} in {path}"));
    let body = text[start..].split_once('{').and_then(|(_, rest)| rest.split_once("\n}"));
    let body = body.unwrap_or_else(|| panic!("enum {name} has no end")).0;
    let found: Vec<String> = body
        .lines()
        .map(str::trim)
        .filter(|line| line.starts_with(char::is_uppercase))
        .map(|line| line.trim_end_matches(',').to_owned())
        .collect();
    assert!(!found.is_empty(), "enum {name} has no variants");
    found
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[test]
fn every_diagnostic_code_has_its_page() {
    let pages = root().join("tests/suite");
    let missing: Vec<String> = variants("ide/diagnostics.rs", "Code")
        .iter()
        .map(|code| format!("{}.md", kebab(code)))
        .filter(|page| !pages.join(page).is_file())
        .collect();
    assert!(missing.is_empty(), "tests/suite lacks {missing:?}");
}

/// The settings the extension contributes.
fn settings() -> Vec<String> {
    let package: Value = serde_json::from_str(&read(&root().join("editors/vscode/package.json")))
        .expect("package.json is JSON");
    let configuration = &package["contributes"]["configuration"];
    let sections = match configuration {
        Value::Array(sections) => sections.iter().collect(),
        section => vec![section],
    };
    let names: Vec<String> = sections
        .iter()
        .filter_map(|section| section["properties"].as_object())
        .flat_map(|properties| properties.keys().cloned())
        .collect();
    assert!(names.len() > 8, "only {} settings in package.json", names.len());
    names
}

#[test]
fn every_hint_kind_is_a_setting() {
    let settings = settings();
    let missing: Vec<String> = variants("ide/hints.rs", "HintKind")
        .iter()
        .map(|kind| format!("memlens.hints.{}", kind.to_lowercase()))
        .filter(|setting| !settings.contains(setting))
        .collect();
    assert!(missing.is_empty(), "package.json lacks {missing:?}");
}

/// A setting is known where the server's source has its key as text, or the kind of hint of that name.
#[test]
fn every_setting_is_known_by_the_server() {
    let is_it = |source: &Source| source.path.starts_with("lsp/settings");
    let code: String = sources().into_iter().filter(is_it).map(|source| source.code).collect();
    assert!(!code.is_empty(), "lsp/settings has moved");
    let kinds: Vec<String> =
        variants("ide/hints.rs", "HintKind").iter().map(|kind| kind.to_lowercase()).collect();
    let known = |key: &str| {
        let is_kind = key.strip_prefix("hints.").is_some_and(|kind| kinds.iter().any(|known| known == kind));
        is_kind || code.contains(&format!("\"{key}")) || CLIENT_SETTINGS.contains(&key)
    };
    let all = settings();
    let unknown: Vec<&str> =
        all.iter().map(|setting| setting.trim_start_matches("memlens.")).filter(|key| !known(key)).collect();
    assert!(unknown.is_empty(), "lsp/settings does not know {unknown:?}");
}

fn manifest(path: &str) -> toml::Table {
    read(&root().join(path)).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_dependency_is_pinned_and_used() {
    let workspace = manifest("Cargo.toml");
    let shared = workspace["workspace"]["dependencies"].as_table().expect("workspace.dependencies");
    assert!(shared.len() > 5, "only {} dependencies in the workspace", shared.len());
    let mut wrong = Vec::new();
    for (name, wanted) in shared {
        let version = wanted.as_str().or_else(|| wanted.get("version").and_then(|version| version.as_str()));
        let pinned = version.is_some_and(|version| version.starts_with('=')) || wanted.get("path").is_some();
        if !pinned {
            wrong.push(format!("{name} is not pinned with `=`"));
        }
    }
    let mut users: BTreeSet<String> = BTreeSet::new();
    for member in ["server", "tests"] {
        let code: String = files(member, &["rs"]).iter().map(|path| read(path)).collect();
        let manifest = manifest(&format!("{member}/Cargo.toml"));
        let lists =
            ["dependencies", "dev-dependencies"].iter().filter_map(|list| manifest.get(*list)?.as_table());
        for (name, wanted) in lists.flatten() {
            users.insert(name.clone());
            if wanted.get("workspace").and_then(|shared| shared.as_bool()) != Some(true) {
                wrong.push(format!("{member}: {name} has a version of its own"));
            }
            let word = name.replace('-', "_");
            if !code.split(|c: char| !c.is_alphanumeric() && c != '_').any(|other| other == word) {
                wrong.push(format!("{member}: {name} is not used"));
            }
        }
    }
    wrong.extend(
        shared.keys().filter(|name| !users.contains(*name)).map(|name| format!("no member uses {name}")),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
