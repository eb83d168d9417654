//! Cooperative cancellation: whoever asked sets a [`Token`], whoever works polls it.
//!
//! The token travels with the thread, so the analysis knows nothing of requests: its long
//! loops call [`poll`], which unwinds to the enclosing [`Token::run`]. Work half done is
//! lost, caches made with `OnceLock` stay empty. Without a token (the command line) a
//! poll does nothing. Code that polls must not hold a lock whose data it has half changed.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

thread_local! {
    static CURRENT: RefCell<Option<Token>> = const { RefCell::new(None) };
}

/// Why [`Token::run`] has no result; also what unwinds the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cancelled;

#[derive(Debug, Clone, Default)]
pub struct Token {
    set: Arc<AtomicBool>,
}

impl Token {
    pub fn new() -> Token {
        Token::default()
    }

    /// Sets the token when the guard is dropped, as the future of a cancelled request is.
    pub fn guard(&self) -> Guard {
        Guard { token: self.clone() }
    }

    pub fn is_set(&self) -> bool {
        self.set.load(Ordering::Relaxed)
    }

    /// Runs `work` on this thread, with this token in force. Other panics pass through.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> Result<T, Cancelled> {
        let outer = CURRENT.replace(Some(self.clone()));
        let result = catch_unwind(AssertUnwindSafe(|| {
            poll();
            work()
        }));
        CURRENT.set(outer);
        result.map_err(|payload: Box<dyn Any + Send>| match payload.downcast::<Cancelled>() {
            Ok(cancelled) => *cancelled,
            Err(panic) => resume_unwind(panic),
        })
    }
}

/// See [`Token::guard`].
#[derive(Debug)]
pub struct Guard {
    token: Token,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.token.set.store(true, Ordering::Relaxed);
    }
}

/// Ends the work of this thread if its result is no longer wanted. Costs a few nanoseconds:
/// once a statement or a round of a fixed point is often enough.
pub fn poll() {
    let cancelled = CURRENT.with_borrow(|token| token.as_ref().is_some_and(Token::is_set));
    if cancelled {
        resume_unwind(Box::new(Cancelled));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;

    use super::*;

    #[test]
    fn a_set_token_ends_the_work_and_leaves_caches_empty() {
        let token = Token::new();
        let cache = OnceLock::new();
        let result = token.run(|| {
            *cache.get_or_init(|| {
                drop(token.guard());
                poll();
                1
            })
        });
        assert_eq!(result, Err(Cancelled));
        assert_eq!(cache.get(), None);
        poll(); // No token is in force out here.
        assert_eq!(Token::new().run(|| *cache.get_or_init(|| 2)), Ok(2));
    }

    #[test]
    fn other_panics_pass_through() {
        let panic = catch_unwind(|| Token::new().run(|| panic!("real"))).expect_err("panics");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"real"));
    }
}
