//! An ephemeral PostgreSQL: `plumb_server`; and the mark that lets a gate reset a database.

use std::borrow::Cow;
use std::fmt;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{self, to_c};
use crate::{error, options, sys, Cancel, Repository, Result, Text, Watched};

/// How a server is started. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct ServerOptions {
    bin: Option<PathBuf>,
    directory: Option<PathBuf>,
    os_user: Option<String>,
    major: Option<u64>,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl ServerOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The folder with initdb and postgres; looked for unless said: `PLUMBLINE_PG_BIN`, `pg_config`,
    /// `PATH`, and where packages put them.
    pub fn bin(mut self, folder: impl Into<PathBuf>) -> Self {
        self.bin = Some(folder.into());
        self
    }

    /// Where the server's own folder is made; the usual places unless said.
    pub fn directory(mut self, folder: impl Into<PathBuf>) -> Self {
        self.directory = Some(folder.into());
        self
    }

    /// Whom it runs as when the caller is root; chosen unless said.
    pub fn os_user(mut self, name: impl Into<String>) -> Self {
        self.os_user = Some(name.into());
        self
    }

    /// The version that it must have: 15; the newest that is found unless said.
    pub fn major(mut self, version: u32) -> Self {
        self.major = Some(version.into());
        self
    }
}

call_options! { ServerOptions:
    /// Ends the start, not the server, once it is requested.
    cancel
    /// How long the start may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of events, as
    /// [`CheckOptions::watched`](crate::CheckOptions::watched) has it.
    watched
}

/// A PostgreSQL of your own, on a Unix socket in a private folder, without fsync: for tests. It ends
/// when it is dropped, and with this process, also when that is killed; nothing of it is left then.
/// Shared freely between threads.
///
/// ```no_run
/// let server = plumbline::Server::start()?;
/// let migrated = server.add_database(None)?; // set it up, and each test has a copy
/// let mine = server.add_database(Some(&migrated))?;
/// server.drop_database(&mine)?;
/// # Ok::<(), plumbline::Error>(())
/// ```
pub struct Server(NonNull<sys::plumb_server>);

// SAFETY: the header lets any thread use a server.
unsafe impl Send for Server {}
// SAFETY: as above.
unsafe impl Sync for Server {}

impl Server {
    /// Starts one.
    ///
    /// # Errors
    ///
    /// [`Tool`](crate::ErrorKind::Tool) without a PostgreSQL to start: the
    /// [`hint`](crate::Error::hint) says what to install; [`Io`](crate::ErrorKind::Io),
    /// [`Configuration`](crate::ErrorKind::Configuration) when there is no user to run it as.
    pub fn start() -> Result<Server> {
        Self::start_with(&ServerOptions::default())
    }

    /// As [`start`](Self::start), with options.
    ///
    /// # Errors
    ///
    /// As `start`; also [`Cancelled`](crate::ErrorKind::Cancelled),
    /// [`Timeout`](crate::ErrorKind::Timeout).
    pub fn start_with<'o>(options: impl Into<Watched<'o, ServerOptions>>) -> Result<Server> {
        start(options.into())
    }

    /// Of its database `postgres`, for any client on this machine, as its superuser.
    pub fn uri(&self) -> Cow<'_, str> {
        // SAFETY: lives as long as the server.
        unsafe { strings::always(sys::plumb_server_uri(self.as_ptr())) }
    }

    /// As PostgreSQL's `server_version_num`: 150020.
    pub fn version(&self) -> i32 {
        // SAFETY: alive.
        unsafe { sys::plumb_server_version(self.as_ptr()) }
    }

    /// Makes a database with a name that no other has; its URI. `copy_of` is the URI of a database of
    /// this server that nobody is connected to, which is copied with all that it holds.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for a URI that is not this server's,
    /// [`Server`](crate::ErrorKind::Server), [`Connection`](crate::ErrorKind::Connection).
    pub fn add_database(&self, copy_of: Option<&str>) -> Result<String> {
        let original = copy_of.map(|uri| to_c("the URI", uri)).transpose()?;
        let original = original.as_ref().map_or(ptr::null(), |uri| uri.as_ptr());
        // SAFETY: both are alive.
        let made = Text::made_by(|uri, error| unsafe {
            sys::plumb_server_add_database(self.as_ptr(), original, uri, error)
        })?;
        Ok(made.to_str_lossy().into_owned())
    }

    /// Drops a database that [`add_database`](Self::add_database) made, whoever is connected to it.
    ///
    /// # Errors
    ///
    /// As `add_database`.
    pub fn drop_database(&self, uri: &str) -> Result<()> {
        let uri = to_c("the URI", uri)?;
        // SAFETY: both are alive.
        error::call(|error| unsafe {
            sys::plumb_server_drop_database(self.as_ptr(), uri.as_ptr(), error)
        })
    }

    pub(crate) fn as_ptr(&self) -> *const sys::plumb_server {
        self.0.as_ptr()
    }
}

fn start(watched: Watched<'_, ServerOptions>) -> Result<Server> {
    let said = watched.options;
    let folder = |what: &str, path: &Option<PathBuf>| {
        path.as_ref().map(|path| to_c(what, path.as_os_str().as_bytes())).transpose()
    };
    let bin = folder("bin", &said.bin)?;
    let directory = folder("directory", &said.directory)?;
    let os_user = said.os_user.as_ref().map(|name| to_c("os_user", name)).transpose()?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_server_options = unsafe { options::defaults() };
    options.bin = bin.as_ref().map_or(ptr::null(), |path| path.as_ptr());
    options.directory = directory.as_ref().map_or(ptr::null(), |path| path.as_ptr());
    options.os_user = os_user.as_ref().map_or(ptr::null(), |name| name.as_ptr());
    options.major = options::limit(said.major, i32::MAX);
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut server = ptr::null_mut();
        // SAFETY: what the options point to outlives the call.
        error::call(|error| unsafe { sys::plumb_server_start(&options, &mut server, error) })?;
        Ok(Server(error::not_null(server)?))
    })
}

impl fmt::Debug for Server {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Server")
            .field("uri", &self.uri())
            .field("version", &self.version())
            .finish()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again.
        unsafe { sys::plumb_server_free(self.0.as_ptr()) }
    }
}

/// Marks a database as one whose contents may be thrown away, so that a dry run may reset it: the only
/// function that writes to a database that somebody named. It must be empty, and belong to the role,
/// which is no superuser. Databases that the files of the repository, and `DATABASE_URL`, name are
/// refused. Marking it again is fine.
///
/// # Errors
///
/// [`Refused`](crate::ErrorKind::Refused) with the reason; [`Argument`](crate::ErrorKind::Argument),
/// [`Connection`](crate::ErrorKind::Connection), [`Server`](crate::ErrorKind::Server),
/// [`Timeout`](crate::ErrorKind::Timeout).
///
/// ```
/// let error = plumbline::mark_scratch("mysql://db/shop", None).unwrap_err();
/// assert_eq!(error.kind(), plumbline::ErrorKind::Argument);
/// ```
pub fn mark_scratch(uri: &str, repository: Option<&Repository>) -> Result<()> {
    let uri = to_c("the URI", uri)?;
    let repository = repository.map_or(ptr::null(), Repository::as_ptr);
    // SAFETY: both are alive.
    error::call(|error| unsafe { sys::plumb_scratch_mark(uri.as_ptr(), repository, error) })
}
