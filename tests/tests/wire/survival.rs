//! Broken messages, cancelled requests, defects of the analysis: none ends the server.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::{URI, hash};

#[test]
fn broken_messages_are_answered_and_skipped() {
    let parse_error = -32700;
    let invalid_request = -32600;
    let body = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes();
    let broken: Vec<(Vec<u8>, i64)> = vec![
        (body("{"), parse_error),
        (body("{\"jsonrpc\": \"2.0\", \"method\": }"), parse_error),
        (b"Content-Length: 2\r\n\r\n\xff\xfe".to_vec(), parse_error),
        (body(""), parse_error),
        (body(&"[".repeat(100_000)), parse_error),
        (body("17"), invalid_request),
        (body("[]"), invalid_request),
        (body("{}"), invalid_request),
        (body("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"shutdown\"}"), invalid_request),
        (body("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"shutdown\"}"), invalid_request),
        (b"no header at all\r\n\r\n".to_vec(), parse_error),
        (b"Content-Type: application/vscode-jsonrpc\r\nX: y\r\n\r\n".to_vec(), parse_error),
        (b"Content-Length: many\r\n\r\n".to_vec(), parse_error),
        (b"Content-Length: -1\r\n\r\n".to_vec(), parse_error),
        (b"Content-Length: 99999999999999999999\r\n\r\n".to_vec(), parse_error),
    ];
    let mut wire = Wire::start();
    // One before the handshake too.
    wire.raw(&body("nonsense"));
    assert_eq!(refusal(&mut wire), parse_error);
    wire.initialize(json!({}), json!(null));
    wire.open(URI, "x");
    for (bytes, code) in broken {
        wire.raw(&bytes);
        assert_eq!(refusal(&mut wire), code, "{}", String::from_utf8_lossy(&bytes[..bytes.len().min(80)]));
        assert_eq!(wire.status(URI)["hash"], hash("x"));
    }
}

fn refusal(wire: &mut Wire) -> i64 {
    let answer = wire.wait("a refusal", |answer| answer["error"].is_object() && answer["id"].is_null());
    answer["error"]["code"].as_i64().expect("a code")
}

#[test]
fn a_length_that_lies_costs_only_what_it_touches() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, "x");
    let ping = |id: u32| json!({ "jsonrpc": "2.0", "id": id, "method": "noSuchThing" }).to_string();
    // Too short: the rest of the body runs into the next header.
    wire.raw(format!("Content-Length: 10\r\n\r\n{}", ping(901)).as_bytes());
    wire.raw(format!("Content-Length: {}\r\n\r\n{}", ping(902).len(), ping(902)).as_bytes());
    assert_eq!(wire.answer(902)["error"]["code"], -32601);
    // Other spellings that mean the same.
    wire.raw(format!("content-length:{}\n\n{}", ping(903).len(), ping(903)).as_bytes());
    assert_eq!(wire.answer(903)["error"]["code"], -32601);
    let typed = "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n";
    wire.raw(format!("{typed}Content-Length: {}\r\n\r\n{}", ping(904).len(), ping(904)).as_bytes());
    assert_eq!(wire.answer(904)["error"]["code"], -32601);
    assert_eq!(wire.status(URI)["hash"], hash("x"));
}

/// As JavaScript writes a text that holds half an emoji; one UTF-16 unit, and text like any other.
#[test]
fn half_an_emoji_is_one_unknown_character() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    let say = |wire: &mut Wire, message: &str| {
        wire.raw(format!("Content-Length: {}\r\n\r\n{message}", message.len()).as_bytes());
    };
    say(
        &mut wire,
        r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a.py",
        "languageId":"python","version":1,"text":"a = '\ud83d' + '\ud83d\ude00' + '\\ud83d'\n"}}}"#,
    );
    assert_eq!(wire.status(URI)["hash"], hash("a = '\u{fffd}' + '😀' + '\\ud83d'\n"));
    // Both halves, the wrong way round, between the first quotes.
    say(
        &mut wire,
        r#"{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a.py",
        "version":2},"contentChanges":[{"range":{"start":{"line":0,"character":5},
        "end":{"line":0,"character":6}},"text":"\uDE00\uD83D"}]}}"#,
    );
    assert_eq!(wire.status(URI)["hash"], hash("a = '\u{fffd}\u{fffd}' + '😀' + '\\ud83d'\n"));
    // Later edits land behind them, counted in UTF-16, and on one of them.
    let at = |start: u32, end: u32, text: &str| {
        let position = |character: u32| json!({ "line": 0, "character": character });
        json!([{ "range": { "start": position(start), "end": position(end) }, "text": text }])
    };
    wire.change(URI, 3, at(12, 14, "b"));
    assert_eq!(wire.status(URI)["hash"], hash("a = '\u{fffd}\u{fffd}' + 'b' + '\\ud83d'\n"));
    wire.change(URI, 4, at(6, 7, ""));
    assert_eq!(wire.status(URI)["hash"], hash("a = '\u{fffd}' + 'b' + '\\ud83d'\n"));
    let refused = wire.unread().into_iter().any(|message| message["error"].is_object());
    assert!(!refused, "a message was refused");
}

/// The faults exist in debug builds only, as the tests are.
#[cfg(debug_assertions)]
mod with_faults {
    use std::thread;
    use std::time::{Duration, Instant};

    use memlens_tests::wire::PATIENCE;

    use super::*;

    const CANCELLED: i64 = -32800;
    const INTERNAL_ERROR: i64 = -32603;

    fn cancel(wire: &mut Wire, id: i64) {
        wire.notify("$/cancelRequest", json!({ "id": id }));
    }

    /// Waits until the server works on nothing but the question itself.
    fn until_idle(wire: &mut Wire) {
        let deadline = Instant::now() + PATIENCE;
        while wire.status(URI)["others"] != 0 {
            assert!(Instant::now() < deadline, "work goes on that nobody wants");
            thread::sleep(Duration::from_millis(10));
        }
    }

    #[test]
    fn a_cancelled_request_is_answered_and_its_worker_stops() {
        let mut wire = Wire::initialized(json!({}), json!({ "diagnostics": { "enable": false } }));
        wire.open(URI, "x");
        until_idle(&mut wire);
        // More than there are processors, fewer than tower-lsp takes at once.
        let endless: Vec<i64> =
            (0..40).map(|_| wire.request("memlens/fault", json!({ "kind": "endless" }))).collect();
        // They hold up nothing.
        wire.change(URI, 2, json!([{ "text": "y" }]));
        let status = wire.status(URI);
        assert_eq!((&status["hash"], &status["others"]), (&json!(hash("y")), &json!(40)));
        for id in &endless {
            cancel(&mut wire, *id);
            assert_eq!(wire.answer(*id)["error"]["code"], CANCELLED);
        }
        until_idle(&mut wire);
        // Of what is finished or unknown: nothing happens.
        cancel(&mut wire, endless[0]);
        cancel(&mut wire, 123_456);
        assert_eq!(wire.status(URI)["hash"], hash("y"));
    }

    fn survives(kind: &str) {
        let mut wire = Wire::initialized(json!({}), json!(null));
        wire.open(URI, "x");
        for round in 0..3 {
            assert_eq!(wire.ask_in_vain("memlens/fault", json!({ "kind": kind })), INTERNAL_ERROR);
            let log = wire.wait("a log line", |log| {
                let message = log["params"]["message"].as_str().unwrap_or_default();
                log["method"] == "window/logMessage" && message.contains("injected")
            });
            assert_eq!(log["params"]["type"], 1);
            let message: &Value = &log["params"]["message"];
            assert!(message.as_str().is_some_and(|text| text.contains(".rs:")), "says where: {message}");
            let text = format!("after {round}");
            wire.change(URI, round + 2, json!([{ "text": text }]));
            assert_eq!(wire.status(URI)["hash"], hash(&text));
        }
    }

    #[test]
    fn a_panic_in_a_worker() {
        survives("worker");
    }

    #[test]
    fn a_panic_in_a_handler() {
        survives("handler");
    }

    #[test]
    fn a_panic_that_holds_the_lock() {
        survives("locked");
    }
}
