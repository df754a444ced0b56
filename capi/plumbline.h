/* plumbline.h - the C interface of libplumbline.
 *
 * Plumbline tells whether migration plan, migration registry and live schema agree, for sqitch,
 * Alembic and sqlx on PostgreSQL. What is not in this file is not public.
 *
 * The shortest use:
 *
 *     plumb_repository *repository = NULL;
 *     plumb_report *report = NULL;
 *     plumb_error *error = NULL;
 *     if (plumb_repository_open(".", NULL, &repository, &error) != PLUMB_OK ||
 *         plumb_repository_check(repository, NULL, NULL, &report, &error) != PLUMB_OK)
 *       fprintf(stderr, "%s\n", plumb_error_message(error));
 *     for (size_t i = 0; i < plumb_report_count(report); ++i)
 *       puts(plumb_finding_message(plumb_report_at(report, i)));
 *     plumb_error_free(error);
 *     plumb_report_free(report);
 *     plumb_repository_free(repository);
 *
 * Conventions
 *
 *  1. Names are plumb_<noun>_<verb>. Parameters stand in this order: subject, inputs, options,
 *     outputs, error. Constants are #defined integers.
 *  2. A pointer set through an out-parameter is yours: end it with plumb_<noun>_free, which takes
 *     NULL too. A pointer returned is borrowed and lives as long as the handle that it was asked
 *     from. Objects are freed in any order: each keeps alive what it needs.
 *  3. A function that can fail returns plumb_status; its outputs are NULL then. `error` may be NULL;
 *     it is set to NULL on success and on PLUMB_NO_MEMORY, which comes without an object. Accessors
 *     cannot fail: on NULL or an index out of range they give NULL, 0 or -1, as each one says.
 *  4. Findings are not errors. A broken plan gives PLUMB_OK and a report; another status says that
 *     the question could not be answered.
 *  5. Strings in are UTF-8 and end with NUL; what a file holds is a pointer and a size. Strings out
 *     are borrowed and end with NUL; NULL means absent. Paths come back as the bytes that went in.
 *     Lists of strings end with NULL. Lines and columns start at 1, 0 means none; columns count code
 *     points. Times are microseconds since 1970-01-01 00:00 UTC.
 *  6. Options: `plumb_check_options o; plumb_options_init(&o, sizeof o);`. Zero is the default of
 *     every field; NULL instead of the struct means all defaults. Fields are only ever added behind;
 *     an older library takes a newer struct as long as what it does not know is zero.
 *  7. Errors, texts, repositories, projects, changes, registries, schemas, objects, diffs, reports,
 *     findings, fixes and runs never change: use them from any number of threads, and servers too. A
 *     target serves one call at a time and answers PLUMB_BUSY to a second one. A cancel is for any
 *     thread and for signal handlers. An object is freed when no other thread is using it.
 *  8. Callbacks run on the calling thread, one at a time, never after the call returned. They must
 *     not unwind or longjmp through this library; non-zero ends the call with PLUMB_CANCELLED.
 *  9. The library has no global state, prints nothing, installs no signal handler, changes neither
 *     locale nor working directory, and ends no process. No password is in any text that it gives.
 *
 * A database is only read: READ ONLY transactions, no lock on anything but the migration tool's own
 * table and, for milliseconds, where the server prints an expression of a schema. Files are only read,
 * and no code in them is run. Three calls do more, as they say: plumb_fix_apply writes the files,
 * plumb_scratch_mark writes a mark into a database, and a gate runs the project's migrations, on
 * databases of its own or on one that carries this mark.
 */
#ifndef PLUMBLINE_H
#define PLUMBLINE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef PLUMB_API
#if defined(__GNUC__)
#define PLUMB_API __attribute__((visibility("default")))
#else
#define PLUMB_API
#endif
#endif

/* ---- Version and status ------------------------------------------------------------------- */

/** Of this header. The library's own is plumb_version_number(). */
#define PLUMB_VERSION "0.1.0"
/** 0xMMmmpp: major, minor, patch. */
#define PLUMB_VERSION_NUMBER 0x000100

/** What became of a call. Values are never reused. */
typedef int32_t plumb_status;

#define PLUMB_OK 0             /**< done; look at the report */
#define PLUMB_ARGUMENT 1       /**< NULL or impossible argument, unknown format or rule pattern */
#define PLUMB_NO_MEMORY 2      /**< comes without an error object */
#define PLUMB_INTERNAL 3       /**< a defect of this library */
#define PLUMB_CANCELLED 4      /**< by a cancel or a callback */
#define PLUMB_TIMEOUT 5        /**< a deadline of ours passed */
#define PLUMB_BUSY 6           /**< the target, or the scratch database, is in use by another call */
#define PLUMB_NOT_FOUND 7      /**< no such path, rule, project, backup, record */
#define PLUMB_AMBIGUOUS 8      /**< a reference or path means several things; the detail lists them */
#define PLUMB_IO 9             /**< a file cannot be read or written */
#define PLUMB_FORMAT 10        /**< not the format that was expected, or newer than this library */
#define PLUMB_LIMIT 11         /**< a limit was met; the message names it */
#define PLUMB_CONNECTION 12    /**< the server cannot be reached, or was lost */
#define PLUMB_SERVER 13        /**< the server refused a statement of ours; SQLSTATE is set */
#define PLUMB_TOOL 14          /**< a program or library that is needed (libpq, alembic) is missing */
#define PLUMB_REFUSED 15       /**< a guard said no; there is no option that says yes */
#define PLUMB_UNSUPPORTED 16   /**< left out of this build, or the server is too old */
#define PLUMB_CONFIGURATION 17 /**< plumbline.toml is wrong; file and line are set */

/** Version of the library in use, as PLUMB_VERSION_NUMBER is of this header.
 *  @since 0.1 */
PLUMB_API int32_t plumb_version_number(void);

/** PostgreSQL version of the SQL grammar that is built in, as PG_VERSION_NUM (150001); 0 in a build
 *  without one.
 *  @since 0.1 */
PLUMB_API int32_t plumb_grammar_version(void);

/** "PLUMB_TIMEOUT" for PLUMB_TIMEOUT. Lives for ever; NULL for a number that is no status.
 *  @since 0.1 */
PLUMB_API const char *plumb_status_name(plumb_status status);

/** Sets every byte of an options struct to zero and its first member to `size`, which is the
 *  struct's sizeof. Does nothing when `options` is NULL or `size` below sizeof(size_t).
 *  @since 0.1 */
PLUMB_API void plumb_options_init(void *options, size_t size);

/* ---- Error -------------------------------------------------------------------------------- */

/** Why a call failed. Yours. Any thread. */
typedef struct plumb_error plumb_error;

/** Ends an error; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_error_free(plumb_error *error);

/** The status that the call returned; PLUMB_OK for NULL.
 *  @since 0.1 */
PLUMB_API plumb_status plumb_error_status(const plumb_error *error);

/** One line: what, where, what to do. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_error_message(const plumb_error *error);

/** More lines, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_error_detail(const plumb_error *error);

/** What to do about it, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_error_hint(const plumb_error *error);

/** Five characters where the server gave them, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_error_sqlstate(const plumb_error *error);

/** The file concerned, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_error_file(const plumb_error *error);

/** Line in that file from 1, or 0.
 *  @since 0.1 */
PLUMB_API int32_t plumb_error_line(const plumb_error *error);

/** Column in that line from 1, in code points, or 0.
 *  @since 0.1 */
PLUMB_API int32_t plumb_error_column(const plumb_error *error);

/* ---- Text --------------------------------------------------------------------------------- */

/** Bytes made by the library: a report, a plan. Yours. Any thread. */
typedef struct plumb_text plumb_text;

/** The bytes, with a NUL behind the last one that the size does not count. NULL for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_text_data(const plumb_text *text);

/** Number of bytes; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_text_size(const plumb_text *text);

/** Ends a text; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_text_free(plumb_text *text);

/* ---- Cancel ------------------------------------------------------------------------------- */

/** Stops every call that was given it. Yours; a call that still runs keeps what it needs of it. */
typedef struct plumb_cancel plumb_cancel;

/** Makes one that is not requested.
 *  @return PLUMB_OK; PLUMB_ARGUMENT for NULL, PLUMB_IO without free file descriptors (it has two),
 *          PLUMB_NO_MEMORY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_cancel_new(plumb_cancel **cancel);

/** Asks the calls to stop, for ever. Async-signal-safe: an atomic store and one write. A call waits
 *  for a file that it is reading, not for the server. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_cancel_request(plumb_cancel *cancel);

/** Ends a cancel; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_cancel_free(plumb_cancel *cancel);

/* ---- Events ------------------------------------------------------------------------------- */

/** What a long call is doing. Lives until the callback returns. */
typedef struct plumb_event plumb_event;

/** Called while a call runs; 0 to go on, else the call ends with PLUMB_CANCELLED. */
typedef int32_t (*plumb_event_fn)(const plumb_event *event, void *user_data);

#define PLUMB_EVENT_GATE_START 1 /**< a gate begins */
#define PLUMB_EVENT_STEP_START 2 /**< a step of it begins */
#define PLUMB_EVENT_PROGRESS 3   /**< one more tree was read or checked; its path is the message */
#define PLUMB_EVENT_STEP_DONE 4  /**< a step ended */
#define PLUMB_EVENT_GATE_DONE 5  /**< a gate ended */
#define PLUMB_EVENT_NOTE 6       /**< something worth a line in a log */

/** PLUMB_EVENT_…; 0 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_event_kind(const plumb_event *event);

/** One line for people. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_event_message(const plumb_event *event);

/** The event as one line of JSON, plumbline.event/1, without a newline. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_event_json(const plumb_event *event);

/* ---- Repository, project, change ------------------------------------------------------------ */

/** Everything found below a path. Yours. Any thread. */
typedef struct plumb_repository plumb_repository;
/** One migration tree of one tool. The repository's. Any thread. */
typedef struct plumb_project plumb_project;
/** One step of a plan. The repository's. Any thread. */
typedef struct plumb_change plumb_change;

/** How files are looked for and read. */
typedef struct plumb_repository_options {
  size_t struct_size;             /**< set by plumb_options_init */
  const char *config;             /**< plumbline.toml; NULL = the nearest at or above the path */
  const char *tool;               /**< "sqitch", "alembic" or "sqlx" only; NULL = all */
  const char *const *environment; /**< "NAME=value" as the tools would see it; NULL = the process's */
  int64_t max_file_bytes;         /**< of one file; 0 = 64 MiB */
  int32_t max_depth;              /**< folders below the path; 0 = 64 */
  int32_t max_files;              /**< in a folder, and changes in a plan; 0 = 1,000,000 */
  plumb_cancel *cancel;           /**< NULL = none */
  plumb_event_fn on_event;        /**< NULL = none; PROGRESS for each tree that was read */
  void *user_data;                /**< handed to on_event */
  int32_t deadline_ms;            /**< of the whole call; 0 = none */
  int32_t reserved;               /**< zero */
} plumb_repository_options;

/** Finds and reads every tree below `path`; a path inside one (a plan file, a versions folder) gives
 *  that one. None found is a count of 0. What is wrong with the files is told by a check.
 *  @return PLUMB_OK; PLUMB_NOT_FOUND, PLUMB_IO, PLUMB_LIMIT, PLUMB_CONFIGURATION for a wrong
 *          plumbline.toml, PLUMB_ARGUMENT for an unknown tool, PLUMB_CANCELLED, PLUMB_TIMEOUT
 *  @since 0.1 */
PLUMB_API plumb_status plumb_repository_open(const char *path, const plumb_repository_options *options,
                                             plumb_repository **repository, plumb_error **error);

/** Ends a repository; its projects and changes with it. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_repository_free(plumb_repository *repository);

/** Number of projects; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_repository_count(const plumb_repository *repository);

/** A project, in the order of the paths; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_project *plumb_repository_at(const plumb_repository *repository, size_t index);

/** The tree's folder, relative to the path that was opened; "." for itself.
 *  @since 0.1 */
PLUMB_API const char *plumb_project_path(const plumb_project *project);

/** "sqitch", "alembic" or "sqlx".
 *  @since 0.1 */
PLUMB_API const char *plumb_project_tool(const plumb_project *project);

/** Number of changes that the tool could run: a file whose id another one took is not counted.
 *  @since 0.1 */
PLUMB_API size_t plumb_project_change_count(const plumb_project *project);

/** A change, parents before children; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_change *plumb_project_change_at(const plumb_project *project, size_t index);

/** The change that the tool would take for `reference`: "@v1^", "users@HEAD^2" (sqitch), "ab12",
 *  "head" (Alembic), "20240101000000" (sqlx). NULL for none or several.
 *  @since 0.1 */
PLUMB_API const plumb_change *plumb_project_find(const plumb_project *project, const char *reference);

/** The plan as a document.
 *  @param format  "json" (plumbline.plan/1), "tool-json" (as the tool itself would see it), "text",
 *                 "dot" (Graphviz)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_render(const plumb_project *project, const char *format,
                                            plumb_text **text, plumb_error **error);

/** The tool's answers to a list of questions, without the tool.
 *  @param questions  Alembic: a JSON array of questions (upgrade, downgrade, stamp, resolve, range);
 *                    sqitch: names of targets or engines, one a line. sqlx has none.
 *  @param size       bytes of it
 *  @return PLUMB_OK; PLUMB_ARGUMENT where the tool has no questions, PLUMB_FORMAT for a malformed list
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_ask(const plumb_project *project, const char *questions, size_t size,
                                         plumb_text **text, plumb_error **error);

/** sqitch: change id, 40 hexadecimal digits; Alembic: revision; sqlx: version in decimal.
 *  @since 0.1 */
PLUMB_API const char *plumb_change_id(const plumb_change *change);

/** As written in the plan; Alembic: first line of the docstring; sqlx: description.
 *  @since 0.1 */
PLUMB_API const char *plumb_change_name(const plumb_change *change);

/** The file that declares it (sqitch: the plan), relative to the path that was opened.
 *  @since 0.1 */
PLUMB_API const char *plumb_change_file(const plumb_change *change);

/** Line of the declaration in that file from 1; 0 when the file as a whole declares it.
 *  @since 0.1 */
PLUMB_API int32_t plumb_change_line(const plumb_change *change);

/** Number of parents: 0 for a base, several for a merge.
 *  @since 0.1 */
PLUMB_API size_t plumb_change_parent_count(const plumb_change *change);

/** A parent, in the file's order; NULL out of range, and for a parent that no file has.
 *  @since 0.1 */
PLUMB_API const plumb_change *plumb_change_parent_at(const plumb_change *change, size_t index);

/** 1 when no other change follows it, 0 when one does, -1 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_change_is_head(const plumb_change *change);

#define PLUMB_SCRIPT_DEPLOY 0 /**< moves forward; Alembic: the revision file */
#define PLUMB_SCRIPT_REVERT 1 /**< moves back */
#define PLUMB_SCRIPT_VERIFY 2 /**< sqitch only */

/** Path of a script, relative to the path that was opened, whether or not the file is there; NULL
 *  when the change has none of that kind, and for another number.
 *  @since 0.1 */
PLUMB_API const char *plumb_change_script(const plumb_change *change, int32_t script);

/** What a script requires, creates, drops and alters, statement by statement, from its text alone: JSON,
 *  plumbline.effects/1, which says where each statement stands and what of it cannot be known. An
 *  Alembic revision is rendered to SQL, psql's variables are set. Reads the file.
 *  @param script  PLUMB_SCRIPT_DEPLOY, PLUMB_SCRIPT_REVERT or PLUMB_SCRIPT_VERIFY
 *  @return PLUMB_OK, also for a change without such a script; PLUMB_ARGUMENT, PLUMB_IO, PLUMB_LIMIT
 *  @since 0.1 */
PLUMB_API plumb_status plumb_change_effects(const plumb_change *change, int32_t script,
                                            plumb_text **text, plumb_error **error);

/* ---- Target ------------------------------------------------------------------------------- */

/** One connection to a database, for reading only. Yours. One call at a time, from any thread; each
 *  reads what is there when it begins. */
typedef struct plumb_target plumb_target;

/** How a database is opened, and how long it may take. */
typedef struct plumb_target_options {
  size_t struct_size;           /**< set by plumb_options_init */
  const char *application_name; /**< as pg_stat_activity shows it; NULL = "plumbline" */
  int32_t connect_ms;           /**< until the connection stands; 0 = 10,000 */
  int32_t lock_ms;              /**< longest wait for a lock; 0 = 1,000 */
  int32_t statement_ms;         /**< longest single query; 0 = 30,000 */
  int32_t reserved_1;           /**< zero */
  plumb_cancel *cancel;         /**< of this call, not of later ones; NULL = none */
  plumb_event_fn on_event;      /**< NULL = none; a NOTE once connected */
  void *user_data;              /**< handed to on_event */
  int32_t deadline_ms;          /**< of this call; 0 = connect_ms */
  int32_t reserved;             /**< zero */
} plumb_target_options;

/** Connects. `uri`: postgres://, postgresql://, db:pg:, key=value, SQLAlchemy's
 *  postgresql+driver://; "" for libpq's own environment (PGHOST, PGSERVICE …). Service and password
 *  files count as in psql.
 *  @return PLUMB_OK; PLUMB_ARGUMENT for an unreadable URI, PLUMB_CONNECTION with the server's
 *          SQLSTATE, PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_TOOL without libpq, PLUMB_UNSUPPORTED for
 *          a server older than PostgreSQL 12
 *  @since 0.1 */
PLUMB_API plumb_status plumb_target_open(const char *uri, const plumb_target_options *options,
                                         plumb_target **target, plumb_error **error);

/** Closes the connection; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_target_free(plumb_target *target);

/** The URI without its password.
 *  @since 0.1 */
PLUMB_API const char *plumb_target_name(const plumb_target *target);

/** As server_version_num: 150020; 0 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_target_server_version(const plumb_target *target);

/** What the role may read there, which limits apply, a pooler or standby in between, and the proof that
 *  nothing is written: JSON, plumbline.doctor/1.
 *  @return PLUMB_OK; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_target_doctor(plumb_target *target, plumb_text **text,
                                           plumb_error **error);

/* ---- Registry ----------------------------------------------------------------------------- */

/** What the migration tool recorded in a database. Yours. Any thread. */
typedef struct plumb_registry plumb_registry;

/** Reads the tool's own table.
 *  @return PLUMB_OK, also when there is none; PLUMB_SERVER, PLUMB_CONNECTION, PLUMB_TIMEOUT,
 *          PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_registry_read(const plumb_project *project, plumb_target *target,
                                           plumb_registry **registry, plumb_error **error);

/** Ends a registry; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_registry_free(plumb_registry *registry);

/** Number of rows; -1 when there is no registry, and for NULL.
 *  @since 0.1 */
PLUMB_API int64_t plumb_registry_count(const plumb_registry *registry);

/** 1 when the tool would call the change applied, else 0; -1 for NULL.
 *  @param change  of the project that the registry was read with
 *  @since 0.1 */
PLUMB_API int32_t plumb_registry_applied(const plumb_registry *registry, const plumb_change *change);

/** Every row, also those that no file has: id, when, by whom, checksum, success.
 *  @param format  "json" (plumbline.registry/1) or "text"
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_registry_render(const plumb_registry *registry, const char *format,
                                             plumb_text **text, plumb_error **error);

/* ---- Schema ------------------------------------------------------------------------------- */

/** What a database holds: a snapshot of its catalog. Yours. Any thread. */
typedef struct plumb_schema plumb_schema;
/** One object of the catalog: a table, a column, a function. The schema's. Any thread. */
typedef struct plumb_object plumb_object;

/** What is read of a database, or of a plan. */
typedef struct plumb_schema_options {
  size_t struct_size;             /**< set by plumb_options_init */
  const char *const *schemas;     /**< names or globs: "billing", "tenant_*"; NULL = all but the system's */
  const char *const *skip;        /**< likewise, or "KIND:GLOB" as in "table:public.tmp_*"; wins */
  int32_t with_extension_members; /**< non-zero: also what extensions made */
  int32_t with_registry;          /**< non-zero: also the tables of sqitch, Alembic and sqlx */
  int32_t without_dependencies;   /**< non-zero: what needs what is not read */
  int32_t relative;               /**< non-zero: without each schema's own name: tenants compare equal */
  int32_t with_digest;            /**< non-zero: plumb_schema_digest too, at the cost of another pass */
  int32_t reserved_1;             /**< zero */
  plumb_cancel *cancel;           /**< NULL = none */
  plumb_event_fn on_event;        /**< NULL = none; PROGRESS after rows, and after expressions */
  void *user_data;                /**< handed to on_event */
  int32_t deadline_ms;            /**< of the whole call; 0 = none */
  int32_t reserved;               /**< zero */
} plumb_schema_options;

/** Reads the catalog, in one read-only snapshot of the server. What is locked or may not be read is
 *  listed as unchecked; the rest is complete.
 *  @param target   used by this call alone until it returns
 *  @param options  NULL for the defaults
 *  @param schema   set to a schema that you free
 *  @return PLUMB_OK; PLUMB_ARGUMENT for a bad filter; PLUMB_NOT_FOUND when no schema is called as one
 *          of `schemas`; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT,
 *          PLUMB_CANCELLED, PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_capture(plumb_target *target, const plumb_schema_options *options,
                                            plumb_schema **schema, plumb_error **error);

/** An ephemeral PostgreSQL: plumb_server_start. Yours. Any thread. */
typedef struct plumb_server plumb_server;

/** The schema as a plan builds it in an empty database: simulated, where nothing is run and the objects
 *  know the change that makes them, or really built on a server of yours, where the project's own code
 *  is run.
 *  @param project  needed until the call returns
 *  @param upto     the last change, as its tool names it; NULL = all of the plan
 *  @param server   NULL = simulated; else where it is built, in a database that is dropped again
 *  @param options  NULL for the defaults; of a simulated one only those count that steer the call
 *  @param schema   set to a schema that you free
 *  @return PLUMB_OK; PLUMB_UNSUPPORTED when it cannot be known without running something: the error's
 *          detail has the places, a line each; PLUMB_NOT_FOUND for `upto`; PLUMB_TOOL for a migration
 *          that fails on the server, or a tool that is missing; PLUMB_SERVER, PLUMB_CONNECTION,
 *          PLUMB_CONFIGURATION, PLUMB_ARGUMENT, PLUMB_IO, PLUMB_LIMIT, PLUMB_TIMEOUT, PLUMB_CANCELLED
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_plan(const plumb_project *project, const char *upto,
                                         const plumb_server *server,
                                         const plumb_schema_options *options, plumb_schema **schema,
                                         plumb_error **error);

/** A schema out of the bytes that plumb_schema_save made, then or long ago.
 *  @param data  plumbline.snapshot/1
 *  @param size  bytes of it
 *  @return PLUMB_OK; PLUMB_FORMAT when it is none, is damaged, or is newer than this library;
 *          PLUMB_LIMIT above 512 MiB
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_load(const char *data, size_t size, plumb_schema **schema,
                                         plumb_error **error);

/** The schema as a document to keep: JSON, plumbline.snapshot/1. The same schema gives the same bytes.
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_save(const plumb_schema *schema, plumb_text **text,
                                         plumb_error **error);

/** Ends a schema; its objects with it. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_schema_free(plumb_schema *schema);

/** Number of objects, parts of others included; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_schema_count(const plumb_schema *schema);

/** An object, sorted by kind, schema and name, parts behind all others; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_object *plumb_schema_at(const plumb_schema *schema, size_t index);

/** The object of that kind and name; NULL when there is none.
 *  @param kind  as plumb_object_kind gives it
 *  @param name  as plumb_object_name gives it
 *  @since 0.1 */
PLUMB_API const plumb_object *plumb_schema_find(const plumb_schema *schema, const char *kind,
                                                const char *name);

/** SHA-256 of the whole database's definition, 64 hexadecimal digits: equal for databases that were
 *  made alike. Roles, the physical order of columns and what a dump does not carry are outside. NULL
 *  only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_fingerprint(const plumb_schema *schema);

/** Likewise, of one schema and what lies in it: "billing". NULL when there is none of that name.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_fingerprint_of(const plumb_schema *schema, const char *name);

/** What plumb_target_digest would have given then; NULL without `with_digest`.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_digest(const plumb_schema *schema);

/** Of the server that it was read from: 150020; 0 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_schema_server_version(const plumb_schema *schema);

/** Name of the database that it was read from, or NULL. Not compared.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_database(const plumb_schema *schema);

/** 1 when it was read with `relative`, else 0; -1 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_schema_is_relative(const plumb_schema *schema);

/** Number of things that could not be read; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_schema_unchecked_count(const plumb_schema *schema);

/** One of them: "what: why"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_unchecked_at(const plumb_schema *schema, size_t index);

/** Number of things left out on purpose: members of extensions, registries, what `skip` names; 0 for
 *  NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_schema_left_out_count(const plumb_schema *schema);

/** One of them: "what: why"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_schema_left_out_at(const plumb_schema *schema, size_t index);

/** What it holds, in short.
 *  @param format  "text" (objects by kind, fingerprints by schema) or "fingerprints"
 *                 (plumbline.fingerprints/1, JSON: schemas that are alike are one group)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_render(const plumb_schema *schema, const char *format,
                                           plumb_text **text, plumb_error **error);

/** "table", "column", "foreign-table", "matview", "enum" … NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_kind(const plumb_object *object);

/** Qualified with plain dots: "public.orders", "public.orders.total", "public.f(integer)"; a part that
 *  holds a dot, a quote, a comma or a bracket is in double quotes. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_name(const plumb_object *object);

/** The schema that it lies in, as an identifier without quotes, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_schema(const plumb_object *object);

/** The table, view or domain that it is a part of; the table of an index. NULL for all else.
 *  @since 0.1 */
PLUMB_API const plumb_object *plumb_object_parent(const plumb_object *object);

/** Number of its parts: columns, constraints, triggers, policies, rules; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_object_part_count(const plumb_object *object);

/** A part, sorted by kind and name; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_object *plumb_object_part_at(const plumb_object *object, size_t index);

/** Number of objects that it cannot be without, its parent not counted; 0 for NULL, and in a schema
 *  that was read with `without_dependencies`.
 *  @since 0.1 */
PLUMB_API size_t plumb_object_dependency_count(const plumb_object *object);

/** One of them, in the order of the schema; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_object *plumb_object_dependency_at(const plumb_object *object, size_t index);

/** Place of a column among those of its table, from 1; 0 for all else.
 *  @since 0.1 */
PLUMB_API int32_t plumb_object_position(const plumb_object *object);

/** Number of properties: "type", "not_null", "owner", "grant:app_ro". What PostgreSQL has as its
 *  default is absent. 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_object_property_count(const plumb_object *object);

/** A property's name, sorted; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_property_name(const plumb_object *object, size_t index);

/** Its value: SQL with every name outside pg_catalog qualified, "true" for what is so; NULL out of
 *  range.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_property_value(const plumb_object *object, size_t index);

/** The value of the property of that name, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_property(const plumb_object *object, const char *name);

/** SQL that would make it, without owner, grants and comment; equal to the server's pg_get_…def where
 *  there is one. Made when first asked for. NULL for a kind that has no statement of its own, and
 *  without memory.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_definition(const plumb_object *object);

/** SHA-256 of the object with its parts, 64 hexadecimal digits. Made when first asked for. NULL for
 *  NULL, and without memory.
 *  @since 0.1 */
PLUMB_API const char *plumb_object_fingerprint(const plumb_object *object);

/** The change that makes it, in a simulated schema of plumb_schema_plan; NULL for what the plan finds there, and in
 *  a schema that was built, captured or loaded.
 *  @since 0.1 */
PLUMB_API const plumb_change *plumb_object_change(const plumb_object *object);

/** plumb_schema_fingerprint of what plumb_schema_capture would read, without keeping the objects.
 *  @param text  64 hexadecimal digits
 *  @return as plumb_schema_capture
 *  @since 0.1 */
PLUMB_API plumb_status plumb_target_fingerprint(plumb_target *target,
                                                const plumb_schema_options *options, plumb_text **text,
                                                plumb_error **error);

/** A digest that the server makes of its catalog rows: the same as before means that nothing changed.
 *  Faster than a fingerprint; comparable only within one database and one version of this library.
 *  Always of the whole database: of the options only those count that steer the call.
 *  @return as plumb_schema_capture
 *  @since 0.1 */
PLUMB_API plumb_status plumb_target_digest(plumb_target *target, const plumb_schema_options *options,
                                           plumb_text **text, plumb_error **error);

/* ---- Diff ----------------------------------------------------------------------------------- */

/** Two schemas compared. Yours. Any thread. */
typedef struct plumb_diff plumb_diff;

/** What counts as a difference. */
typedef struct plumb_diff_options {
  size_t struct_size;       /**< set by plumb_options_init */
  const char *const *only;  /**< kinds ("table"), names, globs ("billing.*"), "KIND:GLOB"; NULL = all */
  const char *const *skip;  /**< likewise; wins over `only` */
  int32_t column_order;     /**< non-zero: columns in another order differ */
  int32_t system_names;     /**< non-zero: names that PostgreSQL chose count like others */
  int32_t physical;         /**< non-zero: what a dump does not carry: versions of collations */
  int32_t without_owner;    /**< non-zero: owners are not compared */
  int32_t without_grants;   /**< non-zero: rights are not compared */
  int32_t without_comments; /**< non-zero: comments are not compared */
} plumb_diff_options;

#define PLUMB_DIFF_MISSING 1    /**< in the old schema only */
#define PLUMB_DIFF_UNEXPECTED 2 /**< in the new schema only */
#define PLUMB_DIFF_CHANGED 3    /**< in both, and a property differs */

/** Compares two schemas, captured or loaded, in proportion to what differs. Parts of a missing or
 *  unexpected object are not named besides it.
 *  @param old      what is expected
 *  @param now      what is there
 *  @param options  NULL for the defaults
 *  @param diff     set to a diff that you free; it needs neither schema
 *  @return PLUMB_OK, also when they differ; PLUMB_ARGUMENT for a bad filter
 *  @since 0.1 */
PLUMB_API plumb_status plumb_schema_diff(const plumb_schema *old, const plumb_schema *now,
                                         const plumb_diff_options *options, plumb_diff **diff,
                                         plumb_error **error);

/** Ends a diff; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_diff_free(plumb_diff *diff);

/** Number of differences, sorted by kind, object, change and property; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_diff_count(const plumb_diff *diff);

/** PLUMB_DIFF_…; 0 out of range.
 *  @since 0.1 */
PLUMB_API int32_t plumb_diff_kind(const plumb_diff *diff, size_t index);

/** The kind of the object concerned: "table", "column"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_object_kind(const plumb_diff *diff, size_t index);

/** Its name: "public.orders.total"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_object(const plumb_diff *diff, size_t index);

/** The property of a changed one: "type", "default"; "name" when it was renamed and nothing else.
 *  NULL for a missing or unexpected one, and out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_property(const plumb_diff *diff, size_t index);

/** Its value in the old schema, or what its absence means; NULL when that is nothing, for a missing or
 *  unexpected one, and out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_old(const plumb_diff *diff, size_t index);

/** Its value in the new schema, likewise.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_new(const plumb_diff *diff, size_t index);

/** Of a missing or unexpected one: the object that it may have been renamed to or from, because both
 *  are defined alike. NULL when there is none, and out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_rename_hint(const plumb_diff *diff, size_t index);

/** Number of things that could not be compared; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_diff_unchecked_count(const plumb_diff *diff);

/** One of them: "what: why"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_diff_unchecked_at(const plumb_diff *diff, size_t index);

/** The diff as a document.
 *  @param format  "text" or "json" (plumbline.diff/1)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_diff_render(const plumb_diff *diff, const char *format, plumb_text **text,
                                         plumb_error **error);

/* ---- Check and verify ----------------------------------------------------------------------- */

/** What a check found. Yours. Any thread. */
typedef struct plumb_report plumb_report;
/** One thing that is wrong. The report's. Any thread. */
typedef struct plumb_finding plumb_finding;

/** How a check or a verification is done. */
typedef struct plumb_check_options {
  size_t struct_size;                    /**< set by plumb_options_init */
  const char *const *only;               /**< families, rules or globs: "plan", "plan/cycle"; NULL: all */
  const char *const *skip;               /**< likewise; wins over `only` */
  const char *const *expect;             /**< objects that must be there: "billing_*=6", "role:app_ro" */
  const plumb_schema *schema;            /**< instead of the live one; NULL = none */
  const plumb_repository *const *beside; /**< others that may have made what is there */
  int32_t use_git;                       /**< non-zero: git may be asked which commit a script is of */
  int32_t max_per_rule;                  /**< findings of a rule that are kept; 0 = 1,000 */
  plumb_cancel *cancel;                  /**< NULL = none */
  plumb_event_fn on_event;               /**< NULL = none; PROGRESS for each tree that was checked */
  void *user_data;                       /**< handed to on_event */
  int32_t deadline_ms;                   /**< of the whole call; 0 = none */
  int32_t preflight;                     /**< non-zero: count the rows that make pending scripts fail */
  const char *since;                     /**< scripts behind this change are judged, or, with use_git, those
                                              that this git revision has otherwise; NULL = pending ones */
  const char *baseline;                  /**< JSON report of an earlier check, whose findings are not told
                                              again; NULL = that of plumbline.toml, "" = none */
} plumb_check_options;

/** Everything that can be known: files, configuration and deploy pipelines; with a target also what
 *  the registry says, and what the live schema has that no change of the repository, nor of those
 *  `beside` it, can have made. A schema among the options stands for the live one, also without a
 *  target; lists of repositories end with NULL.
 *  @param target   used by this call alone until it returns; NULL = files alone
 *  @param options  NULL for the defaults; what it points to stays until the call returns
 *  @param report   set to a report that you free, also when it holds findings
 *  @return PLUMB_OK; PLUMB_ARGUMENT for a pattern that no rule matches, or `expect` with neither target
 *          nor schema; PLUMB_NOT_FOUND, PLUMB_CONFIGURATION for a baseline that is missing, or no
 *          report; PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_repository_check(const plumb_repository *repository, plumb_target *target,
                                              const plumb_check_options *options, plumb_report **report,
                                              plumb_error **error);

/** After a deploy: every plan is in its registry, something is applied at all, `expect` holds.
 *  @param target  required
 *  @return as plumb_repository_check; PLUMB_NOT_FOUND when there is neither a project nor an
 *          expectation to verify
 *  @since 0.1 */
PLUMB_API plumb_status plumb_repository_verify(const plumb_repository *repository, plumb_target *target,
                                               const plumb_check_options *options, plumb_report **report,
                                               plumb_error **error);

/** As plumb_repository_check, for one tree; deploy pipelines are the repository's and not looked at.
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_check(const plumb_project *project, plumb_target *target,
                                           const plumb_check_options *options, plumb_report **report,
                                           plumb_error **error);

/** As plumb_repository_verify, for one tree.
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_verify(const plumb_project *project, plumb_target *target,
                                            const plumb_check_options *options, plumb_report **report,
                                            plumb_error **error);

/* ---- Report and finding ---------------------------------------------------------------------- */

#define PLUMB_SEVERITY_INFO 0
#define PLUMB_SEVERITY_WARNING 1
#define PLUMB_SEVERITY_ERROR 2

/** Ends a report; its findings with it. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_report_free(plumb_report *report);

/** Number of findings; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_report_count(const plumb_report *report);

/** A finding, sorted by project, file, line, column, rule, message; NULL out of range.
 *  @since 0.1 */
PLUMB_API const plumb_finding *plumb_report_at(const plumb_report *report, size_t index);

/** Number of findings of that severity, also those over max_per_rule; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_report_total(const plumb_report *report, int32_t severity);

/** Number of things that could not be looked at; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_report_unchecked_count(const plumb_report *report);

/** One of them: "what: why"; NULL out of range.
 *  @since 0.1 */
PLUMB_API const char *plumb_report_unchecked_at(const plumb_report *report, size_t index);

/** The report as a document.
 *  @param format  "text" or "json" (plumbline.report/1)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_report_render(const plumb_report *report, const char *format,
                                           plumb_text **text, plumb_error **error);

/** The rule's name, "plan/duplicate-revision". NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_rule(const plumb_finding *finding);

/** PLUMB_SEVERITY_…; -1 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_finding_severity(const plumb_finding *finding);

/** One line: what is wrong. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_message(const plumb_finding *finding);

/** What to do about it, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_remedy(const plumb_finding *finding);

/** The file, relative to the path that was opened, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_file(const plumb_finding *finding);

/** Line from 1, or 0.
 *  @since 0.1 */
PLUMB_API int32_t plumb_finding_line(const plumb_finding *finding);

/** Column from 1, in code points, or 0.
 *  @since 0.1 */
PLUMB_API int32_t plumb_finding_column(const plumb_finding *finding);

/** Id of the change concerned, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_change(const plumb_finding *finding);

/** The catalog object concerned, "billing.invoices", or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_object(const plumb_finding *finding);

/** Five characters, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_sqlstate(const plumb_finding *finding);

/** The letter of the failure class, or NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_finding_failure_class(const plumb_finding *finding);

/* ---- Prediction ------------------------------------------------------------------------------- */

/** What would happen, statement by statement. Yours. Any thread. */
typedef struct plumb_prediction plumb_prediction;

#define PLUMB_VERDICT_OK 0      /**< it succeeds */
#define PLUMB_VERDICT_FAILS 1   /**< it fails, with the SQLSTATE of its finding */
#define PLUMB_VERDICT_UNKNOWN 2 /**< nobody can tell without running it, or it is not reached */

/** What is predicted. */
typedef struct plumb_predict_options {
  size_t struct_size;         /**< set by plumb_options_init */
  const char *upto;           /**< the last change to run, as its tool names it; NULL = all pending */
  const char *const *scripts; /**< files of SQL, as psql takes them, instead of the pending changes */
  const plumb_schema *schema; /**< to start from instead of the live one; NULL = none */
  int32_t twice;              /**< non-zero: everything once more, over its own result */
  int32_t reserved_1;         /**< zero */
  plumb_cancel *cancel;       /**< NULL = none */
  plumb_event_fn on_event;    /**< NULL = none */
  void *user_data;            /**< handed to on_event */
  int32_t deadline_ms;        /**< of the whole call; 0 = none */
  int32_t reserved;           /**< zero */
} plumb_predict_options;

/** What the next deploy would do, in the tool's order, to the first statement that fails. Nothing is run.
 *  @param project     may be NULL with `scripts`
 *  @param target      used by this call alone until it returns; NULL with `schema`: every change is
 *                     pending then
 *  @param prediction  set to one that you free; it needs neither project nor target
 *  @return PLUMB_OK, whatever is predicted; PLUMB_ARGUMENT with neither target nor schema, or neither
 *          project nor scripts; PLUMB_NOT_FOUND, PLUMB_IO, PLUMB_LIMIT, PLUMB_CONNECTION, PLUMB_SERVER,
 *          PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_predict(const plumb_project *project, plumb_target *target,
                                             const plumb_predict_options *options,
                                             plumb_prediction **prediction, plumb_error **error);

/** Ends a prediction; its findings with it. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_prediction_free(plumb_prediction *prediction);

/** Number of statements; 0 for NULL.
 *  @since 0.1 */
PLUMB_API size_t plumb_prediction_count(const plumb_prediction *prediction);

/** PLUMB_VERDICT_… of a statement; -1 out of range.
 *  @since 0.1 */
PLUMB_API int32_t plumb_prediction_verdict(const plumb_prediction *prediction, size_t index);

/** Where and why, with the SQLSTATE of one that fails; NULL for one that succeeds, and out of range.
 *  Its line is where the statement begins; its file is relative to the tree's folder, and a script as
 *  it was named.
 *  @since 0.1 */
PLUMB_API const plumb_finding *plumb_prediction_finding(const plumb_prediction *prediction,
                                                        size_t index);

/** The prediction as a document.
 *  @param format  "text" or "json" (plumbline.prediction/1)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_prediction_render(const plumb_prediction *prediction, const char *format,
                                               plumb_text **text, plumb_error **error);

/* ---- Fix -------------------------------------------------------------------------------------- */

/** Repairs of one tree's files as one set: edits, new files, renames. Yours, or a finding's. Any
 *  thread. */
typedef struct plumb_fix plumb_fix;

#define PLUMB_HEADS_LINEARISE 0 /**< one branch is put behind the other */
#define PLUMB_HEADS_MERGE 1     /**< a new revision joins them */

/** What is repaired, and how. */
typedef struct plumb_fix_options {
  size_t struct_size;         /**< set by plumb_options_init */
  const char *const *only;    /**< families, rules or globs whose findings are repaired; NULL = all */
  const plumb_schema *schema; /**< instead of the live one; NULL = none */
  int32_t heads;              /**< PLUMB_HEADS_…: what becomes of several heads */
  int32_t use_git;            /**< non-zero: git may be asked who wrote a line, and when */
  plumb_cancel *cancel;       /**< NULL = none */
  plumb_event_fn on_event;    /**< NULL = none */
  void *user_data;            /**< handed to on_event */
  int32_t deadline_ms;        /**< of the whole call; 0 = none */
  int32_t reserved;           /**< zero */
} plumb_fix_options;

/** All that can be repaired in a tree's files; nothing is written. What a database holds tells which of
 *  two files with one id has run there, and nothing is moved that its registry has.
 *  @param target   used by this call alone until it returns; NULL = files alone
 *  @param options  NULL for the defaults
 *  @param fix      set to a fix that you free, also when there is nothing to repair; it needs neither
 *                  project nor target
 *  @return PLUMB_OK; PLUMB_REFUSED when a repair would go against the registry, or nobody can know what
 *          is right: the reasons are the error's detail, a line each, and `only` leaves such out;
 *          PLUMB_ARGUMENT for a pattern that no rule matches, or another value of `heads`; PLUMB_TOOL
 *          (git), PLUMB_IO, PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT, PLUMB_CANCELLED, PLUMB_BUSY
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_fix(const plumb_project *project, plumb_target *target,
                                         const plumb_fix_options *options, plumb_fix **fix,
                                         plumb_error **error);

/** Ends a fix; NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_fix_free(plumb_fix *fix);

/** The fix as a unified diff with git's headers for renames and new files, as `git apply` takes it in
 *  the folder that was opened: its names are seen from the git worktree that holds the folder, else from
 *  the folder. Empty when there is nothing to repair. Reads the files.
 *  @return PLUMB_OK; PLUMB_REFUSED when a file has changed since; PLUMB_NOT_FOUND, PLUMB_IO
 *  @since 0.1 */
PLUMB_API plumb_status plumb_fix_patch(const plumb_fix *fix, plumb_text **text, plumb_error **error);

/** What is repaired and why, and what to type where no file is wrong.
 *  @param format  "text" or "json" (plumbline.fix/1)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_fix_render(const plumb_fix *fix, const char *format, plumb_text **text,
                                        plumb_error **error);

/** Changes the files, all of them or none: new contents are written beside, then names are changed.
 *  @return PLUMB_OK; PLUMB_REFUSED when a file has changed since, is a link, or a new name is taken;
 *          PLUMB_NOT_FOUND, PLUMB_IO: the tree is as it was
 *  @since 0.1 */
PLUMB_API plumb_status plumb_fix_apply(const plumb_fix *fix, plumb_error **error);

/** The repair of this finding by itself, or NULL. Those of several findings may be in each other's way:
 *  plumb_project_fix gives all as one set.
 *  @since 0.1 */
PLUMB_API const plumb_fix *plumb_finding_fix(const plumb_finding *finding);

/* ---- Gates ------------------------------------------------------------------------------------ */

/** Where an ephemeral server is made, and of which programs. */
typedef struct plumb_server_options {
  size_t struct_size;      /**< set by plumb_options_init */
  const char *bin;         /**< folder with initdb and postgres; NULL = looked for, the newest */
  const char *directory;   /**< where its own folder is made; NULL = the usual places */
  const char *os_user;     /**< whom it runs as when the caller is root; NULL = chosen */
  int32_t major;           /**< 15; 0 = the newest that is found */
  int32_t reserved_1;      /**< zero */
  plumb_cancel *cancel;    /**< of this call; NULL = none */
  plumb_event_fn on_event; /**< NULL = none */
  void *user_data;         /**< handed to on_event */
  int32_t deadline_ms;     /**< of the whole call; 0 = none */
  int32_t reserved;        /**< zero */
} plumb_server_options;

/** Starts a PostgreSQL of your own on a Unix socket in a private folder, without fsync: for tests. Looked
 *  for in PLUMBLINE_PG_BIN, in PATH, where packages put it, and by pg_config. It ends with plumb_server_free,
 *  and with this process, also when that is killed; nothing of it is left then.
 *  @param options  NULL for the defaults
 *  @param server   set to a server that you free
 *  @return PLUMB_OK; PLUMB_TOOL without a PostgreSQL to start (the hint says what to install), PLUMB_IO,
 *          PLUMB_CONFIGURATION when there is no user to run it as, PLUMB_TIMEOUT, PLUMB_CANCELLED
 *  @since 0.1 */
PLUMB_API plumb_status plumb_server_start(const plumb_server_options *options, plumb_server **server,
                                          plumb_error **error);

/** Ends a server and takes its folder away: a second at most. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_server_free(plumb_server *server);

/** For any client on this machine, as its superuser: postgres://… with the socket's folder, and the
 *  database postgres. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const char *plumb_server_uri(const plumb_server *server);

/** As server_version_num: 150020; 0 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_server_version(const plumb_server *server);

/** Makes a database on a server of your own, with a name that no other has.
 *  @param copy_of  URI of a database of this server that nobody is connected to, which is copied with all
 *                  that it holds; NULL = an empty one
 *  @param uri      set to the text of its URI
 *  @return PLUMB_OK; PLUMB_ARGUMENT for a URI that is not this server's, PLUMB_CONNECTION also for a
 *          database that is not there, PLUMB_SERVER
 *  @since 0.1 */
PLUMB_API plumb_status plumb_server_add_database(const plumb_server *server, const char *copy_of,
                                                 plumb_text **uri, plumb_error **error);

/** Drops a database that plumb_server_add_database made, whoever is connected to it.
 *  @return as plumb_server_add_database
 *  @since 0.1 */
PLUMB_API plumb_status plumb_server_drop_database(const plumb_server *server, const char *uri,
                                                  plumb_error **error);

/** Marks a database as one whose contents may be thrown away, so that a dry run may reset it: the only
 *  function that writes to a database that somebody named. It must be empty, and belong to the role, which
 *  is no superuser. Marking it again is fine.
 *  @param uri         as plumb_target_open
 *  @param repository  the databases that its files name, and DATABASE_URL, are refused; NULL = none are
 *                     known
 *  @return PLUMB_OK; PLUMB_REFUSED with the reason, and what to do as its hint; PLUMB_ARGUMENT,
 *          PLUMB_CONNECTION, PLUMB_SERVER, PLUMB_TIMEOUT
 *  @since 0.1 */
PLUMB_API plumb_status plumb_scratch_mark(const char *uri, const plumb_repository *repository,
                                          plumb_error **error);

/** One run of a gate: its steps, its report, whether it passed. Yours. Any thread. */
typedef struct plumb_run plumb_run;

#define PLUMB_GATE_ROUND_TRIP 0 /**< up, down and up again on empty databases */
#define PLUMB_GATE_DRY_RUN 1    /**< the pending migrations on a restored backup */

/** How a gate is run. */
typedef struct plumb_gate_options {
  size_t struct_size;      /**< set by plumb_options_init */
  int32_t kind;            /**< PLUMB_GATE_… */
  int32_t step_ms;         /**< longest a step may take; 0 = plumbline.toml's, else 600,000 */
  const char *server;      /**< where databases may be made; NULL = an ephemeral one, "" = PGHOST … */
  const char *bin;         /**< programs of the ephemeral one, as in plumb_server_options */
  const char *scratch;     /**< dry run: a marked database, which is reset; NULL = one of the gate's own */
  const char *backup;      /**< dry run: a dump, or a folder whose newest dump is taken */
  const char *record;      /**< file of recorded runs; NULL = the usual place, "" = none */
  const char *version;     /**< what is gated, a commit or release; for the record */
  const char *tier;        /**< "staging"; for the record */
  int32_t no_inference;    /**< non-zero: roles and rows that nobody gave are not made */
  int32_t each;            /**< round trip, non-zero: every change's way back, not only the last one's */
  int32_t keep;            /**< non-zero: what was made is kept, for a look at it */
  int32_t fresh;           /**< non-zero: nothing is taken over from earlier gates */
  int32_t create_roles;    /**< non-zero: roles may be made on `server`, and are dropped at the end */
  int32_t reserved_1;      /**< zero */
  plumb_cancel *cancel;    /**< NULL = none */
  plumb_event_fn on_event; /**< NULL = none; all but GATE_START and GATE_DONE tell of one step */
  void *user_data;         /**< handed to on_event */
  int32_t deadline_ms;     /**< of the whole call; 0 = none */
  int32_t reserved;        /**< zero */
} plumb_gate_options;

/** Runs the migrations of every tree for real, each tree on a database of its own and beside the others,
 *  and records what happened. This runs the project's own code: Alembic in its own Python. No other
 *  database is reached. A gate cannot be forced green.
 *  @param options  NULL for the defaults: a round trip on an ephemeral server
 *  @param run      set to a run that you free, also when it is red
 *  @return PLUMB_OK, whether green or red; PLUMB_NOT_FOUND without a tree or backup, PLUMB_TOOL (no
 *          PostgreSQL to start, no alembic), PLUMB_REFUSED (a guard; no right to make databases),
 *          PLUMB_CONFIGURATION, PLUMB_IO (the record), PLUMB_ARGUMENT, PLUMB_CONNECTION, PLUMB_BUSY,
 *          PLUMB_TIMEOUT, PLUMB_CANCELLED. The record says red, with the reason, then
 *  @since 0.1 */
PLUMB_API plumb_status plumb_repository_gate(const plumb_repository *repository,
                                             const plumb_gate_options *options, plumb_run **run,
                                             plumb_error **error);

/** As plumb_repository_gate, for one tree.
 *  @since 0.1 */
PLUMB_API plumb_status plumb_project_gate(const plumb_project *project,
                                          const plumb_gate_options *options, plumb_run **run,
                                          plumb_error **error);

/** Ends a run; its report with it. NULL is fine.
 *  @since 0.1 */
PLUMB_API void plumb_run_free(plumb_run *run);

/** 1 when every step passed, else 0; -1 for NULL.
 *  @since 0.1 */
PLUMB_API int32_t plumb_run_passed(const plumb_run *run);

/** What it came to: of a red run the end of what the first red step said, at most 4,096 bytes. NULL when
 *  there is nothing to say.
 *  @since 0.1 */
PLUMB_API const char *plumb_run_detail(const plumb_run *run);

/** What was found, with failure classes and remedies: the run's, not freed. NULL only for NULL.
 *  @since 0.1 */
PLUMB_API const plumb_report *plumb_run_report(const plumb_run *run);

/** The run as a document: its steps, what was inferred, what this gate cannot show.
 *  @param format  "text" or "json" (plumbline.gate/1)
 *  @return PLUMB_OK; PLUMB_ARGUMENT for another format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_run_render(const plumb_run *run, const char *format, plumb_text **text,
                                        plumb_error **error);

/** Recorded runs, the newest first: JSON, plumbline.history/1. One whose process died is red and
 *  "interrupted".
 *  @param record  as in plumb_gate_options: NULL = the usual place
 *  @return PLUMB_OK; PLUMB_NOT_FOUND when no gate was recorded there, PLUMB_IO, PLUMB_BUSY, PLUMB_FORMAT
 *          for something else or one of a newer Plumbline, PLUMB_UNSUPPORTED for SQLite in a build
 *          without
 *  @since 0.1 */
PLUMB_API plumb_status plumb_history_read(const char *record, plumb_text **text, plumb_error **error);

/** What the output of a failed tool or server means: one finding with its failure class, or one that
 *  says that it is unknown, with the end of the output. plumb_rule_explain("class/M") has the rest.
 *  @param output    as it came
 *  @param size      bytes of it
 *  @param sqlstate  five characters, or NULL where none is known
 *  @param step      the gate's step in which it came: "upgrade", "restore"; NULL where none is known
 *  @param report    set to a report that you free
 *  @return PLUMB_OK, whatever it means; PLUMB_ARGUMENT
 *  @since 0.1 */
PLUMB_API plumb_status plumb_output_classify(const char *output, size_t size, const char *sqlstate,
                                             const char *step, plumb_report **report,
                                             plumb_error **error);

/* ---- Rules -------------------------------------------------------------------------------- */

/** The catalogue of rules, or one of it.
 *  @param name    "plan/cycle", or a failure class: "class/M"; NULL for all
 *  @param format  "text", "json" (plumbline.rules/1) or "markdown"
 *  @return PLUMB_OK; PLUMB_NOT_FOUND with the nearest name as its hint; PLUMB_ARGUMENT for another
 *          format
 *  @since 0.1 */
PLUMB_API plumb_status plumb_rule_explain(const char *name, const char *format, plumb_text **text,
                                          plumb_error **error);

#ifdef __cplusplus
}
#endif

#endif /* PLUMBLINE_H */
