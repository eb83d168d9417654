//! What the server remembers: the open documents, the settings, the client. Notebooks are in `notebooks.rs`.
//!
//! All of it is under one lock, held for as long as it takes to change or copy it and never
//! over an `.await` or an analysis.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use serde_json::Value;
use tokio::task::AbortHandle;
use tower_lsp::lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Url};

use super::client::ClientFacts;
use super::convert;
use super::notebooks::Notebook;
use super::settings::Settings;
use crate::document::Document;
use crate::ide::Analysis;
use crate::text::{Encoding, LineIndex};

/// A document at one moment, with the settings of that moment. Cheap to make; the analysis is
/// made when first asked for, and shared by every view of the same text and options.
#[derive(Debug, Clone)]
pub struct View {
    pub uri: Url,
    /// The client's number for this text.
    pub version: i32,
    /// The server's own: grows over all documents, never repeats.
    pub revision: u64,
    pub settings: Arc<Settings>,
    pub client: Arc<ClientFacts>,
    /// The document; of a notebook all its Python cells, in order.
    pub parts: Vec<Part>,
    /// Which of the parts is the document.
    pub own: usize,
    analysis: Arc<OnceLock<Analysis>>,
}

impl View {
    /// Parses if nobody has, from the last text that was parsed: call it from a worker.
    pub fn analysis(&self) -> &Analysis {
        self.analysis.get_or_init(|| {
            let options = self.settings.options.clone();
            match self.parts.as_slice() {
                [file] if !file.is_cell => Analysis::new(file.document(), options),
                cells => {
                    let cells: Vec<&Document> = cells.iter().map(Part::document).collect();
                    Analysis::new(&Document::notebook(cells.into_iter()), options)
                }
            }
        })
    }
}

/// The text of one document. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Part {
    pub uri: Url,
    pub version: i32,
    pub text: Arc<str>,
    pub is_cell: bool,
    /// The last text a worker has parsed, if it is not this one: parsing starts from there.
    base: Option<Arc<Document>>,
    document: Arc<OnceLock<Arc<Document>>>,
}

impl Part {
    fn new(uri: Url, version: i32, text: Arc<str>, is_cell: bool) -> Part {
        Part { uri, version, text, is_cell, base: None, document: Arc::default() }
    }

    /// Parses if nobody has.
    pub fn document(&self) -> &Document {
        self.document.get_or_init(|| {
            let mut document = match &self.base {
                Some(base) => Document::clone(base),
                None if self.is_cell => return Document::cell(&self.text).into(),
                None => return Document::new(self.text.clone()).into(),
            };
            if self.is_cell {
                document.replace_cell(&self.text);
            } else {
                document.replace(self.text.clone());
            }
            document.into()
        })
    }
}

#[derive(Debug, Default)]
pub struct State {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
pub(super) struct Inner {
    pub client: Arc<ClientFacts>,
    /// The defaults and `initializationOptions`; what comes later is laid over them.
    base: Settings,
    settings: Arc<Settings>,
    /// How often the client was asked for its configuration.
    asked: u64,
    pub documents: FxHashMap<Url, Open>,
    pub notebooks: FxHashMap<Url, Notebook>,
    pub revision: u64,
}

#[derive(Debug)]
pub(super) struct Open {
    pub part: Part,
    /// Of all cells of a notebook the same.
    pub revision: u64,
    pub analysis: Arc<OnceLock<Analysis>>,
    /// The pending or running diagnostics of this revision; of a notebook its first cell has them.
    pub background: Option<AbortHandle>,
    /// Whose cell it is.
    pub notebook: Option<Url>,
}

impl Open {
    /// Its text fits: see [`fits`].
    pub fn new(item: TextDocumentItem, notebook: Option<Url>, revision: u64) -> Open {
        Open {
            part: Part::new(item.uri, item.version, item.text.into(), notebook.is_some()),
            revision,
            analysis: Arc::default(),
            background: None,
            notebook,
        }
    }

    /// Applies changes in their order, each to the text the one before it left. Gives a
    /// sentence where the client broke the protocol; all that can be applied is.
    pub fn change(
        &mut self,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) -> Result<(), String> {
        let part = &mut self.part;
        let mut complaint = (version <= part.version)
            .then(|| format!("Version {version} of {} came after version {}.", part.uri, part.version));
        part.version = version;
        let mut text = String::from(&*part.text);
        for change in changes {
            complaint = apply(&mut text, change, encoding).err().or(complaint);
        }
        part.text = text.into();
        let parsed = std::mem::take(&mut part.document);
        part.base = parsed.get().cloned().or(part.base.take());
        self.analysis = Arc::default();
        self.background.take().inspect(AbortHandle::abort);
        complaint.map_or(Ok(()), Err)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.background.take().inspect(AbortHandle::abort);
    }
}

impl State {
    /// A panic elsewhere must not end the server: every change below is made of steps that
    /// leave the state sound.
    pub(super) fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what `initialize` says; gives a sentence for every setting not understood.
    pub fn begin(&self, client: ClientFacts, options: &Value) -> Vec<String> {
        let mut inner = self.lock();
        inner.client = Arc::new(client);
        let complaints = inner.base.apply(options);
        inner.settings = Arc::new(inner.base.clone());
        complaints
    }

    pub fn settings(&self) -> Arc<Settings> {
        self.lock().settings.clone()
    }

    pub fn client(&self) -> Arc<ClientFacts> {
        self.lock().client.clone()
    }

    pub fn open(&self, item: TextDocumentItem) -> Result<(), String> {
        let mut item = item;
        let fits = fits(&mut item.text);
        let inner = &mut *self.lock();
        if inner.is_cell(&item.uri) {
            return Err(format!("The client opened {}, which it keeps as a cell of a notebook.", item.uri));
        }
        inner.revision += 1;
        let uri = item.uri.clone();
        let open = Open::new(item, None, inner.revision);
        match inner.documents.insert(uri, open) {
            Some(_) => Err("The client opened a document that is open already; its new text counts.".into()),
            None => fits,
        }
    }

    /// See [`Open::change`].
    pub fn change(
        &self,
        uri: &Url,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
    ) -> Result<(), String> {
        let inner = &mut *self.lock();
        let encoding = inner.client.encoding;
        if inner.is_cell(uri) {
            return Err(format!("The client changed {uri}, which it keeps as a cell of a notebook."));
        }
        let open = inner
            .documents
            .get_mut(uri)
            .ok_or_else(|| format!("The client changed {uri}, which is not open."))?;
        inner.revision += 1;
        open.revision = inner.revision;
        open.change(version, changes, encoding)
    }

    /// Drops all that is known of a document.
    pub fn close(&self, uri: &Url) -> Result<(), String> {
        let inner = &mut *self.lock();
        if inner.is_cell(uri) {
            // VS Code says so of a cell that becomes Markdown, before it changes the notebook.
            return Ok(());
        }
        let closed = inner.documents.remove(uri);
        closed.map(drop).ok_or_else(|| format!("The client closed {uri}, which is not open."))
    }

    pub fn view(&self, uri: &Url) -> Option<View> {
        let inner = self.lock();
        let open = inner.documents.get(uri)?;
        let parts = match &open.notebook {
            Some(notebook) => inner.cells(notebook).map(|cell| cell.part.clone()).collect(),
            None => vec![open.part.clone()],
        };
        Some(View {
            uri: uri.clone(),
            version: open.part.version,
            revision: open.revision,
            settings: inner.settings.clone(),
            client: inner.client.clone(),
            own: parts.iter().position(|part| part.uri == *uri)?,
            parts,
            analysis: open.analysis.clone(),
        })
    }

    pub fn is_cell(&self, uri: &Url) -> bool {
        self.lock().is_cell(uri)
    }

    pub fn is_current(&self, uri: &Url, revision: u64) -> bool {
        self.lock().documents.get(uri).is_some_and(|open| open.revision == revision)
    }

    /// Ties a task to a revision: it is aborted as soon as that is no longer the current one.
    pub fn attend(&self, uri: &Url, revision: u64, task: AbortHandle) {
        let mut inner = self.lock();
        match inner.documents.get_mut(uri) {
            Some(open) if open.revision == revision => {
                open.background.replace(task).inspect(AbortHandle::abort);
            }
            _ => task.abort(),
        }
    }

    /// A number for a question about the configuration; only the answer to the last one counts.
    pub fn ask(&self) -> u64 {
        let mut inner = self.lock();
        inner.asked += 1;
        inner.asked
    }

    pub fn is_last_asked(&self, number: u64) -> bool {
        self.lock().asked == number
    }

    /// Lays the client's configuration over the settings of the start.
    pub fn configure(&self, value: &Value) -> Configured {
        let inner = &mut *self.lock();
        let mut settings = inner.base.clone();
        let complaints = settings.apply(value);
        if settings == *inner.settings {
            return Configured { complaints, changed: Vec::new(), hints: false, pictures: false };
        }
        let hints = settings.kinds() != inner.settings.kinds() || settings.options != inner.settings.options;
        let stale = settings.options != inner.settings.options;
        inner.settings = Arc::new(settings);
        inner.revision += 1;
        for open in inner.documents.values_mut() {
            open.revision = inner.revision;
            if stale {
                open.analysis = Arc::default();
            }
        }
        let files = inner.documents.values().filter(|open| open.notebook.is_none());
        let mut changed: Vec<Url> = files.map(|open| open.part.uri.clone()).collect();
        for notebook in inner.notebooks.keys().cloned().collect::<Vec<_>>() {
            changed.extend(inner.renew(&notebook));
        }
        Configured { complaints, changed, hints, pictures: stale }
    }

    /// Poisons the lock, as a panic under it would.
    #[cfg(debug_assertions)]
    pub fn poison(&self) -> ! {
        let _inner = self.lock();
        panic!("injected: with the state locked");
    }
}

/// What a new configuration did.
#[derive(Debug)]
pub struct Configured {
    /// A sentence for every setting not understood.
    pub complaints: Vec<String>,
    /// The documents whose diagnostics may differ now; of a notebook its first cell.
    pub changed: Vec<Url>,
    /// The hints may differ now.
    pub hints: bool,
    /// The pictures may differ now.
    pub pictures: bool,
}

/// Offsets are `u32`.
pub(super) fn fits(text: &mut String) -> Result<(), String> {
    if u32::try_from(text.len()).is_ok() {
        return Ok(());
    }
    text.clear();
    Err("A document of 4 GiB or more is taken for an empty one.".into())
}

fn apply(
    text: &mut String,
    change: TextDocumentContentChangeEvent,
    encoding: Encoding,
) -> Result<(), String> {
    let Some(range) = change.range else {
        *text = change.text;
        return Ok(());
    };
    let lines = LineIndex::new(text);
    let start = convert::offset(text, &lines, range.start, encoding);
    let end = convert::offset(text, &lines, range.end, encoding);
    text.replace_range(start.min(end) as usize..start.max(end) as usize, &change.text);
    if start > end {
        return Err(
            "A change has a range that ends before it starts; it was taken the other way round.".into()
        );
    }
    let beyond = range.start.line.max(range.end.line);
    // The line after the last is how some clients name the end.
    if beyond > lines.lines() {
        return Err(format!("A change is at line {beyond}, of {}; it was taken at the end.", lines.lines()));
    }
    Ok(())
}
