//! What a request means: convert in, ask `ide`, convert out. Runs in a worker, on a view.

use tower_lsp::lsp_types::{
    Diagnostic, Hover, HoverContents, InlayHint, InlayHintLabel, InlayHintLabelPart, InlayHintTooltip,
    MarkupContent, MarkupKind, Position, Range, Url,
};

use super::convert::{self, command_link};
use super::plain::plain;
use super::state::View;
use crate::ide::{self, Code, HintKind};

pub fn hover(view: &View, at: Position) -> Option<Hover> {
    let found = view.analysis().hover(view.offset(at))?;
    let range = Some(view.range(found.span));
    Some(Hover { contents: HoverContents::Markup(markup(view, found.markdown)), range })
}

pub fn hints(view: &View, range: Range) -> Vec<InlayHint> {
    let kinds = view.settings.kinds();
    if kinds == ide::HintKinds::NONE {
        return Vec::new();
    }
    let hints = view.analysis().hints(view.span(range), kinds);
    hints.into_iter().map(|hint| inlay_hint(view, hint)).collect()
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
    if view.client.commands {
        let kind = serde_json::to_value(key.kind).ok()?;
        markdown.push_str("\n\n");
        markdown += &command_link("Hide these hints", "memlens.hideHints", kind.as_str()?);
    }
    Some(InlayHintTooltip::MarkupContent(markup(view, markdown)))
}

/// Without syntax errors: other servers report those in an editor.
pub fn diagnostics(view: &View) -> Vec<Diagnostic> {
    if !view.settings.diagnostics {
        return Vec::new();
    }
    let found = view.analysis().diagnostics().into_iter().filter(|found| found.code != Code::SyntaxError);
    found
        .filter_map(|found| {
            let set = view.settings.severities.get(&found.code).copied();
            let severity = set.unwrap_or(Some(found.severity))?;
            Some(view.diagnostic(found, severity))
        })
        .collect()
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
