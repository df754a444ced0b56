//! Tells whether migration plan, migration registry and live schema agree, for sqitch, Alembic and
//! sqlx on PostgreSQL.
//!
//! [`Repository::open`] reads every migration tree below a path, [`Repository::check`] says what is
//! wrong with the files and, given a [`Target`], with what the tool recorded in the database.
//!
//! ```no_run
//! use plumbline::{CheckOptions, Repository, Severity, Target};
//!
//! # fn main() -> plumbline::Result<()> {
//! let repository = Repository::open("services/billing")?;
//! let mut target = Target::open("postgres://reader@db/billing")?;
//! let report = repository.check(Some(&mut target), &CheckOptions::new().expect(["billing_*=6"]))?;
//! for finding in &report {
//!     eprintln!("{finding}");
//! }
//! assert_eq!(report.total(Severity::Error), 0);
//! # Ok(())
//! # }
//! ```
//!
//! [`Project::predict`] says, statement by statement, what the next deploy would do.
//! [`Target::capture`] reads what a database holds, as a [`Schema`] to keep, and [`Schema::diff`]
//! compares two. [`Repository::gate`] runs the migrations for real, on scratch databases.
//!
//! # Findings are not errors
//!
//! A broken plan gives `Ok` and a [`Report`]; an [`Error`] says that the question could not be
//! answered. Files and the database are only read, and no code in the files is run, but by a gate, on
//! databases of its own.
//!
//! # Threads and lifetimes
//!
//! Everything but a [`Target`] is immutable, [`Send`] and [`Sync`]. A target is one connection, which
//! may move between threads and is lent to one call at a time. What is borrowed, such as a
//! [`Project`] or a [`Finding`], is a pair of pointers, [`Copy`], and lives as long as its owner:
//!
//! ```compile_fail
//! # use plumbline::Repository;
//! let project = Repository::open(".").unwrap().project(0); // the repository ends here
//! println!("{}", project.unwrap().tool());
//! ```
//!
//! # Text
//!
//! Text that may quote a file or a path comes as `Cow<str>`: borrowed, unless it holds bytes that are
//! not UTF-8, which are replaced then. Paths come as [`Path`](std::path::Path), byte for byte.
#![deny(missing_docs)]
#![warn(unsafe_op_in_unsafe_fn, missing_debug_implementations)]

mod cancel;
mod change;
mod check;
mod diff;
mod error;
mod event;
mod fix;
mod gate;
mod items;
mod options;
mod predict;
mod project;
mod registry;
mod report;
mod repository;
pub mod rules;
mod schema;
mod server;
mod strings;
mod target;
mod text;

pub use cancel::Cancel;
pub use change::{Change, Script};
pub use check::CheckOptions;
pub use diff::{Diff, DiffOptions, Difference, DifferenceKind};
pub use error::{Error, ErrorKind, Result};
pub use event::{Event, EventKind, Watched};
pub use fix::{Fix, FixOptions, HeadRepair};
pub use gate::{classify, history, GateKind, GateOptions, Run};
pub use items::Items;
pub use predict::{predict_scripts, PredictOptions, PredictedStatement, Prediction, Verdict};
pub use project::Project;
pub use registry::Registry;
pub use report::{Finding, Report, Severity};
pub use repository::{Repository, RepositoryOptions};
pub use schema::{CatalogObject, Schema, SchemaOptions};
pub use server::{mark_scratch, Server, ServerOptions};
pub use target::{Target, TargetOptions};
pub use text::Text;

use plumbline_sys as sys;

/// Version of the C library in use, as `0xMMmmpp`.
///
/// ```
/// assert!(plumbline::version_number() >= 0x00_01_00);
/// ```
pub fn version_number() -> i32 {
    // SAFETY: takes and keeps nothing.
    unsafe { sys::plumb_version_number() }
}

/// PostgreSQL version of the SQL grammar that is built in, as `PG_VERSION_NUM` is (150001); `None` in
/// a build without one.
pub fn grammar_version() -> Option<i32> {
    // SAFETY: takes and keeps nothing.
    let version = unsafe { sys::plumb_grammar_version() };
    (version != 0).then_some(version)
}

/// The catalogue of rules, or one of it.
///
/// `rule` is a name such as `"plan/cycle"` (the constants of [`rules`]), `None` for all; `format` is
/// `"text"`, `"json"` (plumbline.rules/1) or `"markdown"`.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] with the nearest name as its [`hint`](Error::hint);
/// [`ErrorKind::Argument`] for another format.
///
/// ```
/// let text = plumbline::explain(Some("plan/cycle"), "text")?;
/// assert!(text.to_str_lossy().contains("plan/cycle"));
/// # Ok::<(), plumbline::Error>(())
/// ```
pub fn explain(rule: Option<&str>, format: &str) -> Result<Text> {
    let rule = rule.map(|name| strings::to_c("the rule's name", name)).transpose()?;
    let format = strings::to_c("the format", format)?;
    let name = rule.as_ref().map_or(std::ptr::null(), |name| name.as_ptr());
    // SAFETY: both strings outlive the call, which keeps neither.
    Text::made_by(|text, error| unsafe {
        sys::plumb_rule_explain(name, format.as_ptr(), text, error)
    })
}

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
