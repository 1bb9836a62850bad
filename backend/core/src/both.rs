//! Two pieces of work that do not need each other: who calls knows of threads, nothing here does.

/// How two pieces of work are done. The outcome is the same either way.
pub trait Both: Sync {
    /// Does both.
    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B);
}

/// One after the other, on the thread that asks.
#[derive(Clone, Copy, Debug, Default)]
pub struct InTurn;

impl Both for InTurn {
    fn both<A: Send, B: Send>(&self, one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B + Send) -> (A, B) {
        (one(), other())
    }
}
