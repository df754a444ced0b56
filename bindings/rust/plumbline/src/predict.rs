//! What the next deploy, or any SQL, would do: `plumb_prediction`.

use std::fmt;
use std::marker::PhantomData;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{self, List};
use crate::{error, options, sys, Cancel, Finding, Items, Result, Schema, Target, Text, Watched};

/// What becomes of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It succeeds.
    Ok,
    /// It fails, with the SQLSTATE of its finding.
    Fails,
    /// Nobody can tell without running it, or it is not reached.
    Unknown,
}

impl Verdict {
    fn of(number: i32) -> Verdict {
        match number {
            sys::PLUMB_VERDICT_OK => Verdict::Ok,
            sys::PLUMB_VERDICT_FAILS => Verdict::Fails,
            _ => Verdict::Unknown,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Verdict::Ok => "ok",
            Verdict::Fails => "fails",
            Verdict::Unknown => "unknown",
        })
    }
}

/// What is predicted, and from where. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct PredictOptions<'a> {
    upto: Option<String>,
    scripts: Vec<PathBuf>,
    schema: Option<&'a Schema>,
    twice: bool,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl<'a> PredictOptions<'a> {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The last change to run, as its tool names it; all that are pending unless said.
    pub fn upto(mut self, change: impl Into<String>) -> Self {
        self.upto = Some(change.into());
        self
    }

    /// Files of SQL, as psql takes them, instead of the pending changes. Adds to what was said before.
    pub fn scripts<P: AsRef<Path>>(mut self, files: impl IntoIterator<Item = P>) -> Self {
        self.scripts.extend(files.into_iter().map(|file| file.as_ref().to_owned()));
        self
    }

    /// This schema stands for the live one; without a target every change is pending then.
    pub fn schema(mut self, schema: &'a Schema) -> Self {
        self.schema = Some(schema);
        self
    }

    /// Everything once more, over its own result: may it be run again?
    pub fn twice(mut self, yes: bool) -> Self {
        self.twice = yes;
        self
    }
}

call_options! { PredictOptions<'a>:
    /// Ends the call once it is requested.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears of events, as
    /// [`CheckOptions::watched`](crate::CheckOptions::watched) has it.
    watched
}

/// What would happen, statement by statement, in the order in which they would be run: by
/// [`Project::predict`](crate::Project::predict) or [`predict_scripts`]. Immutable; shared freely
/// between threads.
pub struct Prediction(NonNull<sys::plumb_prediction>);

// SAFETY: a prediction never changes, and the header lets any thread use it.
unsafe impl Send for Prediction {}
// SAFETY: as above.
unsafe impl Sync for Prediction {}

impl Prediction {
    /// Number of statements.
    pub fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_prediction_count(self.as_ptr()) }
    }

    /// Whether there is nothing to run.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The statement at `index`.
    pub fn statement(&self, index: usize) -> Option<PredictedStatement<'_>> {
        (index < self.len()).then_some(PredictedStatement {
            raw: self.as_ptr(),
            index,
            _owner: PhantomData,
        })
    }

    /// The statements, in the order in which they would be run.
    pub fn statements(&self) -> Items<'_, PredictedStatement<'_>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(self.as_ptr(), self.len(), |owner, index| PredictedStatement {
                raw: owner.cast(),
                index,
                _owner: PhantomData,
            })
        }
    }

    /// The prediction as a document: `"text"` or `"json"` (plumbline.prediction/1), which also says
    /// where each statement stands that succeeds.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = strings::to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_prediction_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    fn as_ptr(&self) -> *const sys::plumb_prediction {
        self.0.as_ptr()
    }
}

impl<'p> IntoIterator for &'p Prediction {
    type Item = PredictedStatement<'p>;
    type IntoIter = Items<'p, PredictedStatement<'p>>;

    fn into_iter(self) -> Self::IntoIter {
        self.statements()
    }
}

impl fmt::Debug for Prediction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Prediction").field(&self.statements()).finish()
    }
}

impl Drop for Prediction {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_prediction_free(self.0.as_ptr()) }
    }
}

/// One statement of a prediction. The prediction's.
#[derive(Clone, Copy)]
pub struct PredictedStatement<'p> {
    raw: *const sys::plumb_prediction,
    index: usize,
    _owner: PhantomData<&'p Prediction>,
}

// SAFETY: a prediction never changes, and the header lets any thread use it.
unsafe impl Send for PredictedStatement<'_> {}
// SAFETY: as above.
unsafe impl Sync for PredictedStatement<'_> {}

impl<'p> PredictedStatement<'p> {
    /// What becomes of it.
    pub fn verdict(self) -> Verdict {
        // SAFETY: lives as long as the prediction.
        Verdict::of(unsafe { sys::plumb_prediction_verdict(self.raw, self.index) })
    }

    /// Where and why, with the SQLSTATE of one that fails; `None` for one that succeeds. Its file is
    /// relative to the tree's folder, and a script as it was named; its line is where the statement
    /// begins.
    pub fn finding(self) -> Option<Finding<'p>> {
        // SAFETY: as above; its findings live as long.
        Finding::new(unsafe { sys::plumb_prediction_finding(self.raw, self.index) })
    }
}

impl fmt::Debug for PredictedStatement<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("PredictedStatement")
            .field("verdict", &self.verdict())
            .field("finding", &self.finding())
            .finish()
    }
}

/// What the [scripts](PredictOptions::scripts) would do to the database, or to the
/// [schema](PredictOptions::schema) in its place; nothing is run. After a failed statement it goes on
/// unless the script sets `ON_ERROR_STOP`.
///
/// # Errors
///
/// As [`Project::predict`](crate::Project::predict); [`Argument`](crate::ErrorKind::Argument) without
/// scripts.
pub fn predict_scripts<'o, 's: 'o>(
    target: Option<&mut Target>,
    options: impl Into<Watched<'o, PredictOptions<'s>>>,
) -> Result<Prediction> {
    run(ptr::null(), target, options.into())
}

/// Runs `plumb_project_predict` on a project that the caller keeps alive, or on none.
pub(crate) fn run(
    project: *const sys::plumb_project,
    target: Option<&mut Target>,
    watched: Watched<'_, PredictOptions<'_>>,
) -> Result<Prediction> {
    let said = watched.options;
    let upto =
        said.upto.as_ref().map(|change| strings::to_c("the last change", change)).transpose()?;
    let paths: Vec<Vec<u8>> =
        said.scripts.iter().map(|path| path.clone().into_os_string().into_vec()).collect();
    let scripts = List::new("the path of a script", &paths)?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_predict_options = unsafe { options::defaults() };
    options.upto = upto.as_ref().map_or(ptr::null(), |change| change.as_ptr());
    options.scripts = scripts.as_ptr();
    options.schema = said.schema.map_or(ptr::null(), Schema::as_ptr);
    options.twice = said.twice.into();
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    let target = target.map_or(ptr::null_mut(), Target::as_ptr);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut prediction = ptr::null_mut();
        // SAFETY: what the options point to outlives the call, and the target is lent to it alone.
        error::call(|error| unsafe {
            sys::plumb_project_predict(project, target, &options, &mut prediction, error)
        })?;
        Ok(Prediction(error::not_null(prediction)?))
    })
}
