//! Faults on request, in debug builds only: what a defect of the analysis would do to the
//! server cannot be tested without one.

use std::thread;
use std::time::Duration;

use tower_lsp::jsonrpc::Result;

use super::backend::Backend;
use crate::cancel;

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FaultParams {
    kind: Fault,
}

#[derive(Clone, Copy, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
enum Fault {
    /// A panic in a worker.
    Worker,
    /// A panic in a handler, before it waits for anything.
    Handler,
    /// A panic in a handler with the state locked.
    Locked,
    /// Work that ends only when it is cancelled.
    Endless,
}

impl Backend {
    /// `memlens/fault`.
    pub async fn fault(&self, params: FaultParams) -> Result<()> {
        match params.kind {
            Fault::Worker => self.session.work(|| panic!("injected: in a worker")).await,
            Fault::Handler => panic!("injected: in a handler"),
            Fault::Locked => self.session.state.poison(),
            Fault::Endless => self.session.work(endless).await,
        }
    }
}

fn endless() {
    loop {
        cancel::poll();
        thread::sleep(Duration::from_millis(1));
    }
}
