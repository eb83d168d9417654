//! What the tests share.

pub mod binary;
