//! Test harness for memlens.

pub mod page;
pub mod question;
