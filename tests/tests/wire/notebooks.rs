//! Notebooks: all Python cells are one module, and each cell is answered for by itself.

use memlens_tests::wire::Wire;
use serde_json::{Value, json};

const BOOK: &str = "file:///lesson.ipynb";
const WALK: &str = "def walk(n):\n    print(n)\n    return walk(n + 1)\n";

/// As VS Code names them.
fn cell(name: &str) -> String {
    format!("vscode-notebook-cell:/lesson.ipynb#{name}")
}

fn item(name: &str, text: &str) -> Value {
    json!({ "uri": cell(name), "languageId": "python", "version": 1, "text": text })
}

fn entry(name: &str) -> Value {
    json!({ "kind": 2, "document": cell(name) })
}

fn started(options: Value) -> Wire {
    let refresh = json!({ "refreshSupport": true });
    let capabilities = json!({
        "notebookDocument": { "synchronization": { "dynamicRegistration": true } },
        "textDocument": {
            "hover": { "contentFormat": ["markdown"] },
            "inlayHint": { "resolveSupport": { "properties": ["tooltip"] } },
            "publishDiagnostics": { "relatedInformation": true },
            "codeAction": { "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } } },
        },
        "workspace": { "inlayHint": refresh, "workspaceEdit": { "documentChanges": true } },
    });
    Wire::initialized(capabilities, options)
}

fn open(wire: &mut Wire, cells: &[(&str, &str)]) {
    let entries: Vec<Value> = cells.iter().map(|(name, _)| entry(name)).collect();
    let items: Vec<Value> = cells.iter().map(|(name, text)| item(name, text)).collect();
    let book = json!({ "uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": entries });
    wire.notify("notebookDocument/didOpen", json!({ "notebookDocument": book, "cellTextDocuments": items }));
}

fn change(wire: &mut Wire, cells: Value) {
    let book = json!({ "uri": BOOK, "version": 2 });
    wire.notify(
        "notebookDocument/didChange",
        json!({ "notebookDocument": book, "change": { "cells": cells } }),
    );
}

fn splice(wire: &mut Wire, start: usize, delete: usize, cells: Value, opened: Value, closed: Value) {
    let array = json!({ "start": start, "deleteCount": delete, "cells": cells });
    change(wire, json!({ "structure": { "array": array, "didOpen": opened, "didClose": closed } }));
}

fn at(name: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": cell(name) }, "position": { "line": line, "character": character } })
}

fn hover(wire: &mut Wire, name: &str, line: u32, character: u32) -> String {
    let answer = wire.ask("textDocument/hover", at(name, line, character));
    answer["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

/// `line:character label` of each hint of a cell.
fn hints(wire: &mut Wire, name: &str) -> Vec<String> {
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 99, "character": 0 } });
    let params = json!({ "textDocument": { "uri": cell(name) }, "range": range });
    let answer = wire.ask("textDocument/inlayHint", params);
    let hint = |hint: &Value| {
        let parts = hint["label"].as_array().into_iter().flatten();
        let label: String = parts.filter_map(|part| part["value"].as_str()).collect();
        format!("{}:{} {label}", hint["position"]["line"], hint["position"]["character"])
    };
    answer.as_array().into_iter().flatten().map(hint).collect()
}

/// The codes of the next diagnostics of a cell.
fn diagnosed(wire: &mut Wire, name: &str) -> Vec<Value> {
    let message = wire.wait(name, |message| {
        message["method"] == "textDocument/publishDiagnostics" && message["params"]["uri"] == cell(name)
    });
    message["params"]["diagnostics"].as_array().cloned().unwrap_or_default()
}

#[test]
fn only_a_client_that_keeps_notebooks_is_told_of_them() {
    let keeps = json!({ "notebookDocument": { "synchronization": {} } });
    let told = Wire::start().initialize(keeps, json!({}));
    let selector = json!([{ "notebook": "*", "cells": [{ "language": "python" }] }]);
    assert_eq!(told["notebookDocumentSync"], json!({ "notebookSelector": selector }));
    let untold = Wire::start().initialize(json!({}), json!({}));
    assert_eq!(untold.get("notebookDocumentSync"), None);
    assert!(untold["hoverProvider"].is_boolean());
}

#[test]
fn cells_share_the_global_frame_in_order() {
    let mut wire = started(json!({}));
    open(&mut wire, &[("a", "xs = [1, 2]"), ("b", "# é\nys = xs\nys.append(3)")]);
    assert_eq!(hints(&mut wire, "a"), ["0:2 heap"]);
    assert_eq!(hints(&mut wire, "b"), ["1:2 heap · same as xs"]);
    let text = hover(&mut wire, "b", 1, 5);
    assert!(text.contains("made in cell 1, line 1"), "{text}");
    assert!(text.contains("Changed on line 3 (append)"), "{text}");
    let text = hover(&mut wire, "a", 0, 1);
    assert!(text.contains("made on line 1 "), "{text}");
    assert!(text.contains("Changed in cell 2, line 3 (append)"), "{text}");
}

#[test]
fn places_in_other_cells_carry_their_uri() {
    let mut wire = started(json!({ "diagnostics": { "delay": 0 } }));
    let grow = "def f(x):\n    log.append(x)\ndef g():\n    for n in range(9):\n        f(n)\ng()";
    open(&mut wire, &[("a", "xs = [1]\nlog = []"), ("b", grow), ("c", "ys = xs\nprint(log)")]);
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 1, "character": 0 } });
    let asked = json!({ "textDocument": { "uri": cell("c") }, "range": range });
    let answer = wire.ask("textDocument/inlayHint", asked);
    let location = &answer[0]["label"][0]["location"];
    assert_eq!(location["uri"], cell("a"));
    assert_eq!(location["range"]["start"], json!({ "line": 0, "character": 5 }));
    let resolved = wire.ask("inlayHint/resolve", answer[0].clone());
    let tooltip = resolved["tooltip"]["value"].as_str().unwrap_or_default();
    assert!(tooltip.contains("cell 1, line 1"), "{tooltip}");
    let found = diagnosed(&mut wire, "a");
    assert_eq!(found[0]["code"], "growing-global", "{found:#?}");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 1, "character": 0 }));
    let related = &found[0]["relatedInformation"][0]["location"];
    assert_eq!((&related["uri"], &related["range"]["start"]["line"]), (&json!(cell("b")), &json!(1)));
}

#[test]
fn diagnostics_come_where_they_belong_and_go_with_their_cell() {
    let mut wire = started(json!({ "diagnostics": { "delay": 0 } }));
    open(&mut wire, &[("a", "n = 1"), ("b", WALK)]);
    assert_eq!(diagnosed(&mut wire, "a"), Vec::<Value>::new());
    let found = diagnosed(&mut wire, "b");
    assert_eq!(found[0]["code"], "unbounded-recursion");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 2, "character": 11 }));
    // A change of the other cell is no news of this one; the hints of all may be others.
    let edit =
        json!({ "document": { "uri": cell("a"), "version": 2 }, "changes": [{ "text": "walk = print" }] });
    change(&mut wire, json!({ "textContent": [edit] }));
    wire.heard("workspace/inlayHint/refresh");
    // A base case takes it away.
    let edit = json!({ "document": { "uri": cell("b"), "version": 2 }, "changes": [{
        "range": { "start": { "line": 1, "character": 4 }, "end": { "line": 1, "character": 12 } },
        "text": "if n > 9: return 0",
    }] });
    change(&mut wire, json!({ "textContent": [edit] }));
    assert_eq!(diagnosed(&mut wire, "b"), Vec::<Value>::new());
    splice(&mut wire, 2, 0, json!([entry("c")]), json!([item("c", &WALK.replace("walk", "run"))]), json!([]));
    assert_eq!(diagnosed(&mut wire, "c").len(), 1);
    // Its language is Markdown now: the client takes it away.
    splice(&mut wire, 2, 1, json!([]), json!([]), json!([{ "uri": cell("c") }]));
    assert_eq!(diagnosed(&mut wire, "c"), Vec::<Value>::new());
    wire.ask_in_vain("textDocument/hover", at("c", 0, 5));
    wire.notify(
        "notebookDocument/didClose",
        json!({
            "notebookDocument": { "uri": BOOK },
            "cellTextDocuments": [{ "uri": cell("a") }, { "uri": cell("b") }],
        }),
    );
    wire.ask_in_vain("textDocument/hover", at("a", 0, 0));
    assert_eq!(diagnosed(&mut wire, "b"), Vec::<Value>::new());
}

#[test]
fn an_edit_of_one_cell_shows_in_the_others() {
    let mut wire = started(json!({}));
    open(&mut wire, &[("a", "xs = [1]"), ("b", "ys = xs")]);
    assert_eq!(hints(&mut wire, "b"), ["0:2 heap · same as xs"]);
    let edit = json!({ "document": { "uri": cell("a"), "version": 2 }, "changes": [{
        "range": { "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 8 } }, "text": "3",
    }] });
    change(&mut wire, json!({ "textContent": [edit] }));
    assert_eq!(hints(&mut wire, "b"), ["0:2 stack"]);
}

#[test]
fn cells_are_inserted_moved_and_deleted() {
    let mut wire = started(json!({}));
    open(&mut wire, &[("a", "x = []"), ("b", "x = 1"), ("c", "y = x")]);
    assert_eq!(hints(&mut wire, "c"), ["0:1 stack"]);
    // `a` moves behind `b`: taken away, and put in again, its document open all the time.
    splice(&mut wire, 0, 1, json!([]), json!([]), json!([]));
    splice(&mut wire, 1, 0, json!([entry("a")]), json!([item("a", "x = []")]), json!([]));
    assert_eq!(hints(&mut wire, "c"), ["0:1 heap · same as x"]);
    splice(&mut wire, 0, 2, json!([entry("a"), entry("b")]), json!([]), json!([]));
    assert_eq!(hints(&mut wire, "c"), ["0:1 stack"]);
    splice(&mut wire, 1, 1, json!([]), json!([]), json!([{ "uri": cell("b") }]));
    assert_eq!(hints(&mut wire, "c"), ["0:1 heap · same as x"]);
    splice(&mut wire, 0, 0, json!([entry("m")]), json!([item("m", "%%bash\necho 'x\n")]), json!([]));
    let text = hover(&mut wire, "c", 0, 4);
    assert!(text.contains("made empty in cell 2, line 1"), "{text}");
    splice(&mut wire, 0, 9, json!([]), json!([]), json!([]));
    wire.ask_in_vain("textDocument/hover", at("c", 0, 0));
}

#[test]
fn an_action_edits_the_cell_of_the_function() {
    let mut wire = started(json!({}));
    let text = "def total(xs, found):\n    if not xs:\n        return found\n    return total(xs[1:], found + xs[0])";
    open(&mut wire, &[("a", "start = 0"), ("b", text), ("c", "print(total([1, 2], start))")]);
    let range = json!({ "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 5 } });
    let params =
        json!({ "textDocument": { "uri": cell("b") }, "range": range, "context": { "diagnostics": [] } });
    let answer = wire.ask("textDocument/codeAction", params);
    assert_eq!(answer[0]["title"], "Rewrite `total` as a loop", "{answer}");
    let edits = &answer[0]["edit"]["documentChanges"];
    assert_eq!(edits.as_array().map(Vec::len), Some(1));
    assert_eq!(edits[0]["textDocument"], json!({ "uri": cell("b"), "version": 1 }));
    assert_eq!(edits[0]["edits"][0]["range"]["end"], json!({ "line": 3, "character": 39 }));
}

#[test]
fn marks_lenses_and_pictures_are_the_cells_own() {
    let options = json!({ "codeLens": { "enable": true }, "semanticTokens": { "enable": true } });
    let mut wire = started(options);
    open(&mut wire, &[("a", "xs = [1]"), ("b", "def f(q):\n    q.append(2)\nf(xs)"), ("c", "xs")]);
    let marks = wire.ask("textDocument/documentHighlight", at("b", 2, 2));
    let lines: Vec<&Value> =
        marks.as_array().into_iter().flatten().map(|mark| &mark["range"]["start"]["line"]).collect();
    assert_eq!(lines, [0, 1, 2], "{marks}");
    let document = |name| json!({ "textDocument": { "uri": cell(name) } });
    assert_eq!(wire.ask("textDocument/codeLens", document("a")), json!([]));
    assert_eq!(wire.ask("textDocument/codeLens", document("b"))[0]["range"]["start"]["line"], 0);
    let colours = wire.ask("textDocument/semanticTokens/full", document("c"));
    assert_eq!(colours["data"], json!([0, 0, 2, 0, 2]), "{colours}");
    let picture = wire.ask("memlens/picture", at("b", 2, 0));
    assert_eq!((&picture["line"], picture.get("uri")), (&json!(2), None));
    let title = picture["title"].as_str().unwrap_or_default();
    assert_eq!(title, "Memory after cell 2, line 3 of lesson.ipynb");
    let parts = picture["parts"].as_array().cloned().unwrap_or_default();
    let xs = parts.iter().find(|part| part["name"] == "xs").cloned().unwrap_or_default();
    assert_eq!(xs["uri"], cell("a"), "{xs}");
    assert_eq!(xs["occurrences"].as_array().map(Vec::len), Some(1), "of this cell alone: {xs}");
    assert_eq!(picture["next"]["uri"], cell("c"), "{}", picture["next"]);
}

/// VS Code keeps them apart; another client may not.
#[test]
fn a_cell_is_no_document_of_its_own() {
    let mut wire = started(json!({}));
    wire.open(&cell("b"), "ys = xs");
    assert_eq!(hints(&mut wire, "b"), Vec::<String>::new());
    open(&mut wire, &[("a", "xs = [1]"), ("b", "ys = xs")]);
    let expected = ["0:2 heap · same as xs"];
    assert_eq!(hints(&mut wire, "b"), expected);
    wire.open(&cell("b"), "other = 1");
    wire.change(&cell("b"), 7, json!([{ "text": "other = 2" }]));
    wire.close(&cell("b"));
    assert_eq!(hints(&mut wire, "b"), expected);
    for _ in 0..2 {
        wire.wait("a complaint", |message| {
            message["params"]["message"].as_str().is_some_and(|text| text.contains("as a cell of"))
        });
    }
}

#[test]
fn two_notebooks_and_a_file_of_the_same_name_are_apart() {
    let mut wire = started(json!({}));
    open(&mut wire, &[("a", "x = []"), ("b", "y = x")]);
    wire.open("file:///lesson.py", "x = 1\n");
    let other = |name: &str| format!("vscode-notebook-cell:/other.ipynb#{name}");
    wire.notify(
        "notebookDocument/didOpen",
        json!({
            "notebookDocument": { "uri": "file:///other.ipynb", "notebookType": "x", "version": 1,
                "cells": [{ "kind": 2, "document": other("a") }, { "kind": 1, "document": other("m") }] },
            "cellTextDocuments": [
                { "uri": other("a"), "languageId": "python", "version": 1, "text": "z = x" },
                { "uri": other("m"), "languageId": "markdown", "version": 1, "text": "x = 1" },
            ],
        }),
    );
    assert_eq!(hints(&mut wire, "b"), ["0:1 heap · same as x"]);
    let place = json!({ "textDocument": { "uri": other("a") }, "position": { "line": 0, "character": 4 } });
    let answer = wire.ask("textDocument/hover", place);
    assert!(answer["contents"]["value"].as_str().unwrap_or_default().contains("not bound"), "{answer}");
    // Closing one leaves the other.
    wire.notify(
        "notebookDocument/didClose",
        json!({ "notebookDocument": { "uri": BOOK }, "cellTextDocuments": [] }),
    );
    wire.ask_in_vain("textDocument/hover", at("a", 0, 0));
    assert_eq!(wire.status(&other("a"))["lines"], 2);
}

#[test]
fn empty_notebooks_and_large_ones() {
    let mut wire = started(json!({}));
    open(&mut wire, &[]);
    let texts: Vec<(String, String)> =
        (0..500).map(|n| (format!("c{n}"), format!("x{n} = [{n}]\ny{n} = x{}", n.max(1) - 1))).collect();
    let entries: Vec<Value> = texts.iter().map(|(name, _)| entry(name)).collect();
    let items: Vec<Value> = texts.iter().map(|(name, text)| item(name, text)).collect();
    splice(&mut wire, 0, 0, json!(entries), json!(items), json!([]));
    for version in 2..20 {
        let edit = json!({ "document": { "uri": cell("c250"), "version": version }, "changes": [{
            "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "text": "y",
        }] });
        change(&mut wire, json!({ "textContent": [edit] }));
        let expected = [format!("0:{} heap", version + 3), "1:4 heap · same as x249".into()];
        assert_eq!(hints(&mut wire, "c250"), expected);
    }
    let text = hover(&mut wire, "c400", 1, 8);
    assert!(text.contains("made in cell 400, line 1"), "{text}");
}

/// Each cell is parsed by itself: what an edit leaves is what opening the notebook so would give.
#[test]
fn edits_and_a_fresh_notebook_agree() {
    let mut wire = started(json!({}));
    open(&mut wire, &[("a", "xs = ["), ("b", "'''"), ("c", "if xs:\n    ys = []")]);
    for (version, (name, text)) in
        [("a", "xs = [1]\n%time"), ("b", "!ls 'é\n"), ("c", "é = xs\r"), ("a", "xs = {}")]
            .into_iter()
            .enumerate()
    {
        let document = json!({ "uri": cell(name), "version": version + 2 });
        change(
            &mut wire,
            json!({ "textContent": [{ "document": document, "changes": [{ "text": text }] }] }),
        );
        hints(&mut wire, name);
    }
    let edited = ["a", "b", "c"].map(|name| hints(&mut wire, name));
    let status = wire.status(&cell("a"));
    wire.notify(
        "notebookDocument/didClose",
        json!({ "notebookDocument": { "uri": BOOK }, "cellTextDocuments": [] }),
    );
    open(&mut wire, &[("a", "xs = {}"), ("b", "!ls 'é\n"), ("c", "é = xs\r")]);
    assert_eq!(["a", "b", "c"].map(|name| hints(&mut wire, name)), edited);
    assert_eq!(edited[2], ["0:1 heap · same as xs"]);
    assert_eq!(wire.status(&cell("a"))["hash"], status["hash"]);
}

#[test]
fn what_the_client_gets_wrong_is_logged_and_survived() {
    let mut wire = started(json!({}));
    change(&mut wire, json!({ "textContent": [] }));
    open(&mut wire, &[("a", "x = []")]);
    splice(
        &mut wire,
        5,
        3,
        json!([entry("b")]),
        json!([item("b", "y = x")]),
        json!([{ "uri": "file:///no.py" }]),
    );
    let edit = json!({ "document": { "uri": cell("q"), "version": 2 }, "changes": [{ "text": "" }] });
    change(&mut wire, json!({ "textContent": [edit] }));
    wire.notify(
        "notebookDocument/didChange",
        json!({ "notebookDocument": { "uri": BOOK, "version": 3 }, "change": {} }),
    );
    wire.notify("notebookDocument/didSave", json!({ "notebookDocument": { "uri": BOOK } }));
    wire.notify("notebookDocument/didOpen", json!({ "nonsense": true }));
    assert_eq!(hints(&mut wire, "b"), ["0:1 heap · same as x"]);
    wire.notify("notebookDocument/didClose", json!({ "notebookDocument": { "uri": "file:///n.ipynb" } }));
    assert_eq!(hints(&mut wire, "b"), ["0:1 heap · same as x"]);
}
