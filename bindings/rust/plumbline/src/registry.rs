//! What the migration tool recorded in a database: `plumb_registry`.

use std::fmt;
use std::ptr::NonNull;

use crate::{strings, sys, Change, Result, Text};

/// What the migration tool recorded in a database, read by
/// [`Project::read_registry`](crate::Project::read_registry). Immutable; shared freely between
/// threads.
pub struct Registry(NonNull<sys::plumb_registry>);

// SAFETY: a registry never changes, and the header lets any thread use it.
unsafe impl Send for Registry {}
// SAFETY: as above.
unsafe impl Sync for Registry {}

impl Registry {
    pub(crate) fn new(registry: NonNull<sys::plumb_registry>) -> Registry {
        Registry(registry)
    }

    /// Number of rows; `None` when there is no registry.
    pub fn count(&self) -> Option<u64> {
        // SAFETY: alive.
        u64::try_from(unsafe { sys::plumb_registry_count(self.0.as_ptr()) }).ok()
    }

    /// Whether the tool would call `change` applied; a change of the project that the registry was
    /// read with.
    pub fn is_applied(&self, change: Change<'_>) -> bool {
        // SAFETY: both are alive.
        unsafe { sys::plumb_registry_applied(self.0.as_ptr(), change.as_ptr()) == 1 }
    }

    /// Every row, also those that no file has: id, when, by whom, checksum, success. `format` is
    /// `"json"` (plumbline.registry/1) or `"text"`.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = strings::to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_registry_render(self.0.as_ptr(), format.as_ptr(), text, error)
        })
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Registry").field("count", &self.count()).finish()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again.
        unsafe { sys::plumb_registry_free(self.0.as_ptr()) }
    }
}
