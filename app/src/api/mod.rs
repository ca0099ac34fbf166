//! Server functions, one module per slice: who are you → may you → one port call. Nothing else.

pub mod account;
pub mod attachment;
pub mod cases;
pub mod handover;
pub mod inquiry;
pub mod paper;
pub mod patient;
pub mod shell;
pub mod today;
