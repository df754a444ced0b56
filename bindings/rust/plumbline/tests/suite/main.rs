//! The safe interface against the library: every function, every kind of failure that can be made to
//! happen, threads, cancels, events, and the founding scenarios of `$PLUMBLINE_CASES`.

mod calls;
mod cases;
mod database;
mod errors;
mod files;
mod folder;
mod gates;
mod predictions;
mod repairs;
mod reports;
mod schemas;
mod threads;
mod trees;
mod walk;
