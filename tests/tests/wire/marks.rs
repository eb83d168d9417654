//! Highlights, lenses, semantic tokens.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::URI;

const TEXT: &str = "\
xs = ['😀']; n = 1
ys = xs
ys.append(n)
def grow(items, more=None):
    items.append(2)
    made = [items]
    return made
grow(xs)
zs = grow(ys)
xs = []
";

/// Line, first column, kind: 1 text, 2 read, 3 write.
fn highlights(wire: &mut Wire, line: u32, character: u32) -> Vec<(u64, u64, u64)> {
    let position = json!({ "line": line, "character": character });
    let document = json!({ "uri": URI });
    let params = json!({ "textDocument": document, "position": position });
    let found = wire.ask("textDocument/documentHighlight", params);
    let number = |value: &Value| value.as_u64().expect("a number");
    let found = found.as_array().expect("highlights").iter();
    found
        .map(|mark| {
            let start = &mark["range"]["start"];
            (number(&start["line"]), number(&start["character"]), number(&mark["kind"]))
        })
        .collect()
}

#[test]
fn highlights_follow_the_object_through_its_names() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    let list =
        [(0, 0, 3), (1, 0, 3), (1, 5, 2), (2, 0, 3), (3, 9, 3), (4, 4, 3), (5, 12, 2), (7, 5, 3), (8, 10, 3)];
    let found = highlights(&mut wire, 0, 1);
    assert_eq!(found, list, "the list that `xs` is first, not the one it is last");
    assert_eq!(highlights(&mut wire, 2, 0), list, "from another name of it");
    assert_eq!(highlights(&mut wire, 9, 0), [(9, 0, 3)]);
    // A number has no object: the places of its name.
    assert_eq!(highlights(&mut wire, 0, 13), [(0, 13, 3), (2, 10, 2)]);
}

fn position(line: u32) -> Value {
    json!({ "line": line, "character": 0 })
}

#[test]
fn lenses_are_off_until_asked_for() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    let params = json!({ "textDocument": { "uri": URI } });
    assert_eq!(wire.ask("textDocument/codeLens", params.clone()), json!([]));
    let on = json!({ "settings": { "memlens": { "codeLens.enable": true } } });
    wire.notify("workspace/didChangeConfiguration", on);
    let lenses = wire.ask("textDocument/codeLens", params);
    assert_eq!(lenses[0]["command"]["title"], "frame: 3 slots · 1 object escapes by return");
    assert_eq!(lenses[0]["range"]["start"], json!({ "line": 3, "character": 4 }));
    assert_eq!(lenses.as_array().map(Vec::len), Some(1));
    assert_eq!((&lenses[0]["command"]["command"], lenses[0]["command"].get("arguments")), (&json!(""), None));
}

/// A lens leads to the picture of the body's first line only where the client has said that it can show one.
#[test]
fn lenses_lead_to_the_picture_where_the_client_can_show_it() {
    let on = json!({ "enable": true });
    for (commands, is_there) in
        [(json!(["memlens.showPicture"]), true), (json!(["memlens.hideHints"]), false), (json!(true), false)]
    {
        let options = json!({ "codeLens": on, "clientCommands": commands });
        let mut wire = Wire::initialized(json!({}), options);
        wire.open(URI, TEXT);
        let lenses = wire.ask("textDocument/codeLens", json!({ "textDocument": { "uri": URI } }));
        let command = &lenses[0]["command"];
        assert_eq!(command["command"] == "memlens.showPicture", is_there, "{commands}");
        let arguments = json!([{ "uri": URI, "line": 4 }]);
        assert_eq!(command.get("arguments"), is_there.then_some(&arguments));
    }
}

#[test]
fn semantic_tokens_say_stack_or_heap() {
    let mut wire = Wire::start();
    let capabilities = wire.initialize(json!({}), json!({ "semanticTokens": { "enable": true } }));
    let legend = &capabilities["semanticTokensProvider"]["legend"];
    assert_eq!(legend["tokenModifiers"], json!(["stack", "heap"]));
    wire.open(URI, TEXT);
    let params = json!({ "textDocument": { "uri": URI } });
    let all = wire.ask("textDocument/semanticTokens/full", params.clone());
    let data = all["data"].as_array().expect("numbers");
    // `xs` on the heap, then `n` on the stack, thirteen units of UTF-16 on.
    assert_eq!(data[..10], [0, 0, 2, 0, 2, 0, 13, 1, 0, 1].map(Value::from));
    let range = json!({ "start": position(1), "end": position(2) });
    let some = wire
        .ask("textDocument/semanticTokens/range", json!({ "textDocument": { "uri": URI }, "range": range }));
    assert_eq!(some["data"], json!([1, 0, 2, 0, 2, 0, 5, 2, 0, 2]));
    // Off, they are not even offered.
    let mut plain = Wire::start();
    assert!(plain.initialize(json!({}), json!(null)).get("semanticTokensProvider").is_none());
    plain.open(URI, TEXT);
    assert_eq!(plain.ask("textDocument/semanticTokens/full", params)["data"], json!([]));
}

/// A client that can be told later is told when the setting is turned on, once.
#[test]
fn semantic_tokens_are_offered_when_turned_on() {
    let tokens = json!({ "dynamicRegistration": true, "requests": {}, "tokenTypes": [], "tokenModifiers": [],
        "formats": ["relative"] });
    let dynamic = json!({ "textDocument": { "semanticTokens": tokens } });
    let mut wire = Wire::start();
    assert!(wire.initialize(dynamic, json!(null)).get("semanticTokensProvider").is_none());
    let on = json!({ "settings": { "memlens": { "semanticTokens.enable": true } } });
    wire.notify("workspace/didChangeConfiguration", on);
    let asked = wire.heard("client/registerCapability");
    assert_eq!(asked["params"]["registrations"][0]["method"], "textDocument/semanticTokens");
    wire.reply(&asked, Value::Null);
}
