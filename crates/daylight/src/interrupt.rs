//! A run that is told to stop leaves nothing behind: what it had written so far is readable, and unfinished.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::terminal;

/// Folders that exist only while a run goes on.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What shells give for a run that was ended by Ctrl-C.
const INTERRUPTED: i32 = 130;

/// Listens for Ctrl-C, a closed terminal and a polite request to end.
pub(crate) fn listen() {
    // Where the system lets nobody listen, it ends the run as it always did.
    let _ = ctrlc::set_handler(|| {
        // Held to the end: nothing new is begun any more.
        let folders = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let mut left = folders.iter().filter(|it| !remove(it)).peekable();
        if left.peek().is_none() {
            terminal::note("\nstopped; nothing was left behind");
        }
        for folder in left {
            terminal::note(&format!(
                "\nstopped; {} could not be removed: delete it, it may hold readable data",
                folder.display()
            ));
        }
        std::process::exit(INTERRUPTED);
    });
}

/// Other threads may still be writing into it, so it is tried a few times.
fn remove(folder: &Path) -> bool {
    for _ in 0..50 {
        if std::fs::remove_dir_all(folder).is_ok() || !folder.exists() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}

/// Removes a folder if the run is told to stop, as long as this value lives.
pub(crate) struct Guard(PathBuf);

impl Guard {
    /// Guards a folder that was just made, or is about to be.
    pub(crate) fn new(folder: &Path) -> Self {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(folder.to_owned());
        Self(folder.to_owned())
    }

    /// Makes something with a folder that `folder` names. A request to stop waits until it is made and known, so
    /// that there is no moment in which the folder lies there and nobody would remove it.
    pub(crate) fn around<T, E>(
        make: impl FnOnce() -> Result<T, E>,
        folder: impl FnOnce(&T) -> PathBuf,
    ) -> Result<(T, Self), E> {
        let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
        let made = make()?;
        let folder = folder(&made);
        unfinished.push(folder.clone());
        Ok((made, Self(folder)))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|it| *it != self.0);
    }
}
