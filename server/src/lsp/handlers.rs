//! What a request means: convert in, ask `ide`, convert out. Runs in a worker, on a view.

use serde_json::json;
use tower_lsp::lsp_types::{
    CodeLens, Command, Diagnostic, DocumentHighlight, DocumentHighlightKind, Hover, HoverContents, InlayHint,
    InlayHintLabel, InlayHintLabelPart, InlayHintTooltip, MarkupContent, MarkupKind, Position, Range, Url,
};

use super::convert::{self, command_link};
use super::plain::plain;
use super::state::{Part, View};
use crate::ide::highlights::{Highlight, Reference};
use crate::ide::{self, Code, HintKind};

pub fn hover(view: &View, at: Position) -> Option<Hover> {
    let found = view.analysis().hover(view.offset(at))?;
    let range = Some(view.range(found.span));
    Some(Hover { contents: HoverContents::Markup(markup(view, found.markdown)), range })
}

/// A change counts as a write; what can be another object has the kind `Text`.
pub fn highlights(view: &View, at: Position) -> Option<Vec<DocumentHighlight>> {
    let found = view.analysis().highlights(view.offset(at))?;
    let highlight = |found: Highlight| DocumentHighlight {
        range: view.range(found.span),
        kind: Some(match found.reference {
            Reference::Read => DocumentHighlightKind::READ,
            Reference::Write => DocumentHighlightKind::WRITE,
            Reference::Perhaps => DocumentHighlightKind::TEXT,
        }),
    };
    // The protocol has no place for those in other cells.
    Some(found.into_iter().filter(|found| view.own().contains(found.span)).map(highlight).collect())
}

/// A text above each function; where the client can show it, it leads to the picture of the function's frame.
pub fn lenses(view: &View) -> Vec<CodeLens> {
    if !view.settings.lenses {
        return Vec::new();
    }
    // VS Code's panel follows files only.
    let shows_pictures = view.client.shows_pictures && !view.parts[view.own].is_cell;
    let command = if shows_pictures { "memlens.showPicture" } else { "" };
    let found = view.analysis().lenses().into_iter();
    found
        .filter(|lens| view.own().contains(lens.span))
        .map(|lens| {
            let place = json!({ "uri": view.uri, "line": view.position(lens.entered).line });
            let arguments = shows_pictures.then(|| vec![place]);
            CodeLens {
                range: view.range(lens.span),
                command: Some(Command { title: lens.title, command: command.to_owned(), arguments }),
                data: None,
            }
        })
        .collect()
}

/// As plain text: a message box shows no Markdown.
pub fn explain_rewrite(view: &View, at: Position) -> String {
    plain(&view.analysis().explain_rewrite(view.offset(at)))
}

pub fn hints(view: &View, range: Range) -> Vec<InlayHint> {
    let kinds = view.settings.kinds();
    if kinds == ide::HintKinds::NONE {
        return Vec::new();
    }
    let hints = view.analysis().hints(view.span(range), kinds);
    hints
        .into_iter()
        .filter(|hint| view.own().touches(hint.offset))
        .map(|hint| inlay_hint(view, hint))
        .collect()
}

fn inlay_hint(view: &View, hint: ide::Hint) -> InlayHint {
    let key =
        HintKey { uri: view.uri.clone(), revision: view.revision, offset: hint.offset, kind: hint.kind };
    let parts = hint.parts.into_iter().filter(|part| !part.text.is_empty());
    let parts = parts.map(|part| InlayHintLabelPart {
        value: part.text,
        location: part.target.map(|span| view.location(span)),
        ..InlayHintLabelPart::default()
    });
    InlayHint {
        position: view.position(hint.offset),
        label: InlayHintLabel::LabelParts(parts.collect()),
        kind: None,
        text_edits: None,
        tooltip: None,
        padding_left: Some(true),
        padding_right: None,
        data: serde_json::to_value(key).ok().filter(|_| view.client.resolves_tooltips),
    }
}

/// What a hint carries from its request to its resolution.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct HintKey {
    pub uri: Url,
    pub revision: u64,
    offset: u32,
    kind: HintKind,
}

impl HintKey {
    pub fn of(hint: &InlayHint) -> Option<HintKey> {
        serde_json::from_value(hint.data.clone()?).ok()
    }
}

pub fn tooltip(view: &View, key: &HintKey) -> Option<InlayHintTooltip> {
    let mut markdown = view.analysis().tooltip(key.offset, key.kind)?;
    if view.client.hides_hints {
        let kind = serde_json::to_value(key.kind).ok()?;
        markdown.push_str("\n\n");
        markdown += &command_link("Hide these hints", "memlens.hideHints", kind.as_str()?);
    }
    Some(InlayHintTooltip::MarkupContent(markup(view, markdown)))
}

/// What was found in a file, or in one cell.
#[derive(Debug)]
pub struct Diagnosed {
    pub uri: Url,
    pub version: i32,
    pub found: Vec<Diagnostic>,
}

/// Of the document, or of every cell of its notebook. Without syntax errors: other servers report those in an editor.
pub fn diagnostics(view: &View) -> Vec<Diagnosed> {
    let empty = |part: &Part| Diagnosed { uri: part.uri.clone(), version: part.version, found: Vec::new() };
    let mut parts: Vec<Diagnosed> = view.parts.iter().map(empty).collect();
    if !view.settings.diagnostics {
        return parts;
    }
    for found in view.analysis().diagnostics() {
        let severity = severity_in(view, found.code, found.severity);
        if let (Some(severity), true) = (severity, found.code != Code::SyntaxError) {
            parts[view.part_at(found.span.start)].found.push(view.diagnostic(found, severity));
        }
    }
    parts
}

/// `None` where the settings turn the code off.
pub fn severity_in(view: &View, code: Code, default: ide::Severity) -> Option<ide::Severity> {
    view.settings.severities.get(&code).copied().unwrap_or(Some(default))
}

fn markup(view: &View, markdown: String) -> MarkupContent {
    match view.client.markdown {
        true => MarkupContent { kind: MarkupKind::Markdown, value: markdown },
        false => MarkupContent { kind: MarkupKind::PlainText, value: plain(&markdown) },
    }
}

/// What `memlens/status` answers: which text the server has analysed, for bug reports and tests.
#[derive(Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    server: &'static str,
    uri: Url,
    version: i32,
    encoding: &'static str,
    python: String,
    model: crate::options::Model,
    /// In bytes of UTF-8.
    length: usize,
    lines: u32,
    /// 64-bit FNV-1a of the UTF-8, in hexadecimal.
    hash: String,
    syntax_errors: usize,
    /// How long this request took to have the text parsed and traced.
    milliseconds: f64,
    /// Other requests being worked on.
    pub others: usize,
}

pub fn status(view: &View) -> Status {
    let start = std::time::Instant::now();
    let analysis = view.analysis();
    analysis.diagnostics();
    Status {
        server: env!("CARGO_PKG_VERSION"),
        uri: view.uri.clone(),
        version: view.version,
        encoding: match view.client.encoding {
            crate::text::Encoding::Utf8 => "utf-8",
            crate::text::Encoding::Utf16 => "utf-16",
            crate::text::Encoding::Utf32 => "utf-32",
        },
        python: analysis.options.python.to_string(),
        model: analysis.options.model,
        length: analysis.text.len(),
        lines: analysis.lines.lines(),
        hash: format!("{:016x}", convert::fnv1a(analysis.text.as_bytes())),
        syntax_errors: analysis.syntax_errors().len(),
        milliseconds: start.elapsed().as_secs_f64() * 1000.0,
        others: 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use tower_lsp::lsp_types::{InitializeParams, TextDocumentItem};

    use super::*;
    use crate::ide::hints::LabelPart;
    use crate::ide::{Related, Severity};
    use crate::lsp::client::ClientFacts;
    use crate::lsp::state::State;
    use crate::text::Span;

    const TEXT: &str = "😀 = [1]\nb = 2\n";

    /// A view of [`TEXT`] as a client with these capabilities has it.
    fn view(capabilities: Value, options: Value) -> View {
        let params = json!({ "capabilities": capabilities, "initializationOptions": options });
        let params: InitializeParams = serde_json::from_value(params).expect("valid");
        let state = State::default();
        let complaints =
            state.begin(ClientFacts::of(&params), &params.initialization_options.unwrap_or_default());
        assert_eq!(complaints, Vec::<String>::new());
        let uri = Url::parse("untitled:Untitled-1").expect("valid");
        state.open(TextDocumentItem::new(uri.clone(), "python".into(), 3, TEXT.into())).expect("opened");
        state.view(&uri).expect("open")
    }

    fn resolving() -> Value {
        json!({ "textDocument": { "inlayHint": { "resolveSupport": { "properties": ["tooltip"] } } } })
    }

    #[test]
    fn a_hint_has_linked_parts_and_remembers_itself() {
        let view = view(resolving(), json!(null));
        let part = |text: &str, target| LabelPart { text: text.into(), target };
        let parts = vec![part("heap", Some(Span::new(7, 10))), part("", None), part(" · same as a", None)];
        let hint = inlay_hint(&view, ide::Hint { offset: 4, kind: HintKind::Bindings, parts });
        let found = serde_json::to_value(&hint).expect("JSON");
        // An emoji is two units of UTF-16, four bytes of UTF-8.
        assert_eq!(found["position"], json!({ "line": 0, "character": 2 }));
        let range = json!({ "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 8 } });
        let location = json!({ "uri": "untitled:Untitled-1", "range": range });
        let label = json!([{ "value": "heap", "location": location }, { "value": " · same as a" }]);
        assert_eq!(found["label"], label, "and no empty part");
        assert_eq!(found.get("tooltip"), None);
        let key = HintKey::of(&hint).expect("a key");
        assert_eq!((key.uri, key.revision), (view.uri.clone(), view.revision));
        assert_eq!((key.offset, key.kind), (4, HintKind::Bindings));
    }

    #[test]
    fn a_client_that_resolves_nothing_is_given_no_key() {
        let view = view(json!({}), json!(null));
        let hint = inlay_hint(&view, ide::Hint { offset: 4, kind: HintKind::Bindings, parts: Vec::new() });
        assert_eq!(hint.data, None);
    }

    #[test]
    fn a_diagnostic_keeps_code_path_and_the_severity_that_was_set() {
        let related = json!({ "textDocument": { "publishDiagnostics": { "relatedInformation": true } } });
        let found = ide::Diagnostic {
            code: Code::UnboundedRecursion,
            severity: Severity::Warning,
            span: Span::new(14, 15),
            message: "why".into(),
            related: vec![Related { span: Span::new(0, 4), message: "here".into() }],
        };
        let diagnostic = view(related, json!(null)).diagnostic(found.clone(), Severity::Error);
        let diagnostic = serde_json::to_value(diagnostic).expect("JSON");
        assert_eq!(diagnostic["code"], "unbounded-recursion");
        assert_eq!((&diagnostic["severity"], &diagnostic["source"]), (&json!(1), &json!("memlens")));
        assert_eq!(diagnostic["range"]["start"], json!({ "line": 1, "character": 3 }));
        assert_eq!(diagnostic["relatedInformation"][0]["location"]["range"]["end"]["character"], 2);
        let without = view(json!({}), json!(null)).diagnostic(found, Severity::Hint);
        assert_eq!(without.related_information, None);
    }

    #[test]
    fn severities_of_the_settings() {
        let severity = |value: &str| {
            let set = json!({ "diagnostics.severity": { "deep-recursion": value } });
            severity_in(&view(json!({}), set), Code::DeepRecursion, Severity::Warning)
        };
        assert_eq!(severity("off"), None);
        assert_eq!(severity("hint"), Some(Severity::Hint));
        assert_eq!(severity(""), Some(Severity::Warning));
    }

    #[test]
    fn markup_is_what_the_client_shows() {
        let hover = |formats: Value| json!({ "textDocument": { "hover": { "contentFormat": formats } } });
        let text = || "**`b`** is on the *stack*".to_owned();
        let markdown = markup(&view(hover(json!(["markdown", "plaintext"])), json!(null)), text());
        assert_eq!((markdown.kind, markdown.value), (MarkupKind::Markdown, text()));
        let plain = markup(&view(hover(json!(["plaintext"])), json!(null)), text());
        assert_eq!((plain.kind, plain.value.as_str()), (MarkupKind::PlainText, "b is on the stack"));
    }

    #[test]
    fn no_hints_when_the_switch_is_off() {
        let view = view(json!({}), json!({ "hints": { "enable": false } }));
        assert_eq!(view.settings.kinds(), ide::HintKinds::NONE);
        assert!(hints(&view, Range::default()).is_empty());
    }

    #[test]
    fn a_command_link_is_encoded() {
        let link = command_link("Hide", "memlens.hideHints", "sizes");
        assert_eq!(link, "[Hide](command:memlens.hideHints?%5B%22sizes%22%5D)");
        let odd = command_link("Hide", "c", "a (b)");
        assert_eq!(odd, "[Hide](command:c?%5B%22a%20%28b%29%22%5D)");
    }
}
