//! What the client said of itself at `initialize`, and what the server answers.

use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    ExecuteCommandOptions, HoverProviderCapability, InitializeParams, InitializeResult, InlayHintOptions,
    InlayHintServerCapabilities, MarkupKind, OneOf, PositionEncodingKind, SemanticTokensServerCapabilities,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, Url,
};

use super::colours;
use crate::text::Encoding;

/// Tells why a recursion is not offered as a loop. Arguments: the document's URI, a position in it.
pub const EXPLAIN_REWRITE: &str = "memlens.explainRewrite";

/// What of the client's abilities makes a difference here.
#[derive(Debug, Clone)]
pub struct ClientFacts {
    pub encoding: Encoding,
    /// The client offered encodings, so it is told which was taken.
    encoding_offered: bool,
    pub markdown: bool,
    /// Asks for tooltips when it needs them.
    pub resolves_tooltips: bool,
    /// Has the command that hides a kind of hints.
    pub hides_hints: bool,
    /// Has the command that shows the picture at a line.
    pub shows_pictures: bool,
    /// Is told when pictures may differ for another reason than an edit.
    pub refreshes_pictures: bool,
    pub configuration: bool,
    pub registers_configuration: bool,
    pub refreshes_hints: bool,
    pub refreshes_lenses: bool,
    pub refreshes_colours: bool,
    pub registers_colours: bool,
    pub related: bool,
    /// Takes code actions with their edits; older clients know commands only.
    pub action_literals: bool,
    /// Takes edits that name the version of the text they are for.
    pub versioned_edits: bool,
    /// Shows an edit and asks before it applies it.
    pub annotates_edits: bool,
    /// The folder of the diagnostics' pages, as a URI: the extension carries them.
    pub pages: Option<Url>,
}

impl Default for ClientFacts {
    /// A client that said nothing.
    fn default() -> ClientFacts {
        ClientFacts::of(&InitializeParams::default())
    }
}

impl ClientFacts {
    pub fn of(params: &InitializeParams) -> ClientFacts {
        let offered = offered(&params.capabilities);
        let workspace = params.capabilities.workspace.as_ref();
        let document = params.capabilities.text_document.as_ref();
        let hover = document.and_then(|document| document.hover.as_ref());
        let hint = document.and_then(|document| document.inlay_hint.as_ref());
        let options = params.initialization_options.as_ref();
        let commands = options.and_then(|options| options["clientCommands"].as_array());
        let has_command = |name: &str| {
            let name = format!("memlens.{name}");
            commands.is_some_and(|commands| commands.iter().any(|command| *command == name))
        };
        ClientFacts {
            encoding: offered.unwrap_or(Encoding::Utf16),
            encoding_offered: offered.is_some(),
            // The client's first choice; with none stated, what every client can show.
            markdown: hover
                .and_then(|hover| hover.content_format.as_ref()?.first())
                .is_some_and(|first| *first == MarkupKind::Markdown),
            resolves_tooltips: hint
                .and_then(|hint| hint.resolve_support.as_ref())
                .is_some_and(|support| support.properties.iter().any(|property| property == "tooltip")),
            hides_hints: has_command("hideHints") || options.is_some_and(|it| it["clientCommands"] == true),
            shows_pictures: has_command("showPicture"),
            refreshes_pictures: options.is_some_and(|options| options["pictureRefresh"] == true),
            configuration: workspace.and_then(|workspace| workspace.configuration) == Some(true),
            registers_configuration: workspace
                .and_then(|workspace| workspace.did_change_configuration.as_ref()?.dynamic_registration)
                == Some(true),
            refreshes_hints: workspace.and_then(|workspace| workspace.inlay_hint.as_ref()?.refresh_support)
                == Some(true),
            refreshes_lenses: workspace.and_then(|workspace| workspace.code_lens.as_ref()?.refresh_support)
                == Some(true),
            refreshes_colours: workspace
                .and_then(|workspace| workspace.semantic_tokens.as_ref()?.refresh_support)
                == Some(true),
            registers_colours: document
                .and_then(|document| document.semantic_tokens.as_ref()?.dynamic_registration)
                == Some(true),
            action_literals: document
                .and_then(|document| document.code_action.as_ref()?.code_action_literal_support.as_ref())
                .is_some(),
            versioned_edits: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
                == Some(true),
            annotates_edits: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref()?.change_annotation_support.as_ref())
                .is_some(),
            pages: options.and_then(|options| Url::parse(options["pages"].as_str()?).ok()),
            related: document.and_then(|document| document.publish_diagnostics.as_ref()?.related_information)
                == Some(true),
        }
    }

    /// `colours`: they are on from the start.
    pub fn answer(&self, colours: bool) -> InitializeResult {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            ..TextDocumentSyncOptions::default()
        };
        let hints = InlayHintOptions {
            resolve_provider: Some(self.resolves_tooltips),
            ..InlayHintOptions::default()
        };
        let actions = CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR_REWRITE]),
            ..CodeActionOptions::default()
        };
        let capabilities = ServerCapabilities {
            position_encoding: self.encoding_offered.then(|| kind_of(self.encoding)),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            document_highlight_provider: Some(OneOf::Left(true)),
            code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
            // A client that can be told later is told when the setting is on: other servers colour too.
            semantic_tokens_provider: (colours && !self.registers_colours)
                .then(|| SemanticTokensServerCapabilities::SemanticTokensOptions(colours::options())),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: vec![EXPLAIN_REWRITE.into()],
                ..ExecuteCommandOptions::default()
            }),
            inlay_hint_provider: Some(OneOf::Right(InlayHintServerCapabilities::Options(hints))),
            ..ServerCapabilities::default()
        };
        let info = ServerInfo { name: "memlens".into(), version: Some(env!("CARGO_PKG_VERSION").into()) };
        InitializeResult { capabilities, server_info: Some(info) }
    }
}

/// The first encoding of the client's list that is known here: the list is in its order of preference.
fn offered(capabilities: &ClientCapabilities) -> Option<Encoding> {
    let offered = capabilities.general.as_ref()?.position_encodings.as_ref()?;
    let known = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];
    offered.iter().find_map(|kind| known.into_iter().find(|known| kind_of(*known) == *kind))
}

pub fn kind_of(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn facts(capabilities: Value) -> ClientFacts {
        let params = json!({ "capabilities": capabilities });
        ClientFacts::of(&serde_json::from_value(params).expect("valid"))
    }

    fn encoding(offered: Value) -> Encoding {
        facts(json!({ "general": { "positionEncodings": offered } })).encoding
    }

    #[test]
    fn takes_the_clients_first_encoding_that_is_known() {
        assert_eq!(encoding(json!(["utf-32", "utf-8", "utf-16"])), Encoding::Utf32);
        assert_eq!(encoding(json!(["utf-8", "utf-16"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["ebcdic", "utf-8"])), Encoding::Utf8);
        assert_eq!(encoding(json!(["ebcdic"])), Encoding::Utf16);
        assert_eq!(encoding(json!([])), Encoding::Utf16);
        assert_eq!(ClientFacts::default().encoding, Encoding::Utf16);
        assert_eq!(ClientFacts::default().answer(false).capabilities.position_encoding, None);
    }

    #[test]
    fn takes_the_clients_first_hover_format() {
        let markdown = |formats: Value| {
            facts(json!({ "textDocument": { "hover": { "contentFormat": formats } } })).markdown
        };
        assert!(markdown(json!(["markdown", "plaintext"])));
        assert!(!markdown(json!(["plaintext", "markdown"])));
        assert!(!markdown(json!(["plaintext"])));
        assert!(!ClientFacts::default().markdown);
    }
}
