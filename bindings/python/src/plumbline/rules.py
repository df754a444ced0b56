"""The names of the rules and their severities. Written by bindings/generate.py from the rule catalogue (lib/core/rules); do not edit."""
from __future__ import annotations

from typing import Final, Mapping

#: The configuration names no database to deploy to.
CONFIG_MISSING_TARGET: Final = "config/missing-target"
#: A password is written in a configuration file.
CONFIG_SECRET_IN_FILE: Final = "config/secret-in-file"
#: A setting holds a shell variable that the tool never expands.
CONFIG_UNEXPANDED_VARIABLE: Final = "config/unexpanded-variable"
#: The engine is none that the tool knows.
CONFIG_UNKNOWN_ENGINE: Final = "config/unknown-engine"
#: A suppression in plumbline.toml hides nothing.
CONFIG_UNUSED_SUPPRESSION: Final = "config/unused-suppression"
#: The database URI is not in the form that this tool reads.
CONFIG_URI_SCHEME: Final = "config/uri-scheme"
#: A remote database is reached without proof of its identity.
CONFIG_WEAK_TLS: Final = "config/weak-tls"
#: The deploy did not run the whole plan.
DEPLOY_INCOMPLETE: Final = "deploy/incomplete"
#: Whether a statement succeeds cannot be told without running it.
DEPLOY_NOT_PREDICTED: Final = "deploy/not-predicted"
#: Nothing of the plan is recorded in this database.
DEPLOY_NOTHING_APPLIED: Final = "deploy/nothing-applied"
#: Rows that are there now make a pending statement fail.
DEPLOY_ROWS_VIOLATE: Final = "deploy/rows-violate"
#: A failing deploy will drop a table that holds rows.
DEPLOY_WILL_DESTROY: Final = "deploy/will-destroy"
#: A pending script fails on this schema.
DEPLOY_WILL_FAIL: Final = "deploy/will-fail"
#: A change will be run again though its objects are there.
DEPLOY_WILL_RERUN: Final = "deploy/will-rerun"
#: An object is not as the applied changes define it.
DRIFT_CHANGED_OBJECT: Final = "drift/changed-object"
#: An applied change's objects are not there.
DRIFT_GHOST: Final = "drift/ghost"
#: A guard passes over an object of another shape.
DRIFT_GUARD_HIDES_DIFFERENCE: Final = "drift/guard-hides-difference"
#: An expected object is not in the database.
DRIFT_MISSING_OBJECT: Final = "drift/missing-object"
#: Only a part of a change's objects is there.
DRIFT_PARTIAL: Final = "drift/partial"
#: The database holds an object that nothing accounts for.
DRIFT_UNEXPECTED_OBJECT: Final = "drift/unexpected-object"
#: An operation on an object was begun and did not end.
DRIFT_UNFINISHED: Final = "drift/unfinished"
#: A part of the schema could not be read.
DRIFT_UNREADABLE: Final = "drift/unreadable"
#: A change's objects are there, but the registry does not know it.
DRIFT_UNREGISTERED: Final = "drift/unregistered"
#: A statement waited, or ran, longer than it may.
GATE_BLOCKED: Final = "gate/blocked"
#: The way back of a change fails.
GATE_BROKEN_DOWNGRADE: Final = "gate/broken-downgrade"
#: A change names a predecessor that no file has.
GATE_BROKEN_POINTER: Final = "gate/broken-pointer"
#: Rows that are there make a migration fail.
GATE_DATA_VIOLATES: Final = "gate/data-violates"
#: A migration makes what is there already.
GATE_DUPLICATE_OBJECT: Final = "gate/duplicate-object"
#: The gate's surroundings failed, not the migration.
GATE_ENVIRONMENT: Final = "gate/environment"
#: The gate was stopped before its end.
GATE_INTERRUPTED: Final = "gate/interrupted"
#: A migration uses an object that is not there.
GATE_MISSING_OBJECT: Final = "gate/missing-object"
#: A role that a migration names does not exist.
GATE_MISSING_ROLE: Final = "gate/missing-role"
#: A migration stops without a row that it looks up.
GATE_MISSING_SEED: Final = "gate/missing-seed"
#: The history has more than one end, or one id twice.
GATE_MULTIPLE_HEADS: Final = "gate/multiple-heads"
#: There is no backup to try the migrations on.
GATE_NO_BACKUP: Final = "gate/no-backup"
#: An index or generated column calls what is not immutable.
GATE_NON_IMMUTABLE_EXPRESSION: Final = "gate/non-immutable-expression"
#: The role may not do what a migration asks for.
GATE_NOT_ALLOWED: Final = "gate/not-allowed"
#: The way back leaves or loses objects.
GATE_NOT_REVERSIBLE: Final = "gate/not-reversible"
#: The tool cannot read its own files.
GATE_PLAN_UNREADABLE: Final = "gate/plan-unreadable"
#: A pending migration makes what the restored database has already.
GATE_REGISTRY_BEHIND: Final = "gate/registry-behind"
#: The scratch database could not be emptied.
GATE_RESET_FAILED: Final = "gate/reset-failed"
#: The backup is damaged or cannot be restored.
GATE_RESTORE_FAILED: Final = "gate/restore-failed"
#: The roles that the gate needs could not be made.
GATE_ROLES_FAILED: Final = "gate/roles-failed"
#: No scratch database is configured.
GATE_SCRATCH_UNSET: Final = "gate/scratch-unset"
#: The rows that the gate puts in are refused.
GATE_SEED_FAILED: Final = "gate/seed-failed"
#: A step took longer than it may.
GATE_STEP_TIMEOUT: Final = "gate/step-timeout"
#: A step failed with an error that fits no failure class.
GATE_UNCLASSIFIED: Final = "gate/unclassified"
#: A migration tried to connect to another database.
GATE_WRONG_DATABASE: Final = "gate/wrong-database"
#: A failing migration does not stop the deploy.
PIPELINE_EXIT_CODE_SWALLOWED: Final = "pipeline/exit-code-swallowed"
#: A deploy pipeline never runs this tree's migrations.
PIPELINE_NO_MIGRATION_STEP: Final = "pipeline/no-migration-step"
#: The release phase is not run by the way in which this pipeline deploys.
PIPELINE_RELEASE_PHASE_IGNORED: Final = "pipeline/release-phase-ignored"
#: A pipeline file cannot be read.
PIPELINE_SYNTAX: Final = "pipeline/syntax"
#: A name means more than one change.
PLAN_AMBIGUOUS_NAME: Final = "plan/ambiguous-name"
#: A timestamp stands in brackets, where dependencies belong.
PLAN_BRACKETED_TIMESTAMP: Final = "plan/bracketed-timestamp"
#: A script begins with a byte order mark.
PLAN_BYTE_ORDER_MARK: Final = "plan/byte-order-mark"
#: Changes depend on each other in a circle.
PLAN_CYCLE: Final = "plan/cycle"
#: A change is planned before one that it requires.
PLAN_DEPENDENCY_ORDER: Final = "plan/dependency-order"
#: A change is declared twice.
PLAN_DUPLICATE_CHANGE: Final = "plan/duplicate-change"
#: Two files claim one revision.
PLAN_DUPLICATE_REVISION: Final = "plan/duplicate-revision"
#: A tag is declared twice.
PLAN_DUPLICATE_TAG: Final = "plan/duplicate-tag"
#: Two files claim one version.
PLAN_DUPLICATE_VERSION: Final = "plan/duplicate-version"
#: Two changes have the same deploy script.
PLAN_IDENTICAL_SCRIPTS: Final = "plan/identical-scripts"
#: Importing a revision file stops with an exception.
PLAN_IMPORT_FAILURE: Final = "plan/import-failure"
#: Scripts have CRLF line ends.
PLAN_LINE_ENDINGS: Final = "plan/line-endings"
#: A revision's id is longer than the version table's column.
PLAN_LONG_REVISION: Final = "plan/long-revision"
#: A line lacks the planner's name and e-mail.
PLAN_MISSING_PLANNER: Final = "plan/missing-planner"
#: A change has no script to run.
PLAN_MISSING_SCRIPT: Final = "plan/missing-script"
#: A line lacks its timestamp.
PLAN_MISSING_TIMESTAMP: Final = "plan/missing-timestamp"
#: A revision has no upgrade().
PLAN_MISSING_UPGRADE: Final = "plan/missing-upgrade"
#: Some changes can be reverted and some cannot.
PLAN_MIXED_REVERSIBLE: Final = "plan/mixed-reversible"
#: The graph has more than one head.
PLAN_MULTIPLE_HEADS: Final = "plan/multiple-heads"
#: A change cannot be reverted.
PLAN_NO_WAY_BACK: Final = "plan/no-way-back"
#: A script holds a NUL byte.
PLAN_NUL_BYTE: Final = "plan/nul-byte"
#: A revision's place is known only when its file is run.
PLAN_OPAQUE_REVISION: Final = "plan/opaque-revision"
#: A script belongs to no change of the plan.
PLAN_ORPHAN_SCRIPT: Final = "plan/orphan-script"
#: The file is not what the tool reads.
PLAN_SYNTAX: Final = "plan/syntax"
#: A change requires one that the plan does not have.
PLAN_UNKNOWN_DEPENDENCY: Final = "plan/unknown-dependency"
#: A change names a parent that no file has.
PLAN_UNRESOLVED_PARENT: Final = "plan/unresolved-parent"
#: The database has no registry of this tool.
REGISTRY_ABSENT: Final = "registry/absent"
#: An applied revision is claimed by several files.
REGISTRY_AMBIGUOUS_REVISION: Final = "registry/ambiguous-revision"
#: A change is recorded as only partly applied.
REGISTRY_DIRTY: Final = "registry/dirty"
#: The registry is there but records nothing of this plan.
REGISTRY_EMPTY: Final = "registry/empty"
#: A change below the latest applied one is not recorded.
REGISTRY_GAP: Final = "registry/gap"
#: A change is recorded as applied, but its recording was not finished.
REGISTRY_INTERRUPTED: Final = "registry/interrupted"
#: A script was changed after it was applied.
REGISTRY_MODIFIED: Final = "registry/modified"
#: What stands in the registry's place is no table.
REGISTRY_NOT_A_TABLE: Final = "registry/not-a-table"
#: A table of the registry's name is not this tool's.
REGISTRY_OTHER_TABLE: Final = "registry/other-table"
#: A pending change comes before one that is already applied.
REGISTRY_OUT_OF_ORDER: Final = "registry/out-of-order"
#: Changes wait to be deployed.
REGISTRY_PENDING: Final = "registry/pending"
#: A change is recorded under another name than its file has.
REGISTRY_RENAMED: Final = "registry/renamed"
#: There is more than one registry of this tool.
REGISTRY_SECOND_REGISTRY: Final = "registry/second-registry"
#: The registry records a change that no file has.
REGISTRY_UNKNOWN_CHANGE: Final = "registry/unknown-change"
#: The registry cannot be read by this role.
REGISTRY_UNREADABLE: Final = "registry/unreadable"
#: An index is built on a table in use without CONCURRENTLY.
SCRIPT_BLOCKING_INDEX: Final = "script/blocking-index"
#: An index is dropped without CONCURRENTLY.
SCRIPT_BLOCKING_INDEX_REMOVAL: Final = "script/blocking-index-removal"
#: A materialized view is refreshed without CONCURRENTLY.
SCRIPT_BLOCKING_REFRESH: Final = "script/blocking-refresh"
#: REINDEX without CONCURRENTLY.
SCRIPT_BLOCKING_REINDEX: Final = "script/blocking-reindex"
#: A table is locked against everything for a moment.
SCRIPT_BRIEF_LOCK: Final = "script/brief-lock"
#: The order of columns wastes room in each row.
SCRIPT_COLUMN_ORDER: Final = "script/column-order"
#: A constraint builds its index while the table is locked.
SCRIPT_CONSTRAINT_BUILDS_INDEX: Final = "script/constraint-builds-index"
#: What readers or writers rely on changes under them.
SCRIPT_CONTRACT_CHANGE: Final = "script/contract-change"
#: This server version builds indexes concurrently with a bug.
SCRIPT_CORRUPT_INDEX: Final = "script/corrupt-index"
#: A trigger is switched off.
SCRIPT_DISABLES_TRIGGER: Final = "script/disables-trigger"
#: A domain in use gets a constraint.
SCRIPT_DOMAIN_CONSTRAINT: Final = "script/domain-constraint"
#: CASCADE drops whatever depends.
SCRIPT_DROP_CASCADE: Final = "script/drop-cascade"
#: Something that holds rows is dropped.
SCRIPT_DROPS_DATA: Final = "script/drops-data"
#: Something that others use is dropped.
SCRIPT_DROPS_OBJECT: Final = "script/drops-object"
#: A script makes what an earlier change makes already.
SCRIPT_DUPLICATE_CREATE: Final = "script/duplicate-create"
#: An enum's value is added without its place.
SCRIPT_ENUM_ORDER: Final = "script/enum-order"
#: An enum is made.
SCRIPT_ENUM_TYPE: Final = "script/enum-type"
#: A new value of an enum is used in the transaction that adds it.
SCRIPT_ENUM_VALUE_USED: Final = "script/enum-value-used"
#: A table is locked or emptied as a whole.
SCRIPT_EXCLUSIVE_LOCK: Final = "script/exclusive-lock"
#: A name is longer than 63 bytes.
SCRIPT_IDENTIFIER_TOO_LONG: Final = "script/identifier-too-long"
#: IF NOT EXISTS may keep an invalid index.
SCRIPT_INVALID_INDEX_STAYS: Final = "script/invalid-index-stays"
#: A column is json, not jsonb.
SCRIPT_JSON_COLUMN: Final = "script/json-column"
#: A column is char(n) or varchar(n).
SCRIPT_LIMITED_TEXT: Final = "script/limited-text"
#: A foreign key locks two tables, also as NOT VALID.
SCRIPT_LOCKS_BOTH_TABLES: Final = "script/locks-both-tables"
#: One transaction locks several tables.
SCRIPT_LOCKS_IN_ONE_TRANSACTION: Final = "script/locks-in-one-transaction"
#: A statement locks a table beside.
SCRIPT_LOCKS_OTHER_TABLE: Final = "script/locks-other-table"
#: Something is made without the comment that the team asks for.
SCRIPT_MISSING_COMMENT: Final = "script/missing-comment"
#: A script changes rows and definitions.
SCRIPT_MIXED_WORK: Final = "script/mixed-work"
#: A name is not as the team has agreed.
SCRIPT_NAMING: Final = "script/naming"
#: A primary key is integer or smallint.
SCRIPT_NARROW_KEY: Final = "script/narrow-key"
#: A lock is waited for without a limit.
SCRIPT_NO_LOCK_TIMEOUT: Final = "script/no-lock-timeout"
#: Long work under a lock has no limit.
SCRIPT_NO_STATEMENT_TIMEOUT: Final = "script/no-statement-timeout"
#: An index expression or predicate is not immutable.
SCRIPT_NON_IMMUTABLE_INDEX: Final = "script/non-immutable-index"
#: A part of the script could not be judged.
SCRIPT_NOT_ANALYSED: Final = "script/not-analysed"
#: A script cannot be run a second time.
SCRIPT_NOT_IDEMPOTENT: Final = "script/not-idempotent"
#: A statement that PostgreSQL refuses in a transaction is in one.
SCRIPT_NOT_IN_TRANSACTION: Final = "script/not-in-transaction"
#: A required column is added without a default.
SCRIPT_NOT_NULL_WITHOUT_DEFAULT: Final = "script/not-null-without-default"
#: PRIMARY KEY USING INDEX reads a whole table under a lock.
SCRIPT_NULLABLE_KEY: Final = "script/nullable-key"
#: Old scripts have findings, too.
SCRIPT_OLD_CHANGES: Final = "script/old-changes"
#: Rows become readable or writable for more roles.
SCRIPT_OPENS_ACCESS: Final = "script/opens-access"
#: Work on one partition locks more than it.
SCRIPT_PARTITION_LOCK: Final = "script/partition-lock"
#: A name has to be written in quotes.
SCRIPT_QUOTED_NAME: Final = "script/quoted-name"
#: Something in use is renamed.
SCRIPT_RENAME: Final = "script/rename"
#: A column is named twice.
SCRIPT_REPEATED_COLUMN: Final = "script/repeated-column"
#: A whole table is written anew under a lock.
SCRIPT_REWRITE: Final = "script/rewrite"
#: A script needs a role that no change makes.
SCRIPT_ROLE_DEPENDENT: Final = "script/role-dependent"
#: A SECURITY DEFINER function without a search_path of its own.
SCRIPT_SECURITY_DEFINER: Final = "script/security-definer"
#: A script stops without a row that no change inserts.
SCRIPT_SEED_DEPENDENT: Final = "script/seed-dependent"
#: A column is serial, not an identity.
SCRIPT_SERIAL_COLUMN: Final = "script/serial-column"
#: SET NOT NULL reads a whole table under a lock.
SCRIPT_SET_NOT_NULL: Final = "script/set-not-null"
#: One table is altered several times in a row.
SCRIPT_SEVERAL_PASSES: Final = "script/several-passes"
#: A table is made without a primary key.
SCRIPT_TABLE_WITHOUT_KEY: Final = "script/table-without-key"
#: A table is made without the schema that the team asks for.
SCRIPT_TABLE_WITHOUT_SCHEMA: Final = "script/table-without-schema"
#: A column is timestamp without time zone.
SCRIPT_TIMESTAMP_WITHOUT_ZONE: Final = "script/timestamp-without-zone"
#: A script begins or ends a transaction that is not its own.
SCRIPT_TRANSACTION_CONTROL: Final = "script/transaction-control"
#: A column's new type makes PostgreSQL write the table anew.
SCRIPT_TYPE_CHANGE: Final = "script/type-change"
#: No index serves a foreign key.
SCRIPT_UNINDEXED_FOREIGN_KEY: Final = "script/unindexed-foreign-key"
#: A constraint has no name of its own.
SCRIPT_UNNAMED_CONSTRAINT: Final = "script/unnamed-constraint"
#: A suppression in a script hides nothing, or says no reason.
SCRIPT_UNUSED_SUPPRESSION: Final = "script/unused-suppression"
#: A constraint is validated by the transaction that adds it.
SCRIPT_VALIDATED_IN_SAME_TRANSACTION: Final = "script/validated-in-same-transaction"
#: VALIDATE CONSTRAINT reads a whole table.
SCRIPT_VALIDATES_ROWS: Final = "script/validates-rows"
#: A constraint is added that reads all rows under a lock.
SCRIPT_VALIDATING_CONSTRAINT: Final = "script/validating-constraint"
#: UPDATE or DELETE without WHERE.
SCRIPT_WHOLE_TABLE_WRITE: Final = "script/whole-table-write"
#: An index has more than three columns.
SCRIPT_WIDE_INDEX: Final = "script/wide-index"
#: Rows are worked on while a table is locked against everything.
SCRIPT_WORKS_UNDER_LOCK: Final = "script/works-under-lock"

#: The severity of each rule where plumbline.toml does not say otherwise.
SEVERITY: Final[Mapping[str, str]] = {
    CONFIG_MISSING_TARGET: "warning",
    CONFIG_SECRET_IN_FILE: "warning",
    CONFIG_UNEXPANDED_VARIABLE: "error",
    CONFIG_UNKNOWN_ENGINE: "error",
    CONFIG_UNUSED_SUPPRESSION: "info",
    CONFIG_URI_SCHEME: "error",
    CONFIG_WEAK_TLS: "info",
    DEPLOY_INCOMPLETE: "error",
    DEPLOY_NOT_PREDICTED: "info",
    DEPLOY_NOTHING_APPLIED: "error",
    DEPLOY_ROWS_VIOLATE: "error",
    DEPLOY_WILL_DESTROY: "error",
    DEPLOY_WILL_FAIL: "error",
    DEPLOY_WILL_RERUN: "error",
    DRIFT_CHANGED_OBJECT: "warning",
    DRIFT_GHOST: "error",
    DRIFT_GUARD_HIDES_DIFFERENCE: "error",
    DRIFT_MISSING_OBJECT: "error",
    DRIFT_PARTIAL: "error",
    DRIFT_UNEXPECTED_OBJECT: "error",
    DRIFT_UNFINISHED: "warning",
    DRIFT_UNREADABLE: "warning",
    DRIFT_UNREGISTERED: "error",
    GATE_BLOCKED: "error",
    GATE_BROKEN_DOWNGRADE: "error",
    GATE_BROKEN_POINTER: "error",
    GATE_DATA_VIOLATES: "error",
    GATE_DUPLICATE_OBJECT: "error",
    GATE_ENVIRONMENT: "error",
    GATE_INTERRUPTED: "error",
    GATE_MISSING_OBJECT: "error",
    GATE_MISSING_ROLE: "error",
    GATE_MISSING_SEED: "error",
    GATE_MULTIPLE_HEADS: "error",
    GATE_NO_BACKUP: "error",
    GATE_NON_IMMUTABLE_EXPRESSION: "error",
    GATE_NOT_ALLOWED: "error",
    GATE_NOT_REVERSIBLE: "error",
    GATE_PLAN_UNREADABLE: "error",
    GATE_REGISTRY_BEHIND: "error",
    GATE_RESET_FAILED: "error",
    GATE_RESTORE_FAILED: "error",
    GATE_ROLES_FAILED: "error",
    GATE_SCRATCH_UNSET: "error",
    GATE_SEED_FAILED: "error",
    GATE_STEP_TIMEOUT: "error",
    GATE_UNCLASSIFIED: "error",
    GATE_WRONG_DATABASE: "error",
    PIPELINE_EXIT_CODE_SWALLOWED: "warning",
    PIPELINE_NO_MIGRATION_STEP: "warning",
    PIPELINE_RELEASE_PHASE_IGNORED: "error",
    PIPELINE_SYNTAX: "warning",
    PLAN_AMBIGUOUS_NAME: "error",
    PLAN_BRACKETED_TIMESTAMP: "error",
    PLAN_BYTE_ORDER_MARK: "warning",
    PLAN_CYCLE: "error",
    PLAN_DEPENDENCY_ORDER: "error",
    PLAN_DUPLICATE_CHANGE: "error",
    PLAN_DUPLICATE_REVISION: "error",
    PLAN_DUPLICATE_TAG: "error",
    PLAN_DUPLICATE_VERSION: "error",
    PLAN_IDENTICAL_SCRIPTS: "error",
    PLAN_IMPORT_FAILURE: "error",
    PLAN_LINE_ENDINGS: "info",
    PLAN_LONG_REVISION: "error",
    PLAN_MISSING_PLANNER: "error",
    PLAN_MISSING_SCRIPT: "error",
    PLAN_MISSING_TIMESTAMP: "error",
    PLAN_MISSING_UPGRADE: "error",
    PLAN_MIXED_REVERSIBLE: "warning",
    PLAN_MULTIPLE_HEADS: "error",
    PLAN_NO_WAY_BACK: "info",
    PLAN_NUL_BYTE: "warning",
    PLAN_OPAQUE_REVISION: "warning",
    PLAN_ORPHAN_SCRIPT: "warning",
    PLAN_SYNTAX: "error",
    PLAN_UNKNOWN_DEPENDENCY: "error",
    PLAN_UNRESOLVED_PARENT: "error",
    REGISTRY_ABSENT: "info",
    REGISTRY_AMBIGUOUS_REVISION: "error",
    REGISTRY_DIRTY: "error",
    REGISTRY_EMPTY: "warning",
    REGISTRY_GAP: "error",
    REGISTRY_INTERRUPTED: "info",
    REGISTRY_MODIFIED: "error",
    REGISTRY_NOT_A_TABLE: "error",
    REGISTRY_OTHER_TABLE: "error",
    REGISTRY_OUT_OF_ORDER: "warning",
    REGISTRY_PENDING: "info",
    REGISTRY_RENAMED: "info",
    REGISTRY_SECOND_REGISTRY: "warning",
    REGISTRY_UNKNOWN_CHANGE: "error",
    REGISTRY_UNREADABLE: "error",
    SCRIPT_BLOCKING_INDEX: "warning",
    SCRIPT_BLOCKING_INDEX_REMOVAL: "warning",
    SCRIPT_BLOCKING_REFRESH: "warning",
    SCRIPT_BLOCKING_REINDEX: "warning",
    SCRIPT_BRIEF_LOCK: "info",
    SCRIPT_COLUMN_ORDER: "info",
    SCRIPT_CONSTRAINT_BUILDS_INDEX: "warning",
    SCRIPT_CONTRACT_CHANGE: "warning",
    SCRIPT_CORRUPT_INDEX: "error",
    SCRIPT_DISABLES_TRIGGER: "warning",
    SCRIPT_DOMAIN_CONSTRAINT: "warning",
    SCRIPT_DROP_CASCADE: "warning",
    SCRIPT_DROPS_DATA: "warning",
    SCRIPT_DROPS_OBJECT: "warning",
    SCRIPT_DUPLICATE_CREATE: "error",
    SCRIPT_ENUM_ORDER: "info",
    SCRIPT_ENUM_TYPE: "info",
    SCRIPT_ENUM_VALUE_USED: "error",
    SCRIPT_EXCLUSIVE_LOCK: "warning",
    SCRIPT_IDENTIFIER_TOO_LONG: "warning",
    SCRIPT_INVALID_INDEX_STAYS: "info",
    SCRIPT_JSON_COLUMN: "info",
    SCRIPT_LIMITED_TEXT: "info",
    SCRIPT_LOCKS_BOTH_TABLES: "info",
    SCRIPT_LOCKS_IN_ONE_TRANSACTION: "warning",
    SCRIPT_LOCKS_OTHER_TABLE: "warning",
    SCRIPT_MISSING_COMMENT: "warning",
    SCRIPT_MIXED_WORK: "warning",
    SCRIPT_NAMING: "warning",
    SCRIPT_NARROW_KEY: "info",
    SCRIPT_NO_LOCK_TIMEOUT: "warning",
    SCRIPT_NO_STATEMENT_TIMEOUT: "warning",
    SCRIPT_NON_IMMUTABLE_INDEX: "error",
    SCRIPT_NOT_ANALYSED: "warning",
    SCRIPT_NOT_IDEMPOTENT: "warning",
    SCRIPT_NOT_IN_TRANSACTION: "error",
    SCRIPT_NOT_NULL_WITHOUT_DEFAULT: "error",
    SCRIPT_NULLABLE_KEY: "warning",
    SCRIPT_OLD_CHANGES: "info",
    SCRIPT_OPENS_ACCESS: "warning",
    SCRIPT_PARTITION_LOCK: "warning",
    SCRIPT_QUOTED_NAME: "info",
    SCRIPT_RENAME: "warning",
    SCRIPT_REPEATED_COLUMN: "warning",
    SCRIPT_REWRITE: "warning",
    SCRIPT_ROLE_DEPENDENT: "info",
    SCRIPT_SECURITY_DEFINER: "warning",
    SCRIPT_SEED_DEPENDENT: "info",
    SCRIPT_SERIAL_COLUMN: "info",
    SCRIPT_SET_NOT_NULL: "warning",
    SCRIPT_SEVERAL_PASSES: "info",
    SCRIPT_TABLE_WITHOUT_KEY: "info",
    SCRIPT_TABLE_WITHOUT_SCHEMA: "warning",
    SCRIPT_TIMESTAMP_WITHOUT_ZONE: "info",
    SCRIPT_TRANSACTION_CONTROL: "error",
    SCRIPT_TYPE_CHANGE: "warning",
    SCRIPT_UNINDEXED_FOREIGN_KEY: "info",
    SCRIPT_UNNAMED_CONSTRAINT: "info",
    SCRIPT_UNUSED_SUPPRESSION: "info",
    SCRIPT_VALIDATED_IN_SAME_TRANSACTION: "warning",
    SCRIPT_VALIDATES_ROWS: "info",
    SCRIPT_VALIDATING_CONSTRAINT: "warning",
    SCRIPT_WHOLE_TABLE_WRITE: "warning",
    SCRIPT_WIDE_INDEX: "info",
    SCRIPT_WORKS_UNDER_LOCK: "warning",
}
