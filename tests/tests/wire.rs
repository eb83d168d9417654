//! The server as an editor has it: the built program, over real stdio.
//!
//! Nothing here measures time; a server that does not answer within `wire::PATIENCE` hangs.

#[path = "wire/actions.rs"]
mod actions;
#[path = "wire/configuration.rs"]
mod configuration;
#[path = "wire/diagnostics.rs"]
mod diagnostics;
#[path = "wire/ending.rs"]
mod ending;
#[path = "wire/features.rs"]
mod features;
#[path = "wire/marks.rs"]
mod marks;
#[path = "wire/notebooks.rs"]
mod notebooks;
#[path = "wire/order.rs"]
mod order;
#[path = "wire/picture.rs"]
mod picture;
#[path = "wire/requests.rs"]
mod requests;
#[path = "wire/survival.rs"]
mod survival;

/// 64-bit FNV-1a, as `memlens/status` gives it.
fn hash(text: &str) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in text.bytes() {
        hash ^= u64::from(byte);
        hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{hash:016x}")
}

const URI: &str = "file:///a.py";
