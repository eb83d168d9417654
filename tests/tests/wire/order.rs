//! Every answer speaks of the text as the edits before its request left it.

use fastrand::Rng;
use memlens_tests::wire::Wire;
use serde_json::{Value, json};

use crate::{URI, hash};

/// Letters of one to four UTF-8 bytes and one to two UTF-16 units, and every line break.
const PIECES: [&str; 16] = [
    "x",
    "def f(n):\r\n    return f(n - 1)\r\n",
    " ",
    "=",
    "1",
    "[",
    "]",
    "ß",
    "名",
    "😀",
    "\n",
    "\r\n",
    "\r",
    "xs = [1, 2]\n",
    "\"é𝔘\"",
    "\u{feff}",
];

/// The client's side of a document.
struct Text {
    text: String,
    encoding: &'static str,
}

impl Text {
    /// A character boundary that a position can name: not one inside `\r\n`.
    fn boundary(&self, rng: &mut Rng) -> usize {
        loop {
            let at = rng.usize(0..=self.text.len());
            let inside_break = self.text[..floor(&self.text, at)].ends_with('\r')
                && self.text[floor(&self.text, at)..].starts_with('\n');
            if self.text.is_char_boundary(at) && !inside_break {
                return at;
            }
        }
    }

    fn position(&self, offset: usize) -> Value {
        let before = self.text[..offset].replace("\r\n", "\n").replace('\r', "\n");
        let line = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default();
        let units = match self.encoding {
            "utf-8" => column.len(),
            "utf-16" => column.encode_utf16().count(),
            _ => column.chars().count(),
        };
        json!({ "line": line, "character": units })
    }

    /// Replaces a random piece of the text; gives the change as the protocol has it.
    fn edit(&mut self, rng: &mut Rng) -> Value {
        let (a, b) = (self.boundary(rng), self.boundary(rng));
        // Mostly short ones, as typing is, and none that lets the text grow for ever.
        let (start, end) =
            if self.text.len() > 4000 || rng.u8(..) < 8 { (a.min(b), a.max(b)) } else { (a, a) };
        let new = PIECES[rng.usize(..PIECES.len())];
        let range = json!({ "start": self.position(start), "end": self.position(end) });
        self.text.replace_range(start..end, new);
        json!({ "range": range, "text": new })
    }
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// Sends edits without ever waiting; every few of them, requests. The answers are compared
/// only when all has been sent, so the server decides alone in which order it works.
fn edits_and_requests(encoding: &'static str, edits: i64) {
    let offered =
        json!({ "general": { "positionEncodings": ["ebcdic", encoding, "utf-8", "utf-16", "utf-32"] } });
    let mut wire = Wire::start();
    let capabilities = wire.initialize(offered, json!({ "diagnostics.delay": 0 }));
    assert_eq!(capabilities["positionEncoding"], encoding);
    let mut rng = Rng::with_seed(7);
    let mut text = Text { text: "\u{feff}a = '😀'\r\nb = a\r\n".to_owned(), encoding };
    wire.open(URI, &text.text);
    let mut expected = Vec::new();
    let mut others = Vec::new();
    for version in 2..edits + 2 {
        let changes: Vec<Value> = (0..rng.usize(1..4)).map(|_| text.edit(&mut rng)).collect();
        wire.change(URI, version, json!(changes));
        if rng.u8(..) < 64 {
            let document = json!({ "uri": URI });
            let id = wire.request("memlens/status", json!({ "textDocument": document }));
            expected.push((id, version, text.text.len(), hash(&text.text)));
            let here = text.position(text.boundary(&mut rng));
            others.push(
                wire.request("textDocument/hover", json!({ "textDocument": document, "position": here })),
            );
            let range = json!({ "start": { "line": 0, "character": 0 }, "end": here });
            let hints = json!({ "textDocument": document, "range": range });
            others.push(wire.request("textDocument/inlayHint", hints));
        }
    }
    assert!(expected.len() as i64 > edits / 8);
    for (id, version, length, hash) in expected {
        let answer = wire.answer(id);
        let status = &answer["result"];
        assert_eq!(status["version"], version, "{answer}");
        assert_eq!(status["length"], length, "version {version}");
        assert_eq!(status["hash"], hash, "version {version}");
        assert_eq!(status["encoding"], encoding);
    }
    for id in others {
        let answer = wire.answer(id);
        assert!(answer.get("error").is_none(), "{answer}");
    }
    // All those edits end where a fresh start does.
    let fresh = "file:///fresh.py";
    wire.open(fresh, &text.text);
    let (edited, fresh) = (Found::of(&mut wire, URI), Found::of(&mut wire, fresh));
    assert_eq!(edited, fresh);
}

/// What the server finds in a document, without what names the document.
#[derive(Debug, PartialEq)]
struct Found {
    length: Value,
    hash: Value,
    lines: Value,
    syntax_errors: Value,
    hints: Vec<(Value, String)>,
}

impl Found {
    fn of(wire: &mut Wire, uri: &str) -> Found {
        let mut status = wire.status(uri);
        let end = json!({ "line": status["lines"], "character": 0 });
        let range = json!({ "start": { "line": 0, "character": 0 }, "end": end });
        let hints =
            wire.ask("textDocument/inlayHint", json!({ "textDocument": { "uri": uri }, "range": range }));
        let label = |hint: &Value| {
            let parts = hint["label"].as_array().expect("parts").iter();
            parts.filter_map(|part| part["value"].as_str()).collect::<String>()
        };
        let hints = hints.as_array().expect("hints").iter();
        Found {
            length: status["length"].take(),
            hash: status["hash"].take(),
            lines: status["lines"].take(),
            syntax_errors: status["syntaxErrors"].take(),
            hints: hints.map(|hint| (hint["position"].clone(), label(hint))).collect(),
        }
    }
}

#[test]
fn in_utf_8() {
    edits_and_requests("utf-8", 1500);
}

#[test]
fn in_utf_16() {
    edits_and_requests("utf-16", 1500);
}

#[test]
fn in_utf_32() {
    edits_and_requests("utf-32", 1500);
}

#[test]
fn utf_16_where_the_client_offers_nothing() {
    let mut wire = Wire::start();
    let capabilities = wire.initialize(json!({}), json!(null));
    assert_eq!(capabilities.get("positionEncoding"), None);
    wire.open(URI, "😀x\n");
    let after_emoji = json!({ "line": 0, "character": 2 });
    wire.change(URI, 2, json!([{ "range": { "start": after_emoji, "end": after_emoji }, "text": "y" }]));
    assert_eq!(wire.status(URI)["hash"], hash("😀yx\n"));
}

#[test]
fn documents_of_any_scheme_do_not_mix() {
    let mut wire = Wire::initialized(json!({}), json!(null));
    let uris =
        ["untitled:Untitled-1", "vscode-notebook-cell:/n.ipynb#W0", "git:/a.py?HEAD", "file:///a%20b.py"];
    for uri in uris {
        wire.open(uri, uri);
    }
    for uri in uris {
        assert_eq!(wire.status(uri)["hash"], hash(uri));
    }
}
