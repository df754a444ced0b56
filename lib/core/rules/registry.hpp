/// The catalogue's entries of what the tool recorded beside what its files say; rules.cpp puts the
/// families together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array registry_rules = {
    Rule{"registry/absent", Severity::info, "the database has no registry of this tool",
         "Either nothing was ever deployed here, or this is another database than meant.",
         "Before the first deploy this is as it should be; else check the target.",
         "each tool creates its registry at the first deploy", "H"},
    Rule{
        "registry/ambiguous-revision", Severity::error,
        "an applied revision is claimed by several files",
        "The registry cannot say which of them ran; the schema must.",
        "Compare the objects of each with the live schema, then renumber the one that did not run.",
        "alembic: RevisionMap._revision_map keeps one of them", "C"},
    Rule{"registry/dirty", Severity::error, "a change is recorded as only partly applied",
         "The tool refuses to go on.", "Finish or undo the change by hand, then correct its row.",
         "sqlx-core: Migrate::dirty_version", "L"},
    Rule{"registry/empty", Severity::warning,
         "the registry is there but records nothing of this plan",
         "A deploy failed at its first change, or rows were lost; `sqitch verify` and `check` call "
         "this success.",
         "Compare the schema with the first changes before you deploy again.",
         "sqitch: verify and check with no row of the project", "H"},
    Rule{"registry/gap", Severity::error, "a change below the latest applied one is not recorded",
         "The tool believes that it ran. It never will run.",
         "Find out whether its objects exist; then record it or run it by hand.",
         "sqitch takes everything above the latest row as deployed", "H"},
    Rule{
        "registry/interrupted", Severity::info,
        "a change is recorded as applied, but its recording was not finished",
        "The tool was stopped right after the change, which is harmless; or the change was skipped "
        "on request and never ran.",
        "Check that the objects of the change exist.",
        "sqlx-postgres: execution_time -1 until after the commit", "I"},
    Rule{"registry/modified", Severity::error, "a script was changed after it was applied",
         "This database and a new one are no longer the same; some tools refuse to go on.",
         "Restore the file, and put the intent into a new change.",
         "sqlx-core: Migrator::run; sqitch check", "K"},
    Rule{"registry/not-a-table", Severity::error, "what stands in the registry's place is no table",
         "Reading it would run somebody's code, and the tool writes somewhere unexpected.",
         "Remove or rename the view or foreign table.",
         "a view runs its owner's code as whoever reads it", "Q"},
    Rule{"registry/other-table", Severity::error,
         "a table of the registry's name is not this tool's",
         "The tool takes it for its own and stops at the first column that is not there.",
         "Rename that table, or give the registry another name or schema.",
         "sqlx-postgres: CREATE TABLE IF NOT EXISTS", "Q"},
    Rule{"registry/out-of-order", Severity::warning,
         "a pending change comes before one that is already applied",
         "Databases get their changes in different orders; what works here may fail on a new one.",
         "Renumber the pending change to the end.", "sqlx applies it without a word", "H"},
    Rule{"registry/pending", Severity::info, "changes wait to be deployed",
         "None; the next deploy will run them.", "Deploy.", "each tool's own order", ""},
    Rule{"registry/renamed", Severity::info,
         "a change is recorded under another name than its file has",
         "The tool compares no names; people who read both will look for two changes.",
         "Leave it, or rename the file back.", "sqlx: descriptions are never compared", ""},
    Rule{"registry/second-registry", Severity::warning,
         "there is more than one registry of this tool",
         "With another search_path the tool uses the other one, and runs everything again.",
         "Find out which one counts, and give the tool a schema-qualified name.",
         "sqlx writes the table's name without a schema", "H"},
    Rule{"registry/unknown-change", Severity::error,
         "the registry records a change that no file has",
         "The tool refuses to go on: the tree is older than the database, or a file was deleted.",
         "Bring the files up to date; never delete the row.",
         "sqlx-core: VersionMissing; alembic: Can't locate revision", "J"},
    Rule{"registry/unreadable", Severity::error, "the registry cannot be read by this role",
         "Nothing can be said about what was applied.",
         "Grant SELECT on the registry and USAGE on its schema.",
         "PostgreSQL: privileges, row security", "O"},
};

}  // namespace plumbline::core
