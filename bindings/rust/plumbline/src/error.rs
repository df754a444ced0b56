//! Why a call failed: `plumb_error`, taken over field by field.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};

use crate::{strings, sys};

/// What every call that can fail gives.
pub type Result<T> = std::result::Result<T, Error>;

/// What sort of failure it was. A newer library may know more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// An impossible argument, an unknown format or rule pattern.
    Argument,
    /// Memory ran out.
    NoMemory,
    /// A defect of the library.
    Internal,
    /// Ended by a [`Cancel`](crate::Cancel) or by a callback.
    Cancelled,
    /// A deadline of ours passed.
    Timeout,
    /// The target is in use by another call.
    Busy,
    /// No such path, rule or project.
    NotFound,
    /// A reference or path means several things; [`Error::detail`] lists them.
    Ambiguous,
    /// A file cannot be read or written.
    Io,
    /// Not the format that was expected, or newer than the library.
    Format,
    /// A limit was met; the message names it.
    Limit,
    /// The server cannot be reached, or was lost.
    Connection,
    /// The server refused a statement of ours; [`Error::sqlstate`] is set.
    Server,
    /// A program or library that is needed (libpq, git) is missing.
    Tool,
    /// A guard said no; there is no option that says yes.
    Refused,
    /// Left out of this build, or the server is too old.
    Unsupported,
    /// `plumbline.toml` is wrong; [`Error::file`] and [`Error::line`] are set.
    Configuration,
    /// A status that this crate does not know.
    Unknown(i32),
}

/// Each status beside its kind.
const KINDS: [(i32, ErrorKind); 17] = [
    (sys::PLUMB_ARGUMENT, ErrorKind::Argument),
    (sys::PLUMB_NO_MEMORY, ErrorKind::NoMemory),
    (sys::PLUMB_INTERNAL, ErrorKind::Internal),
    (sys::PLUMB_CANCELLED, ErrorKind::Cancelled),
    (sys::PLUMB_TIMEOUT, ErrorKind::Timeout),
    (sys::PLUMB_BUSY, ErrorKind::Busy),
    (sys::PLUMB_NOT_FOUND, ErrorKind::NotFound),
    (sys::PLUMB_AMBIGUOUS, ErrorKind::Ambiguous),
    (sys::PLUMB_IO, ErrorKind::Io),
    (sys::PLUMB_FORMAT, ErrorKind::Format),
    (sys::PLUMB_LIMIT, ErrorKind::Limit),
    (sys::PLUMB_CONNECTION, ErrorKind::Connection),
    (sys::PLUMB_SERVER, ErrorKind::Server),
    (sys::PLUMB_TOOL, ErrorKind::Tool),
    (sys::PLUMB_REFUSED, ErrorKind::Refused),
    (sys::PLUMB_UNSUPPORTED, ErrorKind::Unsupported),
    (sys::PLUMB_CONFIGURATION, ErrorKind::Configuration),
];

impl ErrorKind {
    fn of(status: sys::plumb_status) -> ErrorKind {
        KINDS
            .iter()
            .find(|(known, _)| *known == status)
            .map_or(ErrorKind::Unknown(status), |(_, kind)| *kind)
    }

    /// The number that the C interface has for it.
    pub fn status(self) -> i32 {
        match self {
            ErrorKind::Unknown(status) => status,
            kind => KINDS
                .iter()
                .find(|(_, known)| *known == kind)
                .map_or(sys::PLUMB_INTERNAL, |(status, _)| *status),
        }
    }

    /// The name that the C interface has for it: `"PLUMB_TIMEOUT"`. `None` for a number that the
    /// library in use does not know either.
    ///
    /// ```
    /// assert_eq!(plumbline::ErrorKind::Timeout.name(), Some("PLUMB_TIMEOUT"));
    /// ```
    pub fn name(self) -> Option<&'static str> {
        // SAFETY: names live for ever.
        unsafe { strings::word(sys::plumb_status_name(self.status())) }
    }
}

/// Why a call failed: one line that says what, where, and what to do, and the facts behind it.
#[derive(Clone, PartialEq, Eq)]
pub struct Error(Box<Facts>);

#[derive(Clone, PartialEq, Eq)]
struct Facts {
    kind: ErrorKind,
    message: String,
    detail: Option<String>,
    hint: Option<String>,
    sqlstate: Option<String>,
    file: Option<PathBuf>,
    line: Option<u32>,
    column: Option<u32>,
}

impl Error {
    /// What sort of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// One line: what, where, what to do.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// More lines, if there is more to say.
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// What to do about it, if the library knows.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// PostgreSQL's five characters, where the server gave them.
    pub fn sqlstate(&self) -> Option<&str> {
        self.0.sqlstate.as_deref()
    }

    /// The file concerned.
    pub fn file(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }

    /// Line in that file, from 1.
    pub fn line(&self) -> Option<u32> {
        self.0.line
    }

    /// Column in that line, from 1, in code points.
    pub fn column(&self) -> Option<u32> {
        self.0.column
    }

    /// An argument that Rust could not hand over.
    pub(crate) fn argument(message: String) -> Error {
        Error::without_object(ErrorKind::Argument, message)
    }

    /// A status that came without an error object.
    pub(crate) fn of_status(status: sys::plumb_status) -> Error {
        let kind = ErrorKind::of(status);
        let message = match kind {
            ErrorKind::NoMemory => String::from("memory ran out"),
            ErrorKind::Io => String::from("no free file descriptors"),
            _ => format!("status {status}, without a word"),
        };
        Error::without_object(kind, message)
    }

    fn without_object(kind: ErrorKind, message: String) -> Error {
        let (detail, hint, sqlstate, file, line, column) = Default::default();
        Error(Box::new(Facts { kind, message, detail, hint, sqlstate, file, line, column }))
    }

    /// # Safety
    ///
    /// `error` is NULL or a living error.
    unsafe fn read(status: sys::plumb_status, error: *const sys::plumb_error) -> Error {
        if error.is_null() {
            return Error::of_status(status);
        }
        // SAFETY: the caller's promise; all that is borrowed is copied before the error ends.
        unsafe {
            Error(Box::new(Facts {
                kind: ErrorKind::of(sys::plumb_error_status(error)),
                message: strings::always(sys::plumb_error_message(error)).into_owned(),
                detail: strings::optional(sys::plumb_error_detail(error)).map(Cow::into_owned),
                hint: strings::optional(sys::plumb_error_hint(error)).map(Cow::into_owned),
                sqlstate: strings::optional(sys::plumb_error_sqlstate(error)).map(Cow::into_owned),
                file: strings::path(sys::plumb_error_file(error)).map(Path::to_owned),
                line: position(sys::plumb_error_line(error)),
                column: position(sys::plumb_error_column(error)),
            }))
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("detail", &self.0.detail)
            .field("hint", &self.0.hint)
            .field("sqlstate", &self.0.sqlstate)
            .field("file", &self.0.file)
            .field("line", &self.0.line)
            .field("column", &self.0.column)
            .finish()
    }
}

impl std::error::Error for Error {}

/// A line or column: 0 means none.
pub(crate) fn position(number: i32) -> Option<u32> {
    u32::try_from(number).ok().filter(|number| *number != 0)
}

/// Calls `function` with a place for its error, and turns what it says into a result.
pub(crate) fn call(
    function: impl FnOnce(*mut *mut sys::plumb_error) -> sys::plumb_status,
) -> Result<()> {
    let mut error = ptr::null_mut();
    let status = function(&mut error);
    if status == sys::PLUMB_OK {
        return Ok(());
    }
    // SAFETY: the library has set `error` to NULL or to an error that is ours.
    unsafe {
        let result = Error::read(status, error);
        sys::plumb_error_free(error);
        Err(result)
    }
}

/// What a call that said OK has set.
pub(crate) fn not_null<T>(pointer: *mut T) -> Result<NonNull<T>> {
    NonNull::new(pointer).ok_or_else(|| {
        Error::without_object(ErrorKind::Internal, String::from("a call said OK and gave nothing"))
    })
}
