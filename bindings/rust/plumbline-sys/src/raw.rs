// Written by bindings/generate.py from capi/plumbline.h; do not edit.
#![allow(non_camel_case_types)]

use core::ffi::{c_char, c_void};
use core::marker::{PhantomData, PhantomPinned};

/// What became of a call. Values are never reused.
pub type plumb_status = i32;

/// Of this header. The library's own is plumb_version_number().
pub const PLUMB_VERSION: &str = "0.1.0";
/// 0xMMmmpp: major, minor, patch.
pub const PLUMB_VERSION_NUMBER: i32 = 0x000100;
/// Done; look at the report.
pub const PLUMB_OK: plumb_status = 0;
/// NULL or impossible argument, unknown format or rule pattern.
pub const PLUMB_ARGUMENT: plumb_status = 1;
/// Comes without an error object.
pub const PLUMB_NO_MEMORY: plumb_status = 2;
/// A defect of this library.
pub const PLUMB_INTERNAL: plumb_status = 3;
/// By a cancel or a callback.
pub const PLUMB_CANCELLED: plumb_status = 4;
/// A deadline of ours passed.
pub const PLUMB_TIMEOUT: plumb_status = 5;
/// The target, or the scratch database, is in use by another call.
pub const PLUMB_BUSY: plumb_status = 6;
/// No such path, rule, project, backup, record.
pub const PLUMB_NOT_FOUND: plumb_status = 7;
/// A reference or path means several things; the detail lists them.
pub const PLUMB_AMBIGUOUS: plumb_status = 8;
/// A file cannot be read or written.
pub const PLUMB_IO: plumb_status = 9;
/// Not the format that was expected, or newer than this library.
pub const PLUMB_FORMAT: plumb_status = 10;
/// A limit was met; the message names it.
pub const PLUMB_LIMIT: plumb_status = 11;
/// The server cannot be reached, or was lost.
pub const PLUMB_CONNECTION: plumb_status = 12;
/// The server refused a statement of ours; SQLSTATE is set.
pub const PLUMB_SERVER: plumb_status = 13;
/// A program or library that is needed (libpq, alembic) is missing.
pub const PLUMB_TOOL: plumb_status = 14;
/// A guard said no; there is no option that says yes.
pub const PLUMB_REFUSED: plumb_status = 15;
/// Left out of this build, or the server is too old.
pub const PLUMB_UNSUPPORTED: plumb_status = 16;
/// plumbline.toml is wrong; file and line are set.
pub const PLUMB_CONFIGURATION: plumb_status = 17;
/// A gate begins.
pub const PLUMB_EVENT_GATE_START: i32 = 1;
/// A step of it begins.
pub const PLUMB_EVENT_STEP_START: i32 = 2;
/// One more tree was read or checked; its path is the message.
pub const PLUMB_EVENT_PROGRESS: i32 = 3;
/// A step ended.
pub const PLUMB_EVENT_STEP_DONE: i32 = 4;
/// A gate ended.
pub const PLUMB_EVENT_GATE_DONE: i32 = 5;
/// Something worth a line in a log.
pub const PLUMB_EVENT_NOTE: i32 = 6;
/// Moves forward; Alembic: the revision file.
pub const PLUMB_SCRIPT_DEPLOY: i32 = 0;
/// Moves back.
pub const PLUMB_SCRIPT_REVERT: i32 = 1;
/// sqitch only.
pub const PLUMB_SCRIPT_VERIFY: i32 = 2;
/// In the old schema only.
pub const PLUMB_DIFF_MISSING: i32 = 1;
/// In the new schema only.
pub const PLUMB_DIFF_UNEXPECTED: i32 = 2;
/// In both, and a property differs.
pub const PLUMB_DIFF_CHANGED: i32 = 3;
/// `PLUMB_SEVERITY_INFO` of plumbline.h.
pub const PLUMB_SEVERITY_INFO: i32 = 0;
/// `PLUMB_SEVERITY_WARNING` of plumbline.h.
pub const PLUMB_SEVERITY_WARNING: i32 = 1;
/// `PLUMB_SEVERITY_ERROR` of plumbline.h.
pub const PLUMB_SEVERITY_ERROR: i32 = 2;
/// It succeeds.
pub const PLUMB_VERDICT_OK: i32 = 0;
/// It fails, with the SQLSTATE of its finding.
pub const PLUMB_VERDICT_FAILS: i32 = 1;
/// Nobody can tell without running it, or it is not reached.
pub const PLUMB_VERDICT_UNKNOWN: i32 = 2;
/// One branch is put behind the other.
pub const PLUMB_HEADS_LINEARISE: i32 = 0;
/// A new revision joins them.
pub const PLUMB_HEADS_MERGE: i32 = 1;
/// Up, down and up again on empty databases.
pub const PLUMB_GATE_ROUND_TRIP: i32 = 0;
/// The pending migrations on a restored backup.
pub const PLUMB_GATE_DRY_RUN: i32 = 1;

/// Why a call failed. Yours. Any thread.
#[repr(C)]
pub struct plumb_error {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Bytes made by the library: a report, a plan. Yours. Any thread.
#[repr(C)]
pub struct plumb_text {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Stops every call that was given it. Yours; a call that still runs keeps what it needs of it.
#[repr(C)]
pub struct plumb_cancel {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// What a long call is doing. Lives until the callback returns.
#[repr(C)]
pub struct plumb_event {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Everything found below a path. Yours. Any thread.
#[repr(C)]
pub struct plumb_repository {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One migration tree of one tool. The repository's. Any thread.
#[repr(C)]
pub struct plumb_project {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One step of a plan. The repository's. Any thread.
#[repr(C)]
pub struct plumb_change {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One connection to a database, for reading only. Yours. One call at a time, from any thread; each
/// reads what is there when it begins.
#[repr(C)]
pub struct plumb_target {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// What the migration tool recorded in a database. Yours. Any thread.
#[repr(C)]
pub struct plumb_registry {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// What a database holds: a snapshot of its catalog. Yours. Any thread.
#[repr(C)]
pub struct plumb_schema {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One object of the catalog: a table, a column, a function. The schema's. Any thread.
#[repr(C)]
pub struct plumb_object {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// An ephemeral PostgreSQL: plumb_server_start. Yours. Any thread.
#[repr(C)]
pub struct plumb_server {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Two schemas compared. Yours. Any thread.
#[repr(C)]
pub struct plumb_diff {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// What a check found. Yours. Any thread.
#[repr(C)]
pub struct plumb_report {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One thing that is wrong. The report's. Any thread.
#[repr(C)]
pub struct plumb_finding {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// What would happen, statement by statement. Yours. Any thread.
#[repr(C)]
pub struct plumb_prediction {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Repairs of one tree's files as one set: edits, new files, renames. Yours, or a finding's. Any
/// thread.
#[repr(C)]
pub struct plumb_fix {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// One run of a gate: its steps, its report, whether it passed. Yours. Any thread.
#[repr(C)]
pub struct plumb_run {
    _data: [u8; 0],
    _marker: PhantomData<(*mut u8, PhantomPinned)>,
}

/// Called while a call runs; 0 to go on, else the call ends with PLUMB_CANCELLED.
pub type plumb_event_fn = Option<unsafe extern "C" fn(*const plumb_event, *mut c_void) -> i32>;

/// How files are looked for and read.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_repository_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// plumbline.toml; NULL = the nearest at or above the path.
    pub config: *const c_char,
    /// "sqitch", "alembic" or "sqlx" only; NULL = all.
    pub tool: *const c_char,
    /// "NAME=value" as the tools would see it; NULL = the process's.
    pub environment: *const *const c_char,
    /// Of one file; 0 = 64 MiB.
    pub max_file_bytes: i64,
    /// Folders below the path; 0 = 64.
    pub max_depth: i32,
    /// In a folder, and changes in a plan; 0 = 1,000,000.
    pub max_files: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none; PROGRESS for each tree that was read.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// How a database is opened, and how long it may take.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_target_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// As pg_stat_activity shows it; NULL = "plumbline".
    pub application_name: *const c_char,
    /// Until the connection stands; 0 = 10,000.
    pub connect_ms: i32,
    /// Longest wait for a lock; 0 = 1,000.
    pub lock_ms: i32,
    /// Longest single query; 0 = 30,000.
    pub statement_ms: i32,
    /// Zero.
    pub reserved_1: i32,
    /// Of this call, not of later ones; NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none; a NOTE once connected.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of this call; 0 = connect_ms.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// What is read of a database, or of a plan.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_schema_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// Names or globs: "billing", "tenant_*"; NULL = all but the system's.
    pub schemas: *const *const c_char,
    /// Likewise, or "KIND:GLOB" as in "table:public.tmp_*"; wins.
    pub skip: *const *const c_char,
    /// Non-zero: also what extensions made.
    pub with_extension_members: i32,
    /// Non-zero: also the tables of sqitch, Alembic and sqlx.
    pub with_registry: i32,
    /// Non-zero: what needs what is not read.
    pub without_dependencies: i32,
    /// Non-zero: without each schema's own name: tenants compare equal.
    pub relative: i32,
    /// Non-zero: plumb_schema_digest too, at the cost of another pass.
    pub with_digest: i32,
    /// Zero.
    pub reserved_1: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none; PROGRESS after rows, and after expressions.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// What counts as a difference.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_diff_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// Kinds ("table"), names, globs ("billing.*"), "KIND:GLOB"; NULL = all.
    pub only: *const *const c_char,
    /// Likewise; wins over `only`.
    pub skip: *const *const c_char,
    /// Non-zero: columns in another order differ.
    pub column_order: i32,
    /// Non-zero: names that PostgreSQL chose count like others.
    pub system_names: i32,
    /// Non-zero: what a dump does not carry: versions of collations.
    pub physical: i32,
    /// Non-zero: owners are not compared.
    pub without_owner: i32,
    /// Non-zero: rights are not compared.
    pub without_grants: i32,
    /// Non-zero: comments are not compared.
    pub without_comments: i32,
}

/// How a check or a verification is done.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_check_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// Families, rules or globs: "plan", "plan/cycle"; NULL: all.
    pub only: *const *const c_char,
    /// Likewise; wins over `only`.
    pub skip: *const *const c_char,
    /// Objects that must be there: "billing_*=6", "role:app_ro".
    pub expect: *const *const c_char,
    /// Instead of the live one; NULL = none.
    pub schema: *const plumb_schema,
    /// Others that may have made what is there.
    pub beside: *const *const plumb_repository,
    /// Non-zero: git may be asked which commit a script is of.
    pub use_git: i32,
    /// Findings of a rule that are kept; 0 = 1,000.
    pub max_per_rule: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none; PROGRESS for each tree that was checked.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Non-zero: count the rows that make pending scripts fail.
    pub preflight: i32,
    /// Scripts behind this change are judged, or, with use_git, those that this git revision has
    /// otherwise; NULL = pending ones.
    pub since: *const c_char,
    /// JSON report of an earlier check, whose findings are not told again; NULL = that of
    /// plumbline.toml, "" = none.
    pub baseline: *const c_char,
}

/// What is predicted.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_predict_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// The last change to run, as its tool names it; NULL = all pending.
    pub upto: *const c_char,
    /// Files of SQL, as psql takes them, instead of the pending changes.
    pub scripts: *const *const c_char,
    /// To start from instead of the live one; NULL = none.
    pub schema: *const plumb_schema,
    /// Non-zero: everything once more, over its own result.
    pub twice: i32,
    /// Zero.
    pub reserved_1: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// What is repaired, and how.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_fix_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// Families, rules or globs whose findings are repaired; NULL = all.
    pub only: *const *const c_char,
    /// Instead of the live one; NULL = none.
    pub schema: *const plumb_schema,
    /// PLUMB_HEADS_…: what becomes of several heads.
    pub heads: i32,
    /// Non-zero: git may be asked who wrote a line, and when.
    pub use_git: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// Where an ephemeral server is made, and of which programs.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_server_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// Folder with initdb and postgres; NULL = looked for, the newest.
    pub bin: *const c_char,
    /// Where its own folder is made; NULL = the usual places.
    pub directory: *const c_char,
    /// Whom it runs as when the caller is root; NULL = chosen.
    pub os_user: *const c_char,
    /// 15; 0 = the newest that is found.
    pub major: i32,
    /// Zero.
    pub reserved_1: i32,
    /// Of this call; NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

/// How a gate is run.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct plumb_gate_options {
    /// Set by plumb_options_init.
    pub struct_size: usize,
    /// PLUMB_GATE_…
    pub kind: i32,
    /// Longest a step may take; 0 = plumbline.toml's, else 600,000.
    pub step_ms: i32,
    /// Where databases may be made; NULL = an ephemeral one, "" = PGHOST …
    pub server: *const c_char,
    /// Programs of the ephemeral one, as in plumb_server_options.
    pub bin: *const c_char,
    /// Dry run: a marked database, which is reset; NULL = one of the gate's own.
    pub scratch: *const c_char,
    /// Dry run: a dump, or a folder whose newest dump is taken.
    pub backup: *const c_char,
    /// File of recorded runs; NULL = the usual place, "" = none.
    pub record: *const c_char,
    /// What is gated, a commit or release; for the record.
    pub version: *const c_char,
    /// "staging"; for the record.
    pub tier: *const c_char,
    /// Non-zero: roles and rows that nobody gave are not made.
    pub no_inference: i32,
    /// Round trip, non-zero: every change's way back, not only the last one's.
    pub each: i32,
    /// Non-zero: what was made is kept, for a look at it.
    pub keep: i32,
    /// Non-zero: nothing is taken over from earlier gates.
    pub fresh: i32,
    /// Non-zero: roles may be made on `server`, and are dropped at the end.
    pub create_roles: i32,
    /// Zero.
    pub reserved_1: i32,
    /// NULL = none.
    pub cancel: *mut plumb_cancel,
    /// NULL = none; all but GATE_START and GATE_DONE tell of one step.
    pub on_event: plumb_event_fn,
    /// Handed to on_event.
    pub user_data: *mut c_void,
    /// Of the whole call; 0 = none.
    pub deadline_ms: i32,
    /// Zero.
    pub reserved: i32,
}

extern "C" {
    /// Version of the library in use, as PLUMB_VERSION_NUMBER is of this header.
    ///
    /// Since 0.1.
    pub fn plumb_version_number() -> i32;

    /// PostgreSQL version of the SQL grammar that is built in, as PG_VERSION_NUM (150001); 0 in a
    /// build without one.
    ///
    /// Since 0.1.
    pub fn plumb_grammar_version() -> i32;

    /// "PLUMB_TIMEOUT" for PLUMB_TIMEOUT. Lives for ever; NULL for a number that is no status.
    ///
    /// Since 0.1.
    pub fn plumb_status_name(status: plumb_status) -> *const c_char;

    /// Sets every byte of an options struct to zero and its first member to `size`, which is the
    /// struct's sizeof. Does nothing when `options` is NULL or `size` below sizeof(size_t).
    ///
    /// Since 0.1.
    pub fn plumb_options_init(options: *mut c_void, size: usize);

    /// Ends an error; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_error_free(error: *mut plumb_error);

    /// The status that the call returned; PLUMB_OK for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_status(error: *const plumb_error) -> plumb_status;

    /// One line: what, where, what to do. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_message(error: *const plumb_error) -> *const c_char;

    /// More lines, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_detail(error: *const plumb_error) -> *const c_char;

    /// What to do about it, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_hint(error: *const plumb_error) -> *const c_char;

    /// Five characters where the server gave them, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_sqlstate(error: *const plumb_error) -> *const c_char;

    /// The file concerned, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_error_file(error: *const plumb_error) -> *const c_char;

    /// Line in that file from 1, or 0.
    ///
    /// Since 0.1.
    pub fn plumb_error_line(error: *const plumb_error) -> i32;

    /// Column in that line from 1, in code points, or 0.
    ///
    /// Since 0.1.
    pub fn plumb_error_column(error: *const plumb_error) -> i32;

    /// The bytes, with a NUL behind the last one that the size does not count. NULL for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_text_data(text: *const plumb_text) -> *const c_char;

    /// Number of bytes; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_text_size(text: *const plumb_text) -> usize;

    /// Ends a text; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_text_free(text: *mut plumb_text);

    /// Makes one that is not requested.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for NULL, PLUMB_IO without free file descriptors (it has
    /// two), PLUMB_NO_MEMORY.
    ///
    /// Since 0.1.
    pub fn plumb_cancel_new(cancel: *mut *mut plumb_cancel) -> plumb_status;

    /// Asks the calls to stop, for ever. Async-signal-safe: an atomic store and one write. A call
    /// waits for a file that it is reading, not for the server. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_cancel_request(cancel: *mut plumb_cancel);

    /// Ends a cancel; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_cancel_free(cancel: *mut plumb_cancel);

    /// PLUMB_EVENT_…; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_event_kind(event: *const plumb_event) -> i32;

    /// One line for people. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_event_message(event: *const plumb_event) -> *const c_char;

    /// The event as one line of JSON, plumbline.event/1, without a newline. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_event_json(event: *const plumb_event) -> *const c_char;

    /// Finds and reads every tree below `path`; a path inside one (a plan file, a versions folder)
    /// gives that one. None found is a count of 0. What is wrong with the files is told by a check.
    ///
    /// Returns PLUMB_OK; PLUMB_NOT_FOUND, PLUMB_IO, PLUMB_LIMIT, PLUMB_CONFIGURATION for a wrong
    /// plumbline.toml, PLUMB_ARGUMENT for an unknown tool, PLUMB_CANCELLED, PLUMB_TIMEOUT.
    ///
    /// Since 0.1.
    pub fn plumb_repository_open(
        path: *const c_char,
        options: *const plumb_repository_options,
        repository: *mut *mut plumb_repository,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a repository; its projects and changes with it. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_repository_free(repository: *mut plumb_repository);

    /// Number of projects; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_repository_count(repository: *const plumb_repository) -> usize;

    /// A project, in the order of the paths; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_repository_at(
        repository: *const plumb_repository,
        index: usize,
    ) -> *const plumb_project;

    /// The tree's folder, relative to the path that was opened; "." for itself.
    ///
    /// Since 0.1.
    pub fn plumb_project_path(project: *const plumb_project) -> *const c_char;

    /// "sqitch", "alembic" or "sqlx".
    ///
    /// Since 0.1.
    pub fn plumb_project_tool(project: *const plumb_project) -> *const c_char;

    /// Number of changes that the tool could run: a file whose id another one took is not counted.
    ///
    /// Since 0.1.
    pub fn plumb_project_change_count(project: *const plumb_project) -> usize;

    /// A change, parents before children; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_project_change_at(
        project: *const plumb_project,
        index: usize,
    ) -> *const plumb_change;

    /// The change that the tool would take for `reference`: "@v1^", "users@HEAD^2" (sqitch),
    /// "ab12", "head" (Alembic), "20240101000000" (sqlx). NULL for none or several.
    ///
    /// Since 0.1.
    pub fn plumb_project_find(
        project: *const plumb_project,
        reference: *const c_char,
    ) -> *const plumb_change;

    /// The plan as a document.
    ///
    /// `format`: "json" (plumbline.plan/1), "tool-json" (as the tool itself would see it), "text",
    /// "dot" (Graphviz).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_project_render(
        project: *const plumb_project,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// The tool's answers to a list of questions, without the tool.
    ///
    /// `questions`: Alembic: a JSON array of questions (upgrade, downgrade, stamp, resolve, range);
    /// sqitch: names of targets or engines, one a line. sqlx has none.
    ///
    /// `size`: bytes of it.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT where the tool has no questions, PLUMB_FORMAT for a
    /// malformed list.
    ///
    /// Since 0.1.
    pub fn plumb_project_ask(
        project: *const plumb_project,
        questions: *const c_char,
        size: usize,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// sqitch: change id, 40 hexadecimal digits; Alembic: revision; sqlx: version in decimal.
    ///
    /// Since 0.1.
    pub fn plumb_change_id(change: *const plumb_change) -> *const c_char;

    /// As written in the plan; Alembic: first line of the docstring; sqlx: description.
    ///
    /// Since 0.1.
    pub fn plumb_change_name(change: *const plumb_change) -> *const c_char;

    /// The file that declares it (sqitch: the plan), relative to the path that was opened.
    ///
    /// Since 0.1.
    pub fn plumb_change_file(change: *const plumb_change) -> *const c_char;

    /// Line of the declaration in that file from 1; 0 when the file as a whole declares it.
    ///
    /// Since 0.1.
    pub fn plumb_change_line(change: *const plumb_change) -> i32;

    /// Number of parents: 0 for a base, several for a merge.
    ///
    /// Since 0.1.
    pub fn plumb_change_parent_count(change: *const plumb_change) -> usize;

    /// A parent, in the file's order; NULL out of range, and for a parent that no file has.
    ///
    /// Since 0.1.
    pub fn plumb_change_parent_at(change: *const plumb_change, index: usize)
        -> *const plumb_change;

    /// 1 when no other change follows it, 0 when one does, -1 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_change_is_head(change: *const plumb_change) -> i32;

    /// Path of a script, relative to the path that was opened, whether or not the file is there;
    /// NULL when the change has none of that kind, and for another number.
    ///
    /// Since 0.1.
    pub fn plumb_change_script(change: *const plumb_change, script: i32) -> *const c_char;

    /// What a script requires, creates, drops and alters, statement by statement, from its text
    /// alone: JSON, plumbline.effects/1, which says where each statement stands and what of it
    /// cannot be known. An Alembic revision is rendered to SQL, psql's variables are set. Reads the
    /// file.
    ///
    /// `script`: PLUMB_SCRIPT_DEPLOY, PLUMB_SCRIPT_REVERT or PLUMB_SCRIPT_VERIFY.
    ///
    /// Returns PLUMB_OK, also for a change without such a script; PLUMB_ARGUMENT, PLUMB_IO,
    /// PLUMB_LIMIT.
    ///
    /// Since 0.1.
    pub fn plumb_change_effects(
        change: *const plumb_change,
        script: i32,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Connects. `uri`: postgres://, postgresql://, db:pg:, key=value, SQLAlchemy's
    /// postgresql+driver://; "" for libpq's own environment (PGHOST, PGSERVICE …). Service and
    /// password files count as in psql.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for an unreadable URI, PLUMB_CONNECTION with the server's
    /// SQLSTATE, PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_TOOL without libpq, PLUMB_UNSUPPORTED for a
    /// server older than PostgreSQL 12.
    ///
    /// Since 0.1.
    pub fn plumb_target_open(
        uri: *const c_char,
        options: *const plumb_target_options,
        target: *mut *mut plumb_target,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Closes the connection; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_target_free(target: *mut plumb_target);

    /// The URI without its password.
    ///
    /// Since 0.1.
    pub fn plumb_target_name(target: *const plumb_target) -> *const c_char;

    /// As server_version_num: 150020; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_target_server_version(target: *const plumb_target) -> i32;

    /// What the role may read there, which limits apply, a pooler or standby in between, and the
    /// proof that nothing is written: JSON, plumbline.doctor/1.
    ///
    /// Returns PLUMB_OK; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_target_doctor(
        target: *mut plumb_target,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Reads the tool's own table.
    ///
    /// Returns PLUMB_OK, also when there is none; PLUMB_SERVER, PLUMB_CONNECTION, PLUMB_TIMEOUT,
    /// PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_registry_read(
        project: *const plumb_project,
        target: *mut plumb_target,
        registry: *mut *mut plumb_registry,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a registry; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_registry_free(registry: *mut plumb_registry);

    /// Number of rows; -1 when there is no registry, and for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_registry_count(registry: *const plumb_registry) -> i64;

    /// 1 when the tool would call the change applied, else 0; -1 for NULL.
    ///
    /// `change`: of the project that the registry was read with.
    ///
    /// Since 0.1.
    pub fn plumb_registry_applied(
        registry: *const plumb_registry,
        change: *const plumb_change,
    ) -> i32;

    /// Every row, also those that no file has: id, when, by whom, checksum, success.
    ///
    /// `format`: "json" (plumbline.registry/1) or "text".
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_registry_render(
        registry: *const plumb_registry,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Reads the catalog, in one read-only snapshot of the server. What is locked or may not be
    /// read is listed as unchecked; the rest is complete.
    ///
    /// `target`: used by this call alone until it returns.
    ///
    /// `options`: NULL for the defaults.
    ///
    /// `schema`: set to a schema that you free.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for a bad filter; PLUMB_NOT_FOUND when no schema is called
    /// as one of `schemas`; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED,
    /// PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_schema_capture(
        target: *mut plumb_target,
        options: *const plumb_schema_options,
        schema: *mut *mut plumb_schema,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// The schema as a plan builds it in an empty database: simulated, where nothing is run and the
    /// objects know the change that makes them, or really built on a server of yours, where the
    /// project's own code is run.
    ///
    /// `project`: needed until the call returns.
    ///
    /// `upto`: the last change, as its tool names it; NULL = all of the plan.
    ///
    /// `server`: NULL = simulated; else where it is built, in a database that is dropped again.
    ///
    /// `options`: NULL for the defaults; of a simulated one only those count that steer the call.
    ///
    /// `schema`: set to a schema that you free.
    ///
    /// Returns PLUMB_OK; PLUMB_UNSUPPORTED when it cannot be known without running something: the
    /// error's detail has the places, a line each; PLUMB_NOT_FOUND for `upto`; PLUMB_TOOL for a
    /// migration that fails on the server, or a tool that is missing; PLUMB_SERVER,
    /// PLUMB_CONNECTION, PLUMB_CONFIGURATION, PLUMB_ARGUMENT, PLUMB_IO, PLUMB_LIMIT, PLUMB_TIMEOUT,
    /// PLUMB_CANCELLED.
    ///
    /// Since 0.1.
    pub fn plumb_schema_plan(
        project: *const plumb_project,
        upto: *const c_char,
        server: *const plumb_server,
        options: *const plumb_schema_options,
        schema: *mut *mut plumb_schema,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// A schema out of the bytes that plumb_schema_save made, then or long ago.
    ///
    /// `data`: plumbline.snapshot/1.
    ///
    /// `size`: bytes of it.
    ///
    /// Returns PLUMB_OK; PLUMB_FORMAT when it is none, is damaged, or is newer than this library;
    /// PLUMB_LIMIT above 512 MiB.
    ///
    /// Since 0.1.
    pub fn plumb_schema_load(
        data: *const c_char,
        size: usize,
        schema: *mut *mut plumb_schema,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// The schema as a document to keep: JSON, plumbline.snapshot/1. The same schema gives the same
    /// bytes.
    ///
    /// Since 0.1.
    pub fn plumb_schema_save(
        schema: *const plumb_schema,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a schema; its objects with it. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_schema_free(schema: *mut plumb_schema);

    /// Number of objects, parts of others included; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_count(schema: *const plumb_schema) -> usize;

    /// An object, sorted by kind, schema and name, parts behind all others; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_schema_at(schema: *const plumb_schema, index: usize) -> *const plumb_object;

    /// The object of that kind and name; NULL when there is none.
    ///
    /// `kind`: as plumb_object_kind gives it.
    ///
    /// `name`: as plumb_object_name gives it.
    ///
    /// Since 0.1.
    pub fn plumb_schema_find(
        schema: *const plumb_schema,
        kind: *const c_char,
        name: *const c_char,
    ) -> *const plumb_object;

    /// SHA-256 of the whole database's definition, 64 hexadecimal digits: equal for databases that
    /// were made alike. Roles, the physical order of columns and what a dump does not carry are
    /// outside. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_fingerprint(schema: *const plumb_schema) -> *const c_char;

    /// Likewise, of one schema and what lies in it: "billing". NULL when there is none of that
    /// name.
    ///
    /// Since 0.1.
    pub fn plumb_schema_fingerprint_of(
        schema: *const plumb_schema,
        name: *const c_char,
    ) -> *const c_char;

    /// What plumb_target_digest would have given then; NULL without `with_digest`.
    ///
    /// Since 0.1.
    pub fn plumb_schema_digest(schema: *const plumb_schema) -> *const c_char;

    /// Of the server that it was read from: 150020; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_server_version(schema: *const plumb_schema) -> i32;

    /// Name of the database that it was read from, or NULL. Not compared.
    ///
    /// Since 0.1.
    pub fn plumb_schema_database(schema: *const plumb_schema) -> *const c_char;

    /// 1 when it was read with `relative`, else 0; -1 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_is_relative(schema: *const plumb_schema) -> i32;

    /// Number of things that could not be read; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_unchecked_count(schema: *const plumb_schema) -> usize;

    /// One of them: "what: why"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_schema_unchecked_at(schema: *const plumb_schema, index: usize) -> *const c_char;

    /// Number of things left out on purpose: members of extensions, registries, what `skip` names;
    /// 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_schema_left_out_count(schema: *const plumb_schema) -> usize;

    /// One of them: "what: why"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_schema_left_out_at(schema: *const plumb_schema, index: usize) -> *const c_char;

    /// What it holds, in short.
    ///
    /// `format`: "text" (objects by kind, fingerprints by schema) or "fingerprints"
    /// (plumbline.fingerprints/1, JSON: schemas that are alike are one group).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_schema_render(
        schema: *const plumb_schema,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// "table", "column", "foreign-table", "matview", "enum" … NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_kind(object: *const plumb_object) -> *const c_char;

    /// Qualified with plain dots: "public.orders", "public.orders.total", "public.f(integer)"; a
    /// part that holds a dot, a quote, a comma or a bracket is in double quotes. NULL only for
    /// NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_name(object: *const plumb_object) -> *const c_char;

    /// The schema that it lies in, as an identifier without quotes, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_schema(object: *const plumb_object) -> *const c_char;

    /// The table, view or domain that it is a part of; the table of an index. NULL for all else.
    ///
    /// Since 0.1.
    pub fn plumb_object_parent(object: *const plumb_object) -> *const plumb_object;

    /// Number of its parts: columns, constraints, triggers, policies, rules; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_part_count(object: *const plumb_object) -> usize;

    /// A part, sorted by kind and name; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_object_part_at(object: *const plumb_object, index: usize) -> *const plumb_object;

    /// Number of objects that it cannot be without, its parent not counted; 0 for NULL, and in a
    /// schema that was read with `without_dependencies`.
    ///
    /// Since 0.1.
    pub fn plumb_object_dependency_count(object: *const plumb_object) -> usize;

    /// One of them, in the order of the schema; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_object_dependency_at(
        object: *const plumb_object,
        index: usize,
    ) -> *const plumb_object;

    /// Place of a column among those of its table, from 1; 0 for all else.
    ///
    /// Since 0.1.
    pub fn plumb_object_position(object: *const plumb_object) -> i32;

    /// Number of properties: "type", "not_null", "owner", "grant:app_ro". What PostgreSQL has as
    /// its default is absent. 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_property_count(object: *const plumb_object) -> usize;

    /// A property's name, sorted; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_object_property_name(object: *const plumb_object, index: usize) -> *const c_char;

    /// Its value: SQL with every name outside pg_catalog qualified, "true" for what is so; NULL out
    /// of range.
    ///
    /// Since 0.1.
    pub fn plumb_object_property_value(object: *const plumb_object, index: usize) -> *const c_char;

    /// The value of the property of that name, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_object_property(object: *const plumb_object, name: *const c_char)
        -> *const c_char;

    /// SQL that would make it, without owner, grants and comment; equal to the server's pg_get_…def
    /// where there is one. Made when first asked for. NULL for a kind that has no statement of its
    /// own, and without memory.
    ///
    /// Since 0.1.
    pub fn plumb_object_definition(object: *const plumb_object) -> *const c_char;

    /// SHA-256 of the object with its parts, 64 hexadecimal digits. Made when first asked for. NULL
    /// for NULL, and without memory.
    ///
    /// Since 0.1.
    pub fn plumb_object_fingerprint(object: *const plumb_object) -> *const c_char;

    /// The change that makes it, in a simulated schema of plumb_schema_plan; NULL for what the plan
    /// finds there, and in a schema that was built, captured or loaded.
    ///
    /// Since 0.1.
    pub fn plumb_object_change(object: *const plumb_object) -> *const plumb_change;

    /// plumb_schema_fingerprint of what plumb_schema_capture would read, without keeping the
    /// objects.
    ///
    /// `text`: 64 hexadecimal digits.
    ///
    /// Returns as plumb_schema_capture.
    ///
    /// Since 0.1.
    pub fn plumb_target_fingerprint(
        target: *mut plumb_target,
        options: *const plumb_schema_options,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// A digest that the server makes of its catalog rows: the same as before means that nothing
    /// changed. Faster than a fingerprint; comparable only within one database and one version of
    /// this library. Always of the whole database: of the options only those count that steer the
    /// call.
    ///
    /// Returns as plumb_schema_capture.
    ///
    /// Since 0.1.
    pub fn plumb_target_digest(
        target: *mut plumb_target,
        options: *const plumb_schema_options,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Compares two schemas, captured or loaded, in proportion to what differs. Parts of a missing
    /// or unexpected object are not named besides it.
    ///
    /// `old`: what is expected.
    ///
    /// `now`: what is there.
    ///
    /// `options`: NULL for the defaults.
    ///
    /// `diff`: set to a diff that you free; it needs neither schema.
    ///
    /// Returns PLUMB_OK, also when they differ; PLUMB_ARGUMENT for a bad filter.
    ///
    /// Since 0.1.
    pub fn plumb_schema_diff(
        old: *const plumb_schema,
        now: *const plumb_schema,
        options: *const plumb_diff_options,
        diff: *mut *mut plumb_diff,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a diff; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_diff_free(diff: *mut plumb_diff);

    /// Number of differences, sorted by kind, object, change and property; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_diff_count(diff: *const plumb_diff) -> usize;

    /// PLUMB_DIFF_…; 0 out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_kind(diff: *const plumb_diff, index: usize) -> i32;

    /// The kind of the object concerned: "table", "column"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_object_kind(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// Its name: "public.orders.total"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_object(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// The property of a changed one: "type", "default"; "name" when it was renamed and nothing
    /// else. NULL for a missing or unexpected one, and out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_property(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// Its value in the old schema, or what its absence means; NULL when that is nothing, for a
    /// missing or unexpected one, and out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_old(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// Its value in the new schema, likewise.
    ///
    /// Since 0.1.
    pub fn plumb_diff_new(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// Of a missing or unexpected one: the object that it may have been renamed to or from, because
    /// both are defined alike. NULL when there is none, and out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_rename_hint(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// Number of things that could not be compared; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_diff_unchecked_count(diff: *const plumb_diff) -> usize;

    /// One of them: "what: why"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_diff_unchecked_at(diff: *const plumb_diff, index: usize) -> *const c_char;

    /// The diff as a document.
    ///
    /// `format`: "text" or "json" (plumbline.diff/1).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_diff_render(
        diff: *const plumb_diff,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Everything that can be known: files, configuration and deploy pipelines; with a target also
    /// what the registry says, and what the live schema has that no change of the repository, nor
    /// of those `beside` it, can have made. A schema among the options stands for the live one,
    /// also without a target; lists of repositories end with NULL.
    ///
    /// `target`: used by this call alone until it returns; NULL = files alone.
    ///
    /// `options`: NULL for the defaults; what it points to stays until the call returns.
    ///
    /// `report`: set to a report that you free, also when it holds findings.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for a pattern that no rule matches, or `expect` with
    /// neither target nor schema; PLUMB_NOT_FOUND, PLUMB_CONFIGURATION for a baseline that is
    /// missing, or no report; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED,
    /// PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_repository_check(
        repository: *const plumb_repository,
        target: *mut plumb_target,
        options: *const plumb_check_options,
        report: *mut *mut plumb_report,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// After a deploy: every plan is in its registry, something is applied at all, `expect` holds.
    ///
    /// `target`: required.
    ///
    /// Returns as plumb_repository_check; PLUMB_NOT_FOUND when there is neither a project nor an
    /// expectation to verify.
    ///
    /// Since 0.1.
    pub fn plumb_repository_verify(
        repository: *const plumb_repository,
        target: *mut plumb_target,
        options: *const plumb_check_options,
        report: *mut *mut plumb_report,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// As plumb_repository_check, for one tree; deploy pipelines are the repository's and not
    /// looked at.
    ///
    /// Since 0.1.
    pub fn plumb_project_check(
        project: *const plumb_project,
        target: *mut plumb_target,
        options: *const plumb_check_options,
        report: *mut *mut plumb_report,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// As plumb_repository_verify, for one tree.
    ///
    /// Since 0.1.
    pub fn plumb_project_verify(
        project: *const plumb_project,
        target: *mut plumb_target,
        options: *const plumb_check_options,
        report: *mut *mut plumb_report,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a report; its findings with it. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_report_free(report: *mut plumb_report);

    /// Number of findings; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_report_count(report: *const plumb_report) -> usize;

    /// A finding, sorted by project, file, line, column, rule, message; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_report_at(report: *const plumb_report, index: usize) -> *const plumb_finding;

    /// Number of findings of that severity, also those over max_per_rule; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_report_total(report: *const plumb_report, severity: i32) -> usize;

    /// Number of things that could not be looked at; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_report_unchecked_count(report: *const plumb_report) -> usize;

    /// One of them: "what: why"; NULL out of range.
    ///
    /// Since 0.1.
    pub fn plumb_report_unchecked_at(report: *const plumb_report, index: usize) -> *const c_char;

    /// The report as a document.
    ///
    /// `format`: "text" or "json" (plumbline.report/1).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_report_render(
        report: *const plumb_report,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// The rule's name, "plan/duplicate-revision". NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_rule(finding: *const plumb_finding) -> *const c_char;

    /// PLUMB_SEVERITY_…; -1 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_severity(finding: *const plumb_finding) -> i32;

    /// One line: what is wrong. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_message(finding: *const plumb_finding) -> *const c_char;

    /// What to do about it, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_remedy(finding: *const plumb_finding) -> *const c_char;

    /// The file, relative to the path that was opened, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_file(finding: *const plumb_finding) -> *const c_char;

    /// Line from 1, or 0.
    ///
    /// Since 0.1.
    pub fn plumb_finding_line(finding: *const plumb_finding) -> i32;

    /// Column from 1, in code points, or 0.
    ///
    /// Since 0.1.
    pub fn plumb_finding_column(finding: *const plumb_finding) -> i32;

    /// Id of the change concerned, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_change(finding: *const plumb_finding) -> *const c_char;

    /// The catalog object concerned, "billing.invoices", or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_object(finding: *const plumb_finding) -> *const c_char;

    /// Five characters, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_sqlstate(finding: *const plumb_finding) -> *const c_char;

    /// The letter of the failure class, or NULL.
    ///
    /// Since 0.1.
    pub fn plumb_finding_failure_class(finding: *const plumb_finding) -> *const c_char;

    /// What the next deploy would do, in the tool's order, to the first statement that fails.
    /// Nothing is run.
    ///
    /// `project`: may be NULL with `scripts`.
    ///
    /// `target`: used by this call alone until it returns; NULL with `schema`: every change is
    /// pending then.
    ///
    /// `prediction`: set to one that you free; it needs neither project nor target.
    ///
    /// Returns PLUMB_OK, whatever is predicted; PLUMB_ARGUMENT with neither target nor schema, or
    /// neither project nor scripts; PLUMB_NOT_FOUND, PLUMB_IO, PLUMB_LIMIT, PLUMB_CONNECTION,
    /// PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_project_predict(
        project: *const plumb_project,
        target: *mut plumb_target,
        options: *const plumb_predict_options,
        prediction: *mut *mut plumb_prediction,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a prediction; its findings with it. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_prediction_free(prediction: *mut plumb_prediction);

    /// Number of statements; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_prediction_count(prediction: *const plumb_prediction) -> usize;

    /// PLUMB_VERDICT_… of a statement; -1 out of range.
    ///
    /// Since 0.1.
    pub fn plumb_prediction_verdict(prediction: *const plumb_prediction, index: usize) -> i32;

    /// Where and why, with the SQLSTATE of one that fails; NULL for one that succeeds, and out of
    /// range. Its line is where the statement begins; its file is relative to the tree's folder,
    /// and a script as it was named.
    ///
    /// Since 0.1.
    pub fn plumb_prediction_finding(
        prediction: *const plumb_prediction,
        index: usize,
    ) -> *const plumb_finding;

    /// The prediction as a document.
    ///
    /// `format`: "text" or "json" (plumbline.prediction/1).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_prediction_render(
        prediction: *const plumb_prediction,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// All that can be repaired in a tree's files; nothing is written. What a database holds tells
    /// which of two files with one id has run there, and nothing is moved that its registry has.
    ///
    /// `target`: used by this call alone until it returns; NULL = files alone.
    ///
    /// `options`: NULL for the defaults.
    ///
    /// `fix`: set to a fix that you free, also when there is nothing to repair; it needs neither
    /// project nor target.
    ///
    /// Returns PLUMB_OK; PLUMB_REFUSED when a repair would go against the registry, or nobody can
    /// know what is right: the reasons are the error's detail, a line each, and `only` leaves such
    /// out; PLUMB_ARGUMENT for a pattern that no rule matches, or another value of `heads`;
    /// PLUMB_TOOL (git), PLUMB_IO, PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED,
    /// PLUMB_BUSY.
    ///
    /// Since 0.1.
    pub fn plumb_project_fix(
        project: *const plumb_project,
        target: *mut plumb_target,
        options: *const plumb_fix_options,
        fix: *mut *mut plumb_fix,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a fix; NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_fix_free(fix: *mut plumb_fix);

    /// The fix as a unified diff with git's headers for renames and new files, as `git apply` takes
    /// it in the folder that was opened: its names are seen from the git worktree that holds the
    /// folder, else from the folder. Empty when there is nothing to repair. Reads the files.
    ///
    /// Returns PLUMB_OK; PLUMB_REFUSED when a file has changed since; PLUMB_NOT_FOUND, PLUMB_IO.
    ///
    /// Since 0.1.
    pub fn plumb_fix_patch(
        fix: *const plumb_fix,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// What is repaired and why, and what to type where no file is wrong.
    ///
    /// `format`: "text" or "json" (plumbline.fix/1).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_fix_render(
        fix: *const plumb_fix,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Changes the files, all of them or none: new contents are written beside, then names are
    /// changed.
    ///
    /// Returns PLUMB_OK; PLUMB_REFUSED when a file has changed since, is a link, or a new name is
    /// taken; PLUMB_NOT_FOUND, PLUMB_IO: the tree is as it was.
    ///
    /// Since 0.1.
    pub fn plumb_fix_apply(fix: *const plumb_fix, error: *mut *mut plumb_error) -> plumb_status;

    /// The repair of this finding by itself, or NULL. Those of several findings may be in each
    /// other's way: plumb_project_fix gives all as one set.
    ///
    /// Since 0.1.
    pub fn plumb_finding_fix(finding: *const plumb_finding) -> *const plumb_fix;

    /// Starts a PostgreSQL of your own on a Unix socket in a private folder, without fsync: for
    /// tests. Looked for in PLUMBLINE_PG_BIN, in PATH, where packages put it, and by pg_config. It
    /// ends with plumb_server_free, and with this process, also when that is killed; nothing of it
    /// is left then.
    ///
    /// `options`: NULL for the defaults.
    ///
    /// `server`: set to a server that you free.
    ///
    /// Returns PLUMB_OK; PLUMB_TOOL without a PostgreSQL to start (the hint says what to install),
    /// PLUMB_IO, PLUMB_CONFIGURATION when there is no user to run it as, PLUMB_TIMEOUT,
    /// PLUMB_CANCELLED.
    ///
    /// Since 0.1.
    pub fn plumb_server_start(
        options: *const plumb_server_options,
        server: *mut *mut plumb_server,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a server and takes its folder away: a second at most. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_server_free(server: *mut plumb_server);

    /// For any client on this machine, as its superuser: postgres://… with the socket's folder, and
    /// the database postgres. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_server_uri(server: *const plumb_server) -> *const c_char;

    /// As server_version_num: 150020; 0 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_server_version(server: *const plumb_server) -> i32;

    /// Makes a database on a server of your own, with a name that no other has.
    ///
    /// `copy_of`: URI of a database of this server that nobody is connected to, which is copied
    /// with all that it holds; NULL = an empty one.
    ///
    /// `uri`: set to the text of its URI.
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for a URI that is not this server's, PLUMB_CONNECTION also
    /// for a database that is not there, PLUMB_SERVER.
    ///
    /// Since 0.1.
    pub fn plumb_server_add_database(
        server: *const plumb_server,
        copy_of: *const c_char,
        uri: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Drops a database that plumb_server_add_database made, whoever is connected to it.
    ///
    /// Returns as plumb_server_add_database.
    ///
    /// Since 0.1.
    pub fn plumb_server_drop_database(
        server: *const plumb_server,
        uri: *const c_char,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Marks a database as one whose contents may be thrown away, so that a dry run may reset it:
    /// the only function that writes to a database that somebody named. It must be empty, and
    /// belong to the role, which is no superuser. Marking it again is fine.
    ///
    /// `uri`: as plumb_target_open.
    ///
    /// `repository`: the databases that its files name, and DATABASE_URL, are refused; NULL = none
    /// are known.
    ///
    /// Returns PLUMB_OK; PLUMB_REFUSED with the reason, and what to do as its hint; PLUMB_ARGUMENT,
    /// PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT.
    ///
    /// Since 0.1.
    pub fn plumb_scratch_mark(
        uri: *const c_char,
        repository: *const plumb_repository,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Runs the migrations of every tree for real, each tree on a database of its own and beside
    /// the others, and records what happened. This runs the project's own code: Alembic in its own
    /// Python. No other database is reached. A gate cannot be forced green.
    ///
    /// `options`: NULL for the defaults: a round trip on an ephemeral server.
    ///
    /// `run`: set to a run that you free, also when it is red.
    ///
    /// Returns PLUMB_OK, whether green or red; PLUMB_NOT_FOUND without a tree or backup, PLUMB_TOOL
    /// (no PostgreSQL to start, no alembic), PLUMB_REFUSED (a guard; no right to make databases),
    /// PLUMB_CONFIGURATION, PLUMB_IO (the record), PLUMB_ARGUMENT, PLUMB_CONNECTION, PLUMB_BUSY,
    /// PLUMB_TIMEOUT, PLUMB_CANCELLED. The record says red, with the reason, then.
    ///
    /// Since 0.1.
    pub fn plumb_repository_gate(
        repository: *const plumb_repository,
        options: *const plumb_gate_options,
        run: *mut *mut plumb_run,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// As plumb_repository_gate, for one tree.
    ///
    /// Since 0.1.
    pub fn plumb_project_gate(
        project: *const plumb_project,
        options: *const plumb_gate_options,
        run: *mut *mut plumb_run,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Ends a run; its report with it. NULL is fine.
    ///
    /// Since 0.1.
    pub fn plumb_run_free(run: *mut plumb_run);

    /// 1 when every step passed, else 0; -1 for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_run_passed(run: *const plumb_run) -> i32;

    /// What it came to: of a red run the end of what the first red step said, at most 4,096 bytes.
    /// NULL when there is nothing to say.
    ///
    /// Since 0.1.
    pub fn plumb_run_detail(run: *const plumb_run) -> *const c_char;

    /// What was found, with failure classes and remedies: the run's, not freed. NULL only for NULL.
    ///
    /// Since 0.1.
    pub fn plumb_run_report(run: *const plumb_run) -> *const plumb_report;

    /// The run as a document: its steps, what was inferred, what this gate cannot show.
    ///
    /// `format`: "text" or "json" (plumbline.gate/1).
    ///
    /// Returns PLUMB_OK; PLUMB_ARGUMENT for another format.
    ///
    /// Since 0.1.
    pub fn plumb_run_render(
        run: *const plumb_run,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// Recorded runs, the newest first: JSON, plumbline.history/1. One whose process died is red
    /// and "interrupted".
    ///
    /// `record`: as in plumb_gate_options: NULL = the usual place.
    ///
    /// Returns PLUMB_OK; PLUMB_NOT_FOUND when no gate was recorded there, PLUMB_IO, PLUMB_BUSY,
    /// PLUMB_FORMAT for something else or one of a newer Plumbline, PLUMB_UNSUPPORTED for SQLite in
    /// a build without.
    ///
    /// Since 0.1.
    pub fn plumb_history_read(
        record: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// What the output of a failed tool or server means: one finding with its failure class, or one
    /// that says that it is unknown, with the end of the output. plumb_rule_explain("class/M") has
    /// the rest.
    ///
    /// `output`: as it came.
    ///
    /// `size`: bytes of it.
    ///
    /// `sqlstate`: five characters, or NULL where none is known.
    ///
    /// `step`: the gate's step in which it came: "upgrade", "restore"; NULL where none is known.
    ///
    /// `report`: set to a report that you free.
    ///
    /// Returns PLUMB_OK, whatever it means; PLUMB_ARGUMENT.
    ///
    /// Since 0.1.
    pub fn plumb_output_classify(
        output: *const c_char,
        size: usize,
        sqlstate: *const c_char,
        step: *const c_char,
        report: *mut *mut plumb_report,
        error: *mut *mut plumb_error,
    ) -> plumb_status;

    /// The catalogue of rules, or one of it.
    ///
    /// `name`: "plan/cycle", or a failure class: "class/M"; NULL for all.
    ///
    /// `format`: "text", "json" (plumbline.rules/1) or "markdown".
    ///
    /// Returns PLUMB_OK; PLUMB_NOT_FOUND with the nearest name as its hint; PLUMB_ARGUMENT for
    /// another format.
    ///
    /// Since 0.1.
    pub fn plumb_rule_explain(
        name: *const c_char,
        format: *const c_char,
        text: *mut *mut plumb_text,
        error: *mut *mut plumb_error,
    ) -> plumb_status;
}
