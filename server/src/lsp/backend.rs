//! The methods of the protocol, a line each. Whatever changes the state does so before the
//! first `.await`: after one, the order of messages is lost.

use std::sync::Arc;

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentHighlight,
    DocumentHighlightParams, ExecuteCommandParams, Hover, HoverParams, InitializeParams, InitializeResult,
    InitializedParams, InlayHint, InlayHintParams, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult, TextDocumentIdentifier,
};

use super::actions;
use super::colours;
use super::handlers::{self, Status};
use super::notebooks::{ChangeParams, CloseParams, OpenParams};
use super::picture::{self, PictureAnswer, PictureParams};
use super::session::Session;

pub struct Backend {
    pub session: Arc<Session>,
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        Ok(self.session.initialize(&params))
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.initialized();
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        self.session.open(params.text_document);
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.session.change(params);
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.session.close(params.text_document.uri);
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.session.change_configuration(&params);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let place = params.text_document_position_params;
        self.session.ask(&place.text_document.uri, move |view| handlers::hover(view, place.position)).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let place = params.text_document_position_params;
        let uri = place.text_document.uri;
        self.session.ask(&uri, move |view| handlers::highlights(view, place.position)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.session.ask(&params.text_document.uri, |view| Some(handlers::lenses(view))).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = params.text_document.uri;
        self.session.ask(&uri, |view| Some(colours::tokens(view, None).into())).await
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let SemanticTokensRangeParams { text_document, range, .. } = params;
        let uri = text_document.uri;
        self.session.ask(&uri, move |view| Some(colours::tokens(view, Some(range)).into())).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let CodeActionParams { text_document, range, context, .. } = params;
        self.session.ask(&text_document.uri, move |view| Some(actions::actions(view, range, &context))).await
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let (uri, position) = actions::explained(params)?;
        let answer = self.session.ask(&uri, move |view| handlers::explain_rewrite(view, position)).await?;
        self.session.show(answer.clone());
        Ok(Some(answer.into()))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let range = params.range;
        self.session.ask(&params.text_document.uri, move |view| Some(handlers::hints(view, range))).await
    }

    async fn inlay_hint_resolve(&self, hint: InlayHint) -> Result<InlayHint> {
        self.session.resolve(hint).await
    }
}

impl Backend {
    /// `memlens/status`: what the server knows of a document.
    pub async fn status(&self, document: StatusParams) -> Result<Status> {
        self.session.status(&document.text_document.uri).await
    }

    /// `memlens/picture`: frames and objects at a position.
    pub async fn picture(&self, params: PictureParams) -> Result<Option<PictureAnswer>> {
        let uri = params.text_document.uri.clone();
        self.session.ask(&uri, move |view| picture::picture(view, &params)).await
    }

    pub async fn notebook_opened(&self, params: OpenParams) {
        self.session.synced(self.session.state.open_notebook(params));
    }

    pub async fn notebook_changed(&self, params: ChangeParams) {
        self.session.synced(self.session.state.change_notebook(params));
    }

    /// Nothing depends on what is on the disk.
    pub async fn notebook_saved(&self, _: Value) {}

    pub async fn notebook_closed(&self, params: CloseParams) {
        self.session.synced(self.session.state.close_notebook(params));
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StatusParams {
    text_document: TextDocumentIdentifier,
}
