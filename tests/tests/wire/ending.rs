//! When the server ends, and with which code.

use std::process::Command;

use memlens_tests::wire::Wire;
use serde_json::json;

use crate::URI;

#[test]
fn exit_after_shutdown_ends_with_0_while_stdin_is_open() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    assert!(wire.ask("shutdown", json!(null)).is_null());
    wire.notify("exit", json!(null));
    assert_eq!(wire.ended().code(), Some(0));
}

#[test]
fn shutdown_is_answered_when_exit_follows_at_once() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    let id = wire.request("shutdown", json!(null));
    wire.notify("exit", json!(null));
    assert!(wire.answer(id)["result"].is_null());
    assert_eq!(wire.ended().code(), Some(0));
}

#[test]
fn shutdown_with_any_empty_params() {
    for params in [json!(null), json!({}), json!([])] {
        let mut wire = Wire::initialized(json!({}), json!(null));
        assert!(wire.ask("shutdown", params).is_null());
        wire.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        assert_eq!(wire.ended().code(), Some(0));
    }
}

#[test]
fn exit_without_shutdown_ends_with_1() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.notify("exit", json!(null));
    assert_eq!(wire.ended().code(), Some(1));
}

#[test]
fn exit_before_initialize_ends_with_1() {
    let mut wire = Wire::start();
    wire.notify("exit", json!(null));
    assert_eq!(wire.ended().code(), Some(1));
}

#[test]
fn the_end_of_stdin_ends_it() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.open(URI, "x = 1\n");
    let status = wire.request("memlens/status", json!({ "textDocument": { "uri": URI } }));
    wire.close_input();
    assert_eq!(wire.answer(status)["result"]["length"], 6, "what was asked before is still answered");
    assert_eq!(wire.ended().code(), Some(1));
}

#[test]
fn the_end_of_stdin_after_shutdown_is_no_failure() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.ask("shutdown", json!(null));
    wire.close_input();
    assert_eq!(wire.ended().code(), Some(0));
}

#[test]
fn the_end_of_stdin_inside_a_message_ends_it() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    wire.raw(b"Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
    wire.close_input();
    assert_eq!(wire.ended().code(), Some(1));
}

#[cfg(debug_assertions)]
#[test]
fn work_under_way_holds_up_no_exit() {
    for exit in [true, false] {
        let mut wire = Wire::initialized(json!({}), json!(null));
        wire.open(URI, "x");
        for _ in 0..4 {
            wire.request("memlens/fault", json!({ "kind": "endless" }));
        }
        wire.status(URI);
        match exit {
            true => wire.notify("exit", json!(null)),
            false => wire.close_input(),
        }
        assert_eq!(wire.ended().code(), Some(1));
    }
}

/// The client's process is gone, but something else keeps the pipe open.
#[cfg(unix)]
#[test]
fn the_clients_death_ends_it_while_stdin_is_open() {
    let mut client = Command::new("sleep").arg("600").spawn().expect("sleep");
    let mut wire = Wire::start();
    wire.ask("initialize", json!({ "processId": client.id(), "capabilities": {} }));
    wire.notify("initialized", json!({}));
    wire.open(URI, "x");
    wire.status(URI);
    client.kill().expect("killed");
    client.wait().expect("waited for");
    assert_eq!(wire.ended().code(), Some(1));
}

/// A process id that names nothing here, as of a client in another container.
#[test]
fn a_client_that_cannot_be_seen_is_not_missed() {
    let mut wire = Wire::start();
    wire.ask("initialize", json!({ "processId": 4_000_000, "capabilities": {} }));
    wire.notify("initialized", json!({}));
    wire.open(URI, "x");
    std::thread::sleep(std::time::Duration::from_secs(3));
    wire.status(URI);
}
