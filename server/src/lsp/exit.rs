//! How the server ends: at `exit`, at the end of stdin, at the client's death.

use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use sysinfo::{Pid, ProcessRefreshKind, ProcessStatus, ProcessesToUpdate, System};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// For answers still being written when `exit` comes.
const AFTER_EXIT: Duration = Duration::from_millis(200);
/// For requests still being worked on when stdin ends, as at the end of a script of messages.
const AFTER_END: Duration = Duration::from_secs(5);
/// How often to look whether the client lives.
const LOOK: Duration = Duration::from_secs(1);

/// What the end of the process depends on.
#[derive(Debug, Default)]
pub struct Ending {
    /// A `shutdown` request has come.
    pub shutdown: AtomicBool,
    /// `exit` has come, not just the end of stdin.
    pub exit: AtomicBool,
}

/// Waits for the end of input, then a bounded time for what is still to be written. tower-lsp
/// never sees `exit` itself: it would stop answering and wait for stdin to be closed.
pub async fn finish(relay: JoinHandle<()>, mut server: JoinHandle<()>, ending: &Ending) -> ExitCode {
    tokio::select! {
        _ = relay => {
            let patience = if ending.exit.load(Ordering::SeqCst) { AFTER_EXIT } else { AFTER_END };
            let _ = timeout(patience, &mut server).await;
        }
        // The client no longer reads: nobody is left to talk to.
        _ = &mut server => {}
    }
    if ending.shutdown.load(Ordering::SeqCst) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Ends this process soon after the client's process is gone, also if something else keeps
/// stdin open. A process that cannot be seen from the start (another namespace or
/// machine) is not watched: its absence says nothing.
pub fn watch_client(process: u32) {
    let Some(born) = start_of(process) else { return };
    let watch = move || {
        while start_of(process) == Some(born) {
            thread::sleep(LOOK);
        }
        std::process::exit(1);
    };
    // Without a thread to spare the end of stdin must do.
    let _ = thread::Builder::new().name("client".into()).stack_size(1 << 20).spawn(watch);
}

/// When a living process was started, in seconds since the epoch: tells it from a later one
/// with the same number.
fn start_of(process: u32) -> Option<u64> {
    let pid = Pid::from_u32(process);
    let mut system = System::new();
    system.refresh_processes_specifics(ProcessesToUpdate::Some(&[pid]), true, ProcessRefreshKind::nothing());
    let found = system.process(pid)?;
    let dead = matches!(found.status(), ProcessStatus::Zombie | ProcessStatus::Dead);
    (!dead).then(|| found.start_time())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_living_from_the_dead() {
        assert_eq!(start_of(std::process::id()), start_of(std::process::id()));
        assert!(start_of(std::process::id()).is_some());
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("sleep");
        assert!(start_of(child.id()).is_some());
        child.kill().expect("kill");
        // Not waited for: a zombie still has a number.
        let gone = (0..200).any(|_| {
            thread::sleep(Duration::from_millis(10));
            start_of(child.id()).is_none()
        });
        assert!(gone);
        child.wait().expect("wait");
        assert_eq!(start_of(child.id()), None);
    }
}
