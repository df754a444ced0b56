//! Bytes made by the library: `plumb_text`.

use std::borrow::Cow;
use std::ops::Deref;
use std::ptr::{self, NonNull};
use std::{fmt, slice};

use crate::{error, sys, Result};

/// Bytes made by the library: a report, a plan. Derefs to `[u8]`; [`Display`](fmt::Display) and
/// [`to_str_lossy`](Text::to_str_lossy) give text.
pub struct Text(NonNull<sys::plumb_text>);

// SAFETY: a text never changes, and the header lets any thread use it.
unsafe impl Send for Text {}
// SAFETY: as above.
unsafe impl Sync for Text {}

impl Text {
    pub(crate) fn new(text: NonNull<sys::plumb_text>) -> Text {
        Text(text)
    }

    /// Runs `function`, which sets the text or the error.
    pub(crate) fn made_by(
        function: impl FnOnce(
            *mut *mut sys::plumb_text,
            *mut *mut sys::plumb_error,
        ) -> sys::plumb_status,
    ) -> Result<Text> {
        let mut text = ptr::null_mut();
        error::call(|error| function(&mut text, error))?;
        Ok(Text::new(error::not_null(text)?))
    }

    /// The bytes as text; what is not UTF-8 is replaced. JSON documents always are.
    pub fn to_str_lossy(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self)
    }
}

impl Deref for Text {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        // SAFETY: data and size belong together and live as long as the text.
        unsafe {
            let data = sys::plumb_text_data(self.0.as_ptr());
            slice::from_raw_parts(data.cast(), sys::plumb_text_size(self.0.as_ptr()))
        }
    }
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl fmt::Display for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_str_lossy())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Text").field(&self.to_str_lossy()).finish()
    }
}

impl Drop for Text {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again.
        unsafe { sys::plumb_text_free(self.0.as_ptr()) }
    }
}
