//! A token that stops calls: `plumb_cancel`.

use std::fmt;
use std::ptr::{self, NonNull};
use std::sync::Arc;

use crate::{error, sys, Error, Result};

/// Stops every call that was given it, for ever. Cheap to clone: all clones are one token.
///
/// ```
/// use plumbline::{Cancel, ErrorKind, Repository, RepositoryOptions};
///
/// let cancel = Cancel::new()?;
/// cancel.request(); // from any thread, or from a signal handler
/// let error = Repository::open_with(".", &RepositoryOptions::new().cancel(&cancel)).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Cancelled);
/// # Ok::<(), plumbline::Error>(())
/// ```
#[derive(Clone)]
pub struct Cancel(Arc<Handle>);

struct Handle(NonNull<sys::plumb_cancel>);

// SAFETY: the header lets any thread use a cancel.
unsafe impl Send for Handle {}
// SAFETY: as above; requesting is atomic.
unsafe impl Sync for Handle {}

impl Cancel {
    /// A token that is not requested.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`](crate::ErrorKind::Io) when the process has no free file descriptors (a token
    /// has two), [`ErrorKind::NoMemory`](crate::ErrorKind::NoMemory).
    pub fn new() -> Result<Cancel> {
        let mut cancel = ptr::null_mut();
        // SAFETY: a place for the result.
        let status = unsafe { sys::plumb_cancel_new(&mut cancel) };
        if status != sys::PLUMB_OK {
            return Err(Error::of_status(status));
        }
        Ok(Cancel(Arc::new(Handle(error::not_null(cancel)?))))
    }

    /// Asks the calls to stop. Async-signal-safe: an atomic store and one write. A call waits for a
    /// file that it is reading, not for the server.
    pub fn request(&self) {
        // SAFETY: alive as long as this clone.
        unsafe { sys::plumb_cancel_request(self.as_ptr()) }
    }

    pub(crate) fn as_ptr(&self) -> *mut sys::plumb_cancel {
        self.0 .0.as_ptr()
    }
}

impl fmt::Debug for Cancel {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Cancel").field(&self.as_ptr()).finish()
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        // SAFETY: the last clone, so that nobody uses it again.
        unsafe { sys::plumb_cancel_free(self.0.as_ptr()) }
    }
}
