//! Gates: migrations run for real on scratch databases, before a deploy: `plumb_run`; what was recorded
//! of them, and what an error means.

use std::borrow::Cow;
use std::ffi::{c_char, CString};
use std::fmt;
use std::mem::ManuallyDrop;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{self, to_c};
use crate::{error, options, sys, Cancel, Report, Result, Text, Watched};

/// What a gate does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum GateKind {
    /// Up, down and up again on empty databases.
    #[default]
    RoundTrip,
    /// The pending migrations on a restored [backup](GateOptions::backup).
    DryRun,
}

impl GateKind {
    fn number(self) -> i32 {
        match self {
            GateKind::RoundTrip => sys::PLUMB_GATE_ROUND_TRIP,
            GateKind::DryRun => sys::PLUMB_GATE_DRY_RUN,
        }
    }
}

/// What a gate does, where, and what it may do. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct GateOptions {
    kind: GateKind,
    step: Option<Duration>,
    server: Option<String>,
    bin: Option<PathBuf>,
    scratch: Option<String>,
    backup: Option<PathBuf>,
    record: Option<PathBuf>,
    version: Option<String>,
    tier: Option<String>,
    without_inference: bool,
    each: bool,
    keep: bool,
    fresh: bool,
    create_roles: bool,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl GateOptions {
    /// All defaults: a round trip on an ephemeral server.
    pub fn new() -> Self {
        Self::default()
    }

    /// A dry run on this backup: a dump, or a folder whose newest dump is taken.
    pub fn dry_run(backup: impl Into<PathBuf>) -> Self {
        Self::new().kind(GateKind::DryRun).backup(backup)
    }

    /// What is done; a round trip unless said.
    pub fn kind(mut self, kind: GateKind) -> Self {
        self.kind = kind;
        self
    }

    /// Longest time that a step may take; what `plumbline.toml` says, else ten minutes, unless said.
    pub fn step_timeout(mut self, timeout: Duration) -> Self {
        self.step = Some(timeout);
        self
    }

    /// A server on which databases may be made and dropped; `""` is the one of libpq's environment
    /// (PGHOST …). An ephemeral one unless said.
    pub fn server(mut self, uri: impl Into<String>) -> Self {
        self.server = Some(uri.into());
        self
    }

    /// The folder with the programs of the ephemeral server; looked for unless said.
    pub fn bin(mut self, folder: impl Into<PathBuf>) -> Self {
        self.bin = Some(folder.into());
        self
    }

    /// Dry run: a database with the mark of [`mark_scratch`](crate::mark_scratch), which is reset; one of
    /// the gate's own unless said.
    pub fn scratch(mut self, uri: impl Into<String>) -> Self {
        self.scratch = Some(uri.into());
        self
    }

    /// Dry run: a dump, or a folder whose newest dump is taken.
    pub fn backup(mut self, path: impl Into<PathBuf>) -> Self {
        self.backup = Some(path.into());
        self
    }

    /// The file of recorded runs, `""` for none; the usual place unless said.
    pub fn record(mut self, file: impl Into<PathBuf>) -> Self {
        self.record = Some(file.into());
        self
    }

    /// What is gated, a commit or release; for the record.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// For which tier, as `"staging"`; for the record.
    pub fn tier(mut self, tier: impl Into<String>) -> Self {
        self.tier = Some(tier.into());
        self
    }

    /// Roles and rows that migrations need and nobody gave are made, unless this says no.
    pub fn infer(mut self, yes: bool) -> Self {
        self.without_inference = !yes;
        self
    }

    /// Round trip: every change's way back, not only the last one's.
    pub fn each(mut self, yes: bool) -> Self {
        self.each = yes;
        self
    }

    /// What was made is kept, for a look at it.
    pub fn keep(mut self, yes: bool) -> Self {
        self.keep = yes;
        self
    }

    /// Nothing is taken over from what earlier gates kept.
    pub fn fresh(mut self, yes: bool) -> Self {
        self.fresh = yes;
        self
    }

    /// Roles, which belong to a whole server, may be made on the [server](Self::server), and are dropped
    /// at the end.
    pub fn create_roles(mut self, yes: bool) -> Self {
        self.create_roles = yes;
        self
    }
}

call_options! { GateOptions:
    /// Ends the call once it is requested; the record says so.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of each step, as
    /// [`CheckOptions::watched`](crate::CheckOptions::watched) has it.
    watched
}

/// One run of a gate, green or red: by [`Repository::gate`](crate::Repository::gate) or
/// [`Project::gate`](crate::Project::gate). Immutable; shared freely between threads.
pub struct Run {
    raw: NonNull<sys::plumb_run>,
    /// The run's: never dropped.
    report: ManuallyDrop<Report>,
}

// SAFETY: a run never changes, and the header lets any thread use it.
unsafe impl Send for Run {}
// SAFETY: as above.
unsafe impl Sync for Run {}

impl Run {
    /// Whether every step passed.
    pub fn passed(&self) -> bool {
        // SAFETY: alive.
        unsafe { sys::plumb_run_passed(self.as_ptr()) == 1 }
    }

    /// What it came to: of a red run the end of what the first red step said, at most 4,096 bytes.
    pub fn detail(&self) -> Option<Cow<'_, str>> {
        // SAFETY: lives as long as the run.
        unsafe { strings::optional(sys::plumb_run_detail(self.as_ptr())) }
    }

    /// What was found, with failure classes and remedies.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The run as a document: `"text"` or `"json"` (plumbline.gate/1): its steps, what was inferred, what
    /// this gate cannot show.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_run_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    fn as_ptr(&self) -> *const sys::plumb_run {
        self.raw.as_ptr()
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Run")
            .field("passed", &self.passed())
            .field("detail", &self.detail())
            .field("report", self.report())
            .finish()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_run_free(self.raw.as_ptr()) }
    }
}

/// Recorded runs, the newest first, as JSON (plumbline.history/1). `record` is as
/// [`GateOptions::record`] has it; `None` is the usual place.
///
/// # Errors
///
/// [`NotFound`](crate::ErrorKind::NotFound) when no gate was recorded there,
/// [`Io`](crate::ErrorKind::Io), [`Format`](crate::ErrorKind::Format) for something else, or one of a
/// newer Plumbline.
pub fn history(record: Option<&Path>) -> Result<Text> {
    let record = record.map(|path| to_c("the record", path.as_os_str().as_bytes())).transpose()?;
    // SAFETY: alive.
    Text::made_by(|text, error| unsafe { sys::plumb_history_read(pointer(&record), text, error) })
}

/// What the output of a failed tool or server means: one finding with its failure class, or one that says
/// that it is unknown. `sqlstate` and `step`, the gate's step in which it came, where they are known.
///
/// # Errors
///
/// [`Argument`](crate::ErrorKind::Argument) for a NUL in `sqlstate` or `step`.
pub fn classify(
    output: impl AsRef<[u8]>,
    sqlstate: Option<&str>,
    step: Option<&str>,
) -> Result<Report> {
    let output = output.as_ref();
    let sqlstate = sqlstate.map(|code| to_c("the SQLSTATE", code)).transpose()?;
    let step = step.map(|name| to_c("the step", name)).transpose()?;
    let mut report = ptr::null_mut();
    // SAFETY: data and size belong together, and all of it outlives the call.
    error::call(|error| unsafe {
        sys::plumb_output_classify(
            output.as_ptr().cast(),
            output.len(),
            pointer(&sqlstate),
            pointer(&step),
            &mut report,
            error,
        )
    })?;
    Ok(Report::new(error::not_null(report)?))
}

fn pointer(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

/// One of the two functions that are a gate.
type Function<S> = unsafe extern "C" fn(
    *const S,
    *const sys::plumb_gate_options,
    *mut *mut sys::plumb_run,
    *mut *mut sys::plumb_error,
) -> sys::plumb_status;

/// Runs `function` on `subject`, which the caller keeps alive.
pub(crate) fn run<S>(
    function: Function<S>,
    subject: *const S,
    watched: Watched<'_, GateOptions>,
) -> Result<Run> {
    let said = watched.options;
    let text =
        |what: &str, text: &Option<String>| text.as_ref().map(|text| to_c(what, text)).transpose();
    let path = |what: &str, path: &Option<PathBuf>| {
        path.as_ref().map(|path| to_c(what, path.as_os_str().as_bytes())).transpose()
    };
    let (server, bin) = (text("server", &said.server)?, path("bin", &said.bin)?);
    let (scratch, backup) = (text("scratch", &said.scratch)?, path("backup", &said.backup)?);
    let record = path("record", &said.record)?;
    let (version, tier) = (text("version", &said.version)?, text("tier", &said.tier)?);
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_gate_options = unsafe { options::defaults() };
    options.kind = said.kind.number();
    options.step_ms = options::milliseconds(said.step);
    options.server = pointer(&server);
    options.bin = pointer(&bin);
    options.scratch = pointer(&scratch);
    options.backup = pointer(&backup);
    options.record = pointer(&record);
    options.version = pointer(&version);
    options.tier = pointer(&tier);
    options.no_inference = said.without_inference.into();
    options.each = said.each.into();
    options.keep = said.keep.into();
    options.fresh = said.fresh.into();
    options.create_roles = said.create_roles.into();
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut run = ptr::null_mut();
        // SAFETY: what the options point to outlives the call.
        error::call(|error| unsafe { function(subject, &options, &mut run, error) })?;
        let raw = error::not_null(run)?;
        // SAFETY: alive; the report is the run's.
        let report = unsafe { sys::plumb_run_report(raw.as_ptr()) };
        let report = ManuallyDrop::new(Report::new(error::not_null(report.cast_mut())?));
        Ok(Run { raw, report })
    })
}
