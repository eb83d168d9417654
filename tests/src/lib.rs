//! What the tests share.

pub mod binary;
pub mod page;
pub mod programs;
pub mod python;
pub mod question;
pub mod sample;
pub mod wire;
