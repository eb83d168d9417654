//! Notebooks as the client keeps them: `notebookDocument/*` of the protocol, which tower-lsp 0.20 does not have.
//!
//! All Python cells of a notebook are one module, in the notebook's order, and one analysis. Cells of
//! other languages, and Markdown, are passed over; a client that goes by [`options`] does not send them.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::task::AbortHandle;
use tower_lsp::lsp_types::{
    TextDocumentContentChangeEvent, TextDocumentIdentifier, TextDocumentItem, Url,
    VersionedTextDocumentIdentifier,
};

use super::state::{Inner, Open, State, fits};

/// What the server tells a client that can keep notebooks.
pub fn options() -> Value {
    json!({ "notebookSelector": [{ "notebook": "*", "cells": [{ "language": "python" }] }] })
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenParams {
    notebook_document: NotebookItem,
    cell_text_documents: Vec<TextDocumentItem>,
}

#[derive(Debug, Deserialize)]
struct NotebookItem {
    uri: Url,
    cells: Vec<Cell>,
}

/// In the protocol also its kind: what is no code has no Python document either.
#[derive(Debug, Deserialize)]
struct Cell {
    document: Url,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChangeParams {
    notebook_document: NotebookId,
    change: Change,
}

#[derive(Debug, Deserialize)]
struct NotebookId {
    uri: Url,
}

/// Metadata is of no interest.
#[derive(Debug, Deserialize)]
struct Change {
    cells: Option<CellsChange>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CellsChange {
    structure: Option<Structure>,
    #[serde(default)]
    text_content: Vec<TextChange>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Structure {
    array: Splice,
    #[serde(default)]
    did_open: Vec<TextDocumentItem>,
    #[serde(default)]
    did_close: Vec<TextDocumentIdentifier>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Splice {
    start: usize,
    delete_count: usize,
    #[serde(default)]
    cells: Vec<Cell>,
}

#[derive(Debug, Deserialize)]
struct TextChange {
    document: VersionedTextDocumentIdentifier,
    changes: Vec<TextDocumentContentChangeEvent>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CloseParams {
    notebook_document: NotebookId,
}

/// An open notebook.
#[derive(Debug, Default)]
pub struct Notebook {
    /// All that the client named, in order.
    cells: Vec<Url>,
}

/// What became of a notebook.
#[derive(Debug, Default)]
pub struct Synced {
    /// The first Python cell: who asks for it sees them all.
    pub first: Option<Url>,
    /// Cells that are there no more.
    pub gone: Vec<Url>,
    /// What the client did wrong.
    pub complaints: Vec<String>,
}

impl State {
    pub fn open_notebook(&self, params: OpenParams) -> Synced {
        let OpenParams { notebook_document: NotebookItem { uri, cells }, cell_text_documents } = params;
        let inner = &mut *self.lock();
        let mut synced = Synced::default();
        if inner.notebooks.contains_key(&uri) {
            synced
                .complaints
                .push(format!("The client opened {uri}, which is open already; it is as now told."));
        }
        let cells = cells.into_iter().map(|cell| cell.document).collect();
        inner.notebooks.insert(uri.clone(), Notebook { cells });
        inner.open_cells(&uri, cell_text_documents, &mut synced);
        inner.finish(&uri, synced)
    }

    /// Does all that can be done of a change.
    pub fn change_notebook(&self, params: ChangeParams) -> Synced {
        let uri = params.notebook_document.uri;
        let inner = &mut *self.lock();
        let mut synced = Synced::default();
        let Some(notebook) = inner.notebooks.get_mut(&uri) else {
            synced.complaints.push(format!("The client changed {uri}, which is not open."));
            return synced;
        };
        let Some(CellsChange { structure, text_content }) = params.change.cells else { return synced };
        // That a cell has been run, say.
        if structure.is_none() && text_content.is_empty() {
            return synced;
        }
        if let Some(Structure { array, did_open, did_close }) = structure {
            let start = array.start.min(notebook.cells.len());
            let end = start.saturating_add(array.delete_count).min(notebook.cells.len());
            if (start, end - start) != (array.start, array.delete_count) {
                synced.complaints.push(format!("A change of {uri} takes cells away that are not there."));
            }
            notebook.cells.splice(start..end, array.cells.into_iter().map(|cell| cell.document));
            for closed in did_close {
                if inner.documents.get(&closed.uri).is_some_and(|open| open.notebook.as_ref() == Some(&uri)) {
                    inner.documents.remove(&closed.uri);
                    synced.gone.push(closed.uri);
                }
            }
            inner.open_cells(&uri, did_open, &mut synced);
        }
        let encoding = inner.client.encoding;
        for TextChange { document, changes } in text_content {
            let open = inner.documents.get_mut(&document.uri);
            let Some(open) = open.filter(|open| open.notebook.as_ref() == Some(&uri)) else {
                synced
                    .complaints
                    .push(format!("The client changed {}, which is no cell of {uri}.", document.uri));
                continue;
            };
            synced.complaints.extend(open.change(document.version, changes, encoding).err());
        }
        inner.finish(&uri, synced)
    }

    pub fn close_notebook(&self, params: CloseParams) -> Synced {
        let uri = params.notebook_document.uri;
        let inner = &mut *self.lock();
        let mut synced = Synced::default();
        if inner.notebooks.insert(uri.clone(), Notebook::default()).is_none() {
            synced.complaints.push(format!("The client closed {uri}, which is not open."));
        }
        let synced = inner.finish(&uri, synced);
        inner.notebooks.remove(&uri);
        synced
    }
}

impl Inner {
    pub fn is_cell(&self, uri: &Url) -> bool {
        self.documents.get(uri).is_some_and(|open| open.notebook.is_some())
    }

    /// The Python cells of a notebook, in order.
    pub fn cells<'a>(&'a self, notebook: &'a Url) -> impl Iterator<Item = &'a Open> {
        let cells = self.notebooks.get(notebook).into_iter().flat_map(|notebook| &notebook.cells);
        let documents = cells.filter_map(|uri| self.documents.get(uri));
        documents.filter(move |open| open.notebook.as_ref() == Some(notebook))
    }

    /// All that was found out about a notebook counts no more. Gives its first Python cell.
    pub fn renew(&mut self, notebook: &Url) -> Option<Url> {
        self.revision += 1;
        let analysis = Arc::default();
        let mut first = None;
        for uri in self.notebooks.get(notebook).into_iter().flat_map(|notebook| &notebook.cells) {
            let open = self.documents.get_mut(uri);
            let Some(open) = open.filter(|open| open.notebook.as_ref() == Some(notebook)) else { continue };
            first.get_or_insert_with(|| uri.clone());
            open.revision = self.revision;
            open.analysis = Arc::clone(&analysis);
            open.background.take().inspect(AbortHandle::abort);
        }
        first
    }

    /// A cell may have been a document of its own before.
    fn open_cells(&mut self, notebook: &Url, items: Vec<TextDocumentItem>, synced: &mut Synced) {
        for mut item in items.into_iter().filter(|item| item.language_id == "python") {
            synced.complaints.extend(fits(&mut item.text).err());
            synced.gone.retain(|gone| *gone != item.uri);
            self.documents.insert(item.uri.clone(), Open::new(item, Some(notebook.clone()), self.revision));
        }
    }

    /// Drops the documents that are no cell of the notebook any more.
    fn finish(&mut self, notebook: &Url, mut synced: Synced) -> Synced {
        let cells =
            self.notebooks.get(notebook).map(|notebook| notebook.cells.as_slice()).unwrap_or_default();
        let cells: rustc_hash::FxHashSet<&Url> = cells.iter().collect();
        let left = self.documents.values().filter(|open| open.notebook.as_ref() == Some(notebook));
        let left: Vec<Url> =
            left.map(|open| &open.part.uri).filter(|uri| !cells.contains(uri)).cloned().collect();
        for uri in left {
            self.documents.remove(&uri);
            synced.gone.push(uri);
        }
        synced.first = self.renew(notebook);
        synced
    }
}
