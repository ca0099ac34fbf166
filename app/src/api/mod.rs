//! Server functions, one module per slice: who are you → may you → one port call. Nothing else.

pub mod account;
pub mod cases;
pub mod inquiry;
pub mod patient;
pub mod sheets;
pub mod shell;
pub mod today;
