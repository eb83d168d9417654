//! What the tests share.

pub mod page;
pub mod question;
pub mod sample;
