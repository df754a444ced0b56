//! One step of a plan: `plumb_change`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

use crate::{error, strings, sys, Items, Repository, Result, Text};

/// A kind of script that a change has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Script {
    /// Moves forward; Alembic: the revision file.
    Deploy,
    /// Moves back.
    Revert,
    /// Says whether it worked; sqitch only.
    Verify,
}

impl Script {
    fn number(self) -> i32 {
        match self {
            Script::Deploy => sys::PLUMB_SCRIPT_DEPLOY,
            Script::Revert => sys::PLUMB_SCRIPT_REVERT,
            Script::Verify => sys::PLUMB_SCRIPT_VERIFY,
        }
    }
}

/// One step of a plan. The repository's. Equal to itself only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Change<'r> {
    raw: *const sys::plumb_change,
    _owner: PhantomData<&'r Repository>,
}

// SAFETY: a change never changes, and the header lets any thread use it.
unsafe impl Send for Change<'_> {}
// SAFETY: as above.
unsafe impl Sync for Change<'_> {}

impl<'r> Change<'r> {
    /// NULL is no unsound one: C's accessors take it.
    pub(crate) fn from_raw(raw: *const sys::plumb_change) -> Change<'r> {
        Change { raw, _owner: PhantomData }
    }

    pub(crate) fn new(raw: *const sys::plumb_change) -> Option<Change<'r>> {
        (!raw.is_null()).then_some(Change::from_raw(raw))
    }

    pub(crate) fn as_ptr(self) -> *const sys::plumb_change {
        self.raw
    }

    /// sqitch: change id, 40 hexadecimal digits; Alembic: revision; sqlx: version in decimal.
    pub fn id(self) -> Cow<'r, str> {
        // SAFETY: lives as long as the repository.
        unsafe { strings::always(sys::plumb_change_id(self.raw)) }
    }

    /// As written in the plan; Alembic: first line of the docstring; sqlx: description.
    pub fn name(self) -> Cow<'r, str> {
        // SAFETY: as above.
        unsafe { strings::always(sys::plumb_change_name(self.raw)) }
    }

    /// The file that declares it (sqitch: the plan), relative to the path that was opened.
    pub fn file(self) -> &'r Path {
        // SAFETY: as above.
        unsafe { strings::path(sys::plumb_change_file(self.raw)) }.unwrap_or(Path::new(""))
    }

    /// Line of the declaration in that file, from 1; `None` when the file as a whole declares it.
    pub fn line(self) -> Option<u32> {
        // SAFETY: as above.
        error::position(unsafe { sys::plumb_change_line(self.raw) })
    }

    /// The parents in the file's order, none for a base; `None` for one that no file has.
    pub fn parents(self) -> Items<'r, Option<Change<'r>>> {
        // SAFETY: the repository's.
        unsafe {
            Items::new(self.raw, sys::plumb_change_parent_count(self.raw), |owner, index| {
                Change::new(sys::plumb_change_parent_at(owner.cast(), index))
            })
        }
    }

    /// Whether no other change follows it.
    pub fn is_head(self) -> bool {
        // SAFETY: as above.
        unsafe { sys::plumb_change_is_head(self.raw) == 1 }
    }

    /// Path of a script, relative to the path that was opened, whether or not the file is there;
    /// `None` when the change has none of that kind.
    pub fn script(self, script: Script) -> Option<&'r Path> {
        // SAFETY: as above.
        unsafe { strings::path(sys::plumb_change_script(self.raw, script.number())) }
    }

    /// What a script requires, creates, drops and alters, statement by statement, from its text alone:
    /// JSON, plumbline.effects/1. An Alembic revision is rendered to SQL; no statements for a change
    /// without such a script. Reads the file.
    ///
    /// # Errors
    ///
    /// [`Io`](crate::ErrorKind::Io), [`Limit`](crate::ErrorKind::Limit).
    pub fn effects(self, script: Script) -> Result<Text> {
        // SAFETY: as above.
        Text::made_by(|text, error| unsafe {
            sys::plumb_change_effects(self.raw, script.number(), text, error)
        })
    }
}

impl fmt::Debug for Change<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Change").field("id", &self.id()).field("name", &self.name()).finish()
    }
}
