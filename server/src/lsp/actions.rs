//! Code actions: the ways out of diagnostics as quick fixes, loops for recursion as refactorings.

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    AnnotatedTextEdit, ChangeAnnotation, CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand,
    DocumentChanges, ExecuteCommandParams, OneOf, OptionalVersionedTextDocumentIdentifier, Position, Range,
    TextDocumentEdit, TextEdit, Url, WorkspaceEdit,
};

use super::client::EXPLAIN_REWRITE;
use super::handlers::severity_in;
use super::state::{Part, View};
use crate::ide::{Action, Replacement};

/// Those for what `range` touches, and the ways out of our diagnostics that the client names beside it: Neovim
/// names those of the whole line. None for a client that takes commands only.
pub fn actions(view: &View, range: Range, context: &CodeActionContext) -> Vec<CodeActionOrCommand> {
    let wanted = [CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE];
    if !view.client.action_literals || !wanted.iter().any(|kind| wants(context, kind)) {
        return Vec::new();
    }
    let mut found = view.analysis().actions(view.span(range));
    let named = context.diagnostics.iter().filter(|named| named.source.as_deref() == Some("memlens"));
    for named in named.filter(|named| named.range.end < range.start || named.range.start > range.end) {
        for action in view.analysis().actions(view.span(named.range)) {
            if action.diagnostic.is_some() && !found.contains(&action) {
                found.push(action);
            }
        }
    }
    let found = found.into_iter().filter_map(|action| code_action(view, action));
    let found = found.filter(|action| action.kind.as_ref().is_none_or(|kind| wants(context, kind)));
    found.map(CodeActionOrCommand::CodeAction).collect()
}

/// The document and the place that the command asks about.
///
/// # Errors
/// Of another command, and of arguments that are not a URI and a position.
pub fn explained(params: ExecuteCommandParams) -> Result<(Url, Position)> {
    if params.command != EXPLAIN_REWRITE {
        return Err(Error::invalid_params(format!("{} is no command of this server", params.command)));
    }
    serde_json::from_value(params.arguments.into()).map_err(|error| {
        Error::invalid_params(format!("{EXPLAIN_REWRITE} takes a URI and a position: {error}"))
    })
}

/// No kind is asked for, or this one or one that it belongs to.
fn wants(context: &CodeActionContext, kind: &CodeActionKind) -> bool {
    let Some(only) = &context.only else { return true };
    only.iter().any(|wanted| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        *wanted == CodeActionKind::EMPTY || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// `None` where the settings turn the diagnostic off.
fn code_action(view: &View, action: Action) -> Option<CodeAction> {
    let edit = Some(workspace_edit(view, &action));
    let Some(diagnostic) = action.diagnostic else {
        let kind = Some(CodeActionKind::REFACTOR_REWRITE);
        return Some(CodeAction { title: action.title, kind, edit, ..CodeAction::default() });
    };
    let severity = severity_in(view, diagnostic.code, diagnostic.severity)?;
    if !view.settings.diagnostics {
        return None;
    }
    Some(CodeAction {
        title: action.title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![view.diagnostic(diagnostic, severity)]),
        edit,
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    })
}

/// For the version of the text that was looked at, so that a client which has gone on refuses it. A rewrite
/// of a function asks for a preview where the client has one.
fn workspace_edit(view: &View, action: &Action) -> WorkspaceEdit {
    const PREVIEW: &str = "preview";
    let edit_of = |edit: &Replacement| {
        let part = view.part_at(edit.span.start);
        (part, TextEdit::new(view.range_in(part, edit.span), edit.text.clone()))
    };
    // Of a notebook: which cells, in order.
    let mut parts: Vec<(&Part, Vec<TextEdit>)> = Vec::new();
    for (part, edit) in action.edits.iter().map(edit_of) {
        let part = &view.parts[part];
        match parts.last_mut() {
            Some((last, edits)) if last.uri == part.uri => edits.push(edit),
            _ => parts.push((part, vec![edit])),
        }
    }
    if !view.client.versioned_edits {
        let changes = parts.into_iter().map(|(part, edits)| (part.uri.clone(), edits)).collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let annotated = action.rewrites && view.client.annotates_edits;
    let edit_of = |text_edit: TextEdit| match annotated {
        true => OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: PREVIEW.into() }),
        false => OneOf::Left(text_edit),
    };
    let changes = parts.into_iter().map(|(part, edits)| TextDocumentEdit {
        text_document: OptionalVersionedTextDocumentIdentifier {
            uri: part.uri.clone(),
            version: Some(part.version),
        },
        edits: edits.into_iter().map(edit_of).collect(),
    });
    let changes = DocumentChanges::Edits(changes.collect());
    let annotation = annotated.then(|| {
        let annotation = ChangeAnnotation {
            label: action.title.clone(),
            needs_confirmation: Some(true),
            description: None,
        };
        [(PREVIEW.to_owned(), annotation)].into_iter().collect()
    });
    WorkspaceEdit { document_changes: Some(changes), changes: None, change_annotations: annotation }
}
