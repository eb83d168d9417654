//! Code actions: the ways out of diagnostics, as quick fixes with their edits.

use tower_lsp::lsp_types::{
    CodeAction, CodeActionContext, CodeActionKind, CodeActionOrCommand, DocumentChanges, OneOf,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use super::handlers::severity_in;
use super::state::View;
use crate::ide::{Action, Replacement};

/// Those of the diagnostics in `range`. None for a client that takes commands only.
pub fn actions(view: &View, range: Range, context: &CodeActionContext) -> Vec<CodeActionOrCommand> {
    if !view.client.action_literals || !view.settings.diagnostics || !wants_quick_fixes(context) {
        return Vec::new();
    }
    let found = view.analysis().actions(view.span(range)).into_iter();
    found.filter_map(|action| code_action(view, action)).map(CodeActionOrCommand::CodeAction).collect()
}

/// No kind is asked for, or one that quick fixes are among.
fn wants_quick_fixes(context: &CodeActionContext) -> bool {
    let Some(only) = &context.only else { return true };
    only.iter().any(|kind| *kind == CodeActionKind::QUICKFIX || *kind == CodeActionKind::EMPTY)
}

/// `None` where the settings turn the diagnostic off.
fn code_action(view: &View, action: Action) -> Option<CodeAction> {
    let severity = severity_in(view, action.diagnostic.code, action.diagnostic.severity)?;
    Some(CodeAction {
        title: action.title,
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![view.diagnostic(action.diagnostic, severity)]),
        edit: Some(workspace_edit(view, action.edits)),
        is_preferred: action.preferred.then_some(true),
        ..CodeAction::default()
    })
}

/// For the version of the text that was looked at, so that a client which has gone on refuses it.
fn workspace_edit(view: &View, edits: Vec<Replacement>) -> WorkspaceEdit {
    let edits = edits.into_iter().map(|edit| TextEdit::new(view.range(edit.span), edit.text));
    if !view.client.versioned_edits {
        let changes = [(view.uri.clone(), edits.collect())].into_iter().collect();
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let text_document =
        OptionalVersionedTextDocumentIdentifier { uri: view.uri.clone(), version: Some(view.version) };
    let edits = edits.map(OneOf::Left).collect();
    let changes = DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]);
    WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }
}
