//! `memlens/picture`: the drawing, the places of its parts, the steps.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::URI;

const TEXT: &str = "xs = ['😀', 1]; ys = xs\ndef g(p):\n    p.append(1)\n    return p\n\ng(xs)\nzs = g([])\n";

fn picture(wire: &mut Wire, line: u32, more: Value) -> Value {
    let mut params = json!({ "textDocument": { "uri": URI }, "position": { "line": line, "character": 2 } });
    if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
        params.extend(more.clone());
    }
    wire.ask("memlens/picture", params)
}

fn range(line: u32, start: u32, end: u32) -> Value {
    json!({ "start": { "line": line, "character": start }, "end": { "line": line, "character": end } })
}

fn part<'a>(picture: &'a Value, name: &str) -> &'a Value {
    let mut parts = picture["parts"].as_array().expect("parts").iter();
    parts.find(|part| part["name"] == name).unwrap_or_else(|| panic!("no {name} in {picture}"))
}

#[test]
fn parts_lead_from_the_drawing_to_the_text_and_back() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    let found = picture(&mut wire, 0, json!({}));
    assert_eq!((&found["version"], &found["line"]), (&json!(1), &json!(0)));
    assert_eq!(found["title"], "Memory after line 1 of a.py");
    let (xs, ys) = (part(&found, "xs"), part(&found, "ys"));
    assert_eq!(xs["kind"], "slot");
    assert_eq!(xs["object"], ys["object"], "one list");
    assert_eq!(xs["range"], range(0, 0, 2));
    // The emoji is two units of UTF-16.
    assert_eq!(ys["range"], range(0, 16, 18));
    assert_eq!(xs["occurrences"], json!([range(0, 0, 2), range(0, 21, 23), range(5, 2, 4)]));
    let object = found["parts"].as_array().expect("parts").iter().find(|part| part["id"] == xs["object"]);
    assert_eq!(object.expect("the list")["range"], range(0, 5, 14));
    // Every part that is drawn has its group; every arrow its ends.
    let svg = found["svg"].as_str().expect("an SVG");
    for part in found["parts"].as_array().expect("parts") {
        let id = part["id"].as_str().expect("an id");
        assert!(svg.contains(&format!("data-id=\"{id}\"")), "{id} is not in {svg}");
    }
    for slot in [xs, ys] {
        let arrow = format!("data-from={} data-to={}", slot["id"], slot["object"]);
        assert!(svg.contains(&arrow), "{arrow} is not in {svg}");
    }
}

#[test]
fn formats_and_models_are_chosen() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    let text = picture(&mut wire, 0, json!({ "format": "text" }));
    assert!(text["text"].as_str().is_some_and(|text| text.contains("xs")) && text.get("svg").is_none());
    let boxed = picture(&mut wire, 0, json!({ "format": "json", "model": "cpython" }));
    let objects = |answer: &Value| answer["model"]["objects"].as_array().map(Vec::len);
    assert_eq!(boxed["model"]["model"], "cpython");
    assert!(boxed.get("text").is_none() && boxed.get("svg").is_none() && objects(&boxed) > objects(&text));
    wire.change(URI, 2, json!([{ "text": "" }]));
    assert!(picture(&mut wire, 0, json!({})).is_null(), "no statement, no picture");
}

#[test]
fn a_half_typed_text_is_told() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    assert!(picture(&mut wire, 0, json!({})).get("syntaxError").is_none());
    wire.change(URI, 2, json!([{ "range": range(6, 10, 10), "text": " +" }]));
    let found = picture(&mut wire, 0, json!({}));
    assert_eq!((&found["version"], &found["syntaxError"]), (&json!(2), &json!(6)));
    assert!(found["svg"].is_string(), "what stands before it is known all the same");
}

#[test]
fn steps_and_calls_lead_on() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, TEXT);
    let inside = picture(&mut wire, 2, json!({}));
    let calls: Vec<&Value> =
        inside["calls"].as_array().expect("calls").iter().map(|call| &call["text"]).collect();
    assert_eq!(calls, ["g(xs)", "g([])"]);
    assert_eq!(inside["calls"][1]["range"], range(6, 5, 10));
    // Steps forth along the run: through both calls, in the order in which they run.
    assert_eq!((&inside["call"], &inside["round"], &inside["rounds"]), (&json!(0), &json!(0), &json!(1)));
    let second = picture(&mut wire, 2, json!({ "call": 1 }));
    assert_eq!(second["call"], 1);
    assert_ne!(part(&second, "p")["object"], part(&second, "xs")["object"]);
    let mut lines = vec![0];
    let mut at = picture(&mut wire, 0, json!({}));
    assert!(at["previous"].is_null());
    let mut steps = Vec::new();
    while !at["next"].is_null() && lines.len() < 20 {
        let step = at["next"].clone();
        let line = step["position"]["line"].as_u64().expect("a line") as u32;
        lines.push(line);
        at = picture(&mut wire, line, json!({ "call": step["call"], "round": step["round"] }));
        steps.push(step);
    }
    assert_eq!(lines, [0, 1, 2, 3, 5, 2, 3, 6]);
    // And back again.
    let back = &at["previous"];
    assert_eq!((&back["position"]["line"], &back["call"]), (&json!(3), &json!(1)));
    assert_eq!(Some(back), steps.get(5));
}

/// Pictures are asked for at every keystroke, and the answers about old texts given up.
#[test]
fn hints_and_edits_do_not_wait_for_pictures() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    let busy = "def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n\nx = f(30)\ny = 1\n";
    wire.open(URI, busy);
    let params = json!({ "textDocument": { "uri": URI }, "position": { "line": 4, "character": 0 } });
    let asked: Vec<i64> = (0..12).map(|_| wire.request("memlens/picture", params.clone())).collect();
    for id in &asked {
        wire.notify("$/cancelRequest", json!({ "id": id }));
    }
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    let hints = wire.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": URI }, "range": range }));
    assert!(hints.as_array().is_some_and(|hints| !hints.is_empty()));
    // Each has an answer: the picture, or that it was given up.
    for id in asked {
        let answer = wire.answer(id);
        let given_up = answer["error"]["code"] == -32800;
        assert!(given_up || answer["result"]["model"].is_object(), "{answer}");
    }
}

/// Another model or version is told to those who asked for it, and only then.
#[test]
fn a_change_of_settings_is_told() {
    const TOLD: &str = "memlens/pictureRefresh";
    for asks in [true, false] {
        let mut wire = Wire::initialized(json!({}), json!({ "pictureRefresh": asks }));
        wire.open(URI, TEXT);
        let cpython = json!({ "model": "cpython" });
        let older = json!({ "model": "cpython", "pythonVersion": "3.9" });
        let lenses = json!({ "model": "cpython", "pythonVersion": "3.9", "codeLens": { "enable": true } });
        let steps = [
            (cpython, "cpython", "3.13", true),
            (older.clone(), "cpython", "3.9", true),
            (older, "cpython", "3.9", false),
            (lenses, "cpython", "3.9", false),
            (json!({}), "teaching", "3.13", true),
        ];
        for (settings, model, python, is_other) in steps {
            let settings = json!({ "settings": { "memlens": settings } });
            wire.notify("workspace/didChangeConfiguration", settings);
            if asks && is_other {
                wire.heard(TOLD);
            }
            let found = picture(&mut wire, 0, json!({}));
            assert_eq!(
                (&found["model"]["model"], &found["model"]["python"]),
                (&json!(model), &json!(python))
            );
        }
        assert!(wire.unread().iter().all(|message| message["method"] != TOLD), "told too often");
    }
}
