//! The server: settings, command line, HTTP and the services behind the domain's ports.

pub mod bench;
pub mod cli;
pub mod config;
pub mod csv;
pub mod database;
pub mod events;
pub mod files;
pub mod http;
pub mod import;
pub mod jobs;
pub mod logging;
pub mod mail;
mod schema;
pub mod seed;
pub mod serve;
pub mod service;
pub mod sheet;
