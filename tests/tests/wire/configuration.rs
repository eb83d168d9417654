//! Settings, from wherever they come, and what follows from a change.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::{URI, hash};

const MODEL: &str = "model";

fn pulls() -> Value {
    json!({ "workspace": { "configuration": true, "inlayHint": { "refreshSupport": true },
        "didChangeConfiguration": { "dynamicRegistration": true } } })
}

fn has_model(wire: &mut Wire, model: &str) {
    assert_eq!(wire.status(URI)[MODEL], model);
}

#[test]
fn initialization_options() {
    let mut wire = Wire::initialized(json!({}), json!({ "model": "cpython", "pythonVersion": "3.10" }));
    wire.open(URI, "");
    has_model(&mut wire, "cpython");
    assert_eq!(wire.status(URI)["python"], "3.10");
}

#[test]
fn settings_sent_along() {
    let mut wire = Wire::initialized(json!({}), json!({ "model": "cpython" }));
    wire.open(URI, "");
    let mut send =
        |settings: Value| wire.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    send(json!({ "memlens": { "model": "teaching", "pythonVersion": "3.9" } }));
    send(json!(null));
    send(json!({}));
    send(json!("nonsense"));
    has_model(&mut wire, "teaching");
    assert_eq!(wire.status(URI)["python"], "3.9");
    // Without a word on it, the setting is what it was at the start.
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": { "memlens": { "hints": {} } } }));
    has_model(&mut wire, "cpython");
    let heard = wire.unread();
    assert!(heard.iter().all(|message| message["method"] != "workspace/configuration"), "not supported");
    assert!(heard.iter().all(|message| message["method"] != "workspace/inlayHint/refresh"), "not supported");
}

#[test]
fn settings_pulled_and_hints_refreshed() {
    let mut wire = Wire::initialized(pulls(), json!(null));
    let registration = wire.heard("client/registerCapability");
    assert_eq!(registration["params"]["registrations"][0]["method"], "workspace/didChangeConfiguration");
    wire.reply(&registration, json!(null));
    let question = wire.heard("workspace/configuration");
    assert_eq!(question["params"]["items"], json!([{ "section": "memlens" }]));
    wire.open(URI, "");
    wire.reply(&question, json!([{ "model": "cpython" }]));
    let refresh = wire.heard("workspace/inlayHint/refresh");
    has_model(&mut wire, "cpython");
    wire.reply(&refresh, json!(null));
    // The pull model: the notification says only that something changed.
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let question = wire.heard("workspace/configuration");
    wire.reply(&question, json!([{ "model": "teaching", "hints": { "enable": false } }]));
    let refresh = wire.heard("workspace/inlayHint/refresh");
    has_model(&mut wire, "teaching");
    wire.reply(&refresh, json!(null));
    // The same again: nothing to refresh. `null`: nothing is configured, nothing changes.
    for same in [json!([{ "model": "teaching", "hints": { "enable": false } }]), json!([null]), json!([])] {
        wire.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
        let question = wire.heard("workspace/configuration");
        wire.reply(&question, same);
        has_model(&mut wire, "teaching");
    }
    assert!(wire.unread().iter().all(|message| message["method"] != "workspace/inlayHint/refresh"));
}

#[test]
fn only_the_answer_to_the_last_question_counts() {
    let mut wire = Wire::initialized(json!({ "workspace": { "configuration": true } }), json!(null));
    wire.open(URI, "");
    let first = wire.heard("workspace/configuration");
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let second = wire.heard("workspace/configuration");
    wire.reply(&second, json!([{ "pythonVersion": "3.9" }]));
    wire.reply(&first, json!([{ "pythonVersion": "3.12" }]));
    // An answer is taken in by a task of its own: what it must not do is checked after it had every chance.
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert_eq!(wire.status(URI)["python"], "3.9");
}

/// A client that answers none of the server's questions, ever.
#[test]
fn a_silent_client_blocks_nothing() {
    let mut wire = Wire::initialized(pulls(), json!(null));
    for round in 0..150 {
        let settings = json!({ "memlens": { "model": if round % 2 == 0 { "cpython" } else { "teaching" } } });
        wire.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
        let text = format!("x = {round}\n");
        wire.open(URI, &text);
        let status = wire.status(URI);
        assert_eq!(status["hash"], hash(&text));
        assert_eq!(status[MODEL], settings["memlens"]["model"]);
        wire.close(URI);
    }
    wire.ask("shutdown", json!(null));
    wire.notify("exit", json!(null));
    assert_eq!(wire.ended().code(), Some(0));
}

/// One that answers with an error or with nonsense.
#[test]
fn a_client_that_refuses_is_asked_again_next_time() {
    let mut wire = Wire::initialized(pulls(), json!(null));
    wire.open(URI, "");
    let question = wire.heard("workspace/configuration");
    wire.send(
        &json!({ "jsonrpc": "2.0", "id": question["id"], "error": { "code": -32601, "message": "no" } }),
    );
    wire.wait("a warning", |log| {
        log["params"]["message"].as_str().is_some_and(|text| text.contains("gave no configuration"))
    });
    wire.notify("workspace/didChangeConfiguration", json!({}));
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": [] }));
    let question = wire.heard("workspace/configuration");
    wire.reply(&question, json!("nonsense"));
    wire.notify("workspace/didChangeConfiguration", json!({ "settings": {} }));
    let question = wire.heard("workspace/configuration");
    wire.reply(&question, json!([{ "model": "cpython" }]));
    let refresh = wire.heard("workspace/inlayHint/refresh");
    wire.reply(&refresh, json!(null));
    has_model(&mut wire, "cpython");
}

#[test]
fn a_wrong_setting_is_named_in_the_log() {
    let wrong = json!({ "hints": { "colour": true, "enable": "yes" }, "model": "", "pythonVersion": "2.7",
        "clientCommands": true, "server": { "path": "" }, "trace": { "server": "off" } });
    let mut wire = Wire::initialized(json!({}), wrong);
    wire.open(URI, "");
    for key in ["memlens.hints.colour", "memlens.hints.enable", "memlens.pythonVersion"] {
        wire.wait("a warning", |log| {
            let message = log["params"]["message"].as_str().unwrap_or_default();
            log["method"] == "window/logMessage" && log["params"]["type"] == 2 && message.contains(key)
        });
    }
    has_model(&mut wire, "teaching");
    let more = wire.unread().into_iter().filter(|log| log["params"]["type"] == 2).count();
    assert_eq!(more, 0, "the rest is fine");
}

#[test]
fn the_resolve_capability_follows_the_client() {
    let resolve = |capabilities: Value| {
        let mut wire = Wire::start();
        wire.initialize(capabilities, json!(null))["inlayHintProvider"]["resolveProvider"].clone()
    };
    assert_eq!(resolve(json!({})), false);
    let hint = |properties: Value| json!({ "textDocument": { "inlayHint": { "resolveSupport": { "properties": properties } } } });
    assert_eq!(resolve(hint(json!(["label.command"]))), false);
    assert_eq!(resolve(hint(json!(["tooltip", "textEdits"]))), true);
}
