//! How a check is done, and the one way in to the four calls that do one.

use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::ptr;
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{to_c, List};
use crate::{error, options, sys, Cancel, Report, Repository, Result, Schema, Target, Watched};

/// How a check or a verification is done. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct CheckOptions<'a> {
    only: Vec<String>,
    skip: Vec<String>,
    expect: Vec<String>,
    schema: Option<&'a Schema>,
    beside: Vec<&'a Repository>,
    use_git: bool,
    max_per_rule: Option<u64>,
    preflight: bool,
    since: Option<String>,
    baseline: Option<PathBuf>,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl<'a> CheckOptions<'a> {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// These families, rules or globs only: `"plan"`, `"plan/cycle"`. Adds to what was said before.
    pub fn only<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Not these families, rules or globs; wins over [`only`](Self::only). Adds to what was said
    /// before.
    pub fn skip<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.skip.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Objects that must be there: `"billing_*=6"`, `"role:app_ro"`. Adds to what was said before.
    pub fn expect<S: Into<String>>(mut self, objects: impl IntoIterator<Item = S>) -> Self {
        self.expect.extend(objects.into_iter().map(Into::into));
        self
    }

    /// This schema stands for the live one, for the family drift and [`expect`](Self::expect), also
    /// without a target.
    pub fn schema(mut self, schema: &'a Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Other repositories whose changes may have made what the database holds. Adds to what was said
    /// before.
    pub fn beside(mut self, repositories: impl IntoIterator<Item = &'a Repository>) -> Self {
        self.beside.extend(repositories);
        self
    }

    /// Git may be asked which commit a script is of.
    pub fn use_git(mut self, yes: bool) -> Self {
        self.use_git = yes;
        self
    }

    /// Findings kept for each rule, the rest is counted; 1,000 unless said.
    pub fn max_per_rule(mut self, findings: u32) -> Self {
        self.max_per_rule = Some(findings.into());
        self
    }

    /// Counts the rows that would make pending scripts fail; reads those tables.
    pub fn preflight(mut self, yes: bool) -> Self {
        self.preflight = yes;
        self
    }

    /// Scripts behind this change are judged; pending ones unless said, and all without a target.
    pub fn since(mut self, change: impl Into<String>) -> Self {
        self.since = Some(change.into());
        self
    }

    /// The JSON report of an earlier check, whose findings are not told again; that of plumbline.toml
    /// unless said, and none for `""`.
    pub fn baseline(mut self, report: impl Into<PathBuf>) -> Self {
        self.baseline = Some(report.into());
        self
    }
}

call_options! { CheckOptions<'a>:
    /// Ends the call once it is requested.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of each tree that was checked. Its `Break` ends the
    /// call with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled); its panic does so too, and
    /// goes on in the caller.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use plumbline::{CheckOptions, Repository};
    ///
    /// let repository = Repository::open(".")?;
    /// let mut lines = Vec::new();
    /// repository.check(None, CheckOptions::new().watched(&mut |event| {
    ///     lines.push(event.message().into_owned());
    ///     ControlFlow::Continue(())
    /// }))?;
    /// assert_eq!(lines.len(), repository.len());
    /// # Ok::<(), plumbline::Error>(())
    /// ```
    watched
}

/// One of the four functions that check.
type Function<S> = unsafe extern "C" fn(
    *const S,
    *mut sys::plumb_target,
    *const sys::plumb_check_options,
    *mut *mut sys::plumb_report,
    *mut *mut sys::plumb_error,
) -> sys::plumb_status;

/// Runs `function` on `subject`, which the caller keeps alive.
pub(crate) fn run<S>(
    function: Function<S>,
    subject: *const S,
    target: Option<&mut Target>,
    watched: Watched<'_, CheckOptions<'_>>,
) -> Result<Report> {
    let said = watched.options;
    let only = List::new("only", &said.only)?;
    let skip = List::new("skip", &said.skip)?;
    let expect = List::new("expect", &said.expect)?;
    let since = said.since.as_ref().map(|change| to_c("the change", change)).transpose()?;
    let baseline = said.baseline.as_ref();
    let baseline =
        baseline.map(|file| to_c("the baseline", file.as_os_str().as_bytes())).transpose()?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_check_options = unsafe { options::defaults() };
    options.only = only.as_ptr();
    options.skip = skip.as_ptr();
    options.expect = expect.as_ptr();
    let mut beside: Vec<_> = said.beside.iter().map(|repository| repository.as_ptr()).collect();
    beside.push(ptr::null());
    options.schema = said.schema.map_or(ptr::null(), Schema::as_ptr);
    options.beside = beside.as_ptr();
    options.use_git = said.use_git.into();
    options.preflight = said.preflight.into();
    options.since = since.as_ref().map_or(ptr::null(), |change| change.as_ptr());
    options.baseline = baseline.as_ref().map_or(ptr::null(), |file| file.as_ptr());
    options.max_per_rule = options::limit(said.max_per_rule, i32::MAX);
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    let target = target.map_or(ptr::null_mut(), Target::as_ptr);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut report = ptr::null_mut();
        // SAFETY: what the options point to outlives the call, and the target is lent to it alone.
        error::call(|error| unsafe { function(subject, target, &options, &mut report, error) })?;
        Ok(Report::new(error::not_null(report)?))
    })
}
