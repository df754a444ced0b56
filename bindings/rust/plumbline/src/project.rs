//! One migration tree: `plumb_project`.

use std::marker::PhantomData;
use std::path::Path;
use std::{fmt, ptr};

use crate::strings::{self, to_c};
use crate::{check, error, fix, gate, predict, schema, sys};
use crate::{
    Change, CheckOptions, Fix, FixOptions, GateOptions, Items, PredictOptions, Prediction,
    Registry, Report, Repository, Result, Run, Schema, SchemaOptions, Server, Target, Text,
    Watched,
};

/// One migration tree of one tool. The repository's. Equal to itself only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Project<'r> {
    raw: *const sys::plumb_project,
    _owner: PhantomData<&'r Repository>,
}

// SAFETY: a project never changes, and the header lets any thread use it.
unsafe impl Send for Project<'_> {}
// SAFETY: as above.
unsafe impl Sync for Project<'_> {}

impl<'r> Project<'r> {
    /// NULL is no unsound one: C's accessors take it.
    pub(crate) fn from_raw(raw: *const sys::plumb_project) -> Project<'r> {
        Project { raw, _owner: PhantomData }
    }

    pub(crate) fn new(raw: *const sys::plumb_project) -> Option<Project<'r>> {
        (!raw.is_null()).then_some(Project::from_raw(raw))
    }

    /// The tree's folder, relative to the path that was opened; `.` for itself.
    pub fn path(self) -> &'r Path {
        // SAFETY: lives as long as the repository.
        unsafe { strings::path(sys::plumb_project_path(self.raw)) }.unwrap_or(Path::new(""))
    }

    /// `"sqitch"`, `"alembic"` or `"sqlx"`.
    pub fn tool(self) -> &'r str {
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_project_tool(self.raw)) }.unwrap_or_default()
    }

    /// Number of changes that the tool could run: a file whose id another one took is not counted.
    pub fn len(self) -> usize {
        // SAFETY: as above.
        unsafe { sys::plumb_project_change_count(self.raw) }
    }

    /// Whether the plan holds no change.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The change at `index`, parents before children.
    pub fn change(self, index: usize) -> Option<Change<'r>> {
        // SAFETY: as above; out of range is NULL.
        Change::new(unsafe { sys::plumb_project_change_at(self.raw, index) })
    }

    /// The changes, parents before children.
    pub fn changes(self) -> Items<'r, Change<'r>> {
        // SAFETY: the repository's.
        unsafe {
            Items::new(self.raw, self.len(), |owner, index| {
                Change::from_raw(sys::plumb_project_change_at(owner.cast(), index))
            })
        }
    }

    /// The change that the tool would take for `reference`: `"@v1^"`, `"users@HEAD^2"` (sqitch),
    /// `"ab12"`, `"head"` (Alembic), `"20240101000000"` (sqlx). `None` for none or several.
    pub fn find(self, reference: &str) -> Option<Change<'r>> {
        let reference = to_c("the reference", reference).ok()?;
        // SAFETY: as above; the reference outlives the call.
        Change::new(unsafe { sys::plumb_project_find(self.raw, reference.as_ptr()) })
    }

    /// The plan as a document: `"json"` (plumbline.plan/1), `"tool-json"` (as the tool itself would
    /// see it), `"text"` or `"dot"` (Graphviz).
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(self, format: &str) -> Result<Text> {
        let format = to_c("the format", format)?;
        // SAFETY: as above.
        Text::made_by(|text, error| unsafe {
            sys::plumb_project_render(self.raw, format.as_ptr(), text, error)
        })
    }

    /// The tool's answers to a list of questions, without the tool. Alembic: a JSON array of
    /// questions (upgrade, downgrade, stamp, resolve, range); sqitch: names of targets or engines,
    /// one a line.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) where the tool has no questions (sqlx),
    /// [`Format`](crate::ErrorKind::Format) for a malformed list.
    pub fn ask(self, questions: impl AsRef<[u8]>) -> Result<Text> {
        let questions = questions.as_ref();
        // SAFETY: pointer and size belong together.
        Text::made_by(|text, error| unsafe {
            sys::plumb_project_ask(
                self.raw,
                questions.as_ptr().cast(),
                questions.len(),
                text,
                error,
            )
        })
    }

    /// As [`Repository::check`], for this tree; deploy pipelines are the repository's and not looked
    /// at.
    ///
    /// # Errors
    ///
    /// As [`Repository::check`].
    pub fn check<'o, 's: 'o>(
        self,
        target: Option<&mut Target>,
        options: impl Into<Watched<'o, CheckOptions<'s>>>,
    ) -> Result<Report> {
        check::run(sys::plumb_project_check, self.raw, target, options.into())
    }

    /// As [`Repository::verify`], for this tree.
    ///
    /// # Errors
    ///
    /// As [`Repository::verify`].
    pub fn verify<'o, 's: 'o>(
        self,
        target: &mut Target,
        options: impl Into<Watched<'o, CheckOptions<'s>>>,
    ) -> Result<Report> {
        check::run(sys::plumb_project_verify, self.raw, Some(target), options.into())
    }

    /// All that can be repaired in this tree's files; nothing is written. What a database holds tells
    /// which of two files with one id has run there.
    ///
    /// # Errors
    ///
    /// [`Refused`](crate::ErrorKind::Refused) when a repair would go against the registry, or nobody
    /// can know what is right: the reasons are the error's [`detail`](crate::Error::detail). Else as
    /// [`Repository::check`].
    pub fn fix<'o, 's: 'o>(
        self,
        target: Option<&mut Target>,
        options: impl Into<Watched<'o, FixOptions<'s>>>,
    ) -> Result<Fix<'static>> {
        fix::run(self.raw, target, options.into())
    }

    /// What the next deploy would do, in the tool's order, to the first statement that fails. Nothing
    /// is run.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) with neither a target nor a
    /// [schema](PredictOptions::schema); [`NotFound`](crate::ErrorKind::NotFound) for a change or a
    /// script that is not there. Else as [`Repository::check`].
    ///
    /// ```no_run
    /// use plumbline::{PredictOptions, Repository, Target, Verdict};
    ///
    /// # fn main() -> plumbline::Result<()> {
    /// let repository = Repository::open("services/billing")?;
    /// let mut target = Target::open("postgres://reader@db/billing")?;
    /// for project in repository.projects() {
    ///     for statement in &project.predict(Some(&mut target), &PredictOptions::new())? {
    ///         if statement.verdict() == Verdict::Fails {
    ///             eprintln!("{}", statement.finding().unwrap());
    ///         }
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn predict<'o, 's: 'o>(
        self,
        target: Option<&mut Target>,
        options: impl Into<Watched<'o, PredictOptions<'s>>>,
    ) -> Result<Prediction> {
        predict::run(self.raw, target, options.into())
    }

    /// The schema as the plan would build it in an empty database, to the change `upto` or to its end,
    /// simulated: nothing is run. Its objects know [the change that makes
    /// them](crate::CatalogObject::change). Of the options only those count that steer the call.
    ///
    /// # Errors
    ///
    /// [`Unsupported`](crate::ErrorKind::Unsupported) when it cannot be known without running
    /// something: the error's [`detail`](crate::Error::detail) has the places;
    /// [`NotFound`](crate::ErrorKind::NotFound) for `upto`, [`Io`](crate::ErrorKind::Io),
    /// [`Limit`](crate::ErrorKind::Limit), [`Timeout`](crate::ErrorKind::Timeout),
    /// [`Cancelled`](crate::ErrorKind::Cancelled).
    pub fn planned_schema<'o>(
        self,
        upto: Option<&str>,
        options: impl Into<Watched<'o, SchemaOptions>>,
    ) -> Result<Schema> {
        schema::planned(self.raw, upto, ptr::null(), options.into())
    }

    /// The schema as the plan really builds it, to the change `upto` or to its end: on that server, in a
    /// database that is dropped again. This runs the project's own code. The options say what is read.
    ///
    /// # Errors
    ///
    /// [`Tool`](crate::ErrorKind::Tool) for a migration that fails, or a tool that is missing;
    /// [`NotFound`](crate::ErrorKind::NotFound) for `upto`,
    /// [`Configuration`](crate::ErrorKind::Configuration),
    /// [`Connection`](crate::ErrorKind::Connection), [`Server`](crate::ErrorKind::Server),
    /// [`Timeout`](crate::ErrorKind::Timeout), [`Cancelled`](crate::ErrorKind::Cancelled).
    pub fn built_schema<'o>(
        self,
        upto: Option<&str>,
        server: &Server,
        options: impl Into<Watched<'o, SchemaOptions>>,
    ) -> Result<Schema> {
        schema::planned(self.raw, upto, server.as_ptr(), options.into())
    }

    /// As [`Repository::gate`], for one tree.
    ///
    /// # Errors
    ///
    /// As `Repository::gate`.
    pub fn gate<'o>(self, options: impl Into<Watched<'o, GateOptions>>) -> Result<Run> {
        gate::run(sys::plumb_project_gate, self.raw, options.into())
    }

    /// Reads the tool's own table; that there is none is no error.
    ///
    /// # Errors
    ///
    /// [`Server`](crate::ErrorKind::Server), [`Connection`](crate::ErrorKind::Connection),
    /// [`Timeout`](crate::ErrorKind::Timeout).
    pub fn read_registry(self, target: &mut Target) -> Result<Registry> {
        let mut registry = ptr::null_mut();
        // SAFETY: both are alive, and the target is lent to this call alone.
        error::call(|error| unsafe {
            sys::plumb_registry_read(self.raw, target.as_ptr(), &mut registry, error)
        })?;
        Ok(Registry::new(error::not_null(registry)?))
    }
}

impl fmt::Debug for Project<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Project").field("path", &self.path()).field("tool", &self.tool()).finish()
    }
}
