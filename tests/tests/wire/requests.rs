//! What is not as the protocol has it gets an error or a log line, and the server goes on.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::{URI, hash};

const INVALID_PARAMS: i64 = -32602;
const METHOD_NOT_FOUND: i64 = -32601;
const INVALID_REQUEST: i64 = -32600;
const NOT_INITIALIZED: i64 = -32002;

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

fn hover(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } })
}

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    let position = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
    json!({ "start": position(start), "end": position(end) })
}

#[test]
fn before_initialize_and_after_shutdown() {
    let mut wire = Wire::start();
    assert_eq!(wire.ask_in_vain("textDocument/hover", hover(URI)), NOT_INITIALIZED);
    assert_eq!(wire.ask_in_vain("memlens/status", document(URI)), NOT_INITIALIZED);
    wire.open(URI, "x");
    wire.initialize(json!({}), json!(null));
    assert_eq!(wire.ask_in_vain("textDocument/hover", hover(URI)), INVALID_PARAMS);
    assert_eq!(wire.ask_in_vain("initialize", json!({ "capabilities": {} })), INVALID_REQUEST);
    wire.ask("shutdown", json!(null));
    assert_eq!(wire.ask_in_vain("textDocument/hover", hover(URI)), INVALID_REQUEST);
}

#[test]
fn wrong_parameters_methods_and_documents() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, "x");
    for params in
        [json!(null), json!(3), json!([]), json!({}), document(URI), document("no uri"), document("")]
    {
        assert_eq!(wire.ask_in_vain("textDocument/hover", params), INVALID_PARAMS);
    }
    let negative = json!({ "textDocument": { "uri": URI }, "position": { "line": -1, "character": 0 } });
    assert_eq!(wire.ask_in_vain("textDocument/hover", negative), INVALID_PARAMS);
    assert_eq!(wire.ask_in_vain("textDocument/noSuchThing", json!({})), METHOD_NOT_FOUND);
    // What is optional may be ignored as a notification, never as a request.
    assert_eq!(wire.ask_in_vain("$/noSuchThing", json!({})), METHOD_NOT_FOUND);
    assert_eq!(wire.ask_in_vain("$/malformed", json!({})), METHOD_NOT_FOUND);
    assert_eq!(wire.ask_in_vain("textDocument/hover", hover("file:///other.py")), INVALID_PARAMS);
    wire.notify("textDocument/didChange", json!({ "nonsense": true }));
    wire.notify("textDocument/didOpen", json!(null));
    wire.notify("$/noSuchThing", json!({}));
    wire.notify("noSuchThing", json!({}));
    wire.send(&json!({ "jsonrpc": "2.0", "id": 4711, "result": null }));
    wire.send(&json!({ "jsonrpc": "2.0", "id": null, "result": null }));
    assert_eq!(wire.status(URI)["hash"], hash("x"));
}

#[test]
fn a_resolve_of_anything_gives_it_back() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    for data in [
        json!(null),
        json!(7),
        json!({ "uri": "x" }),
        json!({ "uri": "file:///b.py", "revision": 1,
        "offset": 4_000_000_000_u32, "kind": "bindings" }),
    ] {
        let hint = json!({ "position": { "line": 9, "character": 9 }, "label": "heap", "data": data });
        assert_eq!(wire.ask("inlayHint/resolve", hint.clone())["label"], hint["label"]);
    }
}

#[test]
fn a_document_that_is_not_open() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.change("file:///never.py", 2, json!([{ "text": "x" }]));
    assert!(wire.wait("a warning", |log| is_warning(log, "changed file:///never.py")).is_object());
    wire.close("file:///never.py");
    assert!(wire.wait("a warning", |log| is_warning(log, "closed file:///never.py")).is_object());
    wire.open(URI, "x");
    wire.close(URI);
    assert_eq!(wire.ask_in_vain("memlens/status", document(URI)), INVALID_PARAMS);
    wire.open(URI, "again");
    assert_eq!(wire.status(URI)["hash"], hash("again"));
}

#[test]
fn ranges_beyond_the_text_or_reversed() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, "ab\ncd");
    let mut version = 1;
    let mut after = |wire: &mut Wire, changes: Value, expected: &str| {
        version += 1;
        wire.change(URI, version, changes.clone());
        assert_eq!(wire.status(URI)["hash"], hash(expected), "{changes} should give {expected:?}");
    };
    after(&mut wire, json!([{ "range": range((0, 99), (0, u32::MAX)), "text": "!" }]), "ab!\ncd");
    after(&mut wire, json!([{ "range": range((77, 3), (u32::MAX, u32::MAX)), "text": "?" }]), "ab!\ncd?");
    wire.wait("a warning", |log| is_warning(log, "line 4294967295"));
    after(&mut wire, json!([{ "range": range((1, 2), (0, 1)), "text": "-" }]), "a-?");
    wire.wait("a warning", |log| is_warning(log, "ends before it starts"));
    // The end of the last line, as clients name it when they delete all.
    after(&mut wire, json!([{ "range": range((0, 0), (1, 0)), "text": "x\n" }]), "x\n");
    after(
        &mut wire,
        json!([{ "text": "whole\n" }, { "range": range((0, 0), (0, 5)), "text": "part" }]),
        "part\n",
    );
    after(&mut wire, json!([]), "part\n");
    assert!(!wire.unread().iter().any(|log| is_warning(log, "")), "the rest is no reason to warn");
}

#[test]
fn versions_out_of_order() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, "");
    wire.change(URI, 9, json!([{ "text": "nine" }]));
    wire.change(URI, 3, json!([{ "text": "three" }]));
    let status = wire.status(URI);
    assert_eq!((&status["hash"], &status["version"]), (&json!(hash("three")), &json!(3)));
    wire.wait("a warning", |log| is_warning(log, "Version 3"));
    wire.open(URI, "opened twice");
    assert_eq!(wire.status(URI)["hash"], hash("opened twice"));
    wire.wait("a warning", |log| is_warning(log, "open already"));
}

#[test]
fn a_large_document() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    let text = format!("x = '{}'\n", "é".repeat(1_500_000));
    wire.open(URI, &text);
    assert_eq!(wire.status(URI)["hash"], hash(&text));
}

/// Texts that a recursive parser or walker would die of: hints and a hover are asked for too.
#[test]
fn hard_texts() {
    let texts = [
        ("brackets", "(".repeat(100_000)),
        ("closed brackets", "[".repeat(100_000) + &"]".repeat(100_000)),
        ("unary operators", format!("x = {}1\n", "-".repeat(50_000))),
        ("attributes", format!("x = a{}\n", ".b".repeat(50_000))),
        ("sums", format!("x = 1{}\n", " + 1".repeat(50_000))),
        ("elif", "if a: x = 1\n".to_owned() + &"elif a: x = 1\n".repeat(20_000)),
        ("indents", (0..2000).map(|depth| " ".repeat(depth) + "if a:\n").collect()),
        ("NUL", "x = 1\0\ny = '\0'\n".to_owned()),
        ("f-strings", "f'{".repeat(5000)),
    ];
    let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "delay": 0 } }));
    for (name, text) in texts {
        let uri = format!("untitled:{name}");
        wire.open(&uri, &text);
        assert_eq!(wire.status(&uri)["hash"], hash(&text), "{name}");
        wire.ask("textDocument/hover", hover(&uri));
        let all = json!({ "textDocument": { "uri": uri }, "range": range((0, 0), (9_999_999, 0)) });
        wire.ask("textDocument/inlayHint", all);
        wire.change(&uri, 2, json!([{ "range": range((0, 0), (0, 1)), "text": "x" }]));
        wire.status(&uri);
        wire.close(&uri);
    }
}

fn is_warning(log: &Value, text: &str) -> bool {
    let params = &log["params"];
    log["method"] == "window/logMessage"
        && params["type"] == 2
        && params["message"].as_str().is_some_and(|message| message.contains(text))
}
