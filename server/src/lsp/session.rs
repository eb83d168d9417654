//! One client and all that happens around its requests: workers, the log, diagnostics in the
//! background, questions to the client.

use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use rustc_hash::FxHashMap;
use serde_json::Value;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::Client;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::Notification;
use tower_lsp::lsp_types::{
    ConfigurationItem, Diagnostic, DidChangeConfigurationParams, DidChangeTextDocumentParams,
    InitializeParams, InitializeResult, InlayHint, MessageType, Registration, TextDocumentItem, Url,
    VersionedTextDocumentIdentifier,
};

use super::client::{ClientFacts, kind_of};
use super::colours;
use super::exit::watch_client;
use super::handlers::{self, Diagnosed, HintKey, Status};
use super::notebooks::Synced;
use super::state::{State, View};
use crate::cancel::{Cancelled, Token};

#[derive(Debug)]
pub struct Session {
    pub state: State,
    client: Client,
    outbox: UnboundedSender<Outgoing>,
    /// Pieces of work under way.
    workers: Arc<AtomicUsize>,
    /// The client was told of semantic tokens.
    colours_offered: AtomicBool,
}

/// What the server sends unasked. One task sends it all, so it goes out in order.
#[derive(Debug)]
enum Outgoing {
    Log(MessageType, String),
    /// A message for the user, who asked.
    Show(String),
    Diagnostics {
        uri: Url,
        revision: u64,
        version: i32,
        found: Vec<Diagnostic>,
    },
    /// The document was closed: its diagnostics go.
    Clear(Url),
    /// Pictures may differ for another reason than an edit.
    Pictures,
}

enum PictureRefresh {}

impl Notification for PictureRefresh {
    type Params = ();
    const METHOD: &'static str = "memlens/pictureRefresh";
}

impl Session {
    pub fn start(client: Client) -> Arc<Session> {
        let (outbox, queue) = unbounded_channel();
        log_panics(outbox.clone());
        let session = Arc::new(Session {
            state: State::default(),
            client,
            outbox,
            workers: Arc::default(),
            colours_offered: AtomicBool::new(false),
        });
        tokio::spawn(session.clone().send(queue));
        session
    }

    async fn send(self: Arc<Session>, mut queue: UnboundedReceiver<Outgoing>) {
        // What cells have, so that a change of one is not news of all.
        let mut cells: FxHashMap<Url, Vec<Diagnostic>> = FxHashMap::default();
        while let Some(message) = queue.recv().await {
            match message {
                Outgoing::Log(kind, text) => self.client.log_message(kind, text).await,
                Outgoing::Show(text) => self.client.show_message(MessageType::INFO, text).await,
                Outgoing::Diagnostics { uri, revision, version, found } => {
                    if !self.state.is_current(&uri, revision) {
                        continue;
                    }
                    if self.state.is_cell(&uri)
                        && cells.insert(uri.clone(), found.clone()).as_ref() == Some(&found)
                    {
                        continue;
                    }
                    self.client.publish_diagnostics(uri, found, Some(version)).await;
                }
                Outgoing::Clear(uri) => {
                    cells.remove(&uri);
                    self.client.publish_diagnostics(uri, Vec::new(), None).await;
                }
                Outgoing::Pictures => self.client.send_notification::<PictureRefresh>(()).await,
            }
        }
    }

    /// Writes a line to the client's output. Never waits.
    pub fn log(&self, kind: MessageType, text: impl Into<String>) {
        // Fails only when the server is ending.
        let _ = self.outbox.send(Outgoing::Log(kind, text.into()));
    }

    /// Shows the user a message. Never waits.
    pub fn show(&self, text: String) {
        let _ = self.outbox.send(Outgoing::Show(text));
    }

    /// Logs what the client did wrong in a notification, which has no answer.
    pub fn note(&self, outcome: std::result::Result<(), String>) {
        if let Err(complaint) = outcome {
            self.log(MessageType::WARNING, complaint);
        }
    }

    pub fn initialize(&self, params: &InitializeParams) -> InitializeResult {
        let client = ClientFacts::of(params);
        let encoding = kind_of(client.encoding);
        let options = params.initialization_options.as_ref().unwrap_or(&Value::Null);
        let complaints = self.state.begin(client, options);
        let answer = self.state.client().answer(self.state.settings().colours);
        self.log(
            MessageType::INFO,
            format!("memlens {}, positions in {}", env!("CARGO_PKG_VERSION"), encoding.as_str()),
        );
        self.warn(complaints);
        params.process_id.inspect(|process| watch_client(*process));
        answer
    }

    /// Asks the client what only it knows. Nothing here waits for its answers.
    pub fn initialized(self: &Arc<Session>) {
        if self.state.client().registers_configuration {
            let session = self.clone();
            tokio::spawn(async move { session.register_configuration().await });
        }
        self.register_colours();
        self.pull_configuration();
    }

    /// Offers semantic tokens, once, where the setting is on and the client can be told so.
    fn register_colours(self: &Arc<Session>) {
        let is_wanted = self.state.client().registers_colours && self.state.settings().colours;
        if !is_wanted || self.colours_offered.swap(true, Ordering::Relaxed) {
            return;
        }
        let method = "textDocument/semanticTokens";
        let mut options = serde_json::to_value(colours::options()).unwrap_or_default();
        options["documentSelector"] = serde_json::json!([{ "language": "python" }]);
        let registration =
            Registration { id: method.into(), method: method.into(), register_options: Some(options) };
        let session = self.clone();
        tokio::spawn(async move {
            if let Err(error) = session.client.register_capability(vec![registration]).await {
                session.log(MessageType::WARNING, format!("The client refused {method}: {error}"));
            }
        });
    }

    async fn register_configuration(&self) {
        let method = "workspace/didChangeConfiguration";
        let registration = Registration {
            id: method.into(),
            method: method.into(),
            register_options: Some(serde_json::json!({ "section": "memlens" })),
        };
        if let Err(error) = self.client.register_capability(vec![registration]).await {
            self.log(MessageType::WARNING, format!("The client refused {method}: {error}"));
        }
    }

    pub fn change_configuration(self: &Arc<Session>, params: &DidChangeConfigurationParams) {
        if params.settings.as_object().is_some_and(|settings| !settings.is_empty()) {
            self.configure(&params.settings);
        }
        self.pull_configuration();
    }

    /// Asks for the configuration, where the client can be asked. The question is never called
    /// off: tower-lsp would panic at a late answer.
    fn pull_configuration(self: &Arc<Session>) {
        if !self.state.client().configuration {
            return;
        }
        let number = self.state.ask();
        let session = self.clone();
        tokio::spawn(async move {
            let item = ConfigurationItem { scope_uri: None, section: Some("memlens".into()) };
            match session.client.configuration(vec![item]).await {
                Ok(values) if session.state.is_last_asked(number) => {
                    let value = values.into_iter().next().unwrap_or_default();
                    if value.is_object() {
                        session.configure(&value);
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    session.log(MessageType::WARNING, format!("The client gave no configuration: {error}"));
                }
            }
        });
    }

    fn configure(self: &Arc<Session>, value: &Value) {
        let configured = self.state.configure(value);
        self.warn(configured.complaints);
        for uri in &configured.changed {
            self.watch(uri);
        }
        self.register_colours();
        if configured.pictures && self.state.client().refreshes_pictures {
            let _ = self.outbox.send(Outgoing::Pictures);
        }
        if !configured.changed.is_empty() {
            self.refresh_lenses();
        }
        if configured.hints {
            self.refresh_hints();
        }
    }

    /// Has the client ask for something of its own anew, where it can be told to.
    fn refresh<Answer>(self: &Arc<Session>, what: &'static str, can: bool, ask: impl FnOnce(Client) -> Answer)
    where
        Answer: Future<Output = Result<()>> + Send + 'static,
    {
        if !can {
            return;
        }
        let (session, answer) = (self.clone(), ask(self.client.clone()));
        tokio::spawn(async move {
            let answer = answer.await;
            session.note(answer.map_err(|error| format!("The client did not refresh its {what}: {error}")));
        });
    }

    fn refresh_lenses(self: &Arc<Session>) {
        let can = self.state.client().refreshes_lenses;
        self.refresh("lenses", can, |client| async move { client.code_lens_refresh().await });
    }

    fn refresh_hints(self: &Arc<Session>) {
        let can = self.state.client().refreshes_hints;
        self.refresh("hints", can, |client| async move { client.inlay_hint_refresh().await });
    }

    fn refresh_colours(self: &Arc<Session>) {
        let can = self.state.client().refreshes_colours;
        self.refresh("colours", can, |client| async move { client.semantic_tokens_refresh().await });
    }

    /// Other cells than the one that changed may show something else now; the client asks about that one only.
    fn refresh_cells(self: &Arc<Session>, view: &View) {
        if view.parts.len() < 2 {
            return;
        }
        self.refresh_hints();
        if view.settings.lenses {
            self.refresh_lenses();
        }
        if view.settings.colours {
            self.refresh_colours();
        }
    }

    /// What follows a change of a notebook.
    pub fn synced(self: &Arc<Session>, synced: Synced) {
        self.warn(synced.complaints);
        for uri in synced.gone {
            let _ = self.outbox.send(Outgoing::Clear(uri));
        }
        if let Some(cell) = synced.first {
            self.watch(&cell);
        }
    }

    fn warn(&self, complaints: Vec<String>) {
        for complaint in complaints {
            self.log(MessageType::WARNING, complaint);
        }
    }

    /// Diagnoses a document, or all cells of its notebook, in the background, once it has rested for the delay of the settings.
    pub fn watch(self: &Arc<Session>, uri: &Url) {
        let Some(view) = self.state.view(uri) else { return };
        let session = self.clone();
        let (uri, revision) = (view.uri.clone(), view.revision);
        let task = tokio::spawn(async move {
            tokio::time::sleep(view.settings.delay).await;
            session.refresh_cells(&view);
            let Ok(found) = session.work(move || handlers::diagnostics(&view)).await else { return };
            for Diagnosed { uri, version, found } in found {
                let _ = session.outbox.send(Outgoing::Diagnostics { uri, revision, version, found });
            }
        });
        self.state.attend(&uri, revision, task.abort_handle());
    }

    pub fn open(self: &Arc<Session>, item: TextDocumentItem) {
        let uri = item.uri.clone();
        self.note(self.state.open(item));
        self.watch(&uri);
    }

    pub fn change(self: &Arc<Session>, params: DidChangeTextDocumentParams) {
        let VersionedTextDocumentIdentifier { uri, version } = params.text_document;
        self.note(self.state.change(&uri, version, params.content_changes));
        self.watch(&uri);
    }

    pub fn close(&self, uri: Url) {
        self.note(self.state.close(&uri));
        if !self.state.is_cell(&uri) {
            let _ = self.outbox.send(Outgoing::Clear(uri));
        }
    }

    /// Answers a request about an open document: the view is taken now, before any await, and
    /// the work is done on it elsewhere.
    pub async fn ask<T: Send + 'static>(
        &self,
        uri: &Url,
        work: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Result<T> {
        let Some(view) = self.state.view(uri) else {
            return Err(Error::invalid_params(format!("{uri} is not open")));
        };
        self.work(move || work(&view)).await
    }

    /// Fills in the tooltip of a hint; one of a text that is gone stays as it is.
    pub async fn resolve(&self, mut hint: InlayHint) -> Result<InlayHint> {
        let Some(key) = HintKey::of(&hint) else { return Ok(hint) };
        let Some(view) = self.state.view(&key.uri) else { return Ok(hint) };
        if view.revision == key.revision {
            hint.tooltip = self.work(move || handlers::tooltip(&view, &key)).await?;
        }
        Ok(hint)
    }

    pub async fn status(&self, uri: &Url) -> Result<Status> {
        let mut status = self.ask(uri, handlers::status).await?;
        status.others = self.workers.load(Ordering::Relaxed);
        Ok(status)
    }

    /// Runs `work` in a thread of its own. When the future is dropped, as tower-lsp does with a
    /// cancelled request, the work is told to stop. A panic is an internal error.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let token = Token::new();
        let _guard = token.guard();
        let counted = Counted::new(&self.workers);
        let work = move || {
            let _counted = counted;
            token.run(work)
        };
        match tokio::task::spawn_blocking(work).await {
            Ok(Ok(result)) => Ok(result),
            Ok(Err(Cancelled)) => Err(Error::request_cancelled()),
            // The panic itself has been logged by the hook.
            Err(_) => Err(Error::internal_error()),
        }
    }
}

/// Counts one piece of work for as long as it lives.
struct Counted {
    workers: Arc<AtomicUsize>,
}

impl Counted {
    fn new(workers: &Arc<AtomicUsize>) -> Counted {
        workers.fetch_add(1, Ordering::Relaxed);
        Counted { workers: workers.clone() }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.workers.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Sends every panic, with its place in the source, to the client's log as well as to stderr.
fn log_panics(outbox: UnboundedSender<Outgoing>) {
    let to_stderr = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        to_stderr(panic);
        let _ = outbox.send(Outgoing::Log(MessageType::ERROR, format!("Internal error: {panic}")));
    }));
}
