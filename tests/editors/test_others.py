"""What can be said of editors that are not tried here in themselves: that their files are what their
READMEs show, that the commands in them start, and that the server understands the settings."""

import json
import os
import re
import subprocess
import tomllib

import protocol
import pytest
from conftest import EDITORS, ROOT
from terminal import until


def started(desk, command):
    """A server, how to speak to it, and how to wait for what it says."""
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=desk.environment)

    def say(message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        server.stdin.flush()

    def hear(is_it):
        until(lambda: any(is_it(message) for _, message in protocol.messages(desk.record)), "an answer")

    return server, say, hear


def complaints(desk, command, settings):
    """What a server, started so and told these settings, warns of."""
    server, say, hear = started(desk, command)
    empty = {"processId": None, "rootUri": None, "capabilities": {}}
    say({"id": 1, "method": "initialize", "params": empty})
    hear(lambda message: message.get("id") == 1 and "result" in message)
    say({"method": "initialized", "params": {}})
    say({"method": "workspace/didChangeConfiguration", "params": {"settings": settings}})
    # What is logged comes in order, so the next line of the log is said after the settings' lines.
    say({"method": "textDocument/didClose", "params": {"textDocument": {"uri": "file:///none.py"}}})
    hear(lambda message: "none.py, which is not open" in str(message))
    say({"id": 2, "method": "shutdown"})
    hear(lambda message: message.get("id") == 2 and "result" in message)
    say({"method": "exit"})
    assert server.wait(timeout=60) == 0
    desk.is_silent = True
    logged = [message["params"] for message in desk.heard("window/logMessage")]
    assert logged and logged[0]["message"].startswith("memlens "), logged
    return [line["message"] for line in logged if line["type"] <= 2 and "not open" not in line["message"]]


def shown(editor, language):
    """The README's block of a language, its indentation taken off."""
    readme = (EDITORS / editor / "README.md").read_text()
    indent, block = re.search(rf"^( *)```{language}\n(.*?)^ *```", readme, re.S | re.M).groups()
    return re.sub(rf"^{indent}", "", block, flags=re.M)


def test_the_server_tells_settings_it_does_not_know(desk):
    assert "memlens.modle" in complaints(desk, ["memlens"], {"memlens": {"modle": "cpython"}})[0]


BOOK = "file:///lesson.ipynb"
CELLS = ["%time xs = [1]", "ys = xs\nlog = []", "def f(n):\n    print(n, log)\n    return f(n + 1)"]


def test_every_message_about_a_notebook_is_the_protocols(desk):
    """The fixture checks what was said, on both sides, against the types."""
    server, say, hear = started(desk, ["memlens"])
    asked = 0

    def ask(method, **params):
        nonlocal asked
        asked += 1
        number = asked
        say({"id": number, "method": method, "params": params} if params else {"id": number, "method": method})
        hear(lambda message: message.get("id") == number and "method" not in message)
        said = [message for who, message in protocol.messages(desk.record) if who == "server"]
        return next(message for message in said if message.get("id") == number and "method" not in message)["result"]

    refresh = {"refreshSupport": False}
    supports = {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}}}
    capabilities = {
        "notebookDocument": {"synchronization": {}},
        "textDocument": {"codeAction": supports, "publishDiagnostics": {"relatedInformation": True}},
        "workspace": {"workspaceEdit": {"documentChanges": True}, "inlayHint": refresh},
    }
    options = {"diagnostics.delay": 0, "codeLens.enable": True, "semanticTokens.enable": True}
    answer = ask("initialize", processId=None, rootUri=None, capabilities=capabilities, initializationOptions=options)
    assert answer["capabilities"]["notebookDocumentSync"]["notebookSelector"]
    say({"method": "initialized", "params": {}})
    uris = [f"vscode-notebook-cell:/lesson.ipynb#{number}" for number in range(len(CELLS))]
    documents = [
        {"uri": uri, "languageId": "python", "version": 1, "text": text} for uri, text in zip(uris, CELLS, strict=True)
    ]
    cells = [{"kind": 2, "document": uri} for uri in uris]
    book = {"uri": BOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    params = {"notebookDocument": book, "cellTextDocuments": documents}
    say({"method": "notebookDocument/didOpen", "params": params})
    published = lambda message: message.get("method") == "textDocument/publishDiagnostics"
    hear(lambda message: published(message) and message["params"]["uri"] == uris[2] and message["params"]["diagnostics"])
    last = {"uri": uris[2]}
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 3, "character": 0}}
    here = {"line": 1, "character": 14}
    hints = ask("textDocument/inlayHint", textDocument={"uri": uris[1]}, range=whole)
    assert hints[0]["label"][0]["location"]["uri"] == uris[0], hints
    assert "cell 2, line 2" in ask("textDocument/hover", textDocument=last, position=here)["contents"]["value"]
    assert ask("textDocument/codeAction", textDocument=last, range=whole, context={"diagnostics": []})
    assert ask("textDocument/documentHighlight", textDocument=last, position=here)
    assert ask("textDocument/codeLens", textDocument=last)
    assert ask("textDocument/semanticTokens/full", textDocument=last)["data"]
    splice = {"array": {"start": 2, "deleteCount": 1}, "didClose": [last]}
    change = {"notebookDocument": {"uri": BOOK, "version": 2}, "change": {"cells": {"structure": splice}}}
    say({"method": "notebookDocument/didChange", "params": change})
    hear(lambda message: published(message) and message["params"]["uri"] == uris[2] and not message["params"]["diagnostics"])
    close = {"notebookDocument": {"uri": BOOK}, "cellTextDocuments": [{"uri": uri} for uri in uris[:2]]}
    say({"method": "notebookDocument/didClose", "params": close})
    ask("shutdown")
    say({"method": "exit"})
    assert server.wait(timeout=60) == 0


def test_kate(desk):
    file = (EDITORS / "kate/settings.json").read_text()
    assert shown("kate", "json") == file
    server = json.loads(file)["servers"]["python"]
    assert re.fullmatch(server["highlightingModeRegex"], "Python")
    assert complaints(desk, server["command"], server["settings"]) == []


def test_sublime(desk):
    file = (EDITORS / "sublime/LSP.sublime-settings").read_text()
    assert shown("sublime", "json") == file
    client = json.loads(file)["clients"]["memlens"]
    assert client["selector"] == "source.python"
    assert complaints(desk, client["command"], client["settings"]) == []


def test_zed_settings(desk):
    settings = json.loads(shown("zed", "json"))
    manifest = tomllib.loads((EDITORS / "zed/extension.toml").read_text())
    (server,) = manifest["language_servers"]
    (language,) = manifest["language_servers"][server]["languages"]
    assert server in settings["languages"][language]["language_servers"]
    code = (EDITORS / "zed/src/lib.rs").read_text()
    assert f'const SERVER: &str = "{server}"' in code
    # As the code sends them.
    assert complaints(desk, [server], {server: settings["lsp"][server]["settings"]}) == []


def test_zed_compiles_the_extension():
    # For this machine, not for WebAssembly: the types are the same.
    target = ROOT / "target/editors/zed"
    command = ["cargo", "check", "--locked", "--quiet", "--target-dir", target]
    environment = {**os.environ, "RUSTFLAGS": "--deny warnings"}
    ran = subprocess.run(command, cwd=EDITORS / "zed", env=environment, capture_output=True, text=True, timeout=900)
    assert ran.returncode == 0, ran.stderr
    versions = [tomllib.loads((path).read_text()) for path in (EDITORS / "zed/Cargo.toml", ROOT / "Cargo.toml")]
    assert versions[0]["package"]["version"] == versions[1]["workspace"]["package"]["version"]


@pytest.mark.parametrize("editor", sorted(path.name for path in EDITORS.iterdir() if path.is_dir()))
def test_every_editor_is_listed_and_tells_what_is_tested(editor):
    assert f"]({editor}/README.md)" in (EDITORS / "README.md").read_text()
    assert re.search(r"tests/run \w+", (EDITORS / editor / "README.md").read_text())


HINT = {"position": {"line": 0, "character": 2}, "label": [{"value": "heap"}], "paddingLeft": True}
ASKED = {"id": 1, "method": "textDocument/inlayHint", "params": {"textDocument": {"uri": "file:///a.py"}, "range": {
    "start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}}}


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"id": 1, "result": [HINT]}, None),
        ({"id": 1, "result": None}, None),
        ({"id": 1, "result": [{**HINT, "label": 3}]}, "is no"),
        ({"id": 1, "result": [{**HINT, "position": {"line": "0", "character": 2}}]}, "more than its type"),
        ({"id": 1, "result": [{**HINT, "colour": "red"}]}, "more than its type"),
        ({"id": 1, "result": [{"label": "heap"}]}, "is no"),
        ({"id": 1, "error": {"code": -32603, "message": "internal"}}, "with an error"),
        ({"id": 1, "error": {"code": -32800, "message": "cancelled"}}, None),
        ({"id": 7, "result": None}, "what nobody asked"),
        ({"method": "textDocument/publishHints", "params": {}}, "does not know"),
        ({"method": "textDocument/publishDiagnostics", "params": {"uri": "file:///a.py"}}, "is no"),
    ],
)
def test_the_check_of_messages_sees_what_is_wrong(tmp_path, said, complaint):
    record = tmp_path / "said.jsonl"
    lines = [{"from": "client", "message": ASKED}, {"from": "server", "message": said}]
    record.write_text("".join(json.dumps({**line, "message": {"jsonrpc": "2.0", **line["message"]}}) + "\n" for line in lines))
    count, wrong = protocol.check(record)
    assert count == 2
    assert [complaint in line for line in wrong] == ([True] if complaint else []), wrong
