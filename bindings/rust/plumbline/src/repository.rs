//! Everything below a path: `plumb_repository`.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{to_c, List};
use crate::{check, error, gate, options, sys};
use crate::{
    Cancel, CheckOptions, GateOptions, Items, Project, Report, Result, Run, Target, Watched,
};

/// How a repository is opened. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct RepositoryOptions {
    config: Option<PathBuf>,
    tool: Option<String>,
    environment: Option<Vec<Vec<u8>>>,
    max_file_bytes: Option<u64>,
    max_depth: Option<u64>,
    max_files: Option<u64>,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl RepositoryOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// This `plumbline.toml`, not the nearest at or above the path.
    pub fn config(mut self, path: impl Into<PathBuf>) -> Self {
        self.config = Some(path.into());
        self
    }

    /// Trees of `"sqitch"`, `"alembic"` or `"sqlx"` only.
    pub fn tool(mut self, tool: impl Into<String>) -> Self {
        self.tool = Some(tool.into());
        self
    }

    /// The environment that the tools would see, instead of the process's own.
    pub fn environment<N, V>(mut self, variables: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: AsRef<OsStr>,
        V: AsRef<OsStr>,
    {
        let entry = |(name, value): (N, V)| {
            let mut entry = name.as_ref().to_os_string();
            entry.push("=");
            entry.push(value);
            OsString::into_vec(entry)
        };
        self.environment = Some(variables.into_iter().map(entry).collect());
        self
    }

    /// Largest file that is read, in bytes; 64 MiB unless said.
    pub fn max_file_bytes(mut self, bytes: u64) -> Self {
        self.max_file_bytes = Some(bytes);
        self
    }

    /// How many folders below the path are entered; 64 unless said.
    pub fn max_depth(mut self, folders: u32) -> Self {
        self.max_depth = Some(folders.into());
        self
    }

    /// Most files in a folder, and changes in a plan; 1,000,000 unless said.
    pub fn max_files(mut self, files: u32) -> Self {
        self.max_files = Some(files.into());
        self
    }
}

call_options! { RepositoryOptions:
    /// Ends the call once it is requested.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of each tree that was read. Its `Break` ends the call
    /// with [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled); its panic does so too, and goes on
    /// in the caller.
    watched
}

/// Everything found below a path. Immutable; shared freely between threads.
pub struct Repository(NonNull<sys::plumb_repository>);

// SAFETY: a repository never changes, and the header lets any thread use it.
unsafe impl Send for Repository {}
// SAFETY: as above.
unsafe impl Sync for Repository {}

impl Repository {
    /// Finds and reads every tree below `path`; a path inside one (a plan file, a versions folder)
    /// gives that one. None found is an empty repository. What is wrong with the files is told by
    /// [`check`](Self::check).
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound), [`Io`](crate::ErrorKind::Io),
    /// [`Limit`](crate::ErrorKind::Limit), [`Configuration`](crate::ErrorKind::Configuration) for a
    /// wrong `plumbline.toml`.
    ///
    /// ```
    /// let repository = plumbline::Repository::open(".")?;
    /// for project in &repository {
    ///     println!("{}: {}, {} changes", project.path().display(), project.tool(), project.len());
    /// }
    /// # Ok::<(), plumbline::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Repository> {
        Self::open_with(path, &RepositoryOptions::default())
    }

    /// As [`open`](Self::open), with options; their `watched` hears of each tree that was read.
    ///
    /// # Errors
    ///
    /// As `open`; also [`Argument`](crate::ErrorKind::Argument) for an unknown tool,
    /// [`Cancelled`](crate::ErrorKind::Cancelled), [`Timeout`](crate::ErrorKind::Timeout).
    pub fn open_with<'o>(
        path: impl AsRef<Path>,
        options: impl Into<Watched<'o, RepositoryOptions>>,
    ) -> Result<Repository> {
        open(path.as_ref(), options.into())
    }

    /// Number of projects.
    pub fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_repository_count(self.as_ptr()) }
    }

    /// Whether no tree was found.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The project at `index`, in the order of the paths.
    pub fn project(&self, index: usize) -> Option<Project<'_>> {
        // SAFETY: alive; out of range is NULL.
        Project::new(unsafe { sys::plumb_repository_at(self.as_ptr(), index) })
    }

    /// The projects, in the order of their paths.
    pub fn projects(&self) -> Items<'_, Project<'_>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(self.as_ptr(), self.len(), |owner, index| {
                Project::from_raw(sys::plumb_repository_at(owner.cast(), index))
            })
        }
    }

    /// Everything that can be known: files, configuration and deploy pipelines; with a target also
    /// what the registry says.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for a pattern that no rule matches, or `expect`
    /// without a target; [`Connection`](crate::ErrorKind::Connection),
    /// [`Server`](crate::ErrorKind::Server), [`Timeout`](crate::ErrorKind::Timeout),
    /// [`Cancelled`](crate::ErrorKind::Cancelled).
    pub fn check<'o, 's: 'o>(
        &self,
        target: Option<&mut Target>,
        options: impl Into<Watched<'o, CheckOptions<'s>>>,
    ) -> Result<Report> {
        check::run(sys::plumb_repository_check, self.as_ptr(), target, options.into())
    }

    /// After a deploy: every plan is in its registry, something is applied at all, `expect` holds.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check); [`NotFound`](crate::ErrorKind::NotFound) when there is neither a
    /// project nor an expectation to verify.
    pub fn verify<'o, 's: 'o>(
        &self,
        target: &mut Target,
        options: impl Into<Watched<'o, CheckOptions<'s>>>,
    ) -> Result<Report> {
        check::run(sys::plumb_repository_verify, self.as_ptr(), Some(target), options.into())
    }

    /// Runs the migrations of every tree for real, each on a database of its own, and records what
    /// happened. This runs the project's own code: Alembic in its own Python. A red run is `Ok`.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound) without a tree or backup,
    /// [`Tool`](crate::ErrorKind::Tool) (no PostgreSQL to start, no alembic),
    /// [`Refused`](crate::ErrorKind::Refused) (a guard, no right to make databases),
    /// [`Configuration`](crate::ErrorKind::Configuration), [`Io`](crate::ErrorKind::Io) (the record),
    /// [`Connection`](crate::ErrorKind::Connection), [`Timeout`](crate::ErrorKind::Timeout),
    /// [`Cancelled`](crate::ErrorKind::Cancelled). The record says red, with the reason, then.
    ///
    /// ```no_run
    /// use plumbline::{GateOptions, Repository};
    ///
    /// let run = Repository::open(".")?.gate(&GateOptions::new().each(true))?;
    /// if !run.passed() {
    ///     eprintln!("{}\n{:?}", run.detail().unwrap_or_default(), run.report());
    /// }
    /// # Ok::<(), plumbline::Error>(())
    /// ```
    pub fn gate<'o>(&self, options: impl Into<Watched<'o, GateOptions>>) -> Result<Run> {
        gate::run(sys::plumb_repository_gate, self.as_ptr(), options.into())
    }

    pub(crate) fn as_ptr(&self) -> *const sys::plumb_repository {
        self.0.as_ptr()
    }
}

fn open(path: &Path, watched: Watched<'_, RepositoryOptions>) -> Result<Repository> {
    let said = watched.options;
    let path = to_c("the path", path.as_os_str().as_bytes())?;
    let config =
        said.config.as_ref().map(|path| to_c("config", path.as_os_str().as_bytes())).transpose()?;
    let tool = said.tool.as_ref().map(|tool| to_c("tool", tool)).transpose()?;
    let environment =
        said.environment.as_ref().map(|list| List::new("environment", list)).transpose()?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_repository_options = unsafe { options::defaults() };
    options.config = config.as_ref().map_or(ptr::null(), |path| path.as_ptr());
    options.tool = tool.as_ref().map_or(ptr::null(), |tool| tool.as_ptr());
    options.environment = environment.as_ref().map_or(ptr::null(), List::as_ptr);
    options.max_file_bytes = options::limit(said.max_file_bytes, i64::MAX);
    options.max_depth = options::limit(said.max_depth, i32::MAX);
    options.max_files = options::limit(said.max_files, i32::MAX);
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut repository = ptr::null_mut();
        // SAFETY: what the options point to outlives the call.
        error::call(|error| unsafe {
            sys::plumb_repository_open(path.as_ptr(), &options, &mut repository, error)
        })?;
        Ok(Repository(error::not_null(repository)?))
    })
}

impl<'r> IntoIterator for &'r Repository {
    type Item = Project<'r>;
    type IntoIter = Items<'r, Project<'r>>;

    fn into_iter(self) -> Self::IntoIter {
        self.projects()
    }
}

impl fmt::Debug for Repository {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Repository").field(&self.projects()).finish()
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_repository_free(self.0.as_ptr()) }
    }
}
