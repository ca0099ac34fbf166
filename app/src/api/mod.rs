//! Server functions, one module per slice: who are you → may you → what the ports answer, and where the browser goes next. Rules are not decided here.

pub mod account;
pub mod admin;
pub mod assignment;
pub mod attachment;
pub mod cases;
pub mod code;
pub mod directory;
pub mod district;
pub mod handover;
pub mod inquiry;
pub mod mail;
pub mod notice;
pub mod paper;
pub mod patient;
pub mod physician;
pub mod practice;
pub mod sheets;
pub mod shell;
pub mod tenure;
pub mod today;
