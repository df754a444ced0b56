//! Declarations of `plumbline.h`, the C interface of libplumbline, as they stand there.
//!
//! The safe interface is the crate `plumbline`; use this one to write another. What each function
//! does, who owns what it gives, and which threads may call it is said in `plumbline.h`. How the
//! library is found at build time is said in the README of the workspace.
#![no_std]
#![allow(non_camel_case_types)]

// Generated: bindings/generate.py is the judge of its layout.
#[rustfmt::skip]
mod raw;

pub use raw::*;
