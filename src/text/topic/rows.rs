//! How do two cores work on many rows and still give the same bytes? Each row is made from what everybody may read and
//! written to its own place; no sum ever crosses a thread.

use std::thread;

/// More threads would not help a small machine.
const THREADS: usize = 4;

/// Makes a row for each number below `n`, on as many threads as there are cores.
pub(super) fn each<T: Send>(n: usize, make: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = thread::available_parallelism().map_or(1, usize::from).clamp(1, THREADS);
    let part = n.div_ceil(threads).max(1);
    let make = &make;
    let parts = thread::scope(|scope| {
        let work: Vec<_> = (0..n)
            .step_by(part)
            .map(|from| scope.spawn(move || (from..n.min(from + part)).map(make).collect::<Vec<T>>()))
            .collect();
        work.into_iter().map(thread::ScopedJoinHandle::join).collect::<Vec<_>>()
    });
    parts.into_iter().flat_map(|part| part.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
}
