//! Diagnostics come of themselves, for the text that is there, and go with it.

use std::thread;
use std::time::Duration;

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::URI;

fn is_published(message: &Value, uri: &str, version: i64) -> bool {
    let params = &message["params"];
    message["method"] == "textDocument/publishDiagnostics"
        && params["uri"] == uri
        && params["version"] == version
}

fn versions(wire: &mut Wire) -> Vec<i64> {
    let published = wire.unread().into_iter();
    let published = published.filter(|message| message["method"] == "textDocument/publishDiagnostics");
    published.filter_map(|message| message["params"]["version"].as_i64()).collect()
}

#[test]
fn no_version_is_published_after_a_later_one() {
    let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 0 } }));
    wire.open(URI, "x = 1\n");
    let last = 600;
    for version in 2..=last {
        wire.change(URI, version, json!([{ "text": format!("x = {version}\n") }]));
        if version % 20 == 0 {
            // Lets the server get to some of them.
            wire.status(URI);
        }
    }
    let end = wire.wait("the last", |message| is_published(message, URI, last));
    assert!(end["params"]["diagnostics"].is_array());
    wire.status(URI);
    let before = versions(&mut wire);
    assert!(before.is_sorted(), "{before:?}");
    assert!(before.iter().all(|version| *version < last), "once is enough: {before:?}");
}

/// What takes long to analyse is not published once the text is another, or gone.
#[test]
fn a_slow_result_for_an_old_text_is_dropped() {
    let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 0 } }));
    let long = "def f(x):\n    y = [x, x]\n    return y + f(x)\n".repeat(3000);
    for version in (2..20).step_by(2) {
        let uri = format!("file:///slow{version}.py");
        wire.open(&uri, &long);
        // Time for the analysis to start, seldom to end.
        thread::sleep(Duration::from_millis(version as u64));
        wire.change(&uri, version, json!([{ "text": "x = 1\n" }]));
        wire.wait("the short one's", |message| is_published(message, &uri, version));
        // The old text's may have come before it, if its analysis ended before the change; not later.
        let published = wire.unread().into_iter();
        let published = published.filter(|message| message["method"] == "textDocument/publishDiagnostics");
        let mut late = published.filter(|message| message["params"]["version"] == 1);
        assert!(late.all(|message| message["params"]["uri"] == uri), "too late");
        wire.close(&uri);
    }
    wire.open("file:///b.py", &long);
    wire.wait("another's", |message| is_published(message, "file:///b.py", 1));
    assert_eq!(versions(&mut wire), Vec::<i64>::new());
}

#[test]
fn only_a_rest_brings_diagnostics() {
    let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 60_000 } }));
    wire.open(URI, "x = 1\n");
    wire.change(URI, 2, json!([{ "text": "x = 2\n" }]));
    wire.status(URI);
    assert_eq!(versions(&mut wire), Vec::<i64>::new());
    // A change of the settings counts for what is open, at its new delay.
    let settings = json!({ "memlens": { "diagnostics": { "delay": 0 } } });
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    wire.wait("the diagnostics", |message| is_published(message, URI, 2));
}

#[test]
fn closing_clears() {
    let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 0 } }));
    wire.open(URI, "x = 1\n");
    wire.wait("the first", |message| is_published(message, URI, 1));
    wire.close(URI);
    let cleared = wire.heard("textDocument/publishDiagnostics");
    assert_eq!(cleared["params"], json!({ "uri": URI, "diagnostics": [] }));
}

/// A client that has the pages gets a link to the page of each code.
#[test]
fn codes_link_to_their_pages() {
    let mut wire =
        Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 0 }, "pages": "file:///x/pages" }));
    wire.open(URI, "def f(n):\n    return f(n + 1)\n");
    let heard = wire.wait("the warning", |message| is_published(message, URI, 1));
    let found = &heard["params"]["diagnostics"][0];
    assert_eq!(found["code"], "unbounded-recursion");
    assert_eq!(found["codeDescription"]["href"], "file:///x/pages/unbounded-recursion.md");
}
