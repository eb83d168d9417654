//! Quick fixes, as a client gets them.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::URI;

const TEXT: &str = "'😀'; x = sum([n * n for n in range(100_000)])\nprint(x)\n";

fn editor() -> Value {
    json!({
        "textDocument": {
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix"] } } },
            "publishDiagnostics": { "relatedInformation": true },
        },
        "workspace": { "workspaceEdit": { "documentChanges": true } },
    })
}

fn actions(wire: &mut Wire, line: u32, only: Option<&str>) -> Vec<Value> {
    let position = json!({ "line": line, "character": 16 });
    let mut context = json!({ "diagnostics": [] });
    if let Some(kind) = only {
        context["only"] = json!([kind]);
    }
    let range = json!({ "start": position, "end": position });
    let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": context });
    wire.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions.iter().map(|action| action["title"].as_str().expect("a title")).collect()
}

#[test]
fn a_quick_fix_has_its_diagnostic_and_edits_for_one_version() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    let found = actions(&mut wire, 0, None);
    assert_eq!(titles(&found), ["Use a generator expression", "Ignore large-temporary here"]);
    let fix = &found[0];
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert_eq!(fix["diagnostics"][0]["code"], "large-temporary");
    let change = &fix["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": URI, "version": 1 }));
    let place = |character: u32| json!({ "line": 0, "character": character });
    // An emoji is two units of UTF-16.
    let open = json!({ "range": { "start": place(14), "end": place(15) }, "newText": "" });
    let close = json!({ "range": { "start": place(44), "end": place(45) }, "newText": "" });
    assert_eq!(change["edits"], json!([open, close]));
    let ignore = &found[1]["edit"]["documentChanges"][0]["edits"];
    assert_eq!(ignore[0]["newText"], "  # memlens: ignore[large-temporary]");
    assert_eq!(found[1].get("isPreferred"), None);
}

/// Neovim asks at the cursor and names the diagnostics of its whole line.
#[test]
fn diagnostics_that_the_client_names_can_be_fixed_too() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    let published = wire.heard("textDocument/publishDiagnostics")["params"]["diagnostics"].clone();
    let mut at = |character: u32, diagnostics: &Value| {
        let position = json!({ "line": 0, "character": character });
        let range = json!({ "start": position, "end": position });
        let context = json!({ "diagnostics": diagnostics });
        let params = json!({ "textDocument": { "uri": URI }, "range": range, "context": context });
        wire.ask("textDocument/codeAction", params).as_array().expect("a list").clone()
    };
    let there = ["Use a generator expression", "Ignore large-temporary here"];
    assert_eq!(titles(&at(0, &json!([]))), [""; 0], "before the diagnostic");
    assert_eq!(titles(&at(0, &published)), there);
    assert_eq!(titles(&at(16, &published)), there, "each once");
    let mut strange = published.clone();
    strange[0]["source"] = json!("another server");
    assert_eq!(titles(&at(0, &strange)), [""; 0]);
}

#[test]
fn the_fixed_text_has_nothing_left_to_fix() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    let found = actions(&mut wire, 0, Some("quickfix"));
    let mut edits = found[0]["edit"]["documentChanges"][0]["edits"].as_array().expect("edits").clone();
    // Each edit counts from the text before all of them: the last one first.
    edits.reverse();
    let changes = edits.iter().map(|edit| json!({ "range": edit["range"], "text": edit["newText"] }));
    wire.change(URI, 2, changes.collect());
    assert_eq!(actions(&mut wire, 0, None), Vec::<Value>::new());
}

#[test]
fn only_what_is_asked_for_and_understood_is_offered() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, TEXT);
    assert_eq!(actions(&mut wire, 1, None), Vec::<Value>::new(), "another line");
    assert_eq!(actions(&mut wire, 0, Some("refactor")), Vec::<Value>::new());
    assert_eq!(actions(&mut wire, 0, Some("")).len(), 2);
    let off = json!({ "memlens": { "diagnostics": { "severity": { "large-temporary": "off" } } } });
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": off }));
    assert_eq!(actions(&mut wire, 0, None), Vec::<Value>::new());

    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    assert_eq!(actions(&mut wire, 0, None), Vec::<Value>::new(), "a client that takes commands only");
}

#[test]
fn a_client_without_versioned_edits_gets_plain_ones() {
    let mut capabilities = editor();
    capabilities["workspace"] = json!({});
    let mut wire = Wire::initialized(capabilities, json!(null));
    wire.open(URI, TEXT);
    let found = actions(&mut wire, 0, None);
    let edits = found[0]["edit"]["changes"][URI].as_array().expect("edits");
    assert_eq!(edits.len(), 2);
    assert_eq!(found[0]["edit"].get("documentChanges"), None);
}

const RECURSIVE: &str = "def total(n):\n    if n == 0:\n        return 0\n    return n + total(n - 1)\n\n\ndef walk(node):\n    yield node\n    yield from walk(node.next)\n";

#[test]
fn a_recursion_is_offered_as_a_loop_with_a_preview() {
    let mut capabilities = editor();
    capabilities["workspace"]["workspaceEdit"]["changeAnnotationSupport"] = json!({});
    let mut wire = Wire::initialized(capabilities, json!(null));
    wire.open(URI, RECURSIVE);
    assert_eq!(actions(&mut wire, 1, None), Vec::<Value>::new(), "neither the `def` nor a call");
    assert_eq!(actions(&mut wire, 0, Some("quickfix")), Vec::<Value>::new());
    let call = actions(&mut wire, 3, Some("refactor"));
    let found = actions(&mut wire, 0, Some("refactor.rewrite"));
    assert_eq!(found, call);
    assert_eq!(titles(&found), ["Rewrite `total` as a loop with its own stack"]);
    assert_eq!(found[0]["kind"], "refactor.rewrite");
    assert_eq!(found[0].get("diagnostics"), None);
    let edit = &found[0]["edit"];
    let change = &edit["documentChanges"][0]["edits"][0];
    let id = change["annotationId"].as_str().expect("an annotation");
    assert_eq!(edit["changeAnnotations"][id]["needsConfirmation"], true);
    assert!(change["newText"].as_str().is_some_and(|text| text.contains("while pending:")));

    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, RECURSIVE);
    let plain = actions(&mut wire, 0, None);
    assert_eq!(plain[0]["edit"].get("changeAnnotations"), None, "a client without previews");
}

#[test]
fn the_user_is_told_why_there_is_no_loop() {
    let mut wire = Wire::initialized(editor(), json!(null));
    wire.open(URI, RECURSIVE);
    let mut explain = |line: u32| {
        let arguments = json!([URI, { "line": line, "character": 5 }]);
        let params = json!({ "command": "memlens.explainRewrite", "arguments": arguments });
        wire.ask("workspace/executeCommand", params)
    };
    assert_eq!(explain(0), "total can be a loop: “Rewrite total as a loop with its own stack”.");
    let why = "walk is not offered as a loop: the frame of a generator or coroutine is not on the stack while it waits (line 7).";
    assert_eq!(explain(7), why);
    assert_eq!(explain(5), "No function here calls itself.");
    let shown = wire.heard("window/showMessage");
    assert_eq!(
        shown["params"]["message"],
        "total can be a loop: “Rewrite total as a loop with its own stack”."
    );
}
