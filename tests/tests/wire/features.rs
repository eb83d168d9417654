//! Hints, tooltips and hovers, as a client gets them.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::URI;

const TEXT: &str = "'😀'; xs = [1]\nys = xs\ndef g(p):\n    p.append(1)\ng(xs)\n";

fn editor() -> Value {
    json!({ "textDocument": {
        "inlayHint": { "resolveSupport": { "properties": ["tooltip", "label.tooltip"] } },
        "hover": { "contentFormat": ["markdown", "plaintext"] },
    } })
}

fn hints(wire: &mut Wire, lines: (u32, u32)) -> Vec<Value> {
    let position = |line: u32| json!({ "line": line, "character": 0 });
    let range = json!({ "start": position(lines.0), "end": position(lines.1) });
    let hints = wire.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": URI }, "range": range }));
    hints.as_array().expect("hints").clone()
}

fn label(hint: &Value) -> String {
    let parts = hint["label"].as_array().expect("parts").iter();
    parts.map(|part| part["value"].as_str().expect("a text")).collect()
}

fn labels(wire: &mut Wire, lines: (u32, u32)) -> Vec<String> {
    hints(wire, lines).iter().map(label).collect()
}

fn hover(wire: &mut Wire, line: u32, character: u32) -> Value {
    let position = json!({ "line": line, "character": character });
    wire.ask("textDocument/hover", json!({ "textDocument": { "uri": URI }, "position": position }))
}

/// Thousands of edits, none waited for: each hint and each hover tells of the text before it.
#[test]
fn each_answer_tells_of_the_edit_before_it() {
    let mut wire = Wire::initialized(editor(), json!({ "diagnostics": { "delay": 0 } }));
    wire.open(URI, "xs = [0]\nys = 0\n");
    let value = json!({ "start": { "line": 1, "character": 5 }, "end": { "line": 1, "character": 99 } });
    let edit = |new: &str| json!([{ "range": value, "text": new }]);
    let document = json!({ "uri": URI });
    let all = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let all = json!({ "textDocument": document, "range": all });
    let here = json!({ "textDocument": document, "position": { "line": 1, "character": 0 } });
    // What is right for each text, asked at leisure.
    let values = ["xs", "[1]", "None", "(xs, {})"];
    let mut right = Vec::new();
    for new in values {
        wire.change(URI, 2, edit(new));
        let labels = labels(&mut wire, (0, 9));
        right.push((labels, wire.ask("textDocument/hover", here.clone())));
    }
    for (index, (labels, hover)) in right.iter().enumerate() {
        assert!(hover.is_object(), "{}", values[index]);
        for (other_labels, other_hover) in &right[..index] {
            assert!(labels != other_labels || hover != other_hover, "{}", values[index]);
        }
    }
    let mut questions = Vec::new();
    let mut rng = fastrand::Rng::with_seed(3);
    for version in 3..3003 {
        let chosen = rng.usize(..values.len());
        wire.change(URI, version, edit(values[chosen]));
        if version % 5 == 0 {
            let hints = wire.request("textDocument/inlayHint", all.clone());
            questions.push((hints, wire.request("textDocument/hover", here.clone()), chosen, version));
        }
    }
    assert_eq!(questions.len(), 600);
    for (hints, hover, chosen, version) in questions {
        let found = wire.answer(hints)["result"].take();
        let labels: Vec<_> = found.as_array().expect("hints").iter().map(label).collect();
        assert_eq!(labels, right[chosen].0, "version {version}");
        assert_eq!(wire.answer(hover)["result"], right[chosen].1, "version {version}");
    }
}

#[test]
fn hints_lead_to_their_objects() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    let found = hints(&mut wire, (0, 9));
    assert_eq!(found.iter().map(label).collect::<Vec<_>>(), ["heap", "heap · same as xs", "heap", "changed"]);
    let heap = &found[0];
    assert_eq!(heap["position"], json!({ "line": 0, "character": 8 }), "an emoji is two units of UTF-16");
    assert_eq!(heap["paddingLeft"], true);
    let target = heap["label"].as_array().expect("parts").iter().find_map(|part| part.get("location"));
    let range = json!({ "start": { "line": 0, "character": 11 }, "end": { "line": 0, "character": 14 } });
    assert_eq!(target, Some(&json!({ "uri": URI, "range": range })));
}

#[test]
fn hints_are_those_of_the_range() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    assert_eq!(labels(&mut wire, (1, 2)), ["heap · same as xs"]);
    assert_eq!(labels(&mut wire, (4, 5)), ["changed"]);
    assert_eq!(labels(&mut wire, (3, 4)), Vec::<String>::new());
    assert_eq!(labels(&mut wire, (77, 99)), Vec::<String>::new());
}

#[test]
fn tooltips_come_when_asked_for_and_not_for_an_old_text() {
    for commands in [true, false] {
        let mut wire = Wire::initialized(editor(), json!({ "clientCommands": commands }));
        wire.open(URI, TEXT);
        let hint = hints(&mut wire, (0, 9)).pop().expect("a hint");
        assert_eq!(hint.get("tooltip"), None);
        let resolved = wire.ask("inlayHint/resolve", hint.clone());
        assert_eq!((&resolved["label"], &resolved["position"]), (&hint["label"], &hint["position"]));
        let tooltip = &resolved["tooltip"];
        assert_eq!(tooltip["kind"], "markdown");
        let text = tooltip["value"].as_str().expect("a text");
        let link = "[Hide these hints](command:memlens.hideHints?%5B%22calls%22%5D)";
        assert_eq!(text.ends_with(link), commands, "{text}");
        assert!(text.len() > link.len() + 10, "{text}");
        wire.change(URI, 2, json!([{ "text": "x = 1\n" }]));
        assert_eq!(wire.ask("inlayHint/resolve", hint).get("tooltip"), None);
    }
}

#[test]
fn kinds_are_switched_by_settings() {
    let mut wire = Wire::initialized(editor(), json!({ "hints": { "bindings": false } }));
    wire.open(URI, TEXT);
    assert_eq!(labels(&mut wire, (0, 9)), ["heap", "changed"]);
    let set = |wire: &mut Wire, settings: Value| {
        wire.notify("workspace/didChangeConfiguration", json!({ "settings": { "memlens": settings } }));
        labels(wire, (0, 9))
    };
    assert_eq!(set(&mut wire, json!({ "hints.calls": false })), ["heap"]);
    assert_eq!(set(&mut wire, json!({ "hints.enable": false })), Vec::<String>::new());
    assert_eq!(set(&mut wire, json!({ "hints.bindings": true, "hints.parameters": false })).len(), 3);
}

#[test]
fn hovers_are_in_the_clients_format() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    let markdown = hover(&mut wire, 1, 1);
    assert_eq!(markdown["contents"]["kind"], "markdown");
    let range = json!({ "start": { "line": 1, "character": 0 }, "end": { "line": 1, "character": 2 } });
    assert_eq!(markdown["range"], range);
    let text = markdown["contents"]["value"].as_str().expect("a text");
    assert!(text.starts_with("**") && text.contains('`'), "{text}");
    assert!(hover(&mut wire, 1, 3).is_null(), "an equals sign");
    assert!(hover(&mut wire, 88, 3).is_null(), "beyond the text");

    let plain = json!({ "textDocument": { "hover": { "contentFormat": ["plaintext"] } } });
    let mut wire = Wire::initialized(plain, json!(null));
    wire.open(URI, TEXT);
    let plain = hover(&mut wire, 1, 1);
    assert_eq!(plain["contents"]["kind"], "plaintext");
    let plain = plain["contents"]["value"].as_str().expect("a text");
    assert!(!plain.contains('`') && !plain.contains("**"), "{plain}");
    let words = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    assert_eq!(words(plain), words(text), "the same words");
}
