/// The catalogue's entries of what the next deploy will do; rules.cpp puts the families together.
#pragma once

#include <array>

#include "plumbline/rule.hpp"

namespace plumbline::core {

inline constexpr std::array deploy_rules = {
    Rule{"deploy/incomplete", Severity::error, "the deploy did not run the whole plan",
         "The application starts against a schema that lacks changes it was built for.",
         "Deploy again, read its output, and let its exit status stop the pipeline.",
         "the founding incidents: what was deployed was not what was planned", "H"},
    Rule{"deploy/not-predicted", Severity::info,
         "whether a statement succeeds cannot be told without running it",
         "Rows, user code or what only a run can know decide; the deploy may stop there.",
         "Try the deploy on a copy of the data (a dry run), or rewrite the statement so that it "
         "can be known.",
         "Plumbline's simulator", ""},
    Rule{"deploy/nothing-applied", Severity::error,
         "nothing of the plan is recorded in this database",
         "The deploy step never ran, ran against another database, or stopped before its first "
         "change.",
         "Check that the deploy step ran, against this database, and that its exit status counts.",
         "the founding incident of a release phase that was ignored", "H"},
    Rule{"deploy/rows-violate", Severity::error,
         "rows that are there now make a pending statement fail",
         "The deploy stops there on this database, though it works on an empty one.",
         "Correct the rows in a change before it, or add the constraint NOT VALID and validate it "
         "later.",
         "counted in the database, on request (--preflight)", "M"},
    Rule{"deploy/will-destroy", Severity::error,
         "a failing deploy will drop a table that holds rows",
         "sqitch reverts everything that it deployed in that run, and the revert script drops a "
         "table that was there before.",
         "Mend what makes the deploy fail first, or deploy with --mode change, which reverts "
         "nothing else.",
         "sqitch deploy, --mode all (App::Sqitch::Engine, _deploy_all)", "H"},
    Rule{"deploy/will-fail", Severity::error, "a pending script fails on this schema",
         "The deploy stops in the middle, and what ran before it stays or is reverted, as the tool "
         "does.",
         "Change the statement, or the schema it meets, before the deploy.",
         "PostgreSQL's own rules, simulated", ""},
    Rule{"deploy/will-rerun", Severity::error,
         "a change will be run again though its objects are there",
         "The tool knows nothing of what is there: it runs the script a second time, which fails "
         "or does something else.",
         "Compare all of the change's objects; if they are equal, record it as applied (sqitch "
         "deploy --log-only, alembic stamp, the registry row).",
         "the founding incident of tables without registry rows", "H"},
};

}  // namespace plumbline::core
