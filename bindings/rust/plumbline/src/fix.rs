//! Repairs of a tree's files: `plumb_fix`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{self, List};
use crate::{error, options, sys, Cancel, Report, Result, Schema, Target, Text, Watched};

/// What becomes of several heads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum HeadRepair {
    /// One branch is put behind the other.
    #[default]
    Linearise,
    /// A new revision joins them.
    Merge,
}

/// What is repaired, and how. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct FixOptions<'a> {
    only: Vec<String>,
    schema: Option<&'a Schema>,
    heads: HeadRepair,
    use_git: bool,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl<'a> FixOptions<'a> {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// What these families, rules or globs find only: `"plan/multiple-heads"`. Adds to what was said
    /// before.
    pub fn only<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// This schema stands for the live one, also without a target.
    pub fn schema(mut self, schema: &'a Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// What becomes of several heads.
    pub fn heads(mut self, repair: HeadRepair) -> Self {
        self.heads = repair;
        self
    }

    /// Git may be asked who wrote a line, and when.
    pub fn use_git(mut self, yes: bool) -> Self {
        self.use_git = yes;
        self
    }
}

call_options! { FixOptions<'a>:
    /// Ends the call once it is requested.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of events, as
    /// [`CheckOptions::watched`](crate::CheckOptions::watched) has it.
    watched
}

/// Repairs as one set, none of them done yet: by [`Project::fix`](crate::Project::fix), or a finding's
/// own. Immutable; shared freely between threads.
pub struct Fix<'r> {
    raw: NonNull<sys::plumb_fix>,
    is_owned: bool,
    _owner: PhantomData<&'r Report>,
}

// SAFETY: a fix never changes, and the header lets any thread use it.
unsafe impl Send for Fix<'_> {}
// SAFETY: as above.
unsafe impl Sync for Fix<'_> {}

impl<'r> Fix<'r> {
    /// NULL for none; the report's.
    pub(crate) fn borrowed(raw: *const sys::plumb_fix) -> Option<Fix<'r>> {
        NonNull::new(raw.cast_mut()).map(|raw| Fix { raw, is_owned: false, _owner: PhantomData })
    }

    /// A unified diff with git's headers for renames and new files, as `git apply` takes it in the
    /// folder that was opened; empty when there is nothing to repair.
    ///
    /// # Errors
    ///
    /// [`Refused`](crate::ErrorKind::Refused) when a file has changed since;
    /// [`NotFound`](crate::ErrorKind::NotFound), [`Io`](crate::ErrorKind::Io).
    pub fn patch(&self) -> Result<Text> {
        // SAFETY: alive.
        Text::made_by(|text, error| unsafe { sys::plumb_fix_patch(self.as_ptr(), text, error) })
    }

    /// Changes the files, all of them or none.
    ///
    /// # Errors
    ///
    /// [`Refused`](crate::ErrorKind::Refused) when a file has changed since, is a link, or a new name
    /// is taken; [`NotFound`](crate::ErrorKind::NotFound), [`Io`](crate::ErrorKind::Io): the tree is as
    /// it was.
    pub fn apply(&self) -> Result<()> {
        // SAFETY: alive.
        error::call(|error| unsafe { sys::plumb_fix_apply(self.as_ptr(), error) })
    }

    /// What is repaired and why, and what to type where no file is wrong: `"text"` or `"json"`
    /// (plumbline.fix/1).
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = strings::to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_fix_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    fn as_ptr(&self) -> *const sys::plumb_fix {
        self.raw.as_ptr()
    }
}

impl fmt::Debug for Fix<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.render("text").map_err(|_| fmt::Error)?;
        out.debug_tuple("Fix").field(&text.to_str_lossy().deref()).finish()
    }
}

impl Drop for Fix<'_> {
    fn drop(&mut self) {
        if self.is_owned {
            // SAFETY: ours, and never used again.
            unsafe { sys::plumb_fix_free(self.raw.as_ptr()) }
        }
    }
}

/// Runs `plumb_project_fix` on a project that the caller keeps alive.
pub(crate) fn run(
    project: *const sys::plumb_project,
    target: Option<&mut Target>,
    watched: Watched<'_, FixOptions<'_>>,
) -> Result<Fix<'static>> {
    let said = watched.options;
    let only = List::new("only", &said.only)?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_fix_options = unsafe { options::defaults() };
    options.only = only.as_ptr();
    options.schema = said.schema.map_or(ptr::null(), Schema::as_ptr);
    options.heads = match said.heads {
        HeadRepair::Linearise => sys::PLUMB_HEADS_LINEARISE,
        HeadRepair::Merge => sys::PLUMB_HEADS_MERGE,
    };
    options.use_git = said.use_git.into();
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    let target = target.map_or(ptr::null_mut(), Target::as_ptr);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut fix = ptr::null_mut();
        // SAFETY: what the options point to outlives the call, and the target is lent to it alone.
        error::call(|error| unsafe {
            sys::plumb_project_fix(project, target, &options, &mut fix, error)
        })?;
        Ok(Fix { raw: error::not_null(fix)?, is_owned: true, _owner: PhantomData })
    })
}
