//! Test harness for memlens.
