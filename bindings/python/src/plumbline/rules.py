"""The names of the rules and their severities. Written by bindings/generate.py from the rule catalogue (lib/core/rules.cpp); do not edit."""
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
#: A script makes what an earlier change makes already.
SCRIPT_DUPLICATE_CREATE: Final = "script/duplicate-create"
#: An index expression or predicate is not immutable.
SCRIPT_NON_IMMUTABLE_INDEX: Final = "script/non-immutable-index"
#: A script cannot be run a second time.
SCRIPT_NOT_IDEMPOTENT: Final = "script/not-idempotent"
#: A script needs a role that no change makes.
SCRIPT_ROLE_DEPENDENT: Final = "script/role-dependent"

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
    SCRIPT_DUPLICATE_CREATE: "error",
    SCRIPT_NON_IMMUTABLE_INDEX: "error",
    SCRIPT_NOT_IDEMPOTENT: "warning",
    SCRIPT_ROLE_DEPENDENT: "info",
}
