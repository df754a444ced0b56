//! What a database holds: `plumb_schema` and its objects.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::time::Duration;

use crate::event::watch;
use crate::options::call_options;
use crate::strings::{to_c, List};
use crate::{
    error, options, strings, sys, Cancel, Change, Diff, DiffOptions, Items, Result, Target, Text,
    Watched,
};

/// What of a database is read. What is not said is the default.
#[derive(Clone, Debug, Default)]
pub struct SchemaOptions {
    schemas: Vec<String>,
    skip: Vec<String>,
    with_extension_members: bool,
    with_registry: bool,
    without_dependencies: bool,
    relative: bool,
    with_digest: bool,
    cancel: Option<Cancel>,
    deadline: Option<Duration>,
}

impl SchemaOptions {
    /// All defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// These schemas only, by name or glob: `"billing"`, `"tenant_*"`; all but the system's unless
    /// said. Adds to what was said before.
    pub fn schemas<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.schemas.extend(names.into_iter().map(Into::into));
        self
    }

    /// Not these schemas, or objects by `"KIND:GLOB"`, as in `"table:public.tmp_*"`. Adds to what was
    /// said before.
    pub fn skip<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.skip.extend(names.into_iter().map(Into::into));
        self
    }

    /// Also what extensions made.
    pub fn with_extension_members(mut self, yes: bool) -> Self {
        self.with_extension_members = yes;
        self
    }

    /// Also the tables in which sqitch, Alembic and sqlx keep what they did.
    pub fn with_registry(mut self, yes: bool) -> Self {
        self.with_registry = yes;
        self
    }

    /// What an object cannot be without is not read.
    pub fn without_dependencies(mut self, yes: bool) -> Self {
        self.without_dependencies = yes;
        self
    }

    /// Each schema's own name is left out: tenants compare equal.
    pub fn relative(mut self, yes: bool) -> Self {
        self.relative = yes;
        self
    }

    /// [`Schema::digest`] too, at the cost of another pass over the rows.
    pub fn with_digest(mut self, yes: bool) -> Self {
        self.with_digest = yes;
        self
    }
}

call_options! { SchemaOptions:
    /// Ends the call once it is requested.
    cancel
    /// How long the whole call may take; without limit unless said.
    deadline
    /// These options, and a closure that hears what was read. Its `Break` ends the call with
    /// [`ErrorKind::Cancelled`](crate::ErrorKind::Cancelled); its panic does so too, and goes on in the
    /// caller.
    watched
}

/// One of the three functions that read a catalog.
type Function<T> = unsafe extern "C" fn(
    *mut sys::plumb_target,
    *const sys::plumb_schema_options,
    *mut *mut T,
    *mut *mut sys::plumb_error,
) -> sys::plumb_status;

/// Runs `function` on a target that is lent to it alone.
fn read<T>(
    function: Function<T>,
    target: &mut Target,
    watched: Watched<'_, SchemaOptions>,
) -> Result<NonNull<T>> {
    let target = target.as_ptr();
    // SAFETY: the target is lent to this call alone.
    make(watched, |options, made, error| unsafe { function(target, options, made, error) })
}

/// Runs `plumb_schema_plan` on a project that the caller keeps alive.
pub(crate) fn planned(
    project: *const sys::plumb_project,
    upto: Option<&str>,
    server: *const sys::plumb_server,
    watched: Watched<'_, SchemaOptions>,
) -> Result<Schema> {
    let upto = upto.map(|change| to_c("the last change", change)).transpose()?;
    let upto = upto.as_ref().map_or(ptr::null(), |change| change.as_ptr());
    // SAFETY: project, change and server outlive the call.
    let made = make(watched, |options, made, error| unsafe {
        sys::plumb_schema_plan(project, upto, server, options, made, error)
    });
    made.map(Schema)
}

/// Runs `function` with these options.
fn make<T>(
    watched: Watched<'_, SchemaOptions>,
    function: impl FnOnce(
        *const sys::plumb_schema_options,
        *mut *mut T,
        *mut *mut sys::plumb_error,
    ) -> sys::plumb_status,
) -> Result<NonNull<T>> {
    let said = watched.options;
    let schemas = List::new("schemas", &said.schemas)?;
    let skip = List::new("skip", &said.skip)?;
    // SAFETY: one of the option structs.
    let mut options: sys::plumb_schema_options = unsafe { options::defaults() };
    options.schemas = schemas.as_ptr();
    options.skip = skip.as_ptr();
    options.with_extension_members = said.with_extension_members.into();
    options.with_registry = said.with_registry.into();
    options.without_dependencies = said.without_dependencies.into();
    options.relative = said.relative.into();
    options.with_digest = said.with_digest.into();
    options.cancel = said.cancel.as_ref().map_or(ptr::null_mut(), Cancel::as_ptr);
    options.deadline_ms = options::milliseconds(said.deadline);
    watch(watched.on_event, |on_event, user_data| {
        options.on_event = on_event;
        options.user_data = user_data;
        let mut made = ptr::null_mut();
        // What the options point to outlives the call.
        error::call(|error| function(&options, &mut made, error))?;
        error::not_null(made)
    })
}

impl Target {
    /// What the database holds, read in one snapshot of the server. What is locked or may not be read
    /// is [unchecked](Schema::unchecked); the rest is complete.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for a bad filter,
    /// [`Connection`](crate::ErrorKind::Connection), [`Server`](crate::ErrorKind::Server),
    /// [`Timeout`](crate::ErrorKind::Timeout), [`Cancelled`](crate::ErrorKind::Cancelled).
    ///
    /// ```no_run
    /// use plumbline::{DiffOptions, Schema, SchemaOptions, Target};
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let wanted = Schema::load(&std::fs::read("schema.json")?)?;
    /// let now = Target::open("postgres://reader@db/billing")?.capture(&SchemaOptions::new())?;
    /// for difference in &wanted.diff(&now, &DiffOptions::new())? {
    ///     println!("{difference}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn capture<'o>(
        &mut self,
        options: impl Into<Watched<'o, SchemaOptions>>,
    ) -> Result<Schema> {
        read(sys::plumb_schema_capture, self, options.into()).map(Schema)
    }

    /// [`Schema::fingerprint`] of what [`capture`](Self::capture) would read, without keeping the
    /// objects.
    ///
    /// # Errors
    ///
    /// As `capture`.
    pub fn fingerprint<'o>(
        &mut self,
        options: impl Into<Watched<'o, SchemaOptions>>,
    ) -> Result<Text> {
        read(sys::plumb_target_fingerprint, self, options.into()).map(Text::new)
    }

    /// What the server makes of its catalog rows: the same as before means that nothing changed.
    /// Faster than a fingerprint; comparable only within one database and one version of the library.
    /// Always of the whole database: of the options only the cancel and the deadline count.
    ///
    /// # Errors
    ///
    /// As [`capture`](Self::capture).
    pub fn digest<'o>(&mut self, options: impl Into<Watched<'o, SchemaOptions>>) -> Result<Text> {
        read(sys::plumb_target_digest, self, options.into()).map(Text::new)
    }
}

/// What a database holds: a snapshot of its catalog, out of a [`Target`] or a file. Immutable; shared
/// freely between threads.
pub struct Schema(NonNull<sys::plumb_schema>);

// SAFETY: a schema never changes, and the header lets any thread use it.
unsafe impl Send for Schema {}
// SAFETY: as above.
unsafe impl Sync for Schema {}

impl Schema {
    /// The schema that [`save`](Self::save) made these bytes of.
    ///
    /// # Errors
    ///
    /// [`Format`](crate::ErrorKind::Format) when they are none, are damaged, or are newer than the
    /// library.
    ///
    /// ```
    /// let error = plumbline::Schema::load(b"{}").unwrap_err();
    /// assert_eq!(error.kind(), plumbline::ErrorKind::Format);
    /// ```
    pub fn load(data: &[u8]) -> Result<Schema> {
        let mut schema = ptr::null_mut();
        // SAFETY: as many bytes as it is told.
        error::call(|error| unsafe {
            sys::plumb_schema_load(data.as_ptr().cast(), data.len(), &mut schema, error)
        })?;
        Ok(Schema(error::not_null(schema)?))
    }

    /// The schema as a document to keep: JSON, plumbline.snapshot/1. The same schema gives the same
    /// bytes.
    ///
    /// # Errors
    ///
    /// [`NoMemory`](crate::ErrorKind::NoMemory).
    pub fn save(&self) -> Result<Text> {
        // SAFETY: alive.
        Text::made_by(|text, error| unsafe { sys::plumb_schema_save(self.as_ptr(), text, error) })
    }

    /// Number of objects, parts of others included.
    pub fn len(&self) -> usize {
        // SAFETY: alive.
        unsafe { sys::plumb_schema_count(self.as_ptr()) }
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The object at `index`.
    pub fn object(&self, index: usize) -> Option<CatalogObject<'_>> {
        // SAFETY: alive; out of range is NULL.
        CatalogObject::new(unsafe { sys::plumb_schema_at(self.as_ptr(), index) })
    }

    /// The objects, sorted by kind, schema and name, parts behind all others.
    pub fn objects(&self) -> Items<'_, CatalogObject<'_>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(self.as_ptr(), self.len(), |owner, index| {
                CatalogObject::from_raw(sys::plumb_schema_at(owner.cast(), index))
            })
        }
    }

    /// The object of that kind and name: `"table"` and `"public.orders"`.
    pub fn find(&self, kind: &str, name: &str) -> Option<CatalogObject<'_>> {
        let kind = to_c("the kind", kind).ok()?;
        let name = to_c("the name", name).ok()?;
        // SAFETY: all are alive.
        CatalogObject::new(unsafe {
            sys::plumb_schema_find(self.as_ptr(), kind.as_ptr(), name.as_ptr())
        })
    }

    /// SHA-256 of the whole database's definition, 64 hexadecimal digits: equal for databases that
    /// were made alike.
    pub fn fingerprint(&self) -> &str {
        // SAFETY: lives as long as the schema.
        unsafe { strings::word(sys::plumb_schema_fingerprint(self.as_ptr())) }.unwrap_or_default()
    }

    /// Likewise, of one schema and what lies in it; `None` when there is none of that name.
    pub fn fingerprint_of(&self, name: &str) -> Option<&str> {
        let name = to_c("the schema", name).ok()?;
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_schema_fingerprint_of(self.as_ptr(), name.as_ptr())) }
    }

    /// What [`Target::digest`] would have given then; `None` without
    /// [`with_digest`](SchemaOptions::with_digest).
    pub fn digest(&self) -> Option<Cow<'_, str>> {
        // SAFETY: lives as long as the schema.
        unsafe { strings::optional(sys::plumb_schema_digest(self.as_ptr())) }
    }

    /// Of the server that it was read from: 150020.
    pub fn server_version(&self) -> i32 {
        // SAFETY: alive.
        unsafe { sys::plumb_schema_server_version(self.as_ptr()) }
    }

    /// Name of the database that it was read from. Not compared.
    pub fn database(&self) -> Option<Cow<'_, str>> {
        // SAFETY: lives as long as the schema.
        unsafe { strings::optional(sys::plumb_schema_database(self.as_ptr())) }
    }

    /// Whether it was read with [`relative`](SchemaOptions::relative).
    pub fn is_relative(&self) -> bool {
        // SAFETY: alive.
        unsafe { sys::plumb_schema_is_relative(self.as_ptr()) == 1 }
    }

    /// What could not be read, each as "what: why".
    pub fn unchecked(&self) -> Items<'_, Cow<'_, str>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(
                self.as_ptr(),
                sys::plumb_schema_unchecked_count(self.as_ptr()),
                |owner, index| strings::always(sys::plumb_schema_unchecked_at(owner.cast(), index)),
            )
        }
    }

    /// What was left out on purpose (members of extensions, registries, what
    /// [`skip`](SchemaOptions::skip) names), each as "what: why".
    pub fn left_out(&self) -> Items<'_, Cow<'_, str>> {
        // SAFETY: borrowed from `self`.
        unsafe {
            Items::new(
                self.as_ptr(),
                sys::plumb_schema_left_out_count(self.as_ptr()),
                |owner, index| strings::always(sys::plumb_schema_left_out_at(owner.cast(), index)),
            )
        }
    }

    /// How `now`, what is there, differs from this, what is expected. The diff needs neither.
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for a bad filter.
    pub fn diff(&self, now: &Schema, options: &DiffOptions) -> Result<Diff> {
        Diff::made_of(self.as_ptr(), now.as_ptr(), options)
    }

    /// What it holds, in short: `"text"` (objects by kind, fingerprints by schema), or
    /// `"fingerprints"` (plumbline.fingerprints/1, JSON: schemas that are alike are one group).
    ///
    /// # Errors
    ///
    /// [`Argument`](crate::ErrorKind::Argument) for another format.
    pub fn render(&self, format: &str) -> Result<Text> {
        let format = to_c("the format", format)?;
        // SAFETY: both are alive.
        Text::made_by(|text, error| unsafe {
            sys::plumb_schema_render(self.as_ptr(), format.as_ptr(), text, error)
        })
    }

    pub(crate) fn as_ptr(&self) -> *const sys::plumb_schema {
        self.0.as_ptr()
    }
}

impl<'s> IntoIterator for &'s Schema {
    type Item = CatalogObject<'s>;
    type IntoIter = Items<'s, CatalogObject<'s>>;

    fn into_iter(self) -> Self::IntoIter {
        self.objects()
    }
}

impl fmt::Debug for Schema {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Schema")
            .field("database", &self.database())
            .field("len", &self.len())
            .field("fingerprint", &self.fingerprint())
            .finish()
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        // SAFETY: ours, and never used again: what is borrowed from it has ended.
        unsafe { sys::plumb_schema_free(self.0.as_ptr()) }
    }
}

/// One object of the catalog: a table, a column, a function. The schema's. Equal to itself only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CatalogObject<'s> {
    raw: *const sys::plumb_object,
    _owner: PhantomData<&'s Schema>,
}

// SAFETY: an object never changes, and the header lets any thread use it.
unsafe impl Send for CatalogObject<'_> {}
// SAFETY: as above.
unsafe impl Sync for CatalogObject<'_> {}

impl<'s> CatalogObject<'s> {
    /// NULL is no unsound one: C's accessors take it.
    fn from_raw(raw: *const sys::plumb_object) -> CatalogObject<'s> {
        CatalogObject { raw, _owner: PhantomData }
    }

    fn new(raw: *const sys::plumb_object) -> Option<CatalogObject<'s>> {
        (!raw.is_null()).then_some(CatalogObject::from_raw(raw))
    }

    /// `"table"`, `"column"`, `"foreign-table"`, `"matview"`, `"enum"` …
    pub fn kind(self) -> &'s str {
        // SAFETY: lives as long as the schema.
        unsafe { strings::word(sys::plumb_object_kind(self.raw)) }.unwrap_or_default()
    }

    /// `"public.orders"`, `"public.orders.total"`, `"public.f(integer)"`; a part with a dot or a quote
    /// in it is in double quotes.
    pub fn name(self) -> Cow<'s, str> {
        // SAFETY: as above.
        unsafe { strings::always(sys::plumb_object_name(self.raw)) }
    }

    /// The schema that it lies in.
    pub fn schema(self) -> Option<Cow<'s, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_object_schema(self.raw)) }
    }

    /// The table, view or domain that it is a part of; the table of an index.
    pub fn parent(self) -> Option<CatalogObject<'s>> {
        // SAFETY: as above.
        CatalogObject::new(unsafe { sys::plumb_object_parent(self.raw) })
    }

    /// Its columns, constraints, triggers, policies and rules, sorted by kind and name.
    pub fn parts(self) -> Items<'s, CatalogObject<'s>> {
        // SAFETY: the schema's.
        unsafe {
            Items::new(self.raw, sys::plumb_object_part_count(self.raw), |owner, index| {
                CatalogObject::from_raw(sys::plumb_object_part_at(owner.cast(), index))
            })
        }
    }

    /// What it cannot be without, its parent not counted; none in a schema that was read
    /// [without](SchemaOptions::without_dependencies).
    pub fn dependencies(self) -> Items<'s, CatalogObject<'s>> {
        // SAFETY: the schema's.
        unsafe {
            Items::new(self.raw, sys::plumb_object_dependency_count(self.raw), |owner, index| {
                CatalogObject::from_raw(sys::plumb_object_dependency_at(owner.cast(), index))
            })
        }
    }

    /// Place of a column among those of its table, from 1; `None` for all else.
    pub fn position(self) -> Option<u32> {
        // SAFETY: as above.
        error::position(unsafe { sys::plumb_object_position(self.raw) })
    }

    /// Names and values, sorted by name: `"type"`, `"not_null"`, `"owner"`, `"grant:app_ro"`. What
    /// PostgreSQL has as its default is absent.
    pub fn properties(self) -> Items<'s, (Cow<'s, str>, Cow<'s, str>)> {
        // SAFETY: the schema's.
        unsafe {
            Items::new(self.raw, sys::plumb_object_property_count(self.raw), |owner, index| {
                (
                    strings::always(sys::plumb_object_property_name(owner.cast(), index)),
                    strings::always(sys::plumb_object_property_value(owner.cast(), index)),
                )
            })
        }
    }

    /// The value of one property: SQL with qualified names, `"true"` for what is so.
    pub fn property(self, name: &str) -> Option<Cow<'s, str>> {
        let name = to_c("the property", name).ok()?;
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_object_property(self.raw, name.as_ptr())) }
    }

    /// SQL that would make it, without owner, grants and comment; `None` for a kind that has no
    /// statement of its own. Made when first asked for.
    pub fn definition(self) -> Option<Cow<'s, str>> {
        // SAFETY: as above.
        unsafe { strings::optional(sys::plumb_object_definition(self.raw)) }
    }

    /// SHA-256 of the object with its parts, 64 hexadecimal digits. Made when first asked for.
    pub fn fingerprint(self) -> &'s str {
        // SAFETY: as above.
        unsafe { strings::word(sys::plumb_object_fingerprint(self.raw)) }.unwrap_or_default()
    }

    /// The change that makes it, in a schema by [`Project::planned_schema`](crate::Project::planned_schema);
    /// `None` for what the plan finds there, and in all others.
    pub fn change(self) -> Option<Change<'s>> {
        // SAFETY: as above.
        Change::new(unsafe { sys::plumb_object_change(self.raw) })
    }
}

impl fmt::Display for CatalogObject<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.kind(), self.name())
    }
}

impl fmt::Debug for CatalogObject<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("CatalogObject")
            .field("kind", &self.kind())
            .field("name", &self.name())
            .finish()
    }
}
