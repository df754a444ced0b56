//! Strings over the border: C's in Rust's clothes, and back. Used by every module.

use std::borrow::Cow;
use std::ffi::{c_char, CStr, CString, OsStr};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::ptr;

use crate::{Error, Result};

/// `value` for C; an argument error that says which of them holds a NUL.
pub(crate) fn to_c(what: &str, value: impl AsRef<[u8]>) -> Result<CString> {
    CString::new(value.as_ref()).map_err(|error| {
        Error::argument(format!("{what} holds a NUL, at byte {}", error.nul_position()))
    })
}

/// # Safety
///
/// `text` is NULL or ends with NUL and lives as long as `'a`.
pub(crate) unsafe fn bytes<'a>(text: *const c_char) -> Option<&'a [u8]> {
    if text.is_null() {
        return None;
    }
    // SAFETY: not null, and the caller's promise.
    Some(unsafe { CStr::from_ptr(text) }.to_bytes())
}

/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn optional<'a>(text: *const c_char) -> Option<Cow<'a, str>> {
    // SAFETY: the caller's promise.
    unsafe { bytes(text) }.map(String::from_utf8_lossy)
}

/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn always<'a>(text: *const c_char) -> Cow<'a, str> {
    // SAFETY: the caller's promise.
    unsafe { optional(text) }.unwrap_or_default()
}

/// A word of the library's own, ASCII by construction; "" should it ever be anything else.
///
/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn word<'a>(text: *const c_char) -> Option<&'a str> {
    // SAFETY: the caller's promise.
    unsafe { bytes(text) }.map(|word| std::str::from_utf8(word).unwrap_or_default())
}

/// # Safety
///
/// As [`bytes`].
pub(crate) unsafe fn path<'a>(text: *const c_char) -> Option<&'a Path> {
    // SAFETY: the caller's promise.
    unsafe { bytes(text) }.map(|path| Path::new(OsStr::from_bytes(path)))
}

/// A list of strings as C wants it: pointers that end with NULL. An empty list is NULL.
pub(crate) struct List {
    _strings: Vec<CString>,
    pointers: Vec<*const c_char>,
}

impl List {
    pub(crate) fn new(what: &str, values: &[impl AsRef<[u8]>]) -> Result<List> {
        let strings = values.iter().map(|value| to_c(what, value)).collect::<Result<Vec<_>>>()?;
        let mut pointers: Vec<_> = strings.iter().map(|string| string.as_ptr()).collect();
        if !pointers.is_empty() {
            pointers.push(ptr::null());
        }
        Ok(List { _strings: strings, pointers })
    }

    /// Valid as long as the list.
    pub(crate) fn as_ptr(&self) -> *const *const c_char {
        if self.pointers.is_empty() {
            ptr::null()
        } else {
            self.pointers.as_ptr()
        }
    }
}
