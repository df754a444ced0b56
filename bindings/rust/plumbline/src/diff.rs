//! Two schemas compared: `plumb_diff`.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use crate::strings::List;
use crate::{error, options, strings, sys, Items, Result, Text};

/// How two schemas are compared. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct DiffOptions {
    only: Vec<String>,
    skip: Vec<String>,
    column_order: bool,
    system_names: bool,
    physical: bool,
    without_owner: bool,
    without_grants: bool,
    without_comments: bool,
}

impl DiffOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// These kinds (`"table"`), names or globs (`"billing.*"`), or `"KIND:GLOB"` only. Adds to what was
    /// said before.
    pub fn only<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.only.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Not these; wins over [`only`](Self::only). Adds to what was said before.
    pub fn skip<S: Into<String>>(mut self, patterns: impl IntoIterator<Item = S>) -> Self {
        self.skip.extend(patterns.into_iter().map(Into::into));
        self
    }

    /// Columns in another order differ.
    pub fn column_order(mut self, yes: bool) -> Self {
        self.column_order = yes;
        self
    }

    /// Names that PostgreSQL chose count like others.
    pub fn system_names(mut self, yes: bool) -> Self {
        self.system_names = yes;
        self
    }

    /// Also what a dump does not carry: versions of collations.
    pub fn physical(mut self, yes: bool) -> Self {
        self.physical = yes;
        self
    }

    /// Owners are not compared.
    pub fn without_owner(mut self, yes: bool) -> Self {
        self.without_owner = yes;
        self
    }

    /// Rights are not compared.
    pub fn without_grants(mut self, yes: bool) -> Self {
        self.without_grants = yes;
        self
    }

    /// Comments are not compared.
    pub fn without_comments(mut self, yes: bool) -> Self {
        self.without_comments = yes;
        self
    }
}

/// In what way an object differs. A newer library may know more of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// In the old schema only.
    Missing,
    /// In the new schema only.
    Unexpected,
    /// In both, and a property differs.
    Changed,
    /// A number that this crate does not know.
    Unknown(i32),
}

/// Two schemas compared, by [`Schema::diff`](crate::Schema::diff). Immutable; shared freely between
/// threads; it needs neither schema.
pub struct Diff(NonNull<sys::plumb_diff>);

// SAFETY: a diff never changes, and the header lets any thread use it.
unsafe impl Send for Diff {}
// SAFETY: as above.
unsafe impl Sync for Diff {}

impl Diff {
    /// `old` and `now` are alive.
    pub(crate) fn made_of(
        old: *const sys::plumb_schema,
        now: *const sys::plumb_schema,
        said: &DiffOptions,
    ) -> Result<Diff> {
        let only = List::new("only", &said.only)?;
        let skip = List::new("skip", &said.skip)?;
        // SAFETY: one of the option structs.
        let mut options: sys::plumb_diff_options = unsafe { options::defaults() };
        options.only = only.as_ptr();
        options.skip = skip.as_ptr();
        options.column_order = said.column_order.into();
        options.system_names = said.system_names.into();
        options.physical = said.physical.into();
        options.without_owner = said.without_owner.into();
        options.without_grants = said.without_grants.into();
        options.without_comments = said.without_comments.into();
        let mut diff = ptr::null_mut();
        // SAFETY: the caller's promise, and what the options point to outlives the call.
        error::call(|error| unsafe {
            sys::plumb_schema_diff(old, now, &options, &mut diff, error)
        })?;
        Ok(Diff(error::not_null(diff)?))
    }

    /// Number of differences.
    pub fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_diff_count(self.as_ptr()) }
    }

    /// Whether the schemas are alike. Something may still be [unchecked](Self::unchecked).
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The difference at `index`.
    pub fn difference(&self, index: usize) -> Option<Difference<'_>> {
        (index < self.len()).then(|| Difference::at(self.as_ptr(), index))
    }

    /// The differences, sorted by kind, object, change and property.
    pub fn differences(&self) -> Items<'_, Difference<'_>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(self.as_ptr(), self.len(), |owner, index| {
                Difference::at(owner.cast(), index)
            })
        }
    }

    /// What could not be compared, each as "what: why".
    pub fn unchecked(&self) -> Items<'_, Cow<'_, str>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(
                self.as_ptr(),
                sys::plumb_diff_unchecked_count(self.as_ptr()),
                |owner, index| strings::always(sys::plumb_diff_unchecked_at(owner.cast(), index)),
            )
        }
    }

    /// The diff as a document: `"text"` or `"json"` (plumbline.diff/1).
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = strings::to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_diff_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    fn as_ptr(&self) -> *const sys::plumb_diff {
        self.0.as_ptr()
    }
}

impl<'d> IntoIterator for &'d Diff {
    type Item = Difference<'d>;
    type IntoIter = Items<'d, Difference<'d>>;

    fn into_iter(self) -> Self::IntoIter {
        self.differences()
    }
}

impl fmt::Debug for Diff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Diff").field(&self.differences()).finish()
    }
}

impl Drop for Diff {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_diff_free(self.0.as_ptr()) }
    }
}

/// One thing in which two schemas differ. The diff's. Displays as one line for people.
#[derive(Clone, Copy)]
pub struct Difference<'d> {
    raw: *const sys::plumb_diff,
    index: usize,
    _owner: PhantomData<&'d Diff>,
}

// SAFETY: a diff never changes, and the header lets any thread use it.
unsafe impl Send for Difference<'_> {}
// SAFETY: as above.
unsafe impl Sync for Difference<'_> {}

impl<'d> Difference<'d> {
    fn at(raw: *const sys::plumb_diff, index: usize) -> Difference<'d> {
        Difference { raw, index, _owner: PhantomData }
    }

    /// In what way the object differs.
    pub fn change(self) -> DifferenceKind {
        // SAFETY: lives as long as the diff.
        match unsafe { sys::plumb_diff_kind(self.raw, self.index) } {
            sys::PLUMB_DIFF_MISSING => DifferenceKind::Missing,
            sys::PLUMB_DIFF_UNEXPECTED => DifferenceKind::Unexpected,
            sys::PLUMB_DIFF_CHANGED => DifferenceKind::Changed,
            other => DifferenceKind::Unknown(other),
        }
    }

    /// The kind of the object concerned: `"table"`, `"column"`.
    pub fn kind(self) -> &'d str {
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_diff_object_kind(self.raw, self.index)) }
            .unwrap_or_default()
    }

    /// Its name: `"public.orders.total"`.
    pub fn object(self) -> Cow<'d, str> {
        // SAFETY: as above.
        unsafe { strings::always(sys::plumb_diff_object(self.raw, self.index)) }
    }

    /// Of a changed one: `"type"`, `"default"`; `"name"` when it was renamed and nothing else.
    pub fn property(self) -> Option<Cow<'d, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_diff_property(self.raw, self.index)) }
    }

    /// The property's value in the old schema, or what its absence means; `None` when that is nothing.
    pub fn old_value(self) -> Option<Cow<'d, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_diff_old(self.raw, self.index)) }
    }

    /// The property's value in the new schema, likewise.
    pub fn new_value(self) -> Option<Cow<'d, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_diff_new(self.raw, self.index)) }
    }

    /// Of a missing or unexpected one: the object that it may have been renamed to or from, because
    /// both are defined alike.
    pub fn rename_hint(self) -> Option<Cow<'d, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_diff_rename_hint(self.raw, self.index)) }
    }
}

impl fmt::Display for Difference<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let absent = Cow::Borrowed("absent");
        write!(out, "{} {}", self.kind(), self.object())?;
        match self.change() {
            DifferenceKind::Missing => out.write_str(" is missing")?,
            DifferenceKind::Unexpected => out.write_str(" is unexpected")?,
            _ => write!(
                out,
                ": {} is {}, not {}",
                self.property().unwrap_or_default(),
                self.new_value().unwrap_or(absent.clone()),
                self.old_value().unwrap_or(absent)
            )?,
        }
        self.rename_hint().map_or(Ok(()), |hint| write!(out, ", renamed perhaps: {hint}"))
    }
}

impl fmt::Debug for Difference<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Difference")
            .field("change", &self.change())
            .field("kind", &self.kind())
            .field("object", &self.object())
            .field("property", &self.property())
            .field("old_value", &self.old_value())
            .field("new_value", &self.new_value())
            .field("rename_hint", &self.rename_hint())
            .finish()
    }
}
