// Written by bindings/generate.py from the rule catalogue (lib/core/rules); do not edit.
//! The names of the rules, and their severities.

/// The configuration names no database to deploy to.
pub const CONFIG_MISSING_TARGET: &str = "config/missing-target";

/// A password is written in a configuration file.
pub const CONFIG_SECRET_IN_FILE: &str = "config/secret-in-file";

/// A setting holds a shell variable that the tool never expands.
pub const CONFIG_UNEXPANDED_VARIABLE: &str = "config/unexpanded-variable";

/// The engine is none that the tool knows.
pub const CONFIG_UNKNOWN_ENGINE: &str = "config/unknown-engine";

/// A suppression in plumbline.toml hides nothing.
pub const CONFIG_UNUSED_SUPPRESSION: &str = "config/unused-suppression";

/// The database URI is not in the form that this tool reads.
pub const CONFIG_URI_SCHEME: &str = "config/uri-scheme";

/// A remote database is reached without proof of its identity.
pub const CONFIG_WEAK_TLS: &str = "config/weak-tls";

/// The deploy did not run the whole plan.
pub const DEPLOY_INCOMPLETE: &str = "deploy/incomplete";

/// Whether a statement succeeds cannot be told without running it.
pub const DEPLOY_NOT_PREDICTED: &str = "deploy/not-predicted";

/// Nothing of the plan is recorded in this database.
pub const DEPLOY_NOTHING_APPLIED: &str = "deploy/nothing-applied";

/// Rows that are there now make a pending statement fail.
pub const DEPLOY_ROWS_VIOLATE: &str = "deploy/rows-violate";

/// A failing deploy will drop a table that holds rows.
pub const DEPLOY_WILL_DESTROY: &str = "deploy/will-destroy";

/// A pending script fails on this schema.
pub const DEPLOY_WILL_FAIL: &str = "deploy/will-fail";

/// A change will be run again though its objects are there.
pub const DEPLOY_WILL_RERUN: &str = "deploy/will-rerun";

/// An object is not as the applied changes define it.
pub const DRIFT_CHANGED_OBJECT: &str = "drift/changed-object";

/// An applied change's objects are not there.
pub const DRIFT_GHOST: &str = "drift/ghost";

/// A guard passes over an object of another shape.
pub const DRIFT_GUARD_HIDES_DIFFERENCE: &str = "drift/guard-hides-difference";

/// An expected object is not in the database.
pub const DRIFT_MISSING_OBJECT: &str = "drift/missing-object";

/// Only a part of a change's objects is there.
pub const DRIFT_PARTIAL: &str = "drift/partial";

/// The database holds an object that nothing accounts for.
pub const DRIFT_UNEXPECTED_OBJECT: &str = "drift/unexpected-object";

/// An operation on an object was begun and did not end.
pub const DRIFT_UNFINISHED: &str = "drift/unfinished";

/// A part of the schema could not be read.
pub const DRIFT_UNREADABLE: &str = "drift/unreadable";

/// A change's objects are there, but the registry does not know it.
pub const DRIFT_UNREGISTERED: &str = "drift/unregistered";

/// A statement waited, or ran, longer than it may.
pub const GATE_BLOCKED: &str = "gate/blocked";

/// The way back of a change fails.
pub const GATE_BROKEN_DOWNGRADE: &str = "gate/broken-downgrade";

/// A change names a predecessor that no file has.
pub const GATE_BROKEN_POINTER: &str = "gate/broken-pointer";

/// Rows that are there make a migration fail.
pub const GATE_DATA_VIOLATES: &str = "gate/data-violates";

/// A migration makes what is there already.
pub const GATE_DUPLICATE_OBJECT: &str = "gate/duplicate-object";

/// The gate's surroundings failed, not the migration.
pub const GATE_ENVIRONMENT: &str = "gate/environment";

/// The gate was stopped before its end.
pub const GATE_INTERRUPTED: &str = "gate/interrupted";

/// A migration uses an object that is not there.
pub const GATE_MISSING_OBJECT: &str = "gate/missing-object";

/// A role that a migration names does not exist.
pub const GATE_MISSING_ROLE: &str = "gate/missing-role";

/// A migration stops without a row that it looks up.
pub const GATE_MISSING_SEED: &str = "gate/missing-seed";

/// The history has more than one end, or one id twice.
pub const GATE_MULTIPLE_HEADS: &str = "gate/multiple-heads";

/// There is no backup to try the migrations on.
pub const GATE_NO_BACKUP: &str = "gate/no-backup";

/// An index or generated column calls what is not immutable.
pub const GATE_NON_IMMUTABLE_EXPRESSION: &str = "gate/non-immutable-expression";

/// The role may not do what a migration asks for.
pub const GATE_NOT_ALLOWED: &str = "gate/not-allowed";

/// The way back leaves or loses objects.
pub const GATE_NOT_REVERSIBLE: &str = "gate/not-reversible";

/// The tool cannot read its own files.
pub const GATE_PLAN_UNREADABLE: &str = "gate/plan-unreadable";

/// A pending migration makes what the restored database has already.
pub const GATE_REGISTRY_BEHIND: &str = "gate/registry-behind";

/// The scratch database could not be emptied.
pub const GATE_RESET_FAILED: &str = "gate/reset-failed";

/// The backup is damaged or cannot be restored.
pub const GATE_RESTORE_FAILED: &str = "gate/restore-failed";

/// The roles that the gate needs could not be made.
pub const GATE_ROLES_FAILED: &str = "gate/roles-failed";

/// No scratch database is configured.
pub const GATE_SCRATCH_UNSET: &str = "gate/scratch-unset";

/// The rows that the gate puts in are refused.
pub const GATE_SEED_FAILED: &str = "gate/seed-failed";

/// A step took longer than it may.
pub const GATE_STEP_TIMEOUT: &str = "gate/step-timeout";

/// A step failed with an error that fits no failure class.
pub const GATE_UNCLASSIFIED: &str = "gate/unclassified";

/// A migration tried to connect to another database.
pub const GATE_WRONG_DATABASE: &str = "gate/wrong-database";

/// A failing migration does not stop the deploy.
pub const PIPELINE_EXIT_CODE_SWALLOWED: &str = "pipeline/exit-code-swallowed";

/// A deploy pipeline never runs this tree's migrations.
pub const PIPELINE_NO_MIGRATION_STEP: &str = "pipeline/no-migration-step";

/// The release phase is not run by the way in which this pipeline deploys.
pub const PIPELINE_RELEASE_PHASE_IGNORED: &str = "pipeline/release-phase-ignored";

/// A pipeline file cannot be read.
pub const PIPELINE_SYNTAX: &str = "pipeline/syntax";

/// A name means more than one change.
pub const PLAN_AMBIGUOUS_NAME: &str = "plan/ambiguous-name";

/// A timestamp stands in brackets, where dependencies belong.
pub const PLAN_BRACKETED_TIMESTAMP: &str = "plan/bracketed-timestamp";

/// A script begins with a byte order mark.
pub const PLAN_BYTE_ORDER_MARK: &str = "plan/byte-order-mark";

/// Changes depend on each other in a circle.
pub const PLAN_CYCLE: &str = "plan/cycle";

/// A change is planned before one that it requires.
pub const PLAN_DEPENDENCY_ORDER: &str = "plan/dependency-order";

/// A change is declared twice.
pub const PLAN_DUPLICATE_CHANGE: &str = "plan/duplicate-change";

/// Two files claim one revision.
pub const PLAN_DUPLICATE_REVISION: &str = "plan/duplicate-revision";

/// A tag is declared twice.
pub const PLAN_DUPLICATE_TAG: &str = "plan/duplicate-tag";

/// Two files claim one version.
pub const PLAN_DUPLICATE_VERSION: &str = "plan/duplicate-version";

/// Two changes have the same deploy script.
pub const PLAN_IDENTICAL_SCRIPTS: &str = "plan/identical-scripts";

/// Importing a revision file stops with an exception.
pub const PLAN_IMPORT_FAILURE: &str = "plan/import-failure";

/// Scripts have CRLF line ends.
pub const PLAN_LINE_ENDINGS: &str = "plan/line-endings";

/// A revision's id is longer than the version table's column.
pub const PLAN_LONG_REVISION: &str = "plan/long-revision";

/// A line lacks the planner's name and e-mail.
pub const PLAN_MISSING_PLANNER: &str = "plan/missing-planner";

/// A change has no script to run.
pub const PLAN_MISSING_SCRIPT: &str = "plan/missing-script";

/// A line lacks its timestamp.
pub const PLAN_MISSING_TIMESTAMP: &str = "plan/missing-timestamp";

/// A revision has no upgrade().
pub const PLAN_MISSING_UPGRADE: &str = "plan/missing-upgrade";

/// Some changes can be reverted and some cannot.
pub const PLAN_MIXED_REVERSIBLE: &str = "plan/mixed-reversible";

/// The graph has more than one head.
pub const PLAN_MULTIPLE_HEADS: &str = "plan/multiple-heads";

/// A change cannot be reverted.
pub const PLAN_NO_WAY_BACK: &str = "plan/no-way-back";

/// A script holds a NUL byte.
pub const PLAN_NUL_BYTE: &str = "plan/nul-byte";

/// A revision's place is known only when its file is run.
pub const PLAN_OPAQUE_REVISION: &str = "plan/opaque-revision";

/// A script belongs to no change of the plan.
pub const PLAN_ORPHAN_SCRIPT: &str = "plan/orphan-script";

/// The file is not what the tool reads.
pub const PLAN_SYNTAX: &str = "plan/syntax";

/// A change requires one that the plan does not have.
pub const PLAN_UNKNOWN_DEPENDENCY: &str = "plan/unknown-dependency";

/// A change names a parent that no file has.
pub const PLAN_UNRESOLVED_PARENT: &str = "plan/unresolved-parent";

/// The database has no registry of this tool.
pub const REGISTRY_ABSENT: &str = "registry/absent";

/// An applied revision is claimed by several files.
pub const REGISTRY_AMBIGUOUS_REVISION: &str = "registry/ambiguous-revision";

/// A change is recorded as only partly applied.
pub const REGISTRY_DIRTY: &str = "registry/dirty";

/// The registry is there but records nothing of this plan.
pub const REGISTRY_EMPTY: &str = "registry/empty";

/// A change below the latest applied one is not recorded.
pub const REGISTRY_GAP: &str = "registry/gap";

/// A change is recorded as applied, but its recording was not finished.
pub const REGISTRY_INTERRUPTED: &str = "registry/interrupted";

/// A script was changed after it was applied.
pub const REGISTRY_MODIFIED: &str = "registry/modified";

/// What stands in the registry's place is no table.
pub const REGISTRY_NOT_A_TABLE: &str = "registry/not-a-table";

/// A table of the registry's name is not this tool's.
pub const REGISTRY_OTHER_TABLE: &str = "registry/other-table";

/// A pending change comes before one that is already applied.
pub const REGISTRY_OUT_OF_ORDER: &str = "registry/out-of-order";

/// Changes wait to be deployed.
pub const REGISTRY_PENDING: &str = "registry/pending";

/// A change is recorded under another name than its file has.
pub const REGISTRY_RENAMED: &str = "registry/renamed";

/// There is more than one registry of this tool.
pub const REGISTRY_SECOND_REGISTRY: &str = "registry/second-registry";

/// The registry records a change that no file has.
pub const REGISTRY_UNKNOWN_CHANGE: &str = "registry/unknown-change";

/// The registry cannot be read by this role.
pub const REGISTRY_UNREADABLE: &str = "registry/unreadable";

/// An index is built on a table in use without CONCURRENTLY.
pub const SCRIPT_BLOCKING_INDEX: &str = "script/blocking-index";

/// An index is dropped without CONCURRENTLY.
pub const SCRIPT_BLOCKING_INDEX_REMOVAL: &str = "script/blocking-index-removal";

/// A materialized view is refreshed without CONCURRENTLY.
pub const SCRIPT_BLOCKING_REFRESH: &str = "script/blocking-refresh";

/// REINDEX without CONCURRENTLY.
pub const SCRIPT_BLOCKING_REINDEX: &str = "script/blocking-reindex";

/// A table is locked against everything for a moment.
pub const SCRIPT_BRIEF_LOCK: &str = "script/brief-lock";

/// The order of columns wastes room in each row.
pub const SCRIPT_COLUMN_ORDER: &str = "script/column-order";

/// A constraint builds its index while the table is locked.
pub const SCRIPT_CONSTRAINT_BUILDS_INDEX: &str = "script/constraint-builds-index";

/// What readers or writers rely on changes under them.
pub const SCRIPT_CONTRACT_CHANGE: &str = "script/contract-change";

/// This server version builds indexes concurrently with a bug.
pub const SCRIPT_CORRUPT_INDEX: &str = "script/corrupt-index";

/// A trigger is switched off.
pub const SCRIPT_DISABLES_TRIGGER: &str = "script/disables-trigger";

/// A domain in use gets a constraint.
pub const SCRIPT_DOMAIN_CONSTRAINT: &str = "script/domain-constraint";

/// CASCADE drops whatever depends.
pub const SCRIPT_DROP_CASCADE: &str = "script/drop-cascade";

/// Something that holds rows is dropped.
pub const SCRIPT_DROPS_DATA: &str = "script/drops-data";

/// Something that others use is dropped.
pub const SCRIPT_DROPS_OBJECT: &str = "script/drops-object";

/// A script makes what an earlier change makes already.
pub const SCRIPT_DUPLICATE_CREATE: &str = "script/duplicate-create";

/// An enum's value is added without its place.
pub const SCRIPT_ENUM_ORDER: &str = "script/enum-order";

/// An enum is made.
pub const SCRIPT_ENUM_TYPE: &str = "script/enum-type";

/// A new value of an enum is used in the transaction that adds it.
pub const SCRIPT_ENUM_VALUE_USED: &str = "script/enum-value-used";

/// A table is locked or emptied as a whole.
pub const SCRIPT_EXCLUSIVE_LOCK: &str = "script/exclusive-lock";

/// A name is longer than 63 bytes.
pub const SCRIPT_IDENTIFIER_TOO_LONG: &str = "script/identifier-too-long";

/// IF NOT EXISTS may keep an invalid index.
pub const SCRIPT_INVALID_INDEX_STAYS: &str = "script/invalid-index-stays";

/// A column is json, not jsonb.
pub const SCRIPT_JSON_COLUMN: &str = "script/json-column";

/// A column is char(n) or varchar(n).
pub const SCRIPT_LIMITED_TEXT: &str = "script/limited-text";

/// A foreign key locks two tables, also as NOT VALID.
pub const SCRIPT_LOCKS_BOTH_TABLES: &str = "script/locks-both-tables";

/// One transaction locks several tables.
pub const SCRIPT_LOCKS_IN_ONE_TRANSACTION: &str = "script/locks-in-one-transaction";

/// A statement locks a table beside.
pub const SCRIPT_LOCKS_OTHER_TABLE: &str = "script/locks-other-table";

/// Something is made without the comment that the team asks for.
pub const SCRIPT_MISSING_COMMENT: &str = "script/missing-comment";

/// A script changes rows and definitions.
pub const SCRIPT_MIXED_WORK: &str = "script/mixed-work";

/// A name is not as the team has agreed.
pub const SCRIPT_NAMING: &str = "script/naming";

/// A primary key is integer or smallint.
pub const SCRIPT_NARROW_KEY: &str = "script/narrow-key";

/// A lock is waited for without a limit.
pub const SCRIPT_NO_LOCK_TIMEOUT: &str = "script/no-lock-timeout";

/// Long work under a lock has no limit.
pub const SCRIPT_NO_STATEMENT_TIMEOUT: &str = "script/no-statement-timeout";

/// An index expression or predicate is not immutable.
pub const SCRIPT_NON_IMMUTABLE_INDEX: &str = "script/non-immutable-index";

/// A part of the script could not be judged.
pub const SCRIPT_NOT_ANALYSED: &str = "script/not-analysed";

/// A script cannot be run a second time.
pub const SCRIPT_NOT_IDEMPOTENT: &str = "script/not-idempotent";

/// A statement that PostgreSQL refuses in a transaction is in one.
pub const SCRIPT_NOT_IN_TRANSACTION: &str = "script/not-in-transaction";

/// A required column is added without a default.
pub const SCRIPT_NOT_NULL_WITHOUT_DEFAULT: &str = "script/not-null-without-default";

/// PRIMARY KEY USING INDEX reads a whole table under a lock.
pub const SCRIPT_NULLABLE_KEY: &str = "script/nullable-key";

/// Old scripts have findings, too.
pub const SCRIPT_OLD_CHANGES: &str = "script/old-changes";

/// Rows become readable or writable for more roles.
pub const SCRIPT_OPENS_ACCESS: &str = "script/opens-access";

/// Work on one partition locks more than it.
pub const SCRIPT_PARTITION_LOCK: &str = "script/partition-lock";

/// A name has to be written in quotes.
pub const SCRIPT_QUOTED_NAME: &str = "script/quoted-name";

/// Something in use is renamed.
pub const SCRIPT_RENAME: &str = "script/rename";

/// A column is named twice.
pub const SCRIPT_REPEATED_COLUMN: &str = "script/repeated-column";

/// A whole table is written anew under a lock.
pub const SCRIPT_REWRITE: &str = "script/rewrite";

/// A script needs a role that no change makes.
pub const SCRIPT_ROLE_DEPENDENT: &str = "script/role-dependent";

/// A SECURITY DEFINER function without a search_path of its own.
pub const SCRIPT_SECURITY_DEFINER: &str = "script/security-definer";

/// A script stops without a row that no change inserts.
pub const SCRIPT_SEED_DEPENDENT: &str = "script/seed-dependent";

/// A column is serial, not an identity.
pub const SCRIPT_SERIAL_COLUMN: &str = "script/serial-column";

/// SET NOT NULL reads a whole table under a lock.
pub const SCRIPT_SET_NOT_NULL: &str = "script/set-not-null";

/// One table is altered several times in a row.
pub const SCRIPT_SEVERAL_PASSES: &str = "script/several-passes";

/// A table is made without a primary key.
pub const SCRIPT_TABLE_WITHOUT_KEY: &str = "script/table-without-key";

/// A table is made without the schema that the team asks for.
pub const SCRIPT_TABLE_WITHOUT_SCHEMA: &str = "script/table-without-schema";

/// A column is timestamp without time zone.
pub const SCRIPT_TIMESTAMP_WITHOUT_ZONE: &str = "script/timestamp-without-zone";

/// A script begins or ends a transaction that is not its own.
pub const SCRIPT_TRANSACTION_CONTROL: &str = "script/transaction-control";

/// A column's new type makes PostgreSQL write the table anew.
pub const SCRIPT_TYPE_CHANGE: &str = "script/type-change";

/// No index serves a foreign key.
pub const SCRIPT_UNINDEXED_FOREIGN_KEY: &str = "script/unindexed-foreign-key";

/// A constraint has no name of its own.
pub const SCRIPT_UNNAMED_CONSTRAINT: &str = "script/unnamed-constraint";

/// A suppression in a script hides nothing, or says no reason.
pub const SCRIPT_UNUSED_SUPPRESSION: &str = "script/unused-suppression";

/// A constraint is validated by the transaction that adds it.
pub const SCRIPT_VALIDATED_IN_SAME_TRANSACTION: &str = "script/validated-in-same-transaction";

/// VALIDATE CONSTRAINT reads a whole table.
pub const SCRIPT_VALIDATES_ROWS: &str = "script/validates-rows";

/// A constraint is added that reads all rows under a lock.
pub const SCRIPT_VALIDATING_CONSTRAINT: &str = "script/validating-constraint";

/// UPDATE or DELETE without WHERE.
pub const SCRIPT_WHOLE_TABLE_WRITE: &str = "script/whole-table-write";

/// An index has more than three columns.
pub const SCRIPT_WIDE_INDEX: &str = "script/wide-index";

/// Rows are worked on while a table is locked against everything.
pub const SCRIPT_WORKS_UNDER_LOCK: &str = "script/works-under-lock";

/// Each rule with its severity where plumbline.toml does not say otherwise.
pub const SEVERITIES: &[(&str, &str)] = &[
    (CONFIG_MISSING_TARGET, "warning"),
    (CONFIG_SECRET_IN_FILE, "warning"),
    (CONFIG_UNEXPANDED_VARIABLE, "error"),
    (CONFIG_UNKNOWN_ENGINE, "error"),
    (CONFIG_UNUSED_SUPPRESSION, "info"),
    (CONFIG_URI_SCHEME, "error"),
    (CONFIG_WEAK_TLS, "info"),
    (DEPLOY_INCOMPLETE, "error"),
    (DEPLOY_NOT_PREDICTED, "info"),
    (DEPLOY_NOTHING_APPLIED, "error"),
    (DEPLOY_ROWS_VIOLATE, "error"),
    (DEPLOY_WILL_DESTROY, "error"),
    (DEPLOY_WILL_FAIL, "error"),
    (DEPLOY_WILL_RERUN, "error"),
    (DRIFT_CHANGED_OBJECT, "warning"),
    (DRIFT_GHOST, "error"),
    (DRIFT_GUARD_HIDES_DIFFERENCE, "error"),
    (DRIFT_MISSING_OBJECT, "error"),
    (DRIFT_PARTIAL, "error"),
    (DRIFT_UNEXPECTED_OBJECT, "error"),
    (DRIFT_UNFINISHED, "warning"),
    (DRIFT_UNREADABLE, "warning"),
    (DRIFT_UNREGISTERED, "error"),
    (GATE_BLOCKED, "error"),
    (GATE_BROKEN_DOWNGRADE, "error"),
    (GATE_BROKEN_POINTER, "error"),
    (GATE_DATA_VIOLATES, "error"),
    (GATE_DUPLICATE_OBJECT, "error"),
    (GATE_ENVIRONMENT, "error"),
    (GATE_INTERRUPTED, "error"),
    (GATE_MISSING_OBJECT, "error"),
    (GATE_MISSING_ROLE, "error"),
    (GATE_MISSING_SEED, "error"),
    (GATE_MULTIPLE_HEADS, "error"),
    (GATE_NO_BACKUP, "error"),
    (GATE_NON_IMMUTABLE_EXPRESSION, "error"),
    (GATE_NOT_ALLOWED, "error"),
    (GATE_NOT_REVERSIBLE, "error"),
    (GATE_PLAN_UNREADABLE, "error"),
    (GATE_REGISTRY_BEHIND, "error"),
    (GATE_RESET_FAILED, "error"),
    (GATE_RESTORE_FAILED, "error"),
    (GATE_ROLES_FAILED, "error"),
    (GATE_SCRATCH_UNSET, "error"),
    (GATE_SEED_FAILED, "error"),
    (GATE_STEP_TIMEOUT, "error"),
    (GATE_UNCLASSIFIED, "error"),
    (GATE_WRONG_DATABASE, "error"),
    (PIPELINE_EXIT_CODE_SWALLOWED, "warning"),
    (PIPELINE_NO_MIGRATION_STEP, "warning"),
    (PIPELINE_RELEASE_PHASE_IGNORED, "error"),
    (PIPELINE_SYNTAX, "warning"),
    (PLAN_AMBIGUOUS_NAME, "error"),
    (PLAN_BRACKETED_TIMESTAMP, "error"),
    (PLAN_BYTE_ORDER_MARK, "warning"),
    (PLAN_CYCLE, "error"),
    (PLAN_DEPENDENCY_ORDER, "error"),
    (PLAN_DUPLICATE_CHANGE, "error"),
    (PLAN_DUPLICATE_REVISION, "error"),
    (PLAN_DUPLICATE_TAG, "error"),
    (PLAN_DUPLICATE_VERSION, "error"),
    (PLAN_IDENTICAL_SCRIPTS, "error"),
    (PLAN_IMPORT_FAILURE, "error"),
    (PLAN_LINE_ENDINGS, "info"),
    (PLAN_LONG_REVISION, "error"),
    (PLAN_MISSING_PLANNER, "error"),
    (PLAN_MISSING_SCRIPT, "error"),
    (PLAN_MISSING_TIMESTAMP, "error"),
    (PLAN_MISSING_UPGRADE, "error"),
    (PLAN_MIXED_REVERSIBLE, "warning"),
    (PLAN_MULTIPLE_HEADS, "error"),
    (PLAN_NO_WAY_BACK, "info"),
    (PLAN_NUL_BYTE, "warning"),
    (PLAN_OPAQUE_REVISION, "warning"),
    (PLAN_ORPHAN_SCRIPT, "warning"),
    (PLAN_SYNTAX, "error"),
    (PLAN_UNKNOWN_DEPENDENCY, "error"),
    (PLAN_UNRESOLVED_PARENT, "error"),
    (REGISTRY_ABSENT, "info"),
    (REGISTRY_AMBIGUOUS_REVISION, "error"),
    (REGISTRY_DIRTY, "error"),
    (REGISTRY_EMPTY, "warning"),
    (REGISTRY_GAP, "error"),
    (REGISTRY_INTERRUPTED, "info"),
    (REGISTRY_MODIFIED, "error"),
    (REGISTRY_NOT_A_TABLE, "error"),
    (REGISTRY_OTHER_TABLE, "error"),
    (REGISTRY_OUT_OF_ORDER, "warning"),
    (REGISTRY_PENDING, "info"),
    (REGISTRY_RENAMED, "info"),
    (REGISTRY_SECOND_REGISTRY, "warning"),
    (REGISTRY_UNKNOWN_CHANGE, "error"),
    (REGISTRY_UNREADABLE, "error"),
    (SCRIPT_BLOCKING_INDEX, "warning"),
    (SCRIPT_BLOCKING_INDEX_REMOVAL, "warning"),
    (SCRIPT_BLOCKING_REFRESH, "warning"),
    (SCRIPT_BLOCKING_REINDEX, "warning"),
    (SCRIPT_BRIEF_LOCK, "info"),
    (SCRIPT_COLUMN_ORDER, "info"),
    (SCRIPT_CONSTRAINT_BUILDS_INDEX, "warning"),
    (SCRIPT_CONTRACT_CHANGE, "warning"),
    (SCRIPT_CORRUPT_INDEX, "error"),
    (SCRIPT_DISABLES_TRIGGER, "warning"),
    (SCRIPT_DOMAIN_CONSTRAINT, "warning"),
    (SCRIPT_DROP_CASCADE, "warning"),
    (SCRIPT_DROPS_DATA, "warning"),
    (SCRIPT_DROPS_OBJECT, "warning"),
    (SCRIPT_DUPLICATE_CREATE, "error"),
    (SCRIPT_ENUM_ORDER, "info"),
    (SCRIPT_ENUM_TYPE, "info"),
    (SCRIPT_ENUM_VALUE_USED, "error"),
    (SCRIPT_EXCLUSIVE_LOCK, "warning"),
    (SCRIPT_IDENTIFIER_TOO_LONG, "warning"),
    (SCRIPT_INVALID_INDEX_STAYS, "info"),
    (SCRIPT_JSON_COLUMN, "info"),
    (SCRIPT_LIMITED_TEXT, "info"),
    (SCRIPT_LOCKS_BOTH_TABLES, "info"),
    (SCRIPT_LOCKS_IN_ONE_TRANSACTION, "warning"),
    (SCRIPT_LOCKS_OTHER_TABLE, "warning"),
    (SCRIPT_MISSING_COMMENT, "warning"),
    (SCRIPT_MIXED_WORK, "warning"),
    (SCRIPT_NAMING, "warning"),
    (SCRIPT_NARROW_KEY, "info"),
    (SCRIPT_NO_LOCK_TIMEOUT, "warning"),
    (SCRIPT_NO_STATEMENT_TIMEOUT, "warning"),
    (SCRIPT_NON_IMMUTABLE_INDEX, "error"),
    (SCRIPT_NOT_ANALYSED, "warning"),
    (SCRIPT_NOT_IDEMPOTENT, "warning"),
    (SCRIPT_NOT_IN_TRANSACTION, "error"),
    (SCRIPT_NOT_NULL_WITHOUT_DEFAULT, "error"),
    (SCRIPT_NULLABLE_KEY, "warning"),
    (SCRIPT_OLD_CHANGES, "info"),
    (SCRIPT_OPENS_ACCESS, "warning"),
    (SCRIPT_PARTITION_LOCK, "warning"),
    (SCRIPT_QUOTED_NAME, "info"),
    (SCRIPT_RENAME, "warning"),
    (SCRIPT_REPEATED_COLUMN, "warning"),
    (SCRIPT_REWRITE, "warning"),
    (SCRIPT_ROLE_DEPENDENT, "info"),
    (SCRIPT_SECURITY_DEFINER, "warning"),
    (SCRIPT_SEED_DEPENDENT, "info"),
    (SCRIPT_SERIAL_COLUMN, "info"),
    (SCRIPT_SET_NOT_NULL, "warning"),
    (SCRIPT_SEVERAL_PASSES, "info"),
    (SCRIPT_TABLE_WITHOUT_KEY, "info"),
    (SCRIPT_TABLE_WITHOUT_SCHEMA, "warning"),
    (SCRIPT_TIMESTAMP_WITHOUT_ZONE, "info"),
    (SCRIPT_TRANSACTION_CONTROL, "error"),
    (SCRIPT_TYPE_CHANGE, "warning"),
    (SCRIPT_UNINDEXED_FOREIGN_KEY, "info"),
    (SCRIPT_UNNAMED_CONSTRAINT, "info"),
    (SCRIPT_UNUSED_SUPPRESSION, "info"),
    (SCRIPT_VALIDATED_IN_SAME_TRANSACTION, "warning"),
    (SCRIPT_VALIDATES_ROWS, "info"),
    (SCRIPT_VALIDATING_CONSTRAINT, "warning"),
    (SCRIPT_WHOLE_TABLE_WRITE, "warning"),
    (SCRIPT_WIDE_INDEX, "info"),
    (SCRIPT_WORKS_UNDER_LOCK, "warning"),
];
