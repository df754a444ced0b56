//! One connection to a database: `plumb_target`.

use std::borrow::Cow;
use std::fmt;
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{self, to_c};
use crate::{error, options, sys, Cancel, Result, Text, Watched};

/// How a target is opened. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct TargetOptions {
    application_name: Option<String>,
    connect: Option<Duration>,
    lock: Option<Duration>,
    statement: Option<Duration>,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl TargetOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name that pg_stat_activity shows; `"plumbline"` unless said.
    pub fn application_name(mut self, name: impl Into<String>) -> Self {
        self.application_name = Some(name.into());
        self
    }

    /// Longest wait until the connection stands; 10 s unless said.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect = Some(timeout);
        self
    }

    /// Longest wait for a lock; 1 s unless said.
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock = Some(timeout);
        self
    }

    /// Longest single query; 30 s unless said.
    pub fn statement_timeout(mut self, timeout: Duration) -> Self {
        self.statement = Some(timeout);
        self
    }
}

call_options! { TargetOptions:
    /// Ends the opening, not later calls, once it is requested.
    cancel
    /// How long the whole opening may take; as long as
    /// [`connect_timeout`](Self::connect_timeout) unless said.
    deadline
    /// These options, and a closure that hears once the connection stands. Its `Break` ends the call
    /// with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled); its panic does so too, and goes on
    /// in the caller.
    watched
}

/// One connection to a database, for reading only. May move between threads; lent to one call at a
/// time, which the compiler sees to:
///
/// ```compile_fail
/// fn shared<T: Sync>() {}
/// shared::<plumbline::Target>();
/// ```
pub struct Target(NonNull<sys::plumb_target>);

// SAFETY: the header lets any thread use a target, one at a time.
unsafe impl Send for Target {}

impl Target {
    /// Connects. `uri`: `postgres://`, `postgresql://`, `db:pg:`, `key=value`, SQLAlchemy's
    /// `postgresql+driver://`; `""` for libpq's own environment (PGHOST, PGSERVICE …). Service and
    /// password files count as in psql.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for an unreadable URI,
    /// [`Connection`](crate::ErrorKind::Connection) with the server's SQLSTATE,
    /// [`Timeout`](crate::ErrorKind::Timeout), [`Tool`](crate::ErrorKind::Tool) without libpq,
    /// [`Unsupported`](crate::ErrorKind::Unsupported) for a server older than PostgreSQL 12.
    ///
    /// ```
    /// let error = plumbline::Target::open("mysql://db/shop").unwrap_err();
    /// assert_eq!(error.kind(), plumbline::ErrorKind::Argument);
    /// ```
    pub fn open(uri: &str) -> Result<Target> {
        Self::open_with(uri, &TargetOptions::default())
    }

    /// As [`open`](Self::open), with options; their `watched` hears once the connection stands.
    ///
    /// # Errors
    ///
    /// As `open`; also [`Cancelled`](crate::ErrorKind::Cancelled).
    pub fn open_with<'o>(
        uri: &str,
        options: impl Into<Watched<'o, TargetOptions>>,
    ) -> Result<Target> {
        open(uri, options.into())
    }

    /// The URI without its password.
    pub fn name(&self) -> Cow<'_, str> {
        // SAFETY: lives as long as the target.
        unsafe { strings::always(sys::plumb_target_name(self.0.as_ptr())) }
    }

    /// As PostgreSQL's `server_version_num`: 150020.
    pub fn server_version(&self) -> i32 {
        // SAFETY: alive.
        unsafe { sys::plumb_target_server_version(self.0.as_ptr()) }
    }

    /// What the role may read, which limits apply, a pooler or standby in between, and the proof that
    /// nothing is written, as JSON (plumbline.doctor/1).
    ///
    /// # Errors
    ///
    /// [`Connection`](crate::ErrorKind::Connection), [`Server`](crate::ErrorKind::Server),
    /// [`Timeout`](crate::ErrorKind::Timeout).
    pub fn doctor(&mut self) -> Result<Text> {
        // SAFETY: lent to this call alone.
        Text::made_by(|text, error| unsafe { sys::plumb_target_doctor(self.as_ptr(), text, error) })
    }

    pub(crate) fn as_ptr(&mut self) -> *mut sys::plumb_target {
        self.0.as_ptr()
    }
}

fn open(uri: &str, watched: Watched<'_, TargetOptions>) -> Result<Target> {
    let said = watched.options;
    let uri = to_c("the URI", uri)?;
    let name =
        said.application_name.as_ref().map(|name| to_c("application_name", name)).transpose()?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_target_options = unsafe { options::defaults() };
    options.application_name = name.as_ref().map_or(ptr::null(), |name| name.as_ptr());
    options.connect_ms = options::milliseconds(said.connect);
    options.lock_ms = options::milliseconds(said.lock);
    options.statement_ms = options::milliseconds(said.statement);
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut target = ptr::null_mut();
        // SAFETY: what the options point to outlives the call.
        error::call(|error| unsafe {
            sys::plumb_target_open(uri.as_ptr(), &options, &mut target, error)
        })?;
        Ok(Target(error::not_null(target)?))
    })
}

impl fmt::Debug for Target {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Target")
            .field("name", &self.name())
            .field("server_version", &self.server_version())
            .finish()
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again.
        unsafe { sys::plumb_target_free(self.0.as_ptr()) }
    }
}
