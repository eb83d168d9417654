//! `memlens/picture`: the picture at the cursor, with the places of its parts. Documented in `editors/README.md`.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::{Position, Range, TextDocumentIdentifier};

use super::state::View;
use crate::draw;
use crate::ide::picture::panel::{Panel, PartAt, PartKind, Step};
use crate::ide::picture::{Choice, Picture};
use crate::options::Model;

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
    range: Option<Range>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    occurrences: Vec<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    object: Option<String>,
}

#[derive(Debug, Serialize)]
struct Place {
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
    let place = |step: Step| {
        let Choice { call, round, .. } = step.choice;
        Place { position: view.position(step.offset), call, round }
    };
    let run = picture.run.as_ref();
    let call = run.and_then(|run| Some(run.call?.number - 1));
    let (round, rounds) = (run.map(|run| run.round.number - 1), run.map(|run| run.round.of));
    let calls = calls.into_iter().map(|call| Call { range: view.range(call.span), text: call.text });
    Some(PictureAnswer {
        version: view.version,
        line: picture.line - 1,
        syntax_error: view
            .analysis()
            .syntax_errors()
            .first()
            .map(|error| view.position(error.span.start).line),
        title: draw::title(&picture, path),
        svg: (params.format == Format::Svg).then(|| draw::svg(&picture, path)),
        text: (params.format == Format::Text).then(|| draw::text(&picture, path)),
        calls: calls.collect(),
        call,
        round,
        rounds,
        parts: parts.into_iter().map(|found| part(view, found)).collect(),
        previous: previous.map(place),
        next: next.map(place),
        model: picture,
    })
}

fn part(view: &View, found: PartAt) -> Part {
    let kind = match found.kind {
        PartKind::Frame => "frame",
        PartKind::Slot => "slot",
        PartKind::Object => "object",
        PartKind::Cell => "cell",
    };
    Part {
        id: found.id,
        kind,
        name: found.name,
        range: found.span.map(|span| view.range(span)),
        occurrences: found.occurrences.into_iter().map(|span| view.range(span)).collect(),
        object: found.object,
    }
}
