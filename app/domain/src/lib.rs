//! Types, rules, commands and ports of the consultation desk.
//!
//! Nothing here does IO, reads a clock or knows a framework: `now` and every table are arguments,
//! so that each rule runs the same in the browser, in the server and in a test.

pub mod account;
pub mod admin;
pub mod assignment;
pub mod attachment;
pub mod audit;
pub mod calendar;
pub mod cases;
pub mod code;
pub mod desk;
pub mod directory;
pub mod district;
pub mod error;
pub mod handover;
pub mod id;
pub mod inquiry;
pub mod merge;
pub mod notice;
mod number;
pub mod paper;
pub mod patient;
pub mod physician;
pub mod ports;
pub mod sheet;
pub mod text;
pub mod today;
