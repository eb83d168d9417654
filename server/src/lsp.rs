//! The language server on stdio.
//!
//! The way of a message: `transport` (stdin, well-formed) → tower-lsp → `backend` (one line a
//! method) → `session` (state, workers, everything sent unasked) → `handlers` (convert in, ask
//! `ide`, convert out). The protocol's types stop in this folder.
//!
//! Rests on how tower-lsp schedules: handlers are polled for the first time in the order their
//! messages came, so what a handler does before its first `.await` happens in that order, and
//! nothing after it does. `tests/tests/wire.rs` keeps it.

mod actions;
mod backend;
mod client;
mod colours;
mod convert;
mod exit;
#[cfg(debug_assertions)]
mod faults;
mod handlers;
mod notebooks;
mod picture;
mod plain;
mod session;
mod settings;
mod state;
mod surrogates;
mod transport;

use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::{LspService, Server};

use backend::Backend;
use exit::Ending;
use session::Session;
use transport::Guarded;

use crate::stack;

/// Requests and notifications in flight. At tower-lsp's default of 4, four slow requests
/// would hold up every edit and every cancellation.
const CONCURRENCY: usize = 64;

/// Between stdin and tower-lsp, in bytes.
const PIPE: usize = 1 << 20;

/// Serves until `exit`, the end of stdin, or the client's death. The code is 0 after a
/// `shutdown` request, else 1, as the protocol has it.
pub fn run() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_stack_size(stack::SIZE)
        .on_thread_start(stack::has_large)
        .enable_time()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("memlens: cannot start its threads: {error}");
            return ExitCode::FAILURE;
        }
    };
    let code = runtime.block_on(async {
        // Spawned, so that it runs on a thread with a large stack.
        tokio::spawn(serve()).await.unwrap_or(ExitCode::FAILURE)
    });
    // A read of stdin cannot be called off: leave without it.
    runtime.shutdown_background();
    code
}

async fn serve() -> ExitCode {
    let ending = Arc::new(Ending::default());
    let (near, far) = tokio::io::duplex(PIPE);
    let builder = LspService::build(|client| Backend { session: Session::start(client) })
        .custom_method("memlens/status", Backend::status)
        .custom_method("memlens/picture", Backend::picture)
        .custom_method("notebookDocument/didOpen", Backend::notebook_opened)
        .custom_method("notebookDocument/didChange", Backend::notebook_changed)
        .custom_method("notebookDocument/didSave", Backend::notebook_saved)
        .custom_method("notebookDocument/didClose", Backend::notebook_closed);
    #[cfg(debug_assertions)]
    let builder = builder.custom_method("memlens/fault", Backend::fault);
    let (service, socket) = builder.finish();
    let server = Server::new(far, tokio::io::stdout(), socket).concurrency_level(CONCURRENCY);
    let server = tokio::spawn(server.serve(Guarded::new(service)));
    let relay = tokio::spawn(transport::relay(tokio::io::stdin(), near, ending.clone()));
    exit::finish(relay, server, &ending).await
}
