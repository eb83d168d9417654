//! Threads with room for deeply nested source.

use std::thread::{Builder, Scope, ScopedJoinHandle};
use std::{io, panic, thread};

/// Bytes of stack; only what is used becomes memory.
const SIZE: usize = 256 << 20;

/// Runs work on one such thread and waits for it.
pub(super) fn run<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, String> {
    thread::scope(|scope| match start(scope, work)?.join() {
        Ok(value) => Ok(value),
        Err(panic) => panic::resume_unwind(panic),
    })
}

/// Runs the same work on several such threads and waits for all.
pub(super) fn run_on(threads: usize, work: &(impl Fn() + Sync)) -> Result<(), String> {
    thread::scope(|scope| {
        let first = (threads > 0).then(|| start(scope, work)).transpose()?;
        // One is enough to do all of it where the system gives no more.
        let others: Vec<_> = (1..threads).map_while(|_| start(scope, work).ok()).collect();
        for handle in first.into_iter().chain(others) {
            if let Err(panic) = handle.join() {
                panic::resume_unwind(panic);
            }
        }
        Ok(())
    })
}

fn start<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>, String> {
    let started = Builder::new().stack_size(SIZE).spawn_scoped(scope, work);
    started.map_err(|error: io::Error| format!("cannot start a thread: {error}"))
}
