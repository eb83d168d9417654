//! Test harness for memlens.
pub mod python;
