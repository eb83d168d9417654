//! Threads with room for recursion.
//!
//! The parser and every walker recurse once a level of the tree, and dropping a tree does too.
//! An overflow aborts the process and cannot be caught, so trees are bounded where they
//! are parsed (see `syntax`), and whatever makes or walks them runs here.

use std::cell::Cell;
use std::io;
use std::thread::{Builder, JoinHandle};

/// Bytes reserved for such a stack. Only the pages that are used cost memory.
///
/// Measured at the bounds of `syntax`, in a debug build: parsing needs up to 8 MiB (4000 times
/// `not`), building the names up to 8 MiB (4000 lambdas), dropping a chain of 4000 links 2 MiB; brackets,
/// f-strings and indentation stay under 2 MiB. The rest is for the walkers with more to carry a level.
pub const SIZE: usize = 256 << 20;

thread_local! {
    static LARGE: Cell<bool> = const { Cell::new(false) };
}

/// Starts a thread with a large stack.
///
/// # Errors
/// What the operating system says when it cannot start one.
pub fn spawn<T: Send + 'static>(
    name: &str,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    Builder::new().name(name.into()).stack_size(SIZE).spawn(move || {
        LARGE.set(true);
        work()
    })
}

/// Says that this thread was started, elsewhere, with a stack of [`SIZE`].
pub fn has_large() {
    LARGE.set(true);
}

/// Does `work` on a large stack and waits for it: on this thread if it has one. A panic goes on to the caller.
///
/// # Panics
/// Where `work` does, and where the operating system can start no thread.
pub fn run<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if LARGE.get() {
        return work();
    }
    std::thread::scope(|scope| {
        let started = Builder::new().name("memlens".into()).stack_size(SIZE).spawn_scoped(scope, || {
            LARGE.set(true);
            work()
        });
        match started.map(|thread| thread.join()) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("cannot start a thread: {error}"),
        }
    })
}
