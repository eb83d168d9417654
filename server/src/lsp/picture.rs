//! `memlens/picture`: the picture at the cursor, with the places of its parts. Documented in `editors/README.md`.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{Position, Range, TextDocumentIdentifier, Url};

use super::state::View;
use crate::draw;
use crate::ide::picture::panel::{Panel, PartAt, PartKind, Step};
use crate::ide::picture::{Choice, Picture};
use crate::options::Model;
use crate::text::Span;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureParams {
    pub text_document: TextDocumentIdentifier,
    position: Position,
    model: Option<Model>,
    /// From 0.
    call: Option<usize>,
    round: Option<usize>,
    #[serde(default)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Svg,
    Json,
    Text,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PictureAnswer {
    version: i32,
    /// The cell of that statement, if it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Url>,
    /// Of the statement that the picture is of, from 0.
    line: u32,
    /// Line of the first syntax error, from 0: the text is half-typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    syntax_error: Option<u32>,
    title: String,
    model: Picture,
    #[serde(skip_serializing_if = "Option::is_none")]
    svg: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    calls: Vec<Call>,
    /// Which of them it is, and which time in it, of how many; from 0.
    call: Option<usize>,
    round: Option<usize>,
    rounds: Option<usize>,
    parts: Vec<Part>,
    previous: Option<Place>,
    next: Option<Place>,
}

#[derive(Debug, Serialize)]
struct Call {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Url>,
    range: Range,
    text: String,
}

#[derive(Debug, Serialize)]
struct Part {
    id: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Url>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range: Option<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    occurrences: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
}

#[derive(Debug, Serialize)]
struct Place {
    #[serde(skip_serializing_if = "Option::is_none")]
    uri: Option<Url>,
    position: Position,
    #[serde(skip_serializing_if = "Option::is_none")]
    call: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    round: Option<usize>,
}

/// `None` for a text without statements.
pub fn picture(view: &View, params: &PictureParams) -> Option<PictureAnswer> {
    let choice = Choice { model: params.model, call: params.call, round: params.round };
    let panel = view.analysis().panel(view.offset(params.position), choice)?;
    let Panel { picture, parts, calls, previous, next } = panel;
    let path = view.uri.path_segments().and_then(|mut parts| parts.next_back()).unwrap_or_default();
    let path = if path.is_empty() { view.uri.path() } else { path };
    let step_to = |step: Step| {
        let Choice { call, round, .. } = step.choice;
        let (uri, range) = place(view, Span::new(step.offset, step.offset));
        Place { uri, position: range.start, call, round }
    };
    let run = picture.run.as_ref();
    let call = run.and_then(|run| Some(run.call?.number - 1));
    let (round, rounds) = (run.map(|run| run.round.number - 1), run.map(|run| run.round.of));
    let calls = calls.into_iter().map(|call| {
        let (uri, range) = place(view, call.span);
        Call { uri, range, text: call.text }
    });
    let (uri, at) = place(view, picture.at);
    Some(PictureAnswer {
        version: view.version,
        uri,
        line: at.start.line,
        syntax_error: view
            .analysis()
            .syntax_errors()
            .iter()
            .find(|error| view.own().touches(error.span.start))
            .map(|error| view.position(error.span.start).line),
        title: draw::title(&picture, path),
        svg: (params.format == Format::Svg).then(|| draw::svg(&picture, path)),
        text: (params.format == Format::Text).then(|| draw::text(&picture, path)),
        calls: calls.collect(),
        call,
        round,
        rounds,
        parts: parts.into_iter().map(|found| part(view, found)).collect(),
        previous: previous.map(step_to),
        next: next.map(step_to),
        model: picture,
    })
}

/// A place, with the cell where it is, if that is another one of the notebook.
fn place(view: &View, span: Span) -> (Option<Url>, Range) {
    let part = view.part_at(span.start);
    let uri = (part != view.own).then(|| view.parts[part].uri.clone());
    (uri, view.range_in(part, span))
}

fn part(view: &View, found: PartAt) -> Part {
    let kind = match found.kind {
        PartKind::Frame => "frame",
        PartKind::Slot => "slot",
        PartKind::Object => "object",
        PartKind::Cell => "cell",
    };
    let origin = found.span.map(|span| place(view, span));
    // A client marks them in the document that it asked about.
    let own = found.occurrences.into_iter().filter(|span| view.own().contains(*span));
    Part {
        id: found.id,
        kind,
        name: found.name,
        uri: origin.as_ref().and_then(|(uri, _)| uri.clone()),
        range: origin.map(|(_, range)| range),
        occurrences: own.map(|span| view.range(span)).collect(),
        object: found.object,
    }
}
