//! What a check found: `plumb_report` and its findings.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::ptr::NonNull;

use crate::{error, strings, sys, Fix, Items, Result, Text};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Will hurt one day.
    Warning,
    /// Breaks a deploy, or has broken one.
    Error,
}

impl Severity {
    fn of(number: i32) -> Severity {
        match number {
            sys::PLUMB_SEVERITY_WARNING => Severity::Warning,
            sys::PLUMB_SEVERITY_ERROR => Severity::Error,
            _ => Severity::Info,
        }
    }

    fn number(self) -> i32 {
        match self {
            Severity::Info => sys::PLUMB_SEVERITY_INFO,
            Severity::Warning => sys::PLUMB_SEVERITY_WARNING,
            Severity::Error => sys::PLUMB_SEVERITY_ERROR,
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        })
    }
}

/// What a check found. Immutable; shared freely between threads.
pub struct Report(NonNull<sys::plumb_report>);

// SAFETY: a report never changes, and the header lets any thread use it.
unsafe impl Send for Report {}
// SAFETY: as above.
unsafe impl Sync for Report {}

impl Report {
    pub(crate) fn new(report: NonNull<sys::plumb_report>) -> Report {
        Report(report)
    }

    /// Number of findings.
    pub fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_report_count(self.as_ptr()) }
    }

    /// Whether nothing was found. Something may still be [unchecked](Self::unchecked).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The finding at `index`.
    pub fn finding(&self, index: usize) -> Option<Finding<'_>> {
        // SAFETY: alive; out of range is NULL.
        Finding::new(unsafe { sys::plumb_report_at(self.as_ptr(), index) })
    }

    /// The findings, sorted by project, file, line, column, rule, message.
    pub fn findings(&self) -> Items<'_, Finding<'_>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(self.as_ptr(), self.len(), |owner, index| Finding {
                raw: sys::plumb_report_at(owner.cast(), index),
                _owner: PhantomData,
            })
        }
    }

    /// Number of findings of that severity, also those over
    /// [`max_per_rule`](crate::CheckOptions::max_per_rule).
    pub fn total(&self, severity: Severity) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_report_total(self.as_ptr(), severity.number()) }
    }

    /// What could not be looked at, each as "what: why".
    pub fn unchecked(&self) -> Items<'_, Cow<'_, str>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(
                self.as_ptr(),
                sys::plumb_report_unchecked_count(self.as_ptr()),
                |owner, index| strings::always(sys::plumb_report_unchecked_at(owner.cast(), index)),
            )
        }
    }

    /// The report as a document: `"text"` or `"json"` (plumbline.report/1).
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = strings::to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_report_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    fn as_ptr(&self) -> *const sys::plumb_report {
        self.0.as_ptr()
    }
}

impl<'r> IntoIterator for &'r Report {
    type Item = Finding<'r>;
    type IntoIter = Items<'r, Finding<'r>>;

    fn into_iter(self) -> Self::IntoIter {
        self.findings()
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Report").field(&self.findings()).finish()
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_report_free(self.0.as_ptr()) }
    }
}

/// One thing that is wrong. The report's, or the prediction's. Displays as `file:line: severity: message [rule]`.
#[derive(Clone, Copy)]
pub struct Finding<'r> {
    raw: *const sys::plumb_finding,
    _owner: PhantomData<&'r Report>,
}

// SAFETY: a finding never changes, and the header lets any thread use it.
unsafe impl Send for Finding<'_> {}
// SAFETY: as above.
unsafe impl Sync for Finding<'_> {}

impl<'r> Finding<'r> {
    /// `None` for NULL.
    pub(crate) fn new(raw: *const sys::plumb_finding) -> Option<Finding<'r>> {
        (!raw.is_null()).then_some(Finding { raw, _owner: PhantomData })
    }

    /// The rule's name, `"plan/duplicate-revision"`; the constants of [`rules`](crate::rules).
    pub fn rule(self) -> &'r str {
        // SAFETY: lives as long as the report.
        unsafe { strings::word(sys::plumb_finding_rule(self.raw)) }.unwrap_or_default()
    }

    /// How bad it is.
    pub fn severity(self) -> Severity {
        // SAFETY: as above.
        Severity::of(unsafe { sys::plumb_finding_severity(self.raw) })
    }

    /// One line: what is wrong.
    pub fn message(self) -> Cow<'r, str> {
        // SAFETY: as above.
        unsafe { strings::always(sys::plumb_finding_message(self.raw)) }
    }

    /// What to do about it.
    pub fn remedy(self) -> Option<Cow<'r, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_finding_remedy(self.raw)) }
    }

    /// The file, relative to the path that was opened.
    pub fn file(self) -> Option<&'r Path> {
        // SAFETY: as above.
        unsafe { strings::path(sys::plumb_finding_file(self.raw)) }
    }

    /// Line in that file, from 1.
    pub fn line(self) -> Option<u32> {
        // SAFETY: as above.
        error::position(unsafe { sys::plumb_finding_line(self.raw) })
    }

    /// Column in that line, from 1, in code points.
    pub fn column(self) -> Option<u32> {
        // SAFETY: as above.
        error::position(unsafe { sys::plumb_finding_column(self.raw) })
    }

    /// Id of the change concerned.
    pub fn change(self) -> Option<Cow<'r, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_finding_change(self.raw)) }
    }

    /// The catalog object concerned, `"billing.invoices"`.
    pub fn object(self) -> Option<Cow<'r, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_finding_object(self.raw)) }
    }

    /// PostgreSQL's five characters.
    pub fn sqlstate(self) -> Option<&'r str> {
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_finding_sqlstate(self.raw)) }
    }

    /// The letter of the failure class.
    pub fn failure_class(self) -> Option<&'r str> {
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_finding_failure_class(self.raw)) }
    }

    /// The repair of this finding by itself. Those of several findings may be in each other's way:
    /// [`Project::fix`](crate::Project::fix) gives all as one set.
    pub fn fix(self) -> Option<Fix<'r>> {
        // SAFETY: as above.
        Fix::borrowed(unsafe { sys::plumb_finding_fix(self.raw) })
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = self.file() {
            write!(out, "{}:", file.display())?;
            if let Some(line) = self.line() {
                write!(out, "{line}:")?;
            }
            out.write_str(" ")?;
        }
        write!(out, "{}: {} [{}]", self.severity(), self.message(), self.rule())
    }
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Finding")
            .field("rule", &self.rule())
            .field("severity", &self.severity())
            .field("message", &self.message())
            .field("file", &self.file())
            .field("line", &self.line())
            .field("column", &self.column())
            .finish_non_exhaustive()
    }
}
