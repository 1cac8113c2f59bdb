//! Work on files that may be damaged by crates that panic on some of them: the panic becomes a fault of the file.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a piece of work on a file that may be damaged; a panic becomes a fault.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    let before = GUARDED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(before);
    done.unwrap_or_else(|_| Err("the file is damaged".into()))
}

/// Whether a panic of this thread would be caught and told as the fault of a file: whoever reports panics can leave
/// it out.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_fault_and_leaves_no_mark() {
        let inside = guarded(|| Ok(is_guarded()));
        let fault = guarded(|| if is_guarded() { panic!("in the work") } else { Ok(()) });
        assert_eq!((inside, fault, is_guarded()), (Ok(true), Err("the file is damaged".into()), false));
    }
}
