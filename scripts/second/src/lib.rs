//! Somebody else's Rust library, with a panic that it catches.

use std::cell::RefCell;
use std::collections::HashMap;

thread_local! {
    static COUNTS: RefCell<HashMap<u64, u64>> = RefCell::default();
}

/// Panics inside and catches it. Gives how often this thread has called it with this length.
#[unsafe(no_mangle)]
pub extern "C" fn second_panic(len: u64) -> u64 {
    let caught = std::panic::catch_unwind(|| {
        let list: Vec<u64> = (0..len).collect();
        list[list.len()]
    });
    match caught {
        Ok(_) => 0,
        Err(_) => COUNTS.with_borrow_mut(|counts| {
            let count = counts.entry(len).or_default();
            *count += 1;
            *count
        }),
    }
}
